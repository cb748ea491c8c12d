#include "build/overdue.h"

#include <stdlib.h>
#include <unistd.h>

#include "store/expire.h"

static bool is_output(const gk_job *job)
{
    gk_arena arena = GK_ARENA_INIT;
    bool there = access(gk_arena_printf(&arena, "%s/.gongkai/manifest.tsv", job->out).p, F_OK) == 0;
    gk_arena_free(&arena);
    return there;
}

/* The time of the build; what comes closest when it failed before that was known. */
static gk_date now_of(const gk_job *job)
{
    const gk_build_options *options = job->options;
    gk_date now = {options->has_epoch ? options->epoch : options->system_time, 8 * 60, false};
    if (job->now.seconds) return job->now;
    if (options->now.n) gk_date_parse(options->now, now.offset, &now);
    return now;
}

void gk_overdue_take_down(gk_job *job)
{
    gk_diags ignored = GK_DIAGS_INIT;
    gk_expiry expiry = {0, 0};
    gk_store_close(job->store);
    job->store = NULL;
    if (is_output(job)) {
        gk_store_options options = {
            .dir = job->out, .site = job->options->site, .home = getenv("HOME")};
        gk_store *store = gk_store_open(&options, &ignored);
        if (store && !gk_store_expire(store, now_of(job), &expiry, &ignored)) expiry.replaced = 0;
        gk_store_close(store);
    }
    if (expiry.replaced)
        gk_diag_add(job->diags, GK_MSG_overdue, gk_place_file(gk_view_of(job->out)),
                    gk_arena_printf(&job->arena, "%zu", expiry.replaced));
    gk_diags_free(&ignored);
}
