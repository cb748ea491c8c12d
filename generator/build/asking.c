#include "build/asking.h"

#include "meta/schema.h"

static bool is_on(gk_value check, const char *word)
{
    gk_value on = gk_value_get(check, GK_V("on"), NULL, NULL);
    for (uint32_t i = 0; i < gk_value_count(on); i++)
        if (gk_view_is(gk_value_view(gk_value_at(on, i, NULL)), word)) return true;
    return false;
}

static void take_check(gk_asking *asking, uint32_t plugin, gk_view name, gk_value check)
{
    static const char *const words[] = {"document", "data", "file"};
    for (size_t subject = 0; subject < 3; subject++)
        if (is_on(check, words[subject]))
            asking->checks[subject][asking->counts[subject]++] = (gk_asked){plugin, name};
}

void gk_asking_open(gk_asking *asking, gk_scripts *scripts)
{
    const gk_job *job = scripts->job;
    size_t count = 0;
    *asking = (gk_asking){.scripts = scripts, .derives = gk_plugins_have(job, GK_HOOK_DOCUMENT)};
    for (uint32_t p = 0; p < job->plugin_count; p++)
        count += gk_value_count(gk_plugin_provides(&job->plugins[p], GK_HOOK_CHECK));
    for (size_t subject = 0; subject < 3; subject++)
        asking->checks[subject] =
            gk_arena_alloc(&scripts->kept, count * sizeof *asking->checks[subject]);
    for (uint32_t p = 0; p < job->plugin_count; p++) {
        gk_value checks = gk_plugin_provides(&job->plugins[p], GK_HOOK_CHECK);
        for (uint32_t i = 0; i < gk_value_count(checks); i++)
            take_check(asking, p, gk_value_key(checks, i), gk_value_at(checks, i, NULL));
    }
}

bool gk_asking_wants(const gk_asking *asking, gk_subject subject)
{
    return asking->counts[subject] > 0;
}

void gk_asking_check(gk_asking *asking, gk_subject subject, gk_value about, const gk_pieces *pieces)
{
    gk_scripts *s = asking->scripts;
    gk_value nothing;
    s->pieces = pieces;
    gk_script_subject(s->script, pieces);
    for (uint32_t i = 0; i < asking->counts[subject]; i++) {
        const gk_asked *check = &asking->checks[subject][i];
        gk_scripts_call(s, check->plugin, GK_HOOK_CHECK, check->name, about, &nothing);
    }
    s->pieces = NULL;
}

/* A value that Lua gave as YAML would have it, so that the check of front matter serves here. */
static gk_node node_of(gk_value v, gk_arena *arena)
{
    gk_buf text = GK_BUF_INIT;
    gk_node node = {.kind = GK_NODE_SCALAR, .style = GK_STYLE_PLAIN, .u.text = GK_V("")};
    if (v.kind == GK_LIST || v.kind == GK_MAP) {
        uint32_t n = gk_value_count(v);
        gk_entry *entries = gk_arena_calloc(arena, n, sizeof *entries);
        for (uint32_t i = 0; i < n; i++) {
            if (v.kind == GK_MAP) entries[i].key = gk_value_key(v, i);
            entries[i].node = node_of(gk_value_at(v, i, arena), arena);
        }
        node.kind = v.kind == GK_LIST ? GK_NODE_LIST : GK_NODE_MAP;
        node.count = n;
        node.u.entries = entries;
        return node;
    }
    if (v.kind == GK_STRING) node.style = GK_STYLE_QUOTED;
    gk_value_put_text(v, &text);
    node.u.text = gk_arena_view(arena, gk_buf_view(&text));
    gk_buf_free(&text);
    return node;
}

typedef struct reason {
    gk_view zh, en;
} reason;

static void report_field(gk_scripts *s, uint32_t plugin, gk_view field, reason why)
{
    gk_diag_add(s->diags, GK_MSG_plugin_result, gk_place_file(s->job->plugins[plugin].file),
                s->job->plugins[plugin].name, field, why.zh, (gk_view){NULL, 0}, s->file, why.en);
}

