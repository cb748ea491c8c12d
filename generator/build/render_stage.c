#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/mem.h"
#include "build/body.h"
#include "build/functions.h"
#include "build/inputs.h"
#include "build/media.h"
#include "build/plan.h"
#include "build/rosters.h"
#include "build/scripts.h"
#include "build/single.h"
#include "build/symbol.h"
#include "build/vanished.h"
#include "emit/feed.h"
#include "emit/ical.h"
#include "emit/sitemap.h"
#include "model/facts.h"
#include "store/release.h"

enum { ASSET_MAX = 64 * 1024 * 1024 /* bytes of a file of the theme */ };

/* What is left of an output for the parent. */
typedef struct made {
    gk_store_row row;
    gk_packed diags;
    bool done;
    bool private; /* the page shows persons, until: */
    int64_t until;
} made;

/* What a worker keeps between pages. */
typedef struct press {
    gk_template_set *templates;
    gk_facts facts;
    gk_functions functions;
    gk_scripts scripts;
    gk_value globals;
    gk_pair pairs[3];
    gk_arena arena, kept; /* of the page; of the worker's whole life */
    gk_buf page, body;
    gk_buf path, origin; /* of the output at hand: its file, and what it comes from */
    gk_spool_window window;
    const gk_resolved *resolved; /* of the page's document: what its links led to */
    bool has_body;               /* body holds that of the page's document */
    bool has_persons;            /* the page was given those of its roster */
    gk_needles *needles;         /* what no output may hold; NULL: nothing */
    gk_diags diags;
} press;

typedef struct stage {
    gk_job *job;
    uint32_t *order; /* in which outputs are made */
    made *made;      /* shared, by output */
    gk_region *regions;
    gk_hasher *hasher;
    press press;
} stage;

/* Templates come from the theme's folder templates/. */
static bool load_template(void *ctx, gk_view name, gk_view *text, gk_view *path)
{
    stage *s = ctx;
    gk_arena *kept = &s->press.kept;
    gk_view file = GK_JOIN(kept, GK_V("templates/"), name);
    size_t i = gk_source_find(s->job->theme, file);
    gk_buf bytes = GK_BUF_INIT;
    bool read = i != SIZE_MAX && gk_source_read(s->job->theme, i, GK_TEMPLATE_MAX, &bytes);
    if (read) {
        *text = gk_arena_view(kept, gk_buf_view(&bytes));
        *path = gk_source_shown(s->job->theme, file, kept);
    }
    gk_buf_free(&bytes);
    return read;
}

static bool own_body(void *ctx, uint32_t doc, gk_view *html)
{
    stage *s = ctx;
    press *p = &s->press;
    if (!p->has_body) p->has_body = gk_body_make(s->job, doc, p->resolved, &p->window, &p->body);
    *html = gk_buf_view(&p->body);
    return p->has_body;
}

static gk_value own_persons(void *ctx, uint32_t doc, gk_arena *arena)
{
    stage *s = ctx;
    gk_value persons = gk_rosters_persons(s->job, doc, arena);
    if (persons.kind != GK_NULL) s->press.has_persons = true;
    return persons;
}

static bool conceals(void *ctx, gk_view text)
{
    const stage *s = ctx;
    size_t from = 0, to;
    return s->job->leaks ||
           (s->press.needles && gk_needles_find(s->press.needles, text, &from, &to));
}

