#include "emit/search_block.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "emit/search_code.h"

/* Bytes at which a pack is full: what a search fetches to show one page. */
enum { PACK = 3000 };

static void clear_names(gk_search_names *names)
{
    gk_map_free(&names->index);
    names->index = (gk_map)GK_MAP_INIT;
    gk_buf_truncate(&names->line, 0);
}

void gk_search_block_begin(gk_search_block *block, bool closed, uint32_t parts)
{
    block->closed = closed;
    block->parts = parts;
    block->rows = block->packs = 0;
    gk_postings_clear(&block->postings);
    gk_search_lines_clear(&block->shards);
    clear_names(&block->sections);
    clear_names(&block->branches);
    gk_buf_truncate(&block->codes, 0);
    gk_buf_truncate(&block->rows_file, 0);
    gk_buf_truncate(&block->text, 0);
    if (block->run_cap < parts) {
        block->runs = gk_mem_resize(block->runs, parts, sizeof *block->runs);
        for (; block->run_cap < parts; block->run_cap++)
            block->runs[block->run_cap] = (gk_buf)GK_BUF_INIT;
    }
    for (uint32_t p = 0; p < parts; p++) gk_buf_truncate(&block->runs[p], 0);
}

static uint32_t number_of(gk_search_names *names, gk_view name)
{
    bool fresh;
    uint64_t *number = gk_map_put(&names->index, name, &fresh);
    if (fresh) {
        *number = names->index.count - 1;
        if (*number) gk_buf_putc(&names->line, '\t');
        gk_buf_put(&names->line, name);
    }
    return (uint32_t)*number;
}

/* A text as one line: a tab where a block ends, no other controls. */
static void put_line(gk_buf *out, gk_view text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        gk_buf_putc(out, c == '\n' ? '\t' : (unsigned char)c < ' ' || c == 0x7F ? ' ' : c);
    }
}

static bool has_traditional(const gk_search_map *map, gk_view text)
{
    for (size_t i = 0; i < text.n;) {
        uint32_t c = gk_utf8_next(text, &i), folded = gk_search_fold(map, c);
        if (c != folded && folded >= 0x3400 && gk_search_class_of(c) == GK_SEARCH_HAN) return true;
    }
    return false;
}

static void put_page(gk_search_block *block, const gk_search_page *page)
{
    const gk_search_map *map = block->postings.map;
    gk_buf *out = &block->text;
    put_line(out, page->url);
    gk_buf_putc(out, '\t');
    gk_buf_put(out, page->date);
    gk_buf_putc(out, '\t');
    put_line(out, page->column);
    gk_buf_putc(out, '\t');
    if (has_traditional(map, page->title) || has_traditional(map, page->text))
        gk_buf_putc(out, 't');
    gk_buf_putc(out, '\n');
    put_line(out, page->title);
    gk_buf_putc(out, '\n');
    put_line(out, page->text);
    gk_buf_putc(out, '\n');
}

void gk_search_block_add(gk_search_block *block, const gk_search_page *page)
{
    size_t from = block->packs > 1 ? block->pack_ends[block->packs - 2] : 0;
    bool first = block->packs == 0 || block->text.n - from >= PACK;
    if (first)
        block->pack_ends = gk_mem_grow(block->pack_ends, &block->pack_cap, ++block->packs,
                                       sizeof *block->pack_ends);
    gk_search_put(&block->codes, number_of(&block->sections, page->section));
    gk_search_put(&block->codes,
                  page->branch.n ? number_of(&block->branches, page->branch) + 1 : 0);
    gk_search_put(&block->codes, first);
    gk_postings_add(&block->postings, block->rows, page->title, true);
    gk_postings_add(&block->postings, block->rows, page->text, false);
    put_page(block, page);
    block->pack_ends[block->packs - 1] = block->text.n;
    block->rows++;
}

static void put_key(gk_buf *out, const gk_search_term *term)
{
    gk_buf_put(out, term->key);
    if (term->word) gk_buf_putc(out, ' ');
}

