/* A published portal built again: the commit that its manifest names, at the time that it names,
 * for the same address and edition. When every file comes out with the same bytes, the portal is
 * what the repository says, and nothing else.
 *
 * Pages with names need the rosters of then. Those that can not be made any more because these are
 * gone, and those that were taken down in time, are named, and are no fault. */
#ifndef GK_BUILD_REBUILD_H
#define GK_BUILD_REBUILD_H

#include "build/build.h"

typedef struct gk_rebuild_options {
    gk_view record;             /* the manifest */
    const char *repo;           /* the repository */
    const char *share;          /* as for any build */
    const char *private_folder; /* of rosters; NULL: they are gone */
    const char *signers;        /* of approvals */
    const char *log;            /* the server's, and its ref, when the manifest names it */
    gk_view ref;
    const char *tmp; /* where a folder for the build may be made; NULL: /tmp */
    unsigned jobs;
} gk_rebuild_options;

typedef struct gk_rebuilt {
    bool built;          /* the rest counts */
    size_t same, differ; /* files; differ: also those that only one of both has */
    size_t gone;         /* pages whose rosters are gone */
    size_t down;         /* pages that were taken down */
    gk_date now;
} gk_rebuilt;

/* Builds and compares; what differs is an error, what is named a note, whose file is the path in
 * the portal. False after an error. */
bool gk_rebuild_run(const gk_rebuild_options *options, gk_rebuilt *out, gk_diags *diags);

#endif
