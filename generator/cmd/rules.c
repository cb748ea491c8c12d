#include "emit/rules.h"

#include "cmd/report.h"
#include "cmd/run.h"

typedef struct server {
    const char *name;
    void (*put)(const gk_rules *rules, gk_lang lang, gk_buf *out);
} server;

static const server servers[] = {
    {"nginx", gk_rules_put_nginx}, {"apache", gk_rules_put_apache}, {"caddy", gk_rules_put_caddy}};

enum { SERVERS = sizeof servers / sizeof *servers };

typedef struct writing {
    const gk_options *options;
    const server *server;
    gk_buf text;
} writing;

static void write(void *ctx, const gk_site *site)
{
    writing *w = ctx;
    gk_arena arena = GK_ARENA_INIT;
    gk_rules rules;
    gk_rules_gather(site, gk_view_of(w->options->values[GK_OPT_OUTPUT]), &arena, &rules);
    w->server->put(&rules, w->options->lang, &w->text);
    gk_arena_free(&arena);
}

static const server *find_server(const gk_options *options, gk_diags *diags)
{
    gk_view word = gk_view_of(options->args[0]), names[SERVERS];
    for (size_t i = 0; i < SERVERS; i++) {
        names[i] = gk_view_of(servers[i].name);
        if (gk_view_eq(word, names[i])) return &servers[i];
    }
    gk_diag_add(diags, GK_MSG_rules_server, gk_place_file(GK_V("")), word);
    gk_view near = gk_view_nearest(word, names, SERVERS);
    if (near.n) {
        gk_buf help = GK_BUF_INIT;
        gk_buf_printf(&help, GK_SAY(options, "您要的是 %.*s 吗？", "did you mean %.*s?"),
                      (int)near.n, near.p);
        gk_diag_help(diags, gk_buf_view(&help));
        gk_buf_free(&help);
    }
    return NULL;
}

static gk_exit run(writing *w, gk_diags *diags)
{
    const gk_options *options = w->options;
    gk_run run;
    /* The site stands behind the server's name. */
    gk_options shifted = *options;
    shifted.arg_count--;
    memmove(shifted.args, shifted.args + 1, shifted.arg_count * sizeof *shifted.args);
    shifted.args[shifted.arg_count] = NULL;
    gk_exit begun = gk_run_init(&run, &shifted);
    run.build.out = NULL;
    gk_build_status status = begun ? GK_BUILD_CONTENT : gk_build_look(&run.build, diags, write, w);
    gk_run_end_progress(&run);
    gk_exit result = begun ? begun : gk_report_exit(diags);
    if (result == GK_EXIT_FINE) result = (gk_exit)status;
    gk_run_free(&run);
    return result;
}

gk_exit gk_cmd_rules(const gk_options *options)
{
    gk_diags diags = GK_DIAGS_INIT;
    writing w = {options, find_server(options, &diags), GK_BUF_INIT};
    gk_exit result = w.server ? run(&w, &diags) : GK_EXIT_USAGE;
    /* Standard output is the configuration's alone. */
    gk_options speaking = *options;
    speaking.format = GK_FORMAT_HUMAN;
    gk_report_diags(&speaking, &diags);
    if (!gk_report_out(gk_buf_view(&w.text)) && result == GK_EXIT_FINE) result = GK_EXIT_SYSTEM;
    gk_buf_free(&w.text);
    gk_diags_free(&diags);
    return result;
}
