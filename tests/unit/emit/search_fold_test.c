#include "emit/search_fold.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/utf8.h"

#include "harness.h"

static gk_buf out = GK_BUF_INIT;

static const char *folded(const char *text)
{
    gk_search_map *map = gk_search_map_new();
    gk_view v = gk_view_of(text);
    gk_buf_truncate(&out, 0);
    for (size_t i = 0; i < v.n;) gk_utf8_put(&out, gk_search_fold(map, gk_utf8_next(v, &i)));
    free(map);
    return out.n ? out.p : "";
}

GK_TEST(search_folds_characters)
{
    GK_CHECK_STR(folded("２０２６ ＱＲ Ab"), "2026 qr ab");
    GK_CHECK_STR(folded("黨費收繳與發展黨員"), "党费收缴与发展党员");
    GK_CHECK_STR(folded("党费收缴"), "党费收缴");
    /* Simplified characters themselves, in some words. */
    GK_CHECK_STR(folded("乾隆 瞭望 於"), "乾隆 瞭望 於");
    GK_CHECK_STR(folded("ÀÉÖ ΑΣ ЖЯ İ ß"), "àéö ασ жя İ ß");
    gk_buf_free(&out);
}

GK_TEST(search_folding_twice_is_folding_once)
{
    gk_search_map *map = gk_search_map_new();
    size_t pairs = 0;
    for (uint32_t c = 0; c < 0x10000; c++) {
        uint32_t once = gk_search_fold(map, c);
        GK_CHECK(gk_search_fold(map, once) == once);
        if (c >= 0x3400 && c < 0xFB00 && once != c) {
            GK_CHECK(gk_search_class_of(c) == GK_SEARCH_HAN);
            GK_CHECK(gk_search_class_of(once) == GK_SEARCH_HAN);
            pairs++;
        }
    }
    GK_CHECK_INT(pairs, gk_search_pairs().n / 6);
    GK_CHECK(gk_search_fold(map, 0x20BB7) == 0x20BB7);
    free(map);
}

GK_TEST(search_classes)
{
    static const struct {
        uint32_t c;
        gk_search_class is;
    } rows[] = {
        {0x515A, GK_SEARCH_HAN}, {0x3400, GK_SEARCH_HAN},  {0x20BB7, GK_SEARCH_HAN},
        {0x3042, GK_SEARCH_HAN}, {0xAC00, GK_SEARCH_HAN},  {0x3007, GK_SEARCH_HAN},
        {0xF900, GK_SEARCH_HAN}, {'a', GK_SEARCH_WORD},    {'9', GK_SEARCH_WORD},
        {0xE9, GK_SEARCH_WORD},  {0x3B1, GK_SEARCH_WORD},  {0x436, GK_SEARCH_WORD},
        {' ', GK_SEARCH_GAP},    {0x3001, GK_SEARCH_GAP},  {0x3002, GK_SEARCH_GAP},
        {0x2014, GK_SEARCH_GAP}, {0xFF0C, GK_SEARCH_GAP},  {0xB7, GK_SEARCH_GAP},
        {0xFFFD, GK_SEARCH_GAP}, {0x1F600, GK_SEARCH_GAP}, {'_', GK_SEARCH_GAP},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        GK_CHECK_INT(gk_search_class_of(rows[i].c), rows[i].is);
}
