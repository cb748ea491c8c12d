/* The symbol of a printed code, with the emblem of site.yaml (code_emblem) in its middle. */
#ifndef GK_BUILD_SYMBOL_H
#define GK_BUILD_SYMBOL_H

#include "build/job.h"

/* Appends the SVG of the site's code `index`. False after an error: the address is too long, the
 * emblem is not there, too large, or no PNG. */
bool gk_symbol_put(const gk_job *job, uint32_t index, gk_arena *arena, gk_buf *out,
                   gk_diags *diags);

#endif
