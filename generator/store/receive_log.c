#include "store/receive_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/utf8.h"

enum { HEX = 64, LINE_MAX_BYTES = 65536, FILE_MODE = 0640, LOG_MAX = 1 << 30 };

/* Everything that could end a line or a cell, or be read as an escape. */
static void put_name(gk_view name, gk_buf *out)
{
    bool plain = gk_utf8_valid(name, NULL);
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        if (c < 0x20 || c == 0x7F || c == '%' || (c >= 0x80 && !plain))
            gk_buf_printf(out, "%%%02X", c);
        else
            gk_buf_putc(out, (char)c);
    }
}

static void put_line(const gk_sha256 *previous, const gk_received *item, gk_buf *out)
{
    char hex[HEX + 1];
    gk_hash_hex(previous, hex);
    gk_buf_puts(out, hex);
    gk_buf_putc(out, '\t');
    gk_date_put_rfc3339(out, (gk_date){item->time.seconds, 0, false});
    const gk_view cells[] = {item->ref, item->old, item->new, item->pusher};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        gk_buf_putc(out, '\t');
        put_name(cells[i], out);
    }
}

/* Reads the last line of the open file: its hash and whether its newline is missing. */
static int read_last(int fd, off_t size, gk_sha256 *hash, bool *torn)
{
    *hash = (gk_sha256){{0}};
    *torn = false;
    if (size == 0) return 0;
    off_t from = size > LINE_MAX_BYTES ? size - LINE_MAX_BYTES : 0;
    gk_buf tail = GK_BUF_INIT;
    size_t want = (size_t)(size - from);
    gk_buf_reserve(&tail, want);
    ssize_t got = pread(fd, tail.p, want, from);
    int error = got < 0 ? errno : (size_t)got != want ? EIO : 0;
    if (!error) {
        gk_view text = gk_view_n(tail.p, want);
        *torn = text.p[text.n - 1] != '\n';
        if (!*torn) text.n--;
        size_t newline = gk_view_rfind_byte(text, '\n');
        if (newline == SIZE_MAX && from > 0)
            error = EFBIG; /* no line of ours is that long */
        else
            *hash = gk_hash_sha256(newline == SIZE_MAX ? text : gk_view_from(text, newline + 1));
    }
    gk_buf_free(&tail);
    return error;
}

/* By its first line, which may be all there is and cut off: then it is the zeros that a log begins
 * with. */
static bool begins_like_a_log(gk_view text)
{
    gk_sha256 previous;
    gk_view line, rest = text;
    gk_view_split(&rest, '\n', &line);
    if (line.n > HEX)
        return gk_hash_parse(gk_view_n(line.p, HEX), &previous) && line.p[HEX] == '\t';
    for (size_t i = 0; i < line.n; i++)
        if (line.p[i] != '0') return false;
    return line.n != 0;
}

/* 0, or EEXIST when the open file is no log. */
static int check_log(int fd, const struct stat *st)
{
    char begin[HEX + 1];
    if (!S_ISREG(st->st_mode)) return EEXIST;
    if (st->st_size == 0) return 0;
    ssize_t got = pread(fd, begin, sizeof begin, 0);
    if (got < 0) return errno;
    return begins_like_a_log(gk_view_n(begin, (size_t)got)) ? 0 : EEXIST;
}

static int append_locked(int fd, const gk_received *items, size_t count)
{
    struct stat st;
    gk_sha256 previous;
    bool torn;
    if (fstat(fd, &st) != 0) return errno;
    int error = check_log(fd, &st);
    if (!error) error = read_last(fd, st.st_size, &previous, &torn);
    if (error) return error;
    gk_buf text = GK_BUF_INIT;
    if (torn) gk_buf_putc(&text, '\n');
    for (size_t i = 0; i < count; i++) {
        size_t from = text.n;
        put_line(&previous, &items[i], &text);
        previous = gk_hash_sha256(gk_view_from(gk_buf_view(&text), from));
        gk_buf_putc(&text, '\n');
    }
    error = gk_fs_write_all(fd, gk_buf_view(&text));
    if (!error && fsync(fd) != 0) error = errno;
    gk_buf_free(&text);
    /* What a full disk let through of it goes again: nobody was told that it is there. */
    if (error && ftruncate(fd, st.st_size) != 0) return error;
    return error;
}

