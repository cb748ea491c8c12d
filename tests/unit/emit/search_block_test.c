#include "emit/search_block.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "emit/search_code.h"
#include "emit/search_summary.h"
#include "search_reading.h"

#include "harness.h"

enum { PAGES = 40, BLOCKS = 5, PARTS = 4 };

typedef struct pages {
    gk_buf titles[PAGES], texts[PAGES];
    gk_buf folded_titles[PAGES], folded_texts[PAGES];
    uint32_t count;
} pages;

static void make_pages(pages *p, uint64_t seed, uint32_t count)
{
    p->count = count;
    for (uint32_t i = 0; i < count; i++) {
        p->titles[i] = p->texts[i] = (gk_buf)GK_BUF_INIT;
        search_random_text(&seed, 5, &p->titles[i]);
        search_random_text(&seed, i % 7 ? 30 : 2000, &p->texts[i]);
        p->folded_titles[i] = p->folded_texts[i] = (gk_buf)GK_BUF_INIT;
        search_fold_text(gk_buf_view(&p->titles[i]), &p->folded_titles[i]);
        search_fold_text(gk_buf_view(&p->texts[i]), &p->folded_texts[i]);
    }
}

static void free_pages(pages *p)
{
    for (uint32_t i = 0; i < p->count; i++) {
        gk_buf_free(&p->titles[i]);
        gk_buf_free(&p->texts[i]);
        gk_buf_free(&p->folded_titles[i]);
        gk_buf_free(&p->folded_texts[i]);
    }
}

static void fill(gk_search_block *block, const pages *p, bool closed)
{
    gk_search_block_begin(block, closed, closed ? PARTS : 0);
    for (uint32_t i = 0; i < p->count; i++) {
        gk_search_page page = {.url = GK_V("/a/"),
                               .title = gk_buf_view(&p->titles[i]),
                               .date = GK_V("2026-03-05"),
                               .column = GK_V("通知公告"),
                               .section = i % 3 ? GK_V("notices") : GK_V("learning/lessons"),
                               .branch = i % 2 ? GK_V("lending") : GK_V(""),
                               .text = gk_buf_view(&p->texts[i])};
        gk_search_block_add(block, &page);
    }
    gk_search_block_end(block);
}

static bool stands(const pages *p, uint32_t i, gk_view key, bool word, bool title)
{
    return search_stands_in(key, word, gk_buf_view(&p->folded_titles[i])) ||
           (!title && search_stands_in(key, word, gk_buf_view(&p->folded_texts[i])));
}

/* A line's key; *data is what follows. */
static gk_view key_of(gk_view line, bool *word, gk_view *data)
{
    size_t space = gk_view_find_byte(line, ' ', 0), end = 0;
    *word = space != SIZE_MAX;
    if (*word) {
        *data = gk_view_from(line, space + 1);
        return gk_view_sub(line, 0, space);
    }
    while (end < line.n && (line.p[end] & 0x80)) end++;
    *data = gk_view_from(line, end);
    return gk_view_sub(line, 0, end);
}

static size_t characters(gk_view key)
{
    size_t n = 0;
    for (size_t i = 0; i < key.n; i++) n += (key.p[i] & 0xC0) != 0x80;
    return n;
}

static void check_rows(const pages *p, gk_view key, bool word, gk_view data, bool title)
{
    bool told[PAGES] = {false};
    uint32_t distance, row = 0;
    bool single = !word && characters(key) == 1;
    for (size_t i = 0; gk_search_get(data, &i, &distance); row++) {
        row += distance;
        GK_CHECK(row < p->count);
        if (row < p->count) told[row] = true;
    }
    for (uint32_t i = 0; i < p->count; i++) {
        bool is = stands(p, i, key, word, title);
        GK_CHECK(told[i] == is || (single && !title && is));
    }
}

