/* The numbers of the search's files: printable, little, and told apart from all that stands around.
 *
 * A number is written in digits of five bits, the lowest first: '0' to 'O' end it, 'P' to 'o' go
 * on. Between the Han characters of two terms there is always one. */
#ifndef GK_EMIT_SEARCH_CODE_H
#define GK_EMIT_SEARCH_CODE_H

#include "base/buf.h"

/* Appends a number. */
void gk_search_put(gk_buf *out, uint32_t number);

/* Reads the number at *i, which moves on behind it; false at the end or before another character.
 */
bool gk_search_get(gk_view text, size_t *i, uint32_t *number);

/* Appends rising numbers, each as its distance from the one before, less one. */
void gk_search_put_rows(gk_buf *out, const uint32_t *rows, size_t count);

/* The shard of a term among `shards`, by its first two characters (as UTF-16 begins them; 0: there
 * is no second). */
uint32_t gk_search_hash(uint32_t first, uint32_t second);

#endif
