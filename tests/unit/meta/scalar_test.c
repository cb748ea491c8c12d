#include "meta/scalar.h"

#include "harness.h"

static gk_view guess(const char *text, gk_arena *arena)
{
    return gk_scalar_guess_day(gk_view_of(text), arena);
}

GK_TEST(scalar_guesses_days)
{
    gk_arena arena = GK_ARENA_INIT;
    GK_CHECK_VIEW(guess("2026年3月5日", &arena), "2026-03-05");
    GK_CHECK_VIEW(guess("2026 年 3 月 5 日", &arena), "2026-03-05");
    GK_CHECK_VIEW(guess("２０２６－０３－０５", &arena), "2026-03-05");
    GK_CHECK_VIEW(guess("2026/3/5 14:30", &arena), "2026-03-05");
    GK_CHECK_VIEW(guess("2026.3.5", &arena), "2026-03-05");
    GK_CHECK_VIEW(guess("2026年2月30日", &arena), "");
    GK_CHECK_VIEW(guess("3月5日", &arena), "");
    gk_arena_free(&arena);
}

GK_TEST(scalar_knows_addresses)
{
    GK_CHECK(gk_scalar_is_url(GK_V("https://www.example.edu.cn/a?b=1#c")));
    GK_CHECK(gk_scalar_is_url(GK_V("http://图书馆.example/")));
    GK_CHECK(gk_scalar_is_url(GK_V("/guides/")));
    GK_CHECK(!gk_scalar_is_url(GK_V("//x.example/")));
    GK_CHECK(!gk_scalar_is_url(GK_V("ftp://x.example/")));
    GK_CHECK(!gk_scalar_is_url(GK_V("https://")));
    GK_CHECK(!gk_scalar_is_url(GK_V("https:///x")));
    GK_CHECK(!gk_scalar_is_url(GK_V("https://x.example/ y")));
    GK_CHECK(!gk_scalar_is_url(GK_V("javascript:alert(1)")));
    GK_CHECK(!gk_scalar_is_url(GK_V("")));
    GK_CHECK(gk_scalar_is_email(GK_V("a.b+c@lib.example.edu.cn")));
    GK_CHECK(!gk_scalar_is_email(GK_V("a@b")));
    GK_CHECK(!gk_scalar_is_email(GK_V("@b.cn")));
    GK_CHECK(!gk_scalar_is_email(GK_V("甲@b.cn")));
    GK_CHECK(!gk_scalar_is_email(GK_V("a@b..cn")));
    GK_CHECK(!gk_scalar_is_email(GK_V("a@b.cn.")));
}

GK_TEST(scalar_knows_phones)
{
    GK_CHECK(gk_scalar_is_phone(GK_V("0999-5550101")));
    GK_CHECK(gk_scalar_is_phone(GK_V("+86 (999) 555 0101")));
    GK_CHECK(gk_scalar_is_phone(GK_V("0999-5550101 转 12")));
    GK_CHECK(gk_scalar_is_phone(GK_V("0999-5550101 ext. 12")));
    GK_CHECK(gk_scalar_is_phone(GK_V("12345")));
    GK_CHECK(!gk_scalar_is_phone(GK_V("12")));
    GK_CHECK(!gk_scalar_is_phone(GK_V("0999－5550101")));
    GK_CHECK(!gk_scalar_is_phone(GK_V("0999-5550101转")));
    GK_CHECK(!gk_scalar_is_phone(GK_V("")));
}

GK_TEST(scalar_keeps_paths_in_the_site)
{
    gk_view from = GK_V("a/b/c.md");
    GK_CHECK_INT(gk_scalar_check_path(GK_V("x.pdf"), from), GK_PATH_OK);
    GK_CHECK_INT(gk_scalar_check_path(GK_V("../../x.pdf"), from), GK_PATH_OK);
    GK_CHECK_INT(gk_scalar_check_path(GK_V("../../../x.pdf"), from), GK_PATH_OUT);
    GK_CHECK_INT(gk_scalar_check_path(GK_V("../x/../../../y"), from), GK_PATH_OUT);
    GK_CHECK_INT(gk_scalar_check_path(GK_V("/x.pdf"), from), GK_PATH_OK);
    GK_CHECK_INT(gk_scalar_check_path(GK_V("/../x.pdf"), from), GK_PATH_OUT);
    GK_CHECK_INT(gk_scalar_check_path(GK_V("C:/x.pdf"), from), GK_PATH_FORM);
    GK_CHECK_INT(gk_scalar_check_path(GK_V("a\\x.pdf"), from), GK_PATH_FORM);
    GK_CHECK_INT(gk_scalar_check_path(GK_V("https://x.example/a.pdf"), from), GK_PATH_FORM);
    GK_CHECK_INT(gk_scalar_check_path(GK_V("x/"), from), GK_PATH_FORM);
    GK_CHECK_INT(gk_scalar_check_path(GK_V("a\nb"), from), GK_PATH_FORM);
}

GK_TEST(scalar_reads_numbers)
{
    double f = 0;
    GK_CHECK(gk_scalar_float(GK_V("-1.5e3"), &f) && f == -1500);
    GK_CHECK(gk_scalar_float(GK_V(".5"), &f) && f == 0.5);
    GK_CHECK(!gk_scalar_float(GK_V("."), &f));
    GK_CHECK(!gk_scalar_float(GK_V("1e"), &f));
    GK_CHECK(!gk_scalar_float(GK_V("0x10"), &f));
    GK_CHECK(!gk_scalar_float(GK_V("nan"), &f));
    GK_CHECK(!gk_scalar_float(GK_V("1e999"), &f));
}

GK_TEST(scalar_hosts_are_names)
{
    static const char *const good[] = {"video.example.edu.cn", "a.b", "1.2.3.4", "a-b.example",
                                       "a.example:8443"};
    static const char *const bad[] = {"",           "localhost",   "A.example",     "a..example",
                                      ".example",   "a.example.",  "-a.example",    "*.example",
                                      "a.example/", "https://a.b", "a.example;b.c", "a.example:",
                                      "a.b:123456", "a.b:8x",      "a b.example",   "视频.example"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        GK_CHECK(gk_scalar_is_host(gk_view_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        GK_CHECK(!gk_scalar_is_host(gk_view_of(bad[i])));
    GK_CHECK_VIEW(gk_scalar_host_of(GK_V("https://a.b:1/x?y://z")), "a.b:1");
    GK_CHECK_VIEW(gk_scalar_host_of(GK_V("https://a.b\\@c.d/")), "a.b");
    GK_CHECK_VIEW(gk_scalar_host_of(GK_V("https://u@c.d?")), "u@c.d");
    GK_CHECK_VIEW(gk_scalar_host_of(GK_V("/a.mp4")), "");
}
