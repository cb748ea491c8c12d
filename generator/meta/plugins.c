#include "meta/plugins.h"

#include <stdlib.h>

#include "meta/encoding.h"
#include "meta/field_build.h"
#include "meta/plugin_table.h"
#include "meta/scalar.h"

enum { PLUGINS_MAX = 100, FILE_MAX = 1024 * 1024 };

static const gk_view nothing = {NULL, 0};

static gk_value get(gk_config_loading *l, gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), l->arena, NULL);
}

void gk_plugin_fault(gk_config_loading *l, gk_plugin_file *plugin, gk_message id, gk_span span,
                     gk_view a, gk_view b)
{
    if (gk_message_get(id)->severity == GK_ERROR) plugin->broken = true;
    gk_config_fault(l, &plugin->yaml, id, span, a, b);
}

static gk_view path_of(gk_config_loading *l, const gk_plugin_file *plugin, gk_view file)
{
    return GK_JOIN(l->arena, GK_V("plugins/"), plugin->name, GK_V("/"), file);
}

static gk_span span_of(const gk_node *map, const char *key)
{
    const gk_entry *entry = gk_node_entry(map, gk_view_of(key));
    if (!entry) return map ? (gk_span){map->span.from, map->span.from} : (gk_span){0, 0};
    return entry->node.span.from < entry->node.span.to ? entry->node.span : entry->key_span;
}

/* A text file of the plugin's folder. */
static bool read_text(gk_config_loading *l, gk_plugin_file *plugin, gk_view name, gk_span span,
                      gk_config_file *out)
{
    bool exists, read = gk_config_read_text(l, path_of(l, plugin, name), out, &exists);
    if (!read && !exists) gk_plugin_fault(l, plugin, GK_MSG_plugin_file, span, name, nothing);
    if (read && out->text.n > FILE_MAX) {
        gk_plugin_fault(l, plugin, GK_MSG_plugin_file_large, span, name, nothing);
        return false;
    }
    bool good = read && gk_encoding_check(out->name, out->text, l->diags);
    if (!good) plugin->broken = true;
    if (good) out->text = gk_view_from(out->text, gk_encoding_bom(out->text));
    return good;
}

/* A name in the plugin's own folder or below it. */
static bool is_inside(gk_view name)
{
    return name.n && name.p[0] != '/' && name.p[0] != '.' && !gk_scalar_has_hidden(name) &&
           gk_view_find(name, GK_V(".."), 0) == SIZE_MAX &&
           gk_view_find(name, GK_V("/."), 0) == SIZE_MAX &&
           gk_view_find_byte(name, '\\', 0) == SIZE_MAX;
}

static void read_files(gk_config_loading *l, gk_plugin_file *plugin)
{
    gk_value names = get(l, plugin->manifest, "files");
    const gk_node *node = gk_node_get(plugin->yaml.node, GK_V("files"));
    uint32_t count = gk_value_count(names), n = 0;
    gk_pair *pairs = gk_arena_alloc(l->arena, count * sizeof *pairs);
    for (uint32_t i = 0; i < count; i++) {
        gk_view name = gk_value_view(gk_value_at(names, i, l->arena));
        gk_span span = node->u.entries[i].node.span;
        gk_config_file file;
        if (!name.n) continue;
        if (!is_inside(name))
            gk_plugin_fault(l, plugin, GK_MSG_plugin_file, span, name, nothing);
        else if (read_text(l, plugin, name, span, &file))
            pairs[n++] = (gk_pair){name, gk_value_string(file.text)};
    }
    plugin->files = gk_value_map(pairs, n);
}

static void read_code(gk_config_loading *l, gk_plugin_file *plugin)
{
    gk_config_file code = {.name = path_of(l, plugin, GK_V("plugin.lua"))};
    gk_span span = span_of(plugin->yaml.node, "name");
    const gk_config_reader *reader = l->reader;
    plugin->inert = reader->inert && reader->inert(reader->ctx, plugin->name);
    if (plugin->inert)
        gk_plugin_stub(l, plugin);
    else if (read_text(l, plugin, GK_V("plugin.lua"), span, &code))
        plugin->source = code.text;
    plugin->code_file = code.name;
}

