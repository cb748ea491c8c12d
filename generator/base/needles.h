/* Words that must not stand in a text: found in whatever way they are set.
 *
 * Texts and words are compared by their letters and digits: spaces, marks of emphasis, dots and
 * hyphens between them, full-width forms and the case of Latin letters make no difference, so that
 * 张 三, 张**三** and 138-0000-0000 are found. A word that begins or ends with a Latin letter or a
 * digit is not found inside a longer run of these.
 *
 * Order of calls: new, add and allow in any order, find any number of times, free. Words are copied
 * and wiped by free. */
#ifndef GK_BASE_NEEDLES_H
#define GK_BASE_NEEDLES_H

#include "base/view.h"

typedef struct gk_needles gk_needles;

/* An empty one. */
gk_needles *gk_needles_new(void);
/* Wipes and frees; NULL is fine. */
void gk_needles_free(gk_needles *needles);

/* Adds a word; one of fewer than two letters or digits is passed over. */
void gk_needles_add(gk_needles *needles, gk_view word);

/* Allows a phrase: what lies wholly within it in the text is not found. */
void gk_needles_allow(gk_needles *needles, gk_view phrase);

/* How many words there are. */
size_t gk_needles_count(const gk_needles *needles);

/* Finds the first word that begins at or behind *from: true with its bytes [*from, *to). */
bool gk_needles_find(const gk_needles *needles, gk_view text, size_t *from, size_t *to);

#endif
