/* Addresses of links and pictures: which are let through, and the parts of those within the site.
 */
#ifndef GK_MARKUP_URL_H
#define GK_MARKUP_URL_H

#include "base/arena.h"
#include "base/buf.h"

typedef enum gk_url_kind {
    GK_URL_EXTERNAL, /* http, https; mailto and tel unless it is a picture */
    GK_URL_RELATIVE, /* a place within the site: path, query and fragment are set */
    /* the rest is refused */
    GK_URL_EMPTY,
    GK_URL_SCHEME,    /* any other scheme; `scheme` is set */
    GK_URL_LOCAL,     /* file:, C:\, \\server: a file of the writer's own computer */
    GK_URL_HOST,      /* //host, without a scheme */
    GK_URL_WWW,       /* www.host, which would be a file of that name */
    GK_URL_BACKSLASH, /* a path with backslashes */
    GK_URL_FULLWIDTH, /* a full-width colon or slash in the scheme */
    GK_URL_ODD        /* control characters, broken percent encoding, no host */
} gk_url_kind;

typedef struct gk_url {
    gk_url_kind kind;
    gk_view scheme;
    gk_view path, query, fragment; /* as struct gk_markdown_link has them */
} gk_url;

/* Reads an address as the library gives it (references and escapes resolved). Parts are decoded
 * into the arena or borrow from url. Schemes: RFC 3986, 3.1. */
gk_url gk_url_read(gk_view url, bool picture, gk_arena *arena);

/* Whether a browser that follows url goes to an allowed scheme or stays on the site. */
bool gk_url_allowed(gk_view url, bool picture);

/* Appends url for a quoted href or src; what may not stand in a URL is percent-encoded, what is
 * encoded stays. */
void gk_url_put(gk_buf *out, gk_view url);

#endif
