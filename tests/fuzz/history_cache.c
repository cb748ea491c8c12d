#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/hash.h"
#include "fuzz.h"
#include "source/history_parts.h"

enum { SUM = 104, BODY = SUM + 32 }; /* where the file has its sum, and what the sum is of */

static gk_git_id id_of(uint8_t byte)
{
    gk_git_id id = {.n = 20};
    memset(id.bytes, byte, id.n);
    return id;
}

/* Three commits: one, one that changes two documents, a merge of both. */
static void fill(gk_history_record *record)
{
    uint32_t paths[] = {gk_history_path(record, GK_V("a.md")),
                        gk_history_path(record, GK_V("b/c.md"))};
    for (uint8_t i = 0; i < 3; i++) {
        gk_history_row row;
        memset(&row, 0, sizeof row);
        row.id = id_of(i);
        row.tree = id_of((uint8_t)(i + 16));
        row.merge = i == 2;
        row.first_parent = (uint32_t)record->parent_count;
        row.first_change = (uint32_t)record->change_count;
        row.parents = row.changes = i;
        row.subject = row.author = row.email = gk_history_keep(record, GK_V("text"));
        for (uint8_t k = 0; k < i; k++) {
            gk_history_change change = {paths[k], k ? paths[0] : GK_HISTORY_NONE, 0, id_of(k)};
            gk_history_add_change(record, &change);
            record->parents =
                realloc(record->parents, (record->parent_count + 1) * sizeof(gk_git_id));
            record->parents[record->parent_count++] = id_of((uint8_t)(i - 1 - k));
        }
        record->parent_cap = record->parent_count;
        gk_history_add(record, &row);
    }
}

static void read_file(const char *file, gk_buf *out)
{
    gk_buf_truncate(out, 0);
    if (gk_fs_read(AT_FDCWD, file, 1 << 20, out) != 0) abort();
}

static void write_file(const char *file, const gk_buf *bytes)
{
    int fd = open(file, O_WRONLY | O_TRUNC | O_CLOEXEC);
    if (fd < 0 || gk_fs_write_all(fd, gk_buf_view(bytes)) != 0) abort();
    close(fd);
}

static void put_sum(gk_buf *bytes, bool expected)
{
    gk_sha256 sum = gk_hash_sha256(gk_view_from(gk_buf_view(bytes), BODY));
    if (expected && memcmp(bytes->p + SUM, &sum, sizeof sum) != 0) abort();
    if (bytes->n >= BODY) memcpy(bytes->p + SUM, &sum, sizeof sum);
}

/* The end is cut off, then bytes are set: two of an offset, one of the value. */
static void spoil(gk_buf *bytes, const unsigned char *how, size_t n)
{
    if (n >= 2 && how[1] & 0x80) gk_buf_truncate(bytes, bytes->n - (how[0] % bytes->n));
    for (size_t i = 2; i + 2 < n; i += 3)
        bytes->p[(how[i] | (size_t)how[i + 1] << 8) % bytes->n] = (char)how[i + 2];
}

/* Everything that is read of a record, and nothing beyond it. */
static uint64_t walk(const gk_history_record *r)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < r->row_count; i++) {
        const gk_history_row *row = &r->rows[i];
        gk_history_text texts[] = {row->subject, row->author, row->email};
        for (size_t t = 0; t < 3; t++) sum += gk_hash64(gk_history_text_of(r, texts[t]), 0);
        for (uint32_t p = 0; p < row->parents; p++)
            sum += gk_history_find(r, &r->parents[row->first_parent + p]);
        for (uint32_t c = 0; c < row->changes; c++) {
            const gk_history_change *change = &r->changes[row->first_change + c];
            sum += gk_hash64(gk_history_text_of(r, r->paths[change->path]), 0) + change->blob.n;
            if (change->from != GK_HISTORY_NONE)
                sum += gk_history_text_of(r, r->paths[change->from]).n;
        }
        char hex[GK_GIT_HEX];
        gk_git_id_hex(&row->tree, hex);
        if (gk_history_find(r, &row->id) == SIZE_MAX) abort();
    }
    return sum;
}

/* A cache with a sum that is right, and bytes that may be anything: it is thrown away, or it is as
 * sound as one that was just written, and is the same when it is written again. */
void gk_fuzz_one(const char *bytes, size_t len)
{
    char file[] = "/tmp/gk-fuzz-history-XXXXXX";
    gk_history_record record = {.rows = NULL}, again = {.rows = NULL};
    gk_buf text = GK_BUF_INIT;
    int fd = mkstemp(file);
    if (fd < 0) abort();
    close(fd);
    fill(&record);
    gk_history_save(&record, file);
    gk_history_record_free(&record);
    read_file(file, &text);
    put_sum(&text, true);
    spoil(&text, (const unsigned char *)bytes, len);
    put_sum(&text, false);
    write_file(file, &text);
    if (gk_history_load(&record, file)) {
        uint64_t sum = walk(&record);
        gk_history_save(&record, file);
        if (!gk_history_load(&again, file) || walk(&again) != sum) abort();
    } else if (record.rows || record.row_count || record.pool.n) {
        abort();
    }
    unlink(file);
    gk_history_record_free(&record);
    gk_history_record_free(&again);
    gk_buf_free(&text);
}
