#include "model/page.h"

#include <string.h>

const char *gk_page_kind_name(const gk_page *page)
{
    static const char *const names[] = {
        "home",   "document",  "section", "taxonomy", "term",      "branches",
        "branch", "generated", "404",     "redirect", "redirect",  "code",
        "poster", "codes",     "single",  "search",   "withdrawn", "redirect"};
    return names[page->kind];
}

static gk_view document_template(const gk_site *site, uint32_t id)
{
    const gk_card *card = site->docs[id].card;
    gk_view own = gk_value_view(gk_value_get(gk_card_values(card), GK_V("template"), NULL, NULL));
    return own.n ? own : site->config->types.items[card->type].template;
}

gk_view gk_page_template(const gk_site *site, const gk_page *page)
{
    switch ((gk_page_kind)page->kind) {
    case GK_PAGE_HOME: return GK_V("home.html");
    case GK_PAGE_DOCUMENT: return document_template(site, page->id);
    case GK_PAGE_SECTION: {
        gk_view own = site->sections[page->id].template;
        return own.n ? own : GK_V("section.html");
    }
    case GK_PAGE_TAXONOMY: return GK_V("taxonomy.html");
    case GK_PAGE_TERM: return GK_V("term.html");
    case GK_PAGE_BRANCHES: return GK_V("branches.html");
    case GK_PAGE_BRANCH: return GK_V("branch.html");
    case GK_PAGE_NOT_FOUND: return GK_V("404.html");
    case GK_PAGE_REDIRECT:
    case GK_PAGE_LEADS:
    case GK_PAGE_MOVED: return GK_V("redirect.html");
    case GK_PAGE_CODE:
        return site->codes[page->id].state == GK_CODE_LEADS ? GK_V("redirect.html")
                                                            : GK_V("code.html");
    case GK_PAGE_POSTER: return GK_V("poster.html");
    case GK_PAGE_CODES: return GK_V("codes.html");
    case GK_PAGE_SINGLE: return GK_V("single.html");
    case GK_PAGE_SEARCH: return GK_V("search.html");
    case GK_PAGE_WITHDRAWN: return GK_V("withdrawn.html");
    case GK_PAGE_GENERATED: return site->generated[page->id].template;
    }
    return GK_V("document.html");
}

static gk_value redirects_of(const gk_site *site)
{
    return gk_value_get(site->config->site, GK_V("redirects"), NULL, NULL);
}

gk_view gk_page_old(const gk_site *site, uint32_t redirect)
{
    return gk_value_key(redirects_of(site), redirect);
}

gk_view gk_page_new(const gk_site *site, uint32_t redirect)
{
    return gk_view_from(gk_value_view(gk_value_at(redirects_of(site), redirect, NULL)), 1);
}

static gk_view first_path(const gk_site *site, const gk_page *page)
{
    switch ((gk_page_kind)page->kind) {
    case GK_PAGE_DOCUMENT:
    case GK_PAGE_SINGLE:
        return gk_card_view(site->docs[page->id].card, site->docs[page->id].card->path);
    case GK_PAGE_SECTION: return site->sections[page->id].path;
    case GK_PAGE_TAXONOMY: return site->taxonomies[page->id].path;
    case GK_PAGE_TERM: return site->terms[page->id].path;
    case GK_PAGE_BRANCHES: return site->branches_path;
    case GK_PAGE_BRANCH: return site->branches[page->id].path;
    case GK_PAGE_NOT_FOUND: return GK_V("404.html");
    case GK_PAGE_CODES: return GK_V("Q/");
    case GK_PAGE_SEARCH: return GK_V("search/");
    case GK_PAGE_REDIRECT: {
        const gk_card *card = site->docs[page->id].card;
        gk_view alias = gk_card_view(card, gk_card_mentions(card)[page->number].target);
        return alias.n && alias.p[0] == '/' ? gk_view_from(alias, 1) : alias;
    }
    case GK_PAGE_MOVED: return site->moved[page->number].path;
    case GK_PAGE_WITHDRAWN: return site->withdrawn[page->id].path;
    case GK_PAGE_LEADS: return gk_view_from(gk_page_old(site, page->id), 1);
    case GK_PAGE_GENERATED: return site->generated[page->id].path;
    default: return (gk_view){NULL, 0};
    }
}

