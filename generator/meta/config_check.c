#include "meta/config_file.h"
#include "meta/scalar.h"

static const gk_view nothing = {NULL, 0};

static gk_value get(gk_config_loading *l, gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), l->arena, NULL);
}

static gk_span span_of(const gk_node *map, const char *key)
{
    const gk_entry *entry = gk_node_entry(map, gk_view_of(key));
    if (!entry) return (gk_span){0, 0};
    return entry->node.span.from < entry->node.span.to ? entry->node.span : entry->key_span;
}

static void fault(gk_config_loading *l, gk_message id, gk_span span, gk_view a, gk_view b)
{
    gk_config_fault(l, &l->site, id, span, a, b);
}

bool gk_config_is_base_url(gk_view url)
{
    bool fine = gk_scalar_is_url(url) &&
                (gk_view_starts(url, GK_V("https://")) || gk_view_starts(url, GK_V("http://"))) &&
                gk_view_find_byte(url, '?', 0) == SIZE_MAX &&
                gk_view_find_byte(url, '#', 0) == SIZE_MAX;
    gk_view rest = gk_view_from(
        url, gk_view_find_byte(url, '/', 0) == SIZE_MAX ? url.n : gk_view_find_byte(url, '/', 0));
    for (gk_view piece; gk_view_split(&rest, '/', &piece);)
        fine = fine && !gk_view_is(piece, ".") && !gk_view_is(piece, "..") &&
               gk_view_find_byte(piece, '@', 0) == SIZE_MAX;
    size_t slashes = 0;
    for (size_t i = 0; i < url.n; i++) slashes += url.p[i] == '/';
    return fine && slashes >= 3 && gk_view_ends(url, GK_V("/"));
}

static void check_base_url(gk_config_loading *l)
{
    gk_view url = gk_value_view(get(l, l->out->site, "base_url"));
    if (url.n && !gk_config_is_base_url(url))
        fault(l, GK_MSG_config_base_url, span_of(l->site.node, "base_url"), url, nothing);
    url = gk_value_view(get(l, l->out->site, "code_base"));
    if (url.n && !gk_config_is_base_url(url))
        fault(l, GK_MSG_code_base_form, span_of(l->site.node, "code_base"), url, nothing);
}

static void check_media_hosts(gk_config_loading *l)
{
    const gk_node *hosts = gk_node_get(l->site.node, GK_V("media_hosts"));
    for (uint32_t i = 0; hosts && hosts->kind == GK_NODE_LIST && i < hosts->count; i++) {
        const gk_node *host = &hosts->u.entries[i].node;
        if (host->kind == GK_NODE_SCALAR && !gk_scalar_is_host(host->u.text))
            fault(l, GK_MSG_config_media_host, host->span, host->u.text, nothing);
    }
}

/* A path in the site would come with what was pushed to it. */
static void check_private(gk_config_loading *l)
{
    gk_view name = gk_value_view(get(l, l->out->site, "private"));
    bool path = gk_view_find_byte(name, '/', 0) != SIZE_MAX || gk_view_is(name, ".") ||
                gk_view_is(name, "..");
    if (path) fault(l, GK_MSG_config_private, span_of(l->site.node, "private"), name, nothing);
}

static bool is_section_path(gk_view path)
{
    static const char *const taken[] = {"types", "data", "static", "themes", "plugins", "public"};
    gk_view rest = path, piece;
    if (!path.n || path.p[0] == '/' || path.p[path.n - 1] == '/' || gk_scalar_has_hidden(path))
        return false;
    for (size_t i = 0; gk_view_split(&rest, '/', &piece); i++) {
        if (!piece.n || piece.p[0] == '.' || piece.p[0] == '_') return false;
        if (gk_view_find_byte(piece, '\\', 0) != SIZE_MAX ||
            gk_view_find_byte(piece, ' ', 0) != SIZE_MAX)
            return false;
        for (size_t k = 0; i == 0 && k < sizeof taken / sizeof *taken; k++)
            if (gk_view_is(piece, taken[k])) return false;
    }
    return true;
}

static void check_type(gk_config_loading *l, const gk_node *section, gk_view name)
{
    const gk_types *types = &l->out->types;
    const gk_schema *type = gk_types_find(types, name);
    if (type && !type->abstract) return;
    gk_span span = span_of(section, "type");
    if (type) {
        fault(l, GK_MSG_type_abstract, span, name, nothing);
        return;
    }
    gk_view *names = gk_arena_alloc(l->arena, types->count * sizeof *names);
    for (size_t i = 0; i < types->count; i++) names[i] = types->items[i].name;
    fault(l, GK_MSG_config_type, span, name, gk_config_suggest(l, name, names, types->count));
}

/* Whether any type has such a field; else *near is a suggestion. */
static bool any_field(gk_config_loading *l, gk_view name, gk_view *near)
{
    enum { MOST = 2000 };
    const gk_types *types = &l->out->types;
    gk_view *names = gk_arena_alloc(l->arena, MOST * sizeof *names);
    size_t n = 0;
    bool broken = false;
    for (size_t i = 0; i < types->count; i++) {
        broken = broken || types->items[i].broken;
        for (uint32_t k = 0; k < types->items[i].field_count; k++) {
            gk_view field = types->items[i].fields[k].name;
            if (gk_view_eq(field, name)) return true;
            if (n < MOST) names[n++] = field;
        }
    }
    *near = gk_config_suggest(l, name, names, n);
    return broken;
}

