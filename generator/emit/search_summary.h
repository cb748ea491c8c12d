/* The summary of the search: where in the closed blocks a term is, so that only blocks with an
 * answer are asked, and titles are known at once.
 *
 * Terms are dealt to parts (hash % parts), and within a part to shards (hash / parts % shards of
 * the part): PART-SHARD.txt. A line is a term, a space if it is a word, then for each block that
 * holds it: its distance from the one before, less one; the number of its pages; and if these are
 * not more than GK_SEARCH_FEW, the pages. Behind '!' the same of titles, where pages are always
 * given. Blocks are numbered from the oldest on, so that a new one changes no number. */
#ifndef GK_EMIT_SEARCH_SUMMARY_H
#define GK_EMIT_SEARCH_SUMMARY_H

#include "base/arena.h"
#include "base/map.h"
#include "emit/search_shards.h"

/* One part being made. Begins as zeros. */
typedef struct gk_search_summary {
    struct gk_search_entry *entries;
    size_t count, cap;
    gk_map keys; /* key → its first and last entry */
    gk_arena arena;
    gk_search_lines lines;
} gk_search_summary;

/* A new part. */
void gk_search_summary_begin(gk_search_summary *summary);

/* Adds the run of a block (emit/search_block.h), in rising order of blocks; copied. */
void gk_search_summary_add(gk_search_summary *summary, uint32_t block, gk_view run);

/* Makes the shards: summary->lines. parts: of the whole summary. */
void gk_search_summary_end(gk_search_summary *summary, uint32_t parts);

void gk_search_summary_free(gk_search_summary *summary);

#endif
