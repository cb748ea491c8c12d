/* What the parts of the schema check share (meta/schema_check.c, meta/schema_scalar.c). Not for
 * others. */
#ifndef GK_META_CHECKING_H
#define GK_META_CHECKING_H

#include "meta/schema.h"

/* Where in the tree of fields a check is: for names such as attachments[2].file. */
typedef struct gk_trail {
    const struct gk_trail *up;
    const gk_field *field;
    gk_view key;    /* of a table's entry; empty = the field's own name */
    uint32_t index; /* of a list's item, from 1; 0 = none */
    gk_span anchor; /* the key, or the item: where a fault is shown that has no text of its own */
} gk_trail;

typedef struct gk_checking {
    gk_check *check;
    gk_arena *arena;
    gk_diags *diags;
    size_t before; /* diagnostics there were before this check */
    bool failed, flooded;
} gk_checking;

/* Adds a diagnostic about the field at the trail: {0} is its name, {1} its label, {2} {3} {4} are
 * given, {5} its help. Errors fail the check. After so many in one document one last message says
 * that there are more. */
void gk_checking_fault(gk_checking *c, const gk_trail *at, gk_message id, gk_span span, gk_view a,
                       gk_view b, gk_view d);

/* The label of the field, or of the nearest one around it that has one. */
gk_view gk_checking_label(const gk_trail *at);

/* Warns when what stands behind the offset is `#…` without a blank, as in `title: 第一期 #读书会`:
 * the comment was hardly meant as one. */
void gk_checking_hash(gk_checking *c, const gk_trail *at, size_t behind);

/* Checks a scalar node against a field that is neither list, map, table nor any. False after a
 * fault. */
bool gk_checking_scalar(gk_checking *c, const gk_trail *at, const gk_node *node, gk_value *out);

/* Whether n lies within the field's min and max; faults `below` and `above` otherwise. */
bool gk_checking_range(gk_checking *c, const gk_trail *at, gk_span span, double n, gk_message below,
                       gk_message above);

#endif