/* The options that site.yaml gives, typed by what plugin.yaml declares. */
static void read_options(gk_config_loading *l, gk_plugin_file *plugin, const gk_node *item)
{
    gk_check check = gk_config_check_of(l, &plugin->yaml);
    gk_value defs = gk_value_map(NULL, 0);
    const gk_node *declared = gk_node_get(plugin->yaml.node, GK_V("options"));
    const gk_node *given = gk_node_get(item, GK_V("options"));
    gk_node none = {.kind = GK_NODE_MAP, .span = plugin->span};
    if (declared && !gk_node_is_null(declared) &&
        !gk_field_check_all(declared, &check, l->arena, l->diags, &defs))
        plugin->broken = true;
    gk_field map = {.name = GK_V("options"), .label = plugin->name, .kind = GK_FIELD_MAP};
    map.fields = gk_field_build_all(defs, l->arena, &map.field_count);
    gk_check of_site = gk_config_check_of(l, &l->site);
    if (!given || gk_node_is_null(given)) given = &none;
    if (!plugin->broken)
        gk_schema_check_field(&map, given, &of_site, l->arena, l->diags, &plugin->options);
}

static void check_head(gk_config_loading *l, gk_plugin_file *plugin)
{
    const gk_node *node = plugin->yaml.node;
    gk_view name = gk_value_view(get(l, plugin->manifest, "name"));
    gk_value api = get(l, plugin->manifest, "api");
    if (name.n && !gk_view_eq(name, plugin->name))
        gk_plugin_fault(l, plugin, GK_MSG_plugin_name, span_of(node, "name"), name, plugin->name);
    if (api.kind == GK_INT && api.u.i != GK_PLUGIN_API)
        gk_plugin_fault(l, plugin, GK_MSG_plugin_api, span_of(node, "api"),
                        gk_arena_printf(l->arena, "%lld", (long long)api.u.i),
                        gk_arena_printf(l->arena, "%d", GK_PLUGIN_API));
    gk_value order = get(l, plugin->manifest, "order");
    plugin->order = order.kind == GK_INT ? order.u.i : 50;
}

static void read_one(gk_config_loading *l, gk_plugin_file *plugin, const gk_node *item)
{
    size_t count;
    const gk_field *fields = gk_plugin_table(&count);
    gk_check check = gk_config_check_of(l, &plugin->yaml);
    if (!gk_schema_check_fields(fields, count, GK_V("plugin.yaml"), plugin->yaml.node, &check,
                                l->arena, l->diags, &plugin->manifest))
        plugin->broken = true;
    check_head(l, plugin);
    read_options(l, plugin, item);
    read_code(l, plugin);
    read_files(l, plugin);
    gk_plugin_check(l, plugin);
}

bool gk_plugin_is_name(gk_view v)
{
    bool fine = v.n > 0 && v.n <= 40 && v.p[0] >= 'a' && v.p[0] <= 'z';
    for (size_t i = 0; fine && i < v.n; i++)
        fine =
            (v.p[i] >= 'a' && v.p[i] <= 'z') || (v.p[i] >= '0' && v.p[i] <= '9') || v.p[i] == '-';
    return fine;
}

static void report_missing(gk_config_loading *l, const gk_plugin_file *plugin)
{
    const gk_config_name *found = NULL;
    size_t count = l->reader->list(l->reader->ctx, GK_V("plugins"), l->arena, &found);
    gk_view *names = gk_arena_alloc(l->arena, count * sizeof *names);
    for (size_t i = 0; i < count; i++) names[i] = found[i].name;
    gk_config_fault(l, &l->site, GK_MSG_plugin_missing, plugin->span, plugin->name,
                    gk_config_suggest(l, plugin->name, names, count));
}

/* One item of the list in site.yaml; false when there is nothing to go on with. */
static bool find_one(gk_config_loading *l, gk_plugin_file *plugin, const gk_node *item,
                     gk_value value)
{
    bool exists;
    const gk_node *written = item->kind == GK_NODE_MAP ? gk_node_get(item, GK_V("name")) : item;
    *plugin = (gk_plugin_file){.name = gk_value_view(get(l, value, "name")),
                               .manifest = gk_value_map(NULL, 0),
                               .options = gk_value_map(NULL, 0)};
    if (!plugin->name.n || !written) return false; /* said with the rest of site.yaml */
    plugin->span = written->span;
    gk_view file = path_of(l, plugin, GK_V("plugin.yaml"));
    bool named = gk_plugin_is_name(plugin->name);
    if (named && gk_config_read_map(l, file, &plugin->yaml, &exists)) return true;
    if (!named || !exists) report_missing(l, plugin);
    return false;
}

