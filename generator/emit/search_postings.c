#include "emit/search_postings.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "emit/search_code.h"

/* An item: whether a word; two characters of 21 bits, or a word's number; the row; whether it was
 * found in the title. */
enum { ROW_AT = 1, SECOND_AT = 21, FIRST_AT = 42, WORD_AT = 63, ROW_MASK = 0xFFFFF };
#define CHARACTER ((uint64_t)0x1FFFFF)

/* A text being read. */
typedef struct reading {
    gk_postings *to;
    uint64_t tail;   /* of all its items: row, and whether in a title */
    uint32_t before; /* the Han character before, 0: none */
    bool alone;      /* it is the first of its run */
    bool title;
    uint32_t length; /* of the word, in characters */
} reading;

static void put(reading *r, uint64_t item)
{
    gk_postings *to = r->to;
    if (to->count == to->cap)
        to->items = gk_mem_grow(to->items, &to->cap, to->count + 1, sizeof *to->items);
    to->items[to->count++] = item | r->tail;
}

static void put_pair(reading *r, uint32_t first, uint32_t second)
{
    put(r, (uint64_t)first << FIRST_AT | (uint64_t)second << SECOND_AT);
}

static void end_run(reading *r)
{
    if (r->before && r->alone && !r->title) put_pair(r, r->before, 0);
    r->before = 0;
}

static void end_word(reading *r)
{
    gk_postings *to = r->to;
    bool fresh;
    if (!r->length) return;
    gk_view word = gk_buf_view(&to->word);
    uint64_t *number = gk_map_get(&to->words, word);
    if (!number) {
        number = gk_map_put(&to->words, gk_arena_view(&to->arena, word), &fresh);
        *number = to->words.count - 1;
    }
    put(r, (uint64_t)1 << WORD_AT | *number << SECOND_AT);
    gk_buf_truncate(&to->word, 0);
    r->length = 0;
}

static void read_han(reading *r, uint32_t c)
{
    if (r->title) put_pair(r, c, 0);
    if (r->before) put_pair(r, r->before, c);
    r->alone = r->before == 0;
    r->before = c;
}

static bool is_common_han(uint32_t c)
{
    return c >= 0x4E00 && c <= 0x9FFF;
}

void gk_postings_add(gk_postings *postings, uint32_t row, gk_view text, bool title)
{
    reading r = {.to = postings, .title = title};
    r.tail = (uint64_t)row << ROW_AT | title;
    for (size_t i = 0; i < text.n;) {
        uint32_t c = gk_search_fold(postings->map, gk_utf8_next(text, &i));
        gk_search_class class = is_common_han(c) ? GK_SEARCH_HAN : gk_search_class_of(c);
        if (class != GK_SEARCH_HAN) end_run(&r);
        if (class != GK_SEARCH_WORD) end_word(&r);
        if (class == GK_SEARCH_HAN) read_han(&r, c);
        if (class == GK_SEARCH_WORD && r.length++ < GK_SEARCH_WORD_MOST)
            gk_utf8_put(&postings->word, c);
    }
    end_run(&r);
    end_word(&r);
}

/* By the bits of the terms, from the lowest, eleven at a time. Items of one term keep their order,
 * which is that of rows. */
void gk_postings_sort(gk_postings *postings)
{
    enum { BITS = 11, BUCKETS = 1 << BITS };
    size_t n = postings->count;
    if (postings->spare_cap < n)
        postings->spare = gk_mem_grow(postings->spare, &postings->spare_cap, n, sizeof(uint64_t));
    for (unsigned shift = SECOND_AT; shift < 64; shift += BITS) {
        size_t starts[BUCKETS] = {0}, sum = 0;
        const uint64_t *from = postings->items;
        uint64_t *to = postings->spare;
        for (size_t i = 0; i < n; i++) starts[from[i] >> shift & (BUCKETS - 1)]++;
        for (size_t b = 0; b < BUCKETS; b++) {
            size_t in = starts[b];
            starts[b] = sum;
            sum += in;
        }
        for (size_t i = 0; i < n; i++) to[starts[from[i] >> shift & (BUCKETS - 1)]++] = from[i];
        size_t cap = postings->cap;
        postings->spare = postings->items;
        postings->items = to;
        postings->cap = postings->spare_cap;
        postings->spare_cap = cap;
    }
}

/* The unit that a character begins with in UTF-16, which is what the client hashes. */
static uint32_t unit_of(uint32_t c)
{
    return c < 0x10000 ? c : 0xD7C0 + (c >> 10);
}

static void name_term(const gk_postings *postings, gk_postings_walk *walk, uint64_t item,
                      gk_search_term *term)
{
    uint32_t first = (uint32_t)(item >> FIRST_AT & CHARACTER);
    uint32_t second = (uint32_t)(item >> SECOND_AT & CHARACTER);
    term->word = item >> WORD_AT;
    if (term->word) {
        size_t i = 0;
        term->key = postings->words.entries[item << 1 >> (SECOND_AT + 1)].key;
        first = gk_utf8_next(term->key, &i);
        second = i < term->key.n ? gk_utf8_next(term->key, &i) : 0;
    } else {
        gk_buf_truncate(&walk->key, 0);
        gk_utf8_put(&walk->key, first);
        if (second) gk_utf8_put(&walk->key, second);
        term->key = gk_buf_view(&walk->key);
    }
    term->hash = gk_search_hash(unit_of(first), second ? unit_of(second) : 0);
}

bool gk_postings_next(const gk_postings *postings, gk_postings_walk *walk, gk_search_term *term)
{
    if (walk->at >= postings->count) {
        gk_buf_free(&walk->key);
        return false;
    }
    uint64_t name = postings->items[walk->at] >> SECOND_AT;
    uint32_t rows = 0, titles = 0;
    name_term(postings, walk, postings->items[walk->at], term);
    for (; walk->at < postings->count && postings->items[walk->at] >> SECOND_AT == name;
         walk->at++) {
        uint64_t item = postings->items[walk->at];
        uint32_t row = (uint32_t)(item >> ROW_AT & ROW_MASK);
        if (!rows || walk->rows[rows - 1] != row) walk->rows[rows++] = row;
        if ((item & 1) && (!titles || walk->titles[titles - 1] != row))
            walk->titles[titles++] = row;
    }
    term->rows = walk->rows;
    term->titles = walk->titles;
    term->row_count = rows;
    term->title_count = titles;
    return true;
}

void gk_postings_clear(gk_postings *postings)
{
    postings->count = 0;
    gk_map_free(&postings->words);
    postings->words = (gk_map)GK_MAP_INIT;
    gk_arena_reset(&postings->arena);
}

void gk_postings_free(gk_postings *postings)
{
    free(postings->items);
    free(postings->spare);
    gk_map_free(&postings->words);
    gk_arena_free(&postings->arena);
    gk_buf_free(&postings->word);
}
