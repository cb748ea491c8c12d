#include "cmd/watch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

enum {
    DEPTH = 32,
    EVENTS = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ONLYDIR |
             IN_DONT_FOLLOW | IN_EXCL_UNLINK
};

struct gk_watch {
    int fd;
    char **paths; /* by watch descriptor; NULL: none */
    size_t cap;
    char **roots; /* what was asked for, to look again when events were lost */
    size_t root_count, root_cap;
};

gk_watch *gk_watch_open(void)
{
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd < 0) return NULL;
    gk_watch *watch = gk_mem_calloc(1, sizeof *watch);
    watch->fd = fd;
    return watch;
}

static bool is_ignored(const char *name)
{
    size_t n = strlen(name);
    return n == 0 || name[0] == '.' || name[n - 1] == '~';
}

static void remember(gk_watch *watch, int wd, const char *path)
{
    size_t before = watch->cap;
    watch->paths = gk_mem_grow(watch->paths, &watch->cap, (size_t)wd + 1, sizeof *watch->paths);
    for (size_t i = before; i < watch->cap; i++) watch->paths[i] = NULL;
    free(watch->paths[wd]);
    gk_buf copy = GK_BUF_INIT;
    gk_buf_puts(&copy, path);
    watch->paths[wd] = gk_buf_detach(&copy);
}

static bool add_tree(gk_watch *watch, const char *path, int depth)
{
    struct stat st;
    gk_buf name = GK_BUF_INIT;
    gk_buf_printf(&name, "%s/.gongkai", path);
    bool output = lstat(name.p, &st) == 0;
    gk_buf_free(&name);
    if (output || depth == 0) return true;
    int wd = inotify_add_watch(watch->fd, path, EVENTS);
    if (wd < 0) return errno != ENOSPC && errno != ENOMEM;
    remember(watch, wd, path);
    DIR *list = opendir(path);
    bool all = true;
    for (struct dirent *entry; list && all && (entry = readdir(list));) {
        if (is_ignored(entry->d_name) || (entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN))
            continue;
        gk_buf_truncate(&name, 0);
        gk_buf_printf(&name, "%s/%s", path, entry->d_name);
        all = add_tree(watch, name.p, depth - 1);
    }
    if (list) closedir(list);
    gk_buf_free(&name);
    return all;
}

bool gk_watch_add(gk_watch *watch, const char *folder)
{
    gk_buf copy = GK_BUF_INIT;
    gk_buf_puts(&copy, folder);
    watch->roots =
        gk_mem_grow(watch->roots, &watch->root_cap, watch->root_count + 1, sizeof *watch->roots);
    watch->roots[watch->root_count++] = gk_buf_detach(&copy);
    return add_tree(watch, folder, DEPTH);
}

int gk_watch_fd(const gk_watch *watch)
{
    return watch->fd;
}

/* Whether one event matters; a folder that appeared is watched from now on. */
static bool take_event(gk_watch *watch, const struct inotify_event *event)
{
    if (event->mask & IN_Q_OVERFLOW) {
        for (size_t i = 0; i < watch->root_count; i++) add_tree(watch, watch->roots[i], DEPTH);
        return true;
    }
    bool known = event->wd >= 0 && (size_t)event->wd < watch->cap && watch->paths[event->wd];
    if (event->mask & IN_IGNORED && known) {
        free(watch->paths[event->wd]);
        watch->paths[event->wd] = NULL;
    }
    if (!known || event->len == 0 || is_ignored(event->name)) return false;
    if (event->mask & IN_ISDIR && event->mask & (IN_CREATE | IN_MOVED_TO)) {
        gk_buf path = GK_BUF_INIT;
        gk_buf_printf(&path, "%s/%s", watch->paths[event->wd], event->name);
        add_tree(watch, path.p, DEPTH);
        gk_buf_free(&path);
    }
    return true;
}

bool gk_watch_read(gk_watch *watch)
{
    _Alignas(struct inotify_event) char buffer[16384];
    bool changed = false;
    for (;;) {
        ssize_t n = read(watch->fd, buffer, sizeof buffer);
        if (n <= 0) return changed;
        for (const char *p = buffer; p < buffer + n;) {
            const struct inotify_event *event = (const struct inotify_event *)(const void *)p;
            changed |= take_event(watch, event);
            p += sizeof *event + event->len;
        }
    }
}

void gk_watch_close(gk_watch *watch)
{
    if (!watch) return;
    close(watch->fd);
    for (size_t i = 0; i < watch->cap; i++) free(watch->paths[i]);
    for (size_t i = 0; i < watch->root_count; i++) free(watch->roots[i]);
    free(watch->paths);
    free(watch->roots);
    free(watch);
}
