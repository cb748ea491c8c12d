#include "base/map.h"
#include "meta/catalogue_table.h"
#include "meta/scalar.h"

enum { NAMES_MAX = 500 };

typedef struct checking {
    gk_config_loading *l;
    const gk_config_file *file;
} checking;

static const gk_view nothing = {NULL, 0};

static gk_view scalar_of(const gk_node *map, const char *key)
{
    const gk_node *node = gk_node_get(map, gk_view_of(key));
    return node && node->kind == GK_NODE_SCALAR && !gk_node_is_null(node) ? node->u.text : nothing;
}

static void fault(const checking *c, gk_message id, gk_span span, gk_view a, const gk_view *names,
                  size_t count)
{
    gk_config_fault(c->l, c->file, id, span, a, gk_config_suggest(c->l, a, names, count));
}

static gk_span span_of(const gk_node *map, const char *key)
{
    const gk_node *node = gk_node_get(map, gk_view_of(key));
    return node ? node->span : map->span;
}

/* Whether a map of the configuration has a key; if not, says so. */
static void check_key(const checking *c, const gk_node *source, const char *key, gk_value map,
                      gk_message id)
{
    gk_view name = scalar_of(source, key), names[NAMES_MAX];
    bool found = !name.n;
    uint32_t n = gk_value_count(map);
    if (!found) gk_value_get(map, name, c->l->arena, &found);
    for (uint32_t i = 0; i < n && i < NAMES_MAX; i++) names[i] = gk_value_key(map, i);
    if (!found) fault(c, id, span_of(source, key), name, names, n < NAMES_MAX ? n : NAMES_MAX);
}

static void check_kind(const checking *c, const gk_node *source, const gk_schema *type)
{
    gk_view kind = scalar_of(source, "kind"), names[NAMES_MAX];
    const gk_field *field = gk_schema_field(type, GK_V("kind"));
    uint32_t n = field ? field->choice_count : 0;
    if (!kind.n || type->broken || (field && gk_field_choice_label(field, kind).n)) return;
    for (uint32_t i = 0; i < n && i < NAMES_MAX; i++) names[i] = field->choices[i].value;
    fault(c, GK_MSG_catalogue_kind, span_of(source, "kind"), kind, names,
          n < NAMES_MAX ? n : NAMES_MAX);
}

static void check_type(const checking *c, const gk_node *source)
{
    const gk_types *types = &c->l->out->types;
    gk_view name = source->kind == GK_NODE_SCALAR ? source->u.text : scalar_of(source, "type"),
            names[NAMES_MAX], date = scalar_of(source, "date");
    const gk_schema *type = name.n ? gk_types_find(types, name) : NULL;
    gk_span span = source->kind == GK_NODE_SCALAR ? source->span : span_of(source, "type");
    size_t n = types->count < NAMES_MAX ? types->count : NAMES_MAX;
    if (name.n && !type) {
        for (size_t i = 0; i < n; i++) names[i] = types->items[i].name;
        fault(c, GK_MSG_config_type, span, name, names, n);
    }
    if (!type) return;
    check_kind(c, source, type);
    if (!date.n || type->broken || gk_schema_field(type, date)) return;
    n = type->field_count < NAMES_MAX ? type->field_count : NAMES_MAX;
    for (size_t i = 0; i < n; i++) names[i] = type->fields[i].name;
    fault(c, GK_MSG_config_field, span_of(source, "date"), date, names, n);
}

static void check_source(const checking *c, const gk_node *source)
{
    static const char *const ways[] = {"type", "section", "tag", "path", "data"};
    gk_value site = c->l->out->site;
    check_type(c, source);
    if (source->kind != GK_NODE_MAP) return;
    bool any = false;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        any = any || gk_node_get(source, gk_view_of(ways[i]));
    if (!any)
        gk_config_fault(c->l, c->file, GK_MSG_catalogue_source, source->span, nothing, nothing);
    check_key(c, source, "section", gk_value_get(site, GK_V("sections"), NULL, NULL),
              GK_MSG_catalogue_section);
    check_key(c, source, "data", c->l->out->data, GK_MSG_catalogue_data);
}

/* The kinds that the organisation has, each once. */
static size_t collect_kinds(const checking *c, gk_view *names)
{
    gk_value site = c->l->out->site;
    gk_view name = gk_value_view(gk_value_get(site, GK_V("organisation"), NULL, NULL));
    gk_value list = gk_value_get(c->l->out->data, name, c->l->arena, NULL);
    size_t n = 0;
    for (uint32_t i = 0; i < gk_value_count(list) && n < NAMES_MAX; i++) {
        gk_value branch = gk_value_at(list, i, c->l->arena);
        gk_view kind = gk_value_view(gk_value_get(branch, GK_V("kind"), c->l->arena, NULL));
        bool again = !kind.n;
        for (size_t k = 0; k < n && !again; k++) again = gk_view_eq(names[k], kind);
        if (!again) names[n++] = kind;
    }
    return n;
}

static void check_who(const checking *c, const gk_node *who)
{
    gk_view names[NAMES_MAX];
    size_t n = collect_kinds(c, names);
    for (uint32_t i = 0; n && who && who->kind == GK_NODE_LIST && i < who->count; i++) {
        const gk_node *node = &who->u.entries[i].node;
        bool found = node->kind != GK_NODE_SCALAR;
        for (size_t k = 0; k < n && !found; k++) found = gk_view_eq(names[k], node->u.text);
        if (!found) fault(c, GK_MSG_catalogue_who, node->span, node->u.text, names, n);
    }
}

static void check_id(const checking *c, const gk_node *item, gk_map *ids)
{
    gk_view id = scalar_of(item, "id");
    bool fresh = true;
    if (!id.n) return;
    gk_span span = span_of(item, "id");
    if (!gk_scalar_is_id(id)) gk_config_fault(c->l, c->file, GK_MSG_config_name, span, id, nothing);
    uint64_t *line = gk_map_put(ids, id, &fresh);
    if (fresh) {
        *line = gk_place_at(c->file->name, c->file->text, span.from, span.to).line;
        return;
    }
    gk_view first = gk_arena_printf(c->l->arena, "%u", (unsigned)*line);
    gk_config_fault(c->l, c->file, GK_MSG_id_duplicate, span, id, first);
}

void gk_catalogue_check(gk_config_loading *l, const gk_config_file *file)
{
    checking c = {l, file};
    gk_map ids = GK_MAP_INIT;
    const gk_node *items = file->node ? gk_node_get(file->node, GK_V("items")) : NULL;
    for (uint32_t i = 0; items && items->kind == GK_NODE_LIST && i < items->count; i++) {
        const gk_node *item = &items->u.entries[i].node, *by = gk_node_get(item, GK_V("by"));
        if (item->kind != GK_NODE_MAP) continue;
        check_id(&c, item, &ids);
        check_who(&c, gk_node_get(item, GK_V("who")));
        gk_config_check_scope(l, file, gk_node_get(item, GK_V("scope")));
        for (uint32_t k = 0; by && by->kind == GK_NODE_LIST && k < by->count; k++)
            check_source(&c, &by->u.entries[k].node);
    }
    gk_map_free(&ids);
}
