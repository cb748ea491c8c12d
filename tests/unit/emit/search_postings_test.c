#include "emit/search_postings.h"

#include <stdlib.h>

#include "search_reading.h"

#include "harness.h"

enum { PAGES = 12 };

static bool has(const uint32_t *rows, uint32_t count, uint32_t row)
{
    for (uint32_t i = 0; i < count; i++)
        if (rows[i] == row) return true;
    return false;
}

static size_t characters(gk_view key)
{
    size_t n = 0;
    for (size_t i = 0; i < key.n; i++) n += (key.p[i] & 0xC0) != 0x80;
    return n;
}

/* Random pages: every term that is told stands where it is told, and nowhere else; none twice. */
GK_TEST(search_postings_tell_where_terms_stand)
{
    gk_search_map *map = gk_search_map_new();
    gk_postings postings = {.map = map};
    uint64_t seed = 7;
    for (int turn = 0; turn < 12; turn++) {
        gk_buf titles[PAGES], texts[PAGES], folded_titles[PAGES], folded_texts[PAGES];
        gk_map seen = GK_MAP_INIT;
        gk_arena arena = GK_ARENA_INIT;
        gk_postings_clear(&postings);
        for (uint32_t p = 0; p < PAGES; p++) {
            titles[p] = texts[p] = folded_titles[p] = folded_texts[p] = (gk_buf)GK_BUF_INIT;
            search_random_text(&seed, 6, &titles[p]);
            search_random_text(&seed, 60, &texts[p]);
            search_fold_text(gk_buf_view(&titles[p]), &folded_titles[p]);
            search_fold_text(gk_buf_view(&texts[p]), &folded_texts[p]);
            gk_postings_add(&postings, p, gk_buf_view(&titles[p]), true);
            gk_postings_add(&postings, p, gk_buf_view(&texts[p]), false);
        }
        gk_postings_sort(&postings);
        gk_postings_walk walk = {.at = 0};
        gk_search_term term;
        while (gk_postings_next(&postings, &walk, &term)) {
            bool fresh;
            gk_map_put(&seen, gk_arena_view(&arena, term.key), &fresh);
            GK_CHECK(fresh);
            GK_CHECK(term.row_count > 0);
            for (uint32_t p = 0; p < PAGES; p++) {
                bool in_title =
                    search_stands_in(term.key, term.word, gk_buf_view(&folded_titles[p]));
                bool in_text = search_stands_in(term.key, term.word, gk_buf_view(&folded_texts[p]));
                GK_CHECK(has(term.titles, term.title_count, p) == in_title);
                /* Single characters of texts only where they stand alone. */
                if (term.word || characters(term.key) == 2)
                    GK_CHECK(has(term.rows, term.row_count, p) == (in_title || in_text));
                else if (has(term.rows, term.row_count, p))
                    GK_CHECK(in_title || in_text);
            }
        }
        for (uint32_t p = 0; p < PAGES; p++) {
            gk_buf_free(&titles[p]);
            gk_buf_free(&texts[p]);
            gk_buf_free(&folded_titles[p]);
            gk_buf_free(&folded_texts[p]);
        }
        GK_CHECK(gk_map_get(&seen, GK_V("党费")) != NULL);
        GK_CHECK(gk_map_get(&seen, GK_V("𠮷")) != NULL);
        gk_map_free(&seen);
        gk_arena_free(&arena);
    }
    gk_postings_free(&postings);
    free(map);
}

static const char *keys_of(const char *text, bool title)
{
    static gk_buf out = GK_BUF_INIT;
    gk_search_map *map = gk_search_map_new();
    gk_postings postings = {.map = map};
    gk_postings_walk walk = {.at = 0};
    gk_search_term term;
    gk_buf_truncate(&out, 0);
    gk_postings_add(&postings, 0, gk_view_of(text), title);
    gk_postings_sort(&postings);
    while (gk_postings_next(&postings, &walk, &term)) {
        gk_buf_put(&out, term.key);
        gk_buf_putc(&out, ' ');
    }
    gk_postings_free(&postings);
    free(map);
    return out.n ? out.p : "";
}

GK_TEST(search_terms_of_a_text)
{
    GK_CHECK_STR(keys_of("党费，收缴", false), "党费 收缴 ");
    GK_CHECK_STR(keys_of("A 座 308", false), "座 a 308 ");
    GK_CHECK_STR(keys_of("党费", true), "党 党费 费 ");
    GK_CHECK_STR(keys_of("ＱＲ2026码", false), "码 qr2026 ");
    GK_CHECK_STR(keys_of("abcdefghijklmnopqrstuvwxyz0", false), "abcdefghijklmnopqrstuvwx ");
    GK_CHECK_STR(keys_of("，。 —", false), "");
}
