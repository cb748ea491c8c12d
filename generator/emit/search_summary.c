#include "emit/search_summary.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "emit/search_code.h"

enum { NO_ENTRY = 0xFFFFFFFF };

/* What a block says of a term. */
typedef struct gk_search_entry {
    uint32_t block, next;
    gk_view rows, titles;
} gk_search_entry;

void gk_search_summary_begin(gk_search_summary *summary)
{
    summary->count = 0;
    gk_map_free(&summary->keys);
    summary->keys = (gk_map)GK_MAP_INIT;
    gk_arena_reset(&summary->arena);
    gk_search_lines_clear(&summary->lines);
}

/* A word ends with its space, Han characters where the numbers begin. */
static size_t key_end(gk_view line)
{
    size_t space = gk_view_find_byte(line, ' ', 0), i = 0;
    if (space != SIZE_MAX) return space + 1;
    while (i < line.n && (line.p[i] & 0x80)) i++;
    return i;
}

void gk_search_summary_add(gk_search_summary *summary, uint32_t block, gk_view run)
{
    gk_view rest = gk_arena_view(&summary->arena, run), line;
    while (gk_view_split(&rest, '\n', &line) && line.n) {
        size_t end = key_end(line), mark = gk_view_find_byte(line, '!', end);
        gk_search_entry entry = {.block = block, .next = NO_ENTRY};
        entry.rows = gk_view_sub(line, end, mark == SIZE_MAX ? line.n : mark - end);
        if (mark != SIZE_MAX) entry.titles = gk_view_from(line, mark + 1);
        summary->entries = gk_mem_grow(summary->entries, &summary->cap, summary->count + 1,
                                       sizeof *summary->entries);
        uint32_t number = (uint32_t)summary->count++;
        summary->entries[number] = entry;
        bool fresh;
        uint64_t *ends = gk_map_put(&summary->keys, gk_view_sub(line, 0, end), &fresh);
        if (!fresh) summary->entries[*ends & 0xFFFFFFFF].next = number;
        *ends = (fresh ? (uint64_t)number << 32 : *ends & ~(uint64_t)0xFFFFFFFF) | number;
    }
}

static uint32_t unit_at(gk_view key, size_t *i)
{
    if (*i >= key.n || key.p[*i] == ' ') return 0;
    uint32_t c = gk_utf8_next(key, i);
    return c < 0x10000 ? c : 0xD7C0 + (c >> 10);
}

static void put_entries(gk_search_summary *summary, uint32_t first, bool titles)
{
    gk_buf *out = &summary->lines.text;
    uint32_t expected = 0;
    for (uint32_t e = first; e != NO_ENTRY; e = summary->entries[e].next) {
        const gk_search_entry *entry = &summary->entries[e];
        if (titles && !entry->titles.n) continue;
        if (titles && expected == 0) gk_buf_putc(out, '!');
        gk_search_put(out, entry->block - expected);
        gk_buf_put(out, titles ? entry->titles : entry->rows);
        expected = entry->block + 1;
    }
}

static int compare_keys(const void *left, const void *right)
{
    const gk_map_entry *const *a = left, *const *b = right;
    return gk_view_cmp((*a)->key, (*b)->key);
}

void gk_search_summary_end(gk_search_summary *summary, uint32_t parts)
{
    size_t n = summary->keys.count;
    const gk_map_entry **keys = gk_mem_calloc(n ? n : 1, sizeof *keys);
    for (size_t k = 0; k < n; k++) keys[k] = &summary->keys.entries[k];
    qsort(keys, n, sizeof *keys, compare_keys);
    for (size_t k = 0; k < n; k++) {
        size_t i = 0;
        uint32_t a = unit_at(keys[k]->key, &i), b = unit_at(keys[k]->key, &i);
        gk_search_line_begin(&summary->lines, gk_search_hash(a, b));
        gk_buf_put(&summary->lines.text, keys[k]->key);
        put_entries(summary, (uint32_t)(keys[k]->value >> 32), false);
        put_entries(summary, (uint32_t)(keys[k]->value >> 32), true);
        gk_search_line_end(&summary->lines);
    }
    gk_search_lines_deal(&summary->lines, parts);
    free(keys);
}

void gk_search_summary_free(gk_search_summary *summary)
{
    free(summary->entries);
    gk_map_free(&summary->keys);
    gk_arena_free(&summary->arena);
    gk_search_lines_free(&summary->lines);
}
