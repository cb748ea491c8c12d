/* Which releases there are, and which there were. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/mem.h"
#include "store/release_parts.h"

enum { MADE_MAX = 1024 * 1024, MADE_LINES = 100 };

bool gk_release_parse(gk_view name, gk_view *commit, uint64_t *number)
{
    size_t dash = gk_view_rfind_byte(name, '-');
    int64_t n;
    if (dash == SIZE_MAX || dash == 0 || name.p[0] == '.') return false;
    gk_view digits = gk_view_from(name, dash + 1);
    for (size_t i = 0; i < digits.n; i++)
        if (digits.p[i] < '0' || digits.p[i] > '9') return false;
    if (digits.n == 0 || digits.p[0] == '0' || !gk_view_to_int(digits, &n)) return false;
    *commit = gk_view_sub(name, 0, dash);
    *number = (uint64_t)n;
    return true;
}

static gk_release_row *add(gk_releases *releases, size_t *cap)
{
    releases->rows = gk_mem_grow(releases->rows, cap, releases->count + 1, sizeof *releases->rows);
    gk_release_row *row = &releases->rows[releases->count++];
    *row = (gk_release_row){.there = false};
    return row;
}

static void read_header(gk_releases *releases, const gk_manifest *manifest, gk_release_row *row)
{
    gk_store_pair pair;
    gk_date when;
    for (size_t at = 0; gk_manifest_next_pair(manifest, &at, &pair);) {
        if (gk_view_is(pair.key, "now")) gk_date_parse(pair.value, 0, &row->now);
        if (gk_view_is(pair.key, "next_change") && gk_date_parse(pair.value, 0, &when))
            row->next_change = when.seconds;
        if (gk_view_is(pair.key, "instead_of"))
            row->instead_of = gk_arena_view(&releases->arena, pair.value);
    }
}

static void read_rows(const gk_manifest *manifest, gk_release_row *row)
{
    gk_view path;
    for (size_t at = manifest->body; gk_manifest_next(manifest, &at, &path);) {
        gk_store_row file;
        gk_manifest_find(manifest, path, &file);
        row->files++;
        row->pages += gk_view_ends(path, GK_V(".html"));
        if (file.until && (!row->until || file.until < row->until)) row->until = file.until;
    }
}

static void read_release(gk_releases *releases, gk_release_row *row)
{
    gk_manifest manifest;
    struct stat st;
    size_t line;
    int error, dir = gk_fs_open_dir(releases->folder, row->name.p, &error), own = -1;
    if (!error) own = gk_fs_open_dir(dir, GK_STORE_OWN, &error);
    if (!error && fstatat(own, "manifest.tsv", &st, AT_SYMLINK_NOFOLLOW) != 0) error = errno;
    if (!error) row->made = st.st_mtim.tv_sec;
    if (!error) error = gk_manifest_open(&manifest, own, &line);
    if (!error) {
        read_header(releases, &manifest, row);
        read_rows(&manifest, row);
        gk_manifest_close(&manifest);
    }
    row->damaged = error != 0;
    if (own >= 0) close(own);
    if (dir >= 0) close(dir);
}

static void read_folder(gk_releases *releases, size_t *cap)
{
    int fd = openat(releases->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = fd < 0 ? NULL : fdopendir(fd);
    if (!list) {
        if (fd >= 0) close(fd);
        return;
    }
    for (struct dirent *entry; (entry = readdir(list)) != NULL;) {
        gk_view commit, name = gk_view_of(entry->d_name);
        uint64_t number;
        if (!gk_release_parse(name, &commit, &number)) continue;
        gk_release_row *row = add(releases, cap);
        row->name = gk_arena_view(&releases->arena, name);
        row->commit = gk_view_sub(row->name, 0, commit.n);
        row->number = number;
        row->there = true;
        read_release(releases, row);
    }
    closedir(list);
}

static bool parse_made(gk_releases *releases, gk_view line, gk_release_row *row)
{
    gk_view cells[5] = {{NULL, 0}}, rest = line; /* the last: in whose stead, if in any */
    int64_t number, pages;
    size_t n = 0;
    while (n < 5 && gk_view_split(&rest, '\t', &cells[n])) n++;
    if (n < 4 || !gk_view_to_int(cells[0], &number) || number <= 0) return false;
    gk_date when;
    if (!gk_date_parse(cells[2], 0, &when) || !gk_view_to_int(cells[3], &pages)) return false;
    *row = (gk_release_row){.number = (uint64_t)number,
                            .commit = gk_arena_view(&releases->arena, cells[1]),
                            .instead_of = gk_arena_view(&releases->arena, cells[4]),
                            .made = when.seconds,
                            .now = when,
                            .pages = (size_t)pages};
    row->name = gk_arena_printf(&releases->arena, "%.*s-%llu", (int)row->commit.n, row->commit.p,
                                (unsigned long long)number);
    return true;
}

