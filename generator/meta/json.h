/* JSON files as values. jansson.h has its home in json.c. */
#ifndef GK_META_JSON_H
#define GK_META_JSON_H

#include "base/diag.h"
#include "meta/value.h"

/* Reads the whole text of `file` (RFC 8259; an object or a list at the top; no key twice in one
 * object; 32 levels). Strings stay strings, also those that look like dates. False after adding an
 * error. The value lives in the arena. */
bool gk_json_read(gk_view file, gk_view text, gk_arena *arena, gk_diags *diags, gk_value *out);

#endif
