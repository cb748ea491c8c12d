/* Files and folders, below a folder's descriptor (AT_FDCWD: the working folder).
 *
 * Every function gives 0 or the errno of what failed; nothing is printed. Names are
 * NUL-terminated. */
#ifndef GK_BASE_FS_H
#define GK_BASE_FS_H

#include "base/diag.h"
#include "base/hash.h"

/* Modes of what is made for the public, whatever the umask. */
enum { GK_FS_FILE_MODE = 0644, GK_FS_DIR_MODE = 0755 };

/* Appends the whole of a regular file to out. The last part of the path must not be a symbolic
 * link (ELOOP). EFBIG when it holds more than max bytes, EISDIR or EINVAL when it is no
 * regular file. out is unchanged on failure. */
int gk_fs_read(int dir, const char *path, size_t max, gk_buf *out);

/* The same for the rest of an open file, which stays open. */
int gk_fs_read_open(int fd, size_t max, gk_buf *out);

/* SHA-256 and length of the rest of an open file, however long; it stays open. Neither is set on
 * failure. */
int gk_fs_hash(int fd, gk_sha256 *hash, uint64_t *size);

/* Writes all bytes, through interruptions and short writes. */
int gk_fs_write_all(int fd, gk_view bytes);

/* Makes a folder and those above it that are missing; fine when it is there. Exactly
 * GK_FS_DIR_MODE for what it made. */
int gk_fs_mkdirs(int dir, const char *path);

/* Removes a file, or a folder with all it holds; links are removed, not followed. Fine when
 * there is nothing. */
int gk_fs_remove_tree(int dir, const char *path);

/* Removes all that a folder holds, but for the entry `kept` (or NULL). */
int gk_fs_empty(int dir, const char *path, const char *kept);

/* Removes, like gk_fs_remove_tree, all entries of the folder `dir` whose names begin so. */
int gk_fs_remove_named(int dir, const char *prefix);

/* Replaces a small file at once: NAME.tmp, synced, renamed, and the folder `dir` itself
 * synced. name has no slash. */
int gk_fs_replace(int dir, const char *name, gk_view bytes);

/* Takes the exclusive lock (flock) of an open file or folder: 0 or an errno. With `wait` it waits
 * for as long as it takes; else it gives EWOULDBLOCK when somebody else has the lock for longer
 * than a moment. A moment (2 s) is what the workers of a killed process may need to end: they share
 * its lock. */
int gk_fs_lock(int fd, bool wait);

/* Opens a folder for use as `dir`; the last part must not be a link. -1 and *error on failure. */
int gk_fs_open_dir(int dir, const char *path, int *error);

/* Whether a folder holds nothing but (perhaps) the entry `only`, which may be NULL. On failure
 * false and *error, else 0. */
bool gk_fs_holds_only(int dir, const char *path, const char *only, int *error);

typedef enum gk_fs_use { GK_FS_READING, GK_FS_WRITING } gk_fs_use;

/* Says in plain words what an errno means for a file: full disk, no permission, read-only,
 * missing … */
void gk_fs_report(gk_diags *diags, gk_fs_use use, gk_view file, int error);

#endif
