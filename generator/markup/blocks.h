/* The blocks that the library's parser keeps between two lines: the open ones are the last of their
 * parents, from the root to parser->current. Source: blocks.c of cmark-gfm 0.29.0.gfm.6. */
#ifndef GK_MARKUP_BLOCKS_H
#define GK_MARKUP_BLOCKS_H

#include <node.h>
#include <parser.h>
#include <stdbool.h>

#include "base/view.h"

/* Makes the node, which stands nowhere yet, the last of its parent's. */
static inline void gk_block_link(cmark_node *parent, cmark_node *node)
{
    node->parent = parent;
    node->prev = parent->last_child;
    *(parent->last_child ? &parent->last_child->next : &parent->first_child) = node;
    parent->last_child = node;
}

/* A new open block, the last of its parent's, that begins in the parser's line. It is made of the
 * parser's memory. */
cmark_node *gk_block_add(cmark_parser *parser, cmark_node *parent, cmark_node_type type,
                         int column);

/* Whether gk_block_close can close a list: none of its items holds another. */
bool gk_block_is_flat(const cmark_node *list);

/* Closes the open blocks below `to`, and notes whether the line, which `to` takes in, is blank. The
 * line has been counted; none of the blocks may be code, HTML, a list that is not flat, or a
 * paragraph that begins with a definition. `to` is the current block then. */
void gk_block_close(cmark_parser *parser, cmark_node *to, bool blank);

/* Adds text to the block's. It is lent while it stands in one piece in the source: content.ptr is
 * there then, and content.asize is 0. The library, which writes to what it reads, must not see
 * that: gk_block_own makes a copy of what is lent. */
void gk_block_put(cmark_node *block, gk_view text);
void gk_block_own(cmark_node *block);

#endif
