/* What a worker checks of a document's window (model/window.h): the field `window` of notices. */
#ifndef GK_BUILD_WINDOWS_H
#define GK_BUILD_WINDOWS_H

#include "build/job.h"

/* A document whose front matter was read. */
typedef struct gk_windows_document {
    gk_view file, text; /* as diagnostics name it, and the whole text */
    const gk_schema *type;
    const gk_node *front; /* may be NULL */
    gk_value values;
} gk_windows_document;

/* Whether the type has windows: a field `window` that is a map. */
bool gk_windows_has(const gk_schema *type);

/* Adds what is wrong with the document's window, if it has one; false after an error. */
bool gk_windows_check(const gk_job *job, const gk_windows_document *document, gk_arena *arena,
                      gk_diags *diags);

#endif
