/* Builds as the command line asks for them, and what is said about them; for build, check and
 * serve. */
#ifndef GK_CMD_RUN_H
#define GK_CMD_RUN_H

#include "build/build.h"
#include "cmd/options.h"
#include "cmd/rev.h"
#include "meta/server.h"

/* A build's options and the text they borrow. */
typedef struct gk_run {
    gk_build_options build;
    gk_buf site, shown, share;
    gk_arena arena;
    gk_server server; /* of --config or --repo */
    gk_rev rev;
    bool progressed; /* a progress line stands on the terminal */
    const gk_options *options;
} gk_run;

/* Fills in what the command line says; the commit of --rev is looked up. What else than
 * GK_EXIT_FINE is to be the end was told already. Free with gk_run_free in any case; the run must
 * not move in between. */
gk_exit gk_run_init(gk_run *run, const gk_options *options) __attribute__((warn_unused_result));
void gk_run_free(gk_run *run);

/* Wipes the progress line, if there is one. */
void gk_run_end_progress(gk_run *run);

/* Appends "312 页，0 错误，0.4 秒". */
void gk_run_put_summary(const gk_options *options, const gk_build_stats *stats, gk_buf *out);

/* Appends "2026年12月1日 00:00" (at the date's offset). */
void gk_run_put_moment(const gk_options *options, gk_date when, gk_buf *out);

/* The whole of `build` and `check`: runs, prints, writes the file of --stats. */
gk_exit gk_run_command(const gk_options *options, bool check);

#endif
