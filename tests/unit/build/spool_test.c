#include "build/spool.h"

#include <stdlib.h>

#include "harness.h"

enum { BODIES = 60, LARGE = 200 * 1000 };

/* Body i: of some length, all its bytes tell who it is. */
static gk_view body(char *room, size_t i)
{
    size_t n = i % 7 == 6 ? LARGE : i * 397 % 9000;
    memset(room, (int)('a' + i % 26), n);
    return gk_view_n(room, n);
}

GK_TEST(spool_gives_back_what_was_put)
{
    gk_region shared;
    gk_spools spools;
    gk_spool_window window = {.bytes = GK_BUF_INIT};
    uint64_t at[BODIES];
    char *room = malloc(LARGE);
    GK_CHECK(gk_region_open(&shared, (size_t)1 << 20));
    GK_CHECK(gk_spools_open(&spools, 2, -1, &shared));
    bool good = true;
    for (size_t i = 0; i < BODIES; i++)
        good &= gk_spools_put(&spools, i % 3 == 0, body(room, i), &at[i]);
    GK_CHECK(good);
    /* Forwards, then backwards: a window may move either way. */
    for (size_t turn = 0; turn < 2 * BODIES; turn++) {
        size_t i = turn < BODIES ? turn : 2 * BODIES - 1 - turn;
        gk_view wanted = body(room, i), found = {NULL, 0};
        good &= gk_spools_get(&spools, i % 3 == 0, at[i], wanted.n, &window, &found);
        good &= gk_view_eq(found, wanted);
    }
    GK_CHECK(good);
    gk_spools_close(&spools);
    gk_region_close(&shared);
    gk_buf_free(&window.bytes);
    free(room);
}
