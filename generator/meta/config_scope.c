/* Names of scopes in site.yaml and in the types. */
#include "meta/config_file.h"
#include "meta/scalar.h"
#include "meta/tier.h"

static const gk_view nothing = {NULL, 0};

static gk_view scalar_of(const gk_node *node)
{
    return node && node->kind == GK_NODE_SCALAR && !gk_node_is_null(node) ? node->u.text : nothing;
}

bool gk_config_check_scope(gk_config_loading *l, const gk_config_file *file, const gk_node *node)
{
    gk_view name = scalar_of(node);
    if (!name.n || gk_tier_rank(l->out->site, name) != GK_TIER_NONE) return true;
    gk_view near = gk_tier_nearest(l->out->site, name);
    gk_config_fault(l, file, near.n ? GK_MSG_scope_unknown_near : GK_MSG_scope_unknown, node->span,
                    name, near.n ? near : gk_tier_names(l->out->site, l->arena));
    return false;
}

static void check_ladder(gk_config_loading *l)
{
    const gk_node *scopes = gk_node_get(l->site.node, GK_V("scopes"));
    for (uint32_t i = 0; scopes && scopes->kind == GK_NODE_LIST && i < scopes->count; i++) {
        const gk_node *item = &scopes->u.entries[i].node, *node = gk_node_get(item, GK_V("name"));
        if (!node) node = item;
        gk_view name = scalar_of(node);
        if (name.n && !gk_scalar_is_id(name))
            gk_config_fault(l, &l->site, GK_MSG_config_name, node->span, name, nothing);
        uint32_t first = gk_tier_rank(l->out->site, name);
        if (first == GK_TIER_NONE || first >= i) continue;
        gk_span span = scopes->u.entries[first].node.span;
        gk_view line = gk_arena_printf(
            l->arena, "%u", gk_place_at(l->site.name, l->site.text, span.from, span.to).line);
        gk_config_fault(l, &l->site, GK_MSG_id_duplicate, node->span, name, line);
    }
}

static void check_editions(gk_config_loading *l)
{
    const gk_node *editions = gk_node_get(l->site.node, GK_V("editions"));
    for (uint32_t i = 0; editions && editions->kind == GK_NODE_MAP && i < editions->count; i++) {
        const gk_entry *entry = &editions->u.entries[i];
        const gk_node *scope = gk_node_get(&entry->node, GK_V("scope"));
        if (!scope) scope = &entry->node;
        if (!gk_scalar_is_id(entry->key))
            gk_config_fault(l, &l->site, GK_MSG_config_name, entry->key_span, entry->key, nothing);
        const gk_node *url = gk_node_get(&entry->node, GK_V("base_url"));
        if (scalar_of(url).n && !gk_config_is_base_url(scalar_of(url)))
            gk_config_fault(l, &l->site, GK_MSG_config_base_url, url->span, scalar_of(url),
                            nothing);
        uint32_t rank = gk_tier_rank(l->out->site, scalar_of(scope));
        if (gk_config_check_scope(l, &l->site, scope) &&
            gk_view_is(entry->key, GK_EDITION_PUBLIC) && rank != 0 && rank != GK_TIER_NONE)
            gk_config_fault(l, &l->site, GK_MSG_edition_public, scope->span,
                            gk_tier_name(l->out->site, 0), nothing);
    }
}

void gk_config_check_scopes(gk_config_loading *l)
{
    check_ladder(l);
    gk_config_check_scope(l, &l->site, gk_node_get(l->site.node, GK_V("scope")));
    const gk_node *sections = gk_node_get(l->site.node, GK_V("sections"));
    for (uint32_t i = 0; sections && sections->kind == GK_NODE_MAP && i < sections->count; i++)
        gk_config_check_scope(l, &l->site,
                              gk_node_get(&sections->u.entries[i].node, GK_V("scope")));
    check_editions(l);
}

/* The file was parsed by gk_types_read, which keeps values only; faults were told there. */
static void check_type(gk_config_loading *l, const gk_type_source *source, const gk_schema *type)
{
    gk_diags told = GK_DIAGS_INIT;
    gk_config_file file = {source->file, source->text, NULL};
    file.node =
        gk_yaml_parse(file.name, file.text, 0, file.text.n, GK_YAML_FILE_MAX, l->arena, &told);
    gk_diags_free(&told);
    if (!file.node || file.node->kind != GK_NODE_MAP) return;
    const gk_node *scope = gk_node_get(file.node, GK_V("scope")),
                  *widest = gk_node_get(file.node, GK_V("scope_max"));
    bool known = gk_config_check_scope(l, &file, scope);
    known &= gk_config_check_scope(l, &file, widest);
    uint32_t own = gk_tier_rank(l->out->site, type->scope),
             most = gk_tier_rank(l->out->site, type->scope_max);
    if (known && own != GK_TIER_NONE && most != GK_TIER_NONE && own < most)
        gk_config_fault(l, &file, GK_MSG_scope_wider, (scope ? scope : widest)->span, type->scope,
                        type->scope_max);
}

void gk_config_check_type_scopes(gk_config_loading *l, const gk_type_source *sources, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const gk_schema *type = gk_types_find(&l->out->types, sources[i].name);
        bool says = gk_view_find(sources[i].text, GK_V("scope"), 0) != SIZE_MAX;
        if (type && says && (type->scope.n || type->scope_max.n)) check_type(l, &sources[i], type);
    }
}
