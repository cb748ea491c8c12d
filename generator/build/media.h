/* Files that documents bring with them, on their way into the output. */
#ifndef GK_BUILD_MEDIA_H
#define GK_BUILD_MEDIA_H

#include "build/job.h"

/* Puts file `file` of the site into the store at path. A photo goes without what it tells of people
 * (emit/photo.h). Told: a photo that is cut off, an SVG file (it may hold scripts), a picture over
 * the budget of site.yaml (a warning). `bytes` is room to work in. When job->store is NULL the file
 * is only checked. False after an error. */
bool gk_media_put(const gk_job *job, uint32_t file, gk_view path, gk_buf *bytes, gk_arena *arena,
                  gk_store_row *row, gk_diags *diags);

/* Puts file `file` of the site or the theme into the store as it is. Told: an object of Git LFS
 * that is not here, or not what its pointer says. Without a store it is only looked for. */
bool gk_media_copy(const gk_job *job, const gk_source *source, uint32_t file, gk_view path,
                   gk_arena *arena, gk_store_row *row, gk_diags *diags);

/* Warns when a document's page of `size` bytes is over the budget of site.yaml. */
void gk_media_check_page(const gk_job *job, gk_view origin, size_t size, gk_arena *arena,
                         gk_diags *diags);

#endif
