/* Making a release. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/mem.h"
#include "store/release_parts.h"

/* Everything below it has the hash of its bytes in its name (build/plan.c), so that pages of
 * earlier releases can go on asking for it. */
#define ASSETS "assets/"

/* An expiry that was cut off is finished, so that the manifest and the files agree. */
static void finish_expiry(const char *dir)
{
    gk_diags ignored = GK_DIAGS_INIT;
    gk_buf journal = GK_BUF_INIT;
    gk_buf_printf(&journal, "%s/" GK_STORE_OWN "/journal", dir);
    if (access(journal.p, F_OK) == 0) {
        gk_store_options options = {.dir = dir};
        gk_store_close(gk_store_open(&options, &ignored));
    }
    gk_buf_free(&journal);
    gk_diags_free(&ignored);
}

/* Opens the current release and its manifest, to compare with and to link from. One that can't be
 * read is not built upon. */
static void open_last(gk_store *store, gk_releases *releases)
{
    size_t line;
    gk_buf path = GK_BUF_INIT;
    int error = ENOENT, own = -1;
    gk_releases_current(releases);
    store->top = -1;
    if (gk_releases_current_path(releases, &path)) {
        finish_expiry(path.p);
        store->top = gk_fs_open_dir(AT_FDCWD, path.p, &error);
    }
    if (!error) own = gk_fs_open_dir(store->top, GK_STORE_OWN, &error);
    if (!error) error = gk_manifest_open(&store->manifest, own, &line);
    if (own >= 0) close(own);
    if (error && store->top >= 0) close(store->top);
    if (error) store->top = store->staging;
    gk_buf_free(&path);
}

static int open_building(gk_store *store)
{
    int error = gk_fs_remove_tree(store->parent, store->beside);
    if (!error) error = gk_fs_mkdirs(store->parent, store->beside);
    if (!error) store->staging = gk_fs_open_dir(store->parent, store->beside, &error);
    if (!error) error = gk_fs_mkdirs(store->staging, GK_STORE_OWN);
    if (!error) store->own = gk_fs_open_dir(store->staging, GK_STORE_OWN, &error);
    return error;
}

static uint64_t next_number(gk_releases *releases)
{
    size_t count;
    const gk_release_row *rows = gk_releases_list(releases, &count);
    return count ? rows[count - 1].number + 1 : 1;
}

gk_store *gk_release_begin(gk_releases *releases, const gk_release_options *options,
                           gk_diags *diags)
{
    gk_store *store = gk_mem_calloc(1, sizeof *store);
    gk_buf text = GK_BUF_INIT;
    gk_buf_puts(&text, releases->shown);
    store->dir = gk_buf_detach(&text);
    gk_buf_printf(&text, "%.*s-%llu", (int)options->commit.n, options->commit.p,
                  (unsigned long long)next_number(releases));
    store->name = gk_buf_detach(&text);
    gk_buf_puts(&text, GK_RELEASE_BUILDING);
    store->beside = gk_buf_detach(&text);
    store->fix_modes = releases->fix_modes;
    store->fresh = true;
    store->anew = options->anew;
    store->releases = releases;
    store->top = store->own = store->staging = -1;
    releases->making = options;
    releases->outcome = GK_RELEASE_NONE;
    store->parent = fcntl(releases->folder, F_DUPFD_CLOEXEC, 0);
    int error = store->parent < 0 ? errno : open_building(store);
    if (!error) {
        open_last(store, releases);
        return store;
    }
    gk_release_fault(releases, GK_RELEASE_FOLDER, error, diags);
    gk_store_close(store);
    return NULL;
}

const gk_manifest *gk_release_last(const gk_store *store)
{
    return &store->manifest;
}

/* What a run tells of itself does not make another portal. */
static bool is_of_the_run(gk_view line)
{
    return gk_view_starts(line, GK_V("#now=")) || gk_view_starts(line, GK_V("#previous=")) ||
           gk_view_starts(line, GK_V("#inputs."));
}

