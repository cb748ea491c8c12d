/* A document: front matter between two lines "---", then the body. A byte order mark and CRLF are
 * accepted. */
#ifndef GK_META_FRONTMATTER_H
#define GK_META_FRONTMATTER_H

#include "meta/yaml.h"

typedef struct gk_frontmatter {
    const gk_node *node; /* a map, in the arena; NULL after a fault */
    gk_span yaml;        /* bytes between the fences */
    uint32_t body;       /* offset of the body; text.n when there is none */
    uint32_t body_line;  /* number of the body's first line, from 1 */
} gk_frontmatter;

/* Splits and parses the whole text of `file`. Encoding is checked for the body too. False after
 * adding at least one error; node is NULL then, and body is set as far as the fences could be found
 * (0 when they could not): the body can be checked all the same. Empty front matter gives a map of
 * no entries. */
bool gk_frontmatter_read(gk_view file, gk_view text, gk_arena *arena, gk_diags *diags,
                         gk_frontmatter *out);

#endif
