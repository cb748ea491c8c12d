/* What is known of commits, and the file that keeps it. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/hash.h"
#include "base/mem.h"
#include "source/history_parts.h"

enum { CACHE_MAX = 1 << 30, CACHE_MODE = 0644 };

/* The file begins so; then come the five arrays and the pool as they are in memory: it is read by
 * the program that wrote it, on the same machine. */
typedef struct head {
    char magic[16];
    char version[16];
    uint64_t sizes[4];
    uint64_t rows, parents, changes, paths, pool;
    gk_sha256 sum; /* of what follows the head */
} head;

static head head_of(const gk_history_record *r)
{
    head h = {.magic = "gongkai-history",
              .sizes = {sizeof(gk_history_row), sizeof(gk_git_id), sizeof(gk_history_change),
                        sizeof(gk_history_text)},
              .rows = r->row_count,
              .parents = r->parent_count,
              .changes = r->change_count,
              .paths = r->path_count,
              .pool = r->pool.n};
    strncpy(h.version, GK_VERSION "+3", sizeof h.version - 1);
    return h;
}

gk_view gk_history_text_of(const gk_history_record *record, gk_history_text text)
{
    return gk_view_n(record->pool.p + text.at, text.n);
}

gk_history_text gk_history_keep(gk_history_record *record, gk_view text)
{
    gk_history_text kept = {(uint32_t)record->pool.n, (uint32_t)text.n};
    gk_buf_put(&record->pool, text);
    return kept;
}

static gk_view key_of(gk_history_record *record, gk_view bytes)
{
    return gk_arena_view(&record->keys, bytes);
}

uint32_t gk_history_path(gk_history_record *record, gk_view path)
{
    uint64_t *known = gk_map_get(&record->path_index, path);
    if (known) return (uint32_t)*known;
    *gk_map_put(&record->path_index, key_of(record, path), NULL) = record->path_count;
    record->paths = gk_mem_grow(record->paths, &record->path_cap, record->path_count + 1,
                                sizeof *record->paths);
    record->paths[record->path_count] = gk_history_keep(record, path);
    return (uint32_t)record->path_count++;
}

static gk_view id_bytes(const gk_git_id *id)
{
    return gk_view_n((const char *)id->bytes, id->n);
}

size_t gk_history_find(const gk_history_record *record, const gk_git_id *id)
{
    const uint64_t *known = gk_map_get(&record->row_index, id_bytes(id));
    return known ? (size_t)*known : SIZE_MAX;
}

size_t gk_history_add(gk_history_record *record, const gk_history_row *row)
{
    gk_view key = key_of(record, id_bytes(&row->id));
    *gk_map_put(&record->row_index, key, NULL) = record->row_count;
    record->rows =
        gk_mem_grow(record->rows, &record->row_cap, record->row_count + 1, sizeof *record->rows);
    record->rows[record->row_count] = *row;
    return record->row_count++;
}

void gk_history_add_change(gk_history_record *record, const gk_history_change *change)
{
    record->changes = gk_mem_grow(record->changes, &record->change_cap, record->change_count + 1,
                                  sizeof *record->changes);
    record->changes[record->change_count++] = *change;
}

void gk_history_record_free(gk_history_record *record)
{
    free(record->rows);
    free(record->parents);
    free(record->changes);
    free(record->paths);
    gk_buf_free(&record->pool);
    gk_map_free(&record->row_index);
    gk_map_free(&record->path_index);
    gk_arena_free(&record->keys);
    *record = (gk_history_record){.rows = NULL};
}

static void *take(gk_view *rest, size_t count, size_t size)
{
    void *array = gk_mem_calloc(count ? count : 1, size);
    if (count) memcpy(array, rest->p, count * size);
    *rest = gk_view_from(*rest, count * size);
    return array;
}

static bool text_ok(const gk_history_record *r, gk_history_text text)
{
    return (uint64_t)text.at + text.n <= r->pool.n;
}

/* A sum says that the bytes are those that were written, not that they were right. */
static bool record_ok(const gk_history_record *r)
{
    for (size_t i = 0; i < r->row_count; i++) {
        const gk_history_row *row = &r->rows[i];
        if ((uint64_t)row->first_parent + row->parents > r->parent_count ||
            (uint64_t)row->first_change + row->changes > r->change_count || row->id.n > 32 ||
            row->tree.n > 32 || row->merge > 1 || row->listed > 1 || row->edge > 1 ||
            !text_ok(r, row->subject) || !text_ok(r, row->author) || !text_ok(r, row->email))
            return false;
    }
    for (size_t i = 0; i < r->parent_count; i++)
        if (r->parents[i].n > 32) return false;
    for (size_t i = 0; i < r->change_count; i++) {
        const gk_history_change *c = &r->changes[i];
        if (c->path >= r->path_count || c->blob.n > 32 ||
            (c->from != GK_HISTORY_NONE && c->from >= r->path_count))
            return false;
    }
    for (size_t i = 0; i < r->path_count; i++)
        if (!text_ok(r, r->paths[i])) return false;
    return true;
}

