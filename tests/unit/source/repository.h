/* Repositories for the tests of source/git*: made by the real git in the test's folder. */
#ifndef GK_TESTS_REPOSITORY_H
#define GK_TESTS_REPOSITORY_H

#include <stdio.h>
#include <stdlib.h>

#include "harness.h"

/* Runs a shell script in the test's folder, with nobody's configuration of git; false when it
 * fails. */
static inline bool repository_run(const char *script)
{
    char command[4096];
    int n = snprintf(command, sizeof command,
                     "cd '%s' && export HOME=$PWD GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=甲 "
                     "GIT_AUTHOR_EMAIL=a@xinghu.example GIT_COMMITTER_NAME=乙 "
                     "GIT_COMMITTER_EMAIL=b@xinghu.example "
                     "GIT_AUTHOR_DATE='1795000000 +0800' GIT_COMMITTER_DATE='1795000100 -0330'; "
                     "set -e; exec >/dev/null 2>&1; %s",
                     gk_test_dir(), script);
    return n > 0 && (size_t)n < sizeof command && system(command) == 0;
}

#define NEED_GIT()                                                                                 \
    do {                                                                                           \
        if (system("git --version >/dev/null 2>&1") != 0) GK_SKIP("git is not installed");         \
    } while (0)

#endif
