/* Folders below a top folder, entered part by part so that no symbolic link is ever followed,
 * with the last way kept open: sorted paths open each folder once. */
#ifndef GK_STORE_WALK_H
#define GK_STORE_WALK_H

#include "base/view.h"

enum { GK_WALK_DEPTH = 32, GK_WALK_PATH = 4096 };

typedef struct gk_walk {
    int top;        /* borrowed */
    bool fix_modes; /* the umask takes bits away that folders need */
    int depth;      /* folders that are open */
    int fds[GK_WALK_DEPTH];
    size_t ends[GK_WALK_DEPTH]; /* where each ends in path */
    char path[GK_WALK_PATH];
} gk_walk;

/* Begins at the top. */
void gk_walk_start(gk_walk *walk, int top, bool fix_modes);

/* Opens the folder of a file's path (the top when it has none), making what is missing when
 * `make`. 0 or an errno; *fd belongs to the walk until the next call; *name is the path's last
 * part, NUL-terminated, until then. */
int gk_walk_enter(gk_walk *walk, gk_view path, bool make, int *fd, const char **name);

/* Closes what is open; needed after a folder was removed. The walk may be used again. */
void gk_walk_reset(gk_walk *walk);

/* The folder part of a path, without the slash; empty at the top. */
gk_view gk_walk_folder(gk_view path);

#endif
