#include "markup/tags_context.h"

enum { BUDGET = 4 * 1024 * 1024 };

void gk_tags_context_begin(gk_tags_context *c, gk_view body)
{
    *c = (gk_tags_context){.body = body, .budget = BUDGET};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Length of the mark of a list or quote at i, or 0. */
static size_t marker(gk_view v, size_t i)
{
    if (i >= v.n) return 0;
    if (v.p[i] == '>') return 1;
    size_t end = i;
    if (strchr("-+*", v.p[i]) && v.p[i]) {
        end++;
    } else {
        while (end < v.n && end - i < 9 && v.p[end] >= '0' && v.p[end] <= '9') end++;
        if (end == i || end >= v.n || (v.p[end] != '.' && v.p[end] != ')')) return 0;
        end++;
    }
    return end < v.n && is_blank(v.p[end]) ? end - i : 0;
}

/* Behind the marks that a line begins with; *indent is the blanks before what follows. */
static size_t skip_marks(gk_view v, size_t i, size_t *indent)
{
    for (;;) {
        size_t from = i;
        while (i < v.n && is_blank(v.p[i])) i++;
        *indent = i - from;
        if (i > from && memchr(v.p + from, '\t', i - from)) *indent += 3;
        size_t n = marker(v, i);
        if (!n) return i;
        i += n;
    }
}

static size_t run(gk_view v, size_t i)
{
    size_t end = i;
    while (end < v.n && v.p[end] == v.p[i]) end++;
    return end - i;
}

static size_t line_end(gk_view v, size_t i)
{
    size_t end = gk_view_find_byte(v, '\n', i);
    return end == SIZE_MAX ? v.n : end;
}

/* A line opens or closes a block of code, or ends a paragraph. */
static void see_line(gk_tags_context *c, size_t from, size_t to)
{
    gk_view line = gk_view_sub(c->body, 0, to);
    size_t indent, i = skip_marks(line, from, &indent);
    if (i == to || (i + 1 == to && line.p[i] == '\r')) c->paragraph = to;
    if (i >= to || (line.p[i] != '`' && line.p[i] != '~')) return;
    size_t n = run(line, i);
    gk_view rest = gk_view_from(line, i + n);
    if (c->fence) {
        bool closes = line.p[i] == c->fence && n >= c->fence_n && !gk_view_trim(rest).n;
        if (closes) c->fence = 0;
    } else if (n >= 3 && (line.p[i] == '~' || gk_view_find_byte(rest, '`', 0) == SIZE_MAX)) {
        c->fence = line.p[i];
        c->fence_n = n;
    } else {
        return;
    }
    c->paragraph = to;
}

/* Where the paragraph around i ends: before an empty line. */
static size_t paragraph_end(gk_view v, size_t i)
{
    for (;;) {
        size_t end = line_end(v, i), next = end + 1;
        if (end == v.n) return end;
        while (next < v.n && (is_blank(v.p[next]) || v.p[next] == '\r')) next++;
        if (next >= v.n || v.p[next] == '\n') return end;
        i = end + 1;
    }
}

/* The span of code that begins with the run of n backticks at i: its end, or 0. */
static size_t span_end(gk_tags_context *c, size_t i, size_t n, size_t end)
{
    gk_view v = gk_view_sub(c->body, 0, end);
    if (c->budget < end - i) return 0;
    for (size_t k = i + n; (k = gk_view_find_byte(v, '`', k)) != SIZE_MAX;) {
        size_t length = run(v, k);
        if (length == n) return k + n;
        k += length;
    }
    c->budget -= end - i;
    return 0;
}

bool gk_tags_context_is_code(gk_tags_context *c, size_t at)
{
    gk_view v = c->body;
    for (size_t end; c->line < at && (end = line_end(v, c->line)) < at; c->line = end + 1)
        see_line(c, c->line, end);
    if (c->fence) return true;
    if (c->span_to > at && c->span <= at) return true;
    size_t i = c->span_to > c->paragraph ? c->span_to : c->paragraph, end = 0;
    gk_view before = gk_view_sub(v, 0, at);
    while ((i = gk_view_find_byte(before, '`', i)) != SIZE_MAX) {
        if (!end) end = paragraph_end(v, at);
        size_t n = run(v, i), to = i && v.p[i - 1] == '\\' ? 0 : span_end(c, i, n, end);
        c->span = i;
        c->span_to = to ? to : i + n;
        if (to > at) return true;
        i = c->span_to;
    }
    c->span = at;
    if (c->span_to < at) c->span_to = at;
    return false;
}

void gk_tags_context_skip(gk_tags_context *c, size_t to)
{
    c->paragraph = to;
    if (c->line < to) c->line = to;
}

bool gk_tags_context_begins_block(const gk_tags_context *c, size_t at)
{
    size_t from = at, indent;
    while (from > 0 && c->body.p[from - 1] != '\n' && c->body.p[from - 1] != '\r') from--;
    return skip_marks(gk_view_sub(c->body, 0, at), from, &indent) == at && indent < 4;
}
