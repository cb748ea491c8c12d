#include "base/utf8.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "base/buf.h"

#ifdef __SSE2__
#include <immintrin.h>
#endif

static bool is_tail(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* Length of the well-formed sequence at p (n bytes left), or 0. */
static size_t sequence(const unsigned char *p, size_t n)
{
    unsigned char c = p[0];
    if (c < 0x80) return 1;
    if (c < 0xC2 || c > 0xF4) return 0;
    if (c < 0xE0) return n >= 2 && is_tail(p[1]) ? 2 : 0;
    if (c < 0xF0) {
        if (n < 3 || !is_tail(p[1]) || !is_tail(p[2])) return 0;
        if (c == 0xE0 && p[1] < 0xA0) return 0;
        if (c == 0xED && p[1] > 0x9F) return 0;
        return 3;
    }
    if (n < 4 || !is_tail(p[1]) || !is_tail(p[2]) || !is_tail(p[3])) return 0;
    if (c == 0xF0 && p[1] < 0x90) return 0;
    if (c == 0xF4 && p[1] > 0x8F) return 0;
    return 4;
}

#ifdef __SSE2__
/* Leads that need more than a look at which bytes are tails: of sequences that may be too long, too
 * large, a surrogate. */
static __m128i is_hard(__m128i bytes)
{
    __m128i low =
        _mm_cmpeq_epi8(_mm_and_si128(bytes, _mm_set1_epi8((char)0xFE)), _mm_set1_epi8((char)0xC0));
    __m128i e0 = _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)0xE0));
    __m128i ed = _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)0xED));
    __m128i high = _mm_cmpeq_epi8(_mm_max_epu8(bytes, _mm_set1_epi8((char)0xF0)), bytes);
    return _mm_or_si128(_mm_or_si128(low, e0), _mm_or_si128(ed, high));
}

/* Goes from *i over blocks of sixteen bytes in which each tail belongs to a lead and each lead has
 * its tails, all by bits; *i is then between two sequences, before the first block that needs a
 * closer look. */
static void skip_easy(const unsigned char *p, size_t n, size_t *i)
{
    unsigned owed = 0; /* a bit for each tail that the block before wants here */
    size_t at = *i;
    for (; at + 16 <= n; at += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(p + at));
        unsigned wide = (unsigned)_mm_movemask_epi8(bytes);
        if (!wide && !owed) continue;
        unsigned tails =
            (unsigned)_mm_movemask_epi8(_mm_cmplt_epi8(bytes, _mm_set1_epi8((char)0xC0)));
        unsigned threes =
            wide & (unsigned)_mm_movemask_epi8(_mm_cmpgt_epi8(bytes, _mm_set1_epi8((char)0xDF)));
        unsigned leads = wide & ~tails;
        unsigned wanted = owed | leads << 1 | threes << 2;
        if ((wanted & 0xFFFF) != tails || _mm_movemask_epi8(is_hard(bytes))) break;
        owed = wanted >> 16;
    }
    if (owed) do
            at--;
        while (is_tail(p[at]));
    *i = at;
}
#else
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "is_common reads four bytes as a little-endian word");

/* Whether the four bytes at p begin with a lead E1…EC and two continuation bytes. */
static bool is_common(const unsigned char *p)
{
    uint32_t four;
    memcpy(&four, p, sizeof four);
    return (unsigned)(p[0] - 0xE1) < 12 && (four & 0xC0C000) == 0x808000;
}

static bool is_ascii_word(const unsigned char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return (word & 0x8080808080808080u) == 0;
}

static void skip_easy(const unsigned char *p, size_t n, size_t *i)
{
    while (*i + 8 <= n && (is_common(p + *i) || is_ascii_word(p + *i))) *i += p[*i] < 0x80 ? 8 : 3;
}
#endif

bool gk_utf8_valid(gk_view v, size_t *bad)
{
    enum { STRIDE = 16 };
    const unsigned char *p = (const unsigned char *)v.p;
    for (size_t i = 0; i < v.n;) {
        skip_easy(p, v.n, &i);
        for (size_t end = i + STRIDE; i < end && i < v.n;) {
            size_t n = sequence(p + i, v.n - i);
            if (n == 0) {
                if (bad) *bad = i;
                return false;
            }
            i += n;
        }
    }
    return true;
}

