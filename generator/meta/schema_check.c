#include "meta/checking.h"
#include "meta/scalar.h"
#include "meta/yaml_fault.h"

enum { FAULTS_MAX = 50, NAMES_SHOWN = 30 };

static const gk_view nothing = {NULL, 0};

/* attachments[2].file */
static gk_view trail_name(gk_checking *c, const gk_trail *at)
{
    gk_view own = at->key.n ? at->key : at->field->name;
    if (at->index) {
        gk_view list = at->up ? trail_name(c, at->up) : nothing;
        return gk_arena_printf(c->arena, "%.*s[%u]", (int)list.n, list.p, at->index);
    }
    return at->up ? GK_JOIN(c->arena, trail_name(c, at->up), GK_V("."), own) : own;
}

gk_view gk_checking_label(const gk_trail *at)
{
    for (const gk_trail *t = at; t; t = t->up) {
        if (t->field->label.n) return t->field->label;
        if (t->key.n) return t->key;
        if (t->field->name.n) return t->field->name;
    }
    return nothing;
}

static gk_place place(const gk_checking *c, gk_span span)
{
    return gk_place_at(c->check->file, c->check->text, span.from, span.to);
}

/* True when there are so many faults that this one is not added. */
static bool flooded(gk_checking *c, gk_span span)
{
    if (c->flooded) return true;
    c->flooded = c->diags->count - c->before >= FAULTS_MAX;
    if (c->flooded) gk_diag_add(c->diags, GK_MSG_field_more, place(c, span));
    return c->flooded;
}

void gk_checking_fault(gk_checking *c, const gk_trail *at, gk_message id, gk_span span, gk_view a,
                       gk_view b, gk_view d)
{
    if (gk_message_get(id)->severity == GK_ERROR) c->failed = true;
    if (flooded(c, span)) return;
    if (span.from >= span.to) span = at->anchor;
    gk_view help = at->field->help;
    if (help.n) help = GK_JOIN(c->arena, GK_V("（"), help, GK_V("）"));
    gk_diag_add(c->diags, id, place(c, span), trail_name(c, at), gk_checking_label(at), a, b, d,
                help);
}

static gk_view number_text(gk_checking *c, double n)
{
    return gk_arena_printf(c->arena, "%.15g", n);
}

bool gk_checking_range(gk_checking *c, const gk_trail *at, gk_span span, double n, gk_message below,
                       gk_message above)
{
    const gk_field *field = at->field;
    if (field->has_min && n < field->min) {
        gk_checking_fault(c, at, below, span, number_text(c, n), number_text(c, field->min),
                          nothing);
        return false;
    }
    if (field->has_max && n > field->max) {
        gk_checking_fault(c, at, above, span, number_text(c, n), number_text(c, field->max),
                          nothing);
        return false;
    }
    return true;
}

/* "title、date、…": what may be written. */
static gk_view field_names(gk_checking *c, const gk_field *fields, size_t count)
{
    gk_view pieces[2 * NAMES_SHOWN];
    size_t n = 0;
    for (size_t i = 0; i < count && i < NAMES_SHOWN; i++) {
        if (i) pieces[n++] = GK_V("、");
        pieces[n++] = fields[i].name;
    }
    return gk_arena_join(c->arena, pieces, n);
}

typedef struct map_rule {
    const gk_field *fields;
    size_t count;
    gk_view owner;
    bool open,
        complete;  /* further keys are taken by look; fields that are not set are there as null */
    bool document; /* the key `type` is not the schema's business */
} map_rule;

/* The field that an unknown key was meant to be: its label, or something written alike. */
static gk_view meant(const map_rule *rule, gk_view key)
{
    enum { LONGEST = 60, MOST = 200 };
    gk_view names[MOST];
    size_t n = 0;
    for (; n < rule->count && n < MOST; n++) {
        if (gk_view_eq(rule->fields[n].label, key)) return rule->fields[n].name;
        names[n] = rule->fields[n].name;
    }
    return key.n <= LONGEST ? gk_view_nearest(key, names, n) : nothing;
}

