#include "store/release.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/mem.h"
#include "store/release_parts.h"

bool gk_release_fault(gk_releases *releases, const char *path, int error, gk_diags *diags)
{
    gk_buf shown = GK_BUF_INIT;
    gk_buf_puts(&shown, releases->shown);
    if (path) gk_buf_printf(&shown, "/%s", path);
    gk_fs_report(diags, GK_FS_WRITING, gk_buf_view(&shown), error);
    gk_buf_free(&shown);
    return false;
}

static bool refuse(const char *dir, gk_message id, gk_diags *diags)
{
    gk_diag_add(diags, id, gk_place_file(gk_view_of(dir)));
    return false;
}

bool gk_releases_is(const char *dir)
{
    struct stat st;
    gk_buf path = GK_BUF_INIT;
    gk_buf_printf(&path, "%s/" GK_RELEASE_FOLDER, dir);
    bool is = lstat(path.p, &st) == 0 && S_ISDIR(st.st_mode);
    gk_buf_truncate(&path, 0);
    gk_buf_printf(&path, "%s/" GK_STORE_OWN, dir);
    is = is && lstat(path.p, &st) != 0;
    gk_buf_truncate(&path, 0);
    gk_buf_printf(&path, "%s/" GK_RELEASE_LINK, dir);
    is = is && (lstat(path.p, &st) != 0 || S_ISLNK(st.st_mode));
    gk_buf_free(&path);
    return is;
}

/* Whether `outer` is the folder `inner` or lies above it; both absolute. */
static bool holds(const char *outer, const char *inner)
{
    size_t n = strlen(outer);
    return strncmp(outer, inner, n) == 0 && (inner[n] == '\0' || inner[n] == '/');
}

static bool is_forbidden(const char *real, const gk_releases_options *options)
{
    char *site = options->site ? realpath(options->site, NULL) : NULL;
    char *home = options->home ? realpath(options->home, NULL) : NULL;
    bool forbidden =
        strcmp(real, "/") == 0 || (site && holds(real, site)) || (home && strcmp(real, home) == 0);
    free(site);
    free(home);
    return forbidden;
}

