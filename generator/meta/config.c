#include "meta/config.h"

#include <stdlib.h>

#include "meta/approval_table.h"
#include "meta/catalogue_table.h"
#include "meta/config_file.h"
#include "meta/config_table.h"
#include "meta/data.h"
#include "meta/encoding.h"
#include "meta/field_build.h"
#include "meta/plugins.h"

#include "meta/policy_table.h"
#include "meta/register.h"
#include "meta/scalar.h"

static const gk_view nothing = {NULL, 0};

void gk_config_fault(gk_config_loading *l, const gk_config_file *file, gk_message id, gk_span span,
                     gk_view a, gk_view b)
{
    enum { FAULTS_MAX = 100 };
    if (l->faults++ < FAULTS_MAX)
        gk_diag_add(l->diags, id, gk_place_at(file->name, file->text, span.from, span.to), a, b);
}

gk_view gk_config_suggest(gk_config_loading *l, gk_view name, const gk_view *names, size_t count)
{
    enum { LONGEST = 60 };
    gk_view nearest = name.n <= LONGEST ? gk_view_nearest(name, names, count) : nothing;
    return nearest.n ? GK_JOIN(l->arena, GK_V("（"), nearest, GK_V("？）")) : nothing;
}

static gk_value get(gk_config_loading *l, gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), l->arena, NULL);
}

/* The map with one key's value replaced, or the key added. */
static gk_value with(gk_config_loading *l, gk_value map, const char *key, gk_value value)
{
    uint32_t n = gk_value_count(map);
    bool found = false;
    gk_pair *pairs = gk_arena_alloc(l->arena, (n + 1) * sizeof *pairs);
    for (uint32_t i = 0; i < n; i++) {
        pairs[i] = (gk_pair){gk_value_key(map, i), gk_value_at(map, i, l->arena)};
        if (!gk_view_is(pairs[i].key, key)) continue;
        pairs[i].value = value;
        found = true;
    }
    if (!found) pairs[n] = (gk_pair){gk_view_of(key), value};
    return gk_value_map(pairs, n + !found);
}

bool gk_config_read_text(gk_config_loading *l, gk_view path, gk_config_file *out, bool *exists)
{
    *out = (gk_config_file){.name = path};
    *exists = true;
    bool fine =
        l->reader->read(l->reader->ctx, path, l->arena, l->diags, &out->text, &out->name, exists);
    if (fine) *exists = true;
    return fine;
}

bool gk_config_read_map(gk_config_loading *l, gk_view path, gk_config_file *out, bool *exists)
{
    if (!gk_config_read_text(l, path, out, exists) ||
        !gk_encoding_check(out->name, out->text, l->diags))
        return false;
    size_t from = gk_encoding_bom(out->text);
    out->node = gk_yaml_parse(out->name, out->text, from, out->text.n, GK_YAML_FILE_MAX, l->arena,
                              l->diags);
    if (out->node && out->node->kind != GK_NODE_MAP) {
        gk_config_fault(l, out, GK_MSG_config_not_map, out->node->span, nothing, nothing);
        out->node = NULL;
    }
    return out->node != NULL;
}

gk_check gk_config_check_of(gk_config_loading *l, const gk_config_file *file)
{
    return (gk_check){
        .file = file->name, .text = file->text, .offset = l->offset, .complete = true};
}

/* The offset comes first: other dates depend on it. */
static void read_timezone(gk_config_loading *l)
{
    const gk_node *node = gk_node_get(l->site.node, GK_V("timezone"));
    l->offset = 8 * 60;
    if (!node || node->kind != GK_NODE_SCALAR || gk_node_is_null(node)) return;
    if (!gk_date_parse_offset(node->u.text, &l->offset))
        gk_config_fault(l, &l->site, GK_MSG_config_timezone, node->span, node->u.text, nothing);
}

