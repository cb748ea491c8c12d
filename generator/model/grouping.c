#include <stdlib.h>

#include "base/mem.h"
#include "model/site_parts.h"

void gk_grouping_add(gk_grouping *grouping, uint32_t group, uint32_t doc)
{
    grouping->pairs =
        gk_mem_grow(grouping->pairs, &grouping->cap, grouping->count + 1, sizeof *grouping->pairs);
    grouping->pairs[grouping->count].group = group;
    grouping->pairs[grouping->count++].doc = doc;
}

gk_docs *gk_grouping_runs(gk_grouping *grouping, uint32_t groups, gk_arena *arena)
{
    gk_docs *runs = gk_arena_calloc(arena, groups, sizeof *runs);
    uint32_t *ids = gk_arena_alloc(arena, grouping->count * sizeof *ids);
    uint32_t *next = gk_mem_calloc(groups + 1u, sizeof *next);
    for (size_t i = 0; i < grouping->count; i++) next[grouping->pairs[i].group + 1]++;
    for (uint32_t g = 0; g < groups; g++) {
        runs[g] = (gk_docs){ids + next[g], next[g + 1]};
        next[g + 1] += next[g];
    }
    for (size_t i = 0; i < grouping->count; i++)
        ids[next[grouping->pairs[i].group]++] = grouping->pairs[i].doc;
    free(next);
    free(grouping->pairs);
    *grouping = (gk_grouping){NULL, 0, 0};
    return runs;
}
