#include "emit/photo.h"

#include "emit/octets.h"

/* What is kept so far, and whether anything was left out. */
typedef struct copy {
    gk_view bytes;
    gk_buf *out;
    bool dropped;
} copy;

static void put(copy *c, size_t from, size_t to)
{
    gk_buf_put(c->out, gk_view_sub(c->bytes, from, to - from));
}

/* JPEG */

enum {
    SOI = 0xD8,
    EOI = 0xD9,
    SOS = 0xDA,
    APP0 = 0xE0,
    APP1 = 0xE1,
    APP2 = 0xE2,
    APP14 = 0xEE,
    APP15 = 0xEF,
    COM = 0xFE
};

/* The orientation in an EXIF segment's TIFF structure, 1 when there is none. */
static uint32_t orientation_of(gk_view tiff)
{
    enum { TAG = 0x0112, ENTRY = 12 };
    if (tiff.n < 8) return 1;
    bool little = gk_view_starts(tiff, GK_V("II"));
    size_t at = little ? gk_octets_little32(tiff, 4) : gk_octets_big32(tiff, 4);
    if (at > tiff.n || tiff.n - at < 2) return 1;
    uint32_t count = little ? gk_octets_little16(tiff, at) : gk_octets_big16(tiff, at);
    for (at += 2; count > 0 && at + ENTRY <= tiff.n; count--, at += ENTRY) {
        uint32_t tag = little ? gk_octets_little16(tiff, at) : gk_octets_big16(tiff, at);
        uint32_t value = little ? gk_octets_little16(tiff, at + 8) : gk_octets_big16(tiff, at + 8);
        if (tag == TAG) return value >= 1 && value <= 8 ? value : 1;
    }
    return 1;
}

/* An EXIF segment that says nothing but how the picture is turned. */
static void put_orientation(gk_buf *out, uint32_t value)
{
    static const char head[] = "\xFF\xE1\0\x22"
                               "Exif\0\0"
                               "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0";
    static const char tail[] = "\0\0\0\0\0\0";
    gk_buf_put(out, gk_view_n(head, sizeof head - 1));
    gk_buf_putc(out, (char)value);
    gk_buf_put(out, gk_view_n(tail, sizeof tail - 1));
}

/* Colour profiles, and what says how colours are stored. */
static bool is_kept_segment(uint32_t marker, gk_view body)
{
    if (marker == APP0) return gk_view_starts(body, GK_V("JFIF\0"));
    if (marker == APP2) return gk_view_starts(body, GK_V("ICC_PROFILE\0"));
    if (marker == APP14) return gk_view_starts(body, GK_V("Adobe"));
    return (marker < APP0 || marker > APP15) && marker != COM;
}

/* The end of the compressed data that begins at `at`: the next marker that is not part of it. */
static size_t skip_scan(gk_view v, size_t at)
{
    for (; at + 1 < v.n; at++) {
        uint32_t next = gk_octet(v, at + 1);
        if (gk_octet(v, at) == 0xFF && next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7))
            return at;
    }
    return v.n;
}

/* A picture's own EXIF is the first; others belong to previews. */
static void take_segment(copy *c, uint32_t marker, size_t at, size_t end, uint32_t *orientation)
{
    gk_view body = gk_view_sub(c->bytes, at + 4, end - at - 4);
    if (is_kept_segment(marker, body)) {
        put(c, at, end);
        return;
    }
    bool exif = marker == APP1 && gk_view_starts(body, GK_V("Exif\0\0"));
    uint32_t value = exif && !*orientation ? orientation_of(gk_view_from(body, 6)) : 1;
    if (exif && !*orientation) *orientation = value;
    size_t before = c->out->n;
    if (value > 1) put_orientation(c->out, value);
    bool same =
        gk_view_eq(gk_view_from(gk_buf_view(c->out), before), gk_view_sub(c->bytes, at, end - at));
    c->dropped = c->dropped || !same;
}

