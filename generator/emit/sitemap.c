#include "emit/sitemap.h"

#include <stdio.h>

#define NAMESPACE "http://www.sitemaps.org/schemas/sitemap/0.9"

void gk_sitemap_begin(gk_buf *out)
{
    gk_buf_puts(out,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"" NAMESPACE "\">\n");
}

/* A list changes when the newest document of it did. */
static int64_t last_change(const gk_site *site, const gk_page *page)
{
    uint32_t paginate;
    int64_t last = GK_NO_DATE;
    if (page->kind == GK_PAGE_DOCUMENT) return gk_site_page_changed(site, page->id);
    gk_docs docs = gk_page_docs(site, page, &paginate);
    for (uint32_t i = 0; i < docs.n; i++) {
        int64_t changed = gk_site_page_changed(site, docs.ids[i]);
        if (changed > last) last = changed;
    }
    return last;
}

static void put_location(const gk_site *site, gk_view path, gk_buf *out)
{
    gk_buf url = GK_BUF_INIT;
    gk_site_put_permalink(site, path, &url);
    gk_buf_puts(out, "<loc>");
    gk_buf_put_html(out, gk_buf_view(&url));
    gk_buf_puts(out, "</loc>");
    gk_buf_free(&url);
}

void gk_sitemap_page(const gk_site *site, const gk_page *page, gk_buf *out)
{
    gk_buf path = GK_BUF_INIT;
    gk_page_put_path(site, page, &path);
    gk_buf_puts(out, "<url>");
    put_location(site, gk_buf_view(&path), out);
    int64_t last = last_change(site, page);
    if (last != GK_NO_DATE) {
        gk_buf_puts(out, "<lastmod>");
        gk_date_put_day(out, (gk_date){last, site->now.offset, true});
        gk_buf_puts(out, "</lastmod>");
    }
    gk_buf_puts(out, "</url>\n");
    gk_buf_free(&path);
}

void gk_sitemap_end(gk_buf *out)
{
    gk_buf_puts(out, "</urlset>\n");
}

void gk_sitemap_index(const gk_site *site, uint32_t parts, gk_buf *out)
{
    gk_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"" NAMESPACE
                     "\">\n");
    for (uint32_t i = 0; i < parts; i++) {
        char name[40];
        int n = snprintf(name, sizeof name, "sitemap-%u.xml", i + 1);
        gk_buf_puts(out, "<sitemap>");
        put_location(site, gk_view_n(name, (size_t)n), out);
        gk_buf_puts(out, "</sitemap>\n");
    }
    gk_buf_puts(out, "</sitemapindex>\n");
}

void gk_robots_put(const gk_site *site, gk_buf *out)
{
    if (site->scope > 0) {
        gk_buf_puts(out, "User-agent: *\nDisallow: /\n");
        return;
    }
    gk_buf_puts(out, "User-agent: *\nAllow: /\n\nSitemap: ");
    gk_site_put_permalink(site, GK_V("sitemap.xml"), out);
    gk_buf_putc(out, '\n');
}
