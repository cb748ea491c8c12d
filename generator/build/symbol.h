/* The symbol of a printed code, with the emblem of site.yaml (code_emblem) in its middle. */
#ifndef GK_BUILD_SYMBOL_H
#define GK_BUILD_SYMBOL_H

#include "build/job.h"

/* Appends the SVG of the site's code `index`; GK_NONE: of all codes that lead to a document, below
 * each other in one picture, each a view named by its code ("symbols.svg#35SV38"), so that a sheet
 * asks for one file. False after an error: the address is too long, the emblem is not there, too
 * large, or no PNG. */
bool gk_symbol_put(const gk_job *job, uint32_t index, gk_arena *arena, gk_buf *out,
                   gk_diags *diags);

/* Reads the emblem that site.yaml names. *bytes stays empty when it names none. False after an
 * error: it is not there, too large, or no PNG. */
bool gk_symbol_read_emblem(const gk_source *source, gk_value site, gk_arena *arena, gk_buf *bytes,
                           gk_diags *diags);

/* Its file in the source, or SIZE_MAX. */
size_t gk_symbol_find_emblem(const gk_source *source, gk_value site, gk_arena *arena);

/* Says that the emblem can't be used. */
void gk_symbol_report_emblem(const gk_source *source, gk_value site, gk_arena *arena,
                             gk_diags *diags);

#endif
