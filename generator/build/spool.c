#include "build/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

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
    spools->ends = gk_region_alloc(shared, count * sizeof *spools->ends);
    if (!spools->ends) {
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

bool gk_spools_put(gk_spools *spools, unsigned worker, gk_view bytes, uint64_t *at)
{
    *at = spools->ends[worker];
    for (size_t done = 0; done < bytes.n;) {
        ssize_t n =
            pwrite(spools->fds[worker], bytes.p + done, bytes.n - done, (off_t)(*at + done));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        done += (size_t)n;
    }
    spools->ends[worker] = *at + bytes.n;
    return true;
}

bool gk_spools_get(const gk_spools *spools, unsigned file, uint64_t at, size_t n, gk_buf *out)
{
    gk_buf_truncate(out, 0);
    gk_buf_reserve(out, n);
    while (out->n < n) {
        ssize_t got = pread(spools->fds[file], out->p + out->n, n - out->n, (off_t)(at + out->n));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        out->n += (size_t)got;
    }
    out->p[n] = '\0';
    return true;
}

void gk_spools_close(gk_spools *spools)
{
    for (unsigned i = 0; i < spools->count; i++) close(spools->fds[i]);
    spools->count = 0;
}
