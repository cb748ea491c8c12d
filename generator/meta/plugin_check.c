#include "meta/field_build.h"
#include "meta/plugins.h"
#include "meta/scalar.h"
#include "meta/type_table.h"

static const gk_view nothing = {NULL, 0};

static gk_value get(gk_config_loading *l, gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), l->arena, NULL);
}

/* The map with one key's value replaced. */
static gk_value with(gk_config_loading *l, gk_value map, gk_view key, gk_value value)
{
    uint32_t n = gk_value_count(map);
    gk_pair *pairs = gk_arena_alloc(l->arena, n * sizeof *pairs);
    for (uint32_t i = 0; i < n; i++) {
        pairs[i] = (gk_pair){gk_value_key(map, i), gk_value_at(map, i, l->arena)};
        if (gk_view_eq(pairs[i].key, key)) pairs[i].value = value;
    }
    return gk_value_map(pairs, n);
}

static const gk_node *provided(const gk_plugin_file *plugin, const char *kind)
{
    return gk_node_get(gk_node_get(plugin->yaml.node, GK_V("provides")), gk_view_of(kind));
}

/* Names of filters and functions stand in expressions, where a hyphen is a minus. */
static bool is_name(gk_view v, bool hyphen)
{
    bool fine = v.n > 0 && v.n <= 40 && v.p[0] >= 'a' && v.p[0] <= 'z';
    for (size_t i = 0; fine && i < v.n; i++)
        fine = (v.p[i] >= 'a' && v.p[i] <= 'z') || (v.p[i] >= '0' && v.p[i] <= '9') ||
               v.p[i] == '_' || (hyphen && v.p[i] == '-');
    return fine;
}

static const char *const named[] = {"filters", "functions", "shortcodes", "checks", "outputs"};
enum { NAMED = sizeof named / sizeof *named, CALLED = 2 /* of them in expressions */ };

static void check_names(gk_config_loading *l, gk_plugin_file *plugin)
{
    for (size_t k = 0; k < NAMED; k++) {
        const gk_node *map = provided(plugin, named[k]);
        for (uint32_t i = 0; map && map->kind == GK_NODE_MAP && i < map->count; i++) {
            const gk_entry *entry = &map->u.entries[i];
            if (!is_name(entry->key, k >= CALLED))
                gk_plugin_fault(l, plugin, GK_MSG_plugin_provide_name, entry->key_span, entry->key,
                                k >= CALLED ? GK_V(" -") : nothing);
        }
    }
}

/* Definitions of fields below a key of the manifest, checked from the ground. */
static gk_value check_fields(gk_config_loading *l, gk_plugin_file *plugin, const gk_node *node)
{
    gk_check check = gk_config_check_of(l, &plugin->yaml);
    gk_value defs = gk_value_map(NULL, 0);
    if (!node || gk_node_is_null(node)) return defs;
    if (!gk_field_check_all(node, &check, l->arena, l->diags, &defs)) plugin->broken = true;
    return defs;
}

static gk_value check_shortcodes(gk_config_loading *l, gk_plugin_file *plugin, gk_value map)
{
    const gk_node *node = provided(plugin, "shortcodes");
    uint32_t n = gk_value_count(map);
    gk_pair *pairs = gk_arena_alloc(l->arena, n * sizeof *pairs);
    for (uint32_t i = 0; i < n; i++) {
        gk_view name = gk_value_key(map, i);
        const gk_node *args = gk_node_get(gk_node_get(node, name), GK_V("args"));
        pairs[i] = (gk_pair){name, with(l, gk_value_at(map, i, l->arena), GK_V("args"),
                                        check_fields(l, plugin, args))};
    }
    return gk_value_map(pairs, n);
}

static gk_value check_document(gk_config_loading *l, gk_plugin_file *plugin, gk_value document)
{
    const gk_node *fields = gk_node_get(provided(plugin, "document"), GK_V("fields"));
    if (document.kind != GK_MAP) return document;
    for (uint32_t i = 0; fields && fields->kind == GK_NODE_MAP && i < fields->count; i++) {
        const gk_entry *entry = &fields->u.entries[i];
        if (gk_type_table_reserved(entry->key) || gk_type_table_engine(entry->key))
            gk_plugin_fault(l, plugin, GK_MSG_type_reserved, entry->key_span, entry->key, nothing);
    }
    return with(l, document, GK_V("fields"), check_fields(l, plugin, fields));
}

/* What other programs take for data, never for a page or a script. */
static bool has_data_ending(gk_view path)
{
    static const char *const endings[] = {".json", ".geojson", ".webmanifest", ".txt", ".csv",
                                          ".tsv",  ".ics",     ".vcf",         ".md",  ".svg"};
    return gk_view_has_ending(path, endings, sizeof endings / sizeof *endings);
}

