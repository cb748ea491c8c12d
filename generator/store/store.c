#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "store/state.h"

/* What trying to open found out; RETRY: somebody else was in the middle of it. */
typedef enum outcome { OPENED, REFUSED, RETRY, IN_PLACE } outcome;

bool gk_store_path_ok(gk_view path)
{
    size_t parts = 0;
    if (path.n == 0 || path.n >= GK_WALK_PATH - 1 || path.p[path.n - 1] == '/') return false;
    if (!gk_utf8_valid(path, NULL)) return false;
    for (size_t i = 0; i < path.n; i++)
        if ((unsigned char)path.p[i] < 0x20 || path.p[i] == 0x7F) return false;
    gk_view rest = path, part;
    while (gk_view_split(&rest, '/', &part)) {
        if (part.n == 0 || part.n > NAME_MAX || ++parts > GK_WALK_DEPTH) return false;
        if (gk_view_is(part, ".") || gk_view_is(part, "..")) return false;
        if (parts == 1 && gk_view_is(part, GK_STORE_OWN)) return false;
    }
    return true;
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static outcome refuse(gk_store *store, gk_diags *diags, int error)
{
    gk_fs_report(diags, GK_FS_WRITING, gk_view_of(store->dir), error);
    return REFUSED;
}

static outcome refuse_as(gk_store *store, gk_diags *diags, gk_message id)
{
    gk_diag_add(diags, id, gk_place_file(gk_view_of(store->dir)));
    return REFUSED;
}

/* The output as an absolute path without links: of itself when it exists, else of its parent,
 * which is made. NULL: errno. */
static char *resolve(const char *dir, bool *exists)
{
    struct stat st;
    *exists = stat(dir, &st) == 0;
    if (*exists || errno != ENOENT) return realpath(dir, NULL);
    char path[PATH_MAX];
    size_t n = strlen(dir);
    if (n == 0 || n >= sizeof path) {
        errno = n ? ENAMETOOLONG : ENOENT;
        return NULL;
    }
    memcpy(path, dir, n + 1);
    while (n > 1 && path[n - 1] == '/') path[--n] = '\0';
    char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    if (strcmp(base, "..") == 0 || strcmp(base, ".") == 0) {
        errno = ENOENT;
        return NULL;
    }
    if (slash) *slash = '\0';
    const char *parent = !slash ? "." : *path ? path : "/";
    errno = gk_fs_mkdirs(AT_FDCWD, parent);
    char *real = errno ? NULL : realpath(parent, NULL);
    if (!real) return NULL;
    gk_buf joined = GK_BUF_INIT;
    gk_buf_printf(&joined, "%s/%s", strcmp(real, "/") == 0 ? "" : real, base);
    free(real);
    return gk_buf_detach(&joined);
}

/* Whether `inner` is the folder `outer` or lies below it; both absolute without links. */
static bool holds(const char *outer, const char *inner)
{
    size_t n = strlen(outer);
    return strncmp(outer, inner, n) == 0 && (inner[n] == '\0' || inner[n] == '/');
}

static bool is_forbidden(const char *real, const gk_store_options *options)
{
    if (strcmp(real, "/") == 0) return true;
    char *site = options->site ? realpath(options->site, NULL) : NULL;
    char *home = options->home ? realpath(options->home, NULL) : NULL;
    bool forbidden = (site && holds(real, site)) || (home && strcmp(real, home) == 0);
    free(site);
    free(home);
    return forbidden;
}

/* Takes the lock on a folder that is open, and makes sure that it still has its name. */
static outcome lock(gk_store *store, int fd, const char *name, gk_diags *diags)
{
    struct stat held, named;
    int error = gk_fs_lock(fd, false);
    if (error == EWOULDBLOCK) return refuse_as(store, diags, GK_MSG_output_busy);
    if (error) return refuse(store, diags, error);
    if (fstat(fd, &held) != 0) return refuse(store, diags, errno);
    if (fstatat(store->parent, name, &named, AT_SYMLINK_NOFOLLOW) != 0) return RETRY;
    return same_file(&held, &named) ? OPENED : RETRY;
}

static int open_own(gk_store *store)
{
    int error;
    if (mkdirat(store->top, GK_STORE_OWN, GK_FS_DIR_MODE) == 0)
        store->made_own = true;
    else if (errno != EEXIST)
        return errno;
    store->own = gk_fs_open_dir(store->top, GK_STORE_OWN, &error);
    if (!error && store->made_own && fchmod(store->own, GK_FS_DIR_MODE) != 0) error = errno;
    return error;
}

/* Whether the folder `fd` is one of ours: a manifest or journal, or nothing but .gongkai,
 * where a first build was cut off. */
static bool is_ours(int fd)
{
    struct stat st;
    int error;
    if (fstatat(fd, GK_STORE_OWN "/manifest.tsv", &st, AT_SYMLINK_NOFOLLOW) == 0) return true;
    if (fstatat(fd, GK_STORE_OWN "/journal", &st, AT_SYMLINK_NOFOLLOW) == 0) return true;
    return gk_fs_holds_only(fd, ".", GK_STORE_OWN, &error);
}

/* Whether the folder beside the output is what an earlier build left. */
static bool is_our_beside(int fd)
{
    struct stat st;
    int error;
    if (fstatat(fd, GK_STORE_OWN, &st, AT_SYMLINK_NOFOLLOW) == 0) return S_ISDIR(st.st_mode);
    return gk_fs_holds_only(fd, ".", NULL, &error);
}

/* Removes the folder beside the output; what tells that it is ours goes last. */
static int remove_beside(const gk_store *store)
{
    int error = gk_fs_empty(store->parent, store->beside, GK_STORE_OWN);
    if (error && error != ENOENT) return error;
    return gk_fs_remove_tree(store->parent, store->beside);
}

/* The folder beside the output, in which a new tree is made. */
static outcome open_beside(gk_store *store, gk_diags *diags)
{
    int error;
    bool made = mkdirat(store->parent, store->beside, GK_FS_DIR_MODE) == 0;
    if (!made && errno != EEXIST)
        return errno == EACCES || errno == EPERM ? IN_PLACE : refuse(store, diags, errno);
    store->top = gk_fs_open_dir(store->parent, store->beside, &error);
    if (error) return error == ENOENT ? RETRY : refuse(store, diags, error);
    outcome locked = lock(store, store->top, store->beside, diags);
    if (locked != OPENED) return locked;
    if (!made) {
        if (!is_our_beside(store->top)) return refuse_as(store, diags, GK_MSG_output_foreign);
        error = remove_beside(store);
        return error ? refuse(store, diags, error) : RETRY;
    }
    store->fresh = true;
    if (fchmod(store->top, GK_FS_DIR_MODE) != 0 || (errno = open_own(store)) != 0)
        return refuse(store, diags, errno);
    store->staging = store->top;
    return OPENED;
}

static outcome open_in_place(gk_store *store, gk_diags *diags)
{
    int error;
    size_t line;
    outcome locked = lock(store, store->top, store->name, diags);
    if (locked != OPENED) return locked;
    if (!is_ours(store->top)) return refuse_as(store, diags, GK_MSG_output_foreign);
    if ((error = open_own(store)) != 0) return refuse(store, diags, error);
    if ((error = gk_store_recover(store)) != 0) return refuse(store, diags, error);
    if (mkdirat(store->own, "staging", GK_FS_DIR_MODE) != 0) return refuse(store, diags, errno);
    store->staging = gk_fs_open_dir(store->own, "staging", &error);
    if (error) return refuse(store, diags, error);
    error = gk_manifest_open(&store->manifest, store->own, &line);
    if (error == EBADMSG) {
        gk_place place = {
            gk_view_of(GK_STORE_OWN "/manifest.tsv"), {NULL, 0}, (uint32_t)line, 0, 0};
        gk_diag_add(diags, GK_MSG_output_manifest, place, gk_view_of(store->dir));
        return REFUSED;
    }
    return error ? refuse(store, diags, error) : OPENED;
}

/* Whether an empty folder may be replaced by another: nobody mounted it, and it carries
 * nothing special of its owner's. */
static bool is_replaceable(int top)
{
    struct statx st;
    if (statx(top, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &st) != 0) return false;
    if (st.stx_attributes & st.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) return false;
    return st.stx_uid == geteuid() && !(st.stx_mode & (S_ISGID | S_ISVTX));
}

static void close_all(gk_store *store)
{
    if (store->staging >= 0 && store->staging != store->top) close(store->staging);
    if (store->own >= 0) close(store->own);
    if (store->top >= 0) close(store->top);
    store->top = store->own = store->staging = -1;
    store->fresh = store->made_own = false;
    gk_manifest_close(&store->manifest);
}

static outcome try_open(gk_store *store, gk_diags *diags)
{
    int error;
    store->top = gk_fs_open_dir(store->parent, store->name, &error);
    if (error == ENOENT) {
        outcome done = open_beside(store, diags);
        return done == IN_PLACE ? refuse(store, diags, EACCES) : done;
    }
    if (error == ENOTDIR || error == ELOOP)
        return refuse_as(store, diags, GK_MSG_output_not_folder);
    if (error) return refuse(store, diags, error);
    bool empty = gk_fs_holds_only(store->top, ".", NULL, &error);
    if (error) return refuse(store, diags, error);
    if (!empty || !is_replaceable(store->top)) return open_in_place(store, diags);
    int top = store->top;
    store->top = -1;
    outcome done = open_beside(store, diags);
    if (done != IN_PLACE) {
        close(top);
        return done;
    }
    store->top = top;
    return open_in_place(store, diags);
}

static mode_t umask_now(void)
{
    mode_t mask = umask(022);
    umask(mask);
    return mask;
}

static outcome open_real(gk_store *store, const char *real, gk_diags *diags)
{
    int error;
    gk_view path = gk_view_of(real);
    size_t slash = gk_view_rfind_byte(path, '/');
    gk_buf name = GK_BUF_INIT, beside = GK_BUF_INIT, parent = GK_BUF_INIT;
    gk_buf_puts(&name, real + slash + 1);
    gk_buf_printf(&beside, ".%s.gongkai-new", real + slash + 1);
    gk_buf_put(&parent, slash ? gk_view_sub(path, 0, slash) : GK_V("/"));
    store->name = gk_buf_detach(&name);
    store->beside = gk_buf_detach(&beside);
    store->parent = gk_fs_open_dir(AT_FDCWD, parent.p, &error);
    gk_buf_free(&parent);
    if (error) return refuse(store, diags, error);
    outcome done = RETRY;
    for (int tries = 0; done == RETRY && tries < 5; tries++) {
        close_all(store);
        done = try_open(store, diags);
    }
    return done == RETRY ? refuse_as(store, diags, GK_MSG_output_busy) : done;
}

gk_store *gk_store_open(const gk_store_options *options, gk_diags *diags)
{
    bool exists;
    gk_store *store = gk_mem_calloc(1, sizeof *store);
    gk_buf dir = GK_BUF_INIT;
    gk_buf_puts(&dir, options->dir);
    store->dir = gk_buf_detach(&dir);
    store->no_sync = options->no_sync;
    store->fix_modes = (umask_now() & GK_FS_DIR_MODE) != 0;
    store->parent = store->top = store->own = store->staging = -1;
    char *real = resolve(options->dir, &exists);
    outcome done;
    if (!real)
        done = errno == ENOTDIR || errno == EEXIST
                   ? refuse_as(store, diags, GK_MSG_output_not_folder)
                   : refuse(store, diags, errno);
    else if (exists && is_forbidden(real, options))
        done = refuse_as(store, diags, GK_MSG_output_forbidden);
    else
        done = open_real(store, real, diags);
    free(real);
    if (done == OPENED) return store;
    gk_store_close(store);
    return NULL;
}

/* Removes what was staged; faults don't matter: the next open does it again. */
static void discard(gk_store *store)
{
    if (store->fresh) {
        remove_beside(store);
        return;
    }
    struct stat st;
    if (store->own < 0 || fstatat(store->own, "journal", &st, AT_SYMLINK_NOFOLLOW) == 0) return;
    gk_fs_remove_tree(store->own, "staging");
    gk_fs_remove_tree(store->own, "trash");
    if (store->made_own) unlinkat(store->top, GK_STORE_OWN, AT_REMOVEDIR);
}

void gk_store_close(gk_store *store)
{
    if (!store) return;
    if (!store->committed && store->own >= 0) discard(store);
    close_all(store);
    if (store->parent >= 0) close(store->parent);
    free(store->dir);
    free(store->name);
    free(store->beside);
    free(store);
}

int gk_store_staging_fd(const gk_store *store)
{
    return store->staging;
}

int gk_store_top_fd(const gk_store *store)
{
    return store->top;
}
