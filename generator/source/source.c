#include "source/source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"

enum { DEPTH_MAX = 64 };

struct gk_source {
    gk_arena arena;
    int root, objects;
    gk_view shown;
    gk_source_file *files;
    size_t count, cap;
    gk_map index; /* path → number */
};

typedef struct walk {
    gk_source *source;
    gk_diags *diags;
    const gk_view *skip;
    size_t skip_count;
} walk;

static gk_view shown_path(const walk *w, gk_view path)
{
    return GK_JOIN(&w->diags->arena, w->source->shown, path);
}

/* A name that can't be printed as it is: bytes that are not UTF-8 become U+FFFD in the message. */
static bool name_is_good(const walk *w, gk_view path, gk_view name)
{
    gk_place place = gk_place_file(shown_path(w, path));
    if (!gk_utf8_valid(name, NULL)) {
        gk_diag_add(w->diags, GK_MSG_name_utf8, place, name);
        return false;
    }
    for (size_t i = 0; i < name.n;) {
        uint32_t c = gk_utf8_next(name, &i);
        if (!gk_utf8_is_hidden(c) && c != '\\') continue;
        gk_view code = gk_arena_printf(&w->diags->arena, "U+%04X", (unsigned)c);
        gk_diag_add(w->diags, GK_MSG_name_hidden, place, name, code);
        return false;
    }
    if (gk_utf8_is_nfc(name)) return true;
    gk_diag_add(w->diags, GK_MSG_name_nfc, place, name);
    return false;
}

