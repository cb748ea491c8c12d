#include "base/utf8.h"
#include "markup/align.h"
#include "markup/anchor.h"
#include "markup/cjk.h"
#include "markup/render.h"

typedef struct collector {
    gk_render *r;
    gk_pieces *pieces;
    size_t base; /* where the body begins in the file */
    /* the headers of the table's columns, in pieces->names */
    uint32_t headers[GK_MARKDOWN_COLUMNS], header_n[GK_MARKDOWN_COLUMNS];
    size_t column; /* of the next cell */
} collector;

static void close(collector *c, gk_piece_kind kind, size_t start, const cmark_node *block,
                  const void *origin, gk_part part)
{
    size_t at = c->base + gk_align_first(c->r, block);
    gk_piece *piece = gk_pieces_close(c->pieces, kind, GK_PIECE_OTHER, start, at, at);
    if (!piece) return;
    piece->origin = origin;
    piece->part = (uint8_t)part;
}

/* A block that the library has not read: lines of text, and breaks that may stand for nothing. */
static void put_plain(collector *c, const cmark_node *block)
{
    gk_buf *out = &c->pieces->text;
    gk_view rest = gk_view_n((const char *)block->content.ptr, (size_t)block->content.size), line;
    if (block->type == CMARK_NODE_HEADING) gk_anchor_explicit(rest, &rest);
    for (bool first = true; gk_view_split(&rest, '\n', &line); first = false) {
        size_t before = out->n, after = 0;
        if (!first && line.n) {
            uint32_t last = gk_utf8_prev(gk_buf_view(out), &before);
            if (!gk_cjk_joins(last, gk_utf8_next(line, &after))) gk_buf_putc(out, ' ');
        }
        gk_buf_put(out, line);
    }
}

/* The text below node, as it flows. */
static bool put_flow(collector *c, const cmark_node *root)
{
    bool links = false;
    for (const cmark_node *n = root->first_child; n;) {
        gk_view text;
        if (gk_align_text(c->r, n, &text)) gk_buf_put(&c->pieces->text, text);
        bool link = n->type == CMARK_NODE_LINK, picture = n->type == CMARK_NODE_IMAGE;
        links = links || link || picture;
        if (n->first_child && !picture) {
            n = n->first_child;
            continue;
        }
        while (n != root && !n->next) n = n->parent;
        n = n == root ? NULL : n->next;
    }
    return links;
}

static gk_view chunk_view(const gk_render *r, const cmark_chunk *chunk)
{
    return gk_render_restore(r, gk_view_n((const char *)chunk->data, (size_t)chunk->len));
}

/* <https://…> has its address for its text. */
static bool is_written_out(const cmark_node *link, gk_view url)
{
    const cmark_node *text = link->first_child;
    return text && text->type == CMARK_NODE_TEXT && gk_view_ends(url, gk_render_literal(text));
}

static void add_link(collector *c, const cmark_node *block, const cmark_node *link)
{
    gk_buf *out = &c->pieces->text;
    size_t start = out->n;
    if (link->type == CMARK_NODE_IMAGE) {
        put_flow(c, link);
        close(c, GK_PIECE_ALT, start, block, link, GK_PART_WORDS);
    }
    start = out->n;
    gk_buf_put(out, chunk_view(c->r, &link->as.link.title));
    close(c, GK_PIECE_ALT, start, block, link, GK_PART_CAPTION);
    gk_view url = chunk_view(c->r, &link->as.link.url);
    if (is_written_out(link, url)) return;
    start = out->n;
    gk_buf_put(out, url);
    close(c, GK_PIECE_LINK, start, block, link, GK_PART_ADDRESS);
}

static void add_links(collector *c, const cmark_node *block)
{
    for (const cmark_node *n = block->first_child; n;) {
        if (n->type == CMARK_NODE_LINK || n->type == CMARK_NODE_IMAGE) add_link(c, block, n);
        if (n->first_child) {
            n = n->first_child;
            continue;
        }
        while (n != block && !n->next) n = n->parent;
        n = n == block ? NULL : n->next;
    }
}

/* The header of a column is the path of the cells below it. */
static void name_cell(collector *c, const cmark_node *cell, size_t count)
{
    gk_pieces *pieces = c->pieces;
    size_t column = cell->prev ? c->column + 1 : 0;
    c->column = column;
    if (column >= GK_MARKDOWN_COLUMNS) return;
    bool is_header = !cell->parent->prev, filled = pieces->count > count;
    if (is_header) {
        gk_view text = filled ? gk_piece_text(pieces, count) : GK_V("");
        c->headers[column] = (uint32_t)pieces->names.n;
        c->header_n[column] = (uint32_t)text.n;
        gk_buf_put(&pieces->names, text);
    } else if (filled) {
        pieces->items[count].field = c->headers[column];
        pieces->items[count].name_n = c->header_n[column];
    }
}

