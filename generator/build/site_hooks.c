/* The site hooks of plugins: run once, in one worker, over the site as it is without them. What
 * they give is sent as one flat value, documents by their numbers; the parent checks it and adds it
 * to the site before anything is planned. */
#include "base/mem.h"
#include "build/scripts.h"
#include "meta/scalar.h"

enum { NOTE_MS = 600, PAGES_MAX = 10000, LISTS_MAX = 1000, TITLE_MAX = 200 };

typedef struct result {
    const gk_cell *gifts; /* list of {plugin, data, lists, pages}; NULL: nothing */
    gk_packed diags;
} result;

typedef struct stage {
    gk_job *job;
    result *result; /* shared */
    gk_facts *facts;
    gk_arena *arena;
    gk_diags *diags;
    const gk_plugin *plugin;
} stage;

static gk_value get(gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), NULL, NULL);
}

/* {1} is the place in what the hook gave, {2} what should be there. */
static void fault(stage *s, gk_view where, const char *wanted)
{
    gk_diag_add(s->diags, GK_MSG_plugin_page, gk_place_file(s->plugin->file), s->plugin->name,
                where, gk_view_of(wanted));
}

/* Whether nothing in a value belongs to the site: that would not outlive the worker. */
static bool is_plain(gk_value v, gk_arena *arena)
{
    if (v.kind != GK_LIST && v.kind != GK_MAP) return true;
    if (v.rep == GK_LAZY) return false;
    for (uint32_t i = 0; i < gk_value_count(v); i++)
        if (!is_plain(gk_value_at(v, i, arena), arena)) return false;
    return true;
}

/* A list of documents as a list of their numbers. */
static gk_value numbers_of(stage *s, gk_value list, gk_view where)
{
    uint32_t n = list.kind == GK_LIST ? gk_value_count(list) : 0;
    gk_value *numbers = gk_arena_alloc(s->arena, n * sizeof *numbers);
    bool good = list.kind == GK_LIST || !gk_value_count(list);
    for (uint32_t i = 0; good && i < n; i++) {
        gk_value doc = gk_value_at(list, i, s->arena);
        good = doc.kind == GK_MAP && doc.rep == GK_LAZY &&
               doc.u.lazy == &s->facts->lazies[GK_THING_DOCUMENT];
        numbers[i] = gk_value_int(doc.n);
    }
    if (!good) fault(s, where, "list of documents");
    return gk_value_list(numbers, good ? n : 0);
}

static gk_value flatten_lists(stage *s, gk_value lists)
{
    uint32_t n = gk_value_count(lists);
    if (lists.kind != GK_MAP && n) fault(s, GK_V("lists"), "{name = {doc, …}}");
    if (lists.kind != GK_MAP) return gk_value_null();
    gk_pair *pairs = gk_arena_alloc(s->arena, n * sizeof *pairs);
    for (uint32_t i = 0; i < n; i++) {
        gk_view name = gk_value_key(lists, i), where = GK_JOIN(s->arena, GK_V("lists."), name);
        pairs[i] = (gk_pair){name, numbers_of(s, gk_value_at(lists, i, s->arena), where)};
    }
    return gk_value_map(pairs, n);
}

static gk_value flatten_page(stage *s, gk_value page, uint32_t number)
{
    gk_view where = gk_arena_printf(s->arena, "pages[%u]", number + 1);
    uint32_t n = gk_value_count(page);
    if (page.kind != GK_MAP || page.rep == GK_LAZY) {
        fault(s, where, "{path = \"a/b/\", title = …}");
        return gk_value_null();
    }
    gk_pair *pairs = gk_arena_alloc(s->arena, n * sizeof *pairs);
    for (uint32_t i = 0; i < n; i++) {
        gk_view key = gk_value_key(page, i), at = GK_JOIN(s->arena, where, GK_V("."), key);
        gk_value value = gk_value_at(page, i, s->arena);
        if (gk_view_is(key, "items"))
            value = numbers_of(s, value, at);
        else if (!is_plain(value, s->arena))
            fault(s, at, "values that are not of the site");
        pairs[i] = (gk_pair){key, value};
    }
    return gk_value_map(pairs, n);
}

