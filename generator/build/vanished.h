/* Addresses that a release would let die: pages of documents and sections, and redirects, that the
 * live release has and the new one has not. */
#ifndef GK_BUILD_VANISHED_H
#define GK_BUILD_VANISHED_H

#include "build/job.h"

/* Whether people keep the address of an output: it must not vanish without a redirect. */
bool gk_vanished_is_lasting(uint8_t page_kind);

/* Compares the files of a new release with the live one. An address may go when its document is
 * still there and says so (expired, a draft, of a later date, of a narrower scope); what time alone
 * takes down is no fault. Errors, or warnings when an older commit is published on purpose. False
 * after an error. */
bool gk_vanished_check(gk_job *job, const gk_store_file *files, size_t count);

#endif