static void add_text(collector *c, const cmark_node *block, gk_piece_kind kind)
{
    size_t start = c->pieces->text.n;
    bool plain = block->extension && block->extension == c->r->mark, links = false;
    if (plain)
        put_plain(c, block);
    else
        links = put_flow(c, block);
    size_t count = c->pieces->count;
    close(c, kind, start, block, block, GK_PART_TEXT);
    if (kind == GK_PIECE_TABLE) name_cell(c, block, count);
    if (links) add_links(c, block);
}

static bool is_comment(gk_view html)
{
    html = gk_view_trim(html);
    return gk_view_starts(html, GK_V("<!--")) && gk_view_find(html, GK_V("-->"), 4) == html.n - 3;
}

static void add_lines(collector *c, const cmark_node *block)
{
    size_t start = c->pieces->text.n;
    bool code = block->type == CMARK_NODE_CODE_BLOCK;
    if (!code && c->r->tags && gk_tags_is_block(c->r->tags, gk_render_literal(block))) return;
    gk_view text = code ? chunk_view(c->r, &block->as.code.literal)
                        : gk_render_restore(c->r, gk_render_literal(block));
    if (!code && is_comment(text)) return;
    while (text.n && text.p[text.n - 1] == '\n') text.n--;
    gk_buf_put(&c->pieces->text, text);
    close(c, code ? GK_PIECE_CODE : GK_PIECE_TEXT, start, block, block, GK_PART_LINES);
}

/* True when what is below the block comes next. */
static bool add_block(collector *c, const cmark_node *block)
{
    switch (block->type) {
    case CMARK_NODE_PARAGRAPH: add_text(c, block, GK_PIECE_TEXT); return false;
    case CMARK_NODE_HEADING: add_text(c, block, GK_PIECE_HEADING); return false;
    case CMARK_NODE_CODE_BLOCK:
    case CMARK_NODE_HTML_BLOCK: add_lines(c, block); return false;
    default: break;
    }
    if (block->type != CMARK_NODE_TABLE_CELL) return true;
    add_text(c, block, GK_PIECE_TABLE);
    return false;
}

static void add_args(collector *c, const gk_tag *tag)
{
    gk_render *r = c->r;
    gk_diags told = GK_DIAGS_INIT;
    gk_shortcode_arg *args;
    size_t count;
    gk_tag_args(tag, r->at.file, r->at.whole, c->base, r->arena, &told, &args, &count);
    gk_diags_free(&told);
    gk_view name = gk_view_sub(r->tags->body, tag->name, tag->name_to - tag->name);
    for (size_t i = 0; i < count; i++) {
        const gk_shortcode_arg *arg = &args[i];
        bool as_is = !arg->quoted || arg->value.n + 2 == arg->to - arg->from;
        if (arg->flag) continue;
        if (gk_pieces_add(c->pieces, GK_PIECE_VALUE, as_is ? GK_PIECE_AS_IS : GK_PIECE_DOUBLE,
                          arg->value, arg->from + (as_is && arg->quoted), arg->to))
            gk_pieces_name(c->pieces, GK_JOIN(r->arena, name, GK_V("."), arg->name));
    }
    if (tag->body_to > tag->body &&
        gk_pieces_add(c->pieces, GK_PIECE_CODE, GK_PIECE_AS_IS,
                      gk_view_sub(r->tags->body, tag->body, tag->body_to - tag->body),
                      c->base + tag->body, c->base + tag->body_to))
        gk_pieces_name(c->pieces, name);
}

static bool locate(void *ctx, const gk_piece *piece, gk_view text, size_t from, size_t to,
                   size_t *found_from, size_t *found_to)
{
    const gk_render *r = ctx;
    size_t base = r->at.whole.n - r->at.body.n;
    if (!gk_align(r, piece->origin, (gk_part)piece->part, text.n, from, to, found_from, found_to))
        return false;
    *found_from += base;
    *found_to += base;
    return true;
}

void gk_render_pieces(gk_render *r, const cmark_node *root, gk_pieces *pieces)
{
    collector c = {.r = r, .pieces = pieces, .base = r->at.whole.n - r->at.body.n};
    pieces->locate = locate;
    pieces->ctx = r;
    for (const cmark_node *n = root; n;) {
        if (add_block(&c, n) && n->first_child) {
            n = n->first_child;
            continue;
        }
        while (n != root && !n->next) n = n->parent;
        n = n == root ? NULL : n->next;
    }
    for (size_t i = 0; r->tags && i < r->tags->count; i++)
        if (r->tags->items[i].used) add_args(&c, &r->tags->items[i]);
}
