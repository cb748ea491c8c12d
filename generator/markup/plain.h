/* Blocks whose text holds nothing that Markdown gives a meaning get their inlines here.
 *
 * Most blocks of a portal are such: cells, items, short paragraphs. The library reads them
 * correctly too, but at a fixed cost for each block that is far above that of the text itself.
 * Source: inlines.c of cmark-gfm 0.29.0.gfm.6. */
#ifndef GK_MARKUP_PLAIN_H
#define GK_MARKUP_PLAIN_H

#include <cmark-gfm-extension_api.h>
#include <node.h>

#include "base/view.h"

/* Makes the mark of blocks that are done; freed by cmark_syntax_extension_free. Never attached to a
 * parser. */
cmark_syntax_extension *gk_plain_extension(void);

/* Whether a text is all words and soft breaks, white space at its end aside. */
bool gk_plain_is(gk_view text);

/* To be called between the last cmark_parser_feed and cmark_parser_finish: gives plain blocks that
 * are closed the mark, which makes the library pass them over, and owns the text of all others
 * (markup/blocks.h). The parser must be without CMARK_OPT_SMART and CMARK_OPT_HARDBREAKS and have
 * no extension that gives a meaning to other bytes than tildes and those of CommonMark.
 *
 * Closed blocks in which all is plain lose their children, so that the library does not walk
 * through them twice; gk_plain_show, with what this returned, gives them back. */
cmark_node *gk_plain_mark(cmark_parser *parser, cmark_syntax_extension *mark);
void gk_plain_show(cmark_node *hidden);

/* Gives a block with the mark the text and line breaks that the library would have given it, when
 * somebody comes to read it. A block of one line has `only` for its text, until the next call. */
void gk_plain_open(cmark_node *block, cmark_node *only);

#endif
