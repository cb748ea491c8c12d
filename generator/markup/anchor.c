#include "markup/anchor.h"

#include "base/utf8.h"

/* Characters that case folding and composition leave alone: ASCII, Han, kana without marks, CJK and
 * full-width forms. */
static bool is_settled(gk_view text)
{
    for (size_t i = 0; i < text.n;) {
        uint32_t c = gk_utf8_next(text, &i);
        bool settled = c < 0x80 || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x2010 && c <= 0x2027) ||
                       (c >= 0x3000 && c <= 0x303F && (c < 0x302A || c > 0x302F)) ||
                       (c >= 0x3041 && c <= 0x30FF && c != 0x3099 && c != 0x309A) || c == 0xB7 ||
                       (c >= 0xFF01 && c <= 0xFF20);
        if (!settled) return false;
    }
    return true;
}

static void put_kept(gk_buf *out, gk_view text)
{
    size_t start = out->n;
    bool gap = false;
    for (size_t i = 0; i < text.n;) {
        size_t from = i;
        uint32_t c = gk_utf8_next(text, &i);
        if (gk_utf8_is_space(c) || c == '-') {
            gap = true;
        } else if (c == '_' || gk_utf8_is_alnum(c)) {
            if (gap && out->n > start) gk_buf_putc(out, '-');
            gap = false;
            if (c < 0x80)
                gk_buf_putc(out, (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c));
            else
                gk_buf_put(out, gk_view_n(text.p + from, i - from));
        }
    }
}

void gk_anchor_put(gk_buf *out, gk_view text)
{
    size_t start = out->n;
    if (gk_view_starts(text, GK_V("fn-")) || gk_view_starts(text, GK_V("fnref-")))
        gk_buf_puts(out, "s-");
    if (is_settled(text)) {
        put_kept(out, text);
    } else {
        gk_buf folded = GK_BUF_INIT;
        gk_utf8_fold(&folded, text);
        put_kept(out, gk_buf_view(&folded));
        gk_buf_free(&folded);
    }
    if (out->n == start) gk_buf_puts(out, "section");
}

static bool is_name(gk_view name)
{
    for (size_t i = 0; i < name.n;) {
        uint32_t c = gk_utf8_next(name, &i);
        if (c != '-' && c != '_' && c != '.' && c != ':' && !gk_utf8_is_alnum(c)) return false;
    }
    return name.n > 0;
}

gk_view gk_anchor_explicit(gk_view text, gk_view *before)
{
    *before = text;
    gk_view none = {NULL, 0};
    if (!gk_view_ends(text, GK_V("}"))) return none;
    size_t open = gk_view_rfind_byte(text, '{');
    if (open == SIZE_MAX || open + 3 > text.n || text.p[open + 1] != '#') return none;
    gk_view name = gk_view_n(text.p + open + 2, text.n - open - 3);
    if (!is_name(name)) return none;
    *before = gk_view_n(text.p, open);
    while (before->n && (before->p[before->n - 1] == ' ' || before->p[before->n - 1] == '\t'))
        before->n--;
    return name;
}
