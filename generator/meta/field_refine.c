#include "meta/field_build.h"
#include "meta/type_table.h"

typedef struct refining {
    gk_check *check;
    gk_arena *arena;
    gk_diags *diags;
    bool failed;
    size_t faults;
} refining;

enum { FAULTS_MAX = 50, FIELDS_MAX = 300, CHOICES_MAX = 1000 };

static const gk_view nothing = {NULL, 0};

static void fault(refining *r, gk_message id, gk_span span, gk_view a, gk_view b, gk_view c)
{
    r->failed = true;
    if (r->faults++ < FAULTS_MAX)
        gk_diag_add(r->diags, id, gk_place_at(r->check->file, r->check->text, span.from, span.to),
                    a, b, c);
}

static gk_value get(const refining *r, gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), r->arena, NULL);
}

/* The span of a key's value where it is given, else of the definition. */
static gk_span span_of(const gk_node *node, const char *key)
{
    const gk_entry *entry = gk_node_entry(node, gk_view_of(key));
    if (!entry) return node->span;
    return entry->node.span.from < entry->node.span.to ? entry->node.span : entry->key_span;
}

static void check_keywords(refining *r, const gk_node *node, gk_field_kind kind)
{
    if (node->kind != GK_NODE_MAP) return;
    gk_view kinds, name = gk_view_of(gk_field_kind_name(kind));
    for (uint32_t i = 0; i < node->count; i++) {
        const gk_entry *entry = &node->u.entries[i];
        if (!gk_type_table_applies(entry->key, kind, &kinds))
            fault(r, GK_MSG_type_keyword, entry->key_span, entry->key, name, kinds);
    }
    const char *need = kind == GK_FIELD_ENUM        ? "values"
                       : kind == GK_FIELD_LIST      ? "items"
                       : kind == GK_FIELD_MAP       ? "fields"
                       : kind == GK_FIELD_REFERENCE ? "to"
                                                    : NULL;
    const gk_node *given = need ? gk_node_get(node, gk_view_of(need)) : NULL;
    bool missing = need && (!given || (gk_node_is_null(given) && kind != GK_FIELD_MAP));
    if (missing)
        fault(r, GK_MSG_type_needs, span_of(node, "type"), gk_view_of(need), name, nothing);
}

static gk_view number_text(refining *r, double n)
{
    return gk_arena_printf(r->arena, "%.15g", n);
}

static void check_range(refining *r, const gk_node *node, const gk_field *field)
{
    bool counts = field->kind == GK_FIELD_STRING || field->kind == GK_FIELD_TEXT ||
                  field->kind == GK_FIELD_LIST;
    bool odd = counts && ((field->has_min && field->min < 0) || (field->has_max && field->max < 0));
    if (odd || (field->has_min && field->has_max && field->min > field->max))
        fault(r, GK_MSG_type_range, span_of(node, field->has_min ? "min" : "max"),
              number_text(r, field->min), field->has_max ? number_text(r, field->max) : GK_V("—"),
              nothing);
}

static void check_pattern(refining *r, const gk_node *node, const gk_field *field)
{
    static const char *const words[] = {"", "( )", "[ ]", "* + ? {m,n}", "\\", "…"};
    gk_pattern_fault what;
    size_t at;
    if (!field->pattern.n || gk_pattern_compile(field->pattern, r->arena, &what, &at)) return;
    const gk_node *pattern = gk_node_get(node, GK_V("pattern"));
    gk_span span = span_of(node, "pattern");
    bool exact = pattern && pattern->span.to - pattern->span.from >= field->pattern.n &&
                 at < field->pattern.n;
    if (exact) {
        span.from += (uint32_t)at + (pattern->style == GK_STYLE_QUOTED);
        span.to = span.from + 1;
    }
    fault(r, GK_MSG_type_pattern, span, gk_view_of(words[what]), nothing, nothing);
}

static void check_choices(refining *r, const gk_node *node, const gk_field *field)
{
    const gk_node *values = gk_node_get(node, GK_V("values"));
    if (!values || values->kind != GK_NODE_LIST) return;
    for (uint32_t i = 1; i < field->choice_count && i < values->count && i < CHOICES_MAX; i++)
        for (uint32_t k = 0; k < i; k++)
            if (gk_view_eq(field->choices[i].value, field->choices[k].value)) {
                fault(r, GK_MSG_type_choice, values->u.entries[i].node.span,
                      field->choices[i].value, nothing, nothing);
                break;
            }
}

static void check_engine(refining *r, const gk_entry *entry, const gk_field *field)
{
    const gk_engine_field *rule = gk_type_table_engine(entry->key);
    if (gk_type_table_reserved(entry->key))
        fault(r, GK_MSG_type_reserved, entry->key_span, entry->key, nothing, nothing);
    if (!rule) return;
    bool fits = (rule->kinds >> field->kind & 1) != 0;
    if (fits && field->items && rule->items) fits = (rule->items >> field->items->kind & 1) != 0;
    if (fits && gk_view_is(entry->key, "branch")) fits = field->to == GK_TO_BRANCH;
    if (!fits)
        fault(r, GK_MSG_type_engine, span_of(&entry->node, "type"), entry->key,
              gk_view_of(rule->words), nothing);
}

