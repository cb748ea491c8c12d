/* The walk along one block and its source. Internal to markup/align*.c. */
#ifndef GK_MARKUP_ALIGN_PARTS_H
#define GK_MARKUP_ALIGN_PARTS_H

#include "markup/align.h"

typedef struct gk_aligner {
    const gk_render *r;
    gk_view body;
    const cmark_node *node; /* whose part it is */
    gk_part part;
    size_t at, limit; /* in the body: the cursor, and the end of the block's source */
    size_t quotes;    /* that the block stands in */
    bool in_cell;
    bool silent; /* what comes is not of the part */
    bool lost;   /* source and tree don't agree */
    size_t text; /* bytes of the part's text so far */
    size_t from, to, found_from, found_to;
} gk_aligner;

/* Where line number `line` of the body (from 1) begins, and where the line at `from` ends. */
size_t gk_align_line(const gk_render *r, int line);
size_t gk_align_line_end(gk_view body, size_t from);

/* Puts the cursor where the block's text begins. */
void gk_align_begin(gk_aligner *a, const cmark_node *block);

/* Walks along a block that the library has not read, or its inlines. */
void gk_align_plain(gk_aligner *a, const cmark_node *block);
void gk_align_inlines(gk_aligner *a, const cmark_node *block);

/* n bytes of text were made of body[from, to): byte for byte when the lengths are equal. */
void gk_align_emit(gk_aligner *a, size_t n, size_t from, size_t to);

/* Moves over a line's end and what the next line begins with. */
void gk_align_break(gk_aligner *a);

/* Moves along text in which escapes and character references count; along code or HTML, in which
 * they don't, up to `end`. */
void gk_align_words(gk_aligner *a, gk_view text);
void gk_align_verbatim(gk_aligner *a, gk_view text, size_t end);

/* Moves over "(address "title")" or "[label]" behind a link's text; what of it is the part is
 * emitted. */
void gk_align_target(gk_aligner *a, const cmark_node *link);

#endif
