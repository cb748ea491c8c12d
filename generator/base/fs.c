#include "base/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

int gk_fs_read_open(int fd, size_t max, gk_buf *out)
{
    struct stat st;
    if (fstat(fd, &st) != 0) return errno;
    if (S_ISDIR(st.st_mode)) return EISDIR;
    if (!S_ISREG(st.st_mode)) return EINVAL;
    if ((uint64_t)st.st_size > max) return EFBIG;
    size_t before = out->n;
    /* One byte more than the size, so that the usual file ends with the first read that gives
     * less. */
    size_t want = (size_t)st.st_size + 1;
    for (;;) {
        gk_buf_reserve(out, want);
        ssize_t got = read(fd, out->p + out->n, want);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            int error = errno;
            gk_buf_truncate(out, before);
            return error;
        }
        out->n += (size_t)got;
        if (out->n - before > max) {
            gk_buf_truncate(out, before);
            return EFBIG;
        }
        if ((size_t)got < want && (got == 0 || out->n - before >= (size_t)st.st_size)) break;
        want = (size_t)got == want ? 65536 : want - (size_t)got;
    }
    out->p[out->n] = '\0';
    return 0;
}

int gk_fs_read(int dir, const char *path, size_t max, gk_buf *out)
{
    int fd = openat(dir, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) return errno;
    int error = gk_fs_read_open(fd, max, out);
    close(fd);
    return error;
}

int gk_fs_hash(int fd, gk_sha256 *hash, uint64_t *size)
{
    char piece[65536];
    gk_sha256_stream stream;
    uint64_t n = 0;
    gk_hash_start(&stream);
    for (ssize_t got; (got = read(fd, piece, sizeof piece)) != 0;) {
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return errno;
        gk_hash_add(&stream, gk_view_n(piece, (size_t)got));
        n += (uint64_t)got;
    }
    *hash = gk_hash_end(&stream);
    *size = n;
    return 0;
}

int gk_fs_write_all(int fd, gk_view bytes)
{
    while (bytes.n) {
        ssize_t done = write(fd, bytes.p, bytes.n);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return errno;
        bytes = gk_view_from(bytes, (size_t)done);
    }
    return 0;
}

static int make_dir(int dir, const char *path)
{
    if (mkdirat(dir, path, GK_FS_DIR_MODE) != 0) return errno;
    return fchmodat(dir, path, GK_FS_DIR_MODE, 0) == 0 ? 0 : errno;
}

static int need_dir(int dir, const char *path)
{
    struct stat st;
    if (fstatat(dir, path, &st, 0) != 0) return errno;
    return S_ISDIR(st.st_mode) ? 0 : ENOTDIR;
}

int gk_fs_mkdirs(int dir, const char *path)
{
    char part[PATH_MAX];
    size_t n = strlen(path);
    if (n >= sizeof part) return ENAMETOOLONG;
    int error = make_dir(dir, path);
    if (error == EEXIST) return need_dir(dir, path);
    if (error != ENOENT) return error;
    for (size_t i = 1; i <= n; i++) {
        if (path[i] != '/' && path[i] != '\0') continue;
        memcpy(part, path, i);
        part[i] = '\0';
        error = make_dir(dir, part);
        if (error && error != EEXIST) return error;
    }
    return need_dir(dir, path);
}

/* Empties the folder `fd`, but for the entry `kept` (or NULL), and closes it. */
static int empty_dir(int fd, const char *kept)
{
    DIR *list = fdopendir(fd);
    if (!list) {
        int error = errno;
        close(fd);
        return error;
    }
    int error = 0;
    for (struct dirent *entry; !error && (errno = 0, entry = readdir(list));) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || (kept && strcmp(name, kept) == 0))
            continue;
        error = gk_fs_remove_tree(fd, name);
    }
    if (!error) error = errno;
    closedir(list);
    return error;
}

int gk_fs_remove_tree(int dir, const char *path)
{
    if (unlinkat(dir, path, 0) == 0 || errno == ENOENT) return 0;
    if (errno != EISDIR && errno != EPERM) return errno;
    int error;
    int fd = gk_fs_open_dir(dir, path, &error);
    if (fd < 0) return error;
    error = empty_dir(fd, NULL);
    if (error) return error;
    return unlinkat(dir, path, AT_REMOVEDIR) == 0 ? 0 : errno;
}

