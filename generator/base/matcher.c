#include "base/matcher.h"

#include <stdlib.h>

#include "base/matcher_parts.h"
#include "base/mem.h"

void gk_matcher_hit(gk_hits *hits, gk_hit hit)
{
    if (hits->count == hits->cap)
        hits->items = gk_mem_grow(hits->items, &hits->cap, hits->count + 1, sizeof *hits->items);
    hits->items[hits->count++] = hit;
}

gk_matcher *gk_matcher_terms(const gk_view *terms, size_t count, gk_terms_options options)
{
    gk_matcher *matcher = gk_mem_calloc(1, sizeof *matcher);
    matcher->terms = gk_terms_new(terms, count, options);
    return matcher;
}

gk_matcher *gk_matcher_numbers(gk_numbers_options options)
{
    gk_matcher *matcher = gk_mem_calloc(1, sizeof *matcher);
    if (options.min < 1) options.min = 1;
    if (options.max > GK_NUMBER_MAX) options.max = GK_NUMBER_MAX;
    matcher->numbers = options;
    return matcher;
}

void gk_matcher_free(gk_matcher *matcher)
{
    if (!matcher) return;
    gk_terms_free(matcher->terms);
    free(matcher);
}

void gk_matcher_run(const gk_matcher *matcher, gk_view text, gk_hits *hits)
{
    if (matcher->terms)
        gk_terms_run(matcher->terms, text, hits);
    else
        gk_numbers_run(&matcher->numbers, text, hits);
}

/* Hits come from left to right, as the pieces do. */
void gk_matcher_find(const gk_matcher *matcher, const gk_pieces *pieces, gk_hits *hits)
{
    size_t first = hits->count, piece = 0;
    gk_matcher_run(matcher, gk_buf_view(&pieces->text), hits);
    for (size_t i = first; i < hits->count; i++) {
        gk_hit *hit = &hits->items[i];
        while (piece + 1 < pieces->count && pieces->items[piece + 1].at <= hit->from) piece++;
        hit->piece = (uint32_t)piece;
        hit->from -= pieces->items[piece].at;
        hit->to -= pieces->items[piece].at;
    }
}

void gk_hits_clear(gk_hits *hits)
{
    hits->count = 0;
    gk_buf_truncate(&hits->digits, 0);
}

void gk_hits_free(gk_hits *hits)
{
    free(hits->items);
    gk_buf_free(&hits->digits);
    *hits = (gk_hits)GK_HITS_INIT;
}
