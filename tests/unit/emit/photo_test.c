#include "emit/photo.h"

#include "harness.h"

#define BYTES(literal) gk_view_n(literal, sizeof(literal) - 1)

/* A scan of two bytes, one of them stuffed, with a restart marker in it. */
#define SCAN    "\xFF\xDA\0\x04\1\1\x11\xFF\0\x22\xFF\xD0\x33"
#define SOI_    "\xFF\xD8"
#define EOI_    "\xFF\xD9"
#define JFIF    "\xFF\xE0\0\x09JFIF\0\1\1"
#define COMMENT "\xFF\xFE\0\x08secret"
#define XMP     "\xFF\xE1\0\x0Chttp://ns."
#define EXIF(value)                                                                                \
    "\xFF\xE1\0\x22"                                                                               \
    "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0" value "\0\0\0\0\0\0"

static void check(gk_view in, gk_photo_state state, gk_view wanted)
{
    gk_buf out = GK_BUF_INIT;
    GK_CHECK_INT(gk_photo_strip(in, &out), state);
    GK_CHECK(gk_view_eq(gk_buf_view(&out), wanted));
    gk_buf_free(&out);
}

GK_TEST(photo_jpeg_loses_what_tells)
{
    check(BYTES(SOI_ JFIF XMP COMMENT SCAN EOI_), GK_PHOTO_STRIPPED, BYTES(SOI_ JFIF SCAN EOI_));
    check(BYTES(SOI_ JFIF SCAN EOI_ "a film behind it"), GK_PHOTO_STRIPPED,
          BYTES(SOI_ JFIF SCAN EOI_));
    check(BYTES(SOI_ JFIF SCAN EOI_), GK_PHOTO_CLEAN, BYTES(""));
    check(BYTES(SOI_ EXIF("\x01") SCAN EOI_), GK_PHOTO_STRIPPED, BYTES(SOI_ SCAN EOI_));
}

GK_TEST(photo_jpeg_keeps_its_orientation)
{
    static const char camera[] = SOI_ "\xFF\xE1\0\x2E"
                                      "Exif\0\0II*\0\x08\0\0\0\x02\0"
                                      "\x0F\x01\x02\0\x04\0\0\0Cam\0"
                                      "\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"
                                      "\0\0\0\0" SCAN EOI_;
    check(BYTES(camera), GK_PHOTO_STRIPPED, BYTES(SOI_ EXIF("\x06") SCAN EOI_));
    check(BYTES(SOI_ EXIF("\x06") SCAN EOI_), GK_PHOTO_CLEAN, BYTES(""));
}

GK_TEST(photo_jpeg_that_ends_too_early_is_broken)
{
    gk_view whole = BYTES(SOI_ JFIF COMMENT SCAN EOI_);
    for (size_t n = 3; n < whole.n; n++) check(gk_view_n(whole.p, n), GK_PHOTO_BROKEN, BYTES(""));
}

#define SIGN  "\x89PNG\r\n\x1a\n"
#define IHDR_ "\0\0\0\1IHDR\1aaaa"
#define TEXT_ "\0\0\0\3tEXtabcaaaa"
#define IEND_ "\0\0\0\0IENDaaaa"

GK_TEST(photo_png_loses_what_tells)
{
    check(BYTES(SIGN IHDR_ TEXT_ IEND_), GK_PHOTO_STRIPPED, BYTES(SIGN IHDR_ IEND_));
    check(BYTES(SIGN IHDR_ IEND_ "more"), GK_PHOTO_STRIPPED, BYTES(SIGN IHDR_ IEND_));
    check(BYTES(SIGN IHDR_ IEND_), GK_PHOTO_CLEAN, BYTES(""));
    check(BYTES(SIGN IHDR_ TEXT_), GK_PHOTO_BROKEN, BYTES(""));
    check(BYTES(SIGN "\xFF\xFF\xFF\xFFIHDR"), GK_PHOTO_BROKEN, BYTES(""));
}

GK_TEST(photo_webp_loses_what_tells)
{
    check(BYTES("RIFF\x24\0\0\0WEBPVP8X\x01\0\0\0\x1C\0VP8L\2\0\0\0abEXIF\3\0\0\0abc\0"),
          GK_PHOTO_STRIPPED, BYTES("RIFF\x18\0\0\0WEBPVP8X\x01\0\0\0\x10\0VP8L\2\0\0\0ab"));
    check(BYTES("RIFF\x0E\0\0\0WEBPVP8L\2\0\0\0ab"), GK_PHOTO_CLEAN, BYTES(""));
    check(BYTES("RIFF\x0E\0\0\0WEBPVP8L\3\0\0\0ab"), GK_PHOTO_BROKEN, BYTES(""));
    check(BYTES("RIFF\xFF\0\0\0WEBPVP8L"), GK_PHOTO_BROKEN, BYTES(""));
}

GK_TEST(photo_leaves_other_files_alone)
{
    check(BYTES("GIF89a"), GK_PHOTO_OTHER, BYTES(""));
    check(BYTES(""), GK_PHOTO_OTHER, BYTES(""));
}
