/* What earlier texts of the site's documents and types said of addresses (model/earlier.h), so that
 * the addresses that were made of them lead on.
 *
 * Texts are read in sandboxed workers, each once: what they said is kept in the repository's own
 * folder, as gongkai/addresses beside the history's cache, under the same rules: it is never
 * written by a run that only checks, and thrown away when it is damaged or another version's. A
 * text on which its reader dies says nothing, and is tried again by the next build. */
#ifndef GK_BUILD_EARLIER_H
#define GK_BUILD_EARLIER_H

#include "build/job.h"

/* Behind gk_stage_history; sets job->earlier when pages show the history. False after an error of
 * the system. */
bool gk_stage_earlier(gk_job *job);

#endif
