#include <stdlib.h>

#include "base/mem.h"
#include "model/site.h"

enum { KEYS_MAX = 4 };

typedef struct row {
    int64_t date;
    uint32_t doc;
    gk_value keys[]; /* as many as the order has */
} row;

typedef struct sorter {
    const gk_order *order;
    uint32_t count;
} sorter;

static gk_value key_of(const gk_site *site, uint32_t doc, gk_view name, gk_arena *arena)
{
    if (gk_view_is(name, "path")) return gk_value_string(gk_site_doc_path(site, doc));
    return gk_value_get(gk_card_values(site->docs[doc].card), name, arena, NULL);
}

/* Documents without the key come last, whichever way the order runs. */
static int compare_key(gk_value a, gk_value b, bool down)
{
    if (a.kind == GK_NULL || b.kind == GK_NULL) return (a.kind == GK_NULL) - (b.kind == GK_NULL);
    int order = gk_value_compare(a, b);
    return down ? -order : order;
}

static int compare(const void *left, const void *right, void *ctx)
{
    const row *a = left, *b = right;
    const sorter *s = ctx;
    for (uint32_t k = 0; k < s->count; k++) {
        int order = compare_key(a->keys[k], b->keys[k], s->order[k].down);
        if (order) return order;
    }
    if (a->date != b->date) return a->date < b->date ? 1 : -1;
    return (a->doc > b->doc) - (a->doc < b->doc);
}

static row *row_at(void *rows, uint32_t i, size_t size)
{
    return (row *)(void *)((char *)rows + i * size);
}

/* A section's documents come by date, which most sections want. */
static bool is_sorted(void *rows, uint32_t n, size_t size, sorter *s)
{
    for (uint32_t i = 1; i < n; i++)
        if (compare(row_at(rows, i - 1, size), row_at(rows, i, size), s) > 0) return false;
    return true;
}

void gk_site_sort(const gk_site *site, uint32_t *ids, uint32_t n, const gk_order *order,
                  uint32_t order_count)
{
    if (n < 2) return;
    sorter s = {order, order_count < KEYS_MAX ? order_count : KEYS_MAX};
    size_t size = sizeof(row) + s.count * sizeof(gk_value);
    void *rows = gk_mem_calloc(n, size);
    gk_arena arena = GK_ARENA_INIT;
    for (uint32_t i = 0; i < n; i++) {
        row *r = row_at(rows, i, size);
        r->doc = ids[i];
        r->date = site->docs[ids[i]].card->date;
        for (uint32_t k = 0; k < s.count; k++)
            r->keys[k] = key_of(site, ids[i], order[k].key, &arena);
    }
    if (!is_sorted(rows, n, size, &s)) qsort_r(rows, n, size, compare, &s);
    for (uint32_t i = 0; i < n; i++) ids[i] = row_at(rows, i, size)->doc;
    gk_arena_free(&arena);
    free(rows);
}
