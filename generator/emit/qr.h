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

/* Appends a PNG of one grey bit a pixel, `pixels` a module, with dpi in it (0: none). */
void gk_qr_put_png(const gk_qr *qr, unsigned pixels, unsigned dpi, gk_buf *out);

#endif
