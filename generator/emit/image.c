#include "emit/image.h"

#include "emit/octets.h"

static bool png_size(gk_view v, uint32_t *width, uint32_t *height)
{
    if (v.n < 24 || memcmp(v.p + 12, "IHDR", 4) != 0) return false;
    *width = gk_octets_big32(v, 16);
    *height = gk_octets_big32(v, 20);
    return true;
}

static bool gif_size(gk_view v, uint32_t *width, uint32_t *height)
{
    if (v.n < 10) return false;
    *width = gk_octets_little16(v, 6);
    *height = gk_octets_little16(v, 8);
    return true;
}

/* Start-of-frame markers carry the size; C4, C8 and CC are other segments. */
static bool is_frame(uint32_t marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

static bool jpeg_size(gk_view v, uint32_t *width, uint32_t *height)
{
    for (size_t at = 2; at + 9 < v.n;) {
        uint32_t marker = gk_octet(v, at + 1);
        if (gk_octet(v, at) != 0xFF) return false;
        if (marker == 0xFF) {
            at++;
            continue;
        }
        if (is_frame(marker)) {
            *height = gk_octets_big16(v, at + 5);
            *width = gk_octets_big16(v, at + 7);
            return true;
        }
        bool alone = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
        at += alone ? 2 : 2 + gk_octets_big16(v, at + 2);
    }
    return false;
}

static bool webp_size(gk_view v, uint32_t *width, uint32_t *height)
{
    if (v.n < 30) return false;
    if (memcmp(v.p + 12, "VP8X", 4) == 0) {
        *width = gk_octets_little24(v, 24) + 1;
        *height = gk_octets_little24(v, 27) + 1;
        return true;
    }
    if (memcmp(v.p + 12, "VP8L", 4) == 0) {
        uint32_t bits = gk_octets_little16(v, 21) | gk_octets_little16(v, 23) << 16;
        *width = (bits & 0x3FFF) + 1;
        *height = (bits >> 14 & 0x3FFF) + 1;
        return gk_octet(v, 20) == 0x2F;
    }
    *width = gk_octets_little16(v, 26) & 0x3FFF;
    *height = gk_octets_little16(v, 28) & 0x3FFF;
    return memcmp(v.p + 12, "VP8 ", 4) == 0;
}

bool gk_image_size(gk_view head, uint32_t *width, uint32_t *height)
{
    bool found = false;
    uint32_t w = 0, h = 0;
    if (gk_view_starts(head, GK_V("\x89PNG\r\n\x1a\n")))
        found = png_size(head, &w, &h);
    else if (gk_view_starts(head, GK_V("\xFF\xD8")))
        found = jpeg_size(head, &w, &h);
    else if (gk_view_starts(head, GK_V("GIF8")))
        found = gif_size(head, &w, &h);
    else if (gk_view_starts(head, GK_V("RIFF")) && head.n > 12 &&
             memcmp(head.p + 8, "WEBP", 4) == 0)
        found = webp_size(head, &w, &h);
    found = found && w > 0 && h > 0 && w < 65536 && h < 65536;
    if (found) *width = w, *height = h;
    return found;
}
