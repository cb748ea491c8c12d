/* The content types of a site: types/NAME.yaml.
 *
 * A worker reads and checks the files; what it sends is one flat value, from which the parent and
 * later workers build the schemas again without parsing (the value is trusted: it was made by
 * gk_types_read). */
#ifndef GK_META_TYPES_H
#define GK_META_TYPES_H

#include "meta/schema.h"

typedef struct gk_types {
    const gk_schema *items; /* ordered by name; abstract ones included */
    size_t count;
    gk_value value; /* name → the checked type, extends resolved */
} gk_types;

/* One file to read. */
typedef struct gk_type_source {
    gk_view file; /* as diagnostics name it */
    gk_view name; /* the file's name without ".yaml" */
    gk_view text;
} gk_type_source;

/* Reads all types together, because they extend one another. False when there were faults; *out
 * then holds the types that could be read (those that extend a bad one included), so that documents
 * can be checked all the same. */
bool gk_types_read(const gk_type_source *sources, size_t count, gk_arena *arena, gk_diags *diags,
                   gk_types *out);

/* The types as a value, for gk_flat_put; and back. The schemas are made in the arena and borrow
 * from the value. */
gk_value gk_types_to_value(const gk_types *types);
void gk_types_from_value(gk_value value, gk_arena *arena, gk_types *out);

/* The type of that name, or NULL. */
const gk_schema *gk_types_find(const gk_types *types, gk_view name);

/* One keyword of type files, for the manual's reference page. */
typedef struct gk_keyword {
    const gk_field *field; /* name, label, help, kind, choices */
    bool of_field;         /* of a field; else of the type */
    gk_view kinds;         /* kinds of fields that know it; empty = all */
} gk_keyword;

/* All keywords of type files, those of types first; returns how many there are, writes as many as
 * there is room for. */
size_t gk_types_keywords(gk_keyword *out, size_t room);

#endif
