/* Photos without what they tell of people: where and when they were taken, with which camera, by
 * whom, and earlier versions of the picture.
 *
 * A copier of segments: pixels are never decoded, and what is not understood is left alone. Known
 * by their first bytes. Kept are the pixels, colour profiles and, of a JPEG, the orientation
 * without which it would lie on its side. Dropped are EXIF, XMP, IPTC, comments, previews, makers'
 * segments, texts and times, and everything behind the end of the picture. Sources: ITU-T T.81
 * annex B, EXIF 2.32 (JEITA CP-3451E) 4.6, PNG (W3C) 11.3, WebP container specification. */
#ifndef GK_EMIT_PHOTO_H
#define GK_EMIT_PHOTO_H

#include "base/buf.h"

typedef enum gk_photo_state {
    GK_PHOTO_OTHER, /* not a JPEG, PNG or WebP: nothing was appended */
    GK_PHOTO_CLEAN, /* there is nothing to drop: nothing was appended */
    GK_PHOTO_STRIPPED,
    GK_PHOTO_BROKEN /* it ends before its picture does, or its parts do not fit: nothing was
                       appended */
} gk_photo_state;

/* Appends the photo without what is to be dropped, when there is something. */
gk_photo_state gk_photo_strip(gk_view bytes, gk_buf *out);

#endif
