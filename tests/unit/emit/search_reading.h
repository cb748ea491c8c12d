/* Reads what the search writes, and does by hand what it does, for its tests. */
#ifndef GK_TEST_SEARCH_READING_H
#define GK_TEST_SEARCH_READING_H

#include "base/buf.h"

/* A random text: Han characters of a few, with a traditional and an astral one among them, words,
 * digits, full-width letters, punctuation. */
void search_random_text(uint64_t *seed, size_t length, gk_buf *out);

/* The text with each character folded. */
void search_fold_text(gk_view text, gk_buf *out);

/* Whether a term stands in a text: `key` a pair of Han characters or, with `word`, a whole word;
 * all folded. */
bool search_stands_in(gk_view key, bool word, gk_view text);

#endif
