#include "build/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Bytes that are written at once, and that are read at least. */
enum { PIECE = 64 * 1024, WINDOW = 32 * 1024 };

struct gk_spool_tail {
    uint64_t end;      /* of all that was put; the file holds what comes before the tail */
    char bytes[PIECE]; /* what lies behind the last whole piece */
};

static int open_unnamed(int dir)
{
    const char *temporary = getenv("TMPDIR");
    int fd = -1;
    if (dir >= 0) fd = openat(dir, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        fd = open(temporary && *temporary ? temporary : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC,
                  0600);
    if (fd < 0) fd = memfd_create("gongkai-spool", MFD_CLOEXEC);
    return fd;
}

bool gk_spools_open(gk_spools *spools, unsigned count, int dir, gk_region *shared)
{
    *spools = (gk_spools){.count = 0};
    spools->tails = gk_region_alloc(shared, count * sizeof *spools->tails);
    if (!spools->tails) {
        errno = ENOMEM;
        return false;
    }
    for (unsigned i = 0; i < count; i++) {
        spools->fds[i] = open_unnamed(dir);
        if (spools->fds[i] < 0) return false;
        spools->count++;
    }
    return true;
}

static bool write_piece(int fd, const char *piece, uint64_t at)
{
    for (size_t done = 0; done < PIECE;) {
        ssize_t n = pwrite(fd, piece + done, PIECE - done, (off_t)(at + done));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        done += (size_t)n;
    }
    return true;
}

/* A worker that dies in here leaves the end where it was: what it did is done again. */
bool gk_spools_put(gk_spools *spools, unsigned worker, gk_view bytes, uint64_t *at)
{
    struct gk_spool_tail *tail = &spools->tails[worker];
    *at = tail->end;
    for (gk_view rest = bytes; rest.n;) {
        size_t from = tail->end % PIECE, n = rest.n < PIECE - from ? rest.n : PIECE - from;
        memcpy(tail->bytes + from, rest.p, n);
        rest = gk_view_from(rest, n);
        if (from + n == PIECE && !write_piece(spools->fds[worker], tail->bytes, tail->end - from))
            return false;
        tail->end += n;
    }
    return true;
}

/* Appends n bytes of a file. */
static bool read_file(int fd, uint64_t at, size_t n, gk_buf *out)
{
    gk_buf_reserve(out, n);
    for (size_t end = out->n + n; out->n < end;) {
        ssize_t got = pread(fd, out->p + out->n, end - out->n, (off_t)at);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        out->n += (size_t)got;
        at += (size_t)got;
    }
    return true;
}

/* Makes a window begin at a body that at least begins in the file. */
static bool move(const gk_spools *spools, gk_spool_window *window, unsigned file, uint64_t at,
                 size_t n)
{
    const struct gk_spool_tail *tail = &spools->tails[file];
    uint64_t left = tail->end - tail->end % PIECE - at;
    size_t wanted = n < WINDOW ? WINDOW : n, stored = left < wanted ? (size_t)left : wanted;
    gk_buf_truncate(&window->bytes, 0);
    window->file = file;
    window->at = at;
    if (!read_file(spools->fds[file], at, stored, &window->bytes)) return false;
    if (stored < n) gk_buf_put(&window->bytes, gk_view_n(tail->bytes, n - stored));
    return true;
}

bool gk_spools_get(const gk_spools *spools, unsigned file, uint64_t at, size_t n,
                   gk_spool_window *window, gk_view *body)
{
    const struct gk_spool_tail *tail = &spools->tails[file];
    if (at >= tail->end - tail->end % PIECE) {
        *body = gk_view_n(tail->bytes + at % PIECE, n);
        return true;
    }
    bool there = window->file == file && at >= window->at && at + n <= window->at + window->bytes.n;
    if (!there && !move(spools, window, file, at, n)) return false;
    *body = gk_view_n(window->bytes.p + (at - window->at), n);
    return true;
}

void gk_spools_close(gk_spools *spools)
{
    for (unsigned i = 0; i < spools->count; i++) close(spools->fds[i]);
    spools->count = 0;
}
