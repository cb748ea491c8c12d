#include "build/plugin_alone.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "build/asking.h"
#include "build/shortcodes.h"
#include "meta/flat.h"
#include "meta/frontmatter.h"
#include "meta/pieces.h"
#include "meta/scalar.h"
#include "script/test.h"

enum { FOLDERS_MAX = 200, FILE_MAX = 2 * 1024 * 1024, REGION = 256 << 20 };

static int by_name(const void *left, const void *right)
{
    const gk_plugin_folder *a = left, *b = right;
    int order = gk_view_cmp(a->name, b->name);
    return order ? order : (int)b->own - (int)a->own;
}

static size_t add_folders(const char *top, gk_view shown, bool own, gk_arena *arena,
                          gk_plugin_folder *list, size_t n)
{
    gk_view path = gk_arena_printf(arena, "%s/plugins", top);
    DIR *dir = opendir(path.p);
    if (!dir) return n;
    for (const struct dirent *e = readdir(dir); e && n < FOLDERS_MAX; e = readdir(dir)) {
        gk_view folder = gk_arena_printf(arena, "%s/%s", path.p, e->d_name);
        gk_view yaml = gk_arena_printf(arena, "%s/plugin.yaml", folder.p);
        if (e->d_name[0] == '.' || access(yaml.p, R_OK) != 0) continue;
        list[n++] = (gk_plugin_folder){
            .name = gk_arena_view(arena, gk_view_of(e->d_name)),
            .folder = folder,
            .shown = gk_arena_printf(arena, "%.*splugins/%s/", (int)shown.n, shown.p, e->d_name),
            .own = own};
    }
    closedir(dir);
    return n;
}

size_t gk_plugin_folders(const char *site, gk_view shown, const char *share, gk_arena *arena,
                         gk_plugin_folder **out)
{
    gk_plugin_folder *list = gk_arena_calloc(arena, FOLDERS_MAX, sizeof *list);
    size_t n = site ? add_folders(site, shown, true, arena, list, 0) : 0, kept = 0;
    n = add_folders(share, (gk_view){NULL, 0}, false, arena, list, n);
    if (n) qsort(list, n, sizeof *list, by_name);
    for (size_t i = 0; i < n; i++)
        if (!kept || !gk_view_eq(list[kept - 1].name, list[i].name)) list[kept++] = list[i];
    *out = list;
    return kept;
}

/* What a worker left of one plugin. */
typedef struct result {
    const gk_cell *facts;
    gk_packed diags;
    size_t passed, failed;
} result;

typedef struct stage {
    gk_plugin_folder *folders;
    gk_source **sources;
    result *results;    /* shared */
    gk_region *regions; /* by worker */
    bool test;
    gk_diags *diags;
} stage;

/* One plugin and the smallest site around it; in its worker. */
typedef struct bench {
    const gk_plugin_folder *folder;
    gk_source *source;
    gk_job job;
    gk_build_options options;
    gk_config_reader reader;
    gk_scripts scripts; /* for what tests make; the tests themselves have their own */
    gk_shortcode_set shortcodes;
    gk_asking asking;
    gk_pieces pieces;
    gk_diags diags;  /* of the plugin */
    gk_diags *found; /* of what a test makes */
    result *result;
    gk_view test_file;
} bench;

static const char *const small_site[][2] = {
    {"types/page.yaml", "label: 文稿\nfields:\n  title: {type: string, required: true}\n"
                        "  date: {type: date}\n  phone: {type: phone}\n  summary: {type: text}\n"},
    {"themes/campus/theme.yaml", "label: 主题\n"},
};

/* Files of the site are made up; those of the plugin are its own; data/ is its folder testdata/. */
static bool read_file(void *ctx, gk_view path, gk_arena *arena, gk_diags *diags, gk_view *text,
                      gk_view *shown, bool *exists)
{
    const bench *b = ctx;
    (void)diags;
    *exists = true;
    if (gk_view_is(path, "site.yaml")) {
        *text = gk_arena_printf(arena,
                                "title: 测试\nbase_url: https://test.example/\nplugins: [%.*s]\n"
                                "media_hosts: [v.example]\n",
                                (int)b->folder->name.n, b->folder->name.p);
        return true;
    }
    for (size_t i = 0; i < sizeof small_site / sizeof *small_site; i++)
        if (gk_view_is(path, small_site[i][0])) {
            *text = gk_view_of(small_site[i][1]);
            return true;
        }
    gk_view prefix = GK_JOIN(arena, GK_V("plugins/"), b->folder->name, GK_V("/"));
    gk_view own = gk_view_starts(path, prefix) ? gk_view_from(path, prefix.n) : path;
    if (gk_view_starts(path, GK_V("data/"))) own = GK_JOIN(arena, GK_V("test"), path);
    size_t file = gk_source_find(b->source, own);
    gk_buf bytes = GK_BUF_INIT;
    *exists = file != SIZE_MAX && gk_source_read(b->source, file, FILE_MAX, &bytes);
    if (*exists) {
        *text = gk_arena_view(arena, gk_buf_view(&bytes));
        *shown = gk_source_shown(b->source, own, arena);
    }
    gk_buf_free(&bytes);
    return *exists;
}

