#include "build/scripts.h"

#include "model/calendar.h"

gk_value gk_plugin_provides(const gk_plugin *plugin, gk_hook hook)
{
    gk_value provides = gk_value_get(plugin->manifest, GK_V("provides"), NULL, NULL);
    gk_value found = gk_value_get(provides, gk_view_of(gk_hook_get(hook)->key), NULL, NULL);
    return gk_value_truth(found) ? found : gk_value_null();
}

bool gk_plugins_have(const gk_job *job, gk_hook hook)
{
    for (uint32_t p = 0; p < job->plugin_count; p++)
        if (gk_plugin_provides(&job->plugins[p], hook).kind != GK_NULL) return true;
    return false;
}

static gk_view url(void *ctx, gk_view path, bool absolute, gk_arena *arena)
{
    const gk_job *job = ((const gk_scripts *)ctx)->job;
    gk_view base = absolute ? job->base_url : gk_site_base_path(job->base_url);
    gk_buf out = GK_BUF_INIT;
    gk_buf_put(&out, base);
    gk_buf_put_path(&out, gk_view_starts(path, GK_V("/")) ? gk_view_from(path, 1) : path);
    gk_view made = gk_arena_view(arena, gk_buf_view(&out));
    gk_buf_free(&out);
    return made;
}

/* TERMS of the plugin proofread becomes PROOFREAD-TERMS. */
static void put_code(gk_view plugin, gk_view code, gk_buf *out)
{
    gk_buf_put(out, plugin);
    if (code.n) gk_buf_putc(out, '-');
    gk_buf_put(out, code);
    for (size_t i = 0; i < out->n; i++)
        if (out->p[i] >= 'a' && out->p[i] <= 'z') out->p[i] = (char)(out->p[i] - 'a' + 'A');
}

/* Of the site hook: the file of a document, or a path as it is. */
static gk_view file_of(const gk_scripts *s, gk_value at)
{
    gk_view path = gk_value_view(at);
    if (at.kind == GK_MAP) path = gk_value_view(gk_value_get(at, GK_V("path"), s->arena, NULL));
    return path.n ? gk_source_shown(s->job->source, path, s->arena) : s->file;
}

static gk_place place_of(const gk_scripts *s, const gk_script_report *report)
{
    if (report->at.kind != GK_NULL) return gk_place_file(file_of(s, report->at));
    if (!s->pieces || report->piece >= s->pieces->count) return gk_place_file(s->file);
    size_t n = s->pieces->items[report->piece].n, from = report->from, to = report->to;
    if (to > n) to = n;
    if (from >= to) from = 0, to = n;
    return gk_pieces_place(s->pieces, report->piece, from, to);
}

static void report(void *ctx, const gk_script_report *report)
{
    gk_scripts *s = ctx;
    gk_buf code = GK_BUF_INIT;
    if (report->only_check && !s->job->options->check) return;
    gk_diag_add(s->diags, GK_MSG_plugin_finding, place_of(s, report), report->message,
                report->help);
    gk_diag_severity(s->diags, report->severity);
    put_code(s->job->plugins[report->plugin].name, report->code, &code);
    gk_diag_code(s->diags, gk_buf_view(&code));
    gk_buf_free(&code);
}

static void log_line(void *ctx, uint32_t plugin, gk_view line)
{
    gk_scripts *s = ctx;
    if (!s->job->options->verbose || !s->diags) return;
    gk_diag_add(s->diags, GK_MSG_plugin_log, gk_place_file(s->file), s->job->plugins[plugin].name,
                line);
}

/* The argument that the address stands in: alone, or as an item of a list. */
static const gk_shortcode_arg *argument_of(const gk_shortcode_call *call, gk_view address)
{
    for (size_t i = 0; i < call->arg_count; i++)
        if (gk_view_eq(call->args[i].value, address)) return &call->args[i];
    for (size_t i = 0; i < call->arg_count; i++)
        if (gk_view_find(call->args[i].value, address, 0) != SIZE_MAX) return &call->args[i];
    return NULL;
}

static bool is_file(const gk_scripts *s, gk_view argument)
{
    for (uint32_t i = 0; i < s->call_field_count; i++) {
        const gk_field *field = &s->call_fields[i];
        if (!gk_view_eq(field->name, argument)) continue;
        return (field->kind == GK_FIELD_LIST ? field->items->kind : field->kind) == GK_FIELD_FILE;
    }
    return false;
}

static bool resolve(void *ctx, gk_view address, bool picture, gk_arena *arena, gk_view *out)
{
    const gk_scripts *s = ctx;
    const gk_shortcode_call *call = s->call;
    if (!call) return false;
    const gk_shortcode_arg *arg = argument_of(call, address);
    bool path = arg && is_file(s, arg->name);
    gk_view made = gk_shortcode_link(call, address, picture, path, arg ? arg->from : call->from,
                                     arg ? arg->to : call->to);
    *out = gk_arena_view(arena, made);
    return made.n > 0;
}

static bool where(void *ctx, gk_place *out)
{
    const gk_scripts *s = ctx;
    if (s->call) *out = gk_shortcode_place(s->call, s->call->from, s->call->to);
    return s->call != NULL;
}

