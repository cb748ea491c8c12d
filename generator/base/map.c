#include "base/map.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"

static uint32_t *slot_of(const gk_map *map, gk_view key, uint64_t hash)
{
    size_t mask = map->slot_count - 1;
    for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
        uint32_t index = map->slots[i];
        if (index == 0) return &map->slots[i];
        const gk_map_entry *entry = &map->entries[index - 1];
        if (entry->hash == hash && gk_view_same_name(entry->key, key)) return &map->slots[i];
    }
}

uint64_t *gk_map_get(const gk_map *map, gk_view key)
{
    if (map->count == 0) return NULL;
    uint32_t index = *slot_of(map, key, gk_hash64(key, 0));
    return index ? &map->entries[index - 1].value : NULL;
}

static void rehash(gk_map *map)
{
    size_t wanted = map->slot_count ? map->slot_count * 2 : 32;
    free(map->slots);
    map->slots = gk_mem_calloc(wanted, sizeof *map->slots);
    map->slot_count = wanted;
    for (size_t i = 0; i < map->count; i++)
        *slot_of(map, map->entries[i].key, map->entries[i].hash) = (uint32_t)i + 1;
}

uint64_t *gk_map_put(gk_map *map, gk_view key, bool *fresh)
{
    if (map->count * 2 >= map->slot_count) rehash(map);
    uint64_t hash = gk_hash64(key, 0);
    uint32_t *slot = slot_of(map, key, hash);
    if (fresh) *fresh = *slot == 0;
    if (*slot == 0) {
        map->entries = gk_mem_grow(map->entries, &map->cap, map->count + 1, sizeof *map->entries);
        map->entries[map->count] = (gk_map_entry){key, hash, 0};
        *slot = (uint32_t)++map->count;
    }
    return &map->entries[*slot - 1].value;
}

void gk_map_free(gk_map *map)
{
    free(map->entries);
    free(map->slots);
    *map = (gk_map)GK_MAP_INIT;
}
