#include "build/audit.h"

#include "cmd/report.h"
#include "cmd/run.h"

typedef struct writing {
    const gk_options *options;
    gk_buf text;
} writing;

static void write(void *ctx, const gk_site *site)
{
    writing *w = ctx;
    gk_lang lang = w->options->lang;
    switch (w->options->format) {
    case GK_FORMAT_JSON: gk_audit_put_json(site, lang, &w->text); break;
    case GK_FORMAT_CSV: gk_audit_put_csv(site, lang, &w->text); break;
    default: gk_audit_put_text(site, w->options->values[GK_OPT_VERBOSE] != NULL, lang, &w->text);
    }
}

gk_exit gk_cmd_audit(const gk_options *options)
{
    gk_run run;
    gk_diags diags = GK_DIAGS_INIT;
    writing w = {options, GK_BUF_INIT};
    gk_options speaking = *options;
    gk_exit begun = gk_run_init(&run, options);
    run.build.all_scopes = true;
    gk_build_status status =
        begun ? GK_BUILD_CONTENT : gk_build_look(&run.build, &diags, write, &w);
    gk_run_end_progress(&run);
    /* Standard output is the audit's alone. */
    speaking.format = GK_FORMAT_HUMAN;
    gk_report_diags(&speaking, &diags);
    gk_exit result = begun ? begun : gk_report_exit(&diags);
    if (result == GK_EXIT_FINE) result = (gk_exit)status;
    if (!gk_report_out(gk_buf_view(&w.text)) && result == GK_EXIT_FINE) result = GK_EXIT_SYSTEM;
    gk_buf_free(&w.text);
    gk_diags_free(&diags);
    gk_run_free(&run);
    return result;
}
