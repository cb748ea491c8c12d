/* Numbers in the bytes of a file. The caller knows that the bytes are there. */
#ifndef GK_EMIT_OCTETS_H
#define GK_EMIT_OCTETS_H

#include "base/view.h"

/* The byte at a place. */
static inline uint32_t gk_octet(gk_view v, size_t at)
{
    return (unsigned char)v.p[at];
}

/* Two bytes, the more weighty first. */
static inline uint32_t gk_octets_big16(gk_view v, size_t at)
{
    return gk_octet(v, at) << 8 | gk_octet(v, at + 1);
}

/* Four, likewise. */
static inline uint32_t gk_octets_big32(gk_view v, size_t at)
{
    return gk_octets_big16(v, at) << 16 | gk_octets_big16(v, at + 2);
}

/* Two bytes, the less weighty first. */
static inline uint32_t gk_octets_little16(gk_view v, size_t at)
{
    return gk_octet(v, at + 1) << 8 | gk_octet(v, at);
}

/* Three, likewise. */
static inline uint32_t gk_octets_little24(gk_view v, size_t at)
{
    return gk_octet(v, at + 2) << 16 | gk_octets_little16(v, at);
}

/* Four, likewise. */
static inline uint32_t gk_octets_little32(gk_view v, size_t at)
{
    return gk_octets_little16(v, at + 2) << 16 | gk_octets_little16(v, at);
}

#endif
