/* One document from bytes to card: front matter, schema, Markdown, address. Runs in a worker. */
#ifndef GK_BUILD_DOCUMENT_H
#define GK_BUILD_DOCUMENT_H

#include "build/job.h"

typedef struct gk_digester gk_digester;

/* Prepares a worker; lives until the process ends. */
gk_digester *gk_digester_new(gk_job *job, unsigned worker);

/* Digests file i of the source into `out`, whose cards are put into the worker's region: a card, or
 * after at least one error perhaps a faulty one (model/site.h). */
void gk_digester_read(gk_digester *digester, size_t i, gk_diags *diags, gk_digested *out);

/* The bytes of the file read last, which the digester does not look at any more; who takes them
 * leaves it another buffer. */
gk_buf *gk_digester_text(gk_digester *digester);

/* Asks plugins about a file that is no document: a data file, or the name of an attachment. */
void gk_digester_ask(gk_digester *digester, size_t i, gk_diags *diags);

#endif
