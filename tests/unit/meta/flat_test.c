#include "meta/flat.h"

#include <stdlib.h>

#include "harness.h"

GK_TEST(flat_round_trip_at_any_address)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_value items[] = {gk_value_int(-7), gk_value_string(GK_V("支部")), gk_value_null(),
                        gk_value_float(0.5)};
    gk_date day = {86400, 480, true};
    gk_pair inner[] = {{GK_V("list"), gk_value_list(items, 4)},
                       {GK_V("html"), gk_value_html(GK_V("<b>"))}};
    gk_pair pairs[] = {{GK_V("map"), gk_value_map(inner, 2)},
                       {GK_V("yes"), gk_value_bool(true)},
                       {GK_V("day"), gk_value_date(day)},
                       {GK_V(""), gk_value_list(NULL, 0)}};
    gk_value whole = gk_value_map(pairs, 4);
    gk_buf out = GK_BUF_INIT;
    gk_buf_puts(&out, "odd");
    size_t at = gk_flat_put(&out, whole, &arena);
    GK_CHECK_INT(at % 8, 0);
    char *moved = aligned_alloc(64, (out.n + 127) / 64 * 64);
    memcpy(moved, out.p, out.n);
    gk_value back = gk_flat_value((const gk_cell *)(const void *)(moved + at));
    GK_CHECK(gk_value_equal(whole, back, &arena));
    GK_CHECK_INT(gk_value_count(back), 4);
    GK_CHECK_VIEW(gk_value_key(back, 2), "day");
    GK_CHECK(gk_value_as_date(gk_value_get(back, GK_V("day"), &arena, NULL)).day_only);
    bool found;
    gk_value_get(back, GK_V("no"), &arena, &found);
    GK_CHECK(!found);
    free(moved);
    gk_buf_free(&out);
    gk_arena_free(&arena);
}

GK_TEST(value_json_and_order)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_value items[] = {gk_value_float(0.1), gk_value_bool(false), gk_value_string(GK_V("</")),
                        gk_value_null()};
    gk_pair pairs[] = {{GK_V("a"), gk_value_list(items, 4)}};
    gk_buf out = GK_BUF_INIT;
    GK_CHECK(gk_value_put_json(gk_value_map(pairs, 1), &arena, &out));
    GK_CHECK_VIEW(gk_buf_view(&out), "{\"a\":[0.1,false,\"\\u003c/\",null]}");
    GK_CHECK(gk_value_compare(gk_value_null(), gk_value_int(0)) < 0);
    GK_CHECK(gk_value_compare(gk_value_int(2), gk_value_float(1.5)) > 0);
    GK_CHECK(gk_value_equal(gk_value_int(1), gk_value_float(1), &arena));
    GK_CHECK(!gk_value_equal(gk_value_int(1), gk_value_string(GK_V("1")), &arena));
    gk_buf_free(&out);
    gk_arena_free(&arena);
}
