#include "emit/search_fold.h"

#include "base/mem.h"
#include "base/utf8.h"

typedef struct range {
    uint32_t first, last;
} range;

/* Scripts that are written without spaces, by frequency: Han with its extension A, kana, marks of
 * repetition and 〇, hangul, compatibility ideographs, and the planes of further ideographs. */
static const range han[] = {
    {0x3400, 0x9FFF}, {0x3041, 0x30FA}, {0x3005, 0x3007},
    {0xAC00, 0xD7A3}, {0xF900, 0xFAFF}, {0x20000, 0x3FFFF},
};

/* Latin, Greek and Cyrillic letters beyond ASCII. */
static const range letters[] = {{0xC0, 0x24F}, {0x370, 0x52F}};

static bool is_in(uint32_t c, const range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (c >= ranges[i].first && c <= ranges[i].last) return true;
    return false;
}

gk_search_class gk_search_class_of(uint32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ? GK_SEARCH_WORD : GK_SEARCH_GAP;
    if (is_in(c, han, sizeof han / sizeof *han)) return GK_SEARCH_HAN;
    return is_in(c, letters, sizeof letters / sizeof *letters) ? GK_SEARCH_WORD : GK_SEARCH_GAP;
}

/* U+0130 has two small letters in a browser and none here: it stays. */
static uint32_t lower(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
    bool letter = is_in(c, letters, sizeof letters / sizeof *letters);
    return letter && c != 0x130 ? gk_utf8_lower(c) : c;
}

gk_search_map *gk_search_map_new(void)
{
    gk_search_map *map = gk_mem_calloc(1, sizeof *map);
    for (uint32_t c = 0; c < 0x10000; c++) map->to[c] = (uint16_t)lower(c);
    gk_view rows = gk_search_pairs();
    for (size_t i = 0; i < rows.n;) {
        uint32_t traditional = gk_utf8_next(rows, &i);
        map->to[traditional] = (uint16_t)gk_utf8_next(rows, &i);
    }
    return map;
}
