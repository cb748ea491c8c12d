/* The check of a push, before it is accepted: what it would break that is not broken already.
 *
 * Both commits are read as somebody's who may do harm (gk_build_options.pushed): the plugins are
 * those of the program, the gate against personal numbers always runs, and the policy is that of
 * the commit before, so that a push can not allow itself anything. The commit before is looked at
 * only when the new one has errors at all. */
#ifndef GK_BUILD_RECEIVE_H
#define GK_BUILD_RECEIVE_H

#include "build/build.h"

typedef struct gk_receive_options {
    const gk_git *git;       /* opened with GK_GIT_ENVIRONMENT, so that it sees the push */
    gk_git_id before, after; /* before: none when the ref is new */
    gk_view folder;          /* of the site in the commits; empty: their top */
    const char *share;       /* as in gk_build_options, likewise the rest */
    const char *private_folder;
    const char *signers;
    gk_view edition;
    const char *live; /* the folder of the live release; NULL: none */
    unsigned jobs;
    int64_t system_time;
} gk_receive_options;

/* Leaves the errors that the push adds in `added`, sorted, and nothing else. They are compared by
 * code, file and message, each as often as it was there: lines move. GK_BUILD_DONE: none;
 * GK_BUILD_SYSTEM: it could not be found out (said in `added` too). *older is the number of errors
 * that were there before: they don't keep a push out, but nothing is published with them. */
gk_build_status gk_receive_check(const gk_receive_options *options, gk_diags *added, size_t *older);

#endif
