/* Rules of approval that a push changed (data/approval.yaml): the documents of that very push are
 * held to the rules that it found, also when others were pushed behind it before anything was
 * built. So nobody waives his own approval, in one push or by waiting for the next.
 *
 * Which push brought a document is told by the server's log (build/arrivals.h); without it only
 * options->before guards. */
#ifndef GK_BUILD_FORMER_H
#define GK_BUILD_FORMER_H

#include "build/job.h"

/* Finds the rules for the pushes that brought documents of the site, in a worker; behind
 * gk_stage_arrivals. Sets job->former. */
void gk_former_find(gk_job *job, const gk_git *git);

/* The rules that the push of a commit found, if it changed them; else NULL. */
const gk_approval_rules *gk_former_of(const gk_job *job, uint32_t commit);

#endif