GK_TEST(search_block_tells_all_terms_of_its_pages)
{
    gk_search_map *map = gk_search_map_new();
    gk_search_block block = {.postings.map = map};
    pages p;
    make_pages(&p, 3, PAGES);
    fill(&block, &p, false);
    size_t lines = 0;
    for (uint32_t f = 1; f <= block.shards.shards; f++) {
        gk_search_file file = gk_search_block_file(&block, f);
        char name[16];
        snprintf(name, sizeof name, "%u.txt", f - 1);
        GK_CHECK_VIEW(file.name, name);
        GK_CHECK(file.bytes.n && file.bytes.p[0] == '\n');
        gk_view rest = gk_view_from(file.bytes, 1), line, data, rows;
        while (gk_view_split(&rest, '\n', &line)) {
            if (!line.n) continue;
            bool word;
            gk_view key = key_of(line, &word, &data);
            lines++;
            gk_view_split(&data, '!', &rows);
            check_rows(&p, key, word, rows, false);
            check_rows(&p, key, word, data, true);
        }
    }
    GK_CHECK(lines > 100);
    free_pages(&p);
    gk_search_block_free(&block);
    free(map);
}

GK_TEST(search_block_keeps_texts_in_packs)
{
    gk_search_map *map = gk_search_map_new();
    gk_search_block block = {.postings.map = map};
    pages p;
    make_pages(&p, 5, PAGES);
    fill(&block, &p, false);
    gk_view rest = gk_search_block_file(&block, 0).bytes, line;
    gk_view_split(&rest, '\n', &line);
    GK_CHECK_VIEW(line, "learning/lessons\tnotices");
    gk_view_split(&rest, '\n', &line);
    GK_CHECK_VIEW(line, "lending");
    gk_view codes, about, title, text, pack = {NULL, 0};
    uint32_t section, branch, first, packs = 0;
    size_t i = 0;
    gk_view_split(&rest, '\n', &codes);
    for (uint32_t page = 0; page < PAGES; page++) {
        GK_CHECK(gk_search_get(codes, &i, &section) && gk_search_get(codes, &i, &branch) &&
                 gk_search_get(codes, &i, &first));
        GK_CHECK_INT(section, page % 3 ? 1 : 0);
        GK_CHECK_INT(branch, page % 2);
        if (first) {
            GK_CHECK(pack.n == 0);
            pack = gk_search_block_file(&block, 1 + block.shards.shards + packs++).bytes;
        }
        GK_CHECK(gk_view_split(&pack, '\n', &about) && gk_view_split(&pack, '\n', &title) &&
                 gk_view_split(&pack, '\n', &text));
        GK_CHECK(gk_view_starts(about, GK_V("/a/\t2026-03-05\t通知公告\t")));
        bool strange = gk_view_find(gk_buf_view(&p.texts[page]), GK_V("費"), 0) != SIZE_MAX ||
                       gk_view_find(gk_buf_view(&p.texts[page]), GK_V("員"), 0) != SIZE_MAX ||
                       gk_view_find(gk_buf_view(&p.titles[page]), GK_V("費"), 0) != SIZE_MAX ||
                       gk_view_find(gk_buf_view(&p.titles[page]), GK_V("員"), 0) != SIZE_MAX;
        GK_CHECK(gk_view_ends(about, GK_V("\tt")) == strange);
        GK_CHECK_INT(text.n, p.texts[page].n);
    }
    GK_CHECK(i == codes.n && pack.n == 0);
    GK_CHECK_INT(gk_search_block_files(&block), 1 + block.shards.shards + packs);
    GK_CHECK(packs > 1 && packs < PAGES);
    free_pages(&p);
    gk_search_block_free(&block);
    free(map);
}

