/* A folder of a commit as a source: nothing is checked out. Sizes come from the objects' headers,
 * modes and names are checked before any content is looked at. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "source/source_parts.h"

enum {
    /* A tree of a few kilobytes can name as many files as one likes. */
    ENTRIES_MAX = 400000,
    /* It has to be unpacked in memory as a whole. */
    BLOB_MAX = 128 << 20
};

static void walk_tree(gk_listing *l, const gk_git_id *tree, gk_view path, unsigned depth);

static void add_blob(gk_listing *l, gk_view path, const gk_git_id *id)
{
    gk_source *source = l->source;
    gk_git_kind kind;
    uint64_t size;
    bool known = gk_git_header(source->git, id, &kind, &size);
    if (!known || kind != GK_GIT_BLOB) {
        gk_diag_add(l->diags, GK_MSG_git_object, gk_place_file(gk_listing_shown(l, path)));
        return;
    }
    if (size > BLOB_MAX) {
        gk_arena *arena = &l->diags->arena;
        gk_diag_add(l->diags, GK_MSG_git_large, gk_place_file(gk_listing_shown(l, path)),
                    gk_arena_printf(arena, "%llu", (unsigned long long)(size >> 20)),
                    gk_arena_printf(arena, "%d", BLOB_MAX >> 20));
        return;
    }
    source->files =
        gk_mem_grow(source->files, &source->cap, source->count + 1, sizeof *source->files);
    source->blobs =
        gk_mem_grow(source->blobs, &source->blob_cap, source->count + 1, sizeof *source->blobs);
    source->blobs[source->count] = *id;
    source->files[source->count++] = (gk_source_file){.path = path, .size = size};
}

/* Names that would be a repository's own when the commit is checked out somewhere; some systems
 * drop what is not seen. */
static bool is_of_git(gk_view name)
{
    gk_buf seen = GK_BUF_INIT, folded = GK_BUF_INIT;
    if (!gk_utf8_valid(name, NULL)) return false;
    for (size_t i = 0, from = 0; i < name.n; from = i)
        if (!gk_utf8_is_hidden(gk_utf8_next(name, &i)))
            gk_buf_put(&seen, gk_view_n(name.p + from, i - from));
    gk_utf8_fold(&folded, gk_buf_view(&seen));
    gk_view plain = gk_buf_view(&folded);
    while (plain.n > 2 && (plain.p[plain.n - 1] == '.' || plain.p[plain.n - 1] == ' ')) plain.n--;
    bool found = gk_view_is(plain, ".git") || gk_view_is(plain, "git~1") ||
                 gk_view_is(plain, ".") || gk_view_is(plain, "..");
    gk_buf_free(&seen);
    gk_buf_free(&folded);
    return found;
}

static void walk_entry(gk_listing *l, gk_view folder, const gk_git_entry *entry, unsigned depth)
{
    gk_arena *arena = &l->source->arena;
    gk_view path = folder.n ? GK_JOIN(arena, folder, GK_V("/"), entry->name)
                            : gk_arena_view(arena, entry->name);
    if (!gk_listing_is_good(l, path, entry->name) || gk_listing_is_skipped(l, path)) return;
    gk_message refusal = GK_MSG_name_special;
    switch (entry->mode) {
    case GK_GIT_MODE_FILE:
    case GK_GIT_MODE_PROGRAM: add_blob(l, path, &entry->id); return;
    case GK_GIT_MODE_TREE: walk_tree(l, &entry->id, path, depth + 1); return;
    case GK_GIT_MODE_SYMLINK: refusal = GK_MSG_name_link; break;
    case GK_GIT_MODE_GITLINK: refusal = GK_MSG_name_gitlink; break;
    default: break;
    }
    gk_diag_add(l->diags, refusal, gk_place_file(gk_listing_shown(l, path)));
}

static bool is_output(const gk_git_entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (gk_view_is(entries[i].name, ".gongkai")) return true;
    return false;
}

/* Told also where names are not listed: the commit can not be checked out as it is. */
static bool check_of_git(const gk_listing *l, gk_view folder, gk_view name)
{
    if (!is_of_git(name)) return true;
    gk_view path = folder.n ? GK_JOIN(&l->diags->arena, folder, GK_V("/"), name) : name;
    gk_diag_add(l->diags, GK_MSG_name_git, gk_place_file(gk_listing_shown(l, path)), name);
    return false;
}

