/* What the search reads of a page's body: the text of its HTML as a reader sees it, shortcodes and
 * all. */
#ifndef GK_EMIT_SEARCH_TEXT_H
#define GK_EMIT_SEARCH_TEXT_H

#include "base/buf.h"

/* Appends the text of well-formed HTML: tags within a line are left out, all others end a block
 * ('\n'; no two in a row, none at the ends), references become characters. Nothing is taken from
 * attributes, scripts and style sheets. */
void gk_search_text(gk_view html, gk_buf *out);

#endif
