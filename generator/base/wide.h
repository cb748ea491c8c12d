/* Registers of 32 and 64 bytes, where the processor has them: found out when the program runs, so
 * that one program does for all. A function that uses them is marked GK_WIDE (AVX2) or GK_WIDEST
 * (AVX-512 for bytes) and called only after GK_HAS_WIDE or GK_HAS_WIDEST. Tests say 0 for these, to
 * read by the other ways, too. */
#ifndef GK_BASE_WIDE_H
#define GK_BASE_WIDE_H

#ifdef __x86_64__
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { GK_WIDE_SPAN = 64 }; /* bytes that are looked at together */

#define GK_WIDE   __attribute__((target("avx2,popcnt")))
#define GK_WIDEST __attribute__((target("avx512bw,popcnt")))

#ifndef GK_HAS_WIDE
#define GK_HAS_WIDE __builtin_cpu_supports("avx2")
#endif
#ifndef GK_HAS_WIDEST
#define GK_HAS_WIDEST __builtin_cpu_supports("avx512bw")
#endif

/* The n lowest bits; all, from GK_WIDE_SPAN on. */
static inline uint64_t gk_wide_bits(size_t n)
{
    return n < GK_WIDE_SPAN ? ((uint64_t)1 << n) - 1 : UINT64_MAX;
}

/* GK_WIDE_SPAN bytes of which the first n are those at p: where there are less, a copy in `few`
 * with zeros behind them. */
static inline const char *gk_wide_fill(char few[GK_WIDE_SPAN], const char *p, size_t n)
{
    if (n >= GK_WIDE_SPAN) return p;
    memset(few, 0, GK_WIDE_SPAN);
    return memcpy(few, p, n);
}
#endif

#endif
