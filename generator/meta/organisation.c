#include "base/map.h"
#include "meta/config_file.h"
#include "meta/scalar.h"

static gk_view get(gk_config_loading *l, gk_value map, const char *key)
{
    return gk_value_view(gk_value_get(map, gk_view_of(key), l->arena, NULL));
}

/* Item i's value of a key, as it was written. */
static gk_span span_of(const gk_config_file *file, uint32_t i, const char *key)
{
    const gk_node *item = &file->node->u.entries[i].node;
    const gk_node *value = gk_node_get(item, gk_view_of(key));
    return value ? value->span : item->span;
}

static bool same_shape(const gk_config_file *file, gk_value list)
{
    return file->node && file->node->kind == GK_NODE_LIST && list.kind == GK_LIST &&
           list.n == file->node->count;
}

/* id → index + 1; the first of each counts. */
static void collect(gk_config_loading *l, const gk_config_file *file, gk_value list, gk_map *ids)
{
    for (uint32_t i = 0; i < gk_value_count(list); i++) {
        gk_view id = get(l, gk_value_at(list, i, l->arena), "id");
        bool fresh;
        if (!id.n) continue;
        if (!gk_scalar_is_id(id))
            gk_config_fault(l, file, GK_MSG_config_name, span_of(file, i, "id"), id,
                            (gk_view){NULL, 0});
        uint64_t *first = gk_map_put(ids, id, &fresh);
        if (fresh) {
            *first = i + 1;
            continue;
        }
        gk_span span = span_of(file, (uint32_t)*first - 1, "id");
        gk_view line = gk_arena_printf(
            l->arena, "%u", gk_place_at(file->name, file->text, span.from, span.to).line);
        gk_config_fault(l, file, GK_MSG_id_duplicate, span_of(file, i, "id"), id, line);
    }
}

void gk_config_check_ids(gk_config_loading *l, const gk_config_file *file, gk_value list)
{
    gk_map ids = GK_MAP_INIT;
    if (same_shape(file, list)) collect(l, file, list, &ids);
    gk_map_free(&ids);
}

static void check_parent(gk_config_loading *l, const gk_config_file *file, gk_value list,
                         const gk_map *ids, uint32_t i)
{
    gk_value item = gk_value_at(list, i, l->arena);
    gk_view parent = get(l, item, "parent"), own = get(l, item, "id");
    uint32_t count = gk_value_count(list);
    if (parent.n && !gk_map_get(ids, parent)) {
        gk_view *names = gk_arena_alloc(l->arena, ids->count * sizeof *names);
        for (size_t k = 0; k < ids->count; k++) names[k] = ids->entries[k].key;
        gk_view nearest = gk_config_suggest(l, parent, names, ids->count);
        gk_config_fault(l, file, GK_MSG_org_parent, span_of(file, i, "parent"), parent, nearest);
        return;
    }
    for (uint32_t steps = 0; parent.n && steps <= count; steps++) {
        const uint64_t *up = gk_map_get(ids, parent);
        if (!up) return;
        if (*up == i + 1) {
            gk_config_fault(l, file, GK_MSG_org_cycle, span_of(file, i, "parent"), own,
                            (gk_view){NULL, 0});
            return;
        }
        parent = get(l, gk_value_at(list, (uint32_t)*up - 1, l->arena), "parent");
    }
}

void gk_organisation_check(gk_config_loading *l, const gk_config_file *file, gk_value list)
{
    enum { MOST = 2000 };
    gk_map ids = GK_MAP_INIT;
    if (!same_shape(file, list)) return;
    collect(l, file, list, &ids);
    uint32_t n = list.n < MOST ? list.n : MOST;
    for (uint32_t i = 0; i < n; i++) check_parent(l, file, list, &ids, i);
    gk_map_free(&ids);
}
