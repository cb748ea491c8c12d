/* Sizes of pictures, read from their first bytes. */
#ifndef GK_EMIT_IMAGE_H
#define GK_EMIT_IMAGE_H

#include "base/view.h"

/* Enough of a file for its size to be found in most pictures (a JPEG may hold a long preview before
 * it). */
enum { GK_IMAGE_HEAD = 256 * 1024 };

/* Finds width and height in pixels of a JPEG, PNG, WebP or GIF by its magic bytes; false when it is
 * none of them or is cut off. Sources: ITU-T T.81 (B.1), PNG (W3C, 11.2.2), WebP container
 * specification, GIF89a. */
bool gk_image_size(gk_view head, uint32_t *width, uint32_t *height);

#endif
