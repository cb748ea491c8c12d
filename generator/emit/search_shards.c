#include "emit/search_shards.h"

#include <stdlib.h>

#include "base/mem.h"

void gk_search_line_begin(gk_search_lines *lines, uint32_t hash)
{
    lines->items = gk_mem_grow(lines->items, &lines->cap, lines->count + 1, sizeof *lines->items);
    lines->items[lines->count++] = (gk_search_line){lines->text.n, 0, hash};
}

void gk_search_line_end(gk_search_lines *lines)
{
    gk_search_line *line = &lines->items[lines->count - 1];
    gk_buf_putc(&lines->text, '\n');
    line->n = (uint32_t)(lines->text.n - line->at);
}

/* Twice through the lines: how much each shard gets, then the bytes. */
void gk_search_lines_deal(gk_search_lines *lines, uint32_t divisor)
{
    lines->shards = (uint32_t)(lines->text.n / GK_SEARCH_SHARD) + 1;
    size_t *at = gk_mem_calloc(lines->shards, sizeof *at), sum = 0;
    lines->ends = gk_mem_resize(lines->ends, lines->shards, sizeof *lines->ends);
    for (size_t i = 0; i < lines->count; i++)
        at[lines->items[i].hash / divisor % lines->shards] += lines->items[i].n;
    gk_buf_truncate(&lines->dealt, 0);
    gk_buf_reserve(&lines->dealt, lines->text.n + lines->shards);
    for (uint32_t s = 0; s < lines->shards; s++) {
        size_t n = at[s] + 1;
        lines->dealt.p[sum] = '\n';
        at[s] = sum + 1;
        lines->ends[s] = sum += n;
    }
    for (size_t i = 0; i < lines->count; i++) {
        const gk_search_line *line = &lines->items[i];
        uint32_t s = line->hash / divisor % lines->shards;
        memcpy(lines->dealt.p + at[s], lines->text.p + line->at, line->n);
        at[s] += line->n;
    }
    lines->dealt.n = sum;
    free(at);
}

gk_view gk_search_lines_shard(const gk_search_lines *lines, uint32_t shard)
{
    size_t from = shard ? lines->ends[shard - 1] : 0;
    return gk_view_n(lines->dealt.p + from, lines->ends[shard] - from);
}

void gk_search_lines_clear(gk_search_lines *lines)
{
    gk_buf_truncate(&lines->text, 0);
    lines->count = 0;
}

void gk_search_lines_free(gk_search_lines *lines)
{
    gk_buf_free(&lines->text);
    gk_buf_free(&lines->dealt);
    free(lines->items);
    free(lines->ends);
}
