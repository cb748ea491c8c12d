/* Approvals (model/approval.h): what the commits of the site's repository say of its documents.
 *
 * Of a site that was pushed the rules are those of options->before, the previous tip of the branch
 * (gk_config_guard): nobody waives his own approval by changing the rules with the same push.
 * Documents that lack what their rule wants are left out and told of, or end the build. In a work
 * tree a document that is not as it was committed has no approval.
 */
#ifndef GK_BUILD_APPROVAL_H
#define GK_BUILD_APPROVAL_H

#include "build/job.h"

/* Judges all documents; behind gk_stage_history and the digest, before the site. */
void gk_stage_approval(gk_job *job);

#endif