/* The next line of a header that counts; false at the end. */
static bool next_line(gk_view *rest, gk_view *line)
{
    while (gk_view_split(rest, '\n', line))
        if (line->n && !is_of_the_run(*line)) return true;
    return false;
}

static bool same_header(gk_view a, gk_view b)
{
    gk_view left, right;
    for (;;) {
        bool more = next_line(&a, &left);
        if (more != next_line(&b, &right)) return false;
        if (!more) return true;
        if (!gk_view_eq(left, right)) return false;
    }
}

static bool same_row(const gk_store_row *a, const gk_store_row *b)
{
    return memcmp(&a->hash, &b->hash, sizeof a->hash) == 0 && a->size == b->size &&
           a->until == b->until && a->private == b->private && a->redirect == b->redirect &&
           a->lasting == b->lasting && gk_view_eq(a->source, b->source);
}

/* Whether the files (sorted) and the header are those of the last release, whatever that keeps of
 * earlier ones. */
static bool is_same(const gk_store *store, const gk_store_file *files, size_t count, gk_view header)
{
    gk_view path;
    gk_store_row row;
    size_t i = 0;
    if (store->anew || !store->manifest.text.n) return false;
    for (size_t at = store->manifest.body; gk_manifest_next(&store->manifest, &at, &path);) {
        gk_manifest_find(&store->manifest, path, &row);
        if (row.kept) continue;
        if (i == count || !gk_view_eq(files[i].path, path) || !same_row(&files[i].row, &row))
            return false;
        /* It should be there, and is not as it was. */
        if (files[i].row.state == GK_STORE_WRITTEN && !row.private) return false;
        i++;
    }
    gk_view last = gk_view_sub(store->manifest.text, 0, store->manifest.body);
    return i == count && same_header(header, last);
}

static bool is_among(const gk_store_file *files, size_t count, gk_view path)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = gk_view_cmp(files[middle].path, path);
        if (order == 0) return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* Adds the assets of the last releases that the new one has no more. `all` has room for them;
 * the number of all. */
static size_t add_kept(const gk_store *store, gk_store_file *all, size_t count)
{
    gk_view path;
    size_t n = count;
    for (size_t at = store->manifest.body; gk_manifest_next(&store->manifest, &at, &path);) {
        gk_store_row row;
        if (!gk_view_starts(path, GK_V(ASSETS)) || is_among(all, count, path)) continue;
        gk_manifest_find(&store->manifest, path, &row);
        if (row.private || row.until || row.kept + 1u >= store->releases->making->keep) continue;
        gk_store_file *file = &all[n];
        *file = (gk_store_file){path, row};
        file->row.kept++;
        file->row.state = GK_STORE_UNCHANGED;
        char name[GK_WALK_PATH];
        snprintf(name, sizeof name, "%.*s", (int)path.n, path.p);
        n += gk_store_holds(store, name, &row);
    }
    return n;
}

static int copy(int from, int to, const char *name)
{
    enum { PIECE = 65536 };
    char piece[PIECE];
    int in = openat(from, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), error = in < 0 ? errno : 0;
    int out = error ? -1
                    : openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                             GK_FS_FILE_MODE);
    if (!error && out < 0) error = errno;
    if (!error && fchmod(out, GK_FS_FILE_MODE) != 0) error = errno;
    while (!error) {
        ssize_t got = read(in, piece, sizeof piece);
        if (got < 0 && errno != EINTR) error = errno;
        if (got == 0) break;
        if (got > 0) error = gk_fs_write_all(out, gk_view_n(piece, (size_t)got));
    }
    if (in >= 0) close(in);
    if (out >= 0 && close(out) != 0 && !error) error = errno;
    return error;
}

/* File systems without links, or one whose limit of links is reached. */
static bool is_no_link(int error)
{
    return error == EMLINK || error == EPERM || error == EXDEV || error == EOPNOTSUPP ||
           error == ENOSYS;
}

/* Gives the release what it has in common with the last one. A page that shows persons is never
 * linked: what is forgotten in one release must be forgotten everywhere. */