static size_t list_folder(void *ctx, gk_view folder, gk_arena *arena, const gk_config_name **names)
{
    const bench *b = ctx;
    size_t count = gk_source_count(b->source), n = 0;
    gk_config_name *list = gk_arena_alloc(arena, (count + 1) * sizeof *list);
    *names = list;
    if (gk_view_is(folder, "types")) {
        list[0] = (gk_config_name){GK_V("page.yaml"), false};
        return 1;
    }
    for (size_t i = 0; gk_view_is(folder, "data") && i < count; i++) {
        gk_view path = gk_source_at(b->source, i)->path;
        if (gk_view_starts(path, GK_V("testdata/")))
            list[n++] = (gk_config_name){gk_view_from(path, strlen("testdata/")), false};
    }
    return n;
}

/* What plugins and the check of the text have found; or only what plugins have reported. */
static gk_value findings(const gk_diags *diags, bool reports, gk_arena *arena)
{
    gk_value *items = gk_arena_alloc(arena, diags->count * sizeof *items);
    size_t n = 0;
    for (size_t i = 0; i < diags->count; i++) {
        const gk_diag *d = &diags->items[i];
        if (reports && d->id != GK_MSG_plugin_finding) continue;
        gk_pair *pairs = gk_arena_alloc(arena, 5 * sizeof *pairs);
        const char *severity = d->severity == GK_ERROR ? "error" : "warning";
        gk_buf text = GK_BUF_INIT;
        gk_diag_message(d, GK_LANG_ZH, &text);
        pairs[0] = (gk_pair){GK_V("code"), gk_value_string(gk_arena_view(arena, gk_diag_name(d)))};
        pairs[1] = (gk_pair){GK_V("severity"), gk_value_string(gk_view_of(severity))};
        pairs[2] =
            (gk_pair){GK_V("message"), gk_value_string(gk_arena_view(arena, gk_buf_view(&text)))};
        pairs[3] = (gk_pair){GK_V("line"), gk_value_int(d->line)};
        pairs[4] = (gk_pair){GK_V("col"), gk_value_int(d->col)};
        gk_buf_free(&text);
        items[n++] = gk_value_map(pairs, 5);
    }
    return gk_value_list(items, n);
}

static gk_value about(gk_view kind, gk_view path, gk_view type, gk_value values, gk_arena *arena)
{
    gk_pair *pairs = gk_arena_alloc(arena, 4 * sizeof *pairs);
    pairs[0] = (gk_pair){GK_V("kind"), gk_value_string(kind)};
    pairs[1] = (gk_pair){GK_V("path"), gk_value_string(path)};
    pairs[2] = (gk_pair){GK_V("type"), gk_value_string(type)};
    pairs[3] = (gk_pair){GK_V("values"), values};
    return gk_value_map(pairs, 4);
}

static gk_view text_of(gk_value map, const char *key, const char *other)
{
    gk_view own = gk_value_view(gk_value_get(map, gk_view_of(key), NULL, NULL));
    return own.n ? own : gk_view_of(other);
}

/* A document of a text: its front matter by its look, its body, and what is found in it. */
static gk_value make_document(bench *b, gk_view text, gk_value options, gk_arena *arena)
{
    gk_view path = text_of(options, "path", "test.md"), type = text_of(options, "type", "page");
    gk_frontmatter front = {.body = 0, .body_line = 1};
    gk_markdown_result body = {.html = GK_BUF_INIT};
    gk_value values = gk_value_map(NULL, 0), derived;
    const gk_schema *schema = gk_types_find(&b->job.config.types, type);
    if (gk_view_starts(text, GK_V("---\n")) &&
        gk_frontmatter_read(path, text, arena, b->found, &front) && front.node)
        values = gk_scalar_node(front.node, 480, arena);
    gk_value doc = about(GK_V("document"), path, type, values, arena);
    gk_markdown_options with = {.lang = GK_V("zh-CN"), .first_line = front.body_line};
    with.shortcodes = gk_shortcode_set_use(&b->shortcodes);
    gk_shortcode_set_turn(&b->shortcodes, path, doc);
    gk_markdown_render(b->scripts.markdown, path, text, front.body, &with, arena, &body, b->found);
    gk_pieces_begin(&b->pieces, path, text);
    if (front.node) gk_pieces_add_front(&b->pieces, schema, front.node);
    gk_markdown_pieces(b->scripts.markdown, &b->pieces);
    if (b->asking.derives && schema &&
        gk_asking_derive(&b->asking, schema, doc, path, values, &derived))
        values = derived;
    if (gk_asking_wants(&b->asking, GK_SUBJECT_DOCUMENT))
        gk_asking_check(&b->asking, GK_SUBJECT_DOCUMENT, doc, &b->pieces);
    gk_pair *pairs = gk_arena_alloc(arena, 3 * sizeof *pairs);
    pairs[0] =
        (gk_pair){GK_V("body"), gk_value_string(gk_arena_view(arena, gk_buf_view(&body.html)))};
    pairs[1] = (gk_pair){GK_V("values"), values};
    pairs[2] = (gk_pair){GK_V("findings"), findings(b->found, false, arena)};
    gk_buf_free(&body.html);
    return gk_value_map(pairs, 3);
}

