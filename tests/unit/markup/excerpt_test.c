#include <stdlib.h>

#include "base/utf8.h"
#include "harness.h"
#include "markup/render.h"

/* Words by the definition, a character at a time. */
static uint32_t words_of(gk_view text)
{
    uint32_t words = 0;
    bool in_word = false;
    for (size_t i = 0; i < text.n;) {
        uint32_t c = gk_utf8_next(text, &i);
        bool han = c >= 0x4000 && gk_utf8_is_han(c);
        bool letter =
            !han && (c < 0x2000 || c >= 0xA000) && !gk_utf8_is_cjk(c) && gk_utf8_is_alnum(c);
        words += han || (letter && !in_word);
        in_word = letter;
    }
    return words;
}

static unsigned marks_of(gk_view text)
{
    unsigned marks = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (strchr("&<>\"", text.p[i])) marks |= GK_RENDER_ESCAPES;
        if (strchr(":@w", text.p[i])) marks |= GK_RENDER_SIGNS;
        if (text.p[i] == ']') marks |= GK_RENDER_BRACKETS;
    }
    return marks;
}

/* The same as it counts elsewhere: words_halves.c, words_singly.c. */
unsigned render_count_halves(gk_render *r, gk_view text, char *to);
unsigned render_count_singly(gk_render *r, gk_view text, char *to);

static void check_count(gk_view text)
{
    static unsigned (*const ways[])(gk_render * r, gk_view text, char *to) = {
        gk_render_count, render_count_halves, render_count_singly};
    for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
        gk_render r = {.words = 0};
        char *copy = malloc(text.n ? text.n : 1);
        unsigned marks = ways[w](&r, text, copy);
        bool same = gk_view_eq(gk_view_n(copy, text.n), text);
        if (r.words != words_of(text) || marks != marks_of(text) || !same) GK_CHECK_VIEW(text, "");
        free(copy);
    }
}

/* Blocks of bytes are counted at once: the result must not depend on where they fall. */
GK_TEST(excerpt_count)
{
    static const char *const pieces[] = {"中文", "a", "bc ", "，", "。",  " ", "3", "é", "𠀀",
                                         "“",    "·", "한",  "ア", "x-y", "-", "]", "<", "w"};
    gk_buf text = GK_BUF_INIT;
    uint32_t state = 1;
    for (uint32_t round = 0; round < 6000; round++) {
        gk_buf_truncate(&text, 0);
        for (uint32_t n = round % 120; n > 0; n--) {
            state = state * 1664525 + 1013904223;
            gk_buf_puts(
                &text,
                pieces[(state >> 16) % (state & 0x8000 ? 3 : sizeof pieces / sizeof pieces[0])]);
        }
        check_count(gk_buf_view(&text));
    }
    for (int i = 0; i < 3000; i++) gk_buf_puts(&text, "中文字，");
    check_count(gk_buf_view(&text));
    gk_buf_free(&text);
}

/* A word goes on behind markup. */
GK_TEST(excerpt_count_goes_on)
{
    char to[64];
    gk_render r = {.words = 0};
    gk_render_count(&r, GK_V("北京 abc"), to);
    gk_render_count(&r, GK_V("def ghi"), to);
    gk_render_count(&r, GK_V("字"), to);
    gk_render_count(&r, GK_V("j"), to);
    GK_CHECK_INT(r.words, 2 + 2 + 1 + 1);
}

static void check_excerpt(const char *lead, const char *excerpt)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_render r = {.arena = &arena, .lead = GK_BUF_INIT};
    gk_buf_puts(&r.lead, lead);
    GK_CHECK_VIEW(gk_render_excerpt(&r), excerpt);
    gk_buf_free(&r.lead);
    gk_arena_free(&arena);
}

#define TEN   "一二三四五六七八九十"
#define FIFTY TEN TEN TEN TEN TEN

GK_TEST(excerpt_cut)
{
    check_excerpt("", "");
    check_excerpt("短。", "短。");
    check_excerpt("版本 3.14 已发布。", "版本 3.14 已发布。");
    /* the last sentence that ends within 120 characters */
    check_excerpt(FIFTY "。" FIFTY "。" FIFTY "。", FIFTY "。" FIFTY "。");
    /* closing quotation marks belong to the sentence */
    check_excerpt(FIFTY "他说：“好。”" FIFTY TEN TEN "。", FIFTY "他说：“好。”");
    /* none within 120, but within 160 */
    check_excerpt(FIFTY FIFTY TEN TEN TEN "。" TEN, FIFTY FIFTY TEN TEN TEN "。");
    /* no end at all: at a pause near the end, else in the middle */
    check_excerpt(FIFTY FIFTY "，" FIFTY FIFTY, FIFTY FIFTY "…");
    check_excerpt(FIFTY FIFTY FIFTY FIFTY, FIFTY FIFTY TEN TEN "…");
    check_excerpt("A short one. " FIFTY FIFTY "，" FIFTY, "A short one. " FIFTY FIFTY "…");
}
