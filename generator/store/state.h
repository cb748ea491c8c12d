/* What the files of the store share. */
#ifndef GK_STORE_STATE_H
#define GK_STORE_STATE_H

#include "store/manifest.h"
#include "store/walk.h"

#define GK_STORE_OWN ".gongkai"

/* The record, its signature, and what was signed before pages were taken down. */
#define GK_STORE_RECORD    "manifest.tsv"
#define GK_STORE_SIGNATURE "manifest.tsv.sig"
#define GK_STORE_SIGNED    "signed.tsv"
#define GK_STORE_SIGNED_BY "signed.tsv.sig"

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
    bool expiring;  /* what was signed is kept: pages are only taken down */
    bool failed;    /* a write failed: no more of them in this process */
    gk_manifest manifest;
    char folder[GK_WALK_PATH]; /* the staged folder made last by this process */
    size_t folder_n;
    struct gk_releases *releases; /* a release is made; then `top` is the current one's folder */
    bool anew;                    /* nothing of the last tree is used again */
};

/* Whether the last tree has the file of a row: by its size, of a release by its bytes too. For
 * workers as well. */
bool gk_store_holds(const gk_store *store, const char *path, const gk_store_row *row);

/* Sorts the files of a commit; false after adding a diagnostic when two have one path. */
bool gk_store_sort(gk_store *store, gk_store_file *files, size_t count, gk_diags *diags);

/* Syncs a file or folder; a file system that can't sync folders is no fault. 0 or an errno. */
int gk_store_sync(int fd);

/* Finishes a commit that was interrupted, or removes what an interrupted build staged. 0 or an
 * errno. */
int gk_store_recover(gk_store *store);

#endif
