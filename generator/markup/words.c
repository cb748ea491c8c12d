#include "base/byteset.h"
#include "base/utf8.h"
#include "base/wide.h"
#include "markup/bare.h"
#include "markup/render.h"

/* What a reading of text finds. */
typedef struct tally {
    uint32_t words;
    bool in_word;
    unsigned marks;
} tally;

/* Bytes as the count sees them. Tails follow a lead byte that has been counted; what begins with
 * E2, E3 or EF is punctuation, kana or full-width: no word. The rest is looked at as a character.
 */
static bool is_letter(unsigned char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool is_han_lead(unsigned char c)
{
    return c >= 0xE4 && c <= 0xE9;
}

static bool is_mute(unsigned char c)
{
    return (c & 0xC0) == 0x80 || c == 0xE2 || c == 0xE3 || c == 0xEF;
}

/* Counts character by character from i, to `end` or just behind; returns where it ended. */
static size_t count_characters(tally *t, gk_view text, size_t i, size_t end)
{
    while (i < end) {
        unsigned char c = (unsigned char)text.p[i];
        bool letter = false;
        if (c < 0x80 || is_mute(c)) {
            i++;
            letter = is_letter(c);
        } else if (is_han_lead(c)) {
            i++;
            t->words++;
        } else {
            uint32_t wide = gk_utf8_next(text, &i);
            t->words += gk_utf8_is_han(wide);
            letter = !gk_utf8_is_cjk(wide) && gk_utf8_is_alnum(wide);
        }
        t->words += letter && !t->in_word;
        t->in_word = letter;
    }
    return i;
}

#ifdef __x86_64__
/* What up to GK_WIDE_SPAN bytes are, a bit each. `known` needs no look at its character: tails,
 * leads of kana, Han, punctuation and full-width forms. */
typedef struct block {
    uint64_t wide, known, han, letters;
    unsigned marks;
} block;

/* Counts n bytes, from i on, by what they are; returns where it ended. */
static inline __attribute__((always_inline)) size_t count_block(tally *t, const block *b,
                                                                gk_view text, size_t i, size_t n)
{
    t->marks |= b->marks;
    if (b->known != b->wide) return count_characters(t, text, i, i + n);
    uint64_t begins = b->letters & ~(b->letters << 1 | t->in_word);
    t->words += (uint32_t)(__builtin_popcountll(begins) + __builtin_popcountll(b->han));
    t->in_word = b->letters >> (n - 1) & 1;
    return i + n;
}

/* low <= byte <= high */
GK_WIDEST static inline __mmask64 between_512(__m512i bytes, unsigned char low, unsigned char high)
{
    return _mm512_cmple_epu8_mask(_mm512_sub_epi8(bytes, _mm512_set1_epi8((char)low)),
                                  _mm512_set1_epi8((char)(high - low)));
}

GK_WIDEST static inline __mmask64 equal_512(__m512i bytes, char c)
{
    return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(c));
}

/* & and ", < and > differ in one bit each: two comparisons do for the four, and hit nothing else.
 */
GK_WIDEST static inline unsigned marks_512(__m512i bytes)
{
    __mmask64 escapes = equal_512(_mm512_and_si512(bytes, _mm512_set1_epi8((char)0xFB)), '"') |
                        equal_512(_mm512_and_si512(bytes, _mm512_set1_epi8((char)0xFD)), '<');
    __mmask64 signs = equal_512(bytes, ':') | equal_512(bytes, '@') | equal_512(bytes, 'w');
    return (escapes ? GK_RENDER_ESCAPES : 0) | (signs ? GK_RENDER_SIGNS : 0) |
           (equal_512(bytes, ']') ? GK_RENDER_BRACKETS : 0);
}

GK_WIDEST static inline block look_512(const char *p, size_t n, char *to)
{
    uint64_t all = gk_wide_bits(n);
    __m512i bytes = _mm512_maskz_loadu_epi8(all, p);
    block b = {.wide = _mm512_movepi8_mask(bytes)};
    _mm512_mask_storeu_epi8(to, all, bytes);
    b.known = between_512(bytes, 0x80, 0xBF) | between_512(bytes, 0xE2, 0xE9) |
              equal_512(bytes, (char)0xEF);
    b.han = between_512(bytes, 0xE4, 0xE9);
    if (b.wide == all) return b;
    __m512i lower = _mm512_or_si512(bytes, _mm512_set1_epi8(0x20));
    b.letters = between_512(bytes, '0', '9') | between_512(lower, 'a', 'z');
    b.marks = marks_512(bytes);
    return b;
}

