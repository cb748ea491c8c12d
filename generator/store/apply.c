/* Doing and undoing the changes of a journal. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "store/journal.h"
#include "store/state.h"

typedef struct apply {
    gk_store *store;
    gk_walk to, from; /* the output, the staging */
    int trash;
    bool replay;
} apply;

typedef struct trash_name {
    char text[24];
} trash_name;

/* In the trash a file has the number of its change. */
static trash_name name_in_trash(size_t number)
{
    trash_name name;
    snprintf(name.text, sizeof name.text, "%zu", number);
    return name;
}

/* Whether dir/name has the content of a row. */
static bool has_content(int dir, const char *name, const gk_store_row *row)
{
    gk_buf bytes = GK_BUF_INIT;
    struct stat st;
    if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || (uint64_t)st.st_size != row->size)
        return false;
    bool same = gk_fs_read(dir, name, row->size, &bytes) == 0;
    if (same) {
        gk_sha256 hash = gk_hash_sha256(gk_buf_view(&bytes));
        same = memcmp(&hash, &row->hash, sizeof hash) == 0;
    }
    gk_buf_free(&bytes);
    return same;
}

static int take_away(apply *a, gk_change *change, size_t number)
{
    int dir;
    const char *name;
    struct stat st;
    int error = gk_walk_enter(&a->to, change->path, false, &dir, &name);
    if (error == ENOENT || error == ENOTDIR || error == ELOOP) return 0;
    if (error) return error;
    if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0) return errno == ENOENT ? 0 : errno;
    /* Somebody made a folder in the place of our file, or a replay comes after the files of a
     * new folder. */
    if (S_ISDIR(st.st_mode)) return 0;
    if (renameat(dir, name, a->trash, name_in_trash(number).text) != 0) return errno;
    change->undo = 'm';
    return 0;
}

/* Moves the staged file where one is already: exchanged, so that the old one can come back. EEXIST:
 * it is somebody else's. */
static int replace(apply *a, int from, const char *staged, int dir, const char *name,
                   gk_change *change, size_t number)
{
    struct stat st;
    if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0) return errno;
    if (S_ISDIR(st.st_mode)) return EISDIR;
    if (change->first && !has_content(dir, name, &change->row)) return EEXIST;
    if (renameat2(from, staged, dir, name, RENAME_EXCHANGE) == 0) {
        change->undo = 'x';
        return 0;
    }
    if (errno != EINVAL && errno != ENOSYS) return errno;
    /* No exchange on this file system. */
    trash_name kept = name_in_trash(number);
    if (renameat(dir, name, a->trash, kept.text) != 0) return errno;
    if (renameat(from, staged, dir, name) == 0) {
        change->undo = 't';
        return 0;
    }
    int error = errno;
    return renameat(a->trash, kept.text, dir, name) == 0 ? error : errno;
}

static int place(apply *a, gk_change *change, size_t number)
{
    int from = -1, dir;
    const char *staged = NULL, *name;
    struct stat st;
    int error = gk_walk_enter(&a->to, change->path, true, &dir, &name);
    if (error) return error == ENOTDIR || error == ELOOP ? ENOTDIR : error;
    int missing = gk_walk_enter(&a->from, change->path, false, &from, &staged);
    if (a->replay && (missing || !has_content(from, staged, &change->row))) {
        if (has_content(dir, name, &change->row)) return 0;
        /* Neither is the wanted file: without it the next build sees that it has to be written. */
        return unlinkat(dir, name, 0) == 0 || errno == ENOENT ? 0 : errno;
    }
    if (missing) return missing;
    if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
        return replace(a, from, staged, dir, name, change, number);
    if (errno != ENOENT) return errno;
    if (renameat(from, staged, dir, name) != 0) return errno;
    change->undo = 'm';
    return 0;
}

/* Removes the folder of `path`, and those above it, as long as they are empty. */
static void remove_empty(gk_store *store, gk_view path)
{
    gk_walk walk;
    gk_walk_start(&walk, store->top, false);
    for (gk_view folder = gk_walk_folder(path); folder.n; folder = gk_walk_folder(folder)) {
        int dir;
        const char *name;
        bool gone = gk_walk_enter(&walk, folder, false, &dir, &name) != 0 ||
                    unlinkat(dir, name, AT_REMOVEDIR) == 0 || errno == ENOENT;
        gk_walk_reset(&walk);
        if (!gone) break;
    }
}

/* The folders of what went, once each: those of neighbours are the same. */
static void remove_folders(gk_store *store, const gk_changes *changes, bool comes)
{
    gk_view last = {NULL, 0};
    for (size_t i = changes->count; i-- > 0;) {
        gk_view folder = gk_walk_folder(changes->items[i].path);
        if (changes->items[i].comes != comes || (last.p && gk_view_eq(folder, last))) continue;
        remove_empty(store, changes->items[i].path);
        last = folder;
    }
}

static int start(apply *a, gk_store *store, bool replay)
{
    int error;
    a->store = store;
    a->replay = replay;
    gk_walk_start(&a->to, store->top, store->fix_modes);
    gk_walk_start(&a->from, store->staging, store->fix_modes);
    if (mkdirat(store->own, "trash", GK_FS_DIR_MODE) != 0 && errno != EEXIST) return errno;
    a->trash = gk_fs_open_dir(store->own, "trash", &error);
    return error;
}

static void stop(apply *a)
{
    gk_walk_reset(&a->to);
    gk_walk_reset(&a->from);
    close(a->trash);
}

int gk_changes_apply(gk_store *store, gk_changes *changes, bool replay, const gk_change **failed)
{
    apply a;
    *failed = NULL;
    int error = start(&a, store, replay);
    if (error) return error;
    bool coming = false;
    for (size_t i = 0; !error && i <= changes->count; i++) {
        if (!coming && (i == changes->count || changes->items[i].comes)) {
            coming = true;
            gk_walk_reset(&a.to);
            remove_folders(store, changes, false);
        }
        if (i == changes->count) break;
        gk_change *change = &changes->items[i];
        error = change->comes ? place(&a, change, i) : take_away(&a, change, i);
        if (error) *failed = change;
    }
    stop(&a);
    return error;
}

static int take_back(apply *a, gk_change *change, size_t number)
{
    int dir, from;
    const char *name, *staged;
    int error = gk_walk_enter(&a->to, change->path, true, &dir, &name);
    if (error) return error;
    trash_name kept = name_in_trash(number);
    if (!change->comes) return renameat(a->trash, kept.text, dir, name) == 0 ? 0 : errno;
    error = gk_walk_enter(&a->from, change->path, false, &from, &staged);
    if (error) return error;
    unsigned flags = change->undo == 'x' ? RENAME_EXCHANGE : 0;
    if (renameat2(dir, name, from, staged, flags) != 0) return errno;
    if (change->undo != 't') return 0;
    return renameat(a->trash, kept.text, dir, name) == 0 ? 0 : errno;
}

int gk_changes_undo(gk_store *store, gk_changes *changes)
{
    apply a;
    int error = start(&a, store, false);
    if (error) return error;
    for (int phase = 0; phase < 2 && !error; phase++) {
        /* First what came, then the folders made for it, then what went: one may stand in the
         * other's place. */
        bool comes = phase == 0;
        for (size_t i = changes->count; i-- > 0 && !error;) {
            gk_change *change = &changes->items[i];
            if (change->comes != comes || !change->undo) continue;
            error = take_back(&a, change, i);
            if (!error) change->undo = 0;
        }
        gk_walk_reset(&a.to);
        if (comes && !error) remove_folders(store, changes, true);
    }
    stop(&a);
    return error;
}
