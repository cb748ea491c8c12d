/* What a build that failed still does: the pages of the last one whose time has passed are taken
 * down. Everything else of the output stays as it was. */
#ifndef GK_BUILD_OVERDUE_H
#define GK_BUILD_OVERDUE_H

#include "build/job.h"

/* Takes them down (store/expire.h) and says so in a warning. Nothing is made where there is no
 * output; faults of the store were told by the build itself. The job's store is closed. */
void gk_overdue_take_down(gk_job *job);

#endif