static void read_site(gk_config_loading *l)
{
    size_t count;
    bool exists;
    const gk_field *fields = gk_config_table_site(&count);
    if (!gk_config_read_map(l, GK_V("site.yaml"), &l->site, &exists) && !exists)
        gk_diag_add(l->diags, GK_MSG_config_no_site, gk_place_file(GK_V("site.yaml")));
    read_timezone(l);
    gk_check check = gk_config_check_of(l, &l->site);
    gk_schema_check_fields(fields, count, GK_V("site.yaml"), l->site.node, &check, l->arena,
                           l->diags, &l->out->site);
    gk_value site = with(l, l->out->site, "timezone", gk_value_int(l->offset));
    if (get(l, site, "short_title").kind == GK_NULL)
        site = with(l, site, "short_title", get(l, site, "title"));
    l->out->site = site;
}

static int by_name(const void *a, const void *b)
{
    return gk_view_cmp(((const gk_config_name *)a)->name, ((const gk_config_name *)b)->name);
}

/* The names of a folder in order, without those that begin with . or _ */
static gk_config_name *list(gk_config_loading *l, gk_view folder, size_t *count)
{
    const gk_config_name *names = NULL;
    size_t all = l->reader->list(l->reader->ctx, folder, l->arena, &names);
    gk_config_name *kept = gk_arena_alloc(l->arena, all * sizeof *kept);
    *count = 0;
    for (size_t i = 0; i < all; i++)
        if (names[i].name.n && names[i].name.p[0] != '.' && names[i].name.p[0] != '_')
            kept[(*count)++] = names[i];
    if (*count) qsort(kept, *count, sizeof *kept, by_name);
    return kept;
}

static void read_types(gk_config_loading *l)
{
    size_t count, n = 0;
    gk_config_name *names = list(l, GK_V("types"), &count);
    gk_type_source *sources = gk_arena_alloc(l->arena, count * sizeof *sources);
    for (size_t i = 0; i < count; i++) {
        gk_view stem;
        gk_config_file file;
        bool exists;
        if (names[i].folder || gk_data_kind_of(names[i].name, &stem) != GK_DATA_YAML) continue;
        if (!gk_config_read_text(l, GK_JOIN(l->arena, GK_V("types/"), names[i].name), &file,
                                 &exists))
            continue;
        sources[n++] = (gk_type_source){file.name, stem, file.text};
    }
    gk_types_read(sources, n, l->arena, l->diags, &l->out->types);
    gk_config_check_type_scopes(l, sources, n);
}

/* The options that site.yaml gives, typed by what theme.yaml declares. */
static gk_value read_options(gk_config_loading *l, gk_config_file *theme)
{
    gk_check check = gk_config_check_of(l, theme);
    gk_value defs = gk_value_null(), options = gk_value_null();
    const gk_node *declared = gk_node_get(theme->node, GK_V("options"));
    if (declared && !gk_node_is_null(declared))
        gk_field_check_all(declared, &check, l->arena, l->diags, &defs);
    const gk_node *given = gk_node_get(gk_node_get(l->site.node, GK_V("theme")), GK_V("options"));
    static const gk_node none = {.kind = GK_NODE_MAP};
    gk_field map = {.name = GK_V("options"), .label = GK_V("主题选项"), .kind = GK_FIELD_MAP};
    map.fields = gk_field_build_all(defs, l->arena, &map.field_count);
    gk_check of_site = gk_config_check_of(l, &l->site);
    if (!given || gk_node_is_null(given)) given = &none;
    gk_schema_check_field(&map, given, &of_site, l->arena, l->diags, &options);
    return options;
}

static void read_theme(gk_config_loading *l)
{
    size_t count;
    bool exists = false;
    const gk_field *fields = gk_config_table_theme(&count);
    gk_config_file file = {{NULL, 0}, {NULL, 0}, NULL};
    gk_value value = gk_value_map(NULL, 0);
    gk_view name = gk_value_view(get(l, get(l, l->out->site, "theme"), "name"));
    const gk_entry *entry = gk_node_entry(l->site.node, GK_V("theme"));
    gk_span span = entry ? entry->key_span : (gk_span){0, 0};
    const gk_node *written = entry ? gk_node_get(&entry->node, GK_V("name")) : NULL;
    if (written) span = written->span;
    bool usable = gk_scalar_is_id(name);
    gk_view path = GK_JOIN(l->arena, GK_V("themes/"), name, GK_V("/theme.yaml"));
    bool read = usable && gk_config_read_map(l, path, &file, &exists);
    if (!read && (!exists || !usable) && l->site.node)
        gk_config_fault(l, &l->site, GK_MSG_config_theme, span, name, nothing);
    if (read) {
        gk_check check = gk_config_check_of(l, &file);
        gk_schema_check_fields(fields, count, GK_V("theme.yaml"), file.node, &check, l->arena,
                               l->diags, &value);
        value = with(l, value, "options", read_options(l, &file));
    }
    l->out->theme = with(l, value, "name", gk_value_string(name));
}

