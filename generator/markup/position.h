/* Where in the file something stands that was found in the tree.
 *
 * The library knows the lines of blocks well and the columns of inlines badly (entities, escapes,
 * soft breaks and tables shift them), so an inline is looked for in the source of its block, behind
 * what was found before it. */
#ifndef GK_MARKUP_POSITION_H
#define GK_MARKUP_POSITION_H

#include <cmark-gfm.h>

#include "base/diag.h"

typedef struct gk_positions {
    gk_view file, whole;   /* the file's name and text */
    gk_view body;          /* the part that was parsed, within whole */
    uint32_t first_line;   /* the line of the file where it begins */
    const uint32_t *lines; /* where each line of the body begins */
    size_t line_count;
    /* kept by gk_position_of */
    const cmark_node *block;
    size_t from, to; /* what is left of the block's source */
    size_t budget;   /* bytes that may still be looked through in vain */
} gk_positions;

/* Begins a document; budget is set here. */
void gk_positions_begin(gk_positions *at, gk_view file, gk_view whole, size_t body_offset,
                        uint32_t first_line, const uint32_t *lines, size_t line_count);

/* The place of body[from, to). */
gk_place gk_position_place(const gk_positions *at, size_t from, size_t to);

/* The place of an inline or block node: where `words` stand in the source of its block, else where
 * the block begins, without columns. To be asked in document order within one block. */
gk_place gk_position_of(gk_positions *at, const cmark_node *node, gk_view words);

/* The source line of a block, without its end; empty when unknown. */
gk_view gk_position_line(const gk_positions *at, const cmark_node *block);

#endif