static bool begin(void *ctx, unsigned worker)
{
    stage *s = ctx;
    press *p = &s->press;
    gk_template_loader loader = {load_template, s};
    gk_value language = gk_value_get(s->job->config.site, GK_V("language"), NULL, NULL);
    gk_template_options options = {.offset = s->job->now.offset,
                                   .english = gk_view_is(gk_value_view(language), "en")};
    p->templates = gk_templates_new(&loader, &options);
    gk_templates_constant(p->templates, GK_V("site"));
    gk_templates_constant(p->templates, GK_V("theme"));
    gk_facts_init(&p->facts, s->job->site);
    p->facts.body = own_body;
    p->facts.body_ctx = s;
    p->facts.persons = own_persons;
    p->facts.persons_ctx = s;
    p->facts.conceals = conceals;
    p->facts.conceals_ctx = s;
    /* Names in the site's own files end the build; their pages would only tell it again. */
    p->needles = s->job->leaks ? NULL : gk_rosters_needles(s->job);
    gk_functions_declare(&p->functions, s->job, p->templates);
    if (!gk_scripts_open(&p->scripts, s->job, worker, &p->facts, &p->diags)) return false;
    gk_scripts_declare(&p->scripts, p->templates);
    p->pairs[0] = (gk_pair){GK_V("site"), gk_facts_value(&p->facts, GK_THING_SITE, 0)};
    p->pairs[1] =
        (gk_pair){GK_V("theme"), gk_value_get(s->job->config.theme, GK_V("options"), NULL, NULL)};
    p->pairs[2] = (gk_pair){GK_V("page"), gk_facts_value(&p->facts, GK_THING_PAGE, 0)};
    p->globals = gk_value_map(p->pairs, 3);
    return true;
}

static bool make_page(stage *s, const gk_output *output)
{
    press *p = &s->press;
    gk_facts_turn(&p->facts, &output->page);
    p->has_body = p->has_persons = false;
    if (output->page.kind == GK_PAGE_DOCUMENT || output->page.kind == GK_PAGE_SINGLE)
        p->resolved =
            gk_body_check(s->job, s->job->site->docs[output->page.id].card, &p->arena, &p->diags);
    /* A page without what it mentions: its template would only repeat the fault in other words. */
    gk_scripts_begin(&p->scripts, gk_buf_view(&p->origin), &p->arena, &p->diags);
    bool made_it =
        !p->diags.errors && !s->job->hooks_failed &&
        gk_template_render(p->templates, gk_page_template(s->job->site, &output->page), p->globals,
                           gk_buf_view(&p->origin), &p->arena, &p->page, &p->diags);
    gk_scripts_end(&p->scripts);
    return made_it && !p->diags.errors;
}

