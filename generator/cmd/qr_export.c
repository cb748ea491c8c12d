#include <fcntl.h>
#include <unistd.h>

#include "base/fs.h"
#include "cmd/qr.h"
#include "cmd/report.h"
#include "emit/qr.h"

/* A symbol for a poster, by default: 90 mm at the 300 dots an inch of print shops. */
enum { SIZE_MM = 90, DPI = 300 };

typedef struct export
{
    gk_qr_work *work;
    int dir;
    unsigned size, dpi;
    bool png;
    gk_qr_cover cover;
    size_t written;
}
export;

/* Whole pixels a module: as many as fit the size, at least one. */
static unsigned pixels_of(const export *e, const gk_qr *qr)
{
    double side = e->size / 25.4 * e->dpi;
    unsigned pixels = (unsigned)(side / gk_qr_modules(qr));
    return pixels ? pixels : 1;
}

static int write_one(export *e, gk_value row)
{
    gk_buf printed = GK_BUF_INIT, image = GK_BUF_INIT, name = GK_BUF_INIT;
    int error = 0;
    gk_qr_put_printed(e->work, row, &printed);
    gk_qr *qr = gk_qr_new(gk_buf_view(&printed), e->cover.png.n > 0);
    if (!qr) {
        gk_diag_add(&e->work->diags, GK_MSG_code_too_long, gk_place_file(GK_V("site.yaml")));
    } else {
        if (e->png)
            gk_qr_put_png(qr, &(gk_qr_png){pixels_of(e, qr), e->dpi, e->cover.pixels}, &image);
        else
            gk_qr_put_svg(qr,
                          &(gk_qr_svg){.title = gk_buf_view(&printed),
                                       .size_mm = e->size,
                                       .emblem = gk_buf_view(&e->cover.png),
                                       .emblem_type = GK_V("image/png")},
                          &image);
        gk_buf_put(&name, gk_qr_text(row, "code"));
        gk_buf_puts(&name, e->png ? ".png" : ".svg");
        error = gk_fs_replace(e->dir, name.p, gk_buf_view(&image));
        e->written++;
    }
    gk_qr_free(qr);
    gk_buf_free(&printed);
    gk_buf_free(&image);
    gk_buf_free(&name);
    return error;
}

static int write_all(export *e)
{
    int error = 0;
    for (uint32_t i = 0; i < gk_value_count(e->work->rows) && !error; i++) {
        gk_value row = gk_value_at(e->work->rows, i, NULL);
        if (!gk_view_is(gk_qr_text(row, "state"), "retired")) error = write_one(e, row);
    }
    return error;
}

gk_exit gk_qr_export(gk_qr_work *work)
{
    const gk_options *options = work->options;
    const char *format = options->values[GK_OPT_FORMAT], *dir = options->values[GK_OPT_OUTPUT];
    export e = {.work = work,
                .size = options->size ? options->size : SIZE_MM,
                .dpi = options->dpi ? options->dpi : DPI,
                .png = format && strcmp(format, "png") == 0};
    int error = 0;
    if (!gk_qr_cover_open(work, &e.cover)) {
        gk_qr_cover_free(&e.cover);
        return gk_report_exit(&work->diags);
    }
    if (!dir) dir = "qr";
    error = gk_fs_mkdirs(AT_FDCWD, dir);
    e.dir = error ? -1 : gk_fs_open_dir(AT_FDCWD, dir, &error);
    if (!error) error = write_all(&e);
    if (e.dir >= 0) close(e.dir);
    gk_qr_cover_free(&e.cover);
    if (error) {
        gk_fs_report(&work->diags, GK_FS_WRITING, gk_view_of(dir), error);
        return GK_EXIT_SYSTEM;
    }
    gk_buf line = GK_BUF_INIT;
    gk_buf_printf(&line, GK_SAY(options, "%s：%zu 个图形，%u 毫米", "%s: %zu symbols of %u mm"),
                  dir, e.written, e.size);
    gk_report_line(options, gk_buf_view(&line));
    gk_buf_free(&line);
    return gk_report_exit(&work->diags);
}
