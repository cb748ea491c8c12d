#include "base/utf8.h"
#include "base/wide.h"

static bool is_plain_slowly(gk_view v)
{
    for (size_t i = 0; i < v.n; i++)
        if (gk_utf8_is_control((unsigned char)v.p[i])) return false;
    return gk_utf8_valid(v, NULL);
}

#ifdef __x86_64__
enum { BLOCK = 32 };

/* What may be wrong with two bytes that follow one another, a bit each. The tables tell for the
 * halves of the first byte and the upper half of the second what is possible; what all three allow
 * is wrong (J. Keiser, D. Lemire: Validating UTF-8 in less than one instruction per byte, 2021). */
enum {
    SHORT = 1 << 0,      /* a lead, or ASCII, where a tail should be */
    LONG = 1 << 1,       /* ASCII, and a tail behind it */
    LONG_3 = 1 << 2,     /* E0 and less than A0: two bytes would do */
    LARGE = 1 << 3,      /* F4 and more than 8F, F5 and above */
    SURROGATE = 1 << 4,  /* ED and more than 9F */
    LONG_2 = 1 << 5,     /* C0, C1 */
    LARGE_OR_4 = 1 << 6, /* F5 and above with 80 … 8F; F0 with 80 … 8F: three bytes would do */
    TAILS = 1 << 7,      /* two tails: right behind a lead of three or four */
    ANY = SHORT | LONG | TAILS
};

GK_WIDE static inline __m256i table(const uint8_t t[16])
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)t));
}

/* The bytes of `now`, each moved n places up; what comes in are the last of the block before. */
#define BEHIND(now, before, n)                                                                     \
    _mm256_alignr_epi8(now, _mm256_permute2x128_si256(before, now, 0x21), 16 - (n))

GK_WIDE static inline __m256i upper_half(__m256i bytes)
{
    return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(0x0F));
}

/* Not 0 where a byte can't follow the one in front of it. */
GK_WIDE static inline __m256i faults_of_pairs(__m256i now, __m256i first)
{
    static const uint8_t first_upper[16] = {LONG,
                                            LONG,
                                            LONG,
                                            LONG,
                                            LONG,
                                            LONG,
                                            LONG,
                                            LONG,
                                            TAILS,
                                            TAILS,
                                            TAILS,
                                            TAILS,
                                            SHORT | LONG_2,
                                            SHORT,
                                            SHORT | LONG_3 | SURROGATE,
                                            SHORT | LARGE | LARGE_OR_4};
    static const uint8_t first_lower[16] = {ANY | LONG_3 | LONG_2 | LARGE_OR_4,
                                            ANY | LONG_2,
                                            ANY,
                                            ANY,
                                            ANY | LARGE,
                                            ANY | LARGE | LARGE_OR_4,
                                            ANY | LARGE | LARGE_OR_4,
                                            ANY | LARGE | LARGE_OR_4,
                                            ANY | LARGE | LARGE_OR_4,
                                            ANY | LARGE | LARGE_OR_4,
                                            ANY | LARGE | LARGE_OR_4,
                                            ANY | LARGE | LARGE_OR_4,
                                            ANY | LARGE | LARGE_OR_4,
                                            ANY | LARGE | LARGE_OR_4 | SURROGATE,
                                            ANY | LARGE | LARGE_OR_4,
                                            ANY | LARGE | LARGE_OR_4};
    static const uint8_t second_upper[16] = {SHORT,
                                             SHORT,
                                             SHORT,
                                             SHORT,
                                             SHORT,
                                             SHORT,
                                             SHORT,
                                             SHORT,
                                             LONG | LONG_2 | TAILS | LONG_3 | LARGE_OR_4,
                                             LONG | LONG_2 | TAILS | LONG_3 | LARGE,
                                             LONG | LONG_2 | TAILS | SURROGATE | LARGE,
                                             LONG | LONG_2 | TAILS | SURROGATE | LARGE,
                                             SHORT,
                                             SHORT,
                                             SHORT,
                                             SHORT};
    __m256i lower = _mm256_and_si256(first, _mm256_set1_epi8(0x0F));
    __m256i a = _mm256_shuffle_epi8(table(first_upper), upper_half(first));
    __m256i b = _mm256_shuffle_epi8(table(first_lower), lower);
    __m256i c = _mm256_shuffle_epi8(table(second_upper), upper_half(now));
    return _mm256_and_si256(_mm256_and_si256(a, b), c);
}

/* Two tails are right where the byte two or three places in front is the lead of so many. */
GK_WIDE static inline __m256i faults_of(__m256i now, __m256i before)
{
    __m256i pairs = faults_of_pairs(now, BEHIND(now, before, 1));
    __m256i third = _mm256_subs_epu8(BEHIND(now, before, 2), _mm256_set1_epi8(0xE0 - 0x80));
    __m256i fourth = _mm256_subs_epu8(BEHIND(now, before, 3), _mm256_set1_epi8(0xF0 - 0x80));
    __m256i due = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));
    return _mm256_xor_si256(due, pairs);
}

/* Not 0 where a byte is a control and no layout: \t and \n follow one another, \f and \r do. */
GK_WIDE static inline __m256i controls_of(__m256i now)
{
    __m256i low = _mm256_cmpeq_epi8(_mm256_min_epu8(now, _mm256_set1_epi8(0x1F)), now);
    __m256i lines = _mm256_sub_epi8(now, _mm256_set1_epi8('\t'));
    __m256i forms = _mm256_sub_epi8(now, _mm256_set1_epi8('\f'));
    __m256i one = _mm256_set1_epi8(1);
    __m256i fine = _mm256_or_si256(_mm256_cmpeq_epi8(_mm256_min_epu8(lines, one), lines),
                                   _mm256_cmpeq_epi8(_mm256_min_epu8(forms, one), forms));
    return _mm256_andnot_si256(fine, low);
}

GK_WIDE static inline __m256i load(const char *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

/* Spaces behind the end make a sequence that is cut off there a fault. */
GK_WIDE static bool is_plain_widely(gk_view v)
{
    char last[2 * BLOCK];
    size_t whole = v.n / BLOCK * BLOCK, rest = v.n - whole;
    __m256i before = _mm256_setzero_si256(), faults = before;
    for (size_t i = 0; i < whole; i += BLOCK) {
        __m256i now = load(v.p + i);
        faults = _mm256_or_si256(faults, controls_of(now));
        if (_mm256_movemask_epi8(_mm256_or_si256(now, before)))
            faults = _mm256_or_si256(faults, faults_of(now, before));
        before = now;
    }
    memset(last, ' ', sizeof last);
    if (rest) memcpy(last, v.p + whole, rest);
    for (size_t i = 0; i < sizeof last; i += BLOCK) {
        __m256i now = load(last + i);
        faults = _mm256_or_si256(faults, _mm256_or_si256(controls_of(now), faults_of(now, before)));
        before = now;
    }
    return _mm256_testz_si256(faults, faults);
}

bool gk_utf8_plain(gk_view v)
{
    return GK_HAS_WIDE ? is_plain_widely(v) : is_plain_slowly(v);
}
#else
bool gk_utf8_plain(gk_view v)
{
    return is_plain_slowly(v);
}
#endif
