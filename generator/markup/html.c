#include <cmark-gfm-core-extensions.h>

#include "base/utf8.h"
#include "markup/expand.h"
#include "markup/plain.h"
#include "markup/url.h"

/* Begins a new line unless one has begun. */
static void fresh_line(gk_render *r)
{
    gk_buf *out = r->out;
    if (out->n && out->p[out->n - 1] != '\n') gk_buf_putc(out, '\n');
}

static const char *word(const gk_render *r, const char *zh, const char *en)
{
    return r->zh ? zh : en;
}

static bool is_tight(const cmark_node *paragraph)
{
    const cmark_node *list = paragraph->parent->parent;
    return list && list->type == CMARK_NODE_LIST && list->as.list.tight;
}

/* The library looks for [x] anywhere in the line; the box is the first bracket behind the marker.
 */
static bool is_checked(const gk_render *r, const cmark_node *item)
{
    gk_view line = gk_position_line(&r->at, item);
    size_t from = item->start_column > 0 ? (size_t)item->start_column - 1 : 0;
    size_t box = gk_view_find_byte(line, '[', from);
    if (box == SIZE_MAX || box + 1 >= line.n) return item->as.list.checked;
    return (line.p[box + 1] | 0x20) == 'x';
}

static void list(gk_render *r, const cmark_node *node)
{
    fresh_line(r);
    bool tasks = !r->bare && node->first_child && node->first_child->extension;
    gk_buf_put(r->out, node->as.list.list_type == CMARK_BULLET_LIST ? GK_V("<ul") : GK_V("<ol"));
    if (node->as.list.list_type == CMARK_ORDERED_LIST && node->as.list.start != 1)
        gk_buf_printf(r->out, " start=\"%d\"", node->as.list.start);
    if (tasks) gk_buf_put(r->out, GK_V(" class=\"tasks\""));
    gk_buf_put(r->out, GK_V(">\n"));
}

