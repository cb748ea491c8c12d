/* Bodies with their links put in, and the mentions of documents checked against the whole site.
 * Runs in a worker. */
#ifndef GK_BUILD_BODY_H
#define GK_BUILD_BODY_H

#include "build/job.h"

/* Makes the body of a document in out: spooled HTML with URLs and picture sizes in their slots.
 * False when the spool can't be read. */
bool gk_body_make(const gk_job *job, uint32_t doc, gk_arena *arena, gk_spool_window *window,
                  gk_buf *out);

/* Checks everything that a document mentions: links, anchors, pictures, references, files,
 * branches. Works for the card of a document that has faults, too. */
void gk_body_check(const gk_job *job, const gk_card *card, gk_arena *arena, gk_diags *diags);

#endif