static bool copy_jpeg(copy *c)
{
    gk_view v = c->bytes;
    uint32_t orientation = 0;
    put(c, 0, 2);
    for (size_t at = 2; at + 2 <= v.n;) {
        uint32_t marker = gk_octet(v, at + 1);
        if (gk_octet(v, at) != 0xFF) return false;
        if (marker == 0xFF) { /* a fill byte */
            c->dropped = true;
            at++;
            continue;
        }
        if (marker == EOI) {
            put(c, at, at + 2);
            c->dropped = c->dropped || at + 2 < v.n;
            return true;
        }
        if (at + 4 > v.n) return false;
        size_t end = at + 2 + gk_octets_big16(v, at + 2);
        if (end < at + 4 || end > v.n) return false;
        take_segment(c, marker, at, end, &orientation);
        at = end;
        if (marker != SOS) continue;
        at = skip_scan(v, end);
        put(c, end, at);
    }
    return false;
}

/* PNG */

static bool is_kept_chunk(gk_view type)
{
    static const char kept[][5] = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM",
                                   "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "bKGD",
                                   "hIST", "pHYs", "sPLT", "acTL", "fcTL", "fdAT"};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (gk_view_is(type, kept[i])) return true;
    return false;
}

static bool copy_png(copy *c)
{
    enum { SIGNATURE = 8, FRAME = 12 };
    gk_view v = c->bytes;
    put(c, 0, SIGNATURE);
    for (size_t at = SIGNATURE; v.n - at >= FRAME;) {
        size_t length = gk_octets_big32(v, at);
        if (length > v.n - at - FRAME) return false;
        size_t end = at + FRAME + length;
        gk_view type = gk_view_sub(v, at + 4, 4);
        if (is_kept_chunk(type))
            put(c, at, end);
        else
            c->dropped = true;
        if (gk_view_is(type, "IEND")) {
            c->dropped = c->dropped || end < v.n;
            return true;
        }
        at = end;
    }
    return false;
}

/* WebP */

static void put_little32(gk_buf *out, size_t at, size_t value)
{
    for (int i = 0; i < 4; i++) out->p[at + (size_t)i] = (char)(value >> 8 * i);
}

static bool is_kept_webp(gk_view type)
{
    static const char kept[][5] = {"VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (gk_view_is(type, kept[i])) return true;
    return false;
}

static bool copy_webp(copy *c)
{
    enum { HEAD = 12, FRAME = 8, EXIF_AND_XMP = 0x0C };
    gk_view v = c->bytes;
    size_t begin = c->out->n, size = gk_octets_little32(v, 4);
    if (size < 4 || size > v.n - 8) return false;
    size_t last = 8 + size;
    put(c, 0, HEAD);
    c->dropped = last < v.n;
    for (size_t at = HEAD; at < last;) {
        if (last - at < FRAME) return false;
        size_t length = gk_octets_little32(v, at + 4);
        if (length > last - at - FRAME) return false;
        size_t end = at + FRAME + length + (length & 1);
        if (end > last) return false;
        gk_view type = gk_view_sub(v, at, 4);
        size_t to = c->out->n;
        if (!is_kept_webp(type)) {
            c->dropped = true;
        } else {
            put(c, at, end);
            if (gk_view_is(type, "VP8X") && length > 0)
                c->out->p[to + FRAME] = (char)(c->out->p[to + FRAME] & ~EXIF_AND_XMP);
        }
        at = end;
    }
    put_little32(c->out, begin + 4, c->out->n - begin - 8);
    return true;
}

gk_photo_state gk_photo_strip(gk_view bytes, gk_buf *out)
{
    copy c = {.bytes = bytes, .out = out};
    size_t begin = out->n;
    bool whole;
    if (gk_view_starts(bytes, GK_V("\xFF\xD8\xFF")))
        whole = copy_jpeg(&c);
    else if (gk_view_starts(bytes, GK_V("\x89PNG\r\n\x1a\n")))
        whole = copy_png(&c);
    else if (bytes.n >= 12 && gk_view_starts(bytes, GK_V("RIFF")) &&
             memcmp(bytes.p + 8, "WEBP", 4) == 0)
        whole = copy_webp(&c);
    else
        return GK_PHOTO_OTHER;
    if (whole && c.dropped) return GK_PHOTO_STRIPPED;
    gk_buf_truncate(out, begin);
    return whole ? GK_PHOTO_CLEAN : GK_PHOTO_BROKEN;
}
