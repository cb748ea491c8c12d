#include "emit/photo.h"

#include "emit/image.h"
#include "fuzz.h"

#include <stdlib.h>

/* What was stripped is stripped for good, and never longer than before. */
void gk_fuzz_one(const char *bytes, size_t len)
{
    gk_buf out = GK_BUF_INIT, again = GK_BUF_INIT;
    uint32_t width, height;
    gk_image_size((gk_view){bytes, len}, &width, &height);
    gk_photo_state state = gk_photo_strip((gk_view){bytes, len}, &out);
    if ((state == GK_PHOTO_STRIPPED) != (out.n > 0)) abort();
    if (out.n > len) abort();
    if (out.n && gk_photo_strip(gk_buf_view(&out), &again) != GK_PHOTO_CLEAN) abort();
    gk_buf_free(&out);
    gk_buf_free(&again);
}
