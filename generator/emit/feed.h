/* Atom feeds (RFC 4287). */
#ifndef GK_EMIT_FEED_H
#define GK_EMIT_FEED_H

#include "model/page.h"

enum { GK_FEED_ENTRIES = 20 };

/* Appends the feed of the whole site (of is the home page), of a section or of a branch: the newest
 * documents that have a date. Times are those of the documents, never of the build. path is the
 * feed's own in the output. */
void gk_feed_put(const gk_site *site, const gk_page *of, gk_view path, gk_buf *out);

#endif