int gk_fs_empty(int dir, const char *path, const char *kept)
{
    int error;
    int fd = gk_fs_open_dir(dir, path, &error);
    return fd < 0 ? error : empty_dir(fd, kept);
}

int gk_fs_remove_named(int dir, const char *prefix)
{
    int error;
    int fd = gk_fs_open_dir(dir, ".", &error);
    if (fd < 0) return error;
    DIR *list = fdopendir(fd);
    if (!list) {
        error = errno;
        close(fd);
        return error;
    }
    for (struct dirent *entry; !error && (errno = 0, entry = readdir(list));)
        if (strncmp(entry->d_name, prefix, strlen(prefix)) == 0)
            error = gk_fs_remove_tree(dir, entry->d_name);
    if (!error) error = errno;
    closedir(list);
    return error;
}

static int write_new(int dir, const char *name, gk_view bytes)
{
    int fd =
        openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, GK_FS_FILE_MODE);
    if (fd < 0) return errno;
    int error = gk_fs_write_all(fd, bytes);
    if (!error && fchmod(fd, GK_FS_FILE_MODE) != 0) error = errno;
    if (!error && fsync(fd) != 0) error = errno;
    if (close(fd) != 0 && !error) error = errno;
    return error;
}

int gk_fs_replace(int dir, const char *name, gk_view bytes)
{
    char temporary[NAME_MAX + 1];
    int n = snprintf(temporary, sizeof temporary, "%s.tmp", name);
    if (n < 0 || (size_t)n >= sizeof temporary) return ENAMETOOLONG;
    int error = write_new(dir, temporary, bytes);
    if (!error && renameat(dir, temporary, dir, name) != 0) error = errno;
    if (error) {
        unlinkat(dir, temporary, 0);
        return error;
    }
    if (dir == AT_FDCWD) return 0;
    return fsync(dir) == 0 ? 0 : errno;
}

int gk_fs_lock(int fd, bool wait)
{
    enum { TRIES = 100, PAUSE_MS = 20 };
    const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
    for (int tries = 0; flock(fd, wait ? LOCK_EX : LOCK_EX | LOCK_NB) != 0; tries++) {
        if (errno != EINTR && (errno != EWOULDBLOCK || tries >= TRIES)) return errno;
        if (!wait) nanosleep(&pause, NULL);
    }
    return 0;
}

int gk_fs_open_dir(int dir, const char *path, int *error)
{
    int fd = openat(dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    *error = fd < 0 ? errno : 0;
    return fd;
}

bool gk_fs_holds_only(int dir, const char *path, const char *only, int *error)
{
    int fd = gk_fs_open_dir(dir, path, error);
    if (fd < 0) return false;
    DIR *list = fdopendir(fd);
    if (!list) {
        *error = errno;
        close(fd);
        return false;
    }
    bool expected = true;
    for (struct dirent *entry; expected && (errno = 0, entry = readdir(list));) {
        const char *name = entry->d_name;
        expected =
            strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || (only && strcmp(name, only) == 0);
    }
    *error = expected ? errno : 0;
    closedir(list);
    return expected && *error == 0;
}

void gk_fs_report(gk_diags *diags, gk_fs_use use, gk_view file, int error)
{
    static const struct {
        int error;
        gk_message id;
    } plain[] = {
        {ENOSPC, GK_MSG_disk_full},      {EDQUOT, GK_MSG_disk_quota},
        {EACCES, GK_MSG_io_denied},      {EPERM, GK_MSG_io_denied},
        {EROFS, GK_MSG_io_read_only},    {ENOENT, GK_MSG_io_missing},
        {EMFILE, GK_MSG_io_open_files},  {ENFILE, GK_MSG_io_open_files},
        {ENOTDIR, GK_MSG_io_not_folder},
    };
    gk_place place = gk_place_file(file);
    if (use == GK_FS_READING && error == EFBIG) {
        gk_diag_add(diags, GK_MSG_file_large, place);
        return;
    }
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        if (plain[i].error != error) continue;
        gk_diag_add(diags, plain[i].id, place);
        return;
    }
    gk_message id = use == GK_FS_READING ? GK_MSG_io_read : GK_MSG_io_write;
    gk_diag_add(diags, id, place, gk_view_of(strerror(error)));
}
