#include "source/lfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"

enum { PATH_FILE_MAX = 4096 /* bytes of a file that holds a path */ };

/* The present name of the format, and two that early versions wrote. */
static bool is_version(gk_view value)
{
    return gk_view_is(value, "https://git-lfs.github.com/spec/v1") ||
           gk_view_is(value, "https://hawser.github.com/spec/v1") ||
           gk_view_is(value, "http://git-media.io/v/2");
}

static bool read_size(gk_view value, uint64_t *out)
{
    uint64_t size = 0;
    if (!value.n || value.n > 18) return false;
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] < '0' || value.p[i] > '9') return false;
        size = size * 10 + (uint64_t)(value.p[i] - '0');
    }
    *out = size;
    return true;
}

static bool read_oid(gk_view value, gk_sha256 *out)
{
    gk_view method = GK_V("sha256:");
    return gk_view_starts(value, method) && gk_hash_parse(gk_view_from(value, method.n), out);
}

bool gk_lfs_parse(gk_view text, gk_lfs_pointer *out)
{
    gk_view rest = text, line, key;
    bool oid = false, size = false;
    *out = (gk_lfs_pointer){.size = 0};
    if (text.n > GK_LFS_POINTER_MAX || !gk_view_starts(text, GK_V("version "))) return false;
    for (size_t n = 0; rest.n && gk_view_split(&rest, '\n', &line); n++) {
        if (gk_view_ends(line, GK_V("\r"))) line.n--;
        if (!gk_view_split(&line, ' ', &key)) return false;
        if (n == 0 && !is_version(line)) return false;
        if (gk_view_is(key, "oid"))
            oid = read_oid(line, &out->oid);
        else if (gk_view_is(key, "size"))
            size = read_size(line, &out->size);
        else
            out->extended |= gk_view_starts(key, GK_V("ext-"));
    }
    return oid && size;
}

static bool exists(gk_view folder, const char *name, gk_arena *arena)
{
    return access(GK_JOIN(arena, folder, GK_V("/"), gk_view_of(name)).p, F_OK) == 0;
}

/* What a file of one path leads to, behind a prefix; relative ones start at `folder`. Empty when
 * there is no such file. */
static gk_view follow(gk_view folder, const char *name, const char *prefix, gk_arena *arena)
{
    gk_buf text = GK_BUF_INIT;
    gk_view led = {NULL, 0};
    if (gk_fs_read(AT_FDCWD, GK_JOIN(arena, folder, GK_V("/"), gk_view_of(name)).p, PATH_FILE_MAX,
                   &text) == 0 &&
        gk_view_starts(gk_buf_view(&text), gk_view_of(prefix))) {
        gk_view to = gk_view_trim(gk_view_from(gk_buf_view(&text), strlen(prefix)));
        bool absolute = gk_view_starts(to, GK_V("/"));
        led = absolute ? gk_arena_view(arena, to) : GK_JOIN(arena, folder, GK_V("/"), to);
    }
    gk_buf_free(&text);
    return led;
}

/* The repository's own folder when `folder` is the top of a work tree, or such a folder itself;
 * else empty. */
static gk_view find_own(gk_view folder, gk_arena *arena)
{
    struct stat st;
    gk_view own = GK_JOIN(arena, folder, GK_V("/.git"));
    if (exists(folder, "HEAD", arena) && exists(folder, "objects", arena) &&
        exists(folder, "refs", arena))
        return folder;
    if (stat(own.p, &st) == 0 && S_ISDIR(st.st_mode)) return own;
    return follow(folder, ".git", "gitdir: ", arena);
}

int gk_lfs_open_objects(const char *path)
{
    gk_arena arena = GK_ARENA_INIT;
    char *real = realpath(path, NULL);
    gk_view folder = gk_arena_view(&arena, real ? gk_view_of(real) : GK_V("")), own = {NULL, 0};
    free(real);
    while (folder.n && !(own = find_own(folder, &arena)).n)
        folder = gk_arena_view(&arena, gk_view_n(folder.p, gk_view_rfind_byte(folder, '/')));
    int dir = -1;
    if (own.n) {
        gk_view common = follow(own, "commondir", "", &arena);
        dir = open(GK_JOIN(&arena, common.n ? common : own, GK_V("/lfs/objects")).p,
                   O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    gk_arena_free(&arena);
    return dir;
}

int gk_lfs_open(int objects, const gk_lfs_pointer *pointer, gk_lfs_state *state)
{
    char hex[65], path[80];
    struct stat st;
    gk_lfs_state found = GK_LFS_MISSING;
    gk_hash_hex(&pointer->oid, hex);
    snprintf(path, sizeof path, "%.2s/%.2s/%s", hex, hex + 2, hex);
    int fd = objects < 0 || pointer->extended
                 ? -1
                 : openat(objects, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd >= 0) {
        bool whole =
            fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size == pointer->size;
        found = whole ? GK_LFS_HERE : GK_LFS_DAMAGED;
        if (!whole) {
            close(fd);
            fd = -1;
        }
    }
    if (fd < 0) errno = ENOENT;
    if (state) *state = found;
    return fd;
}
