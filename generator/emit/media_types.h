/* What a file is, by the ending of its name: the preview and the rules of servers say the same.
 * Types as registered with IANA. */
#ifndef GK_EMIT_MEDIA_TYPES_H
#define GK_EMIT_MEDIA_TYPES_H

#include "base/view.h"

typedef struct gk_media_type {
    const char *ending; /* ".html" */
    const char *type;   /* "text/html" */
    const char *served; /* as a header says it, with its character set */
} gk_media_type;

/* All of them; returns how many there are. */
size_t gk_media_types(const gk_media_type **list);

/* The header of a file by its name, in any case of letters. */
const char *gk_media_type_served(gk_view name);

/* "image/png", likewise; NULL for endings that are not listed. */
const char *gk_media_type_of(gk_view name);

/* Whether a file is a photo that may tell of people (emit/photo.h): JPEG, PNG, WebP. */
bool gk_media_is_photo(gk_view name);

/* Whether it is a picture whose size can be read (emit/image.h): a photo, or a GIF. */
bool gk_media_is_picture(gk_view name);

#endif
