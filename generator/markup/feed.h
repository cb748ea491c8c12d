/* Gives the library its text line by line.
 *
 * The library looks for the ends of lines byte by byte, which is a tenth of its work on blocks; the
 * preflight knows them already. Most lines do not need the library at all (markup/lines.h). Source:
 * blocks.c of cmark-gfm 0.29.0.gfm.6. */
#ifndef GK_MARKUP_FEED_H
#define GK_MARKUP_FEED_H

#include <cmark-gfm.h>

#include "base/view.h"

/* As cmark_parser_feed of the whole text, to a parser that has not been fed yet. lines: where each
 * line of the text begins. The text stays lent to blocks (markup/blocks.h) until gk_plain_mark, and
 * to those that get the mark also then. */
void gk_feed(cmark_parser *parser, gk_view text, const uint32_t *lines, size_t count,
             cmark_syntax_extension *mark);

#endif