/* Gives the name of the field that was meant, or nothing. */
static gk_view unknown_key(gk_checking *c, const map_rule *rule, const gk_entry *entry)
{
    c->failed = true;
    if (flooded(c, entry->key_span)) return nothing;
    gk_place at = place(c, entry->key_span);
    size_t colon = gk_view_find(entry->key, GK_V("："), 0);
    if (colon != SIZE_MAX && colon > 0) {
        gk_view value = gk_view_from(entry->key, colon + 3);
        gk_diag_add(c->diags, GK_MSG_yaml_wide_colon, at, gk_view_n(entry->key.p, colon), value);
        return nothing;
    }
    if (gk_view_starts(entry->key, GK_V("\xE3\x80\x80")) ||
        gk_view_starts(entry->key, GK_V("\xC2\xA0"))) {
        gk_diag_add(c->diags, GK_MSG_yaml_wide_space, at);
        return nothing;
    }
    gk_view name = meant(rule, entry->key), all = field_names(c, rule->fields, rule->count);
    if (name.n)
        gk_diag_add(c->diags, GK_MSG_field_typo, at, entry->key, rule->owner, name);
    else
        gk_diag_add(c->diags, GK_MSG_field_unknown, at, entry->key, rule->owner, all);
    return name;
}

static bool check_value(gk_checking *c, const gk_trail *at, const gk_node *node, gk_value *out);

/* The index of a field, tried first behind the last one found: documents follow the order of their
 * type. */
static size_t field_index(const map_rule *rule, gk_view name, size_t hint)
{
    for (size_t i = 0; i < rule->count; i++) {
        size_t k = hint + i < rule->count ? hint + i : hint + i - rule->count;
        const gk_view *own = &rule->fields[k].name;
        if (own->n == name.n && own->p[0] == name.p[0] && memcmp(own->p, name.p, name.n) == 0)
            return k;
    }
    return SIZE_MAX;
}

static bool is_empty(const gk_field *field, const gk_node *node)
{
    if (gk_node_is_null(node)) return true;
    return field->required && node->kind == GK_NODE_SCALAR && node->u.text.n == 0;
}

/* One declared field; entry NULL = not given. `meant_here`: an unknown key was taken for it, which
 * has been said. */
static gk_value check_field(gk_checking *c, const gk_trail *up, const gk_field *field,
                            const gk_entry *entry, gk_span anchor, bool meant_here)
{
    gk_trail at = {.up = up, .field = field, .anchor = entry ? entry->key_span : anchor};
    gk_value value = gk_value_null();
    if (entry && !is_empty(field, &entry->node)) {
        check_value(c, &at, &entry->node, &value);
        return value;
    }
    if (field->derived.n) return value;
    if (entry && gk_node_is_null(&entry->node)) gk_checking_hash(c, &at, entry->key_span.to + 1);
    if (field->required && !meant_here)
        gk_checking_fault(c, &at,
                          c->check->arguments ? GK_MSG_shortcode_arg_missing : GK_MSG_field_missing,
                          at.anchor, field->name, nothing, nothing);
    return field->fallback;
}

static void check_map(gk_checking *c, const gk_trail *up, const map_rule *rule, const gk_node *node,
                      gk_span anchor, gk_value *out)
{
    const gk_entry **given = gk_arena_calloc(c->arena, rule->count, sizeof *given);
    gk_pair *pairs = gk_arena_alloc(c->arena, (rule->count + node->count) * sizeof *pairs);
    size_t n = 0, index = SIZE_MAX;
    bool *mistyped = NULL;
    for (uint32_t i = 0; i < node->count; i++) {
        const gk_entry *entry = &node->u.entries[i];
        size_t found = field_index(rule, entry->key, index + 1);
        if (found != SIZE_MAX && rule->fields[found].derived.n) {
            gk_trail at = {.up = up, .field = &rule->fields[found], .anchor = entry->key_span};
            gk_checking_fault(c, &at, GK_MSG_field_derived, entry->key_span, at.field->derived,
                              nothing, nothing);
        } else if (found != SIZE_MAX) {
            given[index = found] = entry;
        } else if (!rule->open && !(rule->document && gk_view_is(entry->key, "type"))) {
            gk_view name = unknown_key(c, rule, entry);
            if (!mistyped) mistyped = gk_arena_calloc(c->arena, rule->count, sizeof *mistyped);
            if (name.n) mistyped[field_index(rule, name, 0)] = true;
        }
    }
    for (size_t i = 0; i < rule->count; i++) {
        gk_value value =
            check_field(c, up, &rule->fields[i], given[i], anchor, mistyped && mistyped[i]);
        if (value.kind != GK_NULL || rule->complete)
            pairs[n++] = (gk_pair){rule->fields[i].name, value};
    }
    for (uint32_t i = 0; rule->open && i < node->count; i++) {
        const gk_entry *entry = &node->u.entries[i];
        if (field_index(rule, entry->key, 0) == SIZE_MAX &&
            !(rule->document && gk_view_is(entry->key, "type")))
            pairs[n++] =
                (gk_pair){entry->key, gk_scalar_node(&entry->node, c->check->offset, c->arena)};
    }
    *out = gk_value_map(pairs, n);
}

