#include "base/byteset.h"

#include "base/wide.h"

static uint64_t mask_singly(const gk_byteset *set, const char *p, size_t n)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < n && i < GK_BYTESET_SPAN; i++)
        mask |= (uint64_t)gk_byteset_has(set, p[i]) << i;
    return mask;
}

#ifdef __x86_64__
_Static_assert(GK_BYTESET_SPAN == (int)GK_WIDE_SPAN, "a mask is of one register");

/* A byte with the bit of its upper half, again and again: the lookup takes the eight of ASCII. */
#define HALVES 0x8040201008040201

/* The shuffle gives 0 for bytes above ASCII. */
GK_WIDEST static inline uint64_t find_512(const gk_byteset *set, __m512i bytes, uint64_t all)
{
    __m512i rows =
        _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(const void *)set->rows));
    __m512i upper = _mm512_and_si512(_mm512_srli_epi16(bytes, 4), _mm512_set1_epi8(0x0F));
    __m512i bits = _mm512_shuffle_epi8(_mm512_set1_epi64((long long)HALVES), upper);
    return _mm512_mask_test_epi8_mask(all, _mm512_shuffle_epi8(rows, bytes), bits);
}

GK_WIDEST static inline uint64_t mask_512(const gk_byteset *set, const char *p, size_t n)
{
    uint64_t all = gk_wide_bits(n);
    return find_512(set, _mm512_maskz_loadu_epi8(all, p), all);
}

GK_WIDEST static size_t next_512(const gk_byteset *set, gk_view v, size_t i)
{
    for (; i < v.n; i += GK_BYTESET_SPAN) {
        uint64_t mask = mask_512(set, v.p + i, v.n - i);
        if (mask) return i + (size_t)__builtin_ctzll(mask);
    }
    return v.n;
}

GK_WIDEST static size_t copy_512(const gk_byteset *set, gk_view v, char *to)
{
    for (size_t i = 0; i < v.n; i += GK_BYTESET_SPAN) {
        uint64_t all = gk_wide_bits(v.n - i);
        __m512i bytes = _mm512_maskz_loadu_epi8(all, v.p + i);
        _mm512_mask_storeu_epi8(to + i, all, bytes);
        uint64_t mask = find_512(set, bytes, all);
        if (mask) return i + (size_t)__builtin_ctzll(mask);
    }
    return v.n;
}

GK_WIDE static uint32_t mask_256(const gk_byteset *set, const char *p)
{
    __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)p);
    __m256i rows =
        _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)set->rows));
    __m256i upper = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(0x0F));
    __m256i bits = _mm256_shuffle_epi8(_mm256_set1_epi64x((long long)HALVES), upper);
    __m256i hits = _mm256_and_si256(_mm256_shuffle_epi8(rows, bytes), bits);
    __m256i none = _mm256_cmpeq_epi8(hits, _mm256_setzero_si256());
    return ~(uint32_t)_mm256_movemask_epi8(none);
}

GK_WIDE static uint64_t mask_2_256(const gk_byteset *set, const char *p, size_t n)
{
    char few[GK_BYTESET_SPAN];
    p = gk_wide_fill(few, p, n);
    uint64_t mask = mask_256(set, p);
    if (n > GK_BYTESET_SPAN / 2)
        mask |= (uint64_t)mask_256(set, p + GK_BYTESET_SPAN / 2) << GK_BYTESET_SPAN / 2;
    return mask & gk_wide_bits(n);
}
#endif

uint64_t gk_byteset_mask(const gk_byteset *set, const char *p, size_t n)
{
#ifdef __x86_64__
    if (GK_HAS_WIDEST) return mask_512(set, p, n);
    if (GK_HAS_WIDE) return mask_2_256(set, p, n);
#endif
    return mask_singly(set, p, n);
}

size_t gk_byteset_next(const gk_byteset *set, gk_view v, size_t i)
{
#ifdef __x86_64__
    if (GK_HAS_WIDEST) return next_512(set, v, i);
#endif
    for (; i < v.n; i += GK_BYTESET_SPAN) {
        uint64_t mask = gk_byteset_mask(set, v.p + i, v.n - i);
        if (mask) return i + (size_t)__builtin_ctzll(mask);
    }
    return v.n;
}

size_t gk_byteset_copy(const gk_byteset *set, gk_view v, char *to)
{
#ifdef __x86_64__
    if (GK_HAS_WIDEST) return copy_512(set, v, to);
#endif
    size_t n = gk_byteset_next(set, v, 0);
    if (n) memcpy(to, v.p, n);
    return n;
}
