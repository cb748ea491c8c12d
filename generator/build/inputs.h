/* What a build took in, as the header of the manifest tells it: by it two builds can be compared,
 * and a build can be done again (build/rebuild.h). One line each; those that do not apply are not
 * there:
 *
 * - now, base_url: at which time, for which address
 *
 * - clock=site: that time is site.yaml's own clock, which stands still
 *
 * - edition (unless it is the public one), drafts=yes
 *
 * - commit, site: of the repository that the site was read from, and the folder in it (absent: its
 *   top); of a folder only when all its files are as the commit has them
 *
 * - before: the commit whose rules (data/policy.yaml, data/approval.yaml) held instead of the
 *   site's own
 *
 * - inputs.files: of the site's files
 *
 * - inputs.history: of what was read of the repository's history
 *
 * - inputs.private: of the rosters that were shown, an HMAC under the key of the seals: without
 *   that key nothing can be guessed from it
 *
 * - inputs.receive_log: of the log of what was received, as far as it tells of the commits: the
 *   hash of the last such line, which by the chain vouches for all before it. What is pushed later
 *   does not alter it
 *
 * - inputs.program: of the program's version, the theme and the program's tables
 *
 * - inputs.plugins: of the plugins with their options
 *
 * - previous: of the manifest that this one takes the place of
 *
 * A digest of files is the SHA-256 of the lines "sha256<TAB>path<LF>" by order of bytes.
 *
 * `previous` is not a function of the input: only releases of a server carry it (store/release.h
 * adds it), and no page knows of it. Everything else of the manifest, and every other file, is the
 * same for the same input. */
#ifndef GK_BUILD_INPUTS_H
#define GK_BUILD_INPUTS_H

#include "build/job.h"

enum { GK_INPUTS_MAX = 24 };

typedef struct gk_inputs {
    gk_store_pair pairs[GK_INPUTS_MAX];
    size_t count;
} gk_inputs;

/* In a worker of the digest: hashes a file of the source that is no document. */
void gk_inputs_hash_file(const gk_job *job, size_t i);

/* Gathers all lines, after the stages of documents and rosters; texts live in the arena. */
void gk_inputs_gather(gk_job *job, gk_arena *arena, gk_inputs *out);

#endif