/* A wanted list or map that is a scalar is often one that was mistyped. */
static bool explained(gk_checking *c, const gk_node *node)
{
    if (!gk_yaml_explain_scalar(c->check->file, c->check->text, node, c->diags)) return false;
    return c->failed = true;
}

static gk_span first_key(const gk_node *map)
{
    return map->count ? (gk_span){map->span.from, map->u.entries[0].key_span.to} : map->span;
}

static bool check_map_field(gk_checking *c, const gk_trail *at, const gk_node *node, gk_value *out)
{
    const gk_field *field = at->field;
    map_rule rule = {field->fields, field->field_count, gk_checking_label(at), field->open, true,
                     false};
    gk_entry entry = {.key = field->scalar, .key_span = node->span, .node = *node};
    gk_node wrapped = {.kind = GK_NODE_MAP, .count = 1, .span = node->span, .u.entries = &entry};
    if (node->kind == GK_NODE_SCALAR && field->scalar.n) node = &wrapped;
    if (node->kind != GK_NODE_MAP) {
        gk_view names = field_names(c, rule.fields, rule.count);
        if (!explained(c, node))
            gk_checking_fault(c, at, GK_MSG_field_map, node->span, names, nothing, nothing);
        return false;
    }
    check_map(c, at, &rule, node, at->index ? first_key(node) : at->anchor, out);
    return true;
}

static bool check_table(gk_checking *c, const gk_trail *at, const gk_node *node, gk_value *out)
{
    if (node->kind != GK_NODE_MAP) {
        if (!explained(c, node))
            gk_checking_fault(c, at, GK_MSG_field_map, node->span, nothing, nothing, nothing);
        return false;
    }
    gk_pair *pairs = gk_arena_alloc(c->arena, node->count * sizeof *pairs);
    for (uint32_t i = 0; i < node->count; i++) {
        const gk_entry *entry = &node->u.entries[i];
        gk_trail item = {
            .up = at, .field = at->field->items, .key = entry->key, .anchor = entry->key_span};
        pairs[i] = (gk_pair){entry->key, gk_value_null()};
        if (!gk_node_is_null(&entry->node)) {
            check_value(c, &item, &entry->node, &pairs[i].value);
        } else if (item.field->kind == GK_FIELD_MAP) {
            gk_node empty = {.kind = GK_NODE_MAP, .span = entry->key_span};
            check_value(c, &item, &empty, &pairs[i].value);
        }
    }
    *out = gk_value_map(pairs, node->count);
    return true;
}

static bool is_any(gk_view rest, const char *const *marks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (gk_view_starts(rest, gk_view_of(marks[i]))) return true;
    return false;
}

/* 【党费，办事】 → 党费, 办事 */
static gk_view with_commas(gk_checking *c, gk_view text)
{
    static const char *const commas[] = {"，", "、", "；"}, *const brackets[] = {"【", "】", "［",
                                                                                 "］"};
    gk_buf buf = GK_BUF_INIT;
    for (size_t i = 0; i < text.n && i < 200;) {
        gk_view rest = gk_view_from(text, i);
        bool comma = is_any(rest, commas, 3), bracket = is_any(rest, brackets, 4);
        if (comma) gk_buf_puts(&buf, ", ");
        if (!comma && !bracket) gk_buf_putc(&buf, text.p[i]);
        i += comma || bracket ? 3 : 1;
    }
    gk_view out = gk_arena_view(c->arena, gk_buf_view(&buf));
    gk_buf_free(&buf);
    return out;
}

static void warn_of_marks(gk_checking *c, const gk_trail *at, const gk_node *item)
{
    if (item->kind != GK_NODE_SCALAR || item->style != GK_STYLE_PLAIN) return;
    static const char *const marks[] = {"，", "、"};
    for (size_t i = 0; i < 2; i++) {
        size_t found = gk_view_find(item->u.text, gk_view_of(marks[i]), 0);
        if (found == SIZE_MAX) continue;
        uint32_t from = item->span.from + (uint32_t)found;
        gk_checking_fault(c, at, GK_MSG_field_comma, (gk_span){from, from + 3},
                          gk_view_of(marks[i]), nothing, nothing);
        return;
    }
}

