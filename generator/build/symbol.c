#include "build/symbol.h"

#include "emit/qr.h"

/* It goes into every symbol. */
enum { EMBLEM_MAX = 64 * 1024 };

/* Of a symbol in the file of all. */
enum { SIDE = 100 };

static gk_view path_of(gk_value site, gk_arena *arena)
{
    gk_view name = gk_value_view(gk_value_get(site, GK_V("code_emblem"), NULL, NULL));
    while (gk_view_starts(name, GK_V("/"))) name = gk_view_from(name, 1);
    return name.n ? GK_JOIN(arena, GK_V("static/"), name) : name;
}

size_t gk_symbol_find_emblem(const gk_source *source, gk_value site, gk_arena *arena)
{
    return gk_source_find(source, path_of(site, arena));
}

void gk_symbol_report_emblem(const gk_source *source, gk_value site, gk_arena *arena,
                             gk_diags *diags)
{
    gk_diag_add(diags, GK_MSG_code_emblem,
                gk_place_file(gk_source_shown(source, GK_V("site.yaml"), arena)),
                path_of(site, arena));
}

bool gk_symbol_read_emblem(const gk_source *source, gk_value site, gk_arena *arena, gk_buf *bytes,
                           gk_diags *diags)
{
    if (!path_of(site, arena).n) return true;
    size_t file = gk_symbol_find_emblem(source, site, arena);
    if (file != SIZE_MAX && gk_source_read(source, file, EMBLEM_MAX, bytes) &&
        gk_view_starts(gk_buf_view(bytes), GK_V("\x89PNG\r\n\x1a\n")))
        return true;
    gk_symbol_report_emblem(source, site, arena, diags);
    return false;
}

static bool put_one(const gk_job *job, uint32_t index, gk_view emblem, gk_arena *arena, gk_buf *out,
                    gk_diags *diags)
{
    gk_view printed = job->site->codes[index].printed;
    gk_qr *qr = gk_qr_new(printed, emblem.n > 0);
    if (!qr)
        gk_diag_add(diags, GK_MSG_code_too_long,
                    gk_place_file(gk_source_shown(job->source, GK_V("site.yaml"), arena)));
    if (qr)
        gk_qr_put_svg(
            qr, &(gk_qr_svg){.title = printed, .emblem = emblem, .emblem_type = GK_V("image/png")},
            out);
    gk_qr_free(qr);
    return qr != NULL;
}

static bool put_all(const gk_job *job, gk_view emblem, gk_arena *arena, gk_buf *out,
                    gk_diags *diags)
{
    const gk_site *site = job->site;
    unsigned top = 0;
    gk_buf_printf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\">\n");
    for (uint32_t c = 0; c < site->code_count; c++) {
        if (!gk_code_shown(&site->codes[c])) continue;
        gk_buf_puts(out, "<view id=\"");
        gk_buf_put_html(out, site->codes[c].code);
        gk_buf_printf(out, "\" viewBox=\"0 %u %u %u\"/><svg y=\"%u\" width=\"%u\" height=\"%u\">",
                      top, SIDE, SIDE, top, SIDE, SIDE);
        if (!put_one(job, c, emblem, arena, out, diags)) return false;
        gk_buf_puts(out, "</svg>\n");
        top += SIDE;
    }
    gk_buf_puts(out, "</svg>\n");
    return true;
}

bool gk_symbol_put(const gk_job *job, uint32_t index, gk_arena *arena, gk_buf *out, gk_diags *diags)
{
    gk_buf emblem = GK_BUF_INIT;
    bool good = gk_symbol_read_emblem(job->source, job->config.site, arena, &emblem, diags);
    gk_view picture = gk_buf_view(&emblem);
    if (good && index == GK_NONE)
        good = put_all(job, picture, arena, out, diags);
    else if (good)
        good = put_one(job, index, picture, arena, out, diags);
    gk_buf_free(&emblem);
    return good;
}
