/* A portal in a folder: everything that lies in it is compared with the manifest. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/map.h"
#include "base/mem.h"
#include "build/verify_parts.h"

enum { RECORD_MAX = 1 << 30 };

typedef struct walk {
    gk_verify *v;
    gk_map met; /* paths of the manifest that were met */
    gk_arena arena;
} walk;

static int read_part(int top, const char *name, gk_buf *out, bool *there)
{
    gk_buf path = GK_BUF_INIT;
    gk_buf_printf(&path, GK_STORE_OWN "/%s", name);
    int error = gk_fs_read(top, path.p, RECORD_MAX, out);
    *there = !error;
    gk_buf_free(&path);
    return error == ENOENT || error == ENOTDIR || error == ELOOP ? 0 : error;
}

int gk_verify_folder_record(int top, bool signed_one, gk_record *out)
{
    int error =
        read_part(top, signed_one ? GK_STORE_SIGNED : GK_STORE_RECORD, &out->text, &out->has_text);
    if (error) return error;
    return read_part(top, signed_one ? GK_STORE_SIGNED_BY : GK_STORE_SIGNATURE, &out->signature,
                     &out->has_signature);
}

/* An entry that is no folder. */
static void meet(walk *w, int dir, const char *name, gk_view path)
{
    gk_store_row row;
    if (!gk_manifest_find(&w->v->manifest, path, &row)) {
        w->v->out->added++;
        gk_diag_add(w->v->diags, GK_MSG_verify_added, gk_place_file(path));
        return;
    }
    struct stat st;
    uint64_t size = 0;
    gk_sha256 hash = {{0}};
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool whole = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
    if (fd < 0 && errno != ELOOP) gk_fs_report(w->v->diags, GK_FS_READING, path, errno);
    int error = whole ? gk_fs_hash(fd, &hash, &size) : 0;
    if (error) gk_fs_report(w->v->diags, GK_FS_READING, path, error);
    if (fd >= 0) close(fd);
    gk_map_put(&w->met, gk_arena_view(&w->arena, path), NULL);
    gk_verify_judge(w->v, path, &row, whole && !error ? GK_SEEN_FILE : GK_SEEN_OTHER, size, &hash);
}

/* What gongkai itself keeps in its folder, also while a build is under way. */
static bool is_own(gk_view path)
{
    static const char *const names[] = {
        GK_STORE_RECORD, GK_STORE_SIGNATURE, GK_STORE_SIGNED, GK_STORE_SIGNED_BY,
        "journal",       "staging",          "trash",         "manifest.new"};
    const gk_view folder = GK_V(GK_STORE_OWN "/");
    if (!gk_view_starts(path, folder)) return false;
    gk_view name = gk_view_from(path, folder.n);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (gk_view_is(name, names[i])) return true;
    return false;
}

static void enter(walk *w, int dir, gk_buf *path, int depth);

static void visit(walk *w, int dir, const char *name, gk_buf *path, int depth)
{
    struct stat st;
    size_t length = path->n;
    if (length) gk_buf_putc(path, '/');
    gk_buf_puts(path, name);
    bool folder = fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
    if (is_own(gk_buf_view(path))) {
    } else if (folder) {
        int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        if (fd < 0 || depth > GK_WALK_DEPTH)
            gk_fs_report(w->v->diags, GK_FS_READING, gk_buf_view(path), fd < 0 ? errno : ELOOP);
        else
            enter(w, fd, path, depth + 1);
        if (fd >= 0) close(fd);
    } else {
        meet(w, dir, name, gk_buf_view(path));
    }
    gk_buf_truncate(path, length);
}

static void enter(walk *w, int dir, gk_buf *path, int depth)
{
    int again = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = again < 0 ? NULL : fdopendir(again);
    if (!entries) {
        gk_fs_report(w->v->diags, GK_FS_READING, gk_buf_view(path), errno);
        if (again >= 0) close(again);
        return;
    }
    for (struct dirent *entry; (entry = readdir(entries));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            visit(w, dir, entry->d_name, path, depth);
    closedir(entries);
}

void gk_verify_folder(gk_verify *v, int top)
{
    walk w = {.v = v, .met = GK_MAP_INIT, .arena = GK_ARENA_INIT};
    gk_buf path = GK_BUF_INIT;
    gk_view row_path;
    enter(&w, top, &path, 0);
    for (size_t at = v->manifest.body; gk_manifest_next(&v->manifest, &at, &row_path);) {
        gk_store_row row;
        if (gk_map_get(&w.met, row_path)) continue;
        gk_manifest_find(&v->manifest, row_path, &row);
        gk_verify_judge(v, row_path, &row, GK_SEEN_NOTHING, 0, &row.hash);
    }
    gk_buf_free(&path);
    gk_map_free(&w.met);
    gk_arena_free(&w.arena);
}