/* `-file: a.pdf`: a map whose key begins with the dash. */
static bool explained_dash(gk_checking *c, const gk_node *node)
{
    if (node->kind != GK_NODE_MAP || !node->count ||
        !gk_view_starts(node->u.entries[0].key, GK_V("-")))
        return false;
    uint32_t from = node->u.entries[0].key_span.from;
    gk_diag_add(c->diags, GK_MSG_yaml_dash_space, place(c, (gk_span){from, from + 1}));
    return c->failed = true;
}

static bool check_list(gk_checking *c, const gk_trail *at, const gk_node *node, gk_value *out)
{
    const gk_field *items = at->field->items;
    if (node->kind != GK_NODE_LIST) {
        gk_view shown = node->kind == GK_NODE_SCALAR ? with_commas(c, node->u.text) : GK_V("…");
        if (!explained(c, node) && !explained_dash(c, node))
            gk_checking_fault(c, at, GK_MSG_field_list, node->span, shown, nothing, nothing);
        return false;
    }
    bool flow = node->style == GK_STYLE_FLOW;
    gk_value *values = gk_arena_alloc(c->arena, node->count * sizeof *values);
    for (uint32_t i = 0; i < node->count; i++) {
        const gk_node *item = &node->u.entries[i].node;
        gk_span anchor = item->span.from < item->span.to ? item->span : at->anchor;
        gk_trail in = {.up = at, .field = items, .index = i + 1, .anchor = anchor};
        values[i] = gk_value_null();
        if (gk_node_is_null(item))
            gk_checking_fault(c, &in, GK_MSG_field_empty, item->span, nothing, nothing, nothing);
        else if (check_value(c, &in, item, &values[i]) && flow && items->kind == GK_FIELD_STRING)
            warn_of_marks(c, at, item);
    }
    *out = gk_value_list(values, node->count);
    return gk_checking_range(c, at, at->anchor, node->count, GK_MSG_field_few, GK_MSG_field_many);
}

static bool check_value(gk_checking *c, const gk_trail *at, const gk_node *node, gk_value *out)
{
    switch (at->field->kind) {
    case GK_FIELD_LIST: return check_list(c, at, node, out);
    case GK_FIELD_MAP: return check_map_field(c, at, node, out);
    case GK_FIELD_TABLE: return check_table(c, at, node, out);
    case GK_FIELD_ANY: *out = gk_scalar_node(node, c->check->offset, c->arena); return true;
    default: break;
    }
    if (node->kind != GK_NODE_SCALAR) {
        gk_checking_fault(c, at, GK_MSG_field_scalar, node->span, nothing, nothing, nothing);
        return false;
    }
    return gk_checking_scalar(c, at, node, out);
}

static gk_checking begin(gk_check *check, gk_arena *arena, gk_diags *diags)
{
    if (!check->tail) check->tail = &check->mentions;
    return (gk_checking){.check = check, .arena = arena, .diags = diags, .before = diags->count};
}

static bool check_root(const map_rule *rule, const gk_node *node, gk_check *check, gk_arena *arena,
                       gk_diags *diags, gk_value *out)
{
    gk_checking c = begin(check, arena, diags);
    gk_node empty = {.kind = GK_NODE_MAP};
    c.flooded = node == NULL;
    if (!node) node = &empty;
    check_map(&c, NULL, rule, node, first_key(node), out);
    return !c.failed;
}

bool gk_schema_check_fields(const gk_field *fields, size_t count, gk_view owner,
                            const gk_node *node, gk_check *check, gk_arena *arena, gk_diags *diags,
                            gk_value *out)
{
    map_rule rule = {.fields = fields, .count = count, .owner = owner, .complete = check->complete};
    return check_root(&rule, node, check, arena, diags, out);
}

bool gk_schema_check(const gk_schema *schema, const gk_node *node, gk_check *check, gk_arena *arena,
                     gk_diags *diags, gk_value *out)
{
    map_rule rule = {.fields = schema->fields,
                     .count = schema->field_count,
                     .owner = schema->label.n ? schema->label : schema->name,
                     .open = schema->broken,
                     .complete = check->complete,
                     .document = true};
    return check_root(&rule, node, check, arena, diags, out);
}

bool gk_schema_check_field(const gk_field *field, const gk_node *node, gk_check *check,
                           gk_arena *arena, gk_diags *diags, gk_value *out)
{
    gk_checking c = begin(check, arena, diags);
    gk_trail at = {.field = field, .anchor = node->span};
    *out = gk_value_null();
    if (!gk_node_is_null(node)) check_value(&c, &at, node, out);
    return !c.failed;
}
