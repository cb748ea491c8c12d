/* Sitemaps (sitemaps.org protocol 0.9) and robots.txt (RFC 9309). */
#ifndef GK_EMIT_SITEMAP_H
#define GK_EMIT_SITEMAP_H

#include "model/page.h"

/* One sitemap is begun, gets its pages one by one, and is ended. */
void gk_sitemap_begin(gk_buf *out);
void gk_sitemap_page(const gk_site *site, const gk_page *page, gk_buf *out);
void gk_sitemap_end(gk_buf *out);

/* The index of `parts` sitemaps named sitemap-1.xml … */
void gk_sitemap_index(const gk_site *site, uint32_t parts, gk_buf *out);

/* A robots.txt that allows everything and names the sitemap; of an edition that is not for all, one
 * that allows nothing. */
void gk_robots_put(const gk_site *site, gk_buf *out);

#endif