/* What a plugin gives for a file: text, and for an SVG file what h() made. */
static bool put_plugin_file(stage *s, const gk_plugin_output *declared, gk_value given)
{
    gk_buf *out = &s->press.page;
    gk_view text = gk_value_view(given);
    bool svg = gk_view_ends(declared->path, GK_V(".svg"));
    bool fits =
        given.kind == (svg ? GK_HTML : GK_STRING) && (!svg || gk_view_starts(text, GK_V("<svg")));
    if (!fits) {
        const gk_plugin *plugin = &s->job->plugins[declared->plugin];
        gk_diag_add(&s->press.diags, GK_MSG_plugin_output, gk_place_file(plugin->file),
                    plugin->name, declared->name, gk_view_of(svg ? "h(\"svg\", …)" : "string"),
                    gk_view_of(gk_value_kind_name(given)));
        return false;
    }
    bool bare = svg && gk_view_find(gk_view_sub(text, 0, gk_view_find_byte(text, '>', 0)),
                                    GK_V(" xmlns="), 0) == SIZE_MAX;
    if (bare) gk_buf_puts(out, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
    gk_buf_put(out, bare ? gk_view_from(text, 4) : text);
    return true;
}

static bool make_plugin_file(stage *s, const gk_output *output)
{
    press *p = &s->press;
    const gk_plugin_output *declared = &s->job->plugin_outputs[output->page.number];
    if (s->job->hooks_failed) return false;
    bool of_site = output->page.id == GK_NONE;
    gk_page page = {of_site ? GK_PAGE_HOME : GK_PAGE_DOCUMENT, of_site ? 0 : output->page.id, 1};
    gk_value about = of_site ? gk_facts_value(&p->facts, GK_THING_SITE, 0)
                             : gk_facts_value(&p->facts, GK_THING_DOCUMENT, output->page.id);
    gk_value given;
    gk_facts_turn(&p->facts, &page);
    p->has_body = false;
    gk_scripts_begin(&p->scripts, gk_buf_view(&p->path), &p->arena, &p->diags);
    bool done = gk_scripts_call(&p->scripts, declared->plugin, GK_HOOK_OUTPUT, declared->name,
                                about, &given);
    gk_scripts_end(&p->scripts);
    return done && !p->diags.errors && put_plugin_file(s, declared, given);
}

static void make_sitemap(stage *s, uint32_t part)
{
    const gk_plan *plan = s->job->plan;
    size_t listed = 0, from = (size_t)part * GK_SITEMAP_MOST;
    gk_sitemap_begin(&s->press.page);
    for (size_t i = 0; i < plan->count && listed < from + GK_SITEMAP_MOST; i++) {
        if (!gk_output_in_sitemap(&plan->outputs[i])) continue;
        if (listed++ >= from) gk_sitemap_page(s->job->site, &plan->outputs[i].page, &s->press.page);
    }
    gk_sitemap_end(&s->press.page);
}

static bool make_symbol(stage *s, uint32_t index)
{
    return gk_symbol_put(s->job, index, &s->press.arena, &s->press.page, &s->press.diags);
}

/* The page of a document as one file: made like any other, then what it asks for is put in. */
static bool make_single(stage *s, const gk_output *output)
{
    press *p = &s->press;
    gk_buf whole = GK_BUF_INIT;
    bool made_it = make_page(s, output);
    if (made_it)
        made_it = gk_single_put(s->job, gk_buf_view(&p->page), &p->arena, &whole, &p->diags);
    gk_buf_free(&p->page);
    p->page = whole;
    return made_it;
}

static bool make_sheet(stage *s, uint32_t file)
{
    press *p = &s->press;
    if (gk_asset_read(s->job, file, ASSET_MAX, &p->page)) return true;
    gk_view path = gk_source_at(s->job->theme, file)->path;
    gk_fs_report(&p->diags, GK_FS_READING, gk_source_shown(s->job->theme, path, &p->arena), errno);
    return false;
}

/* Makes what is composed in memory; false when there is a fault. */
static bool compose(stage *s, const gk_output *output)
{
    gk_buf *out = &s->press.page;
    switch ((gk_output_kind)output->kind) {
    case GK_OUTPUT_PAGE:
        return output->page.kind == GK_PAGE_SINGLE ? make_single(s, output) : make_page(s, output);
    case GK_OUTPUT_FEED:
        gk_feed_put(s->job->site, &output->page, gk_buf_view(&s->press.path), out);
        return true;
    case GK_OUTPUT_CALENDAR: gk_ical_put_site(s->job->site, out); return true;
    case GK_OUTPUT_SITEMAP: make_sitemap(s, output->page.id); return true;
    case GK_OUTPUT_SITEMAP_INDEX:
        gk_sitemap_index(s->job->site, s->job->plan->sitemaps, out);
        return true;
    case GK_OUTPUT_SYMBOL: return make_symbol(s, output->page.id);
    case GK_OUTPUT_PLUGIN: return make_plugin_file(s, output);
    case GK_OUTPUT_ROBOTS: gk_robots_put(s->job->site, out); return true;
    case GK_OUTPUT_ASSET: return make_sheet(s, output->page.id);
    default: return false;
    }
}

static bool is_copied(const gk_job *job, const gk_output *output)
{
    return output->kind == GK_OUTPUT_MEDIA || output->kind == GK_OUTPUT_STATIC ||
           (output->kind == GK_OUTPUT_ASSET && !gk_output_is_sheet(job, output));
}

/* Nothing of a roster in any output or its name but where the gate let it through. */
static bool check_persons(stage *s, const gk_output *output)
{
    press *p = &s->press;
    if (!p->needles) return true;
    gk_view origin = gk_buf_view(&p->origin);
    bool private = output->kind == GK_OUTPUT_PAGE && p->has_persons;
    size_t from = 0, to;
    bool fine = !gk_needles_find(p->needles, gk_buf_view(&p->path), &from, &to);
    if (!fine) gk_diag_add(&p->diags, GK_MSG_roster_output, gk_place_file(origin));
    return gk_rosters_check_output(p->needles, gk_buf_view(&p->page), private, origin, &p->diags) &&
           fine;
}

/* Files of the site were searched with its texts; those of the theme are searched here. */
static bool check_asset(stage *s, const gk_output *output)
{
    press *p = &s->press;
    bool searched = output->kind != GK_OUTPUT_ASSET || !p->needles ||
                    !gk_source_read(s->job->theme, output->page.id, ASSET_MAX, &p->page);
    bool fine = searched || check_persons(s, output);
    gk_buf_truncate(&p->page, 0);
    return fine;
}

static bool copy(stage *s, const gk_output *output, made *m)
{
    press *p = &s->press;
    if (output->kind == GK_OUTPUT_MEDIA)
        return gk_media_put(s->job, output->page.id, gk_buf_view(&p->path), &p->page, &p->arena,
                            &m->row, &p->diags);
    const gk_source *source = output->kind == GK_OUTPUT_ASSET ? s->job->theme : s->job->source;
    return gk_media_copy(s->job, source, output->page.id, gk_buf_view(&p->path), &p->arena, &m->row,
                         &p->diags);
}

/* A page with persons must go when its window ends, whether or not the portal is built then. */
static void mark_private(stage *s, const gk_output *output, made *m)
{
    if (output->kind != GK_OUTPUT_PAGE || !s->press.has_persons) return;
    m->private = true;
    m->until = s->job->site->docs[output->page.id].publicity->until.seconds;
}

static void make(void *ctx, unsigned worker, size_t turn)
{
    stage *s = ctx;
    press *p = &s->press;
    const gk_plan *plan = s->job->plan;
    size_t i = turn < plan->count ? s->order[turn] : turn;
    made *m = &s->made[i];
    gk_arena_reset(&p->arena);
    gk_diags_clear(&p->diags);
    if (i >= plan->count) {
        gk_body_check(s->job, plan->unplanned[i - plan->count], &p->arena, &p->diags);
        m->diags = gk_job_pack(&s->regions[worker], &p->diags);
        return;
    }
    const gk_output *output = &plan->outputs[i];
    gk_buf_truncate(&p->page, 0);
    gk_buf_truncate(&p->path, 0);
    gk_buf_truncate(&p->origin, 0);
    gk_output_put_file(s->job, output, &p->path);
    gk_output_put_origin(s->job, output, &p->origin);
    if (is_copied(s->job, output)) {
        m->done = check_asset(s, output) && copy(s, output, m);
    } else {
        m->done = compose(s, output) && check_persons(s, output);
        if (m->done && output->kind == GK_OUTPUT_PAGE && output->page.kind == GK_PAGE_DOCUMENT)
            gk_media_check_page(s->job, gk_buf_view(&p->origin), p->page.n, &p->arena, &p->diags);
        gk_rosters_hide(p->needles, &p->diags);
        if (m->done && s->job->store)
            m->done = gk_store_put_taking(s->job->store, gk_buf_view(&p->path), &p->page, &m->row,
                                          s->hasher, &p->diags);
        mark_private(s, output, m);
    }
    m->diags = gk_job_pack(&s->regions[worker], &p->diags);
}

static void end(void *ctx, unsigned worker)
{
    (void)worker;
    gk_hasher_finish(((stage *)ctx)->hasher);
}

static void lost(void *ctx, size_t turn, gk_fate fate, int number)
{
    stage *s = ctx;
    gk_buf origin = GK_BUF_INIT;
    const gk_plan *plan = s->job->plan;
    if (turn < plan->count)
        gk_output_put_origin(s->job, &plan->outputs[s->order[turn]], &origin);
    else
        gk_buf_put(&origin,
                   gk_source_at(s->job->source, plan->unplanned[turn - plan->count]->source)->path);
    gk_job_lost(s->job, gk_buf_view(&origin), fate, number);
    gk_buf_free(&origin);
}

/* The outputs, then the documents that are only checked. */
static size_t items(const gk_job *job)
{
    return job->plan->count + job->plan->unplanned_count;
}

static void tick(void *ctx, size_t done)
{
    const gk_job *job = ((stage *)ctx)->job;
    if (job->options->progress)
        job->options->progress(job->options->progress_ctx, GK_STAGE_RENDER, done, items(job));
}

static bool run(stage *s)
{
    gk_job *job = s->job;
    gk_sandbox box = {.read_count = 0};
    gk_source_allow(job->source, &box);
    gk_source_allow(job->theme, &box);
    gk_source_allow(job->private, &box);
    if (job->store) {
        gk_sandbox_allow_read(&box, gk_store_top_fd(job->store));
        gk_sandbox_allow_write(&box, gk_store_staging_fd(job->store));
    }
    /* Neighbours in the order share what is kept, so a worker takes many at a time, but not so many
     * that others wait. */
    size_t chunk = job->plan->count / (job->jobs * 64u);
    gk_crew crew = {.count = items(job),
                    .chunk = chunk < 4    ? 4
                             : chunk > 64 ? 64
                                          : chunk,
                    .sandbox = &box,
                    .begin = begin,
                    .item = make,
                    .end = end,
                    .lost = lost,
                    .tick = tick,
                    .ctx = s};
    if (!gk_job_run(job, &crew)) return false;
    for (size_t i = 0; i < items(job); i++) {
        gk_job_unpack(job, s->made[i].diags);
        job->rendered += s->made[i].done && job->plan->outputs[i].kind == GK_OUTPUT_PAGE;
    }
    return true;
}

/* Rosters are sealed as they were published, and not when nothing was. */
static bool seal(gk_job *job)
{
    if (job->options->releases && gk_releases_outcome(job->options->releases) == GK_RELEASE_STALE)
        return true;
    return gk_rosters_seal(job);
}

static bool leads_on(const gk_output *output)
{
    return output->kind == GK_OUTPUT_PAGE &&
           (output->page.kind == GK_PAGE_REDIRECT || output->page.kind == GK_PAGE_MOVED ||
            output->page.kind == GK_PAGE_LEADS || output->page.kind == GK_PAGE_CODE);
}

static void set_lasting(const gk_job *job, const gk_output *output, gk_store_row *row)
{
    const gk_page *page = &output->page;
    row->lasting = output->kind == GK_OUTPUT_PAGE && gk_vanished_is_lasting(page);
    row->source = (gk_view){NULL, 0};
    if (!row->lasting) return;
    if (page->kind == GK_PAGE_DOCUMENT) row->source = gk_site_doc_path(job->site, page->id);
    if (page->kind == GK_PAGE_WITHDRAWN)
        row->source = gk_source_at(job->source, job->site->withdrawn[page->id].card->source)->path;
}

static bool commit(stage *s, gk_build_stats *stats)
{
    gk_job *job = s->job;
    size_t count = job->plan->count;
    gk_arena arena = GK_ARENA_INIT;
    gk_buf text = GK_BUF_INIT;
    gk_store_file *files = gk_arena_alloc(&arena, (count + job->search_count) * sizeof *files);
    for (size_t i = 0; i < count; i++) {
        gk_buf_truncate(&text, 0);
        gk_output_put_file(job, &job->plan->outputs[i], &text);
        files[i] = (gk_store_file){gk_arena_view(&arena, gk_buf_view(&text)), s->made[i].row};
        files[i].row.until = s->made[i].until;
        files[i].row.private = s->made[i].private;
        files[i].row.redirect = leads_on(&job->plan->outputs[i]);
        set_lasting(job, &job->plan->outputs[i], &files[i].row);
    }
    gk_inputs inputs;
    gk_inputs_gather(job, &arena, &inputs);
    gk_store_stats store = {0, 0, 0, 0};
    for (size_t i = 0; i < job->search_count; i++) files[count + i] = job->search_files[i];
    bool done = (!job->options->releases || gk_vanished_check(job, gk_release_last(job->store))) &&
                gk_store_commit(job->store, files, count + job->search_count, inputs.pairs,
                                inputs.count, &store, job->diags);
    stats->files = store.files;
    stats->written = store.written;
    stats->unchanged = store.unchanged;
    stats->removed = store.removed;
    gk_buf_free(&text);
    gk_arena_free(&arena);
    return done;
}

/* A list page's turn: by the date of its first document, newest first. GK_NO_DATE for everything
 * else, which comes first. */
static int64_t turn_of(const gk_site *site, const gk_output *output)
{
    uint32_t paginate;
    bool lists = output->kind == GK_OUTPUT_PAGE &&
                 (output->page.kind == GK_PAGE_SECTION || output->page.kind == GK_PAGE_TERM ||
                  output->page.kind == GK_PAGE_BRANCH);
    if (!lists) return INT64_MAX;
    gk_docs docs = gk_page_docs(site, &output->page, &paginate);
    uint32_t from = (output->page.number - 1) * paginate;
    return from < docs.n ? site->docs[docs.ids[from]].card->date : GK_NO_DATE;
}

typedef struct turn {
    int64_t when;
    uint32_t output;
} turn;

static int compare_turns(const void *left, const void *right)
{
    const turn *a = left, *b = right;
    if (a->when != b->when) return a->when < b->when ? 1 : -1;
    return (a->output > b->output) - (a->output < b->output);
}

/* Pages that list the same documents are made about the same time: what a list shows of a document
 * is made once and kept for a while (template/keep.h). */
static uint32_t *order_outputs(const gk_job *job)
{
    size_t count = job->plan->count;
    turn *turns = gk_mem_calloc(count, sizeof *turns);
    uint32_t *order = gk_mem_calloc(count, sizeof *order);
    for (uint32_t i = 0; i < count; i++)
        turns[i] = (turn){turn_of(job->site, &job->plan->outputs[i]), i};
    qsort(turns, count, sizeof *turns, compare_turns);
    for (size_t i = 0; i < count; i++) order[i] = turns[i].output;
    free(turns);
    return order;
}

bool gk_stage_render(gk_job *job, gk_build_stats *stats)
{
    stage s = {.job = job, .hasher = gk_hasher_new(), .press = {.diags = GK_DIAGS_INIT}};
    gk_region regions[GK_JOBS_MAX] = {{NULL, 0}};
    s.regions = regions;
    s.made = gk_region_alloc(&job->board, items(job) * sizeof *s.made);
    s.order = order_outputs(job);
    bool good = s.made != NULL;
    for (unsigned w = 0; good && w < job->jobs; w++)
        good = gk_job_region(&regions[w], (size_t)1 << 30);
    if (!good)
        gk_diag_add(job->diags, GK_MSG_workers_failed, gk_place_file((gk_view){NULL, 0}));
    else
        good = run(&s);
    if (good && !job->diags->errors && job->store) good = commit(&s, stats) && seal(job);
    if (good && job->options->check && job->options->live) gk_vanished_check_live(job);
    for (unsigned w = 0; w < job->jobs; w++) gk_region_close(&regions[w]);
    gk_hasher_free(s.hasher);
    free(s.order);
    return good;
}
