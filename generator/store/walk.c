#include "store/walk.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"

void gk_walk_start(gk_walk *walk, int top, bool fix_modes)
{
    walk->top = top;
    walk->fix_modes = fix_modes;
    walk->depth = 0;
    walk->path[0] = '\0';
}

void gk_walk_reset(gk_walk *walk)
{
    while (walk->depth) close(walk->fds[--walk->depth]);
}

gk_view gk_walk_folder(gk_view path)
{
    size_t slash = gk_view_rfind_byte(path, '/');
    return slash == SIZE_MAX ? (gk_view){path.p, 0} : gk_view_sub(path, 0, slash);
}

/* Leaves the folders that are not on the way to `path`. */
static void leave(gk_walk *walk, gk_view path)
{
    while (walk->depth) {
        size_t end = walk->ends[walk->depth - 1];
        if (end < path.n && path.p[end] == '/' && memcmp(path.p, walk->path, end) == 0) return;
        close(walk->fds[--walk->depth]);
    }
}

static int open_part(gk_walk *walk, int dir, const char *name, bool make, int *fd)
{
    int error;
    *fd = gk_fs_open_dir(dir, name, &error);
    if (error != ENOENT || !make) return error;
    if (mkdirat(dir, name, GK_FS_DIR_MODE) != 0) return errno;
    *fd = gk_fs_open_dir(dir, name, &error);
    if (!error && walk->fix_modes && fchmod(*fd, GK_FS_DIR_MODE) != 0) {
        error = errno;
        close(*fd);
    }
    return error;
}

int gk_walk_enter(gk_walk *walk, gk_view path, bool make, int *fd, const char **name)
{
    if (path.n >= sizeof walk->path) return ENAMETOOLONG;
    leave(walk, path);
    size_t from = walk->depth ? walk->ends[walk->depth - 1] + 1 : 0;
    memcpy(walk->path + from, path.p + from, path.n - from);
    walk->path[path.n] = '\0';
    *fd = walk->depth ? walk->fds[walk->depth - 1] : walk->top;
    for (size_t end; (end = gk_view_find_byte(path, '/', from)) != SIZE_MAX; from = end + 1) {
        if (walk->depth == GK_WALK_DEPTH) return ENAMETOOLONG;
        walk->path[end] = '\0';
        int next, error = open_part(walk, *fd, walk->path + from, make, &next);
        walk->path[end] = '/';
        if (error) return error;
        walk->ends[walk->depth] = end;
        walk->fds[walk->depth++] = *fd = next;
    }
    *name = walk->path + from;
    return 0;
}
