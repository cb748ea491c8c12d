#include "cmd/report.h"

#include <unistd.h>

#include "base/fs.h"

bool gk_report_out(gk_view text)
{
    return gk_fs_write_all(STDOUT_FILENO, text) == 0;
}

bool gk_report_err(gk_view text)
{
    return gk_fs_write_all(STDERR_FILENO, text) == 0;
}

void gk_report_diags(const gk_options *options, const gk_diags *diags)
{
    gk_buf out = GK_BUF_INIT;
    bool quiet = options->values[GK_OPT_QUIET] != NULL;
    for (size_t i = 0; i < diags->count; i++) {
        const gk_diag *diag = &diags->items[i];
        if (quiet && diag->severity == GK_NOTE) continue;
        if (options->format == GK_FORMAT_JSON)
            gk_diag_print_json(diag, options->lang, &out);
        else if (options->format == GK_FORMAT_GCC)
            gk_diag_print_gcc(diag, options->lang, &out);
        else
            gk_diag_print_human(diag, options->lang, options->color, &out);
    }
    if (options->format == GK_FORMAT_HUMAN)
        gk_report_err(gk_buf_view(&out));
    else
        gk_report_out(gk_buf_view(&out));
    gk_buf_free(&out);
}

void gk_report_line(const gk_options *options, gk_view line)
{
    if (options->values[GK_OPT_QUIET] || options->format != GK_FORMAT_HUMAN) return;
    gk_buf out = GK_BUF_INIT;
    gk_buf_put(&out, line);
    gk_buf_putc(&out, '\n');
    gk_report_out(gk_buf_view(&out));
    gk_buf_free(&out);
}

gk_exit gk_report_exit(const gk_diags *diags)
{
    gk_exit worst = GK_EXIT_FINE;
    for (size_t i = 0; i < diags->count; i++) {
        gk_view name = gk_view_of(gk_message_get(diags->items[i].id)->name);
        gk_exit this = GK_EXIT_CONTENT;
        if (diags->items[i].severity != GK_ERROR) continue;
        if (gk_view_is(name, "OUTPUT-FOREIGN") || gk_view_is(name, "OUTPUT-FORBIDDEN") ||
            gk_view_is(name, "OUTPUT-NOT-FOLDER") || gk_view_starts(name, GK_V("USAGE-")) ||
            gk_view_is(name, "GIT-NONE") || gk_view_is(name, "GIT-REV") ||
            gk_view_is(name, "GIT-FOLDER") || gk_view_starts(name, GK_V("RELEASE-")) ||
            gk_view_is(name, "PUBLISH-WHERE") || gk_view_is(name, "PUBLISH-NO-EARLIER") ||
            gk_view_is(name, "HOOK-PART") || gk_view_is(name, "HOOK-REPO") ||
            gk_view_is(name, "HOOK-NOT-BARE"))
            this = GK_EXIT_USAGE;
        else if (gk_view_starts(name, GK_V("IO-")) || gk_view_starts(name, GK_V("DISK-")) ||
                 gk_view_starts(name, GK_V("WORKERS-")) || gk_view_is(name, "OUTPUT-BUSY") ||
                 gk_view_is(name, "GIT-LIBRARY") || gk_view_is(name, "GIT-OWNER") ||
                 gk_view_is(name, "GIT-OPEN") || gk_view_is(name, "GIT-SHA256") ||
                 gk_view_is(name, "PUBLISH-BUILDER") || gk_view_is(name, "HOOK-GIT") ||
                 gk_view_is(name, "OUTPUT-MANIFEST") || gk_view_is(name, "OUTPUT-ROLLBACK") ||
                 gk_view_is(name, "WORKER-KILLED"))
            this = GK_EXIT_SYSTEM;
        if (this > worst) worst = this;
    }
    return worst;
}

void gk_report_shown(const char *site, gk_buf *out)
{
    gk_view path = gk_view_of(site);
    while (gk_view_starts(path, GK_V("./"))) path = gk_view_from(path, 2);
    while (path.n > 1 && path.p[path.n - 1] == '/') path.n--;
    if (path.n == 0 || gk_view_is(path, ".")) return;
    gk_buf_put(out, path);
    if (!gk_view_is(path, "/")) gk_buf_putc(out, '/');
}

void gk_report_site(const char *argument, gk_buf *out)
{
    enum { LEVELS = 64 };
    if (argument) {
        gk_buf_puts(out, *argument ? argument : ".");
        return;
    }
    gk_buf up = GK_BUF_INIT, file = GK_BUF_INIT;
    gk_buf_puts(&up, ".");
    for (int level = 0; level < LEVELS; level++) {
        gk_buf_truncate(&file, 0);
        gk_buf_printf(&file, "%s/site.yaml", up.p);
        if (access(file.p, F_OK) == 0) break;
        if (level == 0) gk_buf_truncate(&up, 0);
        gk_buf_puts(&up, level == 0 ? ".." : "/..");
    }
    bool found = access(file.p, F_OK) == 0;
    gk_buf_puts(out, found ? up.p : ".");
    gk_buf_free(&up);
    gk_buf_free(&file);
}
