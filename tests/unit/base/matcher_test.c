#include "base/matcher.h"

#include <stdio.h>

#include "harness.h"

/* The hits as "from-to:index", or "from-to=digits" for numbers. */
static const char *hits_of(gk_matcher *matcher, const char *text, gk_buf *out)
{
    gk_hits hits = GK_HITS_INIT;
    gk_buf_truncate(out, 0);
    gk_buf_puts(out, "");
    gk_matcher_run(matcher, gk_view_of(text), &hits);
    for (size_t i = 0; i < hits.count; i++) {
        const gk_hit *hit = &hits.items[i];
        gk_buf_printf(out, "%s%u-%u", i ? " " : "", hit->from, hit->to);
        gk_view digits = gk_hit_number(&hits, hit);
        if (digits.n)
            gk_buf_printf(out, "=%.*s", (int)digits.n, digits.p);
        else
            gk_buf_printf(out, ":%u", hit->index);
    }
    gk_hits_free(&hits);
    return out->p ? out->p : "";
}

#define TERMS(options, text, expected, ...)                                                        \
    do {                                                                                           \
        const char *words[] = {__VA_ARGS__};                                                       \
        gk_view views[sizeof words / sizeof *words];                                               \
        for (size_t w = 0; w < sizeof words / sizeof *words; w++) views[w] = gk_view_of(words[w]); \
        gk_terms_options how = options;                                                            \
        gk_matcher *m = gk_matcher_terms(views, sizeof words / sizeof *words, how);                \
        gk_buf shown = GK_BUF_INIT;                                                                \
        GK_CHECK_STR(hits_of(m, text, &shown), expected);                                          \
        gk_buf_free(&shown);                                                                       \
        gk_matcher_free(m);                                                                        \
    } while (0)

#define PLAIN ((gk_terms_options){0})
#define FOLD  ((gk_terms_options){.fold_case = true, .fold_width = true})

GK_TEST(matcher_terms)
{
    TERMS(PLAIN, "按步就班", "0-12:0", "按步就班");
    TERMS(PLAIN, "要按步就班地做，按步就班。", "3-15:0 24-36:0", "按步就班");
    TERMS(PLAIN, "abcabcd", "0-3:0 3-7:1", "abc", "abcd");
    TERMS(PLAIN, "xabcdx", "1-5:1", "bcd", "abcd");
    TERMS(PLAIN, "aaaa", "0-2:0 2-4:0", "aa");
    TERMS(PLAIN, "aaaa", "0-1:0 1-2:0 2-3:0 3-4:0", "a", "bb");
    TERMS(PLAIN, "中", "0-3:0", "中");
    TERMS(PLAIN, "", "", "中");
    TERMS(PLAIN, "中国共产党", "0-15:1", "中国", "中国共产党", "共产党");
    TERMS(PLAIN, "中国共青团", "0-6:0", "中国", "中国共产党", "共产党");
    TERMS(PLAIN, "same", "0-4:0", "same", "same", "");
    TERMS(PLAIN, "a\nb", "", "a\nb");
    TERMS(PLAIN, "ABC", "", "abc");
}

GK_TEST(matcher_folds)
{
    TERMS(FOLD, "ABC aBc", "0-3:0 4-7:0", "AbC");
    TERMS(FOLD, "，ＡＢc，1２3", "3-10:0 13-18:1", "abc", "１２３");
    TERMS(FOLD, "ＡＡ", "0-3:0 3-6:0", "a");
    TERMS(FOLD, "中ａ中", "0-9:0", "中a中");
}

#define NUMBERS(low, high, groups, text, expected)                                                 \
    do {                                                                                           \
        gk_numbers_options how = {.min = low, .max = high, .grouped = groups};                     \
        gk_matcher *m = gk_matcher_numbers(how);                                                   \
        gk_buf shown = GK_BUF_INIT;                                                                \
        GK_CHECK_STR(hits_of(m, text, &shown), expected);                                          \
        gk_buf_free(&shown);                                                                       \
        gk_matcher_free(m);                                                                        \
    } while (0)

GK_TEST(matcher_numbers)
{
    NUMBERS(3, 5, false, "1 12 123 1234 12345 123456", "5-8=123 9-13=1234 14-19=12345");
    NUMBERS(3, 5, false, "a123 123a 1_23 123。", "15-18=123");
    /* Glued to a word, where numbers in groups are looked for; never within a name with digits. */
    NUMBERS(11, 11, true, "Tel13800001111", "3-14=13800001111");
    NUMBERS(11, 11, true, "13800001111wx", "0-11=13800001111");
    NUMBERS(11, 11, true, "a1b13800001111 13800001111c2 x_y13800001111z9", "");
    NUMBERS(11, 11, true, "138.0000.1111", "0-13=13800001111");
    NUMBERS(11, 11, true, "192.168.10.200 13800.001111 2026.11.20.138", "");
    NUMBERS(3, 5, false, "１２３", "0-9=123");
    NUMBERS(3, 5, false, "12X 12x 12Ｘ 12xx X12", "0-3=12X 4-7=12X 8-13=12X");
    NUMBERS(11, 11, true, "138 1234 5678", "0-13=13812345678");
    NUMBERS(11, 11, true, "电话138-1234-5678，", "6-19=13812345678");
    NUMBERS(11, 11, true, "138  1234 5678", "");
    NUMBERS(11, 11, true, "138 1234 5678 139 1234 5679",
            "0-13=13812345678 4-17=12345678139 9-22=56781391234 14-27=13912345679");
    NUMBERS(4, 4, true, "12 3X 4", "0-5=123X");
    NUMBERS(1, 64, false, "", "");
}

/* Against a search that does it the slow way. */
GK_TEST(matcher_agrees)
{
    unsigned seed = 7;
    for (int round = 0; round < 3000; round++) {
        char text[80], words[6][8];
        gk_view terms[6];
        size_t count = 1 + (seed >> 3) % 6;
        for (size_t i = 0; i < count; i++) {
            size_t n = 1 + (seed = seed * 1103515245u + 12345u, seed >> 16) % 6;
            for (size_t k = 0; k < n; k++)
                words[i][k] = (char)('a' + (seed = seed * 1103515245u + 12345u, seed >> 16) % 3);
            terms[i] = gk_view_n(words[i], n);
        }
        for (size_t i = 0; i < sizeof text; i++)
            text[i] = (char)('a' + (seed = seed * 1103515245u + 12345u, seed >> 16) % 3);
        gk_hits hits = GK_HITS_INIT;
        gk_matcher *m = gk_matcher_terms(terms, count, PLAIN);
        gk_matcher_run(m, gk_view_n(text, sizeof text), &hits);
        size_t seen = 0;
        for (size_t at = 0; at < sizeof text;) {
            size_t longest = 0;
            for (size_t i = 0; i < count; i++)
                if (terms[i].n > longest && at + terms[i].n <= sizeof text &&
                    memcmp(text + at, terms[i].p, terms[i].n) == 0)
                    longest = terms[i].n;
            if (longest) {
                GK_CHECK(seen < hits.count && hits.items[seen].from == at &&
                         hits.items[seen].to == at + longest);
                seen++;
            }
            at += longest ? longest : 1;
        }
        GK_CHECK_INT(seen, hits.count);
        gk_hits_free(&hits);
        gk_matcher_free(m);
    }
}
