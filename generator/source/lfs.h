/* Git LFS: a small text that stands for a large file, and the folder where the file itself is.
 *
 *     version https://git-lfs.github.com/spec/v1
 *     oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
 *     size 12345
 *
 * The rules are those of git-lfs' docs/spec.md: keys and values with one space between, `version`
 * first, less than 1,024 bytes. The file lies in the repository's own folder (the common one when
 * there are several work trees) as lfs/objects/4d/7a/4d7a21…. */
#ifndef GK_SOURCE_LFS_H
#define GK_SOURCE_LFS_H

#include "base/hash.h"

enum { GK_LFS_POINTER_MAX = 1023 /* bytes: a longer file is no pointer */ };

typedef struct gk_lfs_pointer {
    gk_sha256 oid; /* of the object's bytes */
    uint64_t size;
    bool extended; /* made by a program of the repository (ext-…): only that can give the file */
} gk_lfs_pointer;

/* Whether a file's text is a pointer. */
bool gk_lfs_parse(gk_view text, gk_lfs_pointer *out);

/* Opens the folder of objects of the repository that `path` is in: a folder of a work tree, or a
 * repository's own folder (bare or not). -1 when there is no repository or it has no objects. */
int gk_lfs_open_objects(const char *path);

typedef enum gk_lfs_state {
    GK_LFS_HERE,
    GK_LFS_MISSING, /* not fetched, or only a program of the repository could make it */
    GK_LFS_DAMAGED  /* there, but not of the pointer's size */
} gk_lfs_state;

/* Opens the object for reading; the caller closes. -1 when it can't be had: *state (may be NULL)
 * then says why, and errno is ENOENT. objects may be -1. The bytes are not compared with the oid:
 * who copies them hashes them anyway. */
int gk_lfs_open(int objects, const gk_lfs_pointer *pointer, gk_lfs_state *state);

#endif
