/* The files of one block of the search: the pages of a calendar quarter (or, where there are very
 * many, of a part of it), newest first.
 *
 *     N.txt    a shard: what stands in the pages. A line is a term, a space if it is a word, and
 * the pages that hold it; behind '!' those that hold it in their titles r.txt    the pages in
 * short: a line with the paths of their sections, one with their branches, and for each page three
 * numbers: section, branch (0: none), and 1 if it begins a pack tN.txt   a pack: what is searched
 * of one page or of some short ones. Three lines a page: "url<TAB>date<TAB>column<TAB>t" (t: there
 * are traditional characters), the title, and the text with a tab between blocks
 *
 * Numbers and pages are written as emit/search_code.h says. A block is open or closed. Of a closed
 * one the shards hold only terms of more than GK_SEARCH_FEW pages: the rest stands in the summary
 * (emit/search_summary.h), which is why a line of each term is left in `runs`. The open block is
 * that of the newest pages, and not in the summary: a new page changes nothing else.
 *
 * Order of calls: begin, add for each page from the newest on, end; then read; begin again, or
 * free. */
#ifndef GK_EMIT_SEARCH_BLOCK_H
#define GK_EMIT_SEARCH_BLOCK_H

#include "base/hash.h"
#include "emit/search_postings.h"
#include "emit/search_shards.h"

enum { GK_SEARCH_FEW = 4 };

/* A page as it is found and shown. */
typedef struct gk_search_page {
    gk_view url, title, date; /* date: 2026-03-05, or empty */
    gk_view column;           /* title of its section, or empty */
    gk_view section, branch;  /* path; identifier, or empty */
    gk_view text;             /* a line a block */
} gk_search_page;

typedef struct gk_search_file {
    gk_view name; /* in the block's folder */
    gk_view bytes;
} gk_search_file;

/* Names of a kind in the order in which pages bring them. */
typedef struct gk_search_names {
    gk_map index;
    gk_buf line; /* all of them with tabs between */
} gk_search_names;

/* Begins as zeros with postings.map set. Names in pages are borrowed until the next begin. */
typedef struct gk_search_block {
    gk_postings postings;
    bool closed;
    uint32_t parts; /* how many runs there are; 0 for an open block */
    uint32_t rows, packs;
    gk_search_lines shards;
    gk_search_names sections, branches;
    gk_buf codes, rows_file; /* the third line of r.txt; the whole */
    gk_buf text;             /* of all packs */
    size_t *pack_ends;
    size_t pack_cap;
    char name[24]; /* of the file that was asked for last */
    gk_buf *runs; /* by part (hash % parts): lines of a term, a space if it is a word, the number of
                     pages, the pages if they are few, and behind '!' the same of titles */
    uint32_t run_cap;
} gk_search_block;

/* A new block, its pages, its files. */
void gk_search_block_begin(gk_search_block *block, bool closed, uint32_t parts);
void gk_search_block_add(gk_search_block *block, const gk_search_page *page);
void gk_search_block_end(gk_search_block *block);

/* How many files there are, and the i-th of them; its name is valid until the next call. */
uint32_t gk_search_block_files(const gk_search_block *block);
gk_search_file gk_search_block_file(gk_search_block *block, uint32_t i);

/* The hash of all its files: its folder is named after it, so that what is kept of one generation
 * never meets another. */
gk_sha256 gk_search_block_hash(gk_search_block *block);

void gk_search_block_free(gk_search_block *block);

#endif
