#include "base/diag.h"

#include <stdio.h>

#include "base/utf8.h"

enum { SHOWN_WIDTH = 110, LEAD_WIDTH = 40 };

static const char *severity_word(gk_severity severity, gk_lang lang)
{
    static const char *const zh[] = {"提示", "警告", "错误"};
    static const char *const en[] = {"note", "warning", "error"};
    return lang == GK_LANG_ZH ? zh[severity] : en[severity];
}

static const char *severity_color(gk_severity severity)
{
    static const char *const codes[] = {"\033[1;36m", "\033[1;33m", "\033[1;31m"};
    return codes[severity];
}

static void put_place(const gk_diag *diag, gk_buf *out)
{
    for (size_t i = 0; i < diag->file.n;) {
        size_t from = i;
        uint32_t c = gk_utf8_next(diag->file, &i);
        if (gk_utf8_is_hidden(c))
            gk_buf_printf(out, "\\u%04x", (unsigned)c);
        else
            gk_buf_put(out, gk_view_n(diag->file.p + from, i - from));
    }
    if (diag->line) gk_buf_printf(out, ":%u", diag->line);
    if (diag->line && diag->col) gk_buf_printf(out, ":%u", diag->col);
}

/* Appends the line's characters [*first, …) as far as SHOWN_WIDTH; tabs as one space, hidden ones
 * as U+FFFD. Sets the columns where the caret begins and how wide it is. */
typedef struct caret {
    size_t before, width;
} caret;

/* The first code point to show, so that a caret far to the right is still seen. */
static size_t first_shown(const gk_diag *diag)
{
    size_t width = 0, index = 0, skip = 0;
    gk_view line = diag->source;
    for (size_t i = 0; i < line.n && index + 1 < diag->col; index++)
        width += gk_utf8_width(gk_utf8_next(line, &i));
    if (width < SHOWN_WIDTH - LEAD_WIDTH) return 0;
    size_t drop = width - LEAD_WIDTH;
    for (size_t i = 0; i < line.n && drop; skip++) {
        size_t w = gk_utf8_width(gk_utf8_next(line, &i));
        drop = w < drop ? drop - w : 0;
    }
    return skip;
}

static caret put_source(const gk_diag *diag, gk_buf *out)
{
    caret at = {0, 0};
    size_t first = first_shown(diag), shown = 0, index = 0;
    if (first) {
        gk_buf_puts(out, "…");
        shown = at.before = 1;
    }
    for (size_t i = 0; i < diag->source.n; index++) {
        size_t from = i;
        uint32_t c = gk_utf8_next(diag->source, &i);
        if (index < first) continue;
        bool hidden = c == 0xFFFD || gk_utf8_is_hidden(c);
        size_t width = hidden ? 1 : gk_utf8_width(c);
        if (shown + width > SHOWN_WIDTH) {
            if (index + 1 < diag->endcol) at.width++;
            gk_buf_puts(out, "…");
            break;
        }
        if (c == '\t')
            gk_buf_putc(out, ' ');
        else if (hidden)
            gk_buf_puts(out, "\xEF\xBF\xBD");
        else
            gk_buf_put(out, gk_view_n(diag->source.p + from, i - from));
        shown += width;
        if (index + 1 < diag->col)
            at.before += width;
        else if (index + 1 < diag->endcol)
            at.width += width;
    }
    if (at.width == 0) at.width = 1;
    return at;
}

static void put_excerpt(const gk_diag *diag, bool color, gk_buf *out)
{
    char gutter[16];
    int n = snprintf(gutter, sizeof gutter, "%5u | ", diag->line);
    gk_buf_put(out, gk_view_n(gutter, (size_t)n));
    caret at = put_source(diag, out);
    gk_buf_puts(out, "\n      | ");
    if (!diag->col) {
        gk_buf_truncate(out, out->n - 8);
        return;
    }
    for (size_t i = 0; i < at.before; i++) gk_buf_putc(out, ' ');
    if (color) gk_buf_puts(out, severity_color(diag->severity));
    for (size_t i = 0; i < at.width; i++) gk_buf_putc(out, '^');
    if (color) gk_buf_puts(out, "\033[0m");
    gk_buf_putc(out, '\n');
}

static void put_name(const gk_diag *diag, gk_buf *out)
{
    gk_view name = gk_diag_name(diag);
    gk_buf_printf(out, " [%.*s]\n", (int)name.n, name.p);
}

void gk_diag_print_human(const gk_diag *diag, gk_lang lang, bool color, gk_buf *out)
{
    if (color) gk_buf_puts(out, severity_color(diag->severity));
    gk_buf_puts(out, severity_word(diag->severity, lang));
    if (color) gk_buf_puts(out, "\033[0m");
    gk_buf_puts(out, " ");
    if (diag->file.n) {
        put_place(diag, out);
        gk_buf_puts(out, lang == GK_LANG_ZH ? "：" : ": ");
    }
    gk_diag_message(diag, lang, out);
    put_name(diag, out);
    if (diag->source.n) put_excerpt(diag, color, out);
    gk_buf help = GK_BUF_INIT;
    gk_diag_help_text(diag, lang, &help);
    if (help.n)
        gk_buf_printf(out, "      = %s%s\n", lang == GK_LANG_ZH ? "怎么改：" : "help: ", help.p);
    gk_buf_free(&help);
}

static void put_json_member(gk_buf *out, const char *name, gk_view value)
{
    gk_buf_printf(out, ",\"%s\":", name);
    gk_buf_put_json(out, value);
}

void gk_diag_print_json(const gk_diag *diag, gk_lang lang, gk_buf *out)
{
    gk_buf text = GK_BUF_INIT;
    gk_view name = gk_diag_name(diag);
    gk_buf_printf(out, "{\"code\":\"%.*s\"", (int)name.n, name.p);
    put_json_member(out, "severity", gk_view_of(severity_word(diag->severity, GK_LANG_EN)));
    put_json_member(out, "file", diag->file);
    gk_buf_printf(out, ",\"line\":%u,\"col\":%u,\"endcol\":%u", diag->line, diag->col,
                  diag->endcol);
    gk_diag_message(diag, lang, &text);
    put_json_member(out, "message", gk_buf_view(&text));
    gk_buf_truncate(&text, 0);
    gk_diag_help_text(diag, lang, &text);
    put_json_member(out, "help", gk_buf_view(&text));
    gk_buf_puts(out, "}\n");
    gk_buf_free(&text);
}

void gk_diag_print_gcc(const gk_diag *diag, gk_lang lang, gk_buf *out)
{
    put_place(diag, out);
    if (diag->file.n) gk_buf_puts(out, ": ");
    gk_buf_puts(out, severity_word(diag->severity, GK_LANG_EN));
    gk_buf_puts(out, ": ");
    gk_diag_message(diag, lang, out);
    put_name(diag, out);
}
