/* Tables whose rows are read once.
 *
 * The library takes each row apart twice, and copies each cell on the way. A row that begins and
 * ends with a pipe and holds no backslash has its cells exactly between the pipes; such rows are
 * read here, all others by the library. Source: extensions/table.c of cmark-gfm 0.29.0.gfm.6. */
#ifndef GK_MARKUP_ROWS_H
#define GK_MARKUP_ROWS_H

#include <cmark-gfm-extension_api.h>

/* Makes an extension to be attached in the place of `table`, which stays the library's and must
 * outlive it. Freed by free(). */
cmark_syntax_extension *gk_rows_extension(cmark_syntax_extension *table);

#endif
