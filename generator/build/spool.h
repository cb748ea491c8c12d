/* Spools: the bodies' HTML between digest and pages, one file a worker that has no name. Workers
 * append with pwrite and read with pread through descriptors that were opened before the fork. */
#ifndef GK_BUILD_SPOOL_H
#define GK_BUILD_SPOOL_H

#include "base/buf.h"
#include "base/region.h"
#include "base/workers.h"

typedef struct gk_spools {
    int fds[GK_JOBS_MAX];
    uint64_t *ends; /* shared: how far each file is written */
    unsigned count;
} gk_spools;

/* Opens `count` files in the folder `dir` (or, below 0, where temporary files go). shared: a region
 * for the counters. False with errno. */
bool gk_spools_open(gk_spools *spools, unsigned count, int dir, gk_region *shared);

/* Appends a body to a worker's file; its place is in *at. False with errno. */
bool gk_spools_put(gk_spools *spools, unsigned worker, gk_view bytes, uint64_t *at);

/* Reads a body back, replacing what was in out. False with errno. */
bool gk_spools_get(const gk_spools *spools, unsigned file, uint64_t at, size_t n, gk_buf *out);

void gk_spools_close(gk_spools *spools);

#endif
