#include "meta/plugins.h"

static gk_value get(gk_config_loading *l, gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), l->arena, NULL);
}

/* Whether the list names the type, or one that it extends; an empty list means all. */
static bool concerns(gk_config_loading *l, gk_value wanted, const gk_schema *type)
{
    enum { DEEP = 20 };
    if (!gk_value_count(wanted)) return true;
    for (int depth = 0; type && depth < DEEP; depth++) {
        for (uint32_t i = 0; i < gk_value_count(wanted); i++)
            if (gk_view_eq(gk_value_view(gk_value_at(wanted, i, l->arena)), type->name))
                return true;
        type = type->extends.n ? gk_types_find(&l->out->types, type->extends) : NULL;
    }
    return false;
}

/* The definition with the plugin's name. */
static gk_value marked(gk_config_loading *l, gk_value def, gk_view plugin)
{
    uint32_t n = gk_value_count(def);
    gk_pair *pairs = gk_arena_alloc(l->arena, (n + 1) * sizeof *pairs);
    for (uint32_t i = 0; i < n; i++)
        pairs[i] = (gk_pair){gk_value_key(def, i), gk_value_at(def, i, l->arena)};
    pairs[n] = (gk_pair){GK_V("derived"), gk_value_string(plugin)};
    return gk_value_map(pairs, n + 1);
}

static gk_span span_of_field(const gk_plugin_file *plugin, gk_view name)
{
    const gk_node *provides = gk_node_get(plugin->yaml.node, GK_V("provides"));
    const gk_node *document = gk_node_get(provides, GK_V("document"));
    const gk_entry *entry = gk_node_entry(gk_node_get(document, GK_V("fields")), name);
    return entry ? entry->key_span : (gk_span){0, 0};
}

/* The fields with those of one plugin behind them. */
static gk_value append(gk_config_loading *l, gk_plugin_file *plugin, gk_view type, gk_value fields,
                       gk_value derived)
{
    uint32_t before = gk_value_count(fields), more = gk_value_count(derived);
    gk_pair *pairs = gk_arena_alloc(l->arena, (before + more) * sizeof *pairs);
    size_t n = 0;
    for (uint32_t i = 0; i < before; i++)
        pairs[n++] = (gk_pair){gk_value_key(fields, i), gk_value_at(fields, i, l->arena)};
    for (uint32_t i = 0; i < more; i++) {
        gk_view name = gk_value_key(derived, i);
        bool taken;
        gk_value_get(fields, name, l->arena, &taken);
        if (taken)
            gk_plugin_fault(l, plugin, GK_MSG_plugin_field, span_of_field(plugin, name), name,
                            type);
        else
            pairs[n++] =
                (gk_pair){name, marked(l, gk_value_at(derived, i, l->arena), plugin->name)};
    }
    return gk_value_map(pairs, n);
}

static gk_value type_with(gk_config_loading *l, gk_value type, gk_value fields)
{
    uint32_t n = gk_value_count(type);
    gk_pair *pairs = gk_arena_alloc(l->arena, n * sizeof *pairs);
    for (uint32_t i = 0; i < n; i++) {
        pairs[i] = (gk_pair){gk_value_key(type, i), gk_value_at(type, i, l->arena)};
        if (gk_view_is(pairs[i].key, "fields")) pairs[i].value = fields;
    }
    return gk_value_map(pairs, n);
}

/* One type with the fields of all plugins that concern it. */
static gk_value derive(gk_config_loading *l, gk_plugin_file *plugins, size_t count, gk_view name,
                       gk_value type)
{
    const gk_schema *schema = gk_types_find(&l->out->types, name);
    gk_value fields = get(l, type, "fields");
    for (size_t p = 0; p < count; p++) {
        gk_value document = get(l, get(l, plugins[p].manifest, "provides"), "document");
        gk_value derived = get(l, document, "fields");
        if (plugins[p].broken || !gk_value_count(derived)) continue;
        if (schema && concerns(l, get(l, document, "types"), schema))
            fields = append(l, &plugins[p], name, fields, derived);
    }
    return type_with(l, type, fields);
}

void gk_plugins_derive(gk_config_loading *l, gk_plugin_file *plugins, size_t count)
{
    gk_value types = l->out->types.value;
    uint32_t n = gk_value_count(types);
    bool any = false;
    for (size_t p = 0; p < count; p++)
        any = any || get(l, get(l, plugins[p].manifest, "provides"), "document").kind == GK_MAP;
    if (!any) return;
    gk_pair *pairs = gk_arena_alloc(l->arena, n * sizeof *pairs);
    for (uint32_t i = 0; i < n; i++) {
        gk_view name = gk_value_key(types, i);
        pairs[i] =
            (gk_pair){name, derive(l, plugins, count, name, gk_value_at(types, i, l->arena))};
    }
    gk_types_from_value(gk_value_map(pairs, n), l->arena, &l->out->types);
}