static int by_order(const void *left, const void *right)
{
    const gk_plugin_file *a = left, *b = right;
    if (a->order != b->order) return a->order < b->order ? -1 : 1;
    return gk_view_cmp(a->name, b->name);
}

static gk_value value_of(gk_config_loading *l, const gk_plugin_file *plugin)
{
    gk_value manifest = plugin->manifest;
    gk_pair pairs[] = {{GK_V("name"), gk_value_string(plugin->name)},
                       {GK_V("version"), get(l, manifest, "version")},
                       {GK_V("description"), get(l, manifest, "description")},
                       {GK_V("file"), gk_value_string(plugin->code_file)},
                       {GK_V("source"), gk_value_string(plugin->source)},
                       {GK_V("options"), plugin->options},
                       {GK_V("files"), plugin->files},
                       {GK_V("provides"), get(l, manifest, "provides")},
                       {GK_V("inert"), gk_value_bool(plugin->inert)}};
    size_t n = sizeof pairs / sizeof *pairs;
    gk_pair *copy = gk_arena_alloc(l->arena, sizeof pairs);
    memcpy(copy, pairs, sizeof pairs);
    return gk_value_map(copy, n);
}

/* The plugin that always runs, with the options that are its defaults. */
static size_t add_gate(gk_config_loading *l, gk_plugin_file *plugins, size_t n)
{
    bool exists, there = !l->reader->gate.n;
    gk_plugin_file *plugin = &plugins[n];
    for (size_t i = 0; i < n; i++) there = there || gk_view_eq(plugins[i].name, l->reader->gate);
    *plugin = (gk_plugin_file){.name = l->reader->gate,
                               .manifest = gk_value_map(NULL, 0),
                               .options = gk_value_map(NULL, 0)};
    if (there) return n;
    if (!gk_config_read_map(l, path_of(l, plugin, GK_V("plugin.yaml")), &plugin->yaml, &exists)) {
        gk_config_fault(l, &l->site, GK_MSG_plugin_missing, plugin->span, plugin->name, nothing);
        l->out->plugins_faulty = true;
        return n;
    }
    read_one(l, plugin, NULL);
    return n + 1;
}

static size_t read_all(gk_config_loading *l, gk_plugin_file *plugins)
{
    const gk_node *node = gk_node_get(l->site.node, GK_V("plugins"));
    gk_value list = get(l, l->out->site, "plugins");
    size_t n = 0;
    for (uint32_t i = 0; i < gk_value_count(list) && n < PLUGINS_MAX; i++) {
        gk_plugin_file *plugin = &plugins[n];
        const gk_node *item = &node->u.entries[i].node;
        bool found = find_one(l, plugin, item, gk_value_at(list, i, l->arena)), twice = false;
        for (size_t k = 0; k < n; k++) twice = twice || gk_view_eq(plugins[k].name, plugin->name);
        if (twice)
            gk_config_fault(l, &l->site, GK_MSG_plugin_twice, plugin->span, plugin->name, nothing);
        l->out->plugins_faulty = l->out->plugins_faulty || !found || twice;
        if (!found || twice) continue;
        read_one(l, plugin, item);
        n++;
    }
    return n;
}

void gk_plugins_read(gk_config_loading *l)
{
    l->out->plugins = gk_value_list(NULL, 0);
    const gk_node *node = gk_node_get(l->site.node, GK_V("plugins"));
    bool listed = node && node->kind == GK_NODE_LIST;
    if (!listed && !l->reader->gate.n) return;
    gk_plugin_file *plugins = gk_arena_calloc(l->arena, PLUGINS_MAX + 1, sizeof *plugins);
    size_t count = add_gate(l, plugins, listed ? read_all(l, plugins) : 0), n = 0;
    if (count) qsort(plugins, count, sizeof *plugins, by_order);
    gk_plugins_check_clashes(l, plugins, count);
    gk_plugins_derive(l, plugins, count);
    gk_value *values = gk_arena_alloc(l->arena, count * sizeof *values);
    for (size_t i = 0; i < count; i++) {
        if (plugins[i].broken)
            l->out->plugins_faulty = true;
        else
            values[n++] = value_of(l, &plugins[i]);
    }
    l->out->plugins = gk_value_list(values, n);
}