static bool fits(const head *h, size_t n)
{
    uint64_t parts[] = {h->rows, h->parents, h->changes, h->paths, h->pool}, total = sizeof *h;
    for (size_t i = 0; i < 5; i++) {
        if (parts[i] > CACHE_MAX) return false;
        total += parts[i] * (i < 4 ? h->sizes[i] : 1);
    }
    return total == n;
}

static bool unpack(gk_history_record *r, gk_view bytes)
{
    head h, own = head_of(r);
    if (bytes.n < sizeof h) return false;
    memcpy(&h, bytes.p, sizeof h);
    gk_view rest = gk_view_from(bytes, sizeof h);
    bool known = memcmp(h.magic, own.magic, sizeof h.magic) == 0 &&
                 memcmp(h.version, own.version, sizeof h.version) == 0 &&
                 memcmp(h.sizes, own.sizes, sizeof h.sizes) == 0 && fits(&h, bytes.n);
    if (!known) return false;
    gk_sha256 sum = gk_hash_sha256(rest);
    if (memcmp(&sum, &h.sum, sizeof sum) != 0) return false;
    r->rows = take(&rest, h.rows, sizeof *r->rows);
    r->parents = take(&rest, h.parents, sizeof *r->parents);
    r->changes = take(&rest, h.changes, sizeof *r->changes);
    r->paths = take(&rest, h.paths, sizeof *r->paths);
    gk_buf_put(&r->pool, rest);
    r->row_count = r->row_cap = h.rows;
    r->parent_count = r->parent_cap = h.parents;
    r->change_count = r->change_cap = h.changes;
    r->path_count = r->path_cap = h.paths;
    return record_ok(r);
}

bool gk_history_load(gk_history_record *record, const char *file)
{
    gk_buf bytes = GK_BUF_INIT;
    bool good =
        gk_fs_read(AT_FDCWD, file, CACHE_MAX, &bytes) == 0 && unpack(record, gk_buf_view(&bytes));
    gk_buf_free(&bytes);
    if (!good) {
        gk_history_record_free(record);
        return false;
    }
    for (size_t i = 0; i < record->path_count; i++) {
        gk_view path = gk_history_text_of(record, record->paths[i]);
        *gk_map_put(&record->path_index, key_of(record, path), NULL) = i;
    }
    /* The rows stay where they are from here on, but for growing. */
    for (size_t i = 0; i < record->row_count; i++)
        *gk_map_put(&record->row_index, key_of(record, id_bytes(&record->rows[i].id)), NULL) = i;
    return true;
}

static void pack(const gk_history_record *r, gk_buf *out)
{
    head h = head_of(r);
    gk_buf_put(out, gk_view_n((const char *)&h, sizeof h));
    gk_buf_put(out, gk_view_n((const char *)r->rows, r->row_count * sizeof *r->rows));
    gk_buf_put(out, gk_view_n((const char *)r->parents, r->parent_count * sizeof *r->parents));
    gk_buf_put(out, gk_view_n((const char *)r->changes, r->change_count * sizeof *r->changes));
    gk_buf_put(out, gk_view_n((const char *)r->paths, r->path_count * sizeof *r->paths));
    gk_buf_put(out, gk_buf_view(&r->pool));
    h.sum = gk_hash_sha256(gk_view_from(gk_buf_view(out), sizeof h));
    memcpy(out->p, &h, sizeof h);
}

/* Not synced: a torn file does not have its sum. */
static void replace(int dir, const char *name, gk_view bytes)
{
    char temporary[64];
    snprintf(temporary, sizeof temporary, "%s.%ld", name, (long)getpid());
    int fd =
        openat(dir, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, CACHE_MODE);
    if (fd < 0) return;
    bool written = gk_fs_write_all(fd, bytes) == 0;
    close(fd);
    if (!written || renameat(dir, temporary, dir, name) != 0) unlinkat(dir, temporary, 0);
}

void gk_history_save(const gk_history_record *record, const char *file)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_view path = gk_view_of(file);
    size_t slash = gk_view_rfind_byte(path, '/');
    gk_view folder = gk_arena_view(&arena, gk_view_n(file, slash == SIZE_MAX ? 0 : slash));
    int error = gk_fs_mkdirs(AT_FDCWD, folder.n ? folder.p : "."), dir = -1;
    if (!error) dir = gk_fs_open_dir(AT_FDCWD, folder.n ? folder.p : ".", &error);
    if (dir >= 0) {
        gk_buf bytes = GK_BUF_INIT;
        pack(record, &bytes);
        replace(dir, slash == SIZE_MAX ? file : file + slash + 1, gk_buf_view(&bytes));
        gk_buf_free(&bytes);
        close(dir);
    }
    gk_arena_free(&arena);
}
