#include "cmd/qr.h"

#include <unistd.h>

#include "cmd/report.h"
#include "meta/code.h"
#include "meta/register.h"

static const gk_place nowhere = {{NULL, 0}, {NULL, 0}, 0, 0, 0};

typedef struct part {
    const char *name;
    bool takes_site; /* the word behind it is the site, not a document */
    gk_exit (*run)(gk_qr_work *work);
} part;

static const part parts[] = {{"issue", false, gk_qr_issue},
                             {"list", true, gk_qr_list},
                             {"check", true, gk_qr_check},
                             {"export", true, gk_qr_export}};

enum { PARTS = sizeof parts / sizeof *parts };

gk_view gk_qr_text(gk_value row, const char *key)
{
    return gk_value_view(gk_value_get(row, gk_view_of(key), NULL, NULL));
}

gk_view gk_qr_leads_to(gk_value row)
{
    gk_view target = gk_qr_text(row, "target");
    return target.n ? target : gk_qr_text(row, "document");
}

void gk_qr_put_printed(const gk_qr_work *work, gk_value row, gk_buf *out)
{
    gk_view base = gk_qr_text(row, "base");
    gk_code_put_printed(base.n ? base : work->base, gk_qr_text(row, "code"), out);
}

static const part *find_part(gk_qr_work *work, gk_view word)
{
    gk_view names[PARTS];
    for (size_t i = 0; i < PARTS; i++) {
        names[i] = gk_view_of(parts[i].name);
        if (gk_view_eq(word, names[i])) return &parts[i];
    }
    gk_diag_add(&work->diags, GK_MSG_qr_part, nowhere, word);
    gk_view near = gk_view_nearest(word, names, PARTS);
    if (near.n) {
        gk_buf help = GK_BUF_INIT;
        gk_buf_printf(&help, GK_SAY(work->options, "您要的是 %.*s 吗？", "did you mean %.*s?"),
                      (int)near.n, near.p);
        gk_diag_help(&work->diags, gk_buf_view(&help));
        gk_buf_free(&help);
    }
    return NULL;
}

/* Codes are too dear to go on with a register that has faults. */
static bool read_register(gk_qr_work *work)
{
    size_t errors = 0;
    bool read = gk_site_config_open(&work->site, work->folder.p, gk_buf_view(&work->shown));
    for (size_t i = 0; i < work->site.diags.count; i++) {
        gk_view name = gk_view_of(gk_message_get(work->site.diags.items[i].id)->name);
        errors +=
            !read || gk_view_starts(name, GK_V("CODE-")) || gk_view_starts(name, GK_V("CSV-"));
    }
    if (!read || errors) {
        gk_diags_append(&work->diags, &work->site.diags);
        return false;
    }
    work->rows = gk_value_get(work->site.config.data, GK_V(GK_REGISTER_NAME), NULL, NULL);
    work->base = gk_value_view(gk_value_get(work->site.config.site, GK_V("code_base"), NULL, NULL));
    if (work->base.n) return true;
    gk_buf file = GK_BUF_INIT;
    gk_buf_put(&file, gk_buf_view(&work->shown));
    gk_buf_puts(&file, "site.yaml");
    gk_diag_add(&work->diags, GK_MSG_qr_base, gk_place_file(gk_buf_view(&file)));
    gk_buf_free(&file);
    return false;
}

static gk_exit run(gk_qr_work *work)
{
    const gk_options *options = work->options;
    const part *chosen = find_part(work, gk_view_of(options->args[0]));
    if (!chosen) return GK_EXIT_USAGE;
    if (chosen->takes_site && options->arg_count > 2) {
        gk_diag_add(&work->diags, GK_MSG_usage_extra, nowhere, gk_view_of(options->args[2]));
        return GK_EXIT_USAGE;
    }
    if (!chosen->takes_site && options->arg_count < 2) {
        gk_diag_add(&work->diags, GK_MSG_usage_needed, nowhere, GK_V("qr issue"),
                    gk_view_of(GK_SAY(options, "文稿…", "DOC…")));
        return GK_EXIT_USAGE;
    }
    gk_report_site(chosen->takes_site && options->args[1] ? options->args[1]
                                                          : options->values[GK_OPT_SITE],
                   &work->folder);
    gk_report_shown(work->folder.p, &work->shown);
    if (!read_register(work)) return GK_EXIT_CONTENT;
    return chosen->run(work);
}

gk_exit gk_cmd_qr(const gk_options *options)
{
    gk_qr_work work = {.options = options, .diags = GK_DIAGS_INIT, .rows = gk_value_null()};
    gk_exit ended = run(&work);
    gk_report_diags(options, &work.diags);
    gk_site_config_free(&work.site);
    gk_diags_free(&work.diags);
    gk_buf_free(&work.folder);
    gk_buf_free(&work.shown);
    return ended;
}
