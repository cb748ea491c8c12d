#include "cmd/qr.h"
#include "cmd/report.h"

static gk_view state_label(const gk_options *options, gk_view state)
{
    if (gk_view_is(state, "moved")) return gk_view_of(GK_SAY(options, "改指", "moved"));
    if (gk_view_is(state, "retired")) return gk_view_of(GK_SAY(options, "停用", "retired"));
    return gk_view_of(GK_SAY(options, "有效", "active"));
}

static void put_human(const gk_qr_work *work, gk_value row, gk_buf *out)
{
    gk_buf_put(out, gk_qr_text(row, "code"));
    gk_buf_puts(out, "  ");
    gk_buf_put(out, state_label(work->options, gk_qr_text(row, "state")));
    gk_buf_puts(out, "  ");
    gk_date_put_day(out, gk_value_as_date(gk_value_get(row, GK_V("issued"), NULL, NULL)));
    gk_buf_puts(out, "  /");
    gk_buf_put(out, gk_qr_leads_to(row));
    gk_view about = gk_qr_text(row, "reason");
    if (!about.n) about = gk_qr_text(row, "note");
    if (about.n) gk_buf_printf(out, "  %.*s", (int)about.n, about.p);
    gk_buf_putc(out, '\n');
}

static void put_json(const gk_qr_work *work, gk_value row, gk_buf *out)
{
    static const char *const keys[] = {"code", "state", "document", "target", "reason", "note"};
    gk_buf printed = GK_BUF_INIT;
    gk_buf_putc(out, '{');
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        gk_buf_printf(out, "\"%s\":", keys[i]);
        gk_buf_put_json(out, gk_qr_text(row, keys[i]));
        gk_buf_putc(out, ',');
    }
    gk_buf_puts(out, "\"issued\":\"");
    gk_date_put_day(out, gk_value_as_date(gk_value_get(row, GK_V("issued"), NULL, NULL)));
    gk_buf_puts(out, "\",\"printed\":");
    gk_qr_put_printed(work, row, &printed);
    gk_buf_put_json(out, gk_buf_view(&printed));
    gk_buf_puts(out, "}\n");
    gk_buf_free(&printed);
}

gk_exit gk_qr_list(gk_qr_work *work)
{
    gk_buf out = GK_BUF_INIT;
    uint32_t count = gk_value_count(work->rows);
    for (uint32_t i = 0; i < count; i++) {
        gk_value row = gk_value_at(work->rows, i, NULL);
        if (work->options->format == GK_FORMAT_JSON)
            put_json(work, row, &out);
        else
            put_human(work, row, &out);
    }
    gk_report_out(gk_buf_view(&out));
    gk_buf_truncate(&out, 0);
    gk_buf_printf(&out, GK_SAY(work->options, "%u 个代号", "%u codes"), count);
    gk_report_line(work->options, gk_buf_view(&out));
    gk_buf_free(&out);
    return GK_EXIT_FINE;
}
