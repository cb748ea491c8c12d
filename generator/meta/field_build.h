/* Fields from data: definitions as type files and theme.yaml write them, checked and built. */
#ifndef GK_META_FIELD_BUILD_H
#define GK_META_FIELD_BUILD_H

#include "meta/schema.h"

/* Builds a field from a checked definition (a map with type, label, …); borrows from it. */
void gk_field_build(gk_view name, gk_value def, gk_arena *arena, gk_field *out);

/* Builds the fields of a map name → definition, in its order. */
const gk_field *gk_field_build_all(gk_value defs, gk_arena *arena, uint32_t *count);

/* Checks definitions beyond what the table of keywords can say: that keywords suit the kind, that
 * patterns compile, that defaults obey their own field. `node` is the map name → definition as
 * parsed, `value` what the table made of it (GK_FIELD_TABLE of gk_type_table_field). *out is the
 * value with defaults typed, definitions without a kind take anything. `engine`: names with a
 * meaning to the engine must have the right kind. False after a fault. */
bool gk_field_refine_all(const gk_node *node, gk_value value, bool engine, gk_check *check,
                         gk_arena *arena, gk_diags *diags, gk_value *out);

/* Checks a map name → definition from the ground (the options of theme.yaml): by the table of
 * keywords, then as above. */
bool gk_field_check_all(const gk_node *node, gk_check *check, gk_arena *arena, gk_diags *diags,
                        gk_value *out);

#endif
