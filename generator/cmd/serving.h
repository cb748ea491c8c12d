/* What a server publishes, from its configuration and the command line: for publish and hook. */
#ifndef GK_CMD_SERVING_H
#define GK_CMD_SERVING_H

#include "build/publish.h"
#include "cmd/options.h"
#include "meta/server.h"

typedef struct gk_serving {
    gk_arena arena;
    gk_server server; /* with what the command line says in its place */
    bool manual;      /* --rev names something else than the configured ref */
    gk_view rev;      /* what is published */
    gk_buf share;
    gk_publish_options publish; /* borrows from here: a serving must not move */
} gk_serving;

/* Reads --config, else the configuration of --repo, of the repository in the working folder (a
 * hook's, a checkout) or none; options win over it. False after a diagnostic. Free in any case. */
bool gk_serving_read(const gk_options *options, gk_serving *serving, gk_diags *diags);
void gk_serving_free(gk_serving *serving);

/* The server that --config or --repo name, for commands that only read. A repository without a
 * configuration that this user may read has the usual places; all is empty when neither is given.
 * `log` is empty unless there is a log. False after a diagnostic. */
bool gk_serving_find(const gk_options *options, gk_arena *arena, gk_diags *diags, gk_server *out);

/* Adds a diagnostic and gives false unless both are known. */
bool gk_serving_need(const gk_serving *serving, bool repo, bool to, const gk_options *options,
                     gk_diags *diags);

/* Keeps what went wrong for `--list` and doctor, or that all is well; faults of that are of no
 * consequence. */
void gk_serving_note(const gk_serving *serving, const gk_options *options,
                     const gk_publish_result *result, gk_build_status status,
                     const gk_diags *diags);

/* Sends what is live to the configured targets (build/targets.h), one run at a time. False after an
 * error. */
bool gk_serving_deliver(const gk_serving *serving, const gk_options *options, gk_diags *diags);

/* Publishing that goes on (cmd/publish_watch.c). `drain`: until nothing waits any more. */
gk_exit gk_publish_watch(gk_serving *serving, const gk_options *options, bool drain);

/* Prints what a run came to. */
void gk_publish_report(const gk_options *options, const gk_publish_result *result,
                       gk_build_status status, const gk_diags *diags);

#endif
