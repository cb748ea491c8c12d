/* Addresses that a release would let die: those that the live release has and the new one has not.
 *
 * What counts: pages of documents, the first pages of sections and branches, the lists of branches
 * and of taxonomies, and redirects. What does not: the further pages of a list and the pages of
 * terms, which show nothing that is not found elsewhere, hold something else with each new document
 * and come and go with what editors write; pages of plugins, which answer for them; files. */
#ifndef GK_BUILD_VANISHED_H
#define GK_BUILD_VANISHED_H

#include "build/job.h"
#include "model/page.h"
#include "store/manifest.h"

/* Whether people keep the address of a page: it must not vanish without a redirect. */
bool gk_vanished_is_lasting(const gk_page *page);

/* Compares the site's outputs with a manifest, that of the live release. An address may go when its
 * document is still there and says so (expired, a draft, of a later date, of a narrower scope, not
 * approved any more); what time alone takes down is no fault. Errors, or warnings when an older
 * commit is published on purpose. False after an error. */
bool gk_vanished_check(gk_job *job, const gk_manifest *last);

/* The same with the release in a folder (options->live); one that can't be read is none. */
bool gk_vanished_check_live(gk_job *job);

#endif