static bool read_tree(gk_config_loading *l, gk_config_file *file)
{
    if (!gk_encoding_check(file->name, file->text, l->diags)) return false;
    size_t from = gk_encoding_bom(file->text);
    file->node = gk_yaml_parse(file->name, file->text, from, file->text.n, GK_YAML_FILE_MAX,
                               l->arena, l->diags);
    return file->node != NULL;
}

/* data/policy.yaml and data/holidays/YEAR.yaml: maps. */
static bool read_mapped(gk_config_loading *l, const gk_field *fields, size_t count, gk_view label,
                        gk_config_file *file, gk_value *out)
{
    if (!read_tree(l, file)) return false;
    if (file->node->kind != GK_NODE_MAP) {
        gk_config_fault(l, file, GK_MSG_config_not_map, file->node->span, nothing, nothing);
        return false;
    }
    gk_check check = gk_config_check_of(l, file);
    gk_schema_check_fields(fields, count, label, file->node, &check, l->arena, l->diags, out);
    return true;
}

static bool read_policy(gk_config_loading *l, gk_config_file *file, gk_value *out)
{
    size_t count;
    const gk_field *fields = gk_policy_table(&count);
    if (!read_mapped(l, fields, count, GK_V("policy.yaml"), file, out)) return false;
    gk_policy_check(l, file);
    return true;
}

static bool read_approval(gk_config_loading *l, gk_config_file *file, gk_value *out)
{
    size_t count;
    const gk_field *fields = gk_approval_table(&count);
    if (!read_mapped(l, fields, count, GK_V("approval.yaml"), file, out)) return false;
    gk_approval_check(l, file);
    return true;
}

static bool read_holidays(gk_config_loading *l, gk_config_file *file, gk_view stem, gk_value *out)
{
    size_t count;
    const gk_field *fields = gk_holidays_table(&count);
    if (!read_mapped(l, fields, count, GK_V("放假表"), file, out)) return false;
    gk_holidays_check(l, file, stem);
    return true;
}

/* Lists with a schema of their own. */
static bool read_listed(gk_config_loading *l, const gk_field *field, gk_config_file *file,
                        gk_value *out)
{
    if (!read_tree(l, file)) return false;
    gk_check check = gk_config_check_of(l, file);
    gk_schema_check_field(field, file->node, &check, l->arena, l->diags, out);
    if (field == gk_catalogue_table())
        l->catalogue = *file;
    else if (field == gk_config_table_organisation())
        gk_organisation_check(l, file, *out);
    else
        gk_config_check_ids(l, file, *out);
    if (out->kind == GK_NULL && field->kind == GK_FIELD_LIST) *out = gk_value_list(NULL, 0);
    return true;
}

/* Which files of data/ have a schema. */
static bool read_data_file(gk_config_loading *l, gk_view path, gk_view stem, gk_data_kind kind,
                           bool top, gk_value *out)
{
    gk_config_file file;
    bool exists;
    gk_view organisation = gk_value_view(get(l, l->out->site, "organisation"));
    if (!gk_config_read_text(l, path, &file, &exists)) return false;
    if (top && kind == GK_DATA_YAML && gk_view_eq(stem, organisation))
        return read_listed(l, gk_config_table_organisation(), &file, out);
    if (top && kind == GK_DATA_YAML && gk_view_is(stem, "series"))
        return read_listed(l, gk_config_table_series(), &file, out);
    if (top && kind == GK_DATA_CSV && gk_view_is(stem, GK_REGISTER_NAME))
        return gk_register_read(file.name, file.text, l->offset, l->arena, l->diags, out);
    if (top && kind == GK_DATA_YAML && gk_view_is(stem, "policy"))
        return read_policy(l, &file, out);
    if (top && kind == GK_DATA_YAML && gk_view_is(stem, "approval"))
        return read_approval(l, &file, out);
    if (gk_view_starts(path, GK_V("data/holidays/"))) {
        if (kind == GK_DATA_YAML) return read_holidays(l, &file, stem, out);
        gk_diag_add(l->diags, GK_MSG_holiday_form, gk_place_file(file.name));
        return false;
    }
    if (top && kind == GK_DATA_YAML && gk_view_is(stem, "catalogue"))
        return read_listed(l, gk_catalogue_table(), &file, out);
    return gk_data_read(kind, file.name, file.text, l->offset, l->arena, l->diags, out);
}

