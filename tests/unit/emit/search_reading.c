#include "search_reading.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "emit/search_fold.h"

static const char *const pieces[] = {"党", "費", "费", "会", "𠮷", "員", "一", "QR", "2026", "２",
                                     "é",  "，", " ",  "\n", "。", "x",  "—",  "a1", "·",    "座"};

void search_random_text(uint64_t *seed, size_t length, gk_buf *out)
{
    for (size_t i = 0; i < length; i++) {
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        gk_buf_puts(out, pieces[(*seed >> 33) % (sizeof pieces / sizeof *pieces)]);
    }
}

static bool is_letter_at(gk_view text, size_t i)
{
    return i < text.n && gk_search_class_of(gk_utf8_next(text, &i)) == GK_SEARCH_WORD;
}

void search_fold_text(gk_view text, gk_buf *out)
{
    gk_search_map *map = gk_search_map_new();
    for (size_t i = 0; i < text.n;) gk_utf8_put(out, gk_search_fold(map, gk_utf8_next(text, &i)));
    free(map);
}

bool search_stands_in(gk_view key, bool word, gk_view text)
{
    bool found = false;
    for (size_t at = 0; !found && (at = gk_view_find(text, key, at)) != SIZE_MAX; at++) {
        size_t before = at;
        bool inside = word && at && (gk_utf8_prev(text, &before), is_letter_at(text, before));
        found = !word || (!inside && !is_letter_at(text, at + key.n));
    }
    return found;
}
