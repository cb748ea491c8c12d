#include <png.h>
#include <stdlib.h>

#include "base/mem.h"
#include "emit/qr.h"

typedef struct sink {
    gk_buf *out;
} sink;

/* The square in pixels that an emblem covers, and the picture within it. */
typedef struct middle {
    unsigned from, side; /* of the white square */
    unsigned left, top, width, height;
    const gk_qr_emblem *emblem;
} middle;

static void write_bytes(png_structp png, png_bytep bytes, png_size_t n)
{
    sink *s = png_get_io_ptr(png);
    gk_buf_put(s->out, gk_view_n((const char *)bytes, n));
}

static void flush_nothing(png_structp png)
{
    (void)png;
}

bool gk_qr_read_emblem(gk_view png, uint8_t *rgba, gk_qr_emblem *out)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_memory(&image, png.p, png.n)) return false;
    image.format = PNG_FORMAT_RGBA;
    *out = (gk_qr_emblem){image.width, image.height, rgba};
    bool fits = image.width <= GK_QR_EMBLEM_SIDE && image.height <= GK_QR_EMBLEM_SIDE;
    bool read = fits && png_image_finish_read(&image, NULL, rgba, 0, NULL);
    png_image_free(&image);
    return read;
}

/* One row of pixels, a bit each, 1 = white. */
static void fill_bits(const gk_qr *qr, unsigned y, unsigned pixels, png_byte *row, size_t bytes)
{
    unsigned n = gk_qr_modules(qr);
    memset(row, 0, bytes);
    for (unsigned x = 0; x < n * pixels; x++)
        if (!gk_qr_dark(qr, x / pixels, y / pixels)) row[x / 8] |= (png_byte)(0x80 >> x % 8);
}

/* The proportions of the picture stay: it touches two sides of its square. */
static middle lay_out(const gk_qr *qr, const gk_qr_png *png)
{
    middle m = {.emblem = &png->emblem};
    gk_qr_middle(qr, &m.from, &m.side);
    unsigned room = (m.side - 1) * png->pixels, w = png->emblem.width, h = png->emblem.height;
    m.width = w >= h ? room : (unsigned)((uint64_t)room * w / h);
    m.height = h >= w ? room : (unsigned)((uint64_t)room * h / w);
    m.from *= png->pixels;
    m.side *= png->pixels;
    m.left = m.from + (m.side - m.width) / 2;
    m.top = m.from + (m.side - m.height) / 2;
    return m;
}

/* The mean colour over white of the pixels first <= x < last, top <= y < bottom. */
static void mean(const gk_qr_emblem *e, uint32_t first, uint32_t last, uint32_t top,
                 uint32_t bottom, png_byte *out)
{
    uint64_t sum[3] = {0, 0, 0}, n = (uint64_t)(last - first) * (bottom - top) * 255;
    for (uint32_t y = top; y < bottom; y++)
        for (uint32_t x = first; x < last; x++) {
            const uint8_t *p = e->rgba + 4 * ((size_t)y * e->width + x);
            for (int c = 0; c < 3; c++) sum[c] += (uint64_t)p[c] * p[3] + 255u * (255u - p[3]);
        }
    for (int c = 0; c < 3; c++) out[c] = (png_byte)((sum[c] + n / 2) / n);
}

/* Covers what the square takes of row y. */
static void cover(const middle *m, unsigned y, png_byte *row)
{
    const gk_qr_emblem *e = m->emblem;
    if (y < m->from || y >= m->from + m->side) return;
    memset(row + 3 * (size_t)m->from, 0xFF, 3 * (size_t)m->side);
    if (y < m->top || y >= m->top + m->height) return;
    uint32_t at = y - m->top, top = (uint32_t)((uint64_t)at * e->height / m->height),
             bottom = (uint32_t)((uint64_t)(at + 1) * e->height / m->height);
    if (bottom <= top) bottom = top + 1;
    for (uint32_t x = 0; x < m->width; x++) {
        uint32_t first = (uint32_t)((uint64_t)x * e->width / m->width),
                 last = (uint32_t)((uint64_t)(x + 1) * e->width / m->width);
        mean(e, first, last > first ? last : first + 1, top, bottom,
             row + 3 * (size_t)(m->left + x));
    }
}

static void fill_colours(const gk_qr *qr, unsigned y, unsigned pixels, const middle *m,
                         png_byte *row)
{
    unsigned n = gk_qr_modules(qr);
    for (unsigned x = 0; x < n * pixels; x++)
        memset(row + 3 * (size_t)x, gk_qr_dark(qr, x / pixels, y / pixels) ? 0 : 0xFF, 3);
    cover(m, y, row);
}

void gk_qr_put_png(const gk_qr *qr, const gk_qr_png *what, gk_buf *out)
{
    sink s = {out};
    unsigned side = gk_qr_modules(qr) * what->pixels;
    bool colours = what->emblem.width && what->emblem.height;
    middle m = colours ? lay_out(qr, what) : (middle){.side = 0};
    size_t bytes = colours ? 3 * (size_t)side : (side + 7) / 8;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info) abort(); /* libpng gives NULL only when there is no memory */
    png_byte *row = gk_mem_alloc(bytes);
    png_set_write_fn(png, &s, write_bytes, flush_nothing);
    png_set_IHDR(png, info, side, side, colours ? 8 : 1,
                 colours ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (what->dpi) {
        unsigned per_metre = (unsigned)((double)what->dpi / 0.0254 + 0.5);
        png_set_pHYs(png, info, per_metre, per_metre, PNG_RESOLUTION_METER);
    }
    png_set_filter(png, 0, PNG_FILTER_NONE);
    png_write_info(png, info);
    for (unsigned y = 0; y < side; y++) {
        if (colours)
            fill_colours(qr, y, what->pixels, &m, row);
        else
            fill_bits(qr, y, what->pixels, row, bytes);
        png_write_row(png, row);
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    free(row);
}
