/* What the preview answers: files of the output, and the preview's own addresses below
 * /.gongkai/. */
#ifndef GK_CMD_PAGES_H
#define GK_CMD_PAGES_H

#include "cmd/http.h"
#include "cmd/options.h"

typedef struct gk_pages {
    const char *out; /* the output folder; need not exist yet */
    gk_lang lang;
    uint64_t generation; /* changes with every build that changed something */
    gk_buf state;        /* one line of JSON, for the page's script: see gk_pages_set_state */
} gk_pages;

/* Answers a request; ctx is a gk_pages. HTML gets the preview's script. */
void gk_pages_handle(void *ctx, const gk_request *request, gk_response *response);

/* Makes the state that pages show: generation, whether the last build went well, whether any
 * did, and its diagnostics. */
void gk_pages_set_state(gk_pages *pages, bool ok, bool good, const gk_diags *diags);

#endif
