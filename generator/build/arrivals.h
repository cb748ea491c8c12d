/* When the commits of the site's history reached the server.
 *
 * A commit counts as received with the first push whose new tip reaches it and whose old tip does
 * not. What was in the branch before its first line in the log is not told of, nor is what came in
 * without the hooks. Only lines that brought a commit of this very history are used, so that what
 * is pushed later changes nothing of an earlier commit's build.
 *
 * A log whose chain is broken tells nothing for certain: it is not used, and that is told. */
#ifndef GK_BUILD_ARRIVALS_H
#define GK_BUILD_ARRIVALS_H

#include "build/job.h"

/* Reads the log (options->log), if there is one; behind gk_stage_history. */
void gk_stage_arrivals(gk_job *job);

#endif
