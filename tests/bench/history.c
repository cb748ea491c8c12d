/* Walks the history of a commit: history REPOSITORY REV CACHE. Prints how many commits there are,
 * how many of them the cache did not have, and seconds: by the wall, and of the processor. */
#include "source/history.h"

#include <stdio.h>
#include <time.h>

static double seconds(clockid_t clock)
{
    struct timespec ts;
    clock_gettime(clock, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_history_options options = {.now = INT64_MAX - 1, .keep = true};
    if (argc != 4) return 2;
    double wall = seconds(CLOCK_MONOTONIC);
    gk_git *git = gk_git_open(argv[1], GK_GIT_HERE, &diags);
    if (!git || !gk_git_resolve(git, gk_view_of(argv[2]), &options.tip, &diags)) return 1;
    options.git = git;
    options.cache = argv[3];
    gk_history *history = gk_history_open(&options, &diags);
    printf("%u %u %.3f %.3f\n", gk_history_count(history), gk_history_fresh(history),
           seconds(CLOCK_MONOTONIC) - wall, seconds(CLOCK_PROCESS_CPUTIME_ID));
    gk_history_close(history);
    gk_git_close(git);
    gk_diags_free(&diags);
    return 0;
}
