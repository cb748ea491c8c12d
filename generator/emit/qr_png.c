#include <png.h>
#include <stdlib.h>

#include "base/mem.h"
#include "emit/qr.h"

typedef struct sink {
    gk_buf *out;
} sink;

static void write_bytes(png_structp png, png_bytep bytes, png_size_t n)
{
    sink *s = png_get_io_ptr(png);
    gk_buf_put(s->out, gk_view_n((const char *)bytes, n));
}

static void flush_nothing(png_structp png)
{
    (void)png;
}

/* One row of pixels, a bit each, 1 = white. */
static void fill_row(const gk_qr *qr, unsigned y, unsigned pixels, png_byte *row, size_t bytes)
{
    unsigned n = gk_qr_modules(qr);
    memset(row, 0, bytes);
    for (unsigned x = 0; x < n * pixels; x++)
        if (!gk_qr_dark(qr, x / pixels, y)) row[x / 8] |= (png_byte)(0x80 >> x % 8);
}

void gk_qr_put_png(const gk_qr *qr, unsigned pixels, unsigned dpi, gk_buf *out)
{
    sink s = {out};
    unsigned n = gk_qr_modules(qr), side = n * pixels;
    size_t bytes = (side + 7) / 8;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info) abort(); /* libpng gives NULL only when there is no memory */
    png_byte *row = gk_mem_alloc(bytes);
    png_set_write_fn(png, &s, write_bytes, flush_nothing);
    png_set_IHDR(png, info, side, side, 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (dpi) {
        unsigned per_metre = (unsigned)((double)dpi / 0.0254 + 0.5);
        png_set_pHYs(png, info, per_metre, per_metre, PNG_RESOLUTION_METER);
    }
    png_set_filter(png, 0, PNG_FILTER_NONE);
    png_write_info(png, info);
    for (unsigned y = 0; y < n; y++) {
        fill_row(qr, y, pixels, row, bytes);
        for (unsigned k = 0; k < pixels; k++) png_write_row(png, row);
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    free(row);
}
