/* Bodies with their links put in, and the mentions of documents checked against the whole site.
 * Runs in a worker. */
#ifndef GK_BUILD_BODY_H
#define GK_BUILD_BODY_H

#include "build/job.h"
#include "model/resolve.h"

/* Checks everything that a document mentions: links, anchors, pictures, references, files,
 * branches. Works for the card of a document that has faults, too. What links and pictures led to
 * is given by the number of their mention, in the arena. */
const gk_resolved *gk_body_check(const gk_job *job, const gk_card *card, gk_arena *arena,
                                 gk_diags *diags);

/* Makes the body of a document in out: spooled HTML with URLs and picture sizes in their slots.
 * resolved: of its check. False when the spool can't be read. */
bool gk_body_make(const gk_job *job, uint32_t doc, const gk_resolved *resolved,
                  gk_spool_window *window, gk_buf *out);

#endif