/* A file of the site that is not read, called as site.yaml is: with the folder before it. */
static gk_place place_beside_site(const gk_config_loading *l, gk_view path)
{
    gk_view site = l->site.name, own = GK_V("site.yaml");
    if (!gk_view_ends(site, own)) return gk_place_file(path);
    return gk_place_file(GK_JOIN(l->arena, gk_view_n(site.p, site.n - own.n), path));
}

static gk_value read_data(gk_config_loading *l, gk_view folder, unsigned depth)
{
    enum { DEPTH = 8 };
    size_t count, n = 0;
    gk_config_name *names = list(l, folder, &count);
    gk_pair *pairs = gk_arena_alloc(l->arena, count * sizeof *pairs);
    for (size_t i = 0; i < count && depth < DEPTH; i++) {
        gk_view stem = names[i].name, path = GK_JOIN(l->arena, folder, GK_V("/"), names[i].name);
        gk_value value = gk_value_null();
        gk_data_kind kind = names[i].folder ? GK_DATA_NONE : gk_data_kind_of(names[i].name, &stem);
        bool clash = false;
        if (!names[i].folder && kind == GK_DATA_NONE) {
            gk_diag_add(l->diags, GK_MSG_data_ending, place_beside_site(l, path));
            continue;
        }
        if (!gk_scalar_is_id(stem))
            gk_diag_add(l->diags, GK_MSG_data_name, place_beside_site(l, path), names[i].name);
        for (size_t k = 0; k < n; k++) clash = clash || gk_view_eq(pairs[k].key, stem);
        if (clash) gk_diag_add(l->diags, GK_MSG_data_clash, place_beside_site(l, path), stem);
        if (names[i].folder)
            value = read_data(l, path, depth + 1);
        else
            read_data_file(l, path, stem, kind, depth == 0, &value);
        if (!clash) pairs[n++] = (gk_pair){stem, value};
    }
    return gk_value_map(pairs, n);
}

bool gk_config_load(const gk_config_reader *reader, gk_arena *arena, gk_diags *diags,
                    gk_config *out)
{
    size_t errors = diags->errors;
    gk_config_loading l = {.reader = reader, .arena = arena, .diags = diags, .out = out};
    *out = (gk_config){.site = gk_value_null()};
    read_site(&l);
    out->unread = !l.site.node;
    read_types(&l);
    gk_plugins_read(&l);
    out->data = read_data(&l, GK_V("data"), 0);
    read_theme(&l);
    if (l.site.node) gk_config_check_site(&l);
    gk_catalogue_check(&l, &l.catalogue);
    return diags->errors == errors;
}

static gk_value find_plugin(gk_value plugins, gk_view name)
{
    for (uint32_t i = 0; i < gk_value_count(plugins); i++) {
        gk_value plugin = gk_value_at(plugins, i, NULL);
        if (gk_view_eq(gk_value_view(gk_value_get(plugin, GK_V("name"), NULL, NULL)), name))
            return plugin;
    }
    return gk_value_null();
}

/* `before` may not have had the plugin, or not in order. */
static gk_value with_plugin(gk_value plugins, gk_view name, gk_value before, gk_arena *arena)
{
    uint32_t count = gk_value_count(plugins);
    gk_value *items = gk_arena_alloc(arena, count * sizeof *items);
    for (uint32_t i = 0; i < count; i++) {
        items[i] = gk_value_at(plugins, i, arena);
        if (before.kind == GK_MAP &&
            gk_view_eq(gk_value_view(gk_value_get(items[i], GK_V("name"), NULL, NULL)), name))
            items[i] = before;
    }
    return gk_value_list(items, count);
}