static gk_value flatten_pages(stage *s, gk_value pages)
{
    uint32_t n = gk_value_count(pages);
    if (pages.kind != GK_LIST && n) fault(s, GK_V("pages"), "list");
    if (pages.kind != GK_LIST) return gk_value_null();
    gk_value *items = gk_arena_alloc(s->arena, n * sizeof *items);
    for (uint32_t i = 0; i < n; i++) items[i] = flatten_page(s, gk_value_at(pages, i, s->arena), i);
    return gk_value_list(items, n);
}

static gk_value flatten(stage *s, uint32_t plugin, gk_value given)
{
    static const char *const keys[] = {"data", "lists", "pages"};
    if (given.kind != GK_MAP && gk_value_count(given))
        fault(s, GK_V("site"), "{data = …, lists = …, pages = …}");
    for (uint32_t i = 0; given.kind == GK_MAP && i < gk_value_count(given); i++) {
        bool known = false;
        for (size_t k = 0; k < 3; k++) known |= gk_view_is(gk_value_key(given, i), keys[k]);
        if (!known) fault(s, gk_value_key(given, i), "data, lists, pages");
    }
    gk_value data = get(given, "data");
    if (!is_plain(data, s->arena)) fault(s, GK_V("data"), "values that are not of the site");
    gk_pair *pairs = gk_arena_alloc(s->arena, 4 * sizeof *pairs);
    pairs[0] = (gk_pair){GK_V("plugin"), gk_value_int(plugin)};
    pairs[1] = (gk_pair){GK_V("data"), data};
    pairs[2] = (gk_pair){GK_V("lists"), flatten_lists(s, get(given, "lists"))};
    pairs[3] = (gk_pair){GK_V("pages"), flatten_pages(s, get(given, "pages"))};
    return gk_value_map(pairs, 4);
}

static void run_hooks(stage *s, gk_scripts *scripts, unsigned worker)
{
    const gk_job *job = s->job;
    gk_value *gifts = gk_arena_alloc(s->arena, job->plugin_count * sizeof *gifts);
    gk_value site = gk_facts_value(s->facts, GK_THING_SITE, 0), given;
    gk_view file = gk_source_shown(job->source, GK_V("site.yaml"), s->arena);
    uint32_t n = 0;
    for (uint32_t p = 0; p < job->plugin_count && !s->diags->errors; p++) {
        s->plugin = &job->plugins[p];
        if (gk_plugin_provides(s->plugin, GK_HOOK_SITE).kind == GK_NULL) continue;
        gk_scripts_begin(scripts, file, s->arena, s->diags);
        if (gk_scripts_call(scripts, p, GK_HOOK_SITE, GK_V(""), site, &given))
            gifts[n++] = flatten(s, p, given);
        gk_scripts_end(scripts);
    }
    gk_buf flat = GK_BUF_INIT;
    size_t cell = gk_flat_put(&flat, gk_value_list(gifts, n), s->arena);
    const char *copy = gk_region_put(&s->job->regions[worker], gk_buf_view(&flat));
    if (copy) s->result->gifts = (const gk_cell *)(const void *)(copy + cell);
    gk_buf_free(&flat);
}

static void work(void *ctx, unsigned worker, size_t item)
{
    stage *s = ctx;
    gk_scripts scripts;
    gk_facts facts;
    gk_page home = {GK_PAGE_HOME, 0, 1};
    gk_arena arena = GK_ARENA_INIT;
    gk_diags diags = GK_DIAGS_INIT;
    (void)item;
    gk_facts_init(&facts, s->job->site);
    gk_facts_turn(&facts, &home);
    s->facts = &facts;
    s->arena = &arena;
    s->diags = &diags;
    if (gk_scripts_open(&scripts, s->job, worker, &facts, &diags)) run_hooks(s, &scripts, worker);
    s->result->diags = gk_job_pack(&s->job->regions[worker], &diags);
}

static void lost(void *ctx, size_t item, gk_fate fate, int number)
{
    stage *s = ctx;
    (void)item;
    gk_job_lost(s->job, gk_source_shown(s->job->source, GK_V("site.yaml"), &s->job->arena), fate,
                number);
}

