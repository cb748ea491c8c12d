#include "meta/types.h"

#include "meta/encoding.h"
#include "meta/field_build.h"
#include "meta/type_table.h"

enum { FAULTS_MAX = 50 };

/* One type while all are read. */
typedef struct entry {
    const gk_type_source *source;
    const gk_node *node;
    gk_value own;      /* as its file says, fields refined */
    gk_value resolved; /* with what it extends */
    bool broken;
    size_t faults;
    enum { FRESH, OPEN, DONE } state;
} entry;

typedef struct reading {
    entry *entries;
    size_t count;
    gk_arena *arena;
    gk_diags *diags;
} reading;

static const gk_view nothing = {NULL, 0};

static void fault(reading *r, entry *e, gk_message id, gk_span span, gk_view a, gk_view b)
{
    e->broken = true;
    if (e->faults++ < FAULTS_MAX)
        gk_diag_add(r->diags, id, gk_place_at(e->source->file, e->source->text, span.from, span.to),
                    a, b);
}

static gk_value get(const reading *r, gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), r->arena, NULL);
}

static gk_span span_of(const gk_node *node, const char *key)
{
    const gk_entry *found = gk_node_entry(node, gk_view_of(key));
    if (!found) return (gk_span){node->span.from, node->span.from};
    return found->node.span.from < found->node.span.to ? found->node.span : found->key_span;
}

