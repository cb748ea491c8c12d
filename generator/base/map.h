/* A hash map from views to numbers. Keys are borrowed: they must outlive the map. Insertion order
 * is kept. */
#ifndef GK_BASE_MAP_H
#define GK_BASE_MAP_H

#include "base/view.h"

typedef struct gk_map_entry {
    gk_view key;
    uint64_t hash;
    uint64_t value;
} gk_map_entry;

typedef struct gk_map {
    gk_map_entry *entries; /* in order of insertion */
    size_t count, cap;
    uint32_t *slots; /* index + 1 into entries, 0 = free */
    size_t slot_count;
} gk_map;

#define GK_MAP_INIT                                                                                \
    {                                                                                              \
        NULL, 0, 0, NULL, 0                                                                        \
    }

/* The value of key, or NULL. The pointer is valid until the next insertion. */
uint64_t *gk_map_get(const gk_map *map, gk_view key);

/* Finds or inserts key (with value 0); *fresh (may be NULL) tells which. */
uint64_t *gk_map_put(gk_map *map, gk_view key, bool *fresh);

/* Gives the memory back. */
void gk_map_free(gk_map *map);

#endif
