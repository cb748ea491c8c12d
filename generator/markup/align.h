/* Where the text of a block is written: the tree and the source are walked along together. Internal
 * to markup/.
 *
 * The library has the lines of blocks, but not the columns of inlines. The tree tells what comes
 * next (a mark, a link's end, a word), and the source how it is written: with escapes, character
 * references, line breaks and what a line of a quote begins with. */
#ifndef GK_MARKUP_ALIGN_H
#define GK_MARKUP_ALIGN_H

#include "markup/render.h"

/* What of a node a piece holds. */
typedef enum gk_part {
    GK_PART_TEXT,    /* of a block: its flow of text, without the words of pictures */
    GK_PART_LINES,   /* of code or HTML: line by line */
    GK_PART_WORDS,   /* of a picture */
    GK_PART_ADDRESS, /* of a link or picture */
    GK_PART_CAPTION  /* its title */
} gk_part;

/* Finds the bytes of the body that made the bytes [from, to) of a part's text, which has `n` bytes;
 * false: they can't be told apart. */
bool gk_align(const gk_render *r, const cmark_node *node, gk_part part, size_t n, size_t from,
              size_t to, size_t *found_from, size_t *found_to);

/* Where in the body the first line of a block begins, without blanks. */
size_t gk_align_first(const gk_render *r, const cmark_node *block);

/* The text of a node of a block's flow, when it has one of its own; a tag is a line break. */
bool gk_align_text(const gk_render *r, const cmark_node *node, gk_view *text);

#endif