/* A data file, or the name of an attachment: what is found in it. */
static gk_value make_file(bench *b, gk_subject subject, gk_view path, gk_view text, gk_arena *arena)
{
    gk_view stem;
    const char *kind = subject == GK_SUBJECT_DATA ? "data" : "file";
    gk_pieces_begin(&b->pieces, path, text);
    if (subject == GK_SUBJECT_DATA)
        gk_pieces_add_data(&b->pieces, gk_data_kind_of(path, &stem), arena);
    else
        gk_pieces_add_name(&b->pieces, path);
    gk_asking_check(&b->asking, subject,
                    about(gk_view_of(kind), path, (gk_view){NULL, 0}, gk_value_null(), arena),
                    &b->pieces);
    gk_pair *pairs = gk_arena_alloc(arena, sizeof *pairs);
    pairs[0] = (gk_pair){GK_V("findings"), findings(b->found, false, arena)};
    return gk_value_map(pairs, 1);
}

static bool make(void *ctx, gk_view subject, gk_view first, gk_value second, gk_arena *arena,
                 gk_value *out)
{
    bench *b = ctx;
    if (gk_view_is(subject, "reports")) {
        *out = findings(&b->diags, true, arena);
        return true;
    }
    gk_diags found = GK_DIAGS_INIT;
    gk_view kept = gk_arena_view(arena, first);
    b->found = &found;
    gk_scripts_begin(&b->scripts, b->test_file, arena, &found);
    if (gk_view_is(subject, "document"))
        *out = make_document(b, kept, second, arena);
    else if (gk_view_is(subject, "data"))
        *out = make_file(b, GK_SUBJECT_DATA, kept, gk_value_view(second), arena);
    else
        *out = make_file(b, GK_SUBJECT_FILE, kept, GK_V(""), arena);
    gk_scripts_end(&b->scripts);
    b->found = NULL;
    gk_diags_free(&found);
    return true;
}

static void drop(gk_diags *diags, gk_message id)
{
    size_t kept = 0;
    for (size_t i = 0; i < diags->count; i++) {
        const gk_diag *d = &diags->items[i];
        if (d->id != id)
            diags->items[kept++] = *d;
        else if (d->severity == GK_ERROR)
            diags->errors--;
        else if (d->severity == GK_WARNING)
            diags->warnings--;
    }
    diags->count = kept;
}

static void told(void *ctx, gk_view test, bool passed, gk_view why)
{
    bench *b = ctx;
    b->result->passed += passed;
    b->result->failed += !passed;
    drop(&b->diags, GK_MSG_plugin_finding); /* they were the test's */
    if (!passed) gk_diag_add(&b->diags, GK_MSG_plugin_test, gk_place_file(b->test_file), test, why);
}

static void run_tests(bench *b, gk_arena *arena)
{
    gk_scripts own;
    const gk_script_tester tester = {make, told, b};
    if (!gk_scripts_open(&own, &b->job, 0, NULL, &b->diags)) return;
    if (!gk_scripts_open(&b->scripts, &b->job, 0, NULL, &b->diags)) return;
    b->scripts.markdown = gk_markdown_new();
    gk_shortcode_set_open(&b->shortcodes, &b->scripts);
    gk_asking_open(&b->asking, &b->scripts);
    for (size_t i = 0; i < gk_source_count(b->source); i++) {
        gk_view path = gk_source_at(b->source, i)->path;
        gk_buf text = GK_BUF_INIT;
        if (!gk_view_ends(path, GK_V("_test.lua")) ||
            !gk_source_read(b->source, i, FILE_MAX, &text))
            continue;
        b->test_file = gk_source_shown(b->source, path, arena);
        gk_scripts_begin(&own, b->test_file, arena, &b->diags);
        if (!gk_script_test(own.script, 0, b->test_file, gk_buf_view(&text), &tester))
            b->result->failed++;
        gk_scripts_end(&own);
        gk_buf_free(&text);
    }
}

