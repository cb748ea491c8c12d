/* Puts: what workers do. Only calls that a sandbox may allow, only below the staging folder. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "store/state.h"

enum { PIECE = 65536 };

/* Copies the file from its present offset on, and says what went by. `writing` tells whose fault
 * an error is. */
static int copy(int fd, int to, gk_store_row *row, bool *writing)
{
    char piece[PIECE];
    gk_sha256_stream hash;
    gk_hash_start(&hash);
    row->size = 0;
    for (;;) {
        ssize_t got = read(fd, piece, sizeof piece);
        *writing = false;
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return errno;
        if (got == 0) break;
        gk_hash_add(&hash, gk_view_n(piece, (size_t)got));
        row->size += (uint64_t)got;
        *writing = true;
        int error = gk_fs_write_all(to, gk_view_n(piece, (size_t)got));
        if (error) return error;
    }
    row->hash = gk_hash_end(&hash);
    return 0;
}

bool gk_store_holds(const gk_store *store, const char *path, const gk_store_row *row)
{
    struct stat st;
    gk_sha256 hash;
    uint64_t size;
    if (fstatat(store->top, path, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode) ||
        (uint64_t)st.st_size != row->size)
        return false;
    /* What was changed in place or rotted must not be linked into a new release, and be signed. */
    if (!store->releases) return true;
    int fd = openat(store->top, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool same =
        fd >= 0 && gk_fs_hash(fd, &hash, &size) == 0 && memcmp(&hash, &row->hash, sizeof hash) == 0;
    if (fd >= 0) close(fd);
    return same;
}

static bool is_unchanged(const gk_store *store, const char *path, const gk_store_row *row)
{
    gk_store_row old;
    if (store->anew || !gk_manifest_find(&store->manifest, gk_view_of(path), &old)) return false;
    if (store->releases && old.private) return false; /* it would be linked */
    if (old.size != row->size || memcmp(&old.hash, &row->hash, sizeof old.hash) != 0) return false;
    return gk_store_holds(store, path, row);
}

static int make_folder(gk_store *store, const char *path)
{
    if (mkdirat(store->staging, path, GK_FS_DIR_MODE) != 0) return errno == EEXIST ? 0 : errno;
    if (!store->fix_modes) return 0;
    int error;
    int fd = gk_fs_open_dir(store->staging, path, &error);
    if (error) return error;
    if (fchmod(fd, GK_FS_DIR_MODE) != 0) error = errno;
    close(fd);
    return error;
}

/* Makes the folder of a staged file: itself first, for most often only the last part is missing. */
static int make_folders(gk_store *store, gk_view folder)
{
    if (folder.n == 0 || gk_view_eq(folder, gk_view_n(store->folder, store->folder_n))) return 0;
    memcpy(store->folder, folder.p, folder.n);
    store->folder[folder.n] = '\0';
    store->folder_n = folder.n;
    int error = make_folder(store, store->folder);
    if (error != ENOENT) return error;
    for (size_t i = 1; i <= folder.n; i++) {
        if (i < folder.n && folder.p[i] != '/') continue;
        store->folder[i] = '\0';
        error = make_folder(store, store->folder);
        if (i < folder.n) store->folder[i] = '/';
        if (error) return error;
    }
    return 0;
}

static int create(gk_store *store, const char *path, int *fd)
{
    int error = make_folders(store, gk_walk_folder(gk_view_of(path)));
    if (error) return error;
    /* Not O_EXCL: a worker that takes over from one that was killed may write the same file
     * again. */
    *fd = openat(store->staging, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
                 GK_FS_FILE_MODE);
    if (*fd < 0) return errno;
    if (!store->fix_modes || fchmod(*fd, GK_FS_FILE_MODE) == 0) return 0;
    error = errno;
    close(*fd);
    return error;
}

static bool fail(gk_store *store, const char *path, int error, gk_diags *diags)
{
    store->failed = true;
    store->folder_n = 0;
    if (error == EISDIR || error == ENOTDIR)
        gk_diag_add(diags, GK_MSG_output_clash, gk_place_file(gk_view_of(store->dir)),
                    gk_view_of(path));
    else if (error == ENAMETOOLONG)
        gk_diag_add(diags, GK_MSG_output_path, gk_place_file(gk_view_of(store->dir)),
                    gk_view_of(path));
    else
        gk_fs_report(diags, GK_FS_WRITING, gk_view_of(store->dir), error);
    return false;
}

/* Copies the path and checks it. */
static bool begin(gk_store *store, gk_view path, char copy[GK_WALK_PATH], gk_diags *diags)
{
    if (!gk_store_path_ok(path)) {
        gk_diag_add(diags, GK_MSG_output_path, gk_place_file(gk_view_of(store->dir)), path);
        return false;
    }
    memcpy(copy, path.p, path.n);
    copy[path.n] = '\0';
    return true;
}

static bool write_file(gk_store *store, const char *name, gk_view bytes, gk_diags *diags)
{
    if (store->failed) return false;
    int fd, error = create(store, name, &fd);
    if (error) return fail(store, name, error, diags);
    error = gk_fs_write_all(fd, bytes);
    if (close(fd) != 0 && !error) error = errno;
    return error ? fail(store, name, error, diags) : true;
}

bool gk_store_put(gk_store *store, gk_view path, gk_view bytes, gk_store_row *row, gk_diags *diags)
{
    char name[GK_WALK_PATH];
    if (!begin(store, path, name, diags)) return false;
    *row =
        (gk_store_row){.hash = gk_hash_sha256(bytes), .size = bytes.n, .state = GK_STORE_UNCHANGED};
    if (is_unchanged(store, name, row)) return true;
    row->state = GK_STORE_WRITTEN;
    return write_file(store, name, bytes, diags);
}

bool gk_store_put_taking(gk_store *store, gk_view path, gk_buf *bytes, gk_store_row *row,
                         gk_hasher *hasher, gk_diags *diags)
{
    char name[GK_WALK_PATH];
    gk_store_row old;
    if (gk_manifest_find(&store->manifest, path, &old) && old.size == bytes->n) {
        bool done = gk_store_put(store, path, gk_buf_view(bytes), row, diags);
        gk_buf_truncate(bytes, 0);
        return done;
    }
    *row = (gk_store_row){.size = bytes->n, .state = GK_STORE_WRITTEN};
    if (!begin(store, path, name, diags) || !write_file(store, name, gk_buf_view(bytes), diags))
        return false;
    gk_hasher_take(hasher, bytes, &row->hash);
    return true;
}

static bool cannot_read(const char *path, int error, gk_diags *diags)
{
    gk_fs_report(diags, GK_FS_READING, gk_view_of(path), error);
    return false;
}

bool gk_store_put_fd(gk_store *store, gk_view path, int fd, gk_store_row *row, gk_diags *diags)
{
    char name[GK_WALK_PATH];
    gk_store_row old;
    *row = (gk_store_row){.state = GK_STORE_UNCHANGED};
    if (!begin(store, path, name, diags)) return false;
    if (gk_manifest_find(&store->manifest, path, &old)) {
        /* Reading twice costs less than writing what is there already. */
        off_t start = lseek(fd, 0, SEEK_CUR);
        int error = start < 0 ? errno : gk_fs_hash(fd, &row->hash, &row->size);
        if (error) return cannot_read(name, error, diags);
        if (is_unchanged(store, name, row)) return true;
        if (lseek(fd, start, SEEK_SET) < 0) return cannot_read(name, errno, diags);
    }
    row->state = GK_STORE_WRITTEN;
    if (store->failed) return false;
    int to, error = create(store, name, &to);
    if (error) return fail(store, name, error, diags);
    bool writing = true;
    error = copy(fd, to, row, &writing);
    if (close(to) != 0 && !error) {
        error = errno;
        writing = true;
    }
    if (error && !writing) return cannot_read(name, error, diags);
    return error ? fail(store, name, error, diags) : true;
}