static bool is_list_name(gk_view v)
{
    bool fine = v.n > 0 && v.n <= 40 && v.p[0] >= 'a' && v.p[0] <= 'z';
    for (size_t i = 0; fine && i < v.n; i++)
        fine =
            (v.p[i] >= 'a' && v.p[i] <= 'z') || (v.p[i] >= '0' && v.p[i] <= '9') || v.p[i] == '_';
    return fine;
}

/* Numbers of documents, as the worker sent them. */
static gk_docs docs_of(stage *s, gk_value numbers)
{
    gk_site *site = s->job->site;
    uint32_t n = numbers.kind == GK_LIST ? gk_value_count(numbers) : 0, kept = 0;
    uint32_t *ids = gk_arena_alloc(&site->arena, n * sizeof *ids);
    for (uint32_t i = 0; i < n; i++) {
        gk_value number = gk_value_at(numbers, i, NULL);
        if (number.kind == GK_INT && number.u.i >= 0 && number.u.i < site->doc_count)
            ids[kept++] = (uint32_t)number.u.i;
    }
    return (gk_docs){ids, kept};
}

static void add_lists(stage *s, gk_value lists)
{
    gk_site *site = s->job->site;
    for (uint32_t i = 0; i < gk_value_count(lists) && site->list_count < LISTS_MAX; i++) {
        gk_view name = gk_value_key(lists, i);
        gk_view where = GK_JOIN(&s->job->arena, GK_V("lists."), name);
        bool taken = false;
        for (uint32_t k = 0; k < site->list_count; k++)
            taken |= gk_view_eq(site->lists[k].name, name);
        if (!is_list_name(name) || taken) {
            fault(s, where, taken ? "a name that no other plugin uses" : "a-z 0-9 _");
            continue;
        }
        site->lists[site->list_count++] =
            (gk_plugin_list){name, docs_of(s, gk_value_at(lists, i, NULL))};
    }
}

/* "a/b/": a folder of its own below the portal's root. */
static bool is_page_path(gk_view path)
{
    gk_view rest = path, part;
    if (path.n < 2 || path.n > TITLE_MAX || !gk_view_ends(path, GK_V("/")) ||
        gk_scalar_has_hidden(path))
        return false;
    for (size_t i = 0; i < path.n; i++)
        if ((unsigned char)path.p[i] <= ' ' || strchr("\\?#%:*\"<>|", path.p[i])) return false;
    rest.n--;
    while (gk_view_split(&rest, '/', &part))
        if (!part.n || part.p[0] == '.') return false;
    return true;
}

/* What a key of a page may be; told apart by kind. */
typedef struct page_key {
    const char *name;
    unsigned kinds; /* bits 1 << gk_kind; null may be anywhere */
    const char *wanted;
} page_key;

static const page_key page_keys[] = {
    {"path", 1u << GK_STRING, "\"a/b/\""},
    {"title", 1u << GK_STRING, "string"},
    {"description", 1u << GK_STRING, "string"},
    {"template", 1u << GK_STRING, "\"generated.html\""},
    {"body", 1u << GK_HTML, "h(…)"},
    {"data", ~0u, ""},
    {"items", 1u << GK_LIST, "list of documents"},
    {"preview", 1u << GK_BOOL, "true, false"},
    {"noindex", 1u << GK_BOOL, "true, false"},
};
enum { PAGE_KEYS = sizeof page_keys / sizeof *page_keys };

static bool check_keys(stage *s, gk_value page, gk_view where)
{
    bool good = true;
    for (uint32_t i = 0; i < gk_value_count(page); i++) {
        gk_view key = gk_value_key(page, i), at = GK_JOIN(&s->job->arena, where, GK_V("."), key);
        gk_value value = gk_value_at(page, i, NULL);
        size_t k = 0;
        while (k < PAGE_KEYS && !gk_view_is(key, page_keys[k].name)) k++;
        bool fits =
            k < PAGE_KEYS && (value.kind == GK_NULL || page_keys[k].kinds >> value.kind & 1);
        /* An empty table is neither list nor map. */
        if (k < PAGE_KEYS && gk_view_is(key, "items") && !gk_value_count(value)) fits = true;
        if (!fits)
            fault(s, at,
                  k < PAGE_KEYS ? page_keys[k].wanted
                                : "path title description template body data items preview "
                                  "noindex");
        good &= fits;
    }
    return good;
}

