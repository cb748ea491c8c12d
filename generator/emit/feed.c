#include "emit/feed.h"

#include <string.h>

static gk_view configured(const gk_site *site, const char *key)
{
    return gk_value_view(gk_value_get(site->config->site, gk_view_of(key), NULL, NULL));
}

/* XML 1.0 has no way to write most controls and U+FFFE, U+FFFF: they are left out. */
static void put_text(gk_buf *out, gk_view text)
{
    size_t from = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        bool none = i + 2 < text.n && memcmp(text.p + i, "\xEF\xBF", 2) == 0 &&
                    (unsigned char)text.p[i + 2] >= 0xBE;
        if (!none && (c >= ' ' || c == '\t' || c == '\n' || c == '\r')) continue;
        gk_buf_put_html(out, gk_view_n(text.p + from, i - from));
        i += none ? 2 : 0;
        from = i + 1;
    }
    gk_buf_put_html(out, gk_view_from(text, from));
}

static void put_element(gk_buf *out, const char *indent, const char *name, gk_view text)
{
    gk_buf_printf(out, "%s<%s>", indent, name);
    put_text(out, text);
    gk_buf_printf(out, "</%s>\n", name);
}

static void put_link(const gk_site *site, gk_buf *out, const char *indent, const char *rel,
                     gk_view path)
{
    gk_buf url = GK_BUF_INIT;
    gk_site_put_permalink(site, path, &url);
    gk_buf_printf(out, "%s<link rel=\"%s\" href=\"", indent, rel);
    put_text(out, gk_buf_view(&url));
    gk_buf_puts(out, "\"/>\n");
    gk_buf_free(&url);
}

static void put_id(const gk_site *site, gk_buf *out, const char *indent, gk_view path)
{
    gk_buf url = GK_BUF_INIT;
    gk_site_put_permalink(site, path, &url);
    put_element(out, indent, "id", gk_buf_view(&url));
    gk_buf_free(&url);
}

static void put_time(const gk_site *site, gk_buf *out, const char *indent, const char *name,
                     int64_t seconds)
{
    gk_buf text = GK_BUF_INIT;
    gk_date_put_rfc3339(&text, (gk_date){seconds, site->now.offset, false});
    put_element(out, indent, name, gk_buf_view(&text));
    gk_buf_free(&text);
}

static void put_entry(const gk_site *site, uint32_t id, gk_buf *out)
{
    const gk_doc *doc = &site->docs[id];
    const gk_card *card = doc->card;
    gk_view path = gk_card_view(card, card->path);
    gk_view summary =
        gk_value_view(gk_value_get(gk_card_values(card), GK_V("summary"), NULL, NULL));
    gk_buf_puts(out, "  <entry>\n");
    put_element(out, "    ", "title", gk_card_view(card, card->title));
    put_link(site, out, "    ", "alternate", path);
    put_id(site, out, "    ", path);
    put_time(site, out, "    ", "published", card->date);
    put_time(site, out, "    ", "updated", gk_site_page_changed(site, id));
    put_element(out, "    ", "summary", summary.n ? summary : gk_card_view(card, card->excerpt));
    if (doc->section != GK_NONE) {
        gk_buf_puts(out, "    <category term=\"");
        put_text(out, site->sections[doc->section].path);
        gk_buf_puts(out, "\" label=\"");
        put_text(out, site->sections[doc->section].title);
        gk_buf_puts(out, "\"/>\n");
    }
    gk_buf_puts(out, "  </entry>\n");
}

static bool is_of(const gk_site *site, const gk_page *of, const gk_doc *doc)
{
    if (of->kind == GK_PAGE_BRANCH) return true;
    if (of->kind == GK_PAGE_HOME) return doc->section != GK_NONE;
    for (uint32_t s = doc->section; s != GK_NONE; s = site->sections[s].parent)
        if (s == of->id) return true;
    return false;
}

/* The newest dated documents of a run, whatever its own order. */
static uint32_t newest(const gk_site *site, const gk_page *of, uint32_t *ids)
{
    gk_docs docs = of->kind == GK_PAGE_BRANCH ? site->branches[of->id].docs : site->by_date;
    uint32_t n = 0;
    for (uint32_t i = 0; i < docs.n && n < GK_FEED_ENTRIES; i++) {
        const gk_doc *doc = &site->docs[docs.ids[i]];
        if (doc->card->date != GK_NO_DATE && is_of(site, of, doc)) ids[n++] = docs.ids[i];
    }
    return n;
}

static gk_view of_branch(const gk_site *site, uint32_t branch, const char *key)
{
    return gk_value_view(gk_value_get(site->branches[branch].value, gk_view_of(key), NULL, NULL));
}

/* The title before that of the site; empty for the site's own feed. */
static gk_view title_of(const gk_site *site, const gk_page *of)
{
    if (of->kind == GK_PAGE_SECTION) return site->sections[of->id].title;
    if (of->kind == GK_PAGE_BRANCH) return of_branch(site, of->id, "name");
    return (gk_view){NULL, 0};
}

static gk_view subtitle_of(const gk_site *site, const gk_page *of)
{
    if (of->kind == GK_PAGE_SECTION) return site->sections[of->id].description;
    if (of->kind == GK_PAGE_BRANCH) return of_branch(site, of->id, "intro");
    return configured(site, "description");
}

void gk_feed_put(const gk_site *site, const gk_page *of, gk_view path, gk_buf *out)
{
    uint32_t ids[GK_FEED_ENTRIES], n = newest(site, of, ids);
    int64_t updated = 0;
    gk_arena arena = GK_ARENA_INIT;
    gk_buf home = GK_BUF_INIT;
    gk_page_put_path(site, of, &home);
    gk_view title = title_of(site, of), subtitle = subtitle_of(site, of);
    title = title.n ? GK_JOIN(&arena, title, GK_V(" - "), configured(site, "title"))
                    : configured(site, "title");
    for (uint32_t i = 0; i < n; i++) {
        int64_t changed = gk_site_page_changed(site, ids[i]);
        if (changed > updated) updated = changed;
    }
    gk_buf_puts(
        out,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"");
    put_text(out, configured(site, "language"));
    gk_buf_puts(out, "\">\n");
    put_element(out, "  ", "title", title);
    if (subtitle.n) put_element(out, "  ", "subtitle", subtitle);
    put_link(site, out, "  ", "self", path);
    put_link(site, out, "  ", "alternate", gk_buf_view(&home));
    put_id(site, out, "  ", gk_buf_view(&home));
    put_time(site, out, "  ", "updated", updated);
    gk_buf_puts(out, "  <author>\n");
    put_element(out, "    ", "name", configured(site, "title"));
    gk_buf_puts(out, "  </author>\n  <generator>gongkai</generator>\n");
    for (uint32_t i = 0; i < n; i++) put_entry(site, ids[i], out);
    gk_buf_puts(out, "</feed>\n");
    gk_buf_free(&home);
    gk_arena_free(&arena);
}
