#include "source/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "source/source_parts.h"

gk_source *gk_source_new(const gk_source_kind *kind, gk_view shown)
{
    gk_source *source = gk_mem_calloc(1, sizeof *source);
    source->kind = kind;
    source->root = source->objects = -1;
    source->shown = gk_arena_view(&source->arena, shown);
    return source;
}

/* A file with its blob, when it has one, so that they are sorted together. */
typedef struct row {
    gk_source_file file;
    gk_git_id blob;
} row;

static int compare_rows(const void *a, const void *b)
{
    return gk_view_cmp(((const row *)a)->file.path, ((const row *)b)->file.path);
}

static void sort_files(gk_source *source)
{
    row *rows = gk_mem_alloc((source->count + 1) * sizeof *rows);
    for (size_t i = 0; i < source->count; i++) {
        rows[i].file = source->files[i];
        if (source->blobs) rows[i].blob = source->blobs[i];
    }
    qsort(rows, source->count, sizeof *rows, compare_rows);
    for (size_t i = 0; i < source->count; i++) {
        source->files[i] = rows[i].file;
        if (source->blobs) source->blobs[i] = rows[i].blob;
    }
    free(rows);
}

/* The walk leaves them nearly in order: "a/b" comes before "a-b" only there. */
void gk_source_ready(gk_source *source)
{
    for (size_t i = 1; i < source->count; i++) {
        if (gk_view_cmp(source->files[i - 1].path, source->files[i].path) <= 0) continue;
        sort_files(source);
        break;
    }
    for (size_t i = 0; i < source->count; i++)
        *gk_map_put(&source->index, source->files[i].path, NULL) = i;
}

void gk_source_close(gk_source *source)
{
    if (!source) return;
    if (source->root >= 0) close(source->root);
    if (source->objects >= 0) close(source->objects);
    gk_map_free(&source->index);
    gk_arena_free(&source->arena);
    free(source->files);
    free(source->blobs);
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

void gk_source_put_shown(const gk_source *source, gk_view path, gk_buf *out)
{
    gk_buf_put(out, source->shown);
    gk_buf_put(out, path);
}

int gk_source_open_file(const gk_source *source, size_t i)
{
    const gk_lfs_pointer *pointer = source->files[i].pointer;
    if (pointer) return gk_lfs_open(source->objects, pointer, NULL);
    return source->kind->open_file(source, i);
}

bool gk_source_read_fd(int fd, uint64_t size, size_t most, gk_buf *out)
{
    ssize_t n;
    gk_buf_truncate(out, 0);
    gk_buf_reserve(out, size + 1);
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

bool gk_source_read(const gk_source *source, size_t i, size_t most, gk_buf *out)
{
    const gk_source_file *file = &source->files[i];
    gk_buf_truncate(out, 0);
    if (file->size > most) {
        errno = EFBIG;
        return false;
    }
    if (!file->pointer) return source->kind->read(source, i, most, out);
    int fd = gk_lfs_open(source->objects, file->pointer, NULL);
    return fd >= 0 && gk_source_read_fd(fd, file->size, most, out);
}

bool gk_source_has(const gk_source *source, gk_view path)
{
    return source->kind->has(source, path);
}

bool gk_source_peek(const gk_source *source, gk_view path, size_t most, gk_buf *out)
{
    return source->kind->peek(source, path, most, out);
}

gk_source *gk_source_open_below(const gk_source *source, gk_view folder, gk_view shown,
                                gk_diags *diags)
{
    gk_source *below = source->kind->open_below(source, folder, shown, diags);
    if (below && source->objects >= 0) below->objects = fcntl(source->objects, F_DUPFD_CLOEXEC, 0);
    return below;
}

void gk_source_allow(const gk_source *source, gk_sandbox *box)
{
    if (!source) return;
    source->kind->allow(source, box);
    gk_sandbox_allow_read(box, source->objects);
}

int gk_source_root(const gk_source *source)
{
    return source->root;
}

void gk_source_use_objects(gk_source *source, int objects)
{
    if (source->objects >= 0) close(source->objects);
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
