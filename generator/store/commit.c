#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "store/journal.h"
#include "store/release_parts.h"
#include "store/state.h"

/* Up to so many files each is synced by itself; beyond, the whole file system at once costs
 * less. */
enum { SYNC_EACH = 256, JOURNAL_MAX = 1 << 30 };

static bool report(gk_store *store, int error, gk_diags *diags)
{
    gk_fs_report(diags, GK_FS_WRITING, gk_view_of(store->dir), error);
    return false;
}

static int compare_files(const void *left, const void *right)
{
    const gk_store_file *a = left, *b = right;
    return gk_view_cmp(a->path, b->path);
}

static void sort_files(gk_store_file *files, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (compare_files(&files[i - 1], &files[i]) <= 0) continue;
        qsort(files, count, sizeof *files, compare_files);
        return;
    }
}

static bool check_files(gk_store *store, const gk_store_file *files, size_t count, gk_diags *diags)
{
    size_t before = diags->errors;
    for (size_t i = 1; i < count; i++) {
        bool again = gk_view_eq(files[i - 1].path, files[i].path);
        if (again)
            gk_diag_add(diags, GK_MSG_output_twice, gk_place_file(gk_view_of(store->dir)),
                        files[i].path);
    }
    return diags->errors == before;
}

bool gk_store_sort(gk_store *store, gk_store_file *files, size_t count, gk_diags *diags)
{
    sort_files(files, count);
    return check_files(store, files, count, diags);
}

/* Compares the files with the last manifest: both are sorted. */
static void find_changes(const gk_store *store, const gk_store_file *files, size_t count,
                         gk_changes *changes)
{
    gk_view old;
    size_t at = store->manifest.body, i = 0;
    while (gk_manifest_next(&store->manifest, &at, &old)) {
        while (i < count && gk_view_cmp(files[i].path, old) < 0) i++;
        if (i == count || !gk_view_eq(files[i].path, old))
            gk_changes_add(changes, old)->comes = false;
    }
    at = store->manifest.body;
    bool more = gk_manifest_next(&store->manifest, &at, &old);
    for (i = 0; i < count; i++) {
        while (more && gk_view_cmp(old, files[i].path) < 0)
            more = gk_manifest_next(&store->manifest, &at, &old);
        if (files[i].row.state != GK_STORE_WRITTEN) continue;
        gk_change *change = gk_changes_add(changes, files[i].path);
        change->comes = true;
        change->first = !more || !gk_view_eq(old, files[i].path);
        change->row = files[i].row;
    }
}

int gk_store_sync(int fd)
{
    return fsync(fd) == 0 || errno == EINVAL ? 0 : errno;
}

static int sync_all(int fd)
{
    return syncfs(fd) == 0 ? 0 : errno;
}

/* Syncs what came below `top`: the files themselves (staged), or only their folders. Sorted
 * paths visit each folder once. */
static int sync_changes(int top, const gk_changes *changes, bool files)
{
    gk_walk walk;
    int error = 0, last = -1;
    gk_walk_start(&walk, top, false);
    for (size_t i = 0; !error && i < changes->count; i++) {
        int dir;
        const char *name;
        if (files && !changes->items[i].comes) continue;
        error = gk_walk_enter(&walk, changes->items[i].path, false, &dir, &name);
        if (error && !changes->items[i].comes) {
            error = 0; /* its folder went, too */
            continue;
        }
        if (error) break;
        if (files) {
            int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
            error = fd < 0 ? errno : gk_store_sync(fd);
            if (fd >= 0) close(fd);
        }
        for (int k = 0; !error && dir != last && k < walk.depth; k++)
            error = gk_store_sync(walk.fds[k]);
        last = dir;
    }
    gk_walk_reset(&walk);
    return error ? error : gk_store_sync(top);
}

