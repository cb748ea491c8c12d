/* Makes the nth call of one system call fail, in a program that is not told: loaded by LD_PRELOAD.
 *
 *     FAULT_CALL    write, pwrite, fsync, rename, renameat2, open, mkdir, unlink, ftruncate, link,
 *                   symlink
 *     FAULT_NTH     from which call on, counted from 1 in each process
 *     FAULT_TIMES   how many calls fail (default 1; 0: all from there on)
 *     FAULT_ERRNO   ENOSPC, EIO, EACCES, EDQUOT, EROFS, or a number (default EIO)
 *     FAULT_UNDER   only calls on files whose path begins so; descriptors are looked up in /proc
 *     FAULT_KILL    1: the process is killed instead
 *     FAULT_STOP    1: the process is stopped instead, and makes the call when it goes on
 *
 * open counts only calls that may write. Only calls through libc's names are seen. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int error_number(void)
{
    static const struct {
        const char *name;
        int number;
    } names[] = {{"ENOSPC", ENOSPC}, {"EIO", EIO},     {"EACCES", EACCES},
                 {"EDQUOT", EDQUOT}, {"EROFS", EROFS}, {"EMFILE", EMFILE}};
    const char *wanted = getenv("FAULT_ERRNO");
    for (size_t i = 0; wanted && i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(names[i].name, wanted) == 0) {
            return names[i].number;
        }
    }
    return wanted && atoi(wanted) ? atoi(wanted) : EIO;
}

static bool is_under(int fd, const char *path)
{
    const char *under = getenv("FAULT_UNDER");
    if (!under) {
        return true;
    }
    char name[PATH_MAX] = "", link[64];
    if (!path || path[0] != '/') {
        snprintf(link, sizeof(link), fd == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", fd);
        ssize_t n = readlink(link, name, sizeof(name) - 1);
        name[n > 0 ? n : 0] = '\0';
    }
    if (path) {
        size_t n = strlen(name);
        snprintf(name + n, sizeof(name) - n, "%s%s", n ? "/" : "", path);
    }
    return strncmp(name, under, strlen(under)) == 0;
}

/* True when this call is to fail; errno is set then. */
static bool fails(const char *call, int fd, const char *path)
{
    static long seen;
    const char *wanted = getenv("FAULT_CALL");
    if (!wanted || strcmp(wanted, call) != 0 || !is_under(fd, path)) {
        return false;
    }
    long n = __atomic_add_fetch(&seen, 1, __ATOMIC_RELAXED);
    long nth = getenv("FAULT_NTH") ? atol(getenv("FAULT_NTH")) : 1;
    long times = getenv("FAULT_TIMES") ? atol(getenv("FAULT_TIMES")) : 1;
    if (n < nth || (times && n >= nth + times)) {
        return false;
    }
    if (getenv("FAULT_KILL")) {
        kill(getpid(), SIGKILL);
    }
    if (getenv("FAULT_STOP")) {
        kill(getpid(), SIGSTOP);
        return false;
    }
    errno = error_number();
    return true;
}

#define REAL(name_) ((__typeof__(&name_))dlsym(RTLD_NEXT, #name_))
#define EXPORT      __attribute__((visibility("default")))

EXPORT ssize_t write(int fd, const void *bytes, size_t len)
{
    return fd > 2 && fails("write", fd, NULL) ? -1 : REAL(write)(fd, bytes, len);
}

EXPORT ssize_t pwrite(int fd, const void *bytes, size_t len, off_t at)
{
    return fails("pwrite", fd, NULL) ? -1 : REAL(pwrite)(fd, bytes, len, at);
}

EXPORT int fsync(int fd)
{
    return fails("fsync", fd, NULL) ? -1 : REAL(fsync)(fd);
}

EXPORT int fdatasync(int fd)
{
    return fails("fsync", fd, NULL) ? -1 : REAL(fdatasync)(fd);
}

EXPORT int syncfs(int fd)
{
    return fails("fsync", fd, NULL) ? -1 : REAL(syncfs)(fd);
}

EXPORT int ftruncate(int fd, off_t len)
{
    return fails("ftruncate", fd, NULL) ? -1 : REAL(ftruncate)(fd, len);
}

EXPORT int rename(const char *from, const char *to)
{
    return fails("rename", AT_FDCWD, to) ? -1 : REAL(rename)(from, to);
}

EXPORT int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
    return fails("rename", to_dir, to) ? -1 : REAL(renameat)(from_dir, from, to_dir, to);
}

EXPORT int renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags)
{
    return fails("rename", to_dir, to) ? -1 : REAL(renameat2)(from_dir, from, to_dir, to, flags);
}

EXPORT int mkdir(const char *path, mode_t mode)
{
    return fails("mkdir", AT_FDCWD, path) ? -1 : REAL(mkdir)(path, mode);
}

EXPORT int mkdirat(int dir, const char *path, mode_t mode)
{
    return fails("mkdir", dir, path) ? -1 : REAL(mkdirat)(dir, path, mode);
}

EXPORT int linkat(int from_dir, const char *from, int to_dir, const char *to, int flags)
{
    return fails("link", to_dir, to) ? -1 : REAL(linkat)(from_dir, from, to_dir, to, flags);
}

EXPORT int symlinkat(const char *text, int dir, const char *path)
{
    return fails("symlink", dir, path) ? -1 : REAL(symlinkat)(text, dir, path);
}

EXPORT int unlink(const char *path)
{
    return fails("unlink", AT_FDCWD, path) ? -1 : REAL(unlink)(path);
}

EXPORT int unlinkat(int dir, const char *path, int flags)
{
    return fails("unlink", dir, path) ? -1 : REAL(unlinkat)(dir, path, flags);
}

static mode_t mode_of(int flags, va_list arguments)
{
    return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(arguments, mode_t) : 0;
}

EXPORT int open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    bool writes = (flags & O_ACCMODE) != O_RDONLY;
    return writes && fails("open", AT_FDCWD, path) ? -1 : REAL(open)(path, flags, mode);
}

EXPORT int openat(int dir, const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    bool writes = (flags & O_ACCMODE) != O_RDONLY;
    return writes && fails("open", dir, path) ? -1 : REAL(openat)(dir, path, flags, mode);
}
