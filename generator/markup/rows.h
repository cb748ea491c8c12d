/* Tables whose rows are read once.
 *
 * The library takes each row apart twice or more, and copies each cell on the way. A row that
 * begins and ends with a pipe and holds no backslash has its cells exactly between the pipes; such
 * rows are read here, all others by the library. Source: extensions/table.c of cmark-gfm
 * 0.29.0.gfm.6. */
#ifndef GK_MARKUP_ROWS_H
#define GK_MARKUP_ROWS_H

#include <cmark-gfm-extension_api.h>
#include <parser.h>

#include "base/view.h"

/* The table whose rows the parser is reading, when it stands in no other block; else NULL. */
cmark_node *gk_rows_table(const cmark_parser *parser);

/* Takes a line without indentation and end: a row of that table, or a delimiter row that makes one
 * of the current paragraph. Else leaves all as it is and gives false. Cells of a row that is plain
 * altogether get the mark (markup/plain.h), their text is lent (markup/blocks.h). */
bool gk_rows_take(cmark_parser *parser, gk_view line, cmark_syntax_extension *mark);

#endif
