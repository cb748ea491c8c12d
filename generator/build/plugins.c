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

void gk_plugins_take(gk_job *job)
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

/* Whether the list names the type, or one that it extends; an empty list means all. */
static bool concerns(const gk_job *job, gk_value wanted, const gk_schema *type)
{
    enum { DEEP = 20 };
    if (!gk_value_count(wanted)) return true;
    for (int depth = 0; type && depth < DEEP; depth++) {
        for (uint32_t i = 0; i < gk_value_count(wanted); i++)
            if (gk_view_eq(gk_value_view(gk_value_at(wanted, i, NULL)), type->name)) return true;
        type = type->extends.n ? gk_types_find(&job->config.types, type->extends) : NULL;
    }
    return false;
}

static void take_output(gk_job *job, uint32_t plugin, gk_view name, gk_value declared)
{
    const gk_types *types = &job->config.types;
    gk_plugin_output *out = &job->plugin_outputs[job->plugin_output_count++];
    *out = (gk_plugin_output){.plugin = plugin,
                              .name = name,
                              .path = gk_value_view(get(declared, "path")),
                              .of_page = gk_view_is(gk_value_view(get(declared, "for")), "page"),
                              .types = gk_arena_alloc(&job->arena, types->count)};
    for (size_t t = 0; t < types->count; t++)
        out->types[t] = concerns(job, get(declared, "types"), &types->items[t]);
}

static void take_outputs(gk_job *job)
{
    uint32_t count = 0;
    for (uint32_t p = 0; p < job->plugin_count; p++)
        count += gk_value_count(gk_plugin_provides(&job->plugins[p], GK_HOOK_OUTPUT));
    job->plugin_outputs = gk_arena_alloc(&job->arena, count * sizeof *job->plugin_outputs);
    for (uint32_t p = 0; p < job->plugin_count; p++) {
        gk_value outputs = gk_plugin_provides(&job->plugins[p], GK_HOOK_OUTPUT);
        for (uint32_t i = 0; i < gk_value_count(outputs); i++)
            take_output(job, p, gk_value_key(outputs, i), gk_value_at(outputs, i, NULL));
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
    gk_plugins_take(job);
    if (!job->plugin_count) return true;
    take_outputs(job);
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