static void add_file(gk_source *source, gk_view path, const struct stat *st)
{
    source->files =
        gk_mem_grow(source->files, &source->cap, source->count + 1, sizeof *source->files);
    int64_t mtime = (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
    source->files[source->count++] =
        (gk_source_file){.path = path, .size = (uint64_t)st->st_size, .mtime_ns = mtime};
}

static bool is_skipped(const walk *w, gk_view path)
{
    for (size_t i = 0; i < w->skip_count; i++)
        if (gk_view_eq(w->skip[i], path)) return true;
    return false;
}

static bool is_output(int dir)
{
    return faccessat(dir, ".gongkai", F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static void walk_folder(const walk *w, int dir, gk_view path, unsigned depth);

static void walk_entry(const walk *w, int dir, gk_view folder, gk_view name, unsigned depth)
{
    gk_arena *scratch = &w->source->arena;
    gk_view path =
        folder.n ? GK_JOIN(scratch, folder, GK_V("/"), name) : gk_arena_view(scratch, name);
    struct stat st;
    if (!name_is_good(w, path, name) || is_skipped(w, path)) return;
    if (fstatat(dir, name.p, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        gk_diag_add(w->diags, GK_MSG_io_read, gk_place_file(shown_path(w, path)),
                    gk_view_of(strerror(errno)));
    } else if (S_ISREG(st.st_mode)) {
        add_file(w->source, path, &st);
    } else if (S_ISDIR(st.st_mode)) {
        int sub = openat(dir, name.p, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (sub < 0)
            gk_diag_add(w->diags, GK_MSG_io_read, gk_place_file(shown_path(w, path)),
                        gk_view_of(strerror(errno)));
        else
            walk_folder(w, sub, path, depth + 1);
    } else {
        gk_message id = S_ISLNK(st.st_mode) ? GK_MSG_name_link : GK_MSG_name_special;
        gk_diag_add(w->diags, id, gk_place_file(shown_path(w, path)));
    }
}

/* Two names of one folder that a case-blind system (or a reader) takes for one. */
static void check_case(const walk *w, gk_view folder, const gk_view *names, size_t count)
{
    gk_map seen = GK_MAP_INIT;
    gk_arena arena = GK_ARENA_INIT;
    for (size_t i = 0; i < count; i++) {
        gk_buf folded = GK_BUF_INIT;
        bool fresh;
        gk_utf8_fold(&folded, names[i]);
        uint64_t *other = gk_map_put(&seen, gk_arena_view(&arena, gk_buf_view(&folded)), &fresh);
        gk_buf_free(&folded);
        if (fresh) {
            *other = i;
            continue;
        }
        gk_view path = folder.n ? GK_JOIN(&arena, folder, GK_V("/"), names[i]) : names[i];
        gk_diag_add(w->diags, GK_MSG_name_case, gk_place_file(shown_path(w, path)), names[i],
                    names[*other]);
    }
    gk_map_free(&seen);
    gk_arena_free(&arena);
}

static int compare_views(const void *a, const void *b)
{
    return gk_view_cmp(*(const gk_view *)a, *(const gk_view *)b);
}

/* Takes ownership of dir. */
/* Names with '.' are nobody's documents; but static/ is copied as it is (.well-known), save for
 * what tools leave behind. */
static bool is_hidden(gk_view folder, gk_view name)
{
    static const char *const left[] = {".",         "..",         ".git",    ".gongkai",
                                       ".DS_Store", ".gitignore", ".gitkeep"};
    if (name.p[0] != '.') return false;
    if (!gk_view_is(folder, "static") && !gk_view_starts(folder, GK_V("static/"))) return true;
    for (size_t i = 0; i < sizeof left / sizeof *left; i++)
        if (gk_view_is(name, left[i])) return true;
    return gk_view_ends(name, GK_V(".swp"));
}

static void walk_folder(const walk *w, int dir, gk_view path, unsigned depth)
{
    if (depth > DEPTH_MAX || (depth && is_output(dir))) {
        if (depth > DEPTH_MAX)
            gk_diag_add(w->diags, GK_MSG_name_deep, gk_place_file(shown_path(w, path)));
        close(dir);
        return;
    }
    DIR *stream = fdopendir(dir);
    if (!stream) {
        close(dir);
        return;
    }
    gk_view *names = NULL;
    size_t count = 0, cap = 0;
    for (struct dirent *entry; (entry = readdir(stream));) {
        if (is_hidden(path, gk_view_of(entry->d_name))) continue;
        names = gk_mem_grow(names, &cap, count + 1, sizeof *names);
        names[count++] = gk_arena_view(&w->source->arena, gk_view_of(entry->d_name));
    }
    if (count) qsort(names, count, sizeof *names, compare_views);
    check_case(w, path, names, count);
    for (size_t i = 0; i < count; i++) walk_entry(w, dir, path, names[i], depth);
    free(names);
    closedir(stream);
}

static int compare_files(const void *a, const void *b)
{
    return gk_view_cmp(((const gk_source_file *)a)->path, ((const gk_source_file *)b)->path);
}

/* The walk leaves them nearly in order: "a/b" comes before "a-b" only there. */
static void sort_files(gk_source *source)
{
    for (size_t i = 1; i < source->count; i++) {
        if (compare_files(&source->files[i - 1], &source->files[i]) <= 0) continue;
        qsort(source->files, source->count, sizeof *source->files, compare_files);
        return;
    }
}

gk_source *gk_source_open_folder(const char *root, gk_view shown, const gk_view *skip,
                                 size_t skip_count, gk_diags *diags)
{
    int dir = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0) return NULL;
    gk_source *source = gk_mem_calloc(1, sizeof *source);
    source->root = dir;
    source->objects = -1;
    source->shown = gk_arena_view(&source->arena, shown);
    walk w = {source, diags, skip, skip_count};
    walk_folder(&w, dup(dir), (gk_view){NULL, 0}, 0);
    sort_files(source);
    for (size_t i = 0; i < source->count; i++)
        *gk_map_put(&source->index, source->files[i].path, NULL) = i;
    return source;
}

void gk_source_close(gk_source *source)
{
    if (!source) return;
    close(source->root);
    if (source->objects >= 0) close(source->objects);
    gk_map_free(&source->index);
    gk_arena_free(&source->arena);
    free(source->files);
    free(source);
}

size_t gk_source_count(const gk_source *source)
{
    return source->count;
}

const gk_source_file *gk_source_at(const gk_source *source, size_t i)
{
    return &source->files[i];
}

size_t gk_source_lower(const gk_source *source, gk_view path)
{
    size_t low = 0, high = source->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (gk_view_cmp(source->files[middle].path, path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t gk_source_find(const gk_source *source, gk_view path)
{
    const uint64_t *found = gk_map_get(&source->index, path);
    return found ? (size_t)*found : SIZE_MAX;
}

gk_view gk_source_shown(const gk_source *source, gk_view path, gk_arena *arena)
{
    return source->shown.n ? GK_JOIN(arena, source->shown, path) : path;
}

int gk_source_open_file(const gk_source *source, size_t i)
{
    const gk_lfs_pointer *pointer = source->files[i].pointer;
    if (pointer) return gk_lfs_open(source->objects, pointer, NULL);
    return openat(source->root, source->files[i].path.p,
                  O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
}

bool gk_source_read(const gk_source *source, size_t i, size_t most, gk_buf *out)
{
    gk_buf_truncate(out, 0);
    if (source->files[i].size > most) {
        errno = EFBIG;
        return false;
    }
    int fd = gk_source_open_file(source, i);
    if (fd < 0) return false;
    gk_buf_reserve(out, source->files[i].size + 1);
    ssize_t n;
    for (;;) {
        size_t room = out->cap - out->n - 1;
        n = read(fd, out->p + out->n, room);
        if (n > 0) out->n += (size_t)n;
        /* A file that gives less than was asked for is at its end. */
        if (n < (ssize_t)room || out->n > most) break;
        gk_buf_reserve(out, 4096);
    }
    int failure = n < 0 ? errno : out->n > most ? EFBIG : 0;
    close(fd);
    if (out->p) out->p[out->n] = '\0';
    errno = failure;
    return failure == 0;
}

int gk_source_root(const gk_source *source)
{
    return source->root;
}

void gk_source_allow(const gk_source *source, gk_sandbox *box)
{
    gk_sandbox_allow_read(box, source->root);
    gk_sandbox_allow_read(box, source->objects);
}

void gk_source_use_objects(gk_source *source, int objects)
{
    source->objects = objects;
}

int gk_source_objects(const gk_source *source)
{
    return source->objects;
}

void gk_source_stand_in(gk_source *source, size_t i, const gk_lfs_pointer *pointer,
                        gk_lfs_state state)
{
    gk_lfs_pointer *copy = gk_arena_alloc(&source->arena, sizeof *copy);
    *copy = *pointer;
    source->files[i].pointer = copy;
    source->files[i].state = state;
    source->files[i].size = pointer->size;
}

gk_place gk_source_place(const gk_source *source, size_t i, uint32_t line, uint32_t col,
                         uint32_t endcol, gk_arena *arena)
{
    enum { MOST = 2 * 1024 * 1024 };
    gk_buf bytes = GK_BUF_INIT;
    gk_place place = {gk_source_shown(source, gk_source_at(source, i)->path, arena),
                      {NULL, 0},
                      line,
                      col,
                      endcol};
    if (gk_source_read(source, i, MOST, &bytes))
        place.text = gk_arena_view(arena, gk_buf_view(&bytes));
    gk_buf_free(&bytes);
    return place;
}
