/* Sets of ASCII bytes, looked for in text 64 bytes at a time.
 *
 * A set is a constant, made by GK_BYTESET from a macro that lists its bytes:
 *
 *     #define SIGNS(row) (GK_IN(row, ':') | GK_IN(row, '@') | GK_IN(row, 'w'))
 *     static const gk_byteset signs = GK_BYTESET(SIGNS);
 *
 * Where the processor has wide registers, two table lookups by the halves of a byte tell whether it
 * belongs (W. Muła: SIMD-ized check which bytes are in a set, 2018); elsewhere bytes are looked up
 * singly. Nothing is read outside of what is given. */
#ifndef GK_BASE_BYTESET_H
#define GK_BASE_BYTESET_H

#include "base/view.h"

/* rows[c & 15] has the bit c >> 4. */
typedef struct gk_byteset {
    uint8_t rows[16];
} gk_byteset;

/* What the byte c adds to a row. */
#define GK_IN(row, c) (((c)&15) == (row) ? 1 << ((c) >> 4) : 0)

/* The controls 00…1F. */
#define GK_IN_CONTROLS 3

#define GK_BYTESET(SET)                                                                            \
    {                                                                                              \
        {                                                                                          \
            SET(0), SET(1), SET(2), SET(3), SET(4), SET(5), SET(6), SET(7), SET(8), SET(9),        \
                SET(10), SET(11), SET(12), SET(13), SET(14), SET(15)                               \
        }                                                                                          \
    }

enum { GK_BYTESET_SPAN = 64 };

/* Whether the set has the byte. */
static inline bool gk_byteset_has(const gk_byteset *set, char c)
{
    unsigned char byte = (unsigned char)c;
    return byte < 0x80 && set->rows[byte & 15] >> (byte >> 4) & 1;
}

/* A bit for each byte of the set among the first n at p, and among the first GK_BYTESET_SPAN of
 * them; the first byte is the lowest bit. */
uint64_t gk_byteset_mask(const gk_byteset *set, const char *p, size_t n);

/* Copies what stands before the first byte of the set (all, when there is none) to `to`, where
 * there is room for v.n bytes; those behind the copy may be written, too. Returns how many were
 * copied. */
size_t gk_byteset_copy(const gk_byteset *set, gk_view v, char *to);

/* The place of the first byte of the set at or behind i; v.n when there is none. */
size_t gk_byteset_next(const gk_byteset *set, gk_view v, size_t i);

#endif
