/* Addresses of documents, made from a type's pattern such as "/:section/:slug/". */
#ifndef GK_MODEL_PERMALINK_H
#define GK_MODEL_PERMALINK_H

#include "base/date.h"
#include "base/diag.h"
#include "meta/value.h"

typedef struct gk_permalink_facts {
    gk_view section; /* "learning/lessons", "" at the root */
    gk_view slug;
    gk_view branch; /* identifier, or empty */
    gk_view type;
    bool dated;
    gk_date date;
} gk_permalink_facts;

/* Expands a pattern to the path in the output: without leading slash, ending with '/' or in a file
 * name with ".html". False when the pattern needs what the document does not have (*missing names
 * the variable), or the result is no path. */
bool gk_permalink_expand(gk_view pattern, const gk_permalink_facts *facts, gk_buf *out,
                         gk_view *missing);

/* Whether a pattern may ask for it. */
bool gk_permalink_variable(gk_view name);

/* The document's slug by its path: the file's stem, or the folder's name of an index.md. */
gk_view gk_permalink_stem(gk_view path);

/* The section of a document by its path: the folder that holds the file, or the document's folder.
 */
gk_view gk_permalink_section(gk_view path);

/* The type of a document at a path of the source that does not say its own: what the nearest
 * section upward declares (`site`: gk_config.site), or "page". */
gk_view gk_permalink_type(gk_value site, gk_view path);

/* Whether v can be one part of an address: not empty, no "/ \ ? # %", no white space, controls, "."
 * or "..". */
bool gk_permalink_slug_ok(gk_view v);

#endif
