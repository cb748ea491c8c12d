#include "markup/blocks.h"

cmark_node *gk_block_add(cmark_parser *parser, cmark_node *parent, cmark_node_type type, int column)
{
    cmark_node *node = cmark_node_new_with_mem(type, parser->mem);
    node->flags = CMARK_NODE__OPEN;
    node->start_line = node->end_line = parser->line_number;
    node->start_column = column;
    gk_block_link(parent, node);
    return node;
}

static void set_blank(cmark_node *block, bool blank)
{
    block->flags &= (uint16_t)~CMARK_NODE__LAST_LINE_BLANK;
    if (blank) block->flags |= CMARK_NODE__LAST_LINE_BLANK;
}

bool gk_block_is_flat(const cmark_node *list)
{
    for (const cmark_node *item = list->first_child; item; item = item->next)
        for (const cmark_node *block = item->first_child; block; block = block->next)
            if (block->type == CMARK_NODE_LIST) return false;
    return true;
}

static bool ends_blank(const cmark_node *block)
{
    return block->flags & CMARK_NODE__LAST_LINE_BLANK;
}

/* A list is tight unless there is a blank line between items, or between blocks of an item. */
static bool is_tight(const cmark_node *list)
{
    for (const cmark_node *item = list->first_child; item; item = item->next) {
        if (item->next && ends_blank(item)) return false;
        for (const cmark_node *block = item->first_child; block; block = block->next)
            if ((item->next || block->next) && ends_blank(block)) return false;
    }
    return true;
}

void gk_block_close(cmark_parser *parser, cmark_node *to, bool blank)
{
    if (blank && to->last_child) set_blank(to->last_child, true);
    set_blank(to, blank);
    for (cmark_node *above = to->parent; above; above = above->parent) set_blank(above, false);
    for (; parser->current != to; parser->current = parser->current->parent) {
        cmark_node *block = parser->current;
        block->flags &= (uint16_t)~CMARK_NODE__OPEN;
        block->end_line = parser->line_number - 1;
        block->end_column = parser->last_line_length;
        if (block->type == CMARK_NODE_LIST) block->as.list.tight = is_tight(block);
    }
}

static bool is_lent(const cmark_node *block)
{
    return block->content.size && !block->content.asize;
}

void gk_block_own(cmark_node *block)
{
    if (!is_lent(block)) return;
    cmark_strbuf lent = block->content;
    cmark_strbuf_init(lent.mem, &block->content, 0);
    cmark_strbuf_put(&block->content, lent.ptr, lent.size);
}

void gk_block_put(cmark_node *block, gk_view text)
{
    cmark_strbuf *content = &block->content;
    const unsigned char *p = (const unsigned char *)text.p;
    if (!text.n) return;
    if (!content->size && !content->asize) content->ptr = (unsigned char *)(uintptr_t)p;
    if (!content->asize && content->ptr + content->size == p) {
        content->size += (bufsize_t)text.n;
        return;
    }
    gk_block_own(block);
    cmark_strbuf_put(content, p, (bufsize_t)text.n);
}
