#include <errno.h>

#include "base/fs.h"
#include "build/objects.h"
#include "meta/scalar.h"
#include "meta/tier.h"

typedef struct result {
    const gk_cell *config; /* NULL: nothing could be read */
    gk_packed diags;
    bool usable;
} result;

typedef struct stage {
    gk_job *job;
    result *result; /* shared */
} stage;

/* Faults of what a push changes are not its own. */
static void guard(gk_job *job, gk_arena *arena, gk_config *config)
{
    gk_config before = {.site = gk_value_null()};
    gk_diags told = GK_DIAGS_INIT;
    gk_config_load(&job->reader_before.config, arena, &told, &before);
    gk_config_guard(config, &before, job->reader.config.gate, arena);
    gk_diags_free(&told);
}

static void load(void *ctx, unsigned worker, size_t item)
{
    stage *s = ctx;
    (void)worker, (void)item;
    gk_arena arena = GK_ARENA_INIT;
    gk_diags diags = GK_DIAGS_INIT;
    gk_config config = {.site = gk_value_null()};
    gk_buf flat = GK_BUF_INIT;
    gk_config_load(&s->job->reader.config, &arena, &diags, &config);
    if (s->job->source_before) guard(s->job, &arena, &config);
    bool usable = config.site.kind == GK_MAP && config.types.count > 0;
    if (usable) {
        size_t cell = gk_flat_put(&flat, gk_config_to_value(&config, &arena), &arena);
        const char *copy = gk_region_put(&s->job->config_region, gk_buf_view(&flat));
        s->result->config = copy ? (const gk_cell *)(const void *)(copy + cell) : NULL;
    }
    s->result->diags = gk_job_pack(&s->job->config_region, &diags);
    s->result->usable = s->result->config != NULL;
    gk_buf_free(&flat);
    gk_diags_free(&diags);
    gk_arena_free(&arena);
}

static void lost(void *ctx, size_t item, gk_fate fate, int number)
{
    stage *s = ctx;
    (void)item;
    gk_job_lost(s->job, gk_source_shown(s->job->source, GK_V("site.yaml"), &s->job->arena), fate,
                number);
}

static bool choose_now(gk_job *job)
{
    const gk_build_options *options = job->options;
    gk_value zone = gk_value_get(job->config.site, GK_V("timezone"), NULL, NULL);
    gk_value clock = gk_value_get(job->config.site, GK_V("clock"), NULL, NULL);
    if (options->releases && clock.kind == GK_DATE) {
        gk_view file = gk_source_shown(job->source, GK_V("site.yaml"), &job->arena);
        gk_diag_add(job->diags, GK_MSG_publish_clock, gk_place_file(file));
        return false;
    }
    int16_t offset = zone.kind == GK_INT ? (int16_t)zone.u.i : 480;
    if (options->now.n) {
        bool read = gk_date_parse(options->now, offset, &job->now);
        /* In whatever zone the time was given: days are those of the site. */
        job->now.offset = offset;
        job->now.day_only = false;
        if (read) return true;
        gk_diag_add(job->diags, GK_MSG_now_form, gk_place_file((gk_view){NULL, 0}), options->now);
        return false;
    }
    job->now = (gk_date){options->has_epoch ? options->epoch : options->system_time, offset, false};
    if (clock.kind == GK_DATE) job->now = gk_value_as_date(clock);
    job->now.offset = offset;
    job->now.day_only = false;
    return true;
}

static bool choose_edition(gk_job *job)
{
    gk_view name = job->options->edition, near;
    bool all = job->options->all_scopes && !name.n;
    if (!name.n) name = GK_V(GK_EDITION_PUBLIC);
    job->edition = name;
    job->scope = GK_TIER_NONE - 1;
    if (all) return true;
    if (gk_tier_edition(job->config.site, name, &job->scope)) return true;
    near = gk_tier_edition_nearest(job->config.site, name);
    gk_place place = gk_place_file(gk_source_shown(job->source, GK_V("site.yaml"), &job->arena));
    gk_diag_add(job->diags, near.n ? GK_MSG_edition_unknown_near : GK_MSG_edition_unknown, place,
                name, near);
    return false;
}

static void choose_base_url(gk_job *job)
{
    gk_view url = job->options->base_url;
    if (!url.n) url = gk_tier_edition_url(job->config.site, job->edition);
    if (!url.n) url = gk_value_view(gk_value_get(job->config.site, GK_V("base_url"), NULL, NULL));
    if (!url.n) {
        gk_view file = gk_source_shown(job->source, GK_V("site.yaml"), &job->arena);
        if (!job->site_faulty)
            gk_diag_add(job->diags, GK_MSG_base_url_missing, gk_place_file(file));
        url = GK_V("http://localhost/");
    }
    if (job->site_faulty && !gk_config_is_base_url(url)) url = GK_V("http://localhost/");
    job->base_url = gk_view_ends(url, GK_V("/")) ? url : GK_JOIN(&job->arena, url, GK_V("/"));
}

/* Templates are read by workers that have no way to say so. */
static bool check_templates(gk_job *job)
{
    size_t errors = job->diags->errors;
    for (size_t i = gk_source_lower(job->theme, GK_V("templates/"));
         i < gk_source_count(job->theme); i++) {
        const gk_source_file *file = gk_source_at(job->theme, i);
        if (!gk_view_starts(file->path, GK_V("templates/"))) break;
        if (file->size > GK_TEMPLATE_MAX)
            gk_fs_report(job->diags, GK_FS_READING,
                         gk_source_shown(job->theme, file->path, &job->arena), EFBIG);
    }
    return job->diags->errors == errors;
}

