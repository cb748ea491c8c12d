#include "cmd/report.h"

static gk_view severity_word(const gk_options *options, gk_severity severity)
{
    static const gk_text words[] = {{"提示", "note"}, {"警告", "warning"}, {"错误", "error"}};
    return gk_view_of(gk_text_in(words[severity], options->lang));
}

/* The message with its places for arguments shown as "…". */
static void put_text(gk_buf *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        bool argument = p[0] == '{' && p[1] >= '0' && p[1] <= '9' && p[2] == '}';
        if (argument)
            gk_buf_puts(out, "…");
        else
            gk_buf_putc(out, *p);
        if (argument) p += 2;
    }
}

static void put_one(const gk_options *options, gk_message id, gk_buf *out)
{
    const gk_message_row *row = gk_message_get(id);
    gk_view word = severity_word(options, row->severity);
    gk_buf_printf(out, GK_SAY(options, "%s（%.*s）\n\n", "%s (%.*s)\n\n"), row->name, (int)word.n,
                  word.p);
    gk_buf_puts(out, "  ");
    put_text(out, GK_SAY(options, row->zh, row->en));
    const char *help = GK_SAY(options, row->help_zh, row->help_en);
    if (*help) {
        gk_buf_puts(out, GK_SAY(options, "\n\n怎么改：\n  ", "\n\nWhat to do:\n  "));
        put_text(out, help);
    }
    gk_buf_putc(out, '\n');
}

static void put_all(const gk_options *options, gk_buf *out)
{
    size_t width = 0;
    for (int id = 0; id < GK_MSG_COUNT; id++) {
        size_t n = strlen(gk_message_get((gk_message)id)->name);
        if (n > width) width = n;
    }
    for (int id = 0; id < GK_MSG_COUNT; id++) {
        const gk_message_row *row = gk_message_get((gk_message)id);
        gk_buf_printf(out, "%-*s  ", (int)width, row->name);
        put_text(out, GK_SAY(options, row->zh, row->en));
        gk_buf_putc(out, '\n');
    }
}

static gk_exit unknown(const gk_options *options, gk_view name)
{
    gk_view names[GK_MSG_COUNT];
    gk_diags diags = GK_DIAGS_INIT;
    gk_buf upper = GK_BUF_INIT, help = GK_BUF_INIT;
    for (size_t i = 0; i < GK_MSG_COUNT; i++)
        names[i] = gk_view_of(gk_message_get((gk_message)i)->name);
    for (size_t i = 0; i < name.n; i++)
        gk_buf_putc(&upper,
                    name.p[i] >= 'a' && name.p[i] <= 'z' ? (char)(name.p[i] - 32) : name.p[i]);
    gk_diag_add(&diags, GK_MSG_explain_unknown, gk_place_file((gk_view){NULL, 0}), name);
    gk_view nearest = gk_view_nearest(gk_buf_view(&upper), names, GK_MSG_COUNT);
    if (nearest.n) {
        gk_buf_printf(&help, GK_SAY(options, "您要的是 %s 吗？", "did you mean %s?"), nearest.p);
        gk_diag_help(&diags, gk_buf_view(&help));
    }
    gk_report_diags(options, &diags);
    gk_buf_free(&upper);
    gk_buf_free(&help);
    gk_diags_free(&diags);
    return GK_EXIT_USAGE;
}

gk_exit gk_cmd_explain(const gk_options *options)
{
    gk_buf out = GK_BUF_INIT;
    if (options->arg_count) {
        gk_view name = gk_view_of(options->args[0]);
        /* As it is printed, brackets and all, is fine too. */
        if (gk_view_starts(name, GK_V("[")) && gk_view_ends(name, GK_V("]")))
            name = gk_view_sub(name, 1, name.n - 2);
        gk_message id = gk_message_find(name);
        if (id == GK_MSG_COUNT) return unknown(options, name);
        put_one(options, id, &out);
    } else {
        put_all(options, &out);
    }
    bool written = gk_report_out(gk_buf_view(&out));
    gk_buf_free(&out);
    return written ? GK_EXIT_FINE : GK_EXIT_SYSTEM;
}