/* A character that goes over the end of a block is copied with it. */
GK_WIDEST static void count_512(tally *t, gk_view text, char *to)
{
    for (size_t i = 0, end; i < text.n;) {
        size_t n = text.n - i < GK_WIDE_SPAN ? text.n - i : GK_WIDE_SPAN;
        block b = look_512(text.p + i, n, to + i);
        end = i + n;
        i = count_block(t, &b, text, i, n);
        for (; end < i; end++) to[end] = text.p[end];
    }
}

/* The same by halves. */
GK_WIDE static inline __m256i between_256(__m256i bytes, unsigned char low, unsigned char high)
{
    __m256i above = _mm256_sub_epi8(bytes, _mm256_set1_epi8((char)low));
    return _mm256_cmpeq_epi8(_mm256_min_epu8(above, _mm256_set1_epi8((char)(high - low))), above);
}

GK_WIDE static inline __m256i equal_256(__m256i bytes, char c)
{
    return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(c));
}

GK_WIDE static inline uint64_t mask_256(__m256i bytes)
{
    return (uint32_t)_mm256_movemask_epi8(bytes);
}

GK_WIDE static inline unsigned marks_256(__m256i bytes)
{
    __m256i escapes =
        _mm256_or_si256(equal_256(_mm256_and_si256(bytes, _mm256_set1_epi8((char)0xFB)), '"'),
                        equal_256(_mm256_and_si256(bytes, _mm256_set1_epi8((char)0xFD)), '<'));
    __m256i signs = _mm256_or_si256(_mm256_or_si256(equal_256(bytes, ':'), equal_256(bytes, '@')),
                                    equal_256(bytes, 'w'));
    return (mask_256(escapes) ? GK_RENDER_ESCAPES : 0) | (mask_256(signs) ? GK_RENDER_SIGNS : 0) |
           (mask_256(equal_256(bytes, ']')) ? GK_RENDER_BRACKETS : 0);
}

GK_WIDE static inline void look_256(const char *p, unsigned at, block *b)
{
    __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)p);
    __m256i known = _mm256_or_si256(between_256(bytes, 0x80, 0xBF), between_256(bytes, 0xE2, 0xE9));
    uint64_t wide = mask_256(bytes);
    b->wide |= wide << at;
    b->known |= mask_256(_mm256_or_si256(known, equal_256(bytes, (char)0xEF))) << at;
    b->han |= mask_256(between_256(bytes, 0xE4, 0xE9)) << at;
    if (wide == UINT32_MAX) return;
    __m256i lower = _mm256_or_si256(bytes, _mm256_set1_epi8(0x20));
    b->letters |=
        mask_256(_mm256_or_si256(between_256(bytes, '0', '9'), between_256(lower, 'a', 'z'))) << at;
    b->marks |= marks_256(bytes);
}

GK_WIDE static void count_256(tally *t, gk_view text)
{
    char few[GK_WIDE_SPAN];
    for (size_t i = 0; i < text.n;) {
        size_t n = text.n - i < GK_WIDE_SPAN ? text.n - i : GK_WIDE_SPAN;
        const char *p = gk_wide_fill(few, text.p + i, n);
        block b = {.marks = 0};
        look_256(p, 0, &b);
        if (n > GK_WIDE_SPAN / 2) look_256(p + GK_WIDE_SPAN / 2, GK_WIDE_SPAN / 2, &b);
        i = count_block(t, &b, text, i, n);
    }
}
#endif

#define BRACKETS(row) GK_IN(row, ']')

static bool has_any(gk_view text, const gk_byteset *set)
{
    return gk_byteset_next(set, text, 0) < text.n;
}

static void count_singly(tally *t, gk_view text)
{
    static const gk_byteset escapes = GK_BYTESET(GK_RENDER_ESCAPED),
                            signs = GK_BYTESET(GK_BARE_SIGNS), brackets = GK_BYTESET(BRACKETS);
    count_characters(t, text, 0, text.n);
    t->marks = (has_any(text, &escapes) ? GK_RENDER_ESCAPES : 0) |
               (has_any(text, &signs) ? GK_RENDER_SIGNS : 0) |
               (has_any(text, &brackets) ? GK_RENDER_BRACKETS : 0);
}

static void count_and_copy(tally *t, gk_view text, char *to)
{
#ifdef __x86_64__
    if (GK_HAS_WIDEST) {
        count_512(t, text, to);
        return;
    }
#endif
    if (text.n) memcpy(to, text.p, text.n);
#ifdef __x86_64__
    if (GK_HAS_WIDE) {
        count_256(t, text);
        return;
    }
#endif
    count_singly(t, text);
}

unsigned gk_render_count(gk_render *r, gk_view text, char *to)
{
    tally t = {.in_word = r->in_word};
    count_and_copy(&t, text, to);
    r->words += t.words;
    r->in_word = t.in_word;
    return t.marks;
}