uint32_t gk_utf8_next_rare(gk_view v, size_t *i)
{
    const unsigned char *p = (const unsigned char *)v.p + *i;
    size_t n = sequence(p, v.n - *i);
    *i += n ? n : 1;
    switch (n) {
    case 2: return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    case 3: return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    case 4:
        return (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
    default: return 0xFFFD;
    }
}

uint32_t gk_utf8_prev(gk_view v, size_t *i)
{
    size_t start = *i - 1;
    for (size_t back = 0; back < 3 && start > 0 && is_tail((unsigned char)v.p[start]); back++)
        start--;
    size_t end = start;
    uint32_t c = gk_utf8_next(v, &end);
    if (end != *i) {
        *i -= 1;
        return 0xFFFD;
    }
    *i = start;
    return c;
}

void gk_utf8_put(gk_buf *out, uint32_t c)
{
    char bytes[4];
    if (c < 0x80) {
        gk_buf_putc(out, (char)c);
        return;
    }
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = 0xFFFD;
    utf8proc_ssize_t n = utf8proc_encode_char((utf8proc_int32_t)c, (utf8proc_uint8_t *)bytes);
    gk_buf_put(out, gk_view_n(bytes, (size_t)n));
}

size_t gk_utf8_count(gk_view v)
{
    size_t n = 0, i = 0;
    /* Eight bytes at a time: a tail has its highest bit set and not the next. */
    for (; i + 8 <= v.n; i += 8) {
        uint64_t eight;
        memcpy(&eight, v.p + i, sizeof eight);
        uint64_t tails = (eight >> 7) & (~eight >> 6) & 0x0101010101010101u;
        n += 8 - (size_t)(tails * 0x0101010101010101u >> 56);
    }
    for (; i < v.n; i++) n += !is_tail((unsigned char)v.p[i]);
    return n;
}

unsigned gk_utf8_width(uint32_t c)
{
    if (c >= 0x20 && c < 0x7F) return 1;
    if ((c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xFF01 && c <= 0xFF60) || c == 0x3001 || c == 0x3002)
        return 2;
    int w = utf8proc_charwidth((utf8proc_int32_t)c);
    return w > 0 ? (unsigned)w : 0;
}

size_t gk_utf8_view_width(gk_view v)
{
    size_t width = 0;
    for (size_t i = 0; i < v.n;) width += gk_utf8_width(gk_utf8_next(v, &i));
    return width;
}

bool gk_utf8_is_han(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFD) || c == 0x3005 ||
           c == 0x3007;
}

bool gk_utf8_is_cjk(uint32_t c)
{
    return gk_utf8_is_han(c) || (c >= 0x2E80 && c <= 0x303F) || (c >= 0x3040 && c <= 0x33FF) ||
           (c >= 0x1100 && c <= 0x11FF) || (c >= 0xA960 && c <= 0xA97F) ||
           (c >= 0xAC00 && c <= 0xD7FF) || (c >= 0xFE30 && c <= 0xFE4F) ||
           (c >= 0xFF01 && c <= 0xFFEF) || (c >= 0x1AFF0 && c <= 0x1B16F);
}

static utf8proc_category_t category(uint32_t c)
{
    return utf8proc_category((utf8proc_int32_t)c);
}

bool gk_utf8_is_space(uint32_t c)
{
    if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r');
    return category(c) == UTF8PROC_CATEGORY_ZS || c == 0x2028 || c == 0x2029;
}

bool gk_utf8_is_alnum(uint32_t c)
{
    if (c < 0x80) return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    if (c >= 0x4E00 && c <= 0x9FFF) return true;
    utf8proc_category_t cat = category(c);
    return (cat >= UTF8PROC_CATEGORY_LU && cat <= UTF8PROC_CATEGORY_LO) ||
           (cat >= UTF8PROC_CATEGORY_MN && cat <= UTF8PROC_CATEGORY_ME) ||
           (cat >= UTF8PROC_CATEGORY_ND && cat <= UTF8PROC_CATEGORY_NO);
}

bool gk_utf8_is_hidden(uint32_t c)
{
    if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) return true;
    if (c < 0x200B) return c == 0xAD || c == 0x61C || c == 0x180E;
    return c <= 0x200F || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
           c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

static bool fold_with(gk_buf *out, gk_view v, utf8proc_option_t options)
{
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)v.p, (utf8proc_ssize_t)v.n, &folded, options);
    if (n < 0) {
        free(folded);
        return false;
    }
    gk_buf_put(out, gk_view_n((const char *)folded, (size_t)n));
    free(folded);
    return true;
}

static bool is_ascii(gk_view v)
{
    for (size_t i = 0; i < v.n; i++)
        if ((unsigned char)v.p[i] >= 0x80) return false;
    return true;
}

bool gk_utf8_is_nfc(gk_view v)
{
    if (is_ascii(v)) return true;
    gk_buf composed = GK_BUF_INIT;
    bool same = fold_with(&composed, v, UTF8PROC_STABLE | UTF8PROC_COMPOSE) &&
                gk_view_eq(gk_buf_view(&composed), v);
    gk_buf_free(&composed);
    return same;
}

void gk_utf8_fold(gk_buf *out, gk_view v)
{
    if (is_ascii(v)) {
        size_t from = out->n;
        gk_buf_put(out, v);
        for (size_t i = from; i < out->n; i++)
            if (out->p[i] >= 'A' && out->p[i] <= 'Z') out->p[i] = (char)(out->p[i] | 0x20);
        return;
    }
    if (!fold_with(out, v, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD))
        gk_buf_put(out, v);
}

uint32_t gk_utf8_lower(uint32_t c)
{
    return (uint32_t)utf8proc_tolower((utf8proc_int32_t)c);
}

uint32_t gk_utf8_upper(uint32_t c)
{
    return (uint32_t)utf8proc_toupper((utf8proc_int32_t)c);
}
