/* Spools: the bodies' HTML between digest and pages, one file a worker that has no name.
 *
 * A worker appends to its own spool; what does not fill a piece yet waits in memory that was shared
 * before the fork, so that it outlives the worker. After the last put everybody may read, through
 * a window of its own. Files are written and read through descriptors opened before the fork. */
#ifndef GK_BUILD_SPOOL_H
#define GK_BUILD_SPOOL_H

#include "base/buf.h"
#include "base/region.h"
#include "base/workers.h"

struct gk_spool_tail;

typedef struct gk_spools {
    int fds[GK_JOBS_MAX];
    struct gk_spool_tail *tails; /* shared: a spool's end, and its last bytes */
    unsigned count;
} gk_spools;

/* What a reader has read of the file of a spool: bodies come mostly in the order in which they
 * were put. Begins as zeros; bytes is freed by the reader. */
typedef struct gk_spool_window {
    gk_buf bytes;
    unsigned file;
    uint64_t at;
} gk_spool_window;

/* Opens `count` files in the folder `dir` (or, below 0, where temporary files go). shared: a region
 * for the tails. False with errno. */
bool gk_spools_open(gk_spools *spools, unsigned count, int dir, gk_region *shared);

/* Appends a body to a worker's spool; its place is in *at. False with errno. */
bool gk_spools_put(gk_spools *spools, unsigned worker, gk_view bytes, uint64_t *at);

/* Gives a body back, valid until the window's next use. False with errno. */
bool gk_spools_get(const gk_spools *spools, unsigned file, uint64_t at, size_t n,
                   gk_spool_window *window, gk_view *body);

void gk_spools_close(gk_spools *spools);

#endif
