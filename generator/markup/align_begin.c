#include "base/utf8.h"
#include "markup/align_parts.h"
#include "markup/anchor.h"
#include "markup/cjk.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_blanks(gk_aligner *a)
{
    while (a->at < a->limit && is_blank(a->body.p[a->at])) a->at++;
}

/* Blanks, and the marks of the quotes that the block stands in. */
static void skip_prefix(gk_aligner *a)
{
    skip_blanks(a);
    for (size_t left = a->quotes; left && a->at < a->limit && a->body.p[a->at] == '>'; left--) {
        a->at++;
        skip_blanks(a);
    }
}

void gk_align_break(gk_aligner *a)
{
    skip_blanks(a);
    if (a->at < a->limit && a->body.p[a->at] == '\r') a->at++;
    if (a->at < a->limit && a->body.p[a->at] == '\n') a->at++;
    skip_prefix(a);
}

void gk_align_emit(gk_aligner *a, size_t n, size_t from, size_t to)
{
    if (a->silent) return;
    bool exact = n == to - from;
    if (n && a->from >= a->text && a->from < a->text + n)
        a->found_from = exact ? from + (a->from - a->text) : from;
    if (n && a->to > a->text && a->to <= a->text + n)
        a->found_to = exact ? from + (a->to - a->text) : to;
    /* An empty range has no end of its own. */
    if (a->from == a->to && a->found_from != SIZE_MAX) a->found_to = a->found_from;
    a->text += n;
}

static bool is_dashes(gk_view line)
{
    bool dash = false;
    for (size_t i = 0; i < line.n; i++) {
        if (!memchr("|:->", line.p[i], 4) && !is_blank(line.p[i])) return false;
        dash = dash || line.p[i] == '-';
    }
    return dash;
}

/* The line of a row. The library has the line of its paragraph for the header, which is the one
 * above the row of dashes. */
static int line_of_row(const gk_aligner *a, const cmark_node *row)
{
    int line = row->start_line;
    if (row->prev) return line;
    for (int i = line; (size_t)i < a->r->at.line_count; i++) {
        size_t from = gk_align_line(a->r, i + 1);
        if (is_dashes(gk_view_sub(a->body, from, gk_align_line_end(a->body, from) - from)))
            return i;
    }
    return line;
}

/* The bytes of the cell that begins at `at`, up to its pipe. */
static size_t cell_end(const gk_aligner *a, size_t at, size_t end)
{
    while (at < end && a->body.p[at] != '|') at += a->body.p[at] == '\\' && at + 1 < end ? 2 : 1;
    return at < end ? at : end;
}

/* What a row may begin with where the table begins within an item of a list. */
static void skip_marker(gk_aligner *a)
{
    size_t pipe = gk_view_find_byte(gk_view_sub(a->body, 0, a->limit), '|', a->at);
    size_t at = a->at;
    while (at < a->limit && memchr("-+*.)0123456789", a->body.p[at], 15)) at++;
    if (at == a->at || at >= a->limit || !is_blank(a->body.p[at]) || pipe == SIZE_MAX) return;
    a->at = at;
    skip_blanks(a);
}

static void begin_cell(gk_aligner *a, const cmark_node *cell)
{
    const cmark_node *row = cell->parent;
    size_t line = gk_align_line(a->r, line_of_row(a, row));
    a->in_cell = true;
    a->at = line;
    a->limit = gk_align_line_end(a->body, line);
    skip_prefix(a);
    bool in_item = row->parent && row->parent->parent &&
                   row->parent->parent->type == CMARK_NODE_ITEM && !row->prev;
    if (in_item) skip_marker(a);
    if (a->at < a->limit && a->body.p[a->at] == '|') a->at++;
    for (const cmark_node *n = row->first_child; n && n != cell; n = n->next) {
        a->at = cell_end(a, a->at, a->limit);
        if (a->at < a->limit) a->at++;
    }
    a->limit = cell_end(a, a->at, a->limit);
    skip_blanks(a);
}

/* Whether a definition of a link stands at the cursor, which is no text. */
static bool at_definition(const gk_aligner *a, const cmark_node *block)
{
    const cmark_node *first = block->first_child;
    gk_view line = gk_view_sub(a->body, a->at, gk_align_line_end(a->body, a->at) - a->at);
    if (!line.n || line.p[0] != '[' || gk_view_find(line, GK_V("]:"), 1) == SIZE_MAX) return false;
    gk_view text = first ? gk_render_literal(first) : GK_V("");
    return !first || first->type != CMARK_NODE_TEXT || !text.n || text.p[0] != '[';
}

static void skip_definitions(gk_aligner *a, const cmark_node *block)
{
    while (a->at < a->limit && at_definition(a, block)) {
        a->at = gk_align_line_end(a->body, a->at);
        gk_align_break(a);
    }
}

static size_t count_quotes(const cmark_node *block)
{
    size_t n = 0;
    for (; block; block = block->parent) n += block->type == CMARK_NODE_BLOCK_QUOTE;
    return n;
}

void gk_align_begin(gk_aligner *a, const cmark_node *block)
{
    a->quotes = count_quotes(block);
    if (block->type == CMARK_NODE_TABLE_CELL) {
        begin_cell(a, block);
        return;
    }
    int first = block->start_line, column = block->start_column;
    for (const cmark_node *n = block; first < 1 && n; n = n->next ? n->next : n->parent)
        first = n->start_line;
    a->limit = block->end_line >= first ? gk_align_line(a->r, block->end_line + 2) : a->body.n;
    a->at = gk_align_line(a->r, first);
    if (block->start_line >= 1 && column > 1) a->at += (size_t)column - 1;
    if (a->at > a->limit) a->at = a->limit;
    if (block->type == CMARK_NODE_PARAGRAPH) skip_definitions(a, block);
    if (block->type != CMARK_NODE_HEADING || block->as.heading.setext) return;
    while (a->at < a->limit && a->body.p[a->at] == '#') a->at++;
    skip_blanks(a);
}

/* Finds a line of text from the cursor on; in the lines below when definitions of links stand
 * before it. */
static bool find_line(gk_aligner *a, gk_view line)
{
    for (int tries = 0; tries < 64 && a->at < a->limit; tries++) {
        size_t end = gk_align_line_end(gk_view_sub(a->body, 0, a->limit), a->at);
        size_t found = gk_view_find(gk_view_sub(a->body, 0, end), line, a->at);
        if (found != SIZE_MAX) {
            a->at = found;
            return true;
        }
        a->at = end;
        gk_align_break(a);
    }
    a->lost = true;
    return false;
}

void gk_align_plain(gk_aligner *a, const cmark_node *block)
{
    gk_view rest = gk_view_n((const char *)block->content.ptr, (size_t)block->content.size), line;
    if (block->type == CMARK_NODE_HEADING) gk_anchor_explicit(rest, &rest);
    uint32_t last = 0;
    if (a->in_cell) {
        gk_align_words(a, rest);
        return;
    }
    for (bool first = true; gk_view_split(&rest, '\n', &line); first = false) {
        size_t before = a->at, end = line.n, after = 0;
        if (!line.n || !find_line(a, line)) continue;
        bool space = !first && !gk_cjk_joins(last, gk_utf8_next(line, &after));
        if (space) gk_align_emit(a, 1, before, a->at);
        gk_align_emit(a, line.n, a->at, a->at + line.n);
        a->at += line.n;
        last = gk_utf8_prev(line, &end);
    }
}