static int sync_staged(const gk_store *store, const gk_changes *changes)
{
    if (store->no_sync) return 0;
    return changes->count <= SYNC_EACH ? sync_changes(store->staging, changes, true)
                                       : sync_all(store->staging);
}

static int sync_placed(const gk_store *store, const gk_changes *changes)
{
    if (store->no_sync) return 0;
    return changes->count <= SYNC_EACH ? sync_changes(store->top, changes, false)
                                       : sync_all(store->top);
}

/* The new tree is whole: it gets its manifest and its name. */
static int commit_fresh(gk_store *store, const gk_changes *changes, gk_view manifest)
{
    int error = gk_fs_replace(store->own, "manifest.tsv", manifest);
    if (!error) error = sync_staged(store, changes);
    if (error) return error;
    if (renameat(store->parent, store->beside, store->parent, store->name) != 0) return errno;
    /* From here on the output is the new one: a fault of the last sync can't be taken back and
     * harms nothing now. */
    store->committed = true;
    if (!store->no_sync) gk_store_sync(store->parent);
    return 0;
}

static void clean_up(gk_store *store)
{
    unlinkat(store->own, "manifest.new", 0);
    gk_fs_remove_tree(store->own, "staging");
    gk_fs_remove_tree(store->own, "trash");
}

/* Takes back what was done; the journal stays when that fails, for the next open to go forward. */
static void roll_back(gk_store *store, gk_changes *changes, gk_diags *diags)
{
    if (gk_changes_undo(store, changes) != 0 || unlinkat(store->own, "journal", 0) != 0) {
        gk_diag_add(diags, GK_MSG_output_rollback, gk_place_file(gk_view_of(store->dir)));
        return;
    }
    clean_up(store);
}

static bool lies_below(gk_view path, gk_view folder)
{
    return path.n > folder.n && path.p[folder.n] == '/' && gk_view_starts(path, folder);
}

/* What stands in the way is either another file of this build or something of somebody else. */
static gk_message reason_of_clash(const gk_store_file *files, size_t count, gk_view path)
{
    for (size_t i = 0; i < count; i++)
        if (lies_below(files[i].path, path) || lies_below(path, files[i].path))
            return GK_MSG_output_clash;
    return GK_MSG_output_blocked;
}

static void report_change(gk_store *store, const gk_store_file *files, size_t count,
                          const gk_change *failed, int error, gk_diags *diags)
{
    bool clash =
        failed && (error == EISDIR || error == ENOTDIR || error == ENOTEMPTY || error == EEXIST);
    if (clash)
        gk_diag_add(diags, reason_of_clash(files, count, failed->path),
                    gk_place_file(gk_view_of(store->dir)), failed->path);
    else
        report(store, error, diags);
}

/* It is one of the last manifest. Gone before anything changes: no signature is better than a
 * wrong one. */
static void forget_signature(gk_store *store)
{
    unlinkat(store->own, GK_STORE_SIGNATURE, 0);
    if (store->expiring) return;
    unlinkat(store->own, GK_STORE_SIGNED, 0);
    unlinkat(store->own, GK_STORE_SIGNED_BY, 0);
}

static bool commit_in_place(gk_store *store, const gk_store_file *files, size_t count,
                            gk_changes *changes, gk_view manifest, gk_diags *diags)
{
    gk_buf journal = GK_BUF_INIT;
    const gk_change *failed = NULL;
    gk_journal_format(changes, &journal);
    int error = sync_staged(store, changes);
    if (!error) error = gk_fs_replace(store->own, "manifest.new", manifest);
    if (!error) error = gk_fs_replace(store->own, "journal", gk_buf_view(&journal));
    gk_buf_free(&journal);
    if (error) {
        unlinkat(store->own, "journal", 0);
        return report(store, error, diags);
    }
    forget_signature(store);
    error = gk_changes_apply(store, changes, false, &failed);
    if (!error) error = sync_placed(store, changes);
    if (!error && renameat(store->own, "manifest.new", store->own, "manifest.tsv") != 0)
        error = errno;
    if (error) {
        report_change(store, files, count, failed, error, diags);
        roll_back(store, changes, diags);
        return false;
    }
    store->committed = true;
    if (!store->no_sync) gk_store_sync(store->own);
    /* Should this fail, the next open finds all done. */
    unlinkat(store->own, "journal", 0);
    clean_up(store);
    return true;
}