static void check_order(gk_config_loading *l, const gk_node *order)
{
    gk_view near;
    if (!order || order->kind != GK_NODE_LIST) return;
    for (uint32_t i = 0; i < order->count; i++) {
        const gk_node *item = &order->u.entries[i].node;
        if (item->kind != GK_NODE_SCALAR) continue;
        gk_view key = gk_order_of(item->u.text).key;
        if (!gk_view_is(key, "path") && !any_field(l, key, &near))
            fault(l, GK_MSG_config_field, item->span, key, near);
    }
}

static void check_sections(gk_config_loading *l)
{
    const gk_node *sections = gk_node_get(l->site.node, GK_V("sections"));
    if (!sections || sections->kind != GK_NODE_MAP) return;
    for (uint32_t i = 0; i < sections->count; i++) {
        const gk_entry *entry = &sections->u.entries[i];
        if (!is_section_path(entry->key))
            fault(l, GK_MSG_config_section, entry->key_span, entry->key, nothing);
        const gk_node *type = gk_node_get(&entry->node, GK_V("type"));
        if (type && type->kind == GK_NODE_SCALAR && type->u.text.n)
            check_type(l, &entry->node, type->u.text);
        check_order(l, gk_node_get(&entry->node, GK_V("order")));
    }
}

static gk_view *list_keys(gk_config_loading *l, gk_value map, uint32_t *count)
{
    *count = gk_value_count(map);
    gk_view *names = gk_arena_alloc(l->arena, *count * sizeof *names);
    for (uint32_t i = 0; i < *count; i++) names[i] = gk_value_key(map, i);
    return names;
}

static void check_search(gk_config_loading *l)
{
    const gk_node *search = gk_node_get(l->site.node, GK_V("search"));
    const gk_node *list = search ? gk_node_get(search, GK_V("exclude")) : NULL;
    gk_value sections = get(l, l->out->site, "sections");
    uint32_t count;
    gk_view *names = list_keys(l, sections, &count);
    for (uint32_t i = 0; list && list->kind == GK_NODE_LIST && i < list->count; i++) {
        const gk_node *item = &list->u.entries[i].node;
        bool found = false;
        if (item->kind != GK_NODE_SCALAR) continue;
        gk_value_get(sections, item->u.text, l->arena, &found);
        if (!found)
            fault(l, GK_MSG_config_search, item->span, item->u.text,
                  gk_config_suggest(l, item->u.text, names, count));
    }
}

static void check_menu(gk_config_loading *l)
{
    const gk_node *menu = gk_node_get(l->site.node, GK_V("menu"));
    gk_value items = get(l, l->out->site, "menu"), sections = get(l, l->out->site, "sections");
    uint32_t count;
    gk_view *names = list_keys(l, sections, &count);
    for (uint32_t i = 0; menu && menu->kind == GK_NODE_LIST && i < menu->count; i++) {
        gk_value item = gk_value_at(items, i, l->arena);
        gk_view section = gk_value_view(get(l, item, "section"));
        bool linked = get(l, item, "title").kind != GK_NULL && get(l, item, "url").kind != GK_NULL,
             found = false;
        if (item.kind != GK_MAP) continue;
        if (section.n) gk_value_get(sections, section, l->arena, &found);
        gk_span span = menu->u.entries[i].node.span;
        if (!section.n && !linked) fault(l, GK_MSG_config_menu_item, span, nothing, nothing);
        if (section.n && !found)
            fault(l, GK_MSG_config_menu, span, section,
                  gk_config_suggest(l, section, names, count));
    }
}

static void check_taxonomies(gk_config_loading *l)
{
    const gk_node *taxonomies = gk_node_get(l->site.node, GK_V("taxonomies"));
    gk_view near;
    for (uint32_t i = 0; taxonomies && taxonomies->kind == GK_NODE_MAP && i < taxonomies->count;
         i++) {
        const gk_entry *entry = &taxonomies->u.entries[i];
        const gk_node *field = gk_node_get(&entry->node, GK_V("field"));
        if (!gk_scalar_is_id(entry->key))
            fault(l, GK_MSG_config_name, entry->key_span, entry->key, nothing);
        if (field && field->kind == GK_NODE_SCALAR && field->u.text.n &&
            !any_field(l, field->u.text, &near))
            fault(l, GK_MSG_config_field, field->span, field->u.text, near);
    }
}

static void check_branches(gk_config_loading *l)
{
    gk_view path = gk_value_view(get(l, get(l, l->out->site, "branches"), "path"));
    bool fine =
        path.n > 1 && gk_scalar_is_url(path) && path.p[0] == '/' && path.p[path.n - 1] == '/';
    const gk_node *node = gk_node_get(l->site.node, GK_V("branches"));
    if (path.n && !fine) fault(l, GK_MSG_config_path, span_of(node, "path"), path, nothing);
    gk_view name = gk_value_view(get(l, l->out->site, "organisation"));
    bool found = false;
    if (!name.n) return;
    gk_value_get(l->out->data, name, l->arena, &found);
    if (found) return;
    uint32_t count = gk_value_count(l->out->data);
    gk_view *names = gk_arena_alloc(l->arena, count * sizeof *names);
    for (uint32_t i = 0; i < count; i++) names[i] = gk_value_key(l->out->data, i);
    gk_span span = span_of(l->site.node, "organisation");
    fault(l, GK_MSG_config_organisation, span, name, gk_config_suggest(l, name, names, count));
}

void gk_config_check_site(gk_config_loading *l)
{
    check_base_url(l);
    check_media_hosts(l);
    check_private(l);
    check_sections(l);
    check_menu(l);
    check_search(l);
    check_taxonomies(l);
    check_branches(l);
    gk_config_check_scopes(l);
}
