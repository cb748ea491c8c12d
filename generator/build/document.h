/* One document from bytes to card: front matter, schema, Markdown, address. Runs in a worker. */
#ifndef GK_BUILD_DOCUMENT_H
#define GK_BUILD_DOCUMENT_H

#include "build/job.h"

typedef struct gk_digester gk_digester;

/* Prepares a worker; lives until the process ends. */
gk_digester *gk_digester_new(gk_job *job, unsigned worker);

/* Digests file i of the source: its card in the worker's region, or NULL when the document has faults (at least one error
 * was added then). */
const gk_card *gk_digester_read(gk_digester *digester, size_t i, gk_diags *diags);

#endif
