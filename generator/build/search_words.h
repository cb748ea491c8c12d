/* What the search reads of a page beside its title and body: the fields that it shows, and
 * the code that is printed for it.
 *
 * Taken are texts, telephones, addresses of mail, labels of choices, names of branches and files,
 * of fields that are neither `show: false` nor internal. Not taken are numbers, dates and
 * addresses: pages write them in words of their own; other documents' titles: these documents are
 * found themselves; choices within lists: the same few words everywhere; a file's name where the
 * same map calls it by a title or text, as pages do; of an announcement, what the rules do not keep
 * behind its end: so that nothing has to leave the search when the window closes. Rosters are read
 * by nobody here. */
#ifndef GK_BUILD_SEARCH_WORDS_H
#define GK_BUILD_SEARCH_WORDS_H

#include "model/site.h"

/* Appends them, a line each, behind what is there. The arena is for work only. */
void gk_search_words(const gk_site *site, uint32_t doc, gk_arena *arena, gk_buf *out);

/* The same for a branch's home: what the organisation's file says of it in words. */
void gk_search_branch_words(const gk_branch *branch, gk_arena *arena, gk_buf *out);

#endif
