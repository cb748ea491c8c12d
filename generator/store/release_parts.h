/* What the files about releases share. Not for others. */
#ifndef GK_STORE_RELEASE_PARTS_H
#define GK_STORE_RELEASE_PARTS_H

#include "store/release.h"
#include "store/state.h"

#define GK_RELEASE_LINK      "current"
#define GK_RELEASE_LINK_NEW  ".current.gongkai-new"
#define GK_RELEASE_FOLDER    "releases"
#define GK_RELEASE_BUILDING  ".building"
#define GK_RELEASE_GONE      ".gone-"
#define GK_RELEASE_MADE_FILE ".made"

struct gk_releases {
    char *dir;   /* absolute, without links */
    char *shown; /* as the caller wrote it: for diagnostics */
    int top;     /* DIR */
    int folder;  /* DIR/releases */
    bool locked;
    bool fix_modes;
    gk_arena arena; /* of rows */
    gk_release_row *rows;
    size_t count, current; /* current: index + 1, or 0 */
    const gk_release_options *making;
    gk_release_outcome outcome;
    gk_buf made;
};

/* Adds what an errno means for a file below DIR (or DIR itself when path is NULL). False. */
bool gk_release_fault(gk_releases *releases, const char *path, int error, gk_diags *diags);

/* Makes the release `name` the current one. 0 or an errno; then the old one still is. */
int gk_release_switch(gk_releases *releases, const char *name);

/* Adds a line to the file of what was made. */
int gk_release_note(gk_releases *releases, const gk_release_row *row);

/* Removes a release: first its name, then what it holds. */
int gk_release_remove(gk_releases *releases, const char *name);

/* Reads "HEX-12". */
bool gk_release_parse(gk_view name, gk_view *commit, uint64_t *number);

/* What gk_store_commit does for a release. */
bool gk_release_commit(gk_store *store, gk_store_file *files, size_t count,
                       const gk_store_pair *header, size_t header_count, gk_store_stats *stats,
                       gk_diags *diags);

#endif
