#include "build/symbol.h"

#include "emit/qr.h"

/* It goes into every symbol. */
enum { EMBLEM_MAX = 64 * 1024 };

/* False after an error; *bytes stays empty when the site has no emblem. */
static bool read_emblem(const gk_job *job, gk_arena *arena, gk_buf *bytes, gk_diags *diags)
{
    gk_view name = gk_value_view(gk_value_get(job->config.site, GK_V("code_emblem"), NULL, NULL));
    if (!name.n) return true;
    while (gk_view_starts(name, GK_V("/"))) name = gk_view_from(name, 1);
    gk_view path = GK_JOIN(arena, GK_V("static/"), name);
    size_t file = gk_source_find(job->source, path);
    if (file != SIZE_MAX && gk_source_read(job->source, file, EMBLEM_MAX, bytes) &&
        gk_view_starts(gk_buf_view(bytes), GK_V("\x89PNG\r\n\x1a\n")))
        return true;
    gk_diag_add(diags, GK_MSG_code_emblem,
                gk_place_file(gk_source_shown(job->source, GK_V("site.yaml"), arena)), path);
    return false;
}

bool gk_symbol_put(const gk_job *job, uint32_t index, gk_arena *arena, gk_buf *out, gk_diags *diags)
{
    gk_view printed = job->site->codes[index].printed;
    gk_buf emblem = GK_BUF_INIT;
    bool good = read_emblem(job, arena, &emblem, diags);
    gk_qr *qr = good ? gk_qr_new(printed, emblem.n > 0) : NULL;
    if (good && !qr)
        gk_diag_add(diags, GK_MSG_code_too_long,
                    gk_place_file(gk_source_shown(job->source, GK_V("site.yaml"), arena)));
    if (qr)
        gk_qr_put_svg(qr,
                      &(gk_qr_svg){.title = printed,
                                   .emblem = gk_buf_view(&emblem),
                                   .emblem_type = GK_V("image/png")},
                      out);
    gk_qr_free(qr);
    gk_buf_free(&emblem);
    return qr != NULL;
}