static void walk_entries(gk_listing *l, gk_git_entry *entries, size_t count, gk_view path,
                         unsigned depth)
{
    size_t listed = 0;
    gk_view *names = gk_mem_alloc((count + 1) * sizeof *names);
    for (size_t i = 0; i < count; i++) {
        if (!check_of_git(l, path, entries[i].name) || gk_listing_is_hidden(path, entries[i].name))
            continue;
        names[listed] = entries[i].name;
        entries[listed++] = entries[i];
    }
    gk_listing_check_case(l, path, names, listed);
    free(names);
    for (size_t i = 0; i < listed; i++) walk_entry(l, path, &entries[i], depth);
}

static void walk_tree(gk_listing *l, const gk_git_id *tree, gk_view path, unsigned depth)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_git_entry *entries;
    size_t count;
    gk_place place = gk_place_file(gk_listing_shown(l, path));
    if (depth > GK_SOURCE_DEPTH_MAX) {
        gk_diag_add(l->diags, GK_MSG_name_deep, place);
    } else if (!gk_git_tree_read(l->source->git, tree, &arena, &entries, &count)) {
        gk_diag_add(l->diags, GK_MSG_git_object, place);
    } else if (l->seen <= ENTRIES_MAX && (l->seen += count + 1) > ENTRIES_MAX) {
        gk_diag_add(l->diags, GK_MSG_git_many, place,
                    gk_arena_printf(&l->diags->arena, "%d", ENTRIES_MAX));
    } else if (l->seen <= ENTRIES_MAX && (!depth || !is_output(entries, count))) {
        walk_entries(l, entries, count, path, depth);
    }
    gk_arena_free(&arena);
}

static bool read_file(const gk_source *source, size_t i, size_t most, gk_buf *out)
{
    return gk_git_blob(source->git, &source->blobs[i], most, out);
}

static int open_file(const gk_source *source, size_t i)
{
    gk_buf bytes = GK_BUF_INIT;
    int fd = -1, error = 0;
    if (!read_file(source, i, BLOB_MAX, &bytes)) error = errno;
    if (!error) fd = memfd_create("blob", MFD_CLOEXEC);
    if (!error && fd < 0) error = errno;
    if (!error) error = gk_fs_write_all(fd, gk_buf_view(&bytes));
    if (!error && lseek(fd, 0, SEEK_SET) != 0) error = errno;
    gk_buf_free(&bytes);
    if (error && fd >= 0) close(fd);
    errno = error;
    return error ? -1 : fd;
}

static bool find_blob(const gk_source *source, gk_view path, gk_git_entry *entry)
{
    bool found = gk_git_find(source->git, &source->tree, path, entry);
    bool plain = found && (entry->mode == GK_GIT_MODE_FILE || entry->mode == GK_GIT_MODE_PROGRAM);
    if (found && !plain) errno = EISDIR;
    return plain;
}

static bool has_path(const gk_source *source, gk_view path)
{
    gk_git_entry entry;
    return find_blob(source, path, &entry);
}

static bool peek(const gk_source *source, gk_view path, size_t most, gk_buf *out)
{
    gk_git_entry entry;
    gk_buf_truncate(out, 0);
    return find_blob(source, path, &entry) && gk_git_blob(source->git, &entry.id, most, out);
}

static gk_source *open_below(const gk_source *source, gk_view folder, gk_view shown,
                             gk_diags *diags)
{
    return gk_source_open_tree(source->git, &source->tree, folder, shown, NULL, 0, diags);
}

static void allow(const gk_source *source, gk_sandbox *box)
{
    gk_git_allow(source->git, box);
}

static const gk_source_kind commits = {.open_file = open_file,
                                       .read = read_file,
                                       .has = has_path,
                                       .peek = peek,
                                       .open_below = open_below,
                                       .allow = allow};

gk_source *gk_source_open_tree(const gk_git *git, const gk_git_id *tree, gk_view folder,
                               gk_view shown, const gk_view *skip, size_t skip_count,
                               gk_diags *diags)
{
    gk_git_entry top;
    if (!gk_git_find(git, tree, folder, &top)) return NULL;
    if (top.mode != GK_GIT_MODE_TREE) {
        errno = ENOTDIR;
        return NULL;
    }
    gk_source *source = gk_source_new(&commits, shown);
    gk_listing l = {source, diags, skip, skip_count, 0};
    source->git = git;
    source->tree = top.id;
    walk_tree(&l, &top.id, (gk_view){NULL, 0}, 0);
    gk_source_ready(source);
    return source;
}