static void report_value(gk_scripts *s, uint32_t plugin, gk_view field, const gk_diags *why)
{
    gk_buf zh = GK_BUF_INIT, en = GK_BUF_INIT;
    if (why->count) {
        gk_diag_message(&why->items[0], GK_LANG_ZH, &zh);
        gk_diag_message(&why->items[0], GK_LANG_EN, &en);
        report_field(s, plugin, field, (reason){gk_buf_view(&zh), gk_buf_view(&en)});
    } else {
        report_field(s, plugin, field, (reason){GK_V("HTML 不能作字段的值"), GK_V("it is HTML")});
    }
    gk_buf_free(&zh);
    gk_buf_free(&en);
}

static bool check_field(gk_scripts *s, uint32_t plugin, const gk_field *field, gk_view path,
                        gk_value given, gk_value *out)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_check check = {.file = s->file, .path = path, .offset = s->job->now.offset};
    gk_node node = node_of(given, s->arena);
    /* Every way of writing a table makes it a map when it is empty. */
    if (field->kind == GK_FIELD_LIST && node.kind == GK_NODE_MAP && !node.count)
        node.kind = GK_NODE_LIST;
    bool fine =
        given.kind != GK_HTML && gk_schema_check_field(field, &node, &check, s->arena, &diags, out);
    if (!fine) report_value(s, plugin, field->name, &diags);
    gk_diags_free(&diags);
    return fine;
}

static bool is_derived_by(const gk_schema *type, gk_view key, gk_view plugin)
{
    const gk_field *field = gk_schema_field(type, key);
    return field && gk_view_eq(field->derived, plugin);
}

/* What one plugin gave for the fields of the type. */
static bool take_fields(gk_scripts *s, uint32_t plugin, const gk_schema *type, gk_view path,
                        gk_value given, gk_pair *pairs, uint32_t *n)
{
    gk_view name = s->job->plugins[plugin].name;
    bool good = true;
    bool nothing = given.kind == GK_NULL || (given.kind == GK_LIST && !gk_value_count(given));
    if (given.kind != GK_MAP && !nothing) {
        report_field(s, plugin, GK_V("document"),
                     (reason){GK_V("应是一个表，键是字段的名字"), GK_V("not a table of fields")});
        return false;
    }
    for (uint32_t i = 0; given.kind == GK_MAP && i < gk_value_count(given); i++)
        if (!is_derived_by(type, gk_value_key(given, i), name)) {
            report_field(s, plugin, gk_value_key(given, i),
                         (reason){GK_V("plugin.yaml 的 document 里没有声明"),
                                  GK_V("not declared under document in plugin.yaml")});
            good = false;
        }
    for (uint32_t i = 0; good && i < type->field_count; i++) {
        const gk_field *field = &type->fields[i];
        if (!gk_view_eq(field->derived, name)) continue;
        gk_value value = gk_value_get(given, field->name, s->arena, NULL),
                 checked = field->fallback;
        if (value.kind != GK_NULL)
            good = check_field(s, plugin, field, path, value, &checked);
        else if (field->required)
            report_field(s, plugin, field->name, (reason){GK_V("没有值"), GK_V("it is missing")}),
                good = false;
        if (checked.kind != GK_NULL) pairs[(*n)++] = (gk_pair){field->name, checked};
    }
    return good;
}

static bool has_derived(const gk_schema *type, gk_view plugin)
{
    for (uint32_t i = type->field_count; i-- > 0 && type->fields[i].derived.n;)
        if (gk_view_eq(type->fields[i].derived, plugin)) return true;
    return false;
}

/* The derived fields stand last in the type, in the order of the plugins; so do their values. */
bool gk_asking_derive(gk_asking *asking, const gk_schema *type, gk_value doc, gk_view path,
                      gk_value values, gk_value *out)
{
    gk_scripts *s = asking->scripts;
    uint32_t n = gk_value_count(values);
    bool good = true;
    gk_pair *pairs = gk_arena_alloc(s->arena, (n + type->field_count) * sizeof *pairs);
    for (uint32_t i = 0; i < n; i++)
        pairs[i] = (gk_pair){gk_value_key(values, i), gk_value_at(values, i, s->arena)};
    for (uint32_t p = 0; p < s->job->plugin_count; p++) {
        gk_value given;
        if (!has_derived(type, s->job->plugins[p].name)) continue;
        bool done = gk_scripts_call(s, p, GK_HOOK_DOCUMENT, GK_V(""), doc, &given);
        good = done && take_fields(s, p, type, path, given, pairs, &n) && good;
    }
    *out = gk_value_map(pairs, n);
    return good;
}