static bool markdown(void *ctx, gk_view text, gk_arena *arena, gk_diags *diags, gk_view *html)
{
    gk_scripts *s = ctx;
    gk_buf out = GK_BUF_INIT;
    gk_place place =
        s->call ? gk_shortcode_place(s->call, s->call->from, s->call->to) : gk_place_file(s->file);
    if (!s->markdown) s->markdown = gk_markdown_new();
    bool good = gk_markdown_fragment(s->markdown, text, s->call, place, arena, &out, diags);
    *html = gk_arena_view(arena, gk_buf_view(&out));
    gk_buf_free(&out);
    return good;
}

static gk_date today_of(const gk_job *job)
{
    return gk_calendar_date(gk_calendar_day(job->now), job->now.offset);
}

/* What is known of the site before it is made. */
static gk_value small_site(gk_scripts *s)
{
    static const char *const keys[] = {"title", "short_title", "description", "language",
                                       "timezone"};
    enum { KEYS = sizeof keys / sizeof *keys };
    const gk_config *config = &s->job->config;
    gk_pair *pairs = gk_arena_alloc(&s->kept, (KEYS + 3) * sizeof *pairs);
    for (size_t i = 0; i < KEYS; i++)
        pairs[i] = (gk_pair){gk_view_of(keys[i]),
                             gk_value_get(config->site, gk_view_of(keys[i]), NULL, NULL)};
    pairs[KEYS] = (gk_pair){GK_V("base_url"), gk_value_string(s->job->base_url)};
    pairs[KEYS + 1] = (gk_pair){GK_V("today"), gk_value_date(today_of(s->job))};
    pairs[KEYS + 2] = (gk_pair){GK_V("data"), config->data};
    return gk_value_map(pairs, KEYS + 3);
}

bool gk_scripts_open(gk_scripts *s, const gk_job *job, unsigned worker, gk_facts *facts,
                     gk_diags *diags)
{
    *s = (gk_scripts){.job = job, .facts = facts, .diags = diags};
    if (!job->plugin_count) return true;
    gk_value language = gk_value_get(job->config.site, GK_V("language"), NULL, NULL);
    gk_script_host host = {.plugins = job->plugins,
                           .count = job->plugin_count,
                           .data = job->config.data,
                           .today = today_of(job),
                           .english = gk_view_is(gk_value_view(language), "en"),
                           .documents = job->site ? job->site->doc_count : 0,
                           .url = url,
                           .markdown = markdown,
                           .resolve = resolve,
                           .where = where,
                           .report = report,
                           .log = log_line,
                           .calendar = &job->calendar,
                           .ctx = s,
                           .note = job->signs ? &job->signs->workers[worker].note : NULL};
    host.site = facts ? gk_facts_value(facts, GK_THING_SITE, 0) : small_site(s);
    s->script = gk_script_new(&host, diags);
    s->diags = NULL;
    return s->script != NULL;
}

void gk_scripts_close(gk_scripts *s)
{
    gk_script_free(s->script);
    gk_arena_free(&s->kept);
    *s = (gk_scripts){.job = s->job};
}

void gk_scripts_begin(gk_scripts *s, gk_view file, gk_arena *arena, gk_diags *diags)
{
    if (!s->script) return;
    s->file = file;
    s->arena = arena;
    s->diags = diags;
    s->pieces = NULL;
    s->call = NULL;
    gk_script_begin(s->script, file, arena, diags);
}

void gk_scripts_end(gk_scripts *s)
{
    if (!s->script) return;
    if (!gk_script_spent(s->script)) gk_script_end(s->script);
    if (gk_script_spent(s->script) && s->job->signs)
        __atomic_store_n(&s->job->signs->stop, 1, __ATOMIC_RELEASE);
    s->pieces = NULL;
    s->diags = NULL;
}

bool gk_scripts_call(gk_scripts *s, uint32_t plugin, gk_hook hook, gk_view name, gk_value arg,
                     gk_value *out)
{
    return gk_script_call(s->script, plugin, hook, name, &arg, 1, gk_value_null(), out);
}

/* What a plugin makes of the same arguments is the same on every page, unless it has read what is
 * another on every page. */
static bool call_plugin(void *ctx, const gk_template_call *call, gk_value *out,
                        gk_template_fault *fault)
{
    const gk_plugin_call *own = ctx;
    gk_scripts *s = own->scripts;
    uint32_t before = s->facts ? s->facts->varying : 0;
    bool ok = gk_script_call(s->script, own->plugin, own->hook, own->name, call->args, call->count,
                             call->named, out);
    if (s->facts && s->facts->varying != before) *call->varies = true;
    fault->told = !ok;
    return ok;
}

static void declare(gk_scripts *s, gk_template_set *set, uint32_t plugin, gk_hook hook)
{
    gk_value names = gk_plugin_provides(&s->job->plugins[plugin], hook);
    for (uint32_t i = 0; i < gk_value_count(names); i++) {
        gk_plugin_call *call = gk_arena_alloc(&s->kept, sizeof *call);
        *call = (gk_plugin_call){s, plugin, hook, gk_value_key(names, i)};
        gk_templates_function(set, call->name, call_plugin, call);
    }
}

void gk_scripts_declare(gk_scripts *s, gk_template_set *set)
{
    for (uint32_t p = 0; s->script && p < s->job->plugin_count; p++) {
        declare(s, set, p, GK_HOOK_FILTER);
        declare(s, set, p, GK_HOOK_FUNCTION);
    }
}