/* Adds those that are removed. */
static void read_made(gk_releases *releases, size_t *cap)
{
    gk_buf text = GK_BUF_INIT;
    gk_release_row row;
    gk_view rest, line;
    size_t there = releases->count;
    if (gk_fs_read(releases->folder, GK_RELEASE_MADE_FILE, MADE_MAX, &text) == 0)
        for (rest = gk_buf_view(&text); gk_view_split(&rest, '\n', &line);) {
            if (!parse_made(releases, line, &row)) continue;
            bool known = false;
            for (size_t i = 0; i < there && !known; i++)
                known = releases->rows[i].number == row.number;
            if (!known) *add(releases, cap) = row;
        }
    gk_buf_free(&text);
}

static int by_number(const void *left, const void *right)
{
    const gk_release_row *a = left, *b = right;
    return (a->number > b->number) - (a->number < b->number);
}

static void find_current(gk_releases *releases)
{
    char to[PATH_MAX];
    ssize_t n = readlinkat(releases->top, GK_RELEASE_LINK, to, sizeof to - 1);
    releases->current = 0;
    if (n <= 0) return;
    gk_view name = gk_view_n(to, (size_t)n);
    if (!gk_view_starts(name, GK_V(GK_RELEASE_FOLDER "/"))) return;
    name = gk_view_from(name, strlen(GK_RELEASE_FOLDER "/"));
    for (size_t i = 0; i < releases->count; i++) {
        if (!releases->rows[i].there || !gk_view_eq(releases->rows[i].name, name)) continue;
        releases->rows[i].current = true;
        releases->current = i + 1;
    }
}

const gk_release_row *gk_releases_list(gk_releases *releases, size_t *count)
{
    size_t cap = 0;
    free(releases->rows);
    releases->rows = NULL;
    releases->count = 0;
    gk_arena_reset(&releases->arena);
    read_folder(releases, &cap);
    read_made(releases, &cap);
    if (releases->count) qsort(releases->rows, releases->count, sizeof *releases->rows, by_number);
    find_current(releases);
    *count = releases->count;
    return releases->rows;
}

const gk_release_row *gk_releases_current(gk_releases *releases)
{
    size_t count;
    const gk_release_row *rows = gk_releases_list(releases, &count);
    return releases->current ? &rows[releases->current - 1] : NULL;
}

int gk_release_note(gk_releases *releases, const gk_release_row *row)
{
    gk_buf text = GK_BUF_INIT;
    int error = gk_fs_read(releases->folder, GK_RELEASE_MADE_FILE, MADE_MAX, &text);
    if (error == ENOENT) error = 0;
    gk_buf_printf(&text, "%llu\t%.*s\t", (unsigned long long)row->number, (int)row->commit.n,
                  row->commit.p);
    gk_date_put_rfc3339(&text, (gk_date){row->made, 0, false});
    gk_buf_printf(&text, "\t%zu", row->pages);
    if (row->instead_of.n) {
        gk_buf_putc(&text, '\t');
        gk_buf_put(&text, row->instead_of);
    }
    gk_buf_putc(&text, '\n');
    size_t lines = 0, from = text.n;
    while (from && lines <= MADE_LINES) lines += text.p[--from] == '\n';
    if (from) from++;
    if (!error)
        error = gk_fs_replace(releases->folder, GK_RELEASE_MADE_FILE,
                              gk_view_from(gk_buf_view(&text), from));
    gk_buf_free(&text);
    return error;
}
