#include "emit/css.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* White space beside these means nothing, wherever they stand outside of strings. */
static bool is_break(char c)
{
    return c == '{' || c == '}' || c == ';' || c == ',';
}

/* Where the string that begins at `at` ends; SIZE_MAX when it does not. */
static size_t string_end(gk_view sheet, size_t at)
{
    for (size_t i = at + 1; i < sheet.n && sheet.p[i] != '\n'; i++) {
        if (sheet.p[i] == '\\')
            i++;
        else if (sheet.p[i] == sheet.p[at])
            return i + 1;
    }
    return SIZE_MAX;
}

/* Where what is copied as it is ends: a string, an address without quotes, one character with its
 * backslash, or any other character. */
static size_t token_end(gk_view sheet, size_t at)
{
    char c = sheet.p[at];
    if (c == '"' || c == '\'') return string_end(sheet, at);
    if (c == '\\') return at + 2 <= sheet.n ? at + 2 : SIZE_MAX;
    if (c != 'u' || !gk_view_starts(gk_view_from(sheet, at), GK_V("url("))) return at + 1;
    size_t inner = at + 4;
    while (inner < sheet.n && is_space(sheet.p[inner])) inner++;
    if (inner < sheet.n && (sheet.p[inner] == '"' || sheet.p[inner] == '\'')) return at + 4;
    size_t end = gk_view_find_byte(sheet, ')', at);
    return end == SIZE_MAX ? SIZE_MAX : end + 1;
}

/* Where white space and comments end; SIZE_MAX when a comment does not. */
static size_t gap_end(gk_view sheet, size_t at)
{
    while (at < sheet.n) {
        if (is_space(sheet.p[at])) {
            at++;
        } else if (sheet.p[at] == '/' && gk_view_starts(gk_view_from(sheet, at), GK_V("/*"))) {
            size_t end = gk_view_find(sheet, GK_V("*/"), at + 2);
            if (end == SIZE_MAX) return SIZE_MAX;
            at = end + 2;
        } else {
            break;
        }
    }
    return at;
}

/* What stands for a gap: nothing beside a break, else what was there at the least. A comment alone
 * parts two words without being a space: an empty one is left. */
static const char *gap_text(gk_view gap, char before, char after)
{
    if (before == ':') return is_break(after) ? " " : ""; /* "--x: ;" is a value, too */
    if (is_break(before) || is_break(after) || !before || !after) return "";
    for (size_t i = 0; i < gap.n; i++) {
        if (is_space(gap.p[i])) return " ";
        if (gk_view_starts(gk_view_from(gap, i), GK_V("/*")))
            i = gk_view_find(gap, GK_V("*/"), i + 2) + 1;
    }
    return "/**/";
}

static bool put_compact(gk_view sheet, gk_buf *out)
{
    char before = '\0';
    for (size_t at = 0; at < sheet.n;) {
        size_t end = gap_end(sheet, at);
        if (end == SIZE_MAX) return false;
        if (end > at) {
            gk_view gap = gk_view_n(sheet.p + at, end - at);
            gk_buf_puts(out, gap_text(gap, before, end < sheet.n ? sheet.p[end] : '\0'));
            at = end;
            continue;
        }
        end = token_end(sheet, at);
        if (end == SIZE_MAX) return false;
        char c = sheet.p[at];
        if (c == '}' && before == ';') gk_buf_truncate(out, out->n - 1);
        gk_buf_put(out, gk_view_n(sheet.p + at, end - at));
        before = c == '\\' ? 'x' : sheet.p[end - 1];
        at = end;
    }
    return true;
}

void gk_css_put(gk_view sheet, gk_buf *out)
{
    size_t start = out->n;
    if (put_compact(sheet, out)) return;
    gk_buf_truncate(out, start);
    gk_buf_put(out, sheet);
}
