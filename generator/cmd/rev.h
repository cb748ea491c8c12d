/* The site that --rev and --repo name: a folder of a commit, without a checkout. */
#ifndef GK_CMD_REV_H
#define GK_CMD_REV_H

#include "cmd/options.h"
#include "source/git.h"

typedef struct gk_rev {
    gk_git *git; /* NULL: --rev was not given */
    gk_git_id commit;
    gk_buf folder; /* of the site in the commit; empty: the top */
    gk_buf place;  /* the folder of a work tree that it would be checked out to; empty: none */
} gk_rev;

/* With --repo the argument `site` (may be NULL) is a path in the repository; else it is a folder in
 * a work tree, or a path in the repository that the working folder lies in. Not given, it is the
 * top, or content/ when only that holds a site.yaml. False after a diagnostic. Close in any case.
 */
bool gk_rev_open(gk_rev *rev, const gk_options *options, const char *site, gk_diags *diags);
void gk_rev_close(gk_rev *rev);

#endif
