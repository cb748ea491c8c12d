#include "base/mem.h"
#include "model/site_parts.h"

static uint32_t series_of(gk_site *site, gk_view id, gk_value value, size_t *cap)
{
    bool fresh;
    uint64_t *index = gk_map_put(&site->series_index, id, &fresh);
    if (fresh) {
        *index = site->series_count;
        site->series = gk_mem_grow(site->series, cap, site->series_count + 1, sizeof *site->series);
        site->series[site->series_count++] = (gk_series){id, value, {NULL, 0}};
    }
    return (uint32_t)*index;
}

void gk_site_make_series(gk_site *site)
{
    static const gk_order order[] = {{{"series_order", 12}, false}, {{"date", 4}, false}};
    gk_value listed = gk_value_get(site->config->data, GK_V("series"), NULL, NULL);
    gk_grouping grouping = {NULL, 0, 0};
    size_t cap = 0;
    uint32_t n = listed.kind == GK_LIST ? gk_value_count(listed) : 0;
    for (uint32_t i = 0; i < n; i++) {
        gk_value value = gk_value_at(listed, i, NULL);
        gk_view id = gk_value_view(gk_value_get(value, GK_V("id"), NULL, NULL));
        if (id.n) series_of(site, id, value, &cap);
    }
    for (uint32_t d = 0; d < site->doc_count; d++) {
        gk_value named =
            gk_value_get(gk_card_values(site->docs[d].card), GK_V("series"), NULL, NULL);
        if (!gk_value_view(named).n) continue;
        site->docs[d].series = series_of(site, gk_value_view(named), gk_value_null(), &cap);
        gk_grouping_add(&grouping, site->docs[d].series, d);
    }
    gk_docs *runs = gk_grouping_runs(&grouping, site->series_count, &site->arena);
    for (uint32_t s = 0; s < site->series_count; s++) {
        site->series[s].docs = runs[s];
        gk_site_sort(site, (uint32_t *)(uintptr_t)runs[s].ids, runs[s].n, order, 2);
        for (uint32_t i = 0; i < runs[s].n; i++) site->docs[runs[s].ids[i]].series_at = i;
    }
}
