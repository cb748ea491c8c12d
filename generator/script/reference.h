/* The reference page of the plugin interface, content/manual/plugin-api.md, made from the tables
 * that the code itself uses. */
#ifndef GK_SCRIPT_REFERENCE_H
#define GK_SCRIPT_REFERENCE_H

#include "base/buf.h"

/* Appends the page, with its front matter. */
void gk_script_put_reference(gk_buf *out);

typedef struct gk_script_example {
    const char *code;     /* NULL: the row has none */
    const char *expected; /* what it returns, as JSON */
} gk_script_example;

/* Example i of the page; false behind the last one. */
bool gk_script_example_at(size_t i, gk_script_example *out);

#endif
