#include "markup/plain.h"

#include <cmark_ctype.h>
#include <node.h>
#include <parser.h>

#include "base/byteset.h"
#include "markup/blocks.h"
#include "markup/render.h"

/* Bytes that the library, or one of the extensions, does not take for text wherever they stand: the
 * stop set of its inlines, tildes, and all controls. */
#define STOPS(row)                                                                                 \
    (GK_IN_CONTROLS | GK_IN(row, '!') | GK_IN(row, '&') | GK_IN(row, '*') | GK_IN(row, '<') |      \
     GK_IN(row, '[') | GK_IN(row, '\\') | GK_IN(row, ']') | GK_IN(row, '_') | GK_IN(row, '`') |    \
     GK_IN(row, '~'))

/* A line end with no white space around it is a soft break and nothing else. */
static bool is_bare_end(gk_view text, size_t i)
{
    const unsigned char *p = (const unsigned char *)text.p;
    return p[i] == '\n' && i > 0 && i + 1 < text.n && p[i - 1] > ' ' && p[i + 1] > ' ';
}

bool gk_plain_is(gk_view text)
{
    static const gk_byteset stops = GK_BYTESET(STOPS);
    for (size_t from = 0; from < text.n; from += GK_BYTESET_SPAN) {
        uint64_t mask = gk_byteset_mask(&stops, text.p + from, text.n - from);
        for (; mask; mask &= mask - 1)
            if (!is_bare_end(text, from + (size_t)__builtin_ctzll(mask))) return false;
    }
    return true;
}

static bool has_inlines(const cmark_node *block)
{
    return block->type == CMARK_NODE_TABLE_CELL || block->type == CMARK_NODE_PARAGRAPH ||
           block->type == CMARK_NODE_HEADING;
}

/* A cell never counts as closed, and is never added to. */
static bool is_closed(const cmark_node *block)
{
    return block->type == CMARK_NODE_TABLE_CELL || !(block->flags & CMARK_NODE__OPEN);
}

/* Only the text without white space at its end counts. */
static bool mark_plain(cmark_node *block, cmark_syntax_extension *mark)
{
    if (block->extension == mark) return true;
    gk_view text = gk_view_n((const char *)block->content.ptr, (size_t)block->content.size);
    while (text.n && cmark_isspace(text.p[text.n - 1])) text.n--;
    if (!gk_plain_is(text)) return false;
    block->content.size = (bufsize_t)text.n;
    block->extension = mark;
    return true;
}

/* While the blocks are walked through, user_data of those that hold others says that not all in
 * them is plain. */
static void forbid(cmark_node *block)
{
    for (; block && !block->user_data; block = block->parent) block->user_data = block;
}

/* The library still looks at the items of an open list. */
static bool may_be_hidden(const cmark_parser *parser, const cmark_node *block)
{
    const cmark_node *judged = block->type == CMARK_NODE_ITEM ? block->parent : block;
    bool closed = block->type == CMARK_NODE_TABLE_ROW || !(judged->flags & CMARK_NODE__OPEN);
    return closed && !block->user_data && !(parser->options & CMARK_OPT_FOOTNOTES);
}

/* The hidden are a chain of first children, by user_data. */
static void leave(const cmark_parser *parser, cmark_node *block, cmark_node **hidden)
{
    if (may_be_hidden(parser, block)) {
        block->first_child->user_data = *hidden;
        *hidden = block->first_child;
        block->first_child = NULL;
    }
    block->user_data = NULL;
}

void gk_plain_show(cmark_node *hidden)
{
    while (hidden) {
        cmark_node *next = hidden->user_data;
        hidden->user_data = NULL;
        hidden->parent->first_child = hidden;
        hidden = next;
    }
}

cmark_node *gk_plain_mark(cmark_parser *parser, cmark_syntax_extension *mark)
{
    cmark_node *root = parser->root, *node = root, *hidden = NULL;
    for (;;) {
        if (node->first_child) {
            node = node->first_child;
            continue;
        }
        if (has_inlines(node) && !(is_closed(node) && mark_plain(node, mark))) {
            gk_block_own(node);
            forbid(node->parent);
        }
        while (node != root && !node->next) {
            node = node->parent;
            if (node != root) leave(parser, node, &hidden);
        }
        if (node == root) break;
        node = node->next;
    }
    root->user_data = NULL;
    return hidden;
}

static void append(cmark_node *parent, cmark_node *node)
{
    gk_block_link(parent, node);
    node->start_line = node->end_line = parent->start_line;
}

static void set_text(cmark_node *node, gk_view text)
{
    node->as.literal.data = (unsigned char *)(uintptr_t)text.p;
    node->as.literal.len = (bufsize_t)text.n;
}

static void open_lines(cmark_node *block, gk_view text)
{
    cmark_mem *mem = block->content.mem;
    gk_view line;
    for (bool first = true; gk_view_split(&text, '\n', &line); first = false) {
        if (!first) append(block, cmark_node_new_with_mem(CMARK_NODE_SOFTBREAK, mem));
        cmark_node *node = cmark_node_new_with_mem(CMARK_NODE_TEXT, mem);
        set_text(node, line);
        append(block, node);
    }
}

void gk_plain_open(cmark_node *block, cmark_node *only)
{
    gk_view text = gk_view_n((const char *)block->content.ptr, (size_t)block->content.size);
    if (!text.n) return;
    bool lines = block->type != CMARK_NODE_TABLE_CELL; /* a cell is never of several */
    if (lines && memchr(text.p, '\n', text.n)) {
        open_lines(block, text);
        return;
    }
    only->type = CMARK_NODE_TEXT;
    only->next = NULL;
    set_text(only, text);
    append(block, only);
}

static int has_none(cmark_syntax_extension *extension, cmark_node *node)
{
    (void)extension, (void)node;
    return 0;
}

cmark_syntax_extension *gk_plain_extension(void)
{
    cmark_syntax_extension *extension = cmark_syntax_extension_new("plain");
    cmark_syntax_extension_set_contains_inlines_func(extension, has_none);
    return extension;
}
