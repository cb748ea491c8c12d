#include "store/pushes.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/mem.h"

#define SPOOL "spool"
#define FAULT "fault"

enum { FAULT_MAX = 1024 * 1024, LOCK_MODE = 0640 };

/* Opens the server's folder, making it. */
static int open_state(const char *state, bool make, int *fd)
{
    int error = make ? gk_fs_mkdirs(AT_FDCWD, state) : 0;
    if (!error) *fd = gk_fs_open_dir(AT_FDCWD, state, &error);
    return error;
}

int gk_pushes_open_spool(const char *state, int *fd)
{
    int dir = -1, error = open_state(state, true, &dir);
    if (!error) error = gk_fs_mkdirs(dir, SPOOL);
    if (!error) *fd = gk_fs_open_dir(dir, SPOOL, &error);
    if (dir >= 0) close(dir);
    return error;
}

/* The name tells nobody anything; it only has to be another one each time. */
int gk_pushes_add(const char *state, gk_view ref, gk_view new)
{
    char name[64], hidden[80];
    struct timespec now;
    int dir = -1, error = gk_pushes_open_spool(state, &dir);
    if (error) return error;
    clock_gettime(CLOCK_REALTIME, &now);
    snprintf(name, sizeof name, "%lld.%09ld-%d", (long long)now.tv_sec, now.tv_nsec, (int)getpid());
    snprintf(hidden, sizeof hidden, ".%s", name);
    gk_buf text = GK_BUF_INIT;
    gk_buf_put(&text, ref);
    gk_buf_putc(&text, '\t');
    gk_buf_put(&text, new);
    gk_buf_putc(&text, '\n');
    int fd = openat(dir, hidden, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, GK_FS_FILE_MODE);
    error = fd < 0 ? errno : gk_fs_write_all(fd, gk_buf_view(&text));
    if (fd >= 0 && close(fd) != 0 && !error) error = errno;
    if (!error && renameat(dir, hidden, dir, name) != 0) error = errno;
    if (error) unlinkat(dir, hidden, 0);
    gk_buf_free(&text);
    close(dir);
    return error;
}

/* A folder or a link that somebody left there is no entry, and could not be done with. */
static bool is_entry(int dir, const char *name)
{
    struct stat st;
    return fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode);
}

int gk_pushes_list(const char *state, gk_arena *arena, gk_pushes *out)
{
    gk_buf path = GK_BUF_INIT;
    size_t cap = 0;
    gk_view *names = NULL;
    *out = (gk_pushes){NULL, 0};
    gk_buf_printf(&path, "%s/" SPOOL, state);
    DIR *list = opendir(path.p);
    int error = list ? 0 : errno;
    gk_buf_free(&path);
    for (struct dirent *entry; !error && (errno = 0, entry = readdir(list));) {
        if (entry->d_name[0] == '.' || !is_entry(dirfd(list), entry->d_name)) continue;
        names = gk_mem_grow(names, &cap, out->count + 1, sizeof *names);
        names[out->count++] = gk_arena_view(arena, gk_view_of(entry->d_name));
    }
    if (list) {
        if (!error) error = errno;
        closedir(list);
    }
    out->names = gk_arena_alloc(arena, (out->count + 1) * sizeof *names);
    if (out->count) memcpy(out->names, names, out->count * sizeof *names);
    free(names);
    return error == ENOENT ? 0 : error;
}

int gk_pushes_done(const char *state, const gk_pushes *pushes)
{
    int dir = -1, error = gk_pushes_open_spool(state, &dir);
    for (size_t i = 0; dir >= 0 && i < pushes->count; i++)
        if (unlinkat(dir, pushes->names[i].p, 0) != 0 && errno != ENOENT) error = errno;
    if (dir >= 0) close(dir);
    return error;
}

bool gk_pushes_waiting(const char *state)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_pushes pushes;
    bool waiting = gk_pushes_list(state, &arena, &pushes) == 0 && pushes.count;
    gk_arena_free(&arena);
    return waiting;
}

int gk_pushes_lock(const char *state, int *fd)
{
    int dir = -1, error = open_state(state, true, &dir);
    if (error) return error;
    *fd = openat(dir, "builder.lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, LOCK_MODE);
    if (*fd < 0) error = errno;
    close(dir);
    if (!error) error = gk_fs_lock(*fd, false);
    if (error && *fd >= 0) {
        close(*fd);
        *fd = -1;
    }
    return error;
}

int gk_trouble_write(const char *state, const gk_trouble *fault)
{
    int dir = -1, error = open_state(state, true, &dir);
    if (error) return error;
    gk_buf text = GK_BUF_INIT;
    gk_date_put_rfc3339(&text, fault->time);
    gk_buf_printf(&text, "\t%.*s\t%s\n", (int)fault->commit.n, fault->commit.p,
                  fault->of_system ? "system" : "content");
    gk_buf_put(&text, gk_view_sub(fault->text, 0, FAULT_MAX / 2));
    error = gk_fs_replace(dir, FAULT, gk_buf_view(&text));
    gk_buf_free(&text);
    close(dir);
    return error;
}

int gk_trouble_read(const char *state, gk_arena *arena, gk_trouble *out)
{
    int dir = -1, error = open_state(state, false, &dir);
    gk_buf text = GK_BUF_INIT;
    gk_view line, time, kind;
    *out = (gk_trouble){.of_system = false};
    if (!error) error = gk_fs_read(dir, FAULT, FAULT_MAX, &text);
    if (dir >= 0) close(dir);
    gk_view rest = gk_arena_view(arena, gk_buf_view(&text));
    gk_buf_free(&text);
    if (error) return error;
    if (!gk_view_split(&rest, '\n', &line) || !gk_view_split(&line, '\t', &time) ||
        !gk_date_parse(time, 0, &out->time) || !gk_view_split(&line, '\t', &out->commit) ||
        !gk_view_split(&line, '\t', &kind))
        return EBADMSG;
    out->of_system = gk_view_is(kind, "system");
    out->text = rest;
    return 0;
}

int gk_trouble_clear(const char *state)
{
    int dir = -1, error = open_state(state, false, &dir);
    if (!error && unlinkat(dir, FAULT, 0) != 0) error = errno;
    if (dir >= 0) close(dir);
    return error == ENOENT ? 0 : error;
}