static bool is_name(gk_view v)
{
    if (v.n == 0 || v.n > 40 || v.p[0] < 'a' || v.p[0] > 'z') return false;
    for (size_t i = 0; i < v.n; i++) {
        bool digit = v.p[i] >= '0' && v.p[i] <= '9';
        if (!digit && !(v.p[i] >= 'a' && v.p[i] <= 'z') && v.p[i] != '_') return false;
    }
    return true;
}

static gk_value refine_all(refining *r, const gk_node *node, gk_value value, bool engine);

static gk_value with(refining *r, gk_value map, const char *key, gk_value value)
{
    uint32_t n = gk_value_count(map);
    gk_pair *pairs = gk_arena_alloc(r->arena, n * sizeof *pairs);
    for (uint32_t i = 0; i < n; i++) {
        pairs[i] = (gk_pair){gk_value_key(map, i), gk_value_at(map, i, r->arena)};
        if (gk_view_is(pairs[i].key, key)) pairs[i].value = value;
    }
    return gk_value_map(pairs, n);
}

/* Without the keywords that are not given: the value is kept for the whole build. */
static gk_value without_nulls(refining *r, gk_value map)
{
    uint32_t n = gk_value_count(map), kept = 0;
    gk_pair *pairs = gk_arena_alloc(r->arena, n * sizeof *pairs);
    for (uint32_t i = 0; i < n; i++) {
        gk_value v = gk_value_at(map, i, r->arena);
        if (v.kind != GK_NULL) pairs[kept++] = (gk_pair){gk_value_key(map, i), v};
    }
    return gk_value_map(pairs, kept);
}

static gk_value refine_default(refining *r, const gk_node *node, gk_value def,
                               const gk_field *field)
{
    gk_value typed = gk_value_null();
    const gk_node *given = gk_node_get(node, GK_V("default"));
    if (!given || r->failed) return def;
    gk_check check = {.file = r->check->file, .text = r->check->text, .offset = r->check->offset};
    if (!gk_schema_check_field(field, given, &check, r->arena, r->diags, &typed)) r->failed = true;
    return with(r, def, "default", typed);
}

/* One definition, of a field or of a list's items. */
static gk_value refine(refining *r, gk_view name, const gk_node *node, gk_value def,
                       gk_field *field)
{
    bool before = r->failed;
    r->failed = false;
    gk_field_kind kind;
    if (!gk_field_kind_find(gk_value_view(get(r, def, "type")), &kind)) {
        r->failed = true;
        return gk_value_map(NULL,
                            0); /* anything: documents have no fault because the type has one */
    }
    check_keywords(r, node, kind);
    const gk_node *items = gk_node_get(node, GK_V("items")),
                  *fields = gk_node_get(node, GK_V("fields"));
    if (kind == GK_FIELD_LIST && items) {
        gk_field item;
        def = with(r, def, "items", refine(r, nothing, items, get(r, def, "items"), &item));
    }
    if (kind == GK_FIELD_MAP && fields && fields->kind == GK_NODE_MAP)
        def = with(r, def, "fields", refine_all(r, fields, get(r, def, "fields"), false));
    gk_field_build(name, with(r, def, "default", gk_value_null()), r->arena, field);
    check_range(r, node, field);
    check_pattern(r, node, field);
    check_choices(r, node, field);
    def = refine_default(r, node, def, field);
    r->failed = r->failed || before;
    return without_nulls(r, def);
}

static gk_value refine_all(refining *r, const gk_node *node, gk_value value, bool engine)
{
    uint32_t kept = 0;
    gk_pair *pairs = gk_arena_alloc(r->arena, node->count * sizeof *pairs);
    if (node->count > FIELDS_MAX) {
        gk_view n = gk_arena_printf(r->arena, "%u", node->count),
                most = gk_arena_printf(r->arena, "%d", FIELDS_MAX);
        gk_place place =
            gk_place_at(r->check->file, r->check->text, node->span.from, node->span.from);
        gk_diag_add(r->diags, GK_MSG_field_many, place, GK_V("fields"), GK_V("字段"), n, most);
        r->failed = true;
    }
    for (uint32_t i = 0; i < node->count && i < FIELDS_MAX; i++) {
        const gk_entry *entry = &node->u.entries[i];
        gk_field field = {0};
        if (!is_name(entry->key))
            fault(r, GK_MSG_type_field_name, entry->key_span, entry->key, nothing, nothing);
        gk_value def = refine(r, entry->key, &entry->node,
                              gk_value_get(value, entry->key, r->arena, NULL), &field);
        pairs[kept++] = (gk_pair){entry->key, def};
        if (engine && field.name.n) check_engine(r, entry, &field);
    }
    return gk_value_map(pairs, kept);
}

bool gk_field_refine_all(const gk_node *node, gk_value value, bool engine, gk_check *check,
                         gk_arena *arena, gk_diags *diags, gk_value *out)
{
    refining r = {check, arena, diags, false, 0};
    *out = gk_value_map(NULL, 0);
    if (node && node->kind == GK_NODE_MAP) *out = refine_all(&r, node, value, engine);
    return !r.failed;
}

bool gk_field_check_all(const gk_node *node, gk_check *check, gk_arena *arena, gk_diags *diags,
                        gk_value *out)
{
    const gk_field table = {.kind = GK_FIELD_TABLE,
                            .name = GK_V("options"),
                            .label = GK_V("选项"),
                            .items = gk_type_table_field()};
    gk_value defs;
    bool fine = gk_schema_check_field(&table, node, check, arena, diags, &defs);
    return gk_field_refine_all(node, defs, false, check, arena, diags, out) && fine;
}
