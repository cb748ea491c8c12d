/* Where a site's files come from: a folder, or a folder of a commit; both look the same from here.
 *
 * A source is a list of files sorted by path, and their bytes on demand. Paths are relative, with
 * '/', checked: UTF-8 in NFC, no controls or characters that hide, no two that differ only in case.
 * Links and special files are faults. Names that begin with '.' are not listed, but below static/
 * (apart from .git and the like). The list is made once by the parent; bytes are read by workers.
 */
#ifndef GK_SOURCE_SOURCE_H
#define GK_SOURCE_SOURCE_H

#include "base/diag.h"
#include "base/sandbox.h"
#include "source/lfs.h"

struct gk_git;
struct gk_git_id;

typedef struct gk_source_file {
    gk_view path;
    uint64_t size; /* bytes; 0 of a folder's documents (.md), which are read without being asked */
    /* What it stands for, when it was told to be a pointer (gk_source_stand_in); else NULL. */
    const gk_lfs_pointer *pointer;
    gk_lfs_state state; /* of the pointer's object */
} gk_source_file;

typedef struct gk_source gk_source;

/* Lists the folder `root`. skip (may be empty) names folders directly below root that are not
 * entered; a folder that holds an output of gongkai is never entered. Faults of names go to diags
 * with `shown` before the path ("content/" or ""). NULL when the root can't be opened. Free with
 * gk_source_close. */
gk_source *gk_source_open_folder(const char *root, gk_view shown, const gk_view *skip,
                                 size_t skip_count, gk_diags *diags);

/* Lists the folder `folder` ("content", or empty for all) below a tree of a repository
 * (source/git.h), which must outlive the source. Bytes are those of the blobs: no filters, no line
 * endings changed. Links, other repositories, and blobs that are too large are faults. NULL with
 * errno when there is no such folder. */
gk_source *gk_source_open_tree(const struct gk_git *git, const struct gk_git_id *tree,
                               gk_view folder, gk_view shown, const gk_view *skip,
                               size_t skip_count, gk_diags *diags);

/* Lists a folder below the source, also one that the source itself passed over (themes/campus);
 * NULL when there is none. To be closed before the source. */
gk_source *gk_source_open_below(const gk_source *source, gk_view folder, gk_view shown,
                                gk_diags *diags);

void gk_source_close(gk_source *source);

/* The files, in byte order of their paths; they live as long as the source. */
size_t gk_source_count(const gk_source *source);
const gk_source_file *gk_source_at(const gk_source *source, size_t i);

/* Index of the file with this path, or SIZE_MAX. */
size_t gk_source_find(const gk_source *source, gk_view path);

/* Index of the first file whose path is not before `path`, gk_source_count when there is none: for
 * walking a folder. */
size_t gk_source_lower(const gk_source *source, gk_view path);

/* The path as people see it in messages: with `shown` before it. */
gk_view gk_source_shown(const gk_source *source, gk_view path, gk_arena *arena);

/* Appends the same. */
void gk_source_put_shown(const gk_source *source, gk_view path, gk_buf *out);

/* Reads file i into out (replacing what was there). At most `most` bytes: more gives false with
 * errno EFBIG; other failures set errno as the system does. */
bool gk_source_read(const gk_source *source, size_t i, size_t most, gk_buf *out);

/* Opens file i for reading as a stream; the caller closes. -1 with errno. */
int gk_source_open_file(const gk_source *source, size_t i);

/* The same for files that are not in the list: below a folder that was passed over. */
bool gk_source_has(const gk_source *source, gk_view path);
bool gk_source_peek(const gk_source *source, gk_view path, size_t most, gk_buf *out);

/* What workers that read have to be allowed. NULL: nothing. */
void gk_source_allow(const gk_source *source, gk_sandbox *box);

/* The folder's descriptor; -1 for a commit. */
int gk_source_root(const gk_source *source);

/* Where the objects of Git LFS are (gk_lfs_open_objects), -1: nowhere; the source closes it. */
void gk_source_use_objects(gk_source *source, int objects);
int gk_source_objects(const gk_source *source);

/* File i is a pointer of Git LFS: from now on size and bytes are those of what it stands for, and
 * it can't be read (ENOENT) when that is not here. The pointer is copied. */
void gk_source_stand_in(gk_source *source, size_t i, const gk_lfs_pointer *pointer,
                        gk_lfs_state state);

/* A place in file i that is known by its numbers, with the file's text (in the arena) so that its
 * line can be shown. */
gk_place gk_source_place(const gk_source *source, size_t i, uint32_t line, uint32_t col,
                         uint32_t endcol, gk_arena *arena);

#endif
