#include "markup/align.h"

#include "markup/align_parts.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

size_t gk_align_line(const gk_render *r, int line)
{
    if (line < 1) return 0;
    return (size_t)line <= r->at.line_count ? r->at.lines[line - 1] : r->at.body.n;
}

size_t gk_align_line_end(gk_view body, size_t from)
{
    size_t end = from;
    while (end < body.n && body.p[end] != '\n' && body.p[end] != '\r') end++;
    return end;
}

/* A paragraph that was split off the header of a table has no lines: those of what follows. */
static int first_line(const cmark_node *block)
{
    while (block && block->start_line < 1) block = block->next ? block->next : block->parent;
    return block ? block->start_line : 1;
}

size_t gk_align_first(const gk_render *r, const cmark_node *block)
{
    gk_view body = r->at.body;
    size_t from = gk_align_line(r, first_line(block));
    while (from < body.n && is_blank(body.p[from])) from++;
    return from;
}

bool gk_align_text(const gk_render *r, const cmark_node *node, gk_view *text)
{
    gk_view literal = gk_render_literal(node);
    switch (node->type) {
    case CMARK_NODE_TEXT:
        *text = r->tags ? gk_tags_flow(r->tags, literal, r->arena) : literal;
        break;
    case CMARK_NODE_CODE: *text = gk_render_restore(r, literal); break;
    case CMARK_NODE_HTML_INLINE:
        *text = gk_render_restore(r, literal);
        if (gk_view_starts(literal, GK_V("<!--"))) *text = GK_V("");
        break;
    case CMARK_NODE_LINEBREAK:
    case CMARK_NODE_IMAGE: *text = GK_V("\n"); break;
    case CMARK_NODE_SOFTBREAK: *text = gk_render_joins(node) ? GK_V("") : GK_V(" "); break;
    default: return false;
    }
    return true;
}

/* Lines of code are ends of lines of the source. */
static bool align_lines(const gk_render *r, const cmark_node *block, size_t at, bool end,
                        size_t *found)
{
    bool code = block->type == CMARK_NODE_CODE_BLOCK, fenced = code && block->as.code.fenced;
    gk_view text = code ? gk_view_n((const char *)block->as.code.literal.data,
                                    (size_t)block->as.code.literal.len)
                        : gk_render_literal(block);
    text = gk_render_restore(r, text);
    size_t start = 0;
    int line = block->start_line + (fenced ? 1 : 0);
    for (size_t i = 0; i < at && i < text.n; i++) {
        if (text.p[i] != '\n' || (end && i + 1 == at)) continue;
        start = i + 1;
        line++;
    }
    gk_view written = gk_view_from(text, start), body = r->at.body;
    written.n = gk_align_line_end(text, start) - start;
    size_t from = gk_align_line(r, line), to = gk_align_line_end(body, from);
    if (at - start > written.n) {
        *found = to;
        return true;
    }
    size_t left = written.n - (at - start);
    if (to - from < left || memcmp(body.p + to - left, written.p + (at - start), left) != 0)
        return false;
    *found = to - left;
    return true;
}

bool gk_align(const gk_render *r, const cmark_node *node, gk_part part, size_t n, size_t from,
              size_t to, size_t *found_from, size_t *found_to)
{
    if (part == GK_PART_LINES)
        return align_lines(r, node, from, false, found_from) &&
               align_lines(r, node, to, true, found_to) && *found_to >= *found_from;
    gk_aligner a = {.r = r,
                    .body = r->at.body,
                    .node = node,
                    .part = part,
                    .from = from,
                    .to = to,
                    .found_from = SIZE_MAX,
                    .found_to = SIZE_MAX};
    const cmark_node *block = node;
    while (!CMARK_NODE_TYPE_BLOCK_P((cmark_node_type)block->type)) block = block->parent;
    gk_align_begin(&a, block);
    if (block->extension && block->extension == r->mark)
        gk_align_plain(&a, block);
    else
        gk_align_inlines(&a, block);
    if (a.lost || a.text != n || a.found_from == SIZE_MAX || a.found_to == SIZE_MAX) return false;
    *found_from = a.found_from;
    *found_to = a.found_to;
    return *found_from <= *found_to;
}
