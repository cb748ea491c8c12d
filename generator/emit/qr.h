/* QR symbols (ISO/IEC 18004) as SVG. libqrencode has its home here.
 *
 * Whole modules in a quiet zone of four: one unit of the viewBox is one module, so that the symbol
 * is sharp at any size that is a multiple of gk_qr_modules. */
#ifndef GK_EMIT_QR_H
#define GK_EMIT_QR_H

#include "base/buf.h"

enum { GK_QR_QUIET = 4 /* modules on each side */ };

typedef struct gk_qr gk_qr;

/* Encodes a text at level M, or H when something will cover the middle. Letters that are all in
 * QR's alphanumeric set (digits, capitals, space $%*+-./:) make a smaller symbol. NULL when the
 * text is empty or too long. Free with gk_qr_free. */
gk_qr *gk_qr_new(gk_view text, bool covered);
void gk_qr_free(gk_qr *qr);

/* Modules of a side, quiet zones included. */
unsigned gk_qr_modules(const gk_qr *qr);

/* Whether the module at x, y (from 0, quiet zone included) is dark. */
bool gk_qr_dark(const gk_qr *qr, unsigned x, unsigned y);

/* Appends an SVG document. title is read by screen readers. size: width and height in
 * millimetres, 0 = none given. emblem: an image's bytes to put into the middle as a data address,
 * with its media type ("image/png"), or empty; the symbol must then have been made `covered`. */
typedef struct gk_qr_svg {
    gk_view title;
    unsigned size_mm;
    gk_view emblem, emblem_type;
} gk_qr_svg;
void gk_qr_put_svg(const gk_qr *qr, const gk_qr_svg *svg, gk_buf *out);

/* A picture for the middle: rows of red, green, blue and opacity, a byte each. */
typedef struct gk_qr_emblem {
    uint32_t width, height; /* at most GK_QR_EMBLEM_SIDE */
    const uint8_t *rgba;
} gk_qr_emblem;

enum { GK_QR_EMBLEM_SIDE = 2048 };

/* Reads a PNG into rgba, which has room for GK_QR_EMBLEM_SIDE squared. False when it is damaged,
 * too large or no PNG. Reads foreign bytes: in workers only. */
bool gk_qr_read_emblem(gk_view png, uint8_t *rgba, gk_qr_emblem *out);

/* Appends a PNG: `pixels` a module, with dpi in it (0: none); one grey bit a pixel, or in colours
 * when there is an emblem (the symbol must then have been made `covered`), which lies as in the
 * SVG. */
typedef struct gk_qr_png {
    unsigned pixels, dpi;
    gk_qr_emblem emblem; /* width 0: none */
} gk_qr_png;
void gk_qr_put_png(const gk_qr *qr, const gk_qr_png *png, gk_buf *out);

/* Where an emblem lies: modules from the edge, and modules of a side; half a module of it is left
 * white all round. */
void gk_qr_middle(const gk_qr *qr, unsigned *from, unsigned *side);

#endif
