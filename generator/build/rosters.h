/* The rosters of a build: the private folder, what is checked of it, and the names that its pages
 * may show.
 *
 * The private folder lies outside the site; its path comes from the command line or the
 * environment, never from the site, which only says what it is called (`private` in site.yaml). In
 * it: SECTION/SLUG.csv or .yaml   the roster of the announcement SECTION/SLUG.md or SECTION/SLUG/
 *     SECTION/SLUG.seal           what was first published of it (below)
 *     allowed.txt                 words that may stand in texts although they are names, one a line
 *     seal.key                    the key of the seals, made on first use, 0600
 * A seal is one line "hmac<TAB>persons<TAB>corrections<TAB>time": HMAC-SHA-256 over the document's
 * path and the persons, and when they were first published. Persons that differ from the seal while
 * the announcement is open are an error, unless a 更正 has happened since.
 *
 * Persons are read in workers only, into memory of their own. What is left for the parent is
 * numbers, hashes and diagnostics, none of which quotes a roster. */
#ifndef GK_BUILD_ROSTERS_H
#define GK_BUILD_ROSTERS_H

#include "base/needles.h"
#include "build/job.h"

/* What a worker found out about one document's roster; in shared memory, by file of the source. */
typedef struct gk_roster_found {
    uint32_t file; /* of the private folder + 1; 0: none, or none that may be shown */
    uint32_t persons, corrections;
    gk_date first; /* when they were first published: now, or earlier by the seal */
    gk_sha256 hmac;
    bool unsealed; /* to be sealed once it is published */
} gk_roster_found;

/* Opens the private folder, if one was given. False: an error was added that ends the build. */
bool gk_rosters_open(gk_job *job);

/* Checks all rosters against their announcements, and searches every file of the site for what
 * stands in them. Needs the site. False: no worker could work. */
bool gk_stage_rosters(gk_job *job);

/* Seals what was published for the first time; after a commit. */
bool gk_rosters_seal(gk_job *job);

void gk_rosters_close(gk_job *job);

/* In a worker: what must not stand in any output; NULL when there is nothing to look for. */
gk_needles *gk_rosters_needles(const gk_job *job);

/* In a worker: {columns, rows} of a document's persons with the columns that the rules show, as
 * text; null when there is no roster. Only behind gk_publicity_gate. */
gk_value gk_rosters_persons(const gk_job *job, uint32_t doc, gk_arena *arena);

/* In a worker: takes what stands in rosters out of what is said of a page: a fault of a template
 * may quote the value that it met. */
void gk_rosters_hide(const gk_needles *needles, gk_diags *diags);

/* In a worker: looks for what stands in rosters in an output. `private`: the page shows persons,
 * which have to lie within its <section data-roster>, and it has to be noindex. False after an
 * error about `origin`. */
bool gk_rosters_check_output(const gk_needles *needles, gk_view bytes, bool private, gk_view origin,
                             gk_diags *diags);

#endif
