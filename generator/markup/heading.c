#include "base/mem.h"
#include "base/utf8.h"
#include "markup/anchor.h"
#include "markup/render.h"

/* Takes "{#name}" off the heading's last text. */
static gk_view take_explicit(cmark_node *heading)
{
    cmark_node *last = heading->last_child;
    if (!last || last->type != CMARK_NODE_TEXT) return (gk_view){NULL, 0};
    gk_view before;
    gk_view name = gk_anchor_explicit(gk_render_literal(last), &before);
    if (name.n) last->as.literal.len = (bufsize_t)before.n;
    return name;
}

/* Makes `wanted` unique among the ids of this document: -2, -3 and so on behind it. */
static gk_view unique(gk_render *r, gk_view wanted)
{
    bool fresh;
    uint64_t *seen = gk_map_put(&r->ids, wanted, &fresh);
    if (fresh) {
        *seen = 1;
        return wanted;
    }
    for (;;) {
        uint64_t number = ++*seen;
        gk_view name = gk_arena_printf(r->arena, "%.*s-%llu", (int)wanted.n, wanted.p,
                                       (unsigned long long)number);
        uint64_t *other = gk_map_put(&r->ids, name, &fresh);
        if (fresh) {
            *other = 1;
            return name;
        }
        seen = gk_map_get(&r->ids, wanted);
    }
}

static void add_anchor(gk_render *r, gk_view id)
{
    r->anchors = gk_mem_grow(r->anchors, &r->anchor_cap, r->anchor_count + 1, sizeof *r->anchors);
    r->anchors[r->anchor_count++] = id;
}

/* A heading without words (a picture, or nothing) is in no table of contents. */
static void add_row(gk_render *r, gk_markdown_heading row)
{
    r->headings =
        gk_mem_grow(r->headings, &r->heading_cap, r->heading_count + 1, sizeof *r->headings);
    r->headings[r->heading_count++] = row;
}

/* The text of the heading and its anchor, in the arena. */
static gk_view read_heading(gk_render *r, cmark_node *node, gk_view *text)
{
    gk_view name = take_explicit(node);
    size_t start = r->plain.n;
    gk_render_words(r, &r->plain, node);
    *text = gk_arena_view(r->arena, gk_view_trim(gk_view_from(gk_buf_view(&r->plain), start)));
    gk_buf_truncate(&r->plain, start);
    if (name.n) {
        name = gk_arena_view(r->arena, name);
        if (gk_map_get(&r->ids, name))
            gk_render_complain(r, GK_MSG_markdown_anchor_twice, node, name, name);
        return name;
    }
    gk_anchor_put(&r->plain, *text);
    name = gk_arena_view(r->arena, gk_view_from(gk_buf_view(&r->plain), start));
    gk_buf_truncate(&r->plain, start);
    return name;
}

void gk_render_heading(gk_render *r, cmark_node *node)
{
    unsigned level = (unsigned)node->as.heading.level;
    gk_buf_put(r->out, GK_V("<h"));
    gk_buf_putc(r->out, (char)('0' + level));
    if (!r->bare && !r->fragment) {
        gk_markdown_heading row = {.level = level};
        gk_view wanted = read_heading(r, node, &row.text);
        row.id = unique(r, wanted);
        add_anchor(r, row.id);
        row.line = r->at.first_line + (uint32_t)(node->start_line > 0 ? node->start_line - 1 : 0);
        gk_buf_put(r->out, GK_V(" id=\""));
        gk_render_escape(r->out, row.id);
        gk_buf_putc(r->out, '"');
        if (!node->first_child)
            gk_render_complain(r, GK_MSG_markdown_heading_empty, node, GK_V("#"), row.text);
        if (row.text.n) add_row(r, row);
    }
    gk_buf_putc(r->out, '>');
}

void gk_render_note_anchor(gk_render *r, int number)
{
    add_anchor(r, gk_arena_printf(r->arena, "fn-%d", number));
}