static int link_unchanged(gk_store *store, gk_store_file *files, size_t count, size_t *failed)
{
    gk_walk from, to;
    int error = 0;
    gk_walk_start(&from, store->top, false);
    gk_walk_start(&to, store->staging, store->fix_modes);
    for (size_t i = 0; !error && i < count; i++) {
        int last, new;
        const char *name, *new_name;
        gk_store_row *row = &files[i].row;
        if (row->state != GK_STORE_UNCHANGED) continue;
        *failed = i;
        error = gk_walk_enter(&from, files[i].path, false, &last, &name);
        if (!error) error = gk_walk_enter(&to, files[i].path, true, &new, &new_name);
        if (error) break;
        if (!row->private) error = linkat(last, name, new, name, 0) == 0 ? 0 : errno;
        if (!row->private && !is_no_link(error)) continue;
        error = copy(last, new, name);
        row->state = GK_STORE_WRITTEN;
    }
    gk_walk_reset(&from);
    gk_walk_reset(&to);
    return error;
}

static int sync_files(const gk_store *store, const gk_store_file *files, size_t count)
{
    gk_walk walk;
    int error = 0;
    gk_walk_start(&walk, store->staging, false);
    for (size_t i = 0; !error && i < count; i++) {
        int dir;
        const char *name;
        if (files[i].row.state != GK_STORE_WRITTEN) continue;
        error = gk_walk_enter(&walk, files[i].path, false, &dir, &name);
        if (error) break;
        int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        error = fd < 0 ? errno : gk_store_sync(fd);
        if (fd >= 0) close(fd);
    }
    gk_walk_reset(&walk);
    return error;
}

/* Adds the folders on the way to `path` that the way to `last` had not. */
static void add_folders(gk_view path, gk_view last, gk_view **folders, size_t *count, size_t *cap)
{
    for (size_t i = 0; i < path.n; i++) {
        if (path.p[i] != '/') continue;
        gk_view folder = gk_view_sub(path, 0, i);
        if (gk_view_starts(last, gk_view_sub(path, 0, i + 1))) continue;
        *folders = gk_mem_grow(*folders, cap, *count + 1, sizeof **folders);
        (*folders)[(*count)++] = folder;
    }
}

/* All folders, those below before those above: in the order of their files a folder comes before
 * what lies in it. */
static int sync_folders(const gk_store *store, const gk_store_file *files, size_t count)
{
    gk_view *folders = NULL;
    size_t n = 0, cap = 0;
    int error = 0;
    for (size_t i = 0; i < count; i++)
        add_folders(files[i].path, i ? files[i - 1].path : (gk_view){NULL, 0}, &folders, &n, &cap);
    while (!error && n-- > 0) {
        char name[GK_WALK_PATH];
        snprintf(name, sizeof name, "%.*s", (int)folders[n].n, folders[n].p);
        int fd = gk_fs_open_dir(store->staging, name, &error);
        if (!error) error = gk_store_sync(fd);
        if (fd >= 0) close(fd);
    }
    free(folders);
    return error;
}

static int64_t earliest_until(const gk_store_file *files, size_t count)
{
    int64_t until = 0;
    for (size_t i = 0; i < count; i++)
        if (files[i].row.until && (!until || files[i].row.until < until))
            until = files[i].row.until;
    return until;
}

static int finish(gk_store *store, const gk_store_file *files, size_t count, gk_view manifest,
                  gk_view signature)
{
    int error = sync_files(store, files, count);
    if (!error) error = sync_folders(store, files, count);
    if (!error) error = gk_fs_replace(store->own, GK_STORE_RECORD, manifest);
    if (!error && signature.n) error = gk_fs_replace(store->own, GK_STORE_SIGNATURE, signature);
    return error ? error : gk_store_sync(store->staging);
}

