/* The plugins of a site: made from the configuration, and tried once before they are used. */
#include "build/scripts.h"

typedef struct stage {
    gk_job *job;
    gk_packed *diags; /* shared */
} stage;

static gk_value get(gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), NULL, NULL);
}

static void take_plugins(gk_job *job)
{
    gk_value list = job->config.plugins;
    job->plugin_count = gk_value_count(list);
    job->plugins = gk_arena_alloc(&job->arena, job->plugin_count * sizeof *job->plugins);
    for (uint32_t i = 0; i < job->plugin_count; i++) {
        gk_value plugin = gk_value_at(list, i, NULL);
        job->plugins[i] = (gk_plugin){.name = gk_value_view(get(plugin, "name")),
                                      .file = gk_value_view(get(plugin, "file")),
                                      .source = gk_value_view(get(plugin, "source")),
                                      .manifest = plugin,
                                      .options = get(plugin, "options"),
                                      .files = get(plugin, "files")};
    }
}

static void load(void *ctx, unsigned worker, size_t item)
{
    stage *s = ctx;
    gk_scripts scripts;
    gk_diags diags = GK_DIAGS_INIT;
    (void)item;
    gk_scripts_open(&scripts, s->job, worker, NULL, &diags);
    *s->diags = gk_job_pack(&s->job->config_region, &diags);
    gk_scripts_close(&scripts);
    gk_diags_free(&diags);
}

static void lost(void *ctx, size_t item, gk_fate fate, int number)
{
    stage *s = ctx;
    (void)item;
    gk_job_lost(s->job, gk_source_shown(s->job->source, GK_V("site.yaml"), &s->job->arena), fate,
                number);
}

/* Faults of loading are told once, by one worker, and not by every worker of every stage. */
bool gk_stage_plugins(gk_job *job)
{
    stage s = {.job = job};
    gk_sandbox box = {.read_count = 0};
    size_t errors = job->diags->errors;
    take_plugins(job);
    if (!job->plugin_count) return true;
    job->signs = gk_region_alloc(&job->config_region, sizeof *job->signs);
    s.diags = gk_region_alloc(&job->config_region, sizeof *s.diags);
    if (!job->signs || !s.diags) {
        gk_diag_add(job->diags, GK_MSG_workers_failed, gk_place_file((gk_view){NULL, 0}));
        return false;
    }
    gk_crew crew = {.count = 1, .sandbox = &box, .item = load, .lost = lost, .ctx = &s};
    if (!gk_job_run(job, &crew)) return false;
    gk_job_unpack(job, *s.diags);
    return job->diags->errors == errors;
}
