#include "emit/qr.h"

#include <qrencode.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"

struct gk_qr {
    QRcode *code;
};

gk_qr *gk_qr_new(gk_view text, bool covered)
{
    if (!text.n || gk_view_find_byte(text, '\0', 0) != SIZE_MAX) return NULL;
    char *copy = gk_mem_alloc(text.n + 1);
    memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    QRcode *code =
        QRcode_encodeString(copy, 0, covered ? QR_ECLEVEL_H : QR_ECLEVEL_M, QR_MODE_8, 1);
    free(copy);
    if (!code) return NULL;
    gk_qr *qr = gk_mem_alloc(sizeof *qr);
    qr->code = code;
    return qr;
}

void gk_qr_free(gk_qr *qr)
{
    if (!qr) return;
    QRcode_free(qr->code);
    free(qr);
}

unsigned gk_qr_modules(const gk_qr *qr)
{
    return (unsigned)qr->code->width + 2 * GK_QR_QUIET;
}

bool gk_qr_dark(const gk_qr *qr, unsigned x, unsigned y)
{
    unsigned width = (unsigned)qr->code->width;
    if (x < GK_QR_QUIET || y < GK_QR_QUIET) return false;
    x -= GK_QR_QUIET;
    y -= GK_QR_QUIET;
    return x < width && y < width && (qr->code->data[y * width + x] & 1);
}

/* Dark modules as one path: a horizontal run is one rectangle. */
static void put_path(const gk_qr *qr, gk_buf *out)
{
    unsigned n = gk_qr_modules(qr);
    gk_buf_puts(out, "<path d=\"");
    for (unsigned y = 0; y < n; y++)
        for (unsigned x = 0; x < n; x++) {
            unsigned from = x;
            while (gk_qr_dark(qr, x, y)) x++;
            if (x > from) gk_buf_printf(out, "M%u %uh%uv1H%uz", from, y, x - from, from);
        }
    gk_buf_puts(out, "\" fill=\"#000\"/>");
}

/* An odd number of modules, about a fifth of the symbol's width: 4 % of its area, where level H
 * bears 30 % of the codewords. */
void gk_qr_middle(const gk_qr *qr, unsigned *from, unsigned *side)
{
    *side = ((unsigned)qr->code->width / 5) | 1;
    *from = (gk_qr_modules(qr) - *side) / 2;
}

static void put_emblem(const gk_qr *qr, const gk_qr_svg *svg, gk_buf *out)
{
    unsigned from, side;
    gk_qr_middle(qr, &from, &side);
    gk_buf_printf(out, "<path d=\"M%u %uh%uv%uh-%uz\" fill=\"#fff\"/>", from, from, side, side,
                  side);
    gk_buf_printf(out, "<image x=\"%u.5\" y=\"%u.5\" width=\"%u\" height=\"%u\" href=\"data:", from,
                  from, side - 1, side - 1);
    gk_buf_put(out, svg->emblem_type);
    gk_buf_puts(out, ";base64,");
    gk_hash_put_base64(out, svg->emblem);
    gk_buf_puts(out, "\"/>");
}

void gk_qr_put_svg(const gk_qr *qr, const gk_qr_svg *svg, gk_buf *out)
{
    unsigned n = gk_qr_modules(qr);
    gk_buf_printf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %u %u\"", n, n);
    if (svg->size_mm)
        gk_buf_printf(out, " width=\"%umm\" height=\"%umm\"", svg->size_mm, svg->size_mm);
    gk_buf_puts(out, " role=\"img\" shape-rendering=\"crispEdges\"><title>");
    gk_buf_put_html(out, svg->title);
    gk_buf_printf(out, "</title><path d=\"M0 0h%uv%uH0z\" fill=\"#fff\"/>", n, n);
    put_path(qr, out);
    if (svg->emblem.n) put_emblem(qr, svg, out);
    gk_buf_puts(out, "</svg>\n");
}