/* The release gets its name, then `current` becomes it. */
static int publish(gk_store *store, const gk_store_file *files, size_t count)
{
    gk_releases *releases = store->releases;
    if (renameat(store->parent, store->beside, store->parent, store->name) != 0) return errno;
    int error = gk_store_sync(store->parent);
    if (!error) error = gk_release_switch(releases, store->name);
    if (error) {
        gk_release_remove(releases, store->name);
        return error;
    }
    gk_release_row row = {.made = (int64_t)time(NULL), .instead_of = releases->making->instead_of};
    gk_release_parse(gk_view_of(store->name), &row.commit, &row.number);
    for (size_t i = 0; i < count; i++) row.pages += gk_view_ends(files[i].path, GK_V(".html"));
    /* The release is served: that its line is missing from the list of past ones is no fault. */
    gk_release_note(releases, &row);
    gk_buf_truncate(&releases->made, 0);
    gk_buf_puts(&releases->made, store->name);
    releases->outcome = GK_RELEASE_MADE;
    store->committed = true;
    return 0;
}

static void count_changes(const gk_store *store, const gk_store_file *files, size_t count,
                          size_t made, gk_store_stats *stats)
{
    gk_view path;
    *stats = (gk_store_stats){.files = count};
    for (size_t i = 0; i < count; i++) stats->written += files[i].row.state == GK_STORE_WRITTEN;
    stats->unchanged = count - stats->written;
    for (size_t at = store->manifest.body; gk_manifest_next(&store->manifest, &at, &path);)
        stats->removed +=
            !is_among(files, made, path) && !is_among(files + made, count - made, path);
}

static bool make(gk_store *store, gk_store_file *all, size_t made, size_t count, gk_buf *manifest,
                 gk_store_stats *stats, gk_diags *diags)
{
    const gk_release_options *options = store->releases->making;
    size_t failed = 0;
    count_changes(store, all, count, made, stats);
    if (!gk_store_sort(store, all, count, diags)) return false;
    int error = link_unchanged(store, all, count, &failed);
    if (error) {
        char name[GK_WALK_PATH];
        snprintf(name, sizeof name, "%.*s", (int)all[failed].path.n, all[failed].path.p);
        return gk_release_fault(store->releases, name, error, diags);
    }
    for (size_t i = 0; i < count; i++) gk_manifest_put_row(manifest, &all[i].row, all[i].path);
    gk_buf signature = GK_BUF_INIT;
    bool fine =
        !options->sign || options->sign(options->ctx, gk_buf_view(manifest), &signature, diags);
    if (fine) error = finish(store, all, count, gk_buf_view(manifest), gk_buf_view(&signature));
    gk_buf_free(&signature);
    if (!fine) return false;
    if (!error && options->go && !options->go(options->ctx, earliest_until(all, count))) {
        store->releases->outcome = GK_RELEASE_STALE;
        return true;
    }
    if (!error) error = publish(store, all, count);
    return !error || gk_release_fault(store->releases, NULL, error, diags);
}

/* Each release names the one that it takes the place of: so they are a chain. */
static void put_previous(const gk_store *store, gk_buf *manifest)
{
    if (!store->manifest.text.n) return;
    char hex[2 * GK_SHA256_SIZE + 1];
    gk_sha256 hash = gk_hash_sha256(store->manifest.text);
    gk_hash_hex(&hash, hex);
    gk_buf_printf(manifest, "#previous=%s\n", hex);
}

bool gk_release_commit(gk_store *store, gk_store_file *files, size_t count,
                       const gk_store_pair *header, size_t header_count, gk_store_stats *stats,
                       gk_diags *diags)
{
    if (!gk_store_sort(store, files, count, diags)) return false;
    gk_buf manifest = GK_BUF_INIT;
    gk_manifest_put_header(&manifest, header, header_count);
    if (is_same(store, files, count, gk_buf_view(&manifest))) {
        *stats = (gk_store_stats){.files = count, .unchanged = count};
        store->releases->outcome = GK_RELEASE_SAME;
        gk_buf_free(&manifest);
        return true;
    }
    put_previous(store, &manifest);
    gk_store_file *all = gk_mem_calloc(count + store->manifest.rows + 1, sizeof *all);
    memcpy(all, files, count * sizeof *all);
    size_t n = add_kept(store, all, count);
    bool done = make(store, all, count, n, &manifest, stats, diags);
    free(all);
    gk_buf_free(&manifest);
    return done;
}