static void look(void *ctx, unsigned worker, size_t i)
{
    stage *s = ctx;
    gk_arena arena = GK_ARENA_INIT;
    bench *b = gk_arena_calloc(&arena, 1, sizeof *b);
    gk_region *region = &s->regions[worker];
    b->folder = &s->folders[i];
    b->source = s->sources[i];
    b->result = &s->results[i];
    b->diags = (gk_diags)GK_DIAGS_INIT;
    b->pieces = (gk_pieces)GK_PIECES_INIT;
    b->reader = (gk_config_reader){.ctx = b, .read = read_file, .list = list_folder};
    b->options = (gk_build_options){.check = true};
    b->job = (gk_job){.options = &b->options, .diags = &b->diags, .source = b->source};
    gk_config_load(&b->reader, &arena, &b->diags, &b->job.config);
    drop(&b->diags, GK_MSG_plugin_type); /* of the site that the plugin is for */
    b->job.base_url = GK_V("https://test.example/");
    gk_date_parse(GK_V("2026-11-20"), 480, &b->job.now);
    gk_calendar_from_data(gk_value_get(b->job.config.data, GK_V("holidays"), &arena, NULL), &arena,
                          &b->job.calendar);
    if (gk_value_count(b->job.config.plugins)) {
        gk_buf flat = GK_BUF_INIT;
        size_t cell = gk_flat_put(&flat, gk_value_at(b->job.config.plugins, 0, &arena), &arena);
        const char *copy = gk_region_put(region, gk_buf_view(&flat));
        b->result->facts = copy ? (const gk_cell *)(const void *)(copy + cell) : NULL;
        gk_buf_free(&flat);
        gk_plugins_take(&b->job);
        if (s->test) run_tests(b, &arena);
    }
    b->result->diags = gk_job_pack(region, &b->diags);
}

static void lost(void *ctx, size_t i, gk_fate fate, int number)
{
    stage *s = ctx;
    const gk_plugin_folder *folder = &s->folders[i];
    gk_buf text = GK_BUF_INIT;
    gk_buf_put_int(&text, number);
    gk_diag_add(s->diags, fate == GK_FATE_CRASHED ? GK_MSG_plugin_crashed : GK_MSG_plugin_steps,
                gk_place_file(folder->shown), folder->name, gk_buf_view(&text), (gk_view){NULL, 0},
                folder->shown, folder->shown);
    s->results[i].failed++;
    gk_buf_free(&text);
}

static void collect(stage *s, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const result *r = &s->results[i];
        s->folders[i].facts = r->facts ? gk_flat_value(r->facts) : gk_value_null();
        s->folders[i].passed = r->passed;
        s->folders[i].failed = r->failed;
        if (r->diags.p) gk_diags_unpack(s->diags, gk_view_n(r->diags.p, r->diags.n));
    }
    gk_diags_sort(s->diags);
}

bool gk_plugin_folders_look(gk_plugin_folder *folders, size_t count, bool test, gk_arena *arena,
                            gk_diags *diags)
{
    static const gk_worker_limits limits = {(size_t)512 << 20, 5000, 30000};
    gk_region *regions = gk_arena_calloc(arena, GK_JOBS_MAX, sizeof *regions), shared;
    gk_sandbox box = {.read_count = 0};
    stage s = {.folders = folders, .regions = regions, .test = test, .diags = diags};
    bool room = gk_region_open(&shared, (size_t)1 << 20);
    for (unsigned w = 0; room && w < gk_workers_jobs(0); w++)
        room = gk_region_open(&regions[w], REGION);
    s.results = room ? gk_region_alloc(&shared, count * sizeof *s.results) : NULL;
    s.sources = gk_arena_calloc(arena, count, sizeof *s.sources);
    for (size_t i = 0; i < count; i++)
        s.sources[i] = gk_source_open_folder(folders[i].folder.p, folders[i].shown, NULL, 0, diags);
    /* A worker may read what it has open; there is one run a plugin, so that folders are few. */
    bool good = s.results != NULL;
    for (size_t i = 0; good && i < count; i++) {
        if (!s.sources[i]) continue;
        box = (gk_sandbox){.read_count = 0};
        gk_source_allow(s.sources[i], &box);
        stage one = s;
        one.folders += i, one.sources += i, one.results += i;
        gk_crew crew = {.count = 1,
                        .jobs = 1,
                        .limits = limits,
                        .sandbox = &box,
                        .item = look,
                        .lost = lost,
                        .ctx = &one};
        good = gk_workers_run(&crew, NULL);
    }
    if (good) collect(&s, count);
    for (size_t i = 0; i < count; i++) gk_source_close(s.sources[i]);
    return good;
}
