#include "base/utf8.h"

#include "base/buf.h"
#include "harness.h"

static void check_bad(const char *bytes, size_t n, size_t at)
{
    size_t bad = SIZE_MAX;
    GK_CHECK(!gk_utf8_valid(gk_view_n(bytes, n), &bad));
    GK_CHECK_INT(bad, at);
}

GK_TEST(utf8_refuses_ill_formed_bytes)
{
    check_bad("a\x80", 2, 1);
    check_bad("\xC0\x80", 2, 0);
    check_bad("\xE0\x80\x80", 3, 0);
    check_bad("\xED\xA0\x80", 3, 0);
    check_bad("\xF4\x90\x80\x80", 4, 0);
    check_bad("ab\xE4\xB8", 4, 2);
    GK_CHECK(gk_utf8_valid(GK_V("党务公开\xF0\xA0\x80\x80"), NULL));
}

/* The first ill-formed byte, found character by character. */
static size_t first_bad(gk_view v)
{
    for (size_t i = 0; i < v.n;) {
        size_t from = i;
        if (gk_utf8_next(v, &i) == 0xFFFD && i - from == 1) return from;
    }
    return SIZE_MAX;
}

GK_TEST(utf8_checks_blocks_as_it_checks_characters)
{
    static const char *const pieces[] = {"a",
                                         "abcdefghijklmnop",
                                         "党",
                                         "公开，",
                                         "é",
                                         "\xF0\xA0\x80\x80",
                                         "\xED\x9F\xBF",
                                         "\xE0\xA0\x80",
                                         "\xEF\xBF\xBF",
                                         "\x80",
                                         "\xE4",
                                         "\xE4\xB8",
                                         "\xC3",
                                         "\xC1\x80",
                                         "\xED\xA0\x80",
                                         "\xE0\x80\x80",
                                         "\xF4\x90\x80\x80",
                                         "\xF0\xA0",
                                         "\xFF"};
    enum { GOOD = 9, ALL = sizeof pieces / sizeof *pieces };
    char text[512];
    uint32_t random = 1;
    for (int round = 0; round < 40000; round++) {
        size_t n = 0, wanted = 8 + (random >> 8) % 120, odds = round % 3 ? 200 : 20;
        while (n < wanted) {
            random = random * 1664525 + 1013904223;
            size_t k = (random >> 16) % odds == 0 ? GOOD + (random >> 4) % (ALL - GOOD)
                                                  : (random >> 10) % GOOD;
            size_t len = strlen(pieces[k]);
            memcpy(text + n, pieces[k], len);
            n += len;
        }
        gk_view v = gk_view_n(text, n);
        size_t bad = SIZE_MAX;
        bool valid = gk_utf8_valid(v, &bad);
        if (bad != first_bad(v) || valid != (bad == SIZE_MAX)) GK_CHECK_INT(bad, first_bad(v));
        if (gk_utf8_plain(v) != valid) GK_CHECK_INT(gk_utf8_plain(v), valid);
    }
}

/* Every pair of bytes, and every lead with what may follow it, across the border of two blocks. */
GK_TEST(utf8_plain_is_what_is_well_formed_everywhere)
{
    char text[80];
    for (unsigned four = 0; four < 1u << 16; four++) {
        char bytes[4] = {(char)(four >> 8), (char)four, (char)(0x80 | (four & 0x3F)), (char)0x80};
        size_t at = 20 + four % 50;
        memset(text, 'a', sizeof text);
        memcpy(text + at, bytes, 1 + four % 7 % 4);
        gk_view v = gk_view_n(text, sizeof text);
        bool control = gk_utf8_is_control((unsigned char)text[at]) ||
                       gk_utf8_is_control((unsigned char)text[at + 1]);
        bool plain = first_bad(v) == SIZE_MAX && !control;
        if (gk_utf8_plain(v) != plain) GK_CHECK_INT(four, plain);
    }
}

GK_TEST(utf8_plain_has_no_controls_but_layout)
{
    char text[100];
    for (unsigned char c = 0; c < 0x20; c++)
        for (size_t at = 0; at < sizeof text; at++) {
            memset(text, ' ', sizeof text);
            text[at] = (char)c;
            bool layout = c == '\t' || c == '\n' || c == '\f' || c == '\r';
            GK_CHECK_INT(gk_utf8_plain(gk_view_n(text, sizeof text)), layout);
        }
    GK_CHECK(gk_utf8_plain(GK_V("")));
    GK_CHECK(!gk_utf8_plain(GK_V("党\xE4\xB8")));
}

GK_TEST(utf8_walks_both_ways)
{
    gk_view v = GK_V("a党\xF0\xA0\x80\x80\xFF");
    size_t i = 0;
    GK_CHECK_INT(gk_utf8_next(v, &i), 'a');
    GK_CHECK_INT(gk_utf8_next(v, &i), 0x515A);
    GK_CHECK_INT(gk_utf8_next(v, &i), 0x20000);
    GK_CHECK_INT(gk_utf8_next(v, &i), 0xFFFD);
    GK_CHECK_INT(i, v.n);
    GK_CHECK_INT(gk_utf8_prev(v, &i), 0xFFFD);
    GK_CHECK_INT(gk_utf8_prev(v, &i), 0x20000);
    GK_CHECK_INT(gk_utf8_prev(v, &i), 0x515A);
    GK_CHECK_INT(gk_utf8_prev(v, &i), 'a');
    GK_CHECK_INT(i, 0);
}

GK_TEST(utf8_widths)
{
    GK_CHECK_INT(gk_utf8_view_width(GK_V("ab党。e\xCC\x81")), 7);
    GK_CHECK_INT(gk_utf8_count(GK_V("ab党。")), 4);
}

GK_TEST(utf8_knows_hidden_characters)
{
    GK_CHECK(gk_utf8_is_hidden(0x202E));
    GK_CHECK(gk_utf8_is_hidden(0x200B));
    GK_CHECK(gk_utf8_is_hidden('\n'));
    GK_CHECK(gk_utf8_is_hidden(0xFEFF));
    GK_CHECK(!gk_utf8_is_hidden(0x3000));
    GK_CHECK(!gk_utf8_is_hidden(0x515A));
}

GK_TEST(utf8_folds_case_and_form)
{
    gk_buf a = GK_BUF_INIT, b = GK_BUF_INIT;
    gk_utf8_fold(&a, GK_V("Caf\xC3\xA9"));
    gk_utf8_fold(&b, GK_V("CAFE\xCC\x81"));
    GK_CHECK(gk_view_eq(gk_buf_view(&a), gk_buf_view(&b)));
    GK_CHECK(gk_utf8_is_nfc(GK_V("é党")));
    GK_CHECK(!gk_utf8_is_nfc(GK_V("e\xCC\x81")));
    gk_buf_free(&a);
    gk_buf_free(&b);
}
