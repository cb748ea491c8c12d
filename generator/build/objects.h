/* Files of the site that are pointers of Git LFS (source/lfs.h): found among what is published,
 * replaced by what they stand for, told where that is not here. */
#ifndef GK_BUILD_OBJECTS_H
#define GK_BUILD_OBJECTS_H

#include "build/job.h"
#include "model/resolve.h"

/* In a worker, for a file that is no document: when it is a pointer, its size and bytes are those
 * of the object from now on, and *out (in `region`, zeroed before) says so to the parent. Only
 * files as small as a pointer are opened. */
void gk_objects_look(gk_source *source, size_t i, gk_region *region, gk_buf *text,
                     gk_digested *out);

/* In the parent, behind the workers: the same for all files. */
void gk_objects_take(gk_job *job);

/* The same without a worker: for one file, or for all of a source that none goes through (that of a
 * theme). */
void gk_objects_replace(gk_source *source, size_t i);
void gk_objects_replace_all(gk_source *source);

/* In the parent, when the site is known: which of those without an object documents mention. */
void gk_objects_mark(gk_job *job);

/* The file that a mention leads to when its object can't be had; SIZE_MAX when it leads anywhere
 * else. */
size_t gk_objects_missing(const gk_job *job, const gk_resolved *found, gk_arena *arena);

/* Says that what a pointer stands for is not here, or damaged. */
void gk_objects_tell(const gk_lfs_pointer *pointer, gk_lfs_state state, gk_view name,
                     gk_place place, gk_diags *diags);

/* Says at `place` that the object of file i can't be had. */
void gk_objects_report(const gk_source *source, size_t i, gk_place place, gk_diags *diags);

/* Whether file i of the site or the theme can be copied. The diagnostic is at the file itself, and
 * only when no document mentions it: those say it already. */
bool gk_objects_check_file(const gk_job *job, const gk_source *source, size_t i, gk_arena *arena,
                           gk_diags *diags);

/* Whether bytes with that hash are the object of file i (a diagnostic at the file when not); true
 * for a file that is no pointer. */
bool gk_objects_verify(const gk_source *source, size_t i, const gk_sha256 *hash, gk_arena *arena,
                       gk_diags *diags);

#endif
