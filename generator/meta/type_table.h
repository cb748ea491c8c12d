/* The keywords of type files, as tables: the schema of a schema, what applies to which kind, and
 * the names that have a meaning to the engine. One source for the check and for the manual. */
#ifndef GK_META_TYPE_TABLE_H
#define GK_META_TYPE_TABLE_H

#include "meta/schema.h"

/* The keys of a type file, and of one field in it (the options of theme.yaml are such fields too).
 */
const gk_field *gk_type_table_type(size_t *count);
const gk_field *gk_type_table_field(void);

/* Whether a keyword of a field applies to a kind; *kinds (may be NULL) is the list of those it
 * applies to. */
bool gk_type_table_applies(gk_view keyword, gk_field_kind kind, gk_view *kinds);

/* A field name that the engine reads. */
typedef struct gk_engine_field {
    const char *name;
    uint32_t kinds;    /* bit (1 << kind) */
    uint32_t items;    /* of lists: kinds of the items */
    const char *words; /* for messages */
} gk_engine_field;

/* The row of a name, or NULL. */
const gk_engine_field *gk_type_table_engine(gk_view name);

/* Whether documents have something else under that name. */
bool gk_type_table_reserved(gk_view name);

#endif
