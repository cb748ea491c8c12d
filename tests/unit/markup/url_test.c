#include "markup/url.h"

#include "harness.h"

static void check_kind(const char *url, gk_url_kind kind)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_url read = gk_url_read(gk_view_of(url), false, &arena);
    GK_CHECK_INT(read.kind, kind);
    gk_arena_free(&arena);
}

GK_TEST(url_kinds)
{
    check_kind("https://a.cn/", GK_URL_EXTERNAL);
    check_kind("HTTP://a.cn", GK_URL_EXTERNAL);
    check_kind("mailto:a@b.cn", GK_URL_EXTERNAL);
    check_kind("tel:+86-10-1234", GK_URL_EXTERNAL);
    check_kind("../a/b.md#c", GK_URL_RELATIVE);
    check_kind("/static/x.pdf", GK_URL_RELATIVE);
    check_kind("#c", GK_URL_RELATIVE);
    check_kind("a b.pdf", GK_URL_RELATIVE);
    check_kind("3:4.md", GK_URL_RELATIVE);
    check_kind("a/b:c", GK_URL_RELATIVE);
    check_kind("", GK_URL_EMPTY);
    check_kind(" ", GK_URL_EMPTY);
    check_kind("javascript:alert(1)", GK_URL_SCHEME);
    check_kind("JavaScript:x", GK_URL_SCHEME);
    check_kind("data:text/html,x", GK_URL_SCHEME);
    check_kind("blob:x", GK_URL_SCHEME);
    check_kind("feed:javascript:x", GK_URL_SCHEME);
    check_kind("view-source:x", GK_URL_SCHEME);
    check_kind("file:///etc/passwd", GK_URL_LOCAL);
    check_kind("D:\\x\\y.doc", GK_URL_LOCAL);
    check_kind("\\\\host\\x", GK_URL_LOCAL);
    check_kind("//a.cn", GK_URL_HOST);
    check_kind("/\\a.cn", GK_URL_BACKSLASH);
    check_kind("a\\b.md", GK_URL_BACKSLASH);
    check_kind("www.a.cn", GK_URL_WWW);
    check_kind("https：//a.cn", GK_URL_FULLWIDTH);
    check_kind("https:／／a.cn", GK_URL_FULLWIDTH);
    check_kind("https:", GK_URL_ODD);
    check_kind("https:///a", GK_URL_ODD);
    check_kind("java\tscript:x", GK_URL_ODD);
    check_kind("a\nb", GK_URL_ODD);
    check_kind("%00", GK_URL_ODD);
    check_kind("%ff.md", GK_URL_ODD);
    check_kind("a%5Cb", GK_URL_ODD);
}

GK_TEST(url_pictures)
{
    gk_arena arena = GK_ARENA_INIT;
    GK_CHECK_INT(gk_url_read(GK_V("mailto:a@b.cn"), true, &arena).kind, GK_URL_SCHEME);
    GK_CHECK_INT(gk_url_read(GK_V("https://a.cn/p.png"), true, &arena).kind, GK_URL_EXTERNAL);
    gk_arena_free(&arena);
}

GK_TEST(url_parts)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_url url = gk_url_read(GK_V("../%E7%94%B2.md?a=%20b#%E4%B9%99#c"), false, &arena);
    GK_CHECK_VIEW(url.path, "../甲.md");
    GK_CHECK_VIEW(url.query, "a=%20b");
    GK_CHECK_VIEW(url.fragment, "乙#c");
    url = gk_url_read(GK_V("100%.md"), false, &arena);
    GK_CHECK_VIEW(url.path, "100%.md");
    url = gk_url_read(GK_V("#a"), false, &arena);
    GK_CHECK_VIEW(url.path, "");
    GK_CHECK_VIEW(url.fragment, "a");
    gk_arena_free(&arena);
}

GK_TEST(url_put)
{
    gk_buf out = GK_BUF_INIT;
    gk_url_put(&out, GK_V("/a b/中?x=1&y='\"<>[]\\%20"));
    GK_CHECK_STR(out.p, "/a%20b/%E4%B8%AD?x=1&amp;y=&#x27;%22%3C%3E%5B%5D%5C%20");
    gk_buf_free(&out);
}

GK_TEST(url_allowed)
{
    GK_CHECK(gk_url_allowed(GK_V("a.md"), false));
    GK_CHECK(gk_url_allowed(GK_V("https://a.cn"), true));
    GK_CHECK(!gk_url_allowed(GK_V("vbscript:x"), false));
    GK_CHECK(!gk_url_allowed(GK_V("//a.cn"), false));
}
