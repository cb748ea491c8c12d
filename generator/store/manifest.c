#include "store/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/mem.h"

enum { HASH_DIGITS = 64 };

/* What may stand behind a path. */
static bool parse_mark(gk_view mark, gk_store_row *row)
{
    gk_date until;
    if (gk_view_is(mark, "private")) {
        row->private = true;
        return true;
    }
    if (gk_view_starts(mark, GK_V("kept="))) {
        int64_t releases;
        if (!gk_view_to_int(gk_view_from(mark, strlen("kept=")), &releases)) return false;
        row->kept = (uint16_t)releases;
        return releases > 0 && releases <= UINT16_MAX;
    }
    if (gk_view_starts(mark, GK_V("source="))) {
        row->source = gk_view_from(mark, strlen("source="));
        return row->source.n > 0;
    }
    if (gk_view_is(mark, "lasting")) {
        row->lasting = true;
        return true;
    }
    if (gk_view_is(mark, "redirect")) {
        row->redirect = true;
        return true;
    }
    if (!gk_view_starts(mark, GK_V("until="))) return false;
    if (!gk_date_parse(gk_view_from(mark, strlen("until=")), 0, &until)) return false;
    row->until = until.seconds;
    return true;
}

bool gk_manifest_parse_row(gk_view line, gk_store_row *row, gk_view *path)
{
    int64_t size;
    if (line.n < HASH_DIGITS + 4 || line.p[HASH_DIGITS] != '\t') return false;
    size_t tab = gk_view_find_byte(line, '\t', HASH_DIGITS + 1);
    if (tab == SIZE_MAX) return false;
    if (!gk_hash_parse(gk_view_sub(line, 0, HASH_DIGITS), &row->hash)) return false;
    gk_view digits = gk_view_sub(line, HASH_DIGITS + 1, tab - HASH_DIGITS - 1);
    if (!gk_view_to_int(digits, &size) || size < 0) return false;
    row->size = (uint64_t)size;
    row->state = GK_STORE_UNCHANGED;
    gk_view rest = gk_view_from(line, tab + 1), mark;
    gk_view_split(&rest, '\t', path);
    row->until = 0;
    row->private = row->redirect = row->lasting = false;
    row->kept = 0;
    row->source = (gk_view){NULL, 0};
    while (gk_view_split(&rest, '\t', &mark))
        if (!parse_mark(mark, row)) return false;
    return true;
}

/* The path of the row at an offset; the form was checked when the manifest was opened. */
static gk_view path_at(const gk_manifest *manifest, size_t at)
{
    size_t tab = gk_view_find_byte(manifest->text, '\t', at + HASH_DIGITS + 1);
    size_t end = tab + 1;
    while (manifest->text.p[end] != '\n' && manifest->text.p[end] != '\t') end++;
    return gk_view_sub(manifest->text, tab + 1, end - tab - 1);
}

static void index_rows(gk_manifest *manifest)
{
    size_t slots = 16;
    while (slots < manifest->rows * 2) slots *= 2;
    manifest->slots = gk_mem_calloc(slots, sizeof *manifest->slots);
    manifest->mask = slots - 1;
    gk_view path;
    for (size_t at = manifest->body, row = at; gk_manifest_next(manifest, &at, &path); row = at) {
        size_t slot = gk_hash64(path, 0) & manifest->mask;
        while (manifest->slots[slot]) slot = (slot + 1) & manifest->mask;
        manifest->slots[slot] = (uint32_t)row + 1;
    }
}

/* Checks every line and finds the body; the number of the bad line, or 0. */
static size_t check_lines(gk_manifest *manifest)
{
    gk_view rest = manifest->text, last = {NULL, 0}, line, path;
    gk_store_row row;
    bool body = false;
    if (rest.n == 0 || rest.p[rest.n - 1] != '\n') return 1;
    rest.n--;
    for (size_t number = 1; gk_view_split(&rest, '\n', &line); number++) {
        if (number == 1) {
            if (!gk_view_is(line, "#format=1")) return 1;
        } else if (body || !gk_view_starts(line, GK_V("#"))) {
            if (!body) manifest->body = (size_t)(line.p - manifest->text.p);
            body = true;
            if (!gk_manifest_parse_row(line, &row, &path) || !gk_store_path_ok(path)) return number;
            if (last.n && gk_view_cmp(last, path) >= 0) return number;
            last = path;
            manifest->rows++;
        }
    }
    if (!body) manifest->body = manifest->text.n;
    return 0;
}