static void put_shard_line(gk_search_block *block, const gk_search_term *term)
{
    gk_buf *out = &block->shards.text;
    gk_search_line_begin(&block->shards, term->hash);
    put_key(out, term);
    gk_search_put_rows(out, term->rows, term->row_count);
    if (term->title_count) {
        gk_buf_putc(out, '!');
        gk_search_put_rows(out, term->titles, term->title_count);
    }
    gk_search_line_end(&block->shards);
}

static void put_run_line(gk_search_block *block, const gk_search_term *term)
{
    gk_buf *out = &block->runs[term->hash % block->parts];
    put_key(out, term);
    gk_search_put(out, term->row_count);
    if (term->row_count <= GK_SEARCH_FEW) gk_search_put_rows(out, term->rows, term->row_count);
    if (term->title_count) {
        gk_buf_putc(out, '!');
        gk_search_put(out, term->title_count);
        gk_search_put_rows(out, term->titles, term->title_count);
    }
    gk_buf_putc(out, '\n');
}

void gk_search_block_end(gk_search_block *block)
{
    gk_postings_walk walk = {.at = 0};
    gk_search_term term;
    gk_postings_sort(&block->postings);
    while (gk_postings_next(&block->postings, &walk, &term)) {
        if (block->closed) put_run_line(block, &term);
        if (!block->closed || term.row_count > GK_SEARCH_FEW) put_shard_line(block, &term);
    }
    gk_search_lines_deal(&block->shards, 1);
    gk_buf_put(&block->rows_file, gk_buf_view(&block->sections.line));
    gk_buf_putc(&block->rows_file, '\n');
    gk_buf_put(&block->rows_file, gk_buf_view(&block->branches.line));
    gk_buf_putc(&block->rows_file, '\n');
    gk_buf_put(&block->rows_file, gk_buf_view(&block->codes));
    gk_buf_putc(&block->rows_file, '\n');
}

uint32_t gk_search_block_files(const gk_search_block *block)
{
    return 1 + block->shards.shards + block->packs;
}

gk_search_file gk_search_block_file(gk_search_block *block, uint32_t i)
{
    uint32_t shards = block->shards.shards;
    gk_view bytes = gk_buf_view(&block->rows_file);
    if (i == 0) {
        snprintf(block->name, sizeof block->name, "r.txt");
    } else if (i <= shards) {
        snprintf(block->name, sizeof block->name, "%u.txt", i - 1);
        bytes = gk_search_lines_shard(&block->shards, i - 1);
    } else {
        uint32_t pack = i - shards - 1;
        size_t from = pack ? block->pack_ends[pack - 1] : 0;
        snprintf(block->name, sizeof block->name, "t%u.txt", pack);
        bytes = gk_view_n(block->text.p + from, block->pack_ends[pack] - from);
    }
    return (gk_search_file){gk_view_of(block->name), bytes};
}

gk_sha256 gk_search_block_hash(gk_search_block *block)
{
    gk_sha256_stream stream;
    gk_hash_start(&stream);
    for (uint32_t i = 0; i < gk_search_block_files(block); i++) {
        gk_search_file file = gk_search_block_file(block, i);
        uint64_t sizes[] = {file.name.n, file.bytes.n};
        gk_hash_add(&stream, gk_view_n((const char *)sizes, sizeof sizes));
        gk_hash_add(&stream, file.name);
        gk_hash_add(&stream, file.bytes);
    }
    return gk_hash_end(&stream);
}

static void free_names(gk_search_names *names)
{
    gk_map_free(&names->index);
    gk_buf_free(&names->line);
}

void gk_search_block_free(gk_search_block *block)
{
    gk_postings_free(&block->postings);
    gk_search_lines_free(&block->shards);
    free_names(&block->sections);
    free_names(&block->branches);
    gk_buf_free(&block->codes);
    gk_buf_free(&block->rows_file);
    gk_buf_free(&block->text);
    free(block->pack_ends);
    for (uint32_t p = 0; p < block->run_cap; p++) gk_buf_free(&block->runs[p]);
    free(block->runs);
}