static bool same_manifest(const gk_store *store, gk_view manifest)
{
    return !store->made_own && gk_view_eq(store->manifest.text, manifest);
}

bool gk_store_commit(gk_store *store, gk_store_file *files, size_t count,
                     const gk_store_pair *header, size_t header_count, gk_store_stats *stats,
                     gk_diags *diags)
{
    gk_changes changes = {NULL, 0, 0};
    gk_buf manifest = GK_BUF_INIT;
    if (store->releases)
        return gk_release_commit(store, files, count, header, header_count, stats, diags);
    if (!gk_store_sort(store, files, count, diags)) return false;
    find_changes(store, files, count, &changes);
    gk_manifest_put_header(&manifest, header, header_count);
    for (size_t i = 0; i < count; i++) gk_manifest_put_row(&manifest, &files[i].row, files[i].path);
    *stats = (gk_store_stats){.files = count};
    for (size_t i = 0; i < count; i++) stats->written += files[i].row.state == GK_STORE_WRITTEN;
    stats->unchanged = count - stats->written;
    stats->removed = changes.count - stats->written;
    bool done = true;
    if (store->fresh) {
        int error = commit_fresh(store, &changes, gk_buf_view(&manifest));
        done = !error || report(store, error, diags);
    } else if (changes.count == 0 && same_manifest(store, gk_buf_view(&manifest))) {
        clean_up(store);
        store->committed = true;
    } else {
        done = commit_in_place(store, files, count, &changes, gk_buf_view(&manifest), diags);
    }
    gk_buf_free(&manifest);
    gk_changes_free(&changes);
    return done;
}

/* Completes the changes of a journal that is whole. */
static int replay(gk_store *store, gk_view text)
{
    gk_changes changes = {NULL, 0, 0};
    const gk_change *failed;
    int error = 0;
    if (gk_journal_parse(text, &changes)) {
        store->staging = gk_fs_open_dir(store->own, "staging", &error);
        if (error == ENOENT)
            error = mkdirat(store->own, "staging", GK_FS_DIR_MODE) == 0 ? 0 : errno;
        if (!error && store->staging < 0)
            store->staging = gk_fs_open_dir(store->own, "staging", &error);
        if (!error) error = gk_changes_apply(store, &changes, true, &failed);
        if (!error) error = sync_placed(store, &changes);
        if (store->staging >= 0) close(store->staging);
        store->staging = -1;
        if (!error && renameat(store->own, "manifest.new", store->own, "manifest.tsv") != 0 &&
            errno != ENOENT)
            error = errno;
    }
    gk_changes_free(&changes);
    return error;
}

int gk_store_recover(gk_store *store)
{
    gk_buf journal = GK_BUF_INIT;
    int error = gk_fs_read(store->own, "journal", JOURNAL_MAX, &journal);
    if (!error)
        error = replay(store, gk_buf_view(&journal));
    else if (error == ENOENT)
        error = 0;
    gk_buf_free(&journal);
    if (error) return error;
    unlinkat(store->own, "journal.tmp", 0);
    if (unlinkat(store->own, "journal", 0) != 0 && errno != ENOENT) return errno;
    unlinkat(store->own, "manifest.new", 0);
    unlinkat(store->own, "manifest.new.tmp", 0);
    unlinkat(store->own, "manifest.tsv.tmp", 0);
    error = gk_fs_remove_tree(store->own, "trash");
    return error ? error : gk_fs_remove_tree(store->own, "staging");
}
