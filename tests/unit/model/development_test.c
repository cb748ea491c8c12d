#include "model/development.h"

#include "harness.h"

/* A column of counts, and what is said of it: "s" small, "c" cover, "." shown; then the total. */
static const char *withheld(const uint32_t *counts, uint32_t n, uint32_t threshold)
{
    static char said[32];
    gk_tally cells[16], *column[16] = {NULL};
    for (uint32_t i = 0; i < n; i++) {
        cells[i] = (gk_tally){counts[i], GK_TALLY_SHOWN};
        column[i] = &cells[i];
    }
    gk_tally_state total = gk_tally_withhold(column, n, threshold);
    for (uint32_t i = 0; i < n; i++) said[i] = ".sc"[cells[i].state];
    said[n] = '/';
    said[n + 1] = ".sc"[total];
    said[n + 2] = '\0';
    return said;
}

#define SAYS(expected, ...)                                                                        \
    GK_CHECK_STR(withheld((uint32_t[]){__VA_ARGS__},                                               \
                          sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t), 5),                \
                 expected)

GK_TEST(development_withholds_small_cells)
{
    SAYS(".../.", 7, 5, 9);
    SAYS("../.", 0, 0);
    SAYS(".../.", 0, 12, 5);
    /* One small cell would be the total less the others. */
    SAYS("s.c/.", 3, 12, 6);
    SAYS("sc/.", 4, 5);
    /* Two that together stay small would both be known to be tiny. */
    SAYS("ss.c/.", 1, 1, 30, 8);
    SAYS("ss../.", 4, 3, 30, 8);
    /* A total that is small itself. */
    SAYS("s.s/s", 1, 0, 2);
    SAYS("s/s", 4);
}

GK_TEST(development_never_tells_a_small_cell)
{
    /* Every column of four cells up to 7: what is hidden is at least two cells that reach the
     * threshold together, or the total is hidden as well. */
    for (uint32_t code = 0; code < 8 * 8 * 8 * 8; code++) {
        gk_tally cells[4], *column[4] = {NULL};
        uint32_t total = 0, hidden = 0, sum = 0;
        for (uint32_t i = 0, rest = code; i < 4; i++, rest /= 8) {
            cells[i] = (gk_tally){rest % 8, GK_TALLY_SHOWN};
            column[i] = &cells[i];
            total += cells[i].count;
        }
        gk_tally_state said = gk_tally_withhold(column, 4, 5);
        for (uint32_t i = 0; i < 4; i++) {
            bool small = cells[i].count && cells[i].count < 5;
            GK_CHECK(!small || cells[i].state == GK_TALLY_SMALL);
            if (cells[i].state != GK_TALLY_SHOWN) hidden++, sum += cells[i].count;
        }
        GK_CHECK((said == GK_TALLY_SHOWN) == (total == 0 || total >= 5));
        if (said == GK_TALLY_SHOWN && hidden) GK_CHECK(hidden >= 2 && sum >= 5);
    }
}

GK_TEST(development_words_cells)
{
    gk_buf out = GK_BUF_INIT;
    gk_tally cells[] = {{12, GK_TALLY_SHOWN}, {3, GK_TALLY_SMALL}, {6, GK_TALLY_COVER}};
    for (size_t i = 0; i < 3; i++) gk_tally_put(&cells[i], GK_LANG_ZH, &out);
    GK_CHECK_VIEW(gk_buf_view(&out), "12不予公布不予公布");
    gk_buf_free(&out);
}
