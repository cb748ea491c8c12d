#include "model/next_change.h"

#include "cmd/report.h"
#include "cmd/run.h"

void gk_run_put_moment(const gk_options *options, gk_date when, gk_buf *out)
{
    gk_civil c = gk_date_civil(when);
    gk_buf_printf(out, GK_SAY(options, "%d年%u月%u日 %02u:%02u", "%d-%02u-%02u %02u:%02u"), c.year,
                  c.month, c.day, c.hour, c.minute);
    if (c.second) gk_buf_printf(out, ":%02u", c.second);
}

static void put_human(const gk_options *options, const gk_next_change *changes, gk_view shown,
                      gk_buf *out)
{
    size_t first = gk_next_change_first(changes);
    if (!first) {
        gk_buf_puts(out, GK_SAY(options, "今后没有到时候会变的内容。\n",
                                "nothing will change by itself\n"));
        return;
    }
    gk_run_put_moment(options, changes->items[0].when, out);
    gk_buf_puts(out, GK_SAY(options, " 必须重新生成：\n", ": the portal must be built again\n"));
    for (size_t i = 0; i < first; i++) {
        const gk_change *change = &changes->items[i];
        gk_buf_printf(out, "  %s", gk_change_text(change->why, options->lang));
        if (change->path.n)
            gk_buf_printf(out, GK_SAY(options, "：%.*s%.*s", ": %.*s%.*s"), (int)shown.n, shown.p,
                          (int)change->path.n, change->path.p);
        gk_buf_putc(out, '\n');
    }
}

/* Faults of the content are told, but the moment is printed all the same: what has to go at that
 * moment goes whether or not everything else is in order. */
gk_exit gk_cmd_next_change(const gk_options *options)
{
    gk_run run;
    gk_diags diags = GK_DIAGS_INIT;
    gk_next_change changes = GK_NEXT_CHANGE_INIT;
    gk_buf out = GK_BUF_INIT;
    gk_exit begun = gk_run_init(&run, options);
    run.build.check = run.build.survey = true;
    run.build.changes = &changes;
    gk_build_status status = begun ? GK_BUILD_CONTENT : gk_build_run(&run.build, &diags, NULL);
    gk_run_end_progress(&run);
    gk_report_diags(options, &diags);
    gk_exit result = begun ? begun : gk_report_exit(&diags);
    if (result == GK_EXIT_FINE) result = (gk_exit)status;
    bool known = changes.begun;
    if (known && options->format == GK_FORMAT_JSON) {
        gk_next_change_put_json(&changes, &out);
        gk_buf_putc(&out, '\n');
    } else if (known) {
        put_human(options, &changes, gk_buf_view(&run.shown), &out);
    }
    if (known && !gk_report_out(gk_buf_view(&out))) result = GK_EXIT_SYSTEM;
    gk_buf_free(&out);
    gk_next_change_free(&changes);
    gk_diags_free(&diags);
    gk_run_free(&run);
    return result;
}
