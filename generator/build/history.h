/* The history of a build's site (source/history.h).
 *
 * A site that is read from a commit has that commit's. One that is read from a folder has that of
 * the commit its work tree stands on: what is not committed yet is no revision, and a document that
 * the commit does not have has no history. So a work tree without changes gives the same bytes as
 * its commit. `history: false` in site.yaml turns it off.
 *
 * The cache lies in the repository's own folder, as gongkai/history: it belongs to whoever may
 * write there, is shared by all builds of the repository wherever their output goes, and is never
 * made by a run that only checks (the hook of a push among them). */
#ifndef GK_BUILD_HISTORY_H
#define GK_BUILD_HISTORY_H

#include "build/job.h"
#include "model/next_change.h"

/* Reads the history, if there is one: behind the configuration, before the site. */
void gk_stage_history(gk_job *job);

/* Whether the site wants it on its pages; approvals and the log need it in any case. */
bool gk_history_is_shown(const gk_job *job);

/* Whether a site that was read from a folder is, file by file, what the commit has that its work
 * tree stands on, as git's index knows it; then that commit and the site's folder in it. Files of
 * the repository outside the site, and strangers that are no part of it, do not matter. */
bool gk_history_stands_on(gk_job *job, gk_git_id *commit, gk_view *folder);

/* Warns of what makes dates of the site's documents unknown or not credible. Needs the site. */
void gk_history_tell(gk_job *job);

/* Adds the moment at which a commit's date is no longer one of the future. */
void gk_history_changes(const gk_job *job, gk_next_change *changes);

#endif