static bool is_type_name(gk_view v)
{
    if (v.n == 0 || v.n > 40) return false;
    for (size_t i = 0; i < v.n; i++) {
        char c = v.p[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (!fine) return false;
    }
    return true;
}

/* "（notice？）" behind a name that doesn't exist, or nothing. */
static gk_view suggestion(reading *r, gk_view name)
{
    enum { LONGEST = 60 };
    gk_view *names = gk_arena_alloc(r->arena, r->count * sizeof *names);
    for (size_t i = 0; i < r->count; i++) names[i] = r->entries[i].source->name;
    gk_view nearest = name.n <= LONGEST ? gk_view_nearest(name, names, r->count) : nothing;
    return nearest.n ? GK_JOIN(r->arena, GK_V("（"), nearest, GK_V("？）")) : nothing;
}

static entry *find(reading *r, gk_view name)
{
    for (size_t i = 0; i < r->count; i++)
        if (gk_view_eq(r->entries[i].source->name, name)) return &r->entries[i];
    return NULL;
}

/* The file by itself. */
static void read_one(reading *r, entry *e)
{
    const gk_type_source *s = e->source;
    size_t count;
    const gk_field *keywords = gk_type_table_type(&count);
    gk_check check = {.file = s->file, .text = s->text};
    e->own = gk_value_map(NULL, 0);
    e->broken = true;
    if (!is_type_name(s->name))
        gk_diag_add(r->diags, GK_MSG_type_file_name, gk_place_file(s->file), s->name);
    if (!gk_encoding_check(s->file, s->text, r->diags)) return;
    size_t bom = gk_encoding_bom(s->text);
    e->node = gk_yaml_parse(s->file, s->text, bom, s->text.n, GK_YAML_FILE_MAX, r->arena, r->diags);
    if (!e->node) return;
    if (e->node->kind != GK_NODE_MAP) {
        gk_span span = e->node->span;
        gk_diag_add(r->diags, GK_MSG_config_not_map,
                    gk_place_at(s->file, s->text, span.from, span.to));
        e->node = NULL;
        return;
    }
    gk_value fields = gk_value_null();
    e->broken = !gk_schema_check_fields(keywords, count, GK_V("类型"), e->node, &check, r->arena,
                                        r->diags, &e->own);
    const gk_node *given = gk_node_get(e->node, GK_V("fields"));
    if (!gk_field_refine_all(given, get(r, e->own, "fields"), true, &check, r->arena, r->diags,
                             &fields))
        e->broken = true;
    uint32_t n = gk_value_count(e->own), kept = 0;
    gk_pair *pairs = gk_arena_alloc(r->arena, (n + 1) * sizeof *pairs);
    for (uint32_t i = 0; i < n; i++) {
        pairs[kept] = (gk_pair){gk_value_key(e->own, i), gk_value_at(e->own, i, r->arena)};
        if (!gk_view_is(pairs[kept].key, "fields")) kept++;
    }
    pairs[kept++] = (gk_pair){GK_V("fields"), fields};
    e->own = gk_value_map(pairs, kept);
    gk_view name = gk_value_view(get(r, e->own, "name"));
    if (name.n && !gk_view_eq(name, s->name))
        fault(r, e, GK_MSG_type_name, span_of(e->node, "name"), name, s->name);
}

static bool is_order_kind(gk_view kind)
{
    gk_field_kind k;
    return gk_field_kind_find(kind, &k) && k != GK_FIELD_LIST && k != GK_FIELD_MAP &&
           k != GK_FIELD_REFERENCE;
}

static void check_order(reading *r, entry *e)
{
    const gk_node *node = gk_node_get(e->node, GK_V("order"));
    gk_value order = get(r, e->own, "order"), fields = get(r, e->resolved, "fields");
    for (uint32_t i = 0; node && i < gk_value_count(order) && i < node->count; i++) {
        gk_view text = gk_value_view(gk_value_at(order, i, r->arena));
        gk_order by = gk_order_of(text);
        bool found;
        gk_value def = gk_value_get(fields, by.key, r->arena, &found);
        if (gk_view_is(by.key, "path") ||
            (found && is_order_kind(gk_value_view(get(r, def, "type")))))
            continue;
        fault(r, e, GK_MSG_type_order, node->u.entries[i].node.span, by.key, nothing);
    }
}

/* The first thing in a permalink that can't be, or nothing. */
static gk_view permalink_fault(gk_view v)
{
    static const char *const names[] = {"section", "slug",   "year", "month",
                                        "day",     "branch", "type"};
    bool slug = false;
    if (!gk_view_starts(v, GK_V("/")) || !gk_view_ends(v, GK_V("/")) || v.n > 200)
        return GK_V("/…/");
    for (size_t i = 0; i < v.n; i++) {
        char c = v.p[i];
        if (c == '/' && i && v.p[i - 1] == '/') return GK_V("//");
        if (c != ':') {
            bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                         c == '/';
            if (!plain) return gk_view_from(v, i);
            continue;
        }
        size_t n = 0, known = 0;
        while (i + 1 + n < v.n && v.p[i + 1 + n] >= 'a' && v.p[i + 1 + n] <= 'z') n++;
        gk_view name = gk_view_sub(v, i + 1, n);
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            known += gk_view_is(name, names[k]);
        if (!known) return gk_view_sub(v, i, n + 1);
        slug = slug || gk_view_is(name, "slug");
        i += n;
    }
    return slug ? nothing : GK_V(":slug");
}

static bool is_template_name(gk_view v)
{
    if (!gk_view_ends(v, GK_V(".html")) || gk_view_starts(v, GK_V("/")) ||
        gk_view_find(v, GK_V(".."), 0) != SIZE_MAX)
        return false;
    for (size_t i = 0; i < v.n; i++) {
        char c = v.p[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    strchr("-_./", c);
        if (!fine) return false;
    }
    return v.n > 5;
}

static void check_of(reading *r, entry *e, const gk_node *fields)
{
    for (uint32_t i = 0; fields && fields->kind == GK_NODE_MAP && i < fields->count; i++) {
        const gk_node *def = &fields->u.entries[i].node;
        const gk_node *items = gk_node_get(def, GK_V("items"));
        const gk_node *of = gk_node_get(items ? items : def, GK_V("of"));
        if (of && of->kind == GK_NODE_SCALAR && !find(r, of->u.text))
            fault(r, e, GK_MSG_type_of, of->span, of->u.text, suggestion(r, of->u.text));
        check_of(r, e, gk_node_get(items ? items : def, GK_V("fields")));
    }
}

static void check_resolved(reading *r, entry *e)
{
    gk_view permalink = gk_value_view(get(r, e->own, "permalink"));
    gk_view template = gk_value_view(get(r, e->own, "template"));
    gk_view wrong = permalink.n ? permalink_fault(permalink) : nothing;
    if (wrong.n)
        fault(r, e, GK_MSG_type_permalink, span_of(e->node, "permalink"), permalink, wrong);
    if (template.n && !is_template_name(template))
        fault(r, e, GK_MSG_type_template, span_of(e->node, "template"), template, nothing);
    check_order(r, e);
    check_of(r, e, gk_node_get(e->node, GK_V("fields")));
    gk_value title = get(r, get(r, e->resolved, "fields"), "title");
    bool titled = gk_value_truth(get(r, title, "required"));
    if (!e->broken && !titled && !gk_value_truth(get(r, e->own, "abstract")))
        fault(r, e, GK_MSG_type_title, span_of(e->node, "name"), e->source->name, nothing);
}

/* The parent's fields, with the child's in place of those of the same name, then the child's
 * further ones. */
static gk_value merge_fields(reading *r, gk_value parent, gk_value child)
{
    uint32_t below = gk_value_count(parent), own = gk_value_count(child);
    size_t n = 0;
    gk_pair *pairs = gk_arena_alloc(r->arena, (below + own) * sizeof *pairs);
    for (uint32_t i = 0; i < below; i++) {
        gk_view name = gk_value_key(parent, i);
        bool found;
        gk_value def = gk_value_get(child, name, r->arena, &found);
        pairs[n++] = (gk_pair){name, found ? def : gk_value_at(parent, i, r->arena)};
    }
    for (uint32_t i = 0; i < own; i++) {
        gk_view name = gk_value_key(child, i);
        bool found;
        gk_value_get(parent, name, r->arena, &found);
        if (!found) pairs[n++] = (gk_pair){name, gk_value_at(child, i, r->arena)};
    }
    return gk_value_map(pairs, n);
}

static gk_value merge(reading *r, const entry *e, gk_value parent)
{
    static const char *const inherited[] = {"permalink", "template",  "order", "scope",
                                            "scope_max", "publicity", "single"};
    static const char *const own[] = {"label", "help", "extends", "abstract"};
    enum { INHERITED = sizeof inherited / sizeof *inherited, OWN = 4, MOST = INHERITED + OWN + 2 };
    gk_pair *pairs = gk_arena_alloc(r->arena, MOST * sizeof *pairs);
    size_t n = 0;
    pairs[n++] = (gk_pair){GK_V("name"), gk_value_string(e->source->name)};
    for (size_t i = 0; i < OWN; i++)
        pairs[n++] = (gk_pair){gk_view_of(own[i]), get(r, e->own, own[i])};
    for (size_t i = 0; i < INHERITED; i++) {
        gk_value v = get(r, e->own, inherited[i]);
        pairs[n++] = (gk_pair){gk_view_of(inherited[i]),
                               v.kind == GK_NULL ? get(r, parent, inherited[i]) : v};
    }
    gk_value fields = merge_fields(r, get(r, parent, "fields"), get(r, e->own, "fields"));
    pairs[n++] = (gk_pair){GK_V("fields"), fields};
    return gk_value_map(pairs, n);
}

/* A chain of extends is as long as there are types at most. */
static void resolve(reading *r, entry *e)
{
    if (e->state != FRESH) return;
    e->state = OPEN;
    gk_view name = gk_value_view(get(r, e->own, "extends"));
    entry *parent = name.n ? find(r, name) : NULL;
    if (name.n && !parent)
        fault(r, e, GK_MSG_type_extends, span_of(e->node, "extends"), name, suggestion(r, name));
    if (parent && parent->state == OPEN) {
        fault(r, e, GK_MSG_type_cycle, span_of(e->node, "extends"), e->source->name, nothing);
        parent = NULL;
    }
    if (parent) {
        resolve(r, parent);
        e->broken = e->broken || parent->broken;
    }
    e->resolved = merge(r, e, parent ? parent->resolved : gk_value_null());
    e->state = DONE;
    if (e->node) check_resolved(r, e);
}

bool gk_types_read(const gk_type_source *sources, size_t count, gk_arena *arena, gk_diags *diags,
                   gk_types *out)
{
    enum { MOST = 500 };
    size_t errors = diags->errors;
    if (count > MOST) count = MOST;
    reading r = {gk_arena_calloc(arena, count, sizeof *r.entries), count, arena, diags};
    gk_pair *pairs = gk_arena_alloc(arena, count * sizeof *pairs);
    for (size_t i = 0; i < count; i++) {
        r.entries[i].source = &sources[i];
        read_one(&r, &r.entries[i]);
    }
    for (size_t i = 0; i < count; i++) resolve(&r, &r.entries[i]);
    for (size_t i = 0; i < count; i++) {
        entry *e = &r.entries[i];
        uint32_t n = gk_value_count(e->resolved);
        gk_pair *type = gk_arena_alloc(arena, (n + 1) * sizeof *type);
        memcpy(type, e->resolved.u.pairs, n * sizeof *type);
        type[n] = (gk_pair){GK_V("broken"), gk_value_bool(e->broken)};
        pairs[i] = (gk_pair){sources[i].name, gk_value_map(type, n + 1)};
    }
    gk_types_from_value(gk_value_map(pairs, count), arena, out);
    return diags->errors == errors;
}