/* Nothing of anybody else's in the places of ours. */
static bool check_places(gk_releases *releases, gk_diags *diags)
{
    struct stat st;
    if (fstatat(releases->top, GK_STORE_OWN, &st, AT_SYMLINK_NOFOLLOW) == 0)
        return refuse(releases->shown, GK_MSG_release_output, diags);
    if (fstatat(releases->top, GK_RELEASE_LINK, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
        !S_ISLNK(st.st_mode))
        return refuse(releases->shown, GK_MSG_release_current, diags);
    if (fstatat(releases->top, GK_RELEASE_FOLDER, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
        !S_ISDIR(st.st_mode))
        return refuse(releases->shown, GK_MSG_release_folder, diags);
    return true;
}

static bool open_places(gk_releases *releases, const gk_releases_options *options, gk_diags *diags)
{
    int error = options->make ? gk_fs_mkdirs(AT_FDCWD, options->dir) : 0;
    if (error == ENOTDIR || error == EEXIST)
        return refuse(options->dir, GK_MSG_output_not_folder, diags);
    if (error) return gk_release_fault(releases, NULL, error, diags);
    releases->dir = realpath(options->dir, NULL);
    if (!releases->dir) {
        if (errno == ENOENT && !options->make)
            return refuse(options->dir, GK_MSG_release_nothing, diags);
        return gk_release_fault(releases, NULL, errno, diags);
    }
    if (is_forbidden(releases->dir, options))
        return refuse(options->dir, GK_MSG_output_forbidden, diags);
    releases->top = gk_fs_open_dir(AT_FDCWD, releases->dir, &error);
    if (error) return gk_release_fault(releases, NULL, error, diags);
    if (!check_places(releases, diags)) return false;
    if (options->make) error = gk_fs_mkdirs(releases->top, GK_RELEASE_FOLDER);
    if (error) return gk_release_fault(releases, GK_RELEASE_FOLDER, error, diags);
    releases->folder = gk_fs_open_dir(releases->top, GK_RELEASE_FOLDER, &error);
    if (error == ENOENT) return refuse(options->dir, GK_MSG_release_nothing, diags);
    return error == 0 || gk_release_fault(releases, GK_RELEASE_FOLDER, error, diags);
}

gk_releases *gk_releases_open(const gk_releases_options *options, gk_diags *diags)
{
    gk_releases *releases = gk_mem_calloc(1, sizeof *releases);
    gk_buf shown = GK_BUF_INIT;
    gk_buf_puts(&shown, options->dir);
    releases->shown = gk_buf_detach(&shown);
    releases->top = releases->folder = -1;
    mode_t mask = umask(022);
    umask(mask);
    releases->fix_modes = (mask & GK_FS_DIR_MODE) != 0;
    if (open_places(releases, options, diags)) return releases;
    gk_releases_close(releases);
    return NULL;
}

void gk_releases_close(gk_releases *releases)
{
    if (!releases) return;
    if (releases->folder >= 0) close(releases->folder);
    if (releases->top >= 0) close(releases->top);
    gk_arena_free(&releases->arena);
    gk_buf_free(&releases->made);
    free(releases->rows);
    free(releases->dir);
    free(releases->shown);
    free(releases);
}

/* What crashed runs left: a half-made tree, half-removed ones, and releases that never became the
 * current one. */
static int remove_remains(gk_releases *releases)
{
    size_t count;
    int error = gk_fs_remove_tree(releases->folder, GK_RELEASE_BUILDING);
    unlinkat(releases->top, GK_RELEASE_LINK_NEW, 0);
    unlinkat(releases->folder, GK_RELEASE_MADE_FILE ".tmp", 0);
    if (!error) error = gk_fs_remove_named(releases->folder, GK_RELEASE_GONE);
    const gk_release_row *rows = gk_releases_list(releases, &count);
    for (size_t i = releases->current; !error && releases->current && i < count; i++)
        if (rows[i].there) error = gk_release_remove(releases, rows[i].name.p);
    return error;
}

int gk_releases_lock(gk_releases *releases, bool wait)
{
    if (releases->locked) return 0;
    int error = gk_fs_lock(releases->folder, wait);
    if (error) return error;
    releases->locked = true;
    return remove_remains(releases);
}

int gk_release_switch(gk_releases *releases, const char *name)
{
    gk_buf to = GK_BUF_INIT;
    gk_buf_printf(&to, GK_RELEASE_FOLDER "/%s", name);
    unlinkat(releases->top, GK_RELEASE_LINK_NEW, 0);
    int error = symlinkat(to.p, releases->top, GK_RELEASE_LINK_NEW) == 0 ? 0 : errno;
    gk_buf_free(&to);
    if (error) return error;
    if (renameat(releases->top, GK_RELEASE_LINK_NEW, releases->top, GK_RELEASE_LINK) != 0) {
        error = errno;
        unlinkat(releases->top, GK_RELEASE_LINK_NEW, 0);
        return error;
    }
    /* The new one is served from here on: what this sync says can't be acted upon. */
    fsync(releases->top);
    return 0;
}

int gk_release_remove(gk_releases *releases, const char *name)
{
    gk_buf gone = GK_BUF_INIT;
    gk_buf_printf(&gone, GK_RELEASE_GONE "%s", name);
    int error = gk_fs_remove_tree(releases->folder, gone.p);
    if (!error && renameat(releases->folder, name, releases->folder, gone.p) != 0 &&
        errno != ENOENT)
        error = errno;
    if (!error) error = gk_fs_remove_tree(releases->folder, gone.p);
    gk_buf_free(&gone);
    return error;
}

bool gk_releases_prune(gk_releases *releases, unsigned keep, int64_t now, size_t *removed,
                       gk_diags *diags)
{
    size_t count, kept = 0;
    const gk_release_row *rows = gk_releases_list(releases, &count);
    for (size_t i = count; i-- > 0;) {
        const gk_release_row *row = &rows[i];
        if (!row->there) continue;
        bool due = row->until && row->until <= now;
        /* One that is newer is about to become the current one. */
        if (releases->current ? i >= releases->current : !releases->locked) continue;
        if (row->current || (!due && !row->damaged && (!keep || kept + 1 < keep))) {
            kept += !row->current;
            continue;
        }
        int error = gk_release_remove(releases, row->name.p);
        if (error) return gk_release_fault(releases, GK_RELEASE_FOLDER, error, diags);
        ++*removed;
    }
    return true;
}

bool gk_releases_current_path(const gk_releases *releases, gk_buf *out)
{
    if (!releases->current) return false;
    gk_buf_printf(out, "%s/" GK_RELEASE_FOLDER "/%s", releases->dir,
                  releases->rows[releases->current - 1].name.p);
    return true;
}

/* The current one may be another by the time it is opened: then that one is looked at. */
static bool expire_current(gk_releases *releases, gk_date now, gk_expiry *out, gk_diags *diags)
{
    enum { TRIES = 3 };
    for (int i = 0; i < TRIES; i++) {
        const gk_release_row *row = gk_releases_current(releases);
        struct stat st;
        if (!row) return true;
        gk_buf path = GK_BUF_INIT;
        gk_releases_current_path(releases, &path);
        gk_view was = row->name;
        gk_diags found = GK_DIAGS_INIT;
        gk_store_options options = {.dir = path.p};
        bool there = stat(path.p, &st) == 0;
        gk_store *store = there ? gk_store_open(&options, &found) : NULL;
        bool done = store && gk_store_expire(store, now, out, &found);
        gk_store_close(store);
        gk_buf_free(&path);
        gk_buf name = GK_BUF_INIT;
        gk_buf_put(&name, was);
        row = gk_releases_current(releases);
        bool same = row && gk_view_eq(row->name, gk_buf_view(&name));
        gk_buf_free(&name);
        if (same && !done) gk_diags_append(diags, &found);
        gk_diags_free(&found);
        if (same) return done;
    }
    return true;
}

bool gk_releases_expire(gk_releases *releases, gk_date now, gk_expiry *out, size_t *removed,
                        gk_diags *diags)
{
    *out = (gk_expiry){0, 0};
    bool done = expire_current(releases, now, out, diags);
    gk_releases_list(releases, &(size_t){0});
    if (!gk_releases_prune(releases, 0, now.seconds, removed, diags)) done = false;
    if (!releases->locked) {
        int error = gk_releases_lock(releases, false);
        if (error && error != EWOULDBLOCK)
            done = gk_release_fault(releases, GK_RELEASE_FOLDER, error, diags);
        if (!error && flock(releases->folder, LOCK_UN) == 0) releases->locked = false;
    }
    return done;
}

gk_release_outcome gk_releases_outcome(const gk_releases *releases)
{
    return releases->outcome;
}

gk_view gk_releases_made(const gk_releases *releases)
{
    return gk_buf_view(&releases->made);
}
