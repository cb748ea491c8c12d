/* Codes that were ever issued: a row that is in any version of the register (data/codes.csv) that
 * the commit of this build descends from is still there, and with the address that it was printed
 * with.
 *
 * What lies behind the edge of a shallow clone is not known, and nothing is said of it here. */
#ifndef GK_BUILD_ISSUED_H
#define GK_BUILD_ISSUED_H

#include "build/job.h"

/* A row of an earlier register. In a region that lives as long as the build. */
typedef struct gk_issued {
    const struct gk_issued *next;
    gk_view code, base, document; /* capitals; base may be empty */
    gk_git_id commit;             /* a commit that has it, the newest on the way back */
} gk_issued;

/* Reads all versions of the register that `tip` descends from, in a worker; prefix is the site's
 * folder in the repository ("content/"). Sets job->issued. */
void gk_issued_look(gk_job *job, const gk_git *git, const gk_git_id *tip, gk_view prefix);

/* When the site is known: adds an error for each code that is gone, and for each whose address is
 * neither code_base nor among code_base_old, though the register says otherwise now. */
void gk_issued_check(gk_job *job);

#endif
