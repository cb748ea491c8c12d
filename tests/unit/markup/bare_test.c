#include "markup/bare.h"

#include "harness.h"

/* The first bare link of text, or "". */
static void check_first(const char *text, const char *link)
{
    gk_bare found = {0};
    gk_view v = gk_view_of(text);
    bool any = gk_bare_find(v, 0, &found);
    GK_CHECK_VIEW(any ? gk_view_n(v.p + found.from, found.to - found.from) : GK_V(""), link);
}

GK_TEST(bare_urls)
{
    check_first("见https://a.cn/b。后", "https://a.cn/b");
    check_first("（https://a.cn）", "https://a.cn");
    check_first("https://a.cn/通知", "https://a.cn/");
    check_first("https://a.cn，https://b.cn", "https://a.cn");
    check_first("https://a.cn/x?y=1&z=2#t 后", "https://a.cn/x?y=1&z=2#t");
    check_first("https://a.cn/x.", "https://a.cn/x");
    check_first("(https://a.cn/x_(y))", "https://a.cn/x_(y)");
    check_first("https://a.cn/x&amp;", "https://a.cn/x");
    check_first("HTTP://A.cn", "HTTP://A.cn");
    check_first("http://localhost:8000/a", "http://localhost:8000/a");
    check_first("https://a.cn<b", "https://a.cn");
    check_first("https://中文.cn", "");
    check_first("http://", "");
    check_first("http://。", "");
    check_first("xhttp://a.cn", "");
    check_first("http://a_b.cn", "");
    check_first("“https://a.cn”", "https://a.cn");
}

GK_TEST(bare_www)
{
    check_first("www.a.cn", "www.a.cn");
    check_first("网址：www.a.cn/b，", "www.a.cn/b");
    check_first("详见www.a.cn", "www.a.cn");
    check_first("wwww.a.cn", "");
    check_first("www.", "");
    check_first("www.中文", "");
}

GK_TEST(bare_mail)
{
    check_first("邮箱a.b+c@d-e.cn。", "a.b+c@d-e.cn");
    check_first("a@b", "");
    check_first("@a.cn", "");
    check_first("a@b.c@d.e", "b.c@d.e");
    check_first(":a@b.c", "a@b.c");
    check_first("mailto:a@b.cn", "mailto:a@b.cn");
    check_first("xmailto:a@b.cn", "a@b.cn");
    check_first("a@b.c_", "");
    check_first("a@b.3", "");
}
