/* Style sheets as they are served: without comments, and without the white space that only people
 * need.
 *
 * Nothing else changes: names, values and their order stay, so that what an author reads in the
 * browser is what stands in the theme. White space goes beside '{', '}', ';', ',' and after ':';
 * strings and addresses in url( ) are copied as they are. Source of rules: CSS Syntax 3, 4. */
#ifndef GK_EMIT_CSS_H
#define GK_EMIT_CSS_H

#include "base/buf.h"

/* Appends the sheet. One with a string or a comment that does not end is appended unchanged. */
void gk_css_put(gk_view sheet, gk_buf *out);

#endif
