#include "build/shortcodes.h"

#include "base/mem.h"
#include "meta/field_build.h"

typedef struct gk_shortcode_row {
    gk_view name;
    uint32_t plugin;
    gk_shortcode_form form;
    const gk_field *fields;
    uint32_t field_count;
} row;

static const row *find_row(const gk_shortcode_set *set, gk_view name)
{
    for (size_t i = 0; i < set->count; i++)
        if (gk_view_eq(set->rows[i].name, name)) return &set->rows[i];
    return NULL;
}

static bool find(void *ctx, gk_view name, gk_shortcode_form *form)
{
    const row *found = find_row(ctx, name);
    if (found) *form = found->form;
    return found != NULL;
}

static gk_view nearest(void *ctx, gk_view word)
{
    enum { MOST = 200 };
    const gk_shortcode_set *set = ctx;
    gk_view names[MOST];
    size_t n = 0;
    for (; n < set->count && n < MOST; n++) names[n] = set->rows[n].name;
    return gk_view_nearest(word, names, n);
}

static const gk_field *field_of(const row *r, gk_view name)
{
    for (uint32_t i = 0; i < r->field_count; i++)
        if (gk_view_eq(r->fields[i].name, name)) return &r->fields[i];
    return NULL;
}

/* Between the items of a list: a comma, in Chinese too. */
static size_t comma_at(gk_view text, size_t from, size_t *length)
{
    for (size_t i = from; i < text.n; i++) {
        gk_view rest = gk_view_from(text, i);
        *length = text.p[i] == ','                                                       ? 1
                  : gk_view_starts(rest, GK_V("，")) || gk_view_starts(rest, GK_V("、")) ? 3
                                                                                         : 0;
        if (*length) return i;
    }
    return text.n;
}

static gk_view trimmed(gk_view v)
{
    while (v.n && v.p[0] == ' ') v = gk_view_from(v, 1);
    while (v.n && v.p[v.n - 1] == ' ') v.n--;
    return v;
}

/* An argument of kind list is written "a.jpg, b.jpg". */
static gk_node list_node(const gk_shortcode_call *call, const gk_shortcode_arg *arg, gk_span span)
{
    gk_entry *items = gk_arena_calloc(call->arena, arg->value.n + 1, sizeof *items);
    uint32_t n = 0;
    size_t length = 1;
    for (size_t from = 0; from <= arg->value.n && arg->value.n;) {
        size_t to = comma_at(arg->value, from, &length);
        gk_view item = trimmed(gk_view_sub(arg->value, from, to - from));
        if (item.n)
            items[n++].node = (gk_node){
                .kind = GK_NODE_SCALAR, .style = GK_STYLE_QUOTED, .span = span, .u.text = item};
        from = to + (to < arg->value.n ? length : 1);
    }
    return (gk_node){.kind = GK_NODE_LIST, .count = n, .span = span, .u.entries = items};
}

/* The arguments as a YAML map would have them, so that the check of front matter serves here. */
static gk_node node_of(const gk_shortcode_call *call, const row *r)
{
    gk_entry *entries = gk_arena_calloc(call->arena, call->arg_count, sizeof *entries);
    for (size_t i = 0; i < call->arg_count; i++) {
        const gk_shortcode_arg *arg = &call->args[i];
        const gk_field *field = field_of(r, arg->name);
        gk_span span = {arg->from, arg->to};
        entries[i].key = arg->name;
        entries[i].key_span = (gk_span){arg->name_from, arg->name_to};
        entries[i].node = (gk_node){.kind = GK_NODE_SCALAR,
                                    .style = arg->quoted ? GK_STYLE_QUOTED : GK_STYLE_PLAIN,
                                    .span = span,
                                    .u.text = arg->value};
        if (field && field->kind == GK_FIELD_LIST) entries[i].node = list_node(call, arg, span);
    }
    return (gk_node){.kind = GK_NODE_MAP,
                     .count = (uint32_t)call->arg_count,
                     .span = {call->from, call->to},
                     .u.entries = entries};
}

static bool is_twice(const gk_shortcode_call *call)
{
    for (size_t i = 1; i < call->arg_count; i++)
        for (size_t k = 0; k < i; k++)
            if (gk_view_eq(call->args[i].name, call->args[k].name)) {
                const gk_shortcode_arg *arg = &call->args[i];
                gk_diag_add(call->diags, GK_MSG_plugin_argument_twice,
                            gk_shortcode_place(call, arg->name_from, arg->name_to), arg->name);
                return true;
            }
    return false;
}

/* Addresses of the document are told from other strings: h() has them resolved. */
static gk_value with_addresses(const gk_field *field, gk_value value, gk_arena *arena)
{
    bool address = field->kind == GK_FIELD_FILE || field->kind == GK_FIELD_URL;
    if (address && value.kind == GK_STRING) return gk_script_address(gk_value_view(value));
    if (field->kind != GK_FIELD_LIST || value.kind != GK_LIST) return value;
    uint32_t n = gk_value_count(value);
    gk_value *items = gk_arena_alloc(arena, n * sizeof *items);
    for (uint32_t i = 0; i < n; i++)
        items[i] = with_addresses(field->items, gk_value_at(value, i, arena), arena);
    return gk_value_list(items, n);
}

/* References are checked when the whole site is known; addresses when they are used. */
static void keep_mentions(gk_shortcode_set *set, gk_mention *found)
{
    for (gk_mention *m = found, *next; m; m = next) {
        next = m->next;
        if (m->kind != GK_MENTION_DOCUMENT && m->kind != GK_MENTION_BRANCH) continue;
        m->next = set->mentions;
        set->mentions = m;
    }
}