static bool is_output_path(gk_view path)
{
    gk_view rest = path, part;
    if (!has_data_ending(path) || gk_scalar_has_hidden(path) || path.n > 200) return false;
    for (size_t i = 0; i < path.n; i++)
        if ((unsigned char)path.p[i] <= ' ' || strchr("\\?#%:*\"<>|", path.p[i])) return false;
    while (gk_view_split(&rest, '/', &part))
        if (!part.n || part.p[0] == '.') return false;
    return true;
}

static void check_outputs(gk_config_loading *l, gk_plugin_file *plugin, gk_value map)
{
    const gk_node *node = provided(plugin, "outputs");
    for (uint32_t i = 0; i < gk_value_count(map); i++) {
        gk_value output = gk_value_at(map, i, l->arena);
        gk_view path = gk_value_view(get(l, output, "path"));
        bool of_page = gk_view_is(gk_value_view(get(l, output, "for")), "page");
        bool fine =
            is_output_path(path) && (!of_page || gk_view_find_byte(path, '/', 0) == SIZE_MAX);
        const gk_node *written = gk_node_get(&node->u.entries[i].node, GK_V("path"));
        if (path.n && written && !fine)
            gk_plugin_fault(l, plugin, GK_MSG_plugin_path, written->span, path, nothing);
    }
}

void gk_plugin_check(gk_config_loading *l, gk_plugin_file *plugin)
{
    gk_value provides = get(l, plugin->manifest, "provides");
    if (provides.kind != GK_MAP) return;
    check_names(l, plugin);
    check_outputs(l, plugin, get(l, provides, "outputs"));
    provides = with(l, provides, GK_V("shortcodes"),
                    check_shortcodes(l, plugin, get(l, provides, "shortcodes")));
    provides = with(l, provides, GK_V("document"),
                    check_document(l, plugin, get(l, provides, "document")));
    plugin->manifest = with(l, plugin->manifest, GK_V("provides"), provides);
}

/* The plugin before this one that provides the name; filters and functions share their names,
 * because a function is a filter too. */
static const gk_plugin_file *earlier(const gk_plugin_file *plugins, size_t i, size_t kind,
                                     gk_view name)
{
    for (size_t p = 0; p <= i; p++)
        for (size_t k = 0; k < NAMED; k++) {
            bool shared = k == kind || (k < CALLED && kind < CALLED);
            bool before = p < i || k < kind;
            if (shared && before && gk_node_entry(provided(&plugins[p], named[k]), name))
                return &plugins[p];
        }
    return NULL;
}

static void check_clash(gk_config_loading *l, gk_plugin_file *plugins, size_t i, size_t kind,
                        const gk_entry *entry)
{
    const gk_config_reader *reader = l->reader;
    bool plain = kind < CALLED || gk_view_is(gk_view_of(named[kind]), "shortcodes");
    const gk_plugin_file *other = plain ? earlier(plugins, i, kind, entry->key) : NULL;
    if (kind < CALLED && reader->built_in && reader->built_in(reader->ctx, entry->key))
        gk_plugin_fault(l, &plugins[i], GK_MSG_plugin_built_in, entry->key_span, entry->key,
                        nothing);
    else if (other)
        gk_plugin_fault(l, &plugins[i], GK_MSG_plugin_clash, entry->key_span, entry->key,
                        other->name);
}

static void check_types(gk_config_loading *l, gk_plugin_file *plugin, const gk_node *list)
{
    const gk_types *types = &l->out->types;
    gk_view *names = gk_arena_alloc(l->arena, types->count * sizeof *names);
    for (size_t t = 0; t < types->count; t++) names[t] = types->items[t].name;
    for (uint32_t i = 0; list && list->kind == GK_NODE_LIST && i < list->count; i++) {
        const gk_node *item = &list->u.entries[i].node;
        if (item->kind != GK_NODE_SCALAR || gk_types_find(types, item->u.text)) continue;
        gk_plugin_fault(l, plugin, GK_MSG_plugin_type, item->span, item->u.text,
                        gk_config_suggest(l, item->u.text, names, types->count));
    }
}

void gk_plugins_check_clashes(gk_config_loading *l, gk_plugin_file *plugins, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < NAMED; k++) {
            const gk_node *map = provided(&plugins[i], named[k]);
            for (uint32_t e = 0; map && map->kind == GK_NODE_MAP && e < map->count; e++)
                check_clash(l, plugins, i, k, &map->u.entries[e]);
        }
        check_types(l, &plugins[i], gk_node_get(provided(&plugins[i], "document"), GK_V("types")));
        const gk_node *outputs = provided(&plugins[i], "outputs");
        for (uint32_t e = 0; outputs && outputs->kind == GK_NODE_MAP && e < outputs->count; e++)
            check_types(l, &plugins[i], gk_node_get(&outputs->u.entries[e].node, GK_V("types")));
    }
}
