/* What a path in a document stands for: another document, a media file, or a page that gongkai
 * makes. */
#ifndef GK_MODEL_RESOLVE_H
#define GK_MODEL_RESOLVE_H

#include "model/site.h"

typedef enum gk_resolved_kind {
    GK_RESOLVED_NONE,     /* nothing there */
    GK_RESOLVED_OUTSIDE,  /* leads out of the site */
    GK_RESOLVED_DOCUMENT, /* id: document */
    GK_RESOLVED_MEDIA,    /* id: file of the source */
    GK_RESOLVED_OUTPUT,   /* path: in the output */
    GK_RESOLVED_WITHHELD  /* id: a document's file, or a media file, that is not public (see its
                             state) */
} gk_resolved_kind;

typedef struct gk_resolved {
    gk_resolved_kind kind;
    uint32_t id;
    gk_view path;
} gk_resolved;

/* Resolves `target` (decoded, without fragment and query) as it stands in the file `from` (a path
 * of the site). */
gk_resolved gk_resolve(const gk_site *site, gk_view from, gk_view target, gk_arena *arena);

/* Appends the path of the site that `target` names in the file `from`, "." and ".." taken away;
 * false when it leads out. */
bool gk_resolve_path(gk_view from, gk_view target, gk_buf *out);

/* Appends the path in the output of what was resolved. Withheld documents give their section's. */
void gk_resolved_put_path(const gk_site *site, const gk_resolved *resolved, gk_buf *out);

/* Whether a document has an anchor of that name. */
bool gk_resolve_anchor(const gk_card *card, gk_view name);

#endif
