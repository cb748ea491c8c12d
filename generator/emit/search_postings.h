/* Which pages of a block hold which terms.
 *
 * Terms are the pairs of Han characters that stand side by side, words, and single Han characters:
 * those of titles, and in texts those that stand alone. A worker fills in the pages of one block
 * row by row, sorts, and walks through the terms. */
#ifndef GK_EMIT_SEARCH_POSTINGS_H
#define GK_EMIT_SEARCH_POSTINGS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "emit/search_fold.h"

enum {
    GK_SEARCH_ROWS = 512,     /* pages of a block at most */
    GK_SEARCH_WORD_MOST = 24, /* characters of a word that count */
};

/* Begins as zeros with `map` set; emptied by _clear, given back by _free. */
typedef struct gk_postings {
    const gk_search_map *map;
    uint64_t *items, *spare; /* a term and a row each */
    size_t count, cap, spare_cap;
    gk_map words; /* word → its number */
    gk_arena arena;
    gk_buf word; /* the one being read */
} gk_postings;

/* A term and the pages that hold it; valid until the next. */
typedef struct gk_search_term {
    gk_view key;   /* folded, UTF-8 */
    bool word;     /* no Han: found by its beginning */
    uint32_t hash; /* of gk_search_hash */
    const uint32_t *rows, *titles;
    uint32_t row_count, title_count;
} gk_search_term;

/* Frees what it holds at the end of the walk. */
typedef struct gk_postings_walk {
    size_t at;
    gk_buf key;
    uint32_t rows[GK_SEARCH_ROWS], titles[GK_SEARCH_ROWS];
} gk_postings_walk;

/* Adds the terms of a text of a page. Rows never fall. */
void gk_postings_add(gk_postings *postings, uint32_t row, gk_view text, bool title);

/* Sorts; to be called once behind the last page, before the walk. */
void gk_postings_sort(gk_postings *postings);

/* The next term, in an order that depends on what was added only. Begins with zeros in *walk. */
bool gk_postings_next(const gk_postings *postings, gk_postings_walk *walk, gk_search_term *term);

/* Empties for the next block, and gives everything back. */
void gk_postings_clear(gk_postings *postings);
void gk_postings_free(gk_postings *postings);

#endif