void gk_config_guard(gk_config *config, const gk_config *before, gk_view gate, gk_arena *arena)
{
    static const char *const ruling[] = {"policy", "approval"};
    enum { RULING = sizeof ruling / sizeof *ruling };
    uint32_t count = gk_value_count(config->data), n = 0;
    gk_pair *pairs = gk_arena_alloc(arena, (count + RULING) * sizeof *pairs);
    for (uint32_t i = 0; i < count; i++) {
        gk_view key = gk_value_key(config->data, i);
        bool rules = false;
        for (size_t k = 0; k < RULING; k++) rules = rules || gk_view_is(key, ruling[k]);
        if (!rules) pairs[n++] = (gk_pair){key, gk_value_at(config->data, i, arena)};
    }
    for (size_t k = 0; k < RULING; k++) {
        gk_value old = gk_value_get(before->data, gk_view_of(ruling[k]), arena, NULL);
        if (old.kind != GK_NULL) pairs[n++] = (gk_pair){gk_view_of(ruling[k]), old};
    }
    config->data = gk_value_map(pairs, n);
    config->plugins = with_plugin(config->plugins, gate, find_plugin(before->plugins, gate), arena);
}

bool gk_config_load_holidays(const gk_config_reader *reader, gk_arena *arena, gk_diags *diags,
                             gk_config *out)
{
    enum { OFFSET_CHINA = 8 * 60 };
    size_t errors = diags->errors;
    gk_config_loading l = {.reader = reader, .arena = arena, .diags = diags, .out = out};
    gk_pair *pair = gk_arena_alloc(arena, sizeof *pair);
    l.offset = OFFSET_CHINA;
    *out = (gk_config){.site = gk_value_map(NULL, 0), .theme = gk_value_map(NULL, 0)};
    *pair = (gk_pair){GK_V("holidays"), read_data(&l, GK_V("data/holidays"), 1)};
    out->data = gk_value_map(pair, 1);
    return diags->errors == errors;
}

gk_value gk_config_read_approval(gk_view text, gk_arena *arena)
{
    size_t count;
    const gk_field *fields = gk_approval_table(&count);
    gk_diags ignored = GK_DIAGS_INIT;
    gk_config config = {.site = gk_value_null()};
    gk_config_loading l = {.arena = arena, .diags = &ignored, .out = &config};
    gk_config_file file = {.name = GK_V("data/approval.yaml"), .text = text};
    gk_value rules = gk_value_null();
    read_mapped(&l, fields, count, GK_V("approval.yaml"), &file, &rules);
    gk_diags_free(&ignored);
    return rules;
}

gk_value gk_config_to_value(const gk_config *config, gk_arena *arena)
{
    gk_pair *pairs = gk_arena_alloc(arena, 7 * sizeof *pairs);
    pairs[0] = (gk_pair){GK_V("site"), config->site};
    pairs[1] = (gk_pair){GK_V("types"), gk_types_to_value(&config->types)};
    pairs[2] = (gk_pair){GK_V("theme"), config->theme};
    pairs[3] = (gk_pair){GK_V("data"), config->data};
    pairs[4] = (gk_pair){GK_V("plugins"), config->plugins};
    pairs[5] = (gk_pair){GK_V("plugins_faulty"), gk_value_bool(config->plugins_faulty)};
    pairs[6] = (gk_pair){GK_V("unread"), gk_value_bool(config->unread)};
    return gk_value_map(pairs, 7);
}

void gk_config_from_value(gk_value value, gk_arena *arena, gk_config *out)
{
    out->site = gk_value_get(value, GK_V("site"), arena, NULL);
    out->theme = gk_value_get(value, GK_V("theme"), arena, NULL);
    out->data = gk_value_get(value, GK_V("data"), arena, NULL);
    out->plugins = gk_value_get(value, GK_V("plugins"), arena, NULL);
    out->plugins_faulty = gk_value_truth(gk_value_get(value, GK_V("plugins_faulty"), arena, NULL));
    out->unread = gk_value_truth(gk_value_get(value, GK_V("unread"), arena, NULL));
    gk_types_from_value(gk_value_get(value, GK_V("types"), arena, NULL), arena, &out->types);
}
