#include "base/view.h"

#include "harness.h"

GK_TEST(view_split_keeps_empty_pieces)
{
    gk_view rest = GK_V("a,,b"), piece;
    GK_CHECK(gk_view_split(&rest, ',', &piece));
    GK_CHECK_VIEW(piece, "a");
    GK_CHECK(gk_view_split(&rest, ',', &piece));
    GK_CHECK_VIEW(piece, "");
    GK_CHECK(gk_view_split(&rest, ',', &piece));
    GK_CHECK_VIEW(piece, "b");
    GK_CHECK(!gk_view_split(&rest, ',', &piece));
}

GK_TEST(view_order_is_that_of_bytes)
{
    GK_CHECK(gk_view_cmp(GK_V("a"), GK_V("ab")) < 0);
    GK_CHECK(gk_view_cmp(GK_V("b"), GK_V("ab")) > 0);
    GK_CHECK(gk_view_cmp(GK_V("支"), GK_V("支")) == 0);
}

GK_TEST(view_to_int_takes_the_whole_or_nothing)
{
    int64_t n = 0;
    GK_CHECK(gk_view_to_int(GK_V("-9223372036854775808"), &n));
    GK_CHECK(n == INT64_MIN);
    GK_CHECK(gk_view_to_int(GK_V("+42"), &n));
    GK_CHECK_INT(n, 42);
    GK_CHECK(!gk_view_to_int(GK_V("9223372036854775808"), &n));
    GK_CHECK(!gk_view_to_int(GK_V("4 2"), &n));
    GK_CHECK(!gk_view_to_int(GK_V("-"), &n));
    GK_CHECK(!gk_view_to_int(GK_V(""), &n));
}

GK_TEST(view_find_and_rfind)
{
    gk_view v = GK_V("learning/lessons/a.md");
    GK_CHECK_INT(gk_view_find(v, GK_V("lessons"), 0), 9);
    GK_CHECK(gk_view_find(v, GK_V("lessons"), 10) == SIZE_MAX);
    GK_CHECK_INT(gk_view_rfind_byte(v, '/'), 16);
    GK_CHECK(gk_view_rfind_byte(GK_V(""), '/') == SIZE_MAX);
}

GK_TEST(view_nearest_finds_what_was_meant)
{
    const gk_view names[] = {GK_V("title"), GK_V("date"), GK_V("branch"), GK_V("标签"),
                             GK_V("标题")};
    GK_CHECK_VIEW(gk_view_nearest(GK_V("tilte"), names, 5), "title");
    GK_CHECK_VIEW(gk_view_nearest(GK_V("brnch"), names, 5), "branch");
    GK_CHECK_VIEW(gk_view_nearest(GK_V("DATE"), names, 5), "date");
    GK_CHECK_VIEW(gk_view_nearest(GK_V("zzzz"), names, 5), "");
    GK_CHECK_VIEW(gk_view_nearest(GK_V(""), names, 5), "");
}