GK_TEST(search_block_hash_is_that_of_its_pages)
{
    gk_search_map *map = gk_search_map_new();
    gk_search_block block = {.postings.map = map};
    pages p;
    make_pages(&p, 9, 10);
    fill(&block, &p, true);
    gk_sha256 first = gk_search_block_hash(&block);
    fill(&block, &p, true);
    gk_sha256 again = gk_search_block_hash(&block);
    GK_CHECK(memcmp(first.bytes, again.bytes, sizeof first.bytes) == 0);
    gk_buf_puts(&p.texts[9], "党");
    fill(&block, &p, true);
    again = gk_search_block_hash(&block);
    GK_CHECK(memcmp(first.bytes, again.bytes, sizeof first.bytes) != 0);
    free_pages(&p);
    gk_search_block_free(&block);
    free(map);
}

/* The summary of some closed blocks tells of each term how often it is where, which pages if they
 * are few, and which titles. */
static void check_line(const pages *all, gk_view key, bool word, gk_view data, bool title)
{
    uint32_t expected = 0, distance, n;
    bool told[BLOCKS] = {false};
    for (size_t i = 0; i < data.n;) {
        GK_CHECK(gk_search_get(data, &i, &distance) && gk_search_get(data, &i, &n));
        uint32_t block = expected + distance, is = 0;
        GK_CHECK(block < BLOCKS);
        if (block >= BLOCKS) return;
        told[block] = true;
        for (uint32_t p = 0; p < all[block].count; p++)
            is += stands(&all[block], p, key, word, title);
        GK_CHECK(n == is || (!word && characters(key) == 1 && n <= is));
        uint32_t row = 0;
        for (uint32_t k = 0; (title || n <= GK_SEARCH_FEW) && k < n; k++, row++) {
            GK_CHECK(gk_search_get(data, &i, &distance));
            row += distance;
            GK_CHECK(row < all[block].count && stands(&all[block], row, key, word, title));
        }
        expected = block + 1;
    }
    for (uint32_t b = 0; b < BLOCKS; b++)
        for (uint32_t p = 0; p < all[b].count && !told[b]; p++)
            GK_CHECK(!stands(&all[b], p, key, word, title) || (!word && characters(key) == 1));
}

GK_TEST(search_summary_tells_of_all_closed_blocks)
{
    gk_search_map *map = gk_search_map_new();
    gk_search_block block = {.postings.map = map};
    gk_search_summary summary = {.count = 0};
    pages all[BLOCKS];
    gk_buf runs[BLOCKS][PARTS];
    for (uint32_t b = 0; b < BLOCKS; b++) {
        make_pages(&all[b], 11 + b, 6);
        fill(&block, &all[b], true);
        for (uint32_t part = 0; part < PARTS; part++) {
            runs[b][part] = (gk_buf)GK_BUF_INIT;
            gk_buf_put(&runs[b][part], gk_buf_view(&block.runs[part]));
        }
    }
    size_t lines = 0;
    for (uint32_t part = 0; part < PARTS; part++) {
        gk_search_summary_begin(&summary);
        for (uint32_t b = 0; b < BLOCKS; b++)
            gk_search_summary_add(&summary, b, gk_buf_view(&runs[b][part]));
        gk_search_summary_end(&summary, PARTS);
        for (uint32_t s = 0; s < summary.lines.shards; s++) {
            gk_view rest = gk_search_lines_shard(&summary.lines, s), line, data, rows;
            while (gk_view_split(&rest, '\n', &line)) {
                if (!line.n) continue;
                bool word;
                gk_view key = key_of(line, &word, &data);
                lines++;
                gk_view_split(&data, '!', &rows);
                check_line(all, key, word, rows, false);
                check_line(all, key, word, data, true);
            }
        }
    }
    GK_CHECK(lines > 100);
    for (uint32_t b = 0; b < BLOCKS; b++) {
        free_pages(&all[b]);
        for (uint32_t part = 0; part < PARTS; part++) gk_buf_free(&runs[b][part]);
    }
    gk_search_summary_free(&summary);
    gk_search_block_free(&block);
    free(map);
}