static void item(gk_render *r, const cmark_node *node)
{
    fresh_line(r);
    if (!node->extension) {
        gk_buf_put(r->out, GK_V("<li>"));
        return;
    }
    bool checked = is_checked(r, node);
    if (r->bare) {
        gk_buf_puts(r->out, checked ? "<li><input type=\"checkbox\" checked=\"\" disabled=\"\" /> "
                                    : "<li><input type=\"checkbox\" disabled=\"\" /> ");
        return;
    }
    gk_buf_puts(r->out,
                checked
                    ? "<li class=\"task\"><input type=\"checkbox\" checked disabled aria-label=\""
                    : "<li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"");
    gk_buf_puts(r->out, checked ? word(r, "已完成", "done") : word(r, "未完成", "to do"));
    gk_buf_put(r->out, GK_V("\"> "));
}

static void code_block(gk_render *r, const cmark_node *node)
{
    fresh_line(r);
    gk_view info = gk_render_restore(
        r, gk_view_n((const char *)node->as.code.info.data, (size_t)node->as.code.info.len));
    size_t n = 0;
    while (n < info.n && !strchr(" \t\n\v\f\r", info.p[n])) n++;
    gk_buf_put(r->out, info.n ? GK_V("<pre><code class=\"language-") : GK_V("<pre><code>"));
    if (info.n) {
        gk_render_escape(r->out, gk_view_n(info.p, n));
        gk_buf_put(r->out, GK_V("\">"));
    }
    gk_view code = gk_render_restore(
        r, gk_view_n((const char *)node->as.code.literal.data, (size_t)node->as.code.literal.len));
    gk_render_escape(r->out, code);
    gk_buf_put(r->out, GK_V("</code></pre>\n"));
    gk_render_block_begin(r, node);
    gk_render_note(r, code);
    gk_render_block_end(r, node);
}

/* What is left of raw HTML without its complete comments. */
static gk_view without_comments(gk_render *r, gk_view html)
{
    gk_view left = {NULL, 0};
    for (size_t from = 0;;) {
        size_t begin = gk_view_find(html, GK_V("<!--"), from);
        size_t end = begin == SIZE_MAX ? begin : gk_view_find(html, GK_V("-->"), begin + 4);
        if (end == SIZE_MAX && from == 0) return gk_view_trim(html);
        left = GK_JOIN(r->arena, left,
                       gk_view_sub(html, from, end == SIZE_MAX ? SIZE_MAX : begin - from));
        if (end == SIZE_MAX) return gk_view_trim(left);
        from = end + 3;
    }
}

/* A tag that is a block; what it makes has lines of its own. */
static void put_tag(gk_render *r, size_t tag, const cmark_node *parent)
{
    gk_expand_tag(r, tag, parent);
    fresh_line(r);
}

static void html_block(gk_render *r, const cmark_node *node)
{
    fresh_line(r);
    size_t tag = r->tags ? gk_expand_block(r, node) : SIZE_MAX;
    if (tag != SIZE_MAX) {
        put_tag(r, tag, node->parent);
        return;
    }
    gk_view html = gk_render_restore(r, gk_render_literal(node));
    if (r->unsafe) {
        gk_buf_put(r->out, html);
        fresh_line(r);
        return;
    }
    gk_view left = without_comments(r, html);
    if (!left.n) return;
    gk_buf_put(r->out, GK_V("<p>"));
    gk_render_escape(r->out, left);
    gk_buf_put(r->out, GK_V("</p>\n"));
    gk_render_block_begin(r, node);
    gk_render_note(r, left);
    gk_render_block_end(r, node);
    gk_render_complain(r, GK_MSG_markdown_html, node, left, left);
}

/* A picture that stands alone, with its title as caption. */
static void figure(gk_render *r, cmark_node *image)
{
    size_t before = r->out->n;
    gk_buf_put(r->out, GK_V("<figure>"));
    size_t begin = r->out->n;
    if (!gk_render_image(r, image, true)) {
        gk_view shown = gk_arena_view(r->arena, gk_view_from(gk_buf_view(r->out), begin));
        gk_buf_truncate(r->out, before);
        gk_buf_put(r->out, GK_V("<p>"));
        gk_buf_put(r->out, shown);
        gk_buf_put(r->out, GK_V("</p>\n"));
        return;
    }
    if (image->as.link.title.len) {
        gk_view title =
            gk_view_n((const char *)image->as.link.title.data, (size_t)image->as.link.title.len);
        gk_buf_put(r->out, GK_V("<figcaption>"));
        gk_render_escape(r->out, title);
        gk_buf_put(r->out, GK_V("</figcaption>"));
        gk_render_note(r, title);
    }
    gk_buf_put(r->out, GK_V("</figure>\n"));
}

static bool paragraph(gk_render *r, cmark_node *node)
{
    size_t tag = SIZE_MAX;
    gk_expand_paragraph solo = r->tags ? gk_expand_look(r, node, &tag) : GK_EXPAND_TEXT;
    if (solo != GK_EXPAND_TEXT) {
        fresh_line(r);
        r->solo = tag + 1;
        r->solo_paragraph = node;
    }
    if (solo == GK_EXPAND_TAG) {
        put_tag(r, tag, node->parent);
        r->solo = 0;
        return false;
    }
    gk_render_block_begin(r, node);
    if (is_tight(node) || solo != GK_EXPAND_TEXT) return true;
    fresh_line(r);
    cmark_node *only = node->first_child;
    if (!r->bare && only && !only->next && only->type == CMARK_NODE_IMAGE &&
        node->parent->type != CMARK_NODE_FOOTNOTE_DEFINITION) {
        figure(r, only);
        gk_render_block_end(r, node);
        return false;
    }
    gk_buf_put(r->out, GK_V("<p>"));
    return true;
}

static void way_back(gk_render *r, gk_view target, int number)
{
    char suffix[16] = "";
    if (number > 1) snprintf(suffix, sizeof suffix, "-%d", number);
    gk_buf_puts(r->out, number > 1 ? " <a href=\"#fnref-" : "<a href=\"#fnref-");
    gk_url_put(r->out, target);
    gk_buf_puts(r->out, suffix);
    if (r->bare)
        gk_buf_puts(
            r->out,
            "\" class=\"footnote-backref\" data-footnote-backref aria-label=\"Back to content\">↩");
    else
        gk_buf_printf(
            r->out, "\" class=\"footnote-backref\" role=\"doc-backlink\" aria-label=\"%s%.*s%s\">↩",
            word(r, "回到正文 ", "Back to text "), (int)target.n, target.p, suffix);
    if (number > 1) gk_buf_printf(r->out, "<sup class=\"footnote-ref\">%d</sup>", number);
    gk_buf_put(r->out, GK_V("</a>"));
}

/* The ways from a footnote to the places that refer to it, once. */
static bool ways_back(gk_render *r, const cmark_node *note)
{
    if (r->note_back >= r->notes) return false;
    r->note_back = r->notes;
    char digits[16];
    snprintf(digits, sizeof digits, "%d", r->notes);
    gk_view target = r->bare ? gk_render_literal(note) : gk_view_of(digits);
    way_back(r, target, 1);
    for (int i = 2; i <= note->footnote.def_count; i++) way_back(r, target, i);
    return true;
}

static void paragraph_end(gk_render *r, const cmark_node *node)
{
    if (r->solo_paragraph == node) {
        r->solo = 0;
        fresh_line(r);
    } else if (!is_tight(node)) {
        const cmark_node *parent = node->parent;
        if (parent->type == CMARK_NODE_FOOTNOTE_DEFINITION && !node->next) {
            gk_buf_putc(r->out, ' ');
            ways_back(r, parent);
        }
        gk_buf_put(r->out, GK_V("</p>\n"));
    }
    gk_render_block_end(r, node);
}

static void note(gk_render *r, const cmark_node *node)
{
    if (r->notes++ == 0) {
        if (r->bare)
            gk_buf_puts(r->out, "<section class=\"footnotes\" data-footnotes>\n<ol>\n");
        else
            gk_buf_printf(
                r->out,
                "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"%s\">\n<ol>\n",
                word(r, "脚注", "Notes"));
    }
    gk_buf_put(r->out, GK_V("<li id=\"fn-"));
    if (r->bare) {
        gk_url_put(r->out, gk_render_literal(node));
    } else {
        gk_buf_put_int(r->out, r->notes);
        gk_render_note_anchor(r, r->notes);
    }
    gk_buf_put(r->out, GK_V("\">\n"));
}

static void table(gk_render *r, cmark_node *node)
{
    fresh_line(r);
    r->alignments = cmark_gfm_extensions_get_table_alignments(node);
    r->in_body = false;
    r->tables++;
    if (!r->bare) {
        gk_buf_put(r->out, GK_V("<section class=\"table\" tabindex=\"0\" aria-label=\""));
        gk_buf_puts(r->out, word(r, "表格 ", "Table "));
        gk_buf_put_int(r->out, r->tables);
        gk_buf_put(r->out, GK_V("\">\n"));
    }
    gk_buf_put(r->out, GK_V("<table>"));
}

static void table_end(gk_render *r)
{
    if (r->in_body) {
        fresh_line(r);
        gk_buf_put(r->out, GK_V("</tbody>"));
    }
    r->in_body = false;
    fresh_line(r);
    gk_buf_puts(r->out, r->bare ? "</table>\n" : "</table>\n</section>\n");
}

static void row(gk_render *r, cmark_node *node)
{
    fresh_line(r);
    r->column = 0;
    r->in_header = cmark_gfm_extensions_get_table_row_is_header(node);
    if (r->in_header) {
        gk_buf_put(r->out, GK_V("<thead>\n"));
    } else if (!r->in_body) {
        gk_buf_put(r->out, GK_V("<tbody>\n"));
        r->in_body = true;
    }
    gk_buf_put(r->out, GK_V("<tr>"));
}

static void row_end(gk_render *r)
{
    fresh_line(r);
    gk_buf_put(r->out, GK_V("</tr>"));
    if (r->in_header) gk_buf_put(r->out, GK_V("\n</thead>"));
    r->in_header = false;
}

static const char *side(char alignment)
{
    switch (alignment) {
    case 'l': return "left";
    case 'c': return "center";
    case 'r': return "right";
    default: return NULL;
    }
}

/* Nothing can be named by an empty cell, so it is no header. */
static bool is_header(const gk_render *r, const cmark_node *cell)
{
    return r->in_header && (r->bare || cell->first_child);
}

static void cell(gk_render *r, const cmark_node *node)
{
    fresh_line(r);
    gk_render_block_begin(r, node);
    bool header = is_header(r, node);
    gk_buf_puts(r->out, !header ? "<td" : r->bare ? "<th" : "<th scope=\"col\"");
    const char *where = side((char)r->alignments[r->column++]);
    if (where) {
        gk_buf_puts(r->out, r->bare ? " align=\"" : " class=\"ta-");
        gk_buf_puts(r->out, where);
        gk_buf_putc(r->out, '"');
    }
    gk_buf_putc(r->out, '>');
}

static bool enter_table(gk_render *r, cmark_node *node)
{
    if (node->type == CMARK_NODE_TABLE_CELL)
        cell(r, node);
    else if (node->type == CMARK_NODE_TABLE_ROW)
        row(r, node);
    else if (node->type == CMARK_NODE_TABLE)
        table(r, node);
    return true;
}

/* True when the node's children come next, and then its leave. */
static bool enter(gk_render *r, cmark_node *node)
{
    if (!CMARK_NODE_TYPE_BLOCK_P((cmark_node_type)node->type)) return gk_render_inline(r, node);
    switch (node->type) {
    case CMARK_NODE_PARAGRAPH: return paragraph(r, node);
    case CMARK_NODE_HEADING:
        fresh_line(r);
        gk_render_heading(r, node);
        gk_render_block_begin(r, node);
        return true;
    case CMARK_NODE_LIST: list(r, node); return true;
    case CMARK_NODE_ITEM: item(r, node); return true;
    case CMARK_NODE_BLOCK_QUOTE:
        fresh_line(r);
        gk_buf_put(r->out, GK_V("<blockquote>\n"));
        return true;
    case CMARK_NODE_CODE_BLOCK: code_block(r, node); return false;
    case CMARK_NODE_HTML_BLOCK: html_block(r, node); return false;
    case CMARK_NODE_THEMATIC_BREAK:
        fresh_line(r);
        gk_buf_puts(r->out, r->bare ? "<hr />\n" : "<hr>\n");
        return false;
    case CMARK_NODE_FOOTNOTE_DEFINITION: note(r, node); return true;
    default: return enter_table(r, node);
    }
}

static void leave_table(gk_render *r, const cmark_node *node)
{
    if (node->type == CMARK_NODE_TABLE_CELL) {
        gk_buf_put(r->out, is_header(r, node) ? GK_V("</th>") : GK_V("</td>"));
        gk_render_block_end(r, node);
    } else if (node->type == CMARK_NODE_TABLE_ROW) {
        row_end(r);
    } else if (node->type == CMARK_NODE_TABLE) {
        table_end(r);
    }
}

static void leave(gk_render *r, cmark_node *node)
{
    if (!CMARK_NODE_TYPE_BLOCK_P((cmark_node_type)node->type)) {
        gk_render_inline_end(r, node);
        return;
    }
    if (r->open_count) gk_expand_leave(r, node);
    switch (node->type) {
    case CMARK_NODE_PARAGRAPH: paragraph_end(r, node); break;
    case CMARK_NODE_HEADING:
        gk_buf_put(r->out, GK_V("</h"));
        gk_buf_putc(r->out, (char)('0' + node->as.heading.level));
        gk_buf_put(r->out, GK_V(">\n"));
        gk_render_block_end(r, node);
        break;
    case CMARK_NODE_LIST:
        gk_buf_puts(r->out, node->as.list.list_type == CMARK_BULLET_LIST ? "</ul>\n" : "</ol>\n");
        break;
    case CMARK_NODE_ITEM: gk_buf_put(r->out, GK_V("</li>\n")); break;
    case CMARK_NODE_BLOCK_QUOTE:
        fresh_line(r);
        gk_buf_put(r->out, GK_V("</blockquote>\n"));
        break;
    case CMARK_NODE_FOOTNOTE_DEFINITION:
        if (ways_back(r, node)) gk_buf_putc(r->out, '\n');
        gk_buf_put(r->out, GK_V("</li>\n"));
        break;
    default: leave_table(r, node); break;
    }
}

void gk_render_document(gk_render *r, cmark_node *root)
{
    cmark_node *node = root;
    for (;;) {
        if (node->extension == r->mark) gk_plain_open(node, &r->only);
        bool into = enter(r, node);
        if (into && node->first_child) {
            node = node->first_child;
            continue;
        }
        if (into) leave(r, node);
        while (node != root && !node->next) {
            node = node->parent;
            leave(r, node);
        }
        if (node == root) break;
        node = node->next;
    }
    if (r->open_count) gk_expand_leave(r, root);
    if (r->notes) gk_buf_put(r->out, GK_V("</ol>\n</section>\n"));
}