/* Makes a file that is new last: its name is synced, too. */
static int open_log(const char *path, int *fd)
{
    gk_buf folder = GK_BUF_INIT;
    size_t slash = gk_view_rfind_byte(gk_view_of(path), '/');
    gk_buf_put(&folder, slash == SIZE_MAX ? GK_V(".") : gk_view_n(path, slash ? slash : 1));
    int error = gk_fs_mkdirs(AT_FDCWD, folder.p);
    struct stat st;
    bool is_new = !error && lstat(path, &st) != 0;
    if (!error) {
        *fd =
            open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, FILE_MODE);
        if (*fd < 0) error = errno == ELOOP || errno == EISDIR || errno == ENXIO ? EEXIST : errno;
    }
    if (!error && is_new) {
        int dir = gk_fs_open_dir(AT_FDCWD, folder.p, &error);
        if (!error && fsync(dir) != 0) error = errno;
        if (dir >= 0) close(dir);
        if (error) close(*fd);
    }
    gk_buf_free(&folder);
    return error;
}

int gk_receive_log_append(const char *path, const gk_received *items, size_t count)
{
    int fd = -1, error = open_log(path, &fd);
    if (error) return error;
    error = gk_fs_lock(fd, true);
    if (!error && count) error = append_locked(fd, items, count);
    if (close(fd) != 0 && !error) error = errno;
    return error;
}

static bool is_hex(gk_view v)
{
    for (size_t i = 0; i < v.n; i++) {
        char c = v.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
    }
    return v.n == 40 || v.n == 64;
}

static gk_view name_of(gk_view cell, gk_arena *arena)
{
    if (gk_view_find_byte(cell, '%', 0) == SIZE_MAX) return gk_arena_view(arena, cell);
    gk_buf text = GK_BUF_INIT;
    gk_buf_put_unescaped(&text, cell);
    gk_view name = gk_arena_view(arena, gk_buf_view(&text));
    gk_buf_free(&text);
    return name;
}

static bool parse_line(gk_view line, gk_arena *arena, gk_sha256 *previous, gk_received *out)
{
    enum { CELLS = 6 };
    gk_view cells[CELLS], rest = line;
    size_t n = 0;
    while (n < CELLS && gk_view_split(&rest, '\t', &cells[n])) n++;
    if (n == CELLS - 1 && gk_view_ends(line, GK_V("\t"))) cells[n++] = (gk_view){NULL, 0};
    if (n < CELLS || rest.n) return false;
    if (!gk_hash_parse(cells[0], previous)) return false;
    if (!gk_date_parse(cells[1], 0, &out->time) || cells[2].n == 0) return false;
    if (!is_hex(cells[3]) || !is_hex(cells[4])) return false;
    out->ref = name_of(cells[2], arena);
    out->old = gk_arena_view(arena, cells[3]);
    out->new = gk_arena_view(arena, cells[4]);
    out->pusher = name_of(cells[5], arena);
    return true;
}

void gk_receive_log_parse(gk_view text, gk_arena *arena, gk_receive_log *out)
{
    *out = (gk_receive_log){.items = NULL};
    size_t lines = 0;
    for (size_t i = 0; i < text.n; i++) lines += text.p[i] == '\n';
    out->items = gk_arena_calloc(arena, lines + 1, sizeof *out->items);
    bool whole = text.n == 0 || text.p[text.n - 1] == '\n', pending = false;
    gk_view line;
    while (gk_view_split(&text, '\n', &line)) {
        gk_received *item = &out->items[out->count];
        gk_sha256 previous;
        bool last = text.n == 0;
        if (last && whole && line.n == 0) break;
        out->lines++;
        bool read = (!last || whole) && parse_line(line, arena, &previous, item);
        /* What is no line was cut off, which only the line behind it can vouch for. */
        if (!read) {
            if (pending && !out->broken) out->broken = out->lines;
            out->torn++;
            pending = true;
        } else {
            if (memcmp(&previous, &out->head, sizeof previous) != 0 && !out->broken)
                out->broken = out->lines;
            item->line = out->lines;
            item->hash = gk_hash_sha256(line);
            out->count++;
            pending = false;
        }
        out->head = read ? item->hash : gk_hash_sha256(line);
    }
}

int gk_receive_log_read(const char *path, gk_arena *arena, gk_receive_log *out)
{
    gk_buf text = GK_BUF_INIT;
    *out = (gk_receive_log){.items = NULL};
    int error = gk_fs_read(AT_FDCWD, path, LOG_MAX, &text);
    if (!error) gk_receive_log_parse(gk_buf_view(&text), arena, out);
    gk_buf_free(&text);
    return error == ENOENT ? 0 : error;
}

bool gk_receive_log_report(const char *path, const gk_receive_log *log, gk_diags *diags)
{
    gk_place place = gk_place_file(gk_view_of(path));
    gk_buf number = GK_BUF_INIT;
    gk_buf_put_int(&number, log->torn);
    if (log->torn) gk_diag_add(diags, GK_MSG_receive_torn, place, gk_buf_view(&number));
    gk_buf_free(&number);
    place.line = log->broken;
    if (log->broken) gk_diag_add(diags, GK_MSG_receive_broken, place);
    return !log->broken;
}
