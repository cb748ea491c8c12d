/* Atom feeds (RFC 4287). */
#ifndef GK_EMIT_FEED_H
#define GK_EMIT_FEED_H

#include "model/site.h"

enum { GK_FEED_ENTRIES = 20 };

/* Appends the feed of a section, or of the whole site for GK_NONE: the newest documents that have a
 * date. Times are those of the documents, never of the build. path is the feed's own in the output.
 */
void gk_feed_put(const gk_site *site, uint32_t section, gk_view path, gk_buf *out);

#endif
