/* Configuration of web servers for a portal, made of the site: what a printed code leads to, where
 * old addresses went, what may be kept and for how long, which headers a page goes with.
 *
 * One table of facts (gk_rules) is gathered from the site and written by one file a server
 * (rules_nginx.c, rules_apache.c, rules_caddy.c). */
#ifndef GK_EMIT_RULES_H
#define GK_EMIT_RULES_H

#include "base/buf.h"
#include "model/site.h"

/* Where a printed code leads: to a lesson, or to its own page, which says why it doesn't. */
typedef struct gk_rules_code {
    gk_view name; /* in small letters */
    gk_view url;  /* percent-encoded, of the lesson; empty: */
    gk_view page; /* decoded, of its own page */
} gk_rules_code;

typedef struct gk_rules_move {
    gk_view from; /* decoded, without a slash at the end */
    bool folder;  /* with one, too */
    gk_view to;   /* percent-encoded */
} gk_rules_move;

typedef struct gk_rules {
    gk_view host, port; /* port may be empty */
    bool secure;        /* https */
    gk_view base;       /* "/" or "/sub/" */
    gk_view root;       /* the folder that stands for the host's root */
    gk_view name;       /* of letters, digits and '_': the host for names of variables */
    gk_view policy;     /* Content-Security-Policy */
    gk_rules_code *codes;
    uint32_t code_count;
    gk_rules_move *moves;
    uint32_t move_count;
    gk_view *announced; /* beginnings of addresses that may show persons for a while */
    uint32_t announced_count;
} gk_rules;

/* Gathers the facts; root: the host's folder, empty = /var/www/HOST. */
void gk_rules_gather(const gk_site *site, gk_view root, gk_arena *arena, gk_rules *out);

typedef struct gk_header {
    const char *name, *value; /* value NULL: the policy of the rules */
} gk_header;

/* The headers of every answer; returns how many there are. */
size_t gk_rules_headers(const gk_header **list);

/* What a path may be kept for. */
#define GK_RULES_KEPT   "public, max-age=31536000, immutable" /* names with fingerprints */
#define GK_RULES_ASKED  "no-cache"                            /* kept, but asked for each time */
#define GK_RULES_UNKEPT "no-store"                            /* announcements with persons */

/* Of what begins with a dot, this alone is served: what well-known addresses want, and the manifest
 * with its signature, by which the portal can be verified from outside. For regular expressions,
 * behind the dot. */
#define GK_RULES_KNOWN  "well-known/"
#define GK_RULES_RECORD "gongkai/(manifest|signed)\\.tsv(\\.sig)?$"

/* Appends text with what has a meaning in regular expressions (PCRE) escaped. */
void gk_rules_put_regex(gk_view text, gk_buf *out);

/* Writers. The Chinese and English comments are those of `lang`. */
void gk_rules_put_nginx(const gk_rules *rules, gk_lang lang, gk_buf *out);
void gk_rules_put_apache(const gk_rules *rules, gk_lang lang, gk_buf *out);
void gk_rules_put_caddy(const gk_rules *rules, gk_lang lang, gk_buf *out);

#endif
