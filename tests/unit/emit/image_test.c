#include "emit/image.h"

#include "harness.h"

static void check(const char *bytes, size_t n, uint32_t width, uint32_t height)
{
    uint32_t w = 0, h = 0;
    GK_CHECK_INT(gk_image_size(gk_view_n(bytes, n), &w, &h), width != 0);
    GK_CHECK_INT(w, width);
    GK_CHECK_INT(h, height);
    for (size_t cut = 0; cut < n; cut++) gk_image_size(gk_view_n(bytes, cut), &w, &h);
}

#define CHECK(bytes, width, height) check(bytes, sizeof(bytes) - 1, width, height)

GK_TEST(image_sizes_by_magic_bytes)
{
    CHECK("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\xB0\0\0\x02\xA3", 1200, 675);
    CHECK("GIF89a\x20\x03\x58\x02\0\0", 800, 600);
    CHECK("\xFF\xD8\xFF\xE0\0\4xx\xFF\xC0\0\x11\x08\x02\xA3\x04\xB0\x03\x01\x22\0", 1200, 675);
    CHECK("RIFF\x24\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\xAF\x04\0\xA2\x02\0", 1200, 675);
    CHECK("RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0\0\0\0\x9D\x01\x2A\xB0\x04\xA3\x02", 1200, 675);
    CHECK("<svg xmlns='http://www.w3.org/2000/svg'/>", 0, 0);
    CHECK("", 0, 0);
}
