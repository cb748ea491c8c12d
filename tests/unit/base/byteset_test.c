#include "base/byteset.h"

#include <stdlib.h>

#include "harness.h"

/* The same module as it runs elsewhere: byteset_halves.c, byteset_singly.c. */
uint64_t byteset_mask_halves(const gk_byteset *set, const char *p, size_t n);
uint64_t byteset_mask_singly(const gk_byteset *set, const char *p, size_t n);
size_t byteset_next_halves(const gk_byteset *set, gk_view v, size_t i);
size_t byteset_next_singly(const gk_byteset *set, gk_view v, size_t i);
size_t byteset_copy_halves(const gk_byteset *set, gk_view v, char *to);
size_t byteset_copy_singly(const gk_byteset *set, gk_view v, char *to);

static const struct way {
    uint64_t (*mask)(const gk_byteset *set, const char *p, size_t n);
    size_t (*next)(const gk_byteset *set, gk_view v, size_t i);
    size_t (*copy)(const gk_byteset *set, gk_view v, char *to);
} ways[] = {{gk_byteset_mask, gk_byteset_next, gk_byteset_copy},
            {byteset_mask_halves, byteset_next_halves, byteset_copy_halves},
            {byteset_mask_singly, byteset_next_singly, byteset_copy_singly}};

#define MARKS(row)                                                                                 \
    (GK_IN_CONTROLS | GK_IN(row, '<') | GK_IN(row, 'k') | GK_IN(row, '~') | GK_IN(row, 0x7F))

static const gk_byteset marks = GK_BYTESET(MARKS);

static bool is_mark(unsigned char c)
{
    return c < 0x20 || c == '<' || c == 'k' || c == '~' || c == 0x7F;
}

GK_TEST(byteset_has_the_bytes_it_lists)
{
    for (int c = 0; c < 256; c++)
        GK_CHECK_INT(gk_byteset_has(&marks, (char)c), is_mark((unsigned char)c));
}

GK_TEST(byteset_finds_every_byte_at_every_place)
{
    enum { LONGEST = 70 };
    char text[LONGEST];
    for (size_t w = 0; w < sizeof ways / sizeof *ways; w++)
        for (int c = 0; c < 256; c++)
            for (size_t at = 0; at < LONGEST; at++) {
                memset(text, 'x', sizeof text);
                text[at] = (char)c;
                bool in = is_mark((unsigned char)c);
                gk_view v = gk_view_n(text, sizeof text);
                GK_CHECK(ways[w].next(&marks, v, 0) == (in ? at : LONGEST));
                GK_CHECK(ways[w].mask(&marks, text, sizeof text) ==
                         (in && at < GK_BYTESET_SPAN ? (uint64_t)1 << at : 0));
            }
}

/* Texts that are not ended by anything: in a block of their own, so that a byte read or written
 * behind them is seen by the sanitizer. */
static void check_text(gk_view text)
{
    uint64_t mask = 0;
    size_t first = text.n;
    for (size_t i = text.n; i-- > 0;) {
        if (!is_mark((unsigned char)text.p[i])) continue;
        first = i;
        if (i < GK_BYTESET_SPAN) mask |= (uint64_t)1 << i;
    }
    for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
        char *to = malloc(text.n ? text.n : 1);
        GK_CHECK(ways[w].mask(&marks, text.p, text.n) == mask);
        GK_CHECK(ways[w].next(&marks, text, 0) == first);
        GK_CHECK(ways[w].next(&marks, text, text.n) == text.n);
        GK_CHECK(ways[w].copy(&marks, text, to) == first);
        GK_CHECK(first == 0 || memcmp(to, text.p, first) == 0);
        free(to);
    }
}

GK_TEST(byteset_finds_the_same_in_every_way)
{
    uint32_t seed = 1;
    for (size_t n = 0; n < 200; n++)
        for (unsigned round = 0; round < 20; round++) {
            char *text = malloc(n ? n : 1);
            for (size_t i = 0; i < n; i++) {
                seed = seed * 1664525 + 1013904223;
                unsigned drawn = seed >> 20;
                text[i] = drawn % 97 ? (char)(0x40 + drawn % 0x28) : (char)(seed >> 12);
            }
            check_text(gk_view_n(text, n));
            free(text);
        }
}
