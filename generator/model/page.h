/* A page that a template makes: what it is about, which slice of a list it shows, and its address.
 */
#ifndef GK_MODEL_PAGE_H
#define GK_MODEL_PAGE_H

#include "model/site.h"

typedef enum gk_page_kind {
    GK_PAGE_HOME,
    GK_PAGE_DOCUMENT, /* id: document */
    GK_PAGE_SECTION,  /* id: section */
    GK_PAGE_TAXONOMY, /* id: taxonomy */
    GK_PAGE_TERM,     /* id: term */
    GK_PAGE_BRANCHES,
    GK_PAGE_BRANCH,    /* id: branch */
    GK_PAGE_GENERATED, /* id: page of a plugin */
    GK_PAGE_NOT_FOUND, /* from here on: never in the sitemap */
    GK_PAGE_REDIRECT,  /* id: document; number: which of its aliases */
    GK_PAGE_MOVED,     /* id: document; number: which of site->moved */
    GK_PAGE_CODE,      /* id: code; number: 1 in capitals, 2 in small letters */
    GK_PAGE_POSTER,    /* id: code */
    GK_PAGE_CODES,     /* the sheet of all codes */
    GK_PAGE_SINGLE,    /* id: document */
    GK_PAGE_SEARCH,
    GK_PAGE_WITHDRAWN, /* id: address of a withdrawn document */
    GK_PAGE_LEADS      /* id: which of the site's `redirects` */
} gk_page_kind;

typedef struct gk_page {
    uint8_t kind; /* gk_page_kind */
    uint32_t id;
    uint32_t number; /* of the slice, from 1; of redirects: as their kinds say */
} gk_page;

/* "home", "document", … as templates see it. */
const char *gk_page_kind_name(const gk_page *page);

/* The template's name. */
gk_view gk_page_template(const gk_site *site, const gk_page *page);

/* Appends the path in the output: "" for home, "notices/page/2/", "404.html". */
void gk_page_put_path(const gk_site *site, const gk_page *page, gk_buf *out);

/* The list behind the page and how many of it a page shows (0: all on one page). */
gk_docs gk_page_docs(const gk_site *site, const gk_page *page, uint32_t *paginate);

/* How many pages a list of that kind and id has; at least 1. */
uint32_t gk_page_count(const gk_site *site, gk_page_kind kind, uint32_t id);

/* Whether an alias is an address of this site that can be made: no scheme, no "..". */
bool gk_page_alias_ok(gk_view alias);

/* The old address of one of the site's `redirects`, and the path in the output that it leads to. */
gk_view gk_page_old(const gk_site *site, uint32_t redirect);
gk_view gk_page_new(const gk_site *site, uint32_t redirect);

/* The file of a path: "a/" is in "a/index.html". */
void gk_page_put_file(gk_view path, gk_buf *out);

#endif
