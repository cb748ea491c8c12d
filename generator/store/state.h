/* What the files of the store share. */
#ifndef GK_STORE_STATE_H
#define GK_STORE_STATE_H

#include "store/manifest.h"
#include "store/walk.h"

#define GK_STORE_OWN ".gongkai"

struct gk_store {
    char *dir;     /* as the caller wrote it: for diagnostics */
    char *name;    /* the output's last part, in `parent` */
    char *beside;  /* the folder beside it, when fresh */
    int parent;    /* the folder that holds the output */
    int top;       /* the output, or the folder beside it */
    int own;       /* top/.gongkai */
    int staging;   /* top when fresh, else top/.gongkai/staging */
    bool fresh;    /* a new tree, renamed whole */
    bool made_own; /* .gongkai was not there before */
    bool committed;
    bool no_sync;
    bool fix_modes; /* the umask takes bits away that the public needs */
    bool failed;    /* a write failed: no more of them in this process */
    gk_manifest manifest;
    char folder[GK_WALK_PATH]; /* the staged folder made last by this process */
    size_t folder_n;
};

/* Finishes a commit that was interrupted, or removes what an interrupted build staged. 0 or an
 * errno. */
int gk_store_recover(gk_store *store);

#endif
