/* Which tags and attributes h() makes. */
#ifndef GK_SCRIPT_TAGS_H
#define GK_SCRIPT_TAGS_H

#include "base/view.h"

typedef enum gk_attribute_kind {
    GK_ATTRIBUTE_NONE, /* not allowed */
    GK_ATTRIBUTE_TEXT,
    GK_ATTRIBUTE_LINK,    /* an address to go to */
    GK_ATTRIBUTE_PICTURE, /* an address that is loaded */
    GK_ATTRIBUTE_SOURCES, /* srcset: addresses with widths */
    GK_ATTRIBUTE_PAINT    /* colours of SVG, which may also be addresses: those are refused */
} gk_attribute_kind;

/* Whether a tag is allowed; *empty: it has no children and no end tag. */
bool gk_tag_find(gk_view name, bool *empty);

/* What an attribute takes. aria- and data- may be followed by anything of [a-z0-9-]. */
gk_attribute_kind gk_attribute_find(gk_view name);

/* The names, for messages and documentation; NULL-terminated. */
extern const char *const gk_tag_names[];
extern const char *const gk_attribute_names[];

/* The one that a name is most like, or empty. */
gk_view gk_tag_near(gk_view name);
gk_view gk_attribute_near(gk_view name);

#endif
