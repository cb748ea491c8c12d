/* Lines that can mean one thing only are taken here.
 *
 * Most lines of a portal are such: blank ones, text, items, headings and rows that begin in the
 * first column, outside of quotes and of lists in lists. The library would ask of each of them
 * whether it begins any of a dozen blocks. Source: blocks.c of cmark-gfm 0.29.0.gfm.6. */
#ifndef GK_MARKUP_LINES_H
#define GK_MARKUP_LINES_H

#include <parser.h>

#include "base/view.h"

/* Does to the parser what cmark_parser_feed of the line would do, or leaves all as it is and gives
 * false. The line is valid UTF-8 without a NUL; line.p[line.n] is its end, LF or CR. The parser
 * must not be in the middle of a line. The text stays lent to blocks (markup/blocks.h);
 * the mark is that of plain ones (markup/plain.h). */
bool gk_line_take(cmark_parser *parser, gk_view line, cmark_syntax_extension *mark);

#endif