/* "Q/7K3MPX/" or, where a server minds the case of letters, "q/7k3mpx/". */
static void put_code_path(const gk_site *site, const gk_page *page, gk_buf *out)
{
    gk_view path = site->codes[page->id].path;
    for (size_t i = 0; i < path.n; i++) {
        bool capital = path.p[i] >= 'A' && path.p[i] <= 'Z';
        bool small = page->kind == GK_PAGE_CODE && page->number == 2;
        gk_buf_putc(out, capital && small ? (char)(path.p[i] - 'A' + 'a') : path.p[i]);
    }
    if (page->kind == GK_PAGE_POSTER) gk_buf_puts(out, "poster/");
}

void gk_page_put_path(const gk_site *site, const gk_page *page, gk_buf *out)
{
    if (page->kind == GK_PAGE_CODE || page->kind == GK_PAGE_POSTER) {
        put_code_path(site, page, out);
        return;
    }
    gk_buf_put(out, first_path(site, page));
    if (page->kind == GK_PAGE_SECTION) gk_buf_putc(out, '/');
    if (page->kind == GK_PAGE_SINGLE) gk_buf_puts(out, "single.html");
    bool redirect = page->kind == GK_PAGE_REDIRECT || page->kind == GK_PAGE_MOVED;
    bool slice = !redirect && page->number > 1;
    if (!slice) return;
    gk_buf_put(out, GK_V("page/"));
    gk_buf_put_int(out, page->number);
    gk_buf_putc(out, '/');
}

gk_docs gk_page_docs(const gk_site *site, const gk_page *page, uint32_t *paginate)
{
    *paginate = 0;
    switch ((gk_page_kind)page->kind) {
    case GK_PAGE_HOME: return site->by_date;
    case GK_PAGE_SECTION:
        *paginate = site->sections[page->id].paginate;
        return site->sections[page->id].docs;
    case GK_PAGE_TERM: *paginate = site->paginate; return site->terms[page->id].docs;
    case GK_PAGE_BRANCH: *paginate = site->paginate; return site->branches[page->id].docs;
    case GK_PAGE_GENERATED: return site->generated[page->id].docs;
    default: return (gk_docs){NULL, 0};
    }
}

uint32_t gk_page_count(const gk_site *site, gk_page_kind kind, uint32_t id)
{
    uint32_t paginate;
    gk_page page = {(uint8_t)kind, id, 1};
    gk_docs docs = gk_page_docs(site, &page, &paginate);
    if (!paginate || docs.n == 0) return 1;
    return (docs.n + paginate - 1) / paginate;
}

bool gk_page_alias_ok(gk_view alias)
{
    gk_view rest = alias, part;
    if (!alias.n || gk_view_find(alias, GK_V("//"), 0) != SIZE_MAX ||
        gk_view_find_byte(alias, ':', 0) != SIZE_MAX)
        return false;
    for (size_t i = 0; i < alias.n; i++)
        if ((unsigned char)alias.p[i] <= ' ' || strchr("\\?#%", alias.p[i])) return false;
    while (gk_view_split(&rest, '/', &part))
        if (gk_view_is(part, "..") || gk_view_is(part, ".") || gk_view_is(part, ".gongkai"))
            return false;
    return gk_view_ends(alias, GK_V("/")) || gk_view_ends(alias, GK_V(".html")) ||
           gk_view_ends(alias, GK_V(".htm"));
}

void gk_page_put_file(gk_view path, gk_buf *out)
{
    gk_buf_put(out, path);
    if (path.n == 0 || path.p[path.n - 1] == '/') gk_buf_puts(out, "index.html");
}
