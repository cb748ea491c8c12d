/* What a test sees of a sink: "ID line:col:endcol" a diagnostic, separated by "; ". */
#ifndef GK_TESTS_META_FAULTS_H
#define GK_TESTS_META_FAULTS_H

#include "base/diag.h"

static inline const char *faults(gk_diags *diags, gk_buf *out)
{
    gk_buf_truncate(out, 0);
    gk_buf_puts(out, "");
    for (size_t i = 0; i < diags->count; i++) {
        const gk_diag *d = &diags->items[i];
        gk_buf_printf(out, "%s%s %u:%u:%u", i ? "; " : "", gk_message_get(d->id)->name, d->line,
                      d->col, d->endcol);
    }
    return out->n ? out->p : "";
}

#endif