static bool check_args(gk_shortcode_set *set, const gk_shortcode_call *call, const row *r,
                       gk_value *out)
{
    gk_node node = node_of(call, r);
    gk_check check = {.file = call->file,
                      .text = call->whole,
                      .path = set->path,
                      .offset = set->scripts->job->now.offset,
                      .complete = true,
                      .arguments = true};
    check.media_hosts =
        gk_value_get(set->scripts->job->config.site, GK_V("media_hosts"), NULL, NULL);
    if (is_twice(call) || !gk_schema_check_fields(r->fields, r->field_count, r->name, &node, &check,
                                                  call->arena, call->diags, out))
        return false;
    keep_mentions(set, check.mentions);
    gk_pair *pairs = gk_arena_alloc(call->arena, r->field_count * sizeof *pairs);
    for (uint32_t i = 0; i < r->field_count; i++) {
        gk_view name = r->fields[i].name;
        gk_value value = gk_value_get(*out, name, call->arena, NULL);
        pairs[i] = (gk_pair){name, with_addresses(&r->fields[i], value, call->arena)};
    }
    *out = gk_value_map(pairs, r->field_count);
    return true;
}

static gk_value call_value(const gk_shortcode_set *set, const gk_shortcode_call *call,
                           gk_value args)
{
    gk_value body = gk_value_null();
    if (call->has_body && call->form.body == GK_SHORTCODE_MARKDOWN)
        body = gk_value_html(call->body);
    if (call->has_body && call->form.body == GK_SHORTCODE_RAW) body = gk_value_string(call->body);
    gk_pair pairs[] = {{GK_V("name"), gk_value_string(call->name)},
                       {GK_V("args"), args},
                       {GK_V("body"), body},
                       {GK_V("doc"), set->doc},
                       {GK_V("inline"), gk_value_bool(call->is_inline)},
                       {GK_V("index"), gk_value_int(call->index)}};
    gk_pair *copy = gk_arena_alloc(call->arena, sizeof pairs);
    memcpy(copy, pairs, sizeof pairs);
    return gk_value_map(copy, sizeof pairs / sizeof *pairs);
}

static bool expand(void *ctx, const gk_shortcode_call *call, gk_buf *html)
{
    gk_shortcode_set *set = ctx;
    gk_scripts *s = set->scripts;
    const row *r = find_row(set, call->name);
    gk_value args, made;
    size_t errors = call->diags->errors;
    if (!r || !check_args(set, call, r, &args)) return false;
    const gk_shortcode_call *outer = s->call;
    s->call = call;
    s->call_fields = r->fields;
    s->call_field_count = r->field_count;
    bool done = gk_scripts_call(s, r->plugin, GK_HOOK_SHORTCODE, r->name,
                                call_value(set, call, args), &made);
    s->call = outer;
    if (!done || call->diags->errors != errors) return false;
    if (made.kind == GK_HTML)
        gk_buf_put(html, gk_value_view(made));
    else if (made.kind == GK_STRING)
        gk_buf_put_html(html, gk_value_view(made));
    else if (made.kind != GK_NULL) {
        gk_diag_add(call->diags, GK_MSG_plugin_result,
                    gk_shortcode_place(call, call->from, call->to), s->job->plugins[r->plugin].name,
                    r->name, GK_V("短代码要返回 h(…) 或一段文字"), (gk_view){NULL, 0}, call->file,
                    GK_V("a shortcode gives h(…) or a string"));
        return false;
    }
    return true;
}

static void take(gk_shortcode_set *set, uint32_t plugin, gk_view name, gk_value declared)
{
    gk_scripts *s = set->scripts;
    row *r = &set->rows[set->count++];
    gk_view body = gk_value_view(gk_value_get(declared, GK_V("body"), NULL, NULL));
    *r = (row){.name = name, .plugin = plugin};
    r->form.body = gk_view_is(body, "markdown") ? GK_SHORTCODE_MARKDOWN
                   : gk_view_is(body, "raw")    ? GK_SHORTCODE_RAW
                                                : GK_SHORTCODE_NONE;
    r->form.body_optional =
        !gk_value_truth(gk_value_get(declared, GK_V("body_required"), NULL, NULL));
    r->form.in_text = gk_value_truth(gk_value_get(declared, GK_V("inline"), NULL, NULL));
    r->fields = gk_field_build_all(gk_value_get(declared, GK_V("args"), NULL, NULL), &s->kept,
                                   &r->field_count);
}

void gk_shortcode_set_open(gk_shortcode_set *set, gk_scripts *scripts)
{
    const gk_job *job = scripts->job;
    size_t count = 0;
    *set = (gk_shortcode_set){.scripts = scripts,
                              .handlers = {.find = find, .nearest = nearest, .expand = expand}};
    for (uint32_t p = 0; p < job->plugin_count; p++)
        count += gk_value_count(gk_plugin_provides(&job->plugins[p], GK_HOOK_SHORTCODE));
    set->rows = gk_arena_alloc(&scripts->kept, count * sizeof *set->rows);
    for (uint32_t p = 0; p < job->plugin_count; p++) {
        gk_value all = gk_plugin_provides(&job->plugins[p], GK_HOOK_SHORTCODE);
        for (uint32_t i = 0; i < gk_value_count(all); i++)
            take(set, p, gk_value_key(all, i), gk_value_at(all, i, NULL));
    }
    set->handlers.ctx = set;
}

const gk_shortcodes *gk_shortcode_set_use(const gk_shortcode_set *set)
{
    return set->count ? &set->handlers : NULL;
}

void gk_shortcode_set_turn(gk_shortcode_set *set, gk_view path, gk_value doc)
{
    set->path = path;
    set->doc = doc;
    set->mentions = NULL;
}
