#include "meta/tier.h"

enum { NAMES_MAX = 64 };

static gk_value member(gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), NULL, NULL);
}

static gk_view text_of(gk_value map, const char *key)
{
    return gk_value_view(member(map, key));
}

gk_view gk_tier_name(gk_value site, uint32_t rank)
{
    return text_of(gk_value_at(member(site, "scopes"), rank, NULL), "name");
}

gk_view gk_tier_label(gk_value site, uint32_t rank)
{
    gk_view label = text_of(gk_value_at(member(site, "scopes"), rank, NULL), "label");
    return label.n ? label : gk_tier_name(site, rank);
}

uint32_t gk_tier_rank(gk_value site, gk_view name)
{
    if (!name.n) return GK_TIER_NONE;
    uint32_t count = gk_value_count(member(site, "scopes"));
    for (uint32_t rank = 0; rank < count; rank++)
        if (gk_view_eq(gk_tier_name(site, rank), name)) return rank;
    return GK_TIER_NONE;
}

gk_view gk_tier_nearest(gk_value site, gk_view name)
{
    gk_view names[NAMES_MAX];
    uint32_t count = gk_value_count(member(site, "scopes")), n = 0;
    for (; n < count && n < NAMES_MAX; n++) names[n] = gk_tier_name(site, n);
    for (uint32_t rank = 0; rank < n; rank++)
        if (gk_view_eq(gk_tier_label(site, rank), name)) return names[rank];
    return gk_view_nearest(name, names, n);
}

gk_view gk_tier_names(gk_value site, gk_arena *arena)
{
    uint32_t count = gk_value_count(member(site, "scopes"));
    gk_buf list = GK_BUF_INIT;
    for (uint32_t rank = 0; rank < count; rank++) {
        if (rank) gk_buf_puts(&list, "、");
        gk_buf_put(&list, gk_tier_name(site, rank));
    }
    gk_view names = gk_arena_view(arena, gk_buf_view(&list));
    gk_buf_free(&list);
    return names;
}

uint32_t gk_tier_of_section(gk_value site, gk_view section)
{
    gk_value sections = member(site, "sections");
    for (gk_view at = section; at.n;) {
        gk_view name = text_of(gk_value_get(sections, at, NULL, NULL), "scope");
        uint32_t rank = gk_tier_rank(site, name);
        if (rank != GK_TIER_NONE) return rank;
        size_t slash = gk_view_rfind_byte(at, '/');
        at.n = slash == SIZE_MAX ? 0 : slash;
    }
    uint32_t rank = gk_tier_rank(site, text_of(site, "scope"));
    return rank == GK_TIER_NONE ? 0 : rank;
}

bool gk_tier_edition(gk_value site, gk_view name, uint32_t *rank)
{
    bool found = false;
    gk_value edition = gk_value_get(member(site, "editions"), name, NULL, &found);
    *rank = found ? gk_tier_rank(site, text_of(edition, "scope")) : 0;
    if (*rank == GK_TIER_NONE) *rank = 0;
    return found || gk_view_is(name, GK_EDITION_PUBLIC);
}

gk_view gk_tier_edition_url(gk_value site, gk_view name)
{
    return text_of(gk_value_get(member(site, "editions"), name, NULL, NULL), "base_url");
}

gk_view gk_tier_edition_nearest(gk_value site, gk_view name)
{
    gk_view names[NAMES_MAX] = {GK_V(GK_EDITION_PUBLIC)};
    gk_value editions = member(site, "editions");
    uint32_t count = gk_value_count(editions), n = 1;
    for (uint32_t i = 0; i < count && n < NAMES_MAX; i++) names[n++] = gk_value_key(editions, i);
    return gk_view_nearest(name, names, n);
}