int gk_manifest_open(gk_manifest *manifest, int own, size_t *line)
{
    struct stat st;
    *manifest = (gk_manifest){.slots = NULL};
    *line = 0;
    int fd = openat(own, "manifest.tsv", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return errno == ENOENT ? 0 : errno;
    int error = 0;
    if (fstat(fd, &st) != 0)
        error = errno;
    else if (!S_ISREG(st.st_mode) || st.st_size == 0 || st.st_size >= UINT32_MAX) {
        *line = 1;
        error = EBADMSG;
    } else {
        void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (map == MAP_FAILED)
            error = errno;
        else
            manifest->text = gk_view_n(map, (size_t)st.st_size);
    }
    close(fd);
    if (error) return error;
    *line = check_lines(manifest);
    if (*line) {
        gk_manifest_close(manifest);
        return EBADMSG;
    }
    index_rows(manifest);
    return 0;
}

bool gk_manifest_take(gk_manifest *manifest, gk_view text, size_t *line)
{
    *manifest = (gk_manifest){.text = text, .borrowed = true};
    *line = text.n >= UINT32_MAX ? 1 : check_lines(manifest);
    if (*line) {
        gk_manifest_close(manifest);
        return false;
    }
    index_rows(manifest);
    return true;
}

void gk_manifest_close(gk_manifest *manifest)
{
    if (manifest->text.n && !manifest->borrowed)
        munmap((void *)(uintptr_t)manifest->text.p, manifest->text.n);
    free(manifest->slots);
    *manifest = (gk_manifest){.slots = NULL};
}

bool gk_manifest_find(const gk_manifest *manifest, gk_view path, gk_store_row *row)
{
    if (!manifest->slots) return false;
    size_t slot = gk_hash64(path, 0) & manifest->mask;
    for (; manifest->slots[slot]; slot = (slot + 1) & manifest->mask) {
        size_t at = manifest->slots[slot] - 1;
        if (!gk_view_eq(path_at(manifest, at), path)) continue;
        size_t end = gk_view_find_byte(manifest->text, '\n', at);
        gk_view found;
        return gk_manifest_parse_row(gk_view_sub(manifest->text, at, end - at), row, &found);
    }
    return false;
}

bool gk_manifest_next(const gk_manifest *manifest, size_t *at, gk_view *path)
{
    if (*at >= manifest->text.n) return false;
    *path = path_at(manifest, *at);
    *at = (size_t)(path->p - manifest->text.p) + path->n;
    while (manifest->text.p[*at] != '\n') ++*at;
    ++*at;
    return true;
}

bool gk_manifest_next_pair(const gk_manifest *manifest, size_t *at, gk_store_pair *pair)
{
    while (*at < manifest->body) {
        size_t end = gk_view_find_byte(manifest->text, '\n', *at);
        gk_view line = gk_view_sub(manifest->text, *at + 1, end - *at - 1);
        size_t equals = gk_view_find_byte(line, '=', 0);
        *at = end + 1;
        pair->key = gk_view_sub(line, 0, equals);
        pair->value = gk_view_from(line, equals + 1);
        bool own = gk_view_is(pair->key, "format") || gk_view_is(pair->key, "generator");
        if (!own && equals != SIZE_MAX) return true;
    }
    return false;
}

void gk_manifest_put_header(gk_buf *out, const gk_store_pair *header, size_t count)
{
    gk_buf_puts(out, "#format=1\n#generator=" GK_VERSION "\n");
    for (size_t i = 0; i < count; i++) {
        gk_buf_putc(out, '#');
        gk_buf_put(out, header[i].key);
        gk_buf_putc(out, '=');
        gk_buf_put(out, header[i].value);
        gk_buf_putc(out, '\n');
    }
}

void gk_manifest_put_row(gk_buf *out, const gk_store_row *row, gk_view path)
{
    char hex[HASH_DIGITS + 1];
    gk_hash_hex(&row->hash, hex);
    gk_buf_put(out, gk_view_n(hex, HASH_DIGITS));
    gk_buf_putc(out, '\t');
    gk_buf_put_int(out, (int64_t)row->size);
    gk_buf_putc(out, '\t');
    gk_buf_put(out, path);
    if (row->until) {
        gk_buf_puts(out, "\tuntil=");
        gk_date_put_rfc3339(out, (gk_date){row->until, 0, false});
    }
    if (row->private) gk_buf_puts(out, "\tprivate");
    if (row->kept) gk_buf_printf(out, "\tkept=%u", row->kept);
    if (row->redirect) gk_buf_puts(out, "\tredirect");
    if (row->lasting) gk_buf_puts(out, "\tlasting");
    if (row->source.n) {
        gk_buf_puts(out, "\tsource=");
        gk_buf_put(out, row->source);
    }
    gk_buf_putc(out, '\n');
}
