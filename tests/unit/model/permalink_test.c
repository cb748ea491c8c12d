#include "model/permalink.h"

#include "harness.h"

static void check(const char *pattern, const char *expected)
{
    gk_permalink_facts facts = {GK_V("learning/lessons"), GK_V("a1"), GK_V("lending"),
                                GK_V("lesson"),           true,       {0, 480, true}};
    gk_buf out = GK_BUF_INIT;
    gk_view missing;
    GK_CHECK(gk_permalink_expand(gk_view_of(pattern), &facts, &out, &missing));
    GK_CHECK_VIEW(gk_buf_view(&out), expected);
    gk_buf_free(&out);
}

GK_TEST(permalink_expands_variables)
{
    check("/:section/:slug/", "learning/lessons/a1/");
    check("/:year/:month/:day/:slug", "1970/01/01/a1/");
    check("/x-:type-:slug.html", "x-lesson-a1.html");
    check("/:branch/:slug/", "lending/a1/");
}

GK_TEST(permalink_says_what_is_missing)
{
    gk_permalink_facts facts = {.slug = GK_V("a")};
    gk_buf out = GK_BUF_INIT;
    gk_view missing;
    GK_CHECK(!gk_permalink_expand(GK_V("/:year/:slug/"), &facts, &out, &missing));
    GK_CHECK_VIEW(missing, "year");
    gk_buf_truncate(&out, 0);
    GK_CHECK(gk_permalink_expand(GK_V("/:section/:slug/"), &facts, &out, &missing));
    GK_CHECK_VIEW(gk_buf_view(&out), "a/");
    gk_buf_free(&out);
}

GK_TEST(permalink_of_paths)
{
    GK_CHECK_VIEW(gk_permalink_stem(GK_V("notices/20260301-ab12.md")), "20260301-ab12");
    GK_CHECK_VIEW(gk_permalink_stem(GK_V("news/x/index.md")), "x");
    GK_CHECK_VIEW(gk_permalink_section(GK_V("news/x/index.md")), "news");
    GK_CHECK_VIEW(gk_permalink_section(GK_V("learning/lessons/a.md")), "learning/lessons");
    GK_CHECK_VIEW(gk_permalink_section(GK_V("about.md")), "");
    GK_CHECK_VIEW(gk_permalink_section(GK_V("about/index.md")), "");
}

GK_TEST(permalink_slugs)
{
    GK_CHECK(gk_permalink_slug_ok(GK_V("关于本站")));
    GK_CHECK(gk_permalink_slug_ok(GK_V("a-1")));
    GK_CHECK(!gk_permalink_slug_ok(GK_V("a/b")));
    GK_CHECK(!gk_permalink_slug_ok(GK_V("..")));
    GK_CHECK(!gk_permalink_slug_ok(GK_V("a b")));
    GK_CHECK(!gk_permalink_slug_ok(GK_V("a?b")));
    GK_CHECK(!gk_permalink_slug_ok(GK_V("")));
}