static bool has_template(stage *s, gk_view name, gk_view where)
{
    gk_view file = GK_JOIN(&s->job->arena, GK_V("templates/"), name);
    if (gk_source_find(s->job->theme, file) != SIZE_MAX) return true;
    fault(s, GK_JOIN(&s->job->arena, where, GK_V(".template")), "a template of the theme");
    return false;
}

static void add_page(stage *s, gk_value page, uint32_t number)
{
    gk_job *job = s->job;
    gk_view where = gk_arena_printf(&job->arena, "pages[%u]", number + 1);
    if (page.kind != GK_MAP || !check_keys(s, page, where)) return;
    gk_view path = gk_value_view(get(page, "path")), title = gk_value_view(get(page, "title"));
    gk_view template = gk_value_view(get(page, "template"));
    bool preview = gk_value_truth(get(page, "preview"));
    if (!is_page_path(path))
        fault(s, GK_JOIN(&job->arena, where, GK_V(".path")), "\"a/b/\"");
    else if (!title.n || title.n > TITLE_MAX)
        fault(s, GK_JOIN(&job->arena, where, GK_V(".title")), "string");
    else if (has_template(s, template.n ? template : GK_V("generated.html"), where) &&
             (!preview || job->options->preview))
        job->site->generated[job->site->generated_count++] =
            (gk_generated){.path = path,
                           .title = title,
                           .description = gk_value_view(get(page, "description")),
                           .template = template.n ? template : GK_V("generated.html"),
                           .file = s->plugin->file,
                           .body = get(page, "body"),
                           .data = get(page, "data"),
                           .docs = docs_of(s, get(page, "items")),
                           .noindex = preview || gk_value_truth(get(page, "noindex"))};
}

static void add_pages(stage *s, gk_value pages)
{
    gk_site *site = s->job->site;
    for (uint32_t i = 0; i < gk_value_count(pages); i++) {
        if (site->generated_count == PAGES_MAX) {
            fault(s, GK_V("pages"), "≤ 10000");
            return;
        }
        add_page(s, gk_value_at(pages, i, NULL), i);
    }
}

static void merge(stage *s, gk_value gifts)
{
    gk_job *job = s->job;
    gk_site *site = job->site;
    uint32_t n = gk_value_count(gifts), pages = 0;
    gk_pair *data = gk_arena_alloc(&site->arena, n * sizeof *data);
    for (uint32_t i = 0; i < n; i++)
        pages += gk_value_count(get(gk_value_at(gifts, i, NULL), "pages"));
    site->lists = gk_arena_alloc(&site->arena, LISTS_MAX * sizeof *site->lists);
    site->generated = gk_arena_alloc(&site->arena, pages * sizeof *site->generated);
    for (uint32_t i = 0; i < n; i++) {
        gk_value gift = gk_value_at(gifts, i, NULL);
        s->plugin = &job->plugins[get(gift, "plugin").u.i];
        data[i] = (gk_pair){s->plugin->name, get(gift, "data")};
        add_lists(s, get(gift, "lists"));
        add_pages(s, get(gift, "pages"));
    }
    site->plugin = gk_value_map(data, n);
}

bool gk_stage_site_hooks(gk_job *job)
{
    stage s = {.job = job, .diags = job->diags};
    gk_sandbox box = {.read_count = 0};
    if (!gk_plugins_have(job, GK_HOOK_SITE)) return true;
    size_t errors = job->diags->errors;
    s.result = gk_region_alloc(&job->board, sizeof *s.result);
    if (!s.result) {
        gk_diag_add(job->diags, GK_MSG_workers_failed, gk_place_file((gk_view){NULL, 0}));
        return false;
    }
    gk_crew crew = {.count = 1,
                    .sandbox = &box,
                    .item = work,
                    .lost = lost,
                    .ctx = &s,
                    .note_ms = NOTE_MS + job->site->doc_count / 2};
    if (!gk_job_run(job, &crew)) return false;
    gk_job_unpack(job, s.result->diags);
    s.diags = job->diags;
    if (s.result->gifts) merge(&s, gk_flat_value(s.result->gifts));
    job->hooks_failed = job->diags->errors != errors;
    return !gk_job_stopped(job);
}