/* A page without its template is a fault of the template's; who asked for it is told here. */
static void check_types(gk_job *job)
{
    for (size_t i = 0; i < job->config.types.count; i++) {
        const gk_schema *type = &job->config.types.items[i];
        gk_view file = GK_JOIN(&job->arena, GK_V("types/"), type->name, GK_V(".yaml"));
        gk_view template = GK_JOIN(&job->arena, GK_V("templates/"), type->template);
        if (type->abstract || gk_view_is(type->template, "document.html") ||
            gk_source_find(job->theme, template) != SIZE_MAX)
            continue;
        gk_diag_add(job->diags, GK_MSG_template_missing,
                    gk_place_file(gk_source_shown(job->source, file, &job->arena)), type->template);
    }
}

static bool take_theme(gk_job *job)
{
    gk_objects_replace_all(job->theme);
    check_types(job);
    return check_templates(job);
}

/* themes/NAME of the site, else of the program. That there is no such theme was said with the rest
 * of site.yaml. */
static bool open_theme(gk_job *job)
{
    gk_value theme = gk_value_get(job->config.site, GK_V("theme"), NULL, NULL);
    gk_view name = gk_value_view(gk_value_get(theme, GK_V("name"), NULL, NULL));
    if (!gk_scalar_is_id(name)) return false;
    gk_view own = GK_JOIN(&job->arena, GK_V("themes/"), name);
    gk_view shown = gk_source_shown(job->source, GK_JOIN(&job->arena, own, GK_V("/")), &job->arena);
    job->theme = gk_source_open_below(job->source, own, shown, job->diags);
    if (job->theme) return take_theme(job);
    gk_view shared =
        gk_arena_printf(&job->arena, "%s/themes/%.*s", job->options->share, (int)name.n, name.p);
    shown = gk_arena_printf(&job->arena, "themes/%.*s/", (int)name.n, name.p);
    job->theme = gk_source_open_folder(shared.p, shown, NULL, 0, job->diags);
    if (job->theme) gk_source_use_objects(job->theme, gk_lfs_open_objects(shared.p));
    if (job->theme) return take_theme(job);
    if (job->site_faulty) return false;
    gk_view file = gk_source_shown(job->source, GK_V("site.yaml"), &job->arena);
    gk_diag_add(job->diags, GK_MSG_theme_missing, gk_place_file(file), name);
    return false;
}

static void look_for_faults(gk_job *job)
{
    gk_view file = gk_source_shown(job->source, GK_V("site.yaml"), &job->arena);
    for (size_t i = 0; i < job->diags->count; i++) {
        const gk_diag *diag = &job->diags->items[i];
        if (diag->severity == GK_ERROR && gk_view_eq(diag->file, file)) job->site_faulty = true;
    }
}

/* Without all of the tree's units, whoever names one would be told that there is none. */
static void look_at_organisation(gk_job *job)
{
    gk_value name = gk_value_get(job->config.site, GK_V("organisation"), NULL, NULL);
    gk_view stem = GK_JOIN(&job->arena, GK_V("data/"), gk_value_view(name), GK_V("."));
    gk_view file = gk_source_shown(job->source, stem, &job->arena);
    for (size_t i = 0; i < job->diags->count; i++) {
        const gk_diag *diag = &job->diags->items[i];
        if (diag->severity == GK_ERROR && gk_view_starts(diag->file, file))
            job->organisation_faulty = true;
    }
}

bool gk_stage_config(gk_job *job)
{
    stage s = {.job = job};
    gk_sandbox box = {.read_count = 0};
    if (gk_job_region(&job->config_region, (size_t)1 << 30))
        s.result = gk_region_alloc(&job->config_region, sizeof *s.result);
    if (!s.result) {
        gk_diag_add(job->diags, GK_MSG_workers_failed, gk_place_file((gk_view){NULL, 0}));
        return false;
    }
    gk_reader_allow(&job->reader, &box);
    if (job->source_before) gk_reader_allow(&job->reader_before, &box);
    gk_crew crew = {.count = 1, .sandbox = &box, .item = load, .lost = lost, .ctx = &s};
    if (!gk_job_run(job, &crew)) return false;
    gk_job_unpack(job, s.result->diags);
    look_for_faults(job);
    if (!s.result->usable) {
        gk_view file = gk_source_shown(job->source, GK_V("types/"), &job->arena);
        if (!job->diags->errors) gk_diag_add(job->diags, GK_MSG_types_missing, gk_place_file(file));
        return false;
    }
    gk_config_from_value(gk_flat_value(s.result->config), &job->arena, &job->config);
    look_at_organisation(job);
    if (job->config.unread) return false;
    gk_calendar_from_data(gk_value_get(job->config.data, GK_V("holidays"), NULL, NULL), &job->arena,
                          &job->calendar);
    gk_policy_from_data(gk_value_get(job->config.data, GK_V("policy"), NULL, NULL), &job->arena,
                        &job->policy);
    gk_approval_rules_make(gk_value_get(job->config.data, GK_V("approval"), NULL, NULL),
                           &job->arena, &job->approval_rules);
    if (!choose_edition(job)) return false;
    choose_base_url(job);
    /* Without a plugin that is enabled, every use of it would be one more fault. */
    if (job->config.plugins_faulty) return false;
    return choose_now(job) && open_theme(job);
}
