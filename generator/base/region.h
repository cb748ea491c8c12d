/* A region: memory that a parent and its forked workers share at the same address.
 *
 * Made before the fork; one process at a time appends (a worker to its own region), everybody may
 * read what was announced by its pointer. Address space is reserved, pages cost only once they are
 * written. Nothing is ever freed singly. */
#ifndef GK_BASE_REGION_H
#define GK_BASE_REGION_H

#include "base/view.h"

typedef struct gk_region {
    char *base;  /* NULL when there is none */
    size_t size; /* reserved bytes */
} gk_region;

/* Reserves `size` bytes of address space; false when the system refuses. */
bool gk_region_open(gk_region *region, size_t size);

/* n bytes, aligned to 16, zeroed; NULL when the region is full. */
void *gk_region_alloc(gk_region *region, size_t n);

/* A copy of v's bytes, aligned to 16; NULL when the region is full. */
void *gk_region_put(gk_region *region, gk_view v);

/* Gives the address space back; pointers into it die. */
void gk_region_close(gk_region *region);

#endif
