/* Which pages depend on today's date: those whose templates ask for it. */
#ifndef GK_BUILD_CLOCK_H
#define GK_BUILD_CLOCK_H

#include "build/job.h"
#include "model/next_change.h"

/* Adds the next midnight when a template of the theme or a plugin asks for today or now, the next
 * New Year when one asks for site.year only, the next due day when one asks for site.ledger. Found
 * by name, not by what was rendered: a build that makes nothing anew knows it too. */
void gk_clock_changes(const gk_job *job, gk_next_change *changes);

#endif
