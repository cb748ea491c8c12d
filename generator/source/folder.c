/* A folder as a source. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/mem.h"
#include "source/source_parts.h"

/* Room to read a file of unknown size into: most documents. */
enum { FIRST_READ = 16384 };

/* What reading the folder tells. */
typedef struct entry {
    gk_view name;
    unsigned char kind; /* DT_REG and the like */
} entry;

static void add_file(gk_source *source, gk_view path, uint64_t size)
{
    source->files =
        gk_mem_grow(source->files, &source->cap, source->count + 1, sizeof *source->files);
    source->files[source->count++] = (gk_source_file){.path = path, .size = size};
}

static bool is_output(int dir)
{
    return faccessat(dir, ".gongkai", F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static void walk_folder(const gk_listing *l, int dir, gk_view path, unsigned depth);

static void walk_entry(const gk_listing *l, int dir, gk_view folder, const entry *e, unsigned depth)
{
    gk_arena *arena = &l->source->arena;
    gk_view name = e->name;
    gk_view path = folder.n ? GK_JOIN(arena, folder, GK_V("/"), name) : name;
    struct stat st;
    if (!gk_listing_is_good(l, path, name) || gk_listing_is_skipped(l, path)) return;
    bool copied = gk_view_starts(path, GK_V("static/"));
    if (e->kind == DT_REG && gk_view_ends(name, GK_V(".md")) && !copied) {
        add_file(l->source, path, 0);
        return;
    }
    gk_place place = gk_place_file(gk_listing_shown(l, path));
    if (fstatat(dir, name.p, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        gk_fs_report(l->diags, GK_FS_READING, place.file, errno);
    } else if (S_ISREG(st.st_mode)) {
        add_file(l->source, path, (uint64_t)st.st_size);
    } else if (S_ISDIR(st.st_mode)) {
        int sub = openat(dir, name.p, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (sub < 0)
            gk_fs_report(l->diags, GK_FS_READING, place.file, errno);
        else
            walk_folder(l, sub, path, depth + 1);
    } else {
        gk_diag_add(l->diags, S_ISLNK(st.st_mode) ? GK_MSG_name_link : GK_MSG_name_special, place);
    }
}

static int compare_names(const void *a, const void *b)
{
    return gk_view_cmp(((const entry *)a)->name, ((const entry *)b)->name);
}

static void check_names(const gk_listing *l, gk_view path, const entry *entries, size_t count)
{
    gk_view *names = gk_mem_calloc(count, sizeof *names);
    for (size_t i = 0; i < count; i++) names[i] = entries[i].name;
    gk_listing_check_case(l, path, names, count);
    free(names);
}

/* Takes ownership of dir. */
static void walk_folder(const gk_listing *l, int dir, gk_view path, unsigned depth)
{
    if (depth > GK_SOURCE_DEPTH_MAX || (depth && is_output(dir))) {
        if (depth > GK_SOURCE_DEPTH_MAX)
            gk_diag_add(l->diags, GK_MSG_name_deep, gk_place_file(gk_listing_shown(l, path)));
        close(dir);
        return;
    }
    DIR *stream = fdopendir(dir);
    if (!stream) {
        close(dir);
        return;
    }
    entry *entries = NULL;
    size_t count = 0, cap = 0;
    for (struct dirent *found; (found = readdir(stream));) {
        gk_view name = gk_view_of(found->d_name);
        if (gk_listing_is_hidden(path, name)) continue;
        entries = gk_mem_grow(entries, &cap, count + 1, sizeof *entries);
        entries[count++] = (entry){gk_arena_view(&l->source->arena, name), found->d_type};
    }
    if (count) qsort(entries, count, sizeof *entries, compare_names);
    check_names(l, path, entries, count);
    for (size_t i = 0; i < count; i++) walk_entry(l, dir, path, &entries[i], depth);
    free(entries);
    closedir(stream);
}

static int open_file(const gk_source *source, size_t i)
{
    return openat(source->root, source->files[i].path.p,
                  O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
}

static bool read_file(const gk_source *source, size_t i, size_t most, gk_buf *out)
{
    size_t size = source->files[i].size ? source->files[i].size : FIRST_READ;
    int fd = open_file(source, i);
    return fd >= 0 && gk_source_read_fd(fd, size, most, out);
}

static int open_path(const gk_source *source, gk_view path, int flags)
{
    gk_arena arena = GK_ARENA_INIT;
    int fd = openat(source->root, gk_arena_view(&arena, path).p, flags | O_RDONLY | O_CLOEXEC);
    int error = errno;
    gk_arena_free(&arena);
    errno = error;
    return fd;
}

static bool has_path(const gk_source *source, gk_view path)
{
    int fd = open_path(source, path, O_NOFOLLOW | O_NONBLOCK);
    if (fd >= 0) close(fd);
    return fd >= 0;
}

static bool peek(const gk_source *source, gk_view path, size_t most, gk_buf *out)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_buf_truncate(out, 0);
    int error = gk_fs_read(source->root, gk_arena_view(&arena, path).p, most, out);
    gk_arena_free(&arena);
    errno = error;
    return error == 0;
}

static gk_source *open_below(const gk_source *source, gk_view folder, gk_view shown,
                             gk_diags *diags);

static void allow(const gk_source *source, gk_sandbox *box)
{
    gk_sandbox_allow_read(box, source->root);
}

static const gk_source_kind folders = {.open_file = open_file,
                                       .read = read_file,
                                       .has = has_path,
                                       .peek = peek,
                                       .open_below = open_below,
                                       .allow = allow};

/* Takes ownership of root. */
static gk_source *list(int root, gk_view shown, const gk_view *skip, size_t skip_count,
                       gk_diags *diags)
{
    if (root < 0) return NULL;
    gk_source *source = gk_source_new(&folders, shown);
    gk_listing l = {source, diags, skip, skip_count, 0};
    source->root = root;
    walk_folder(&l, dup(root), (gk_view){NULL, 0}, 0);
    gk_source_ready(source);
    return source;
}

static gk_source *open_below(const gk_source *source, gk_view folder, gk_view shown,
                             gk_diags *diags)
{
    return list(open_path(source, folder, O_DIRECTORY), shown, NULL, 0, diags);
}

gk_source *gk_source_open_folder(const char *root, gk_view shown, const gk_view *skip,
                                 size_t skip_count, gk_diags *diags)
{
    return list(open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC), shown, skip, skip_count, diags);
}
