#include "base/needles.h"

#include <stdio.h>

#include "harness.h"

static gk_needles *of(const char *const *words, size_t count)
{
    gk_needles *needles = gk_needles_new();
    for (size_t i = 0; i < count; i++) gk_needles_add(needles, gk_view_of(words[i]));
    return needles;
}

/* The first that is found, as it stands in the text. */
static gk_view found(const gk_needles *needles, const char *text)
{
    size_t from = 0, to = 0;
    bool any = gk_needles_find(needles, gk_view_of(text), &from, &to);
    return any ? gk_view_sub(gk_view_of(text), from, to - from) : gk_view_n("", 0);
}

GK_TEST(needles_find_names_however_they_are_set)
{
    static const char *const words[] = {"苏晓岚", "阿米娜·白克力", "顾 乙", "Anna Lee"};
    gk_needles *needles = of(words, 4);
    GK_CHECK_VIEW(found(needles, "经研究，苏晓岚同志"), "苏晓岚");
    GK_CHECK_VIEW(found(needles, "苏**晓**岚"), "苏**晓**岚");
    GK_CHECK_VIEW(found(needles, "苏　晓 岚"), "苏　晓 岚");
    GK_CHECK_VIEW(found(needles, "阿米娜白克力"), "阿米娜白克力");
    GK_CHECK_VIEW(found(needles, "阿米娜•白克力"), "阿米娜•白克力");
    GK_CHECK_VIEW(found(needles, "和顾乙、"), "顾乙");
    GK_CHECK_VIEW(found(needles, "ANNA LEE"), "ANNA LEE");
    GK_CHECK_VIEW(found(needles, "Annalees"), "");
    GK_CHECK_VIEW(found(needles, "苏晓，岚"), "");
    GK_CHECK_VIEW(found(needles, "苏晓"), "");
    GK_CHECK_VIEW(found(needles, ""), "");
    gk_needles_free(needles);
}

GK_TEST(needles_find_numbers_by_themselves)
{
    static const char *const words[] = {"13800001234", "11010120030307123X"};
    gk_needles *needles = of(words, 2);
    GK_CHECK_VIEW(found(needles, "电话138-0000-1234。"), "138-0000-1234");
    GK_CHECK_VIEW(found(needles, "电话１３８００００１２３４"), "１３８００００１２３４");
    GK_CHECK_VIEW(found(needles, "2138000012345"), "");
    GK_CHECK_VIEW(found(needles, "11010120030307123x"), "11010120030307123x");
    gk_needles_free(needles);
}

GK_TEST(needles_find_names_in_files_that_are_no_text)
{
    static const char *const words[] = {"苏晓岚"};
    static const char file[] = "%PDF\0\xFF\0苏晓岚\0";
    gk_needles *needles = of(words, 1);
    size_t from = 0, to = 0;
    GK_CHECK(gk_needles_find(needles, gk_view_n(file, sizeof file - 1), &from, &to));
    GK_CHECK_INT(from, 7);
    GK_CHECK_INT(to, 16);
    gk_needles_free(needles);
}

GK_TEST(needles_pass_over_allowed_phrases)
{
    static const char *const words[] = {"高峰", "张三"};
    gk_needles *needles = of(words, 2);
    gk_needles_allow(needles, GK_V("高峰时段"));
    gk_needles_allow(needles, GK_V("主张三个"));
    GK_CHECK_VIEW(found(needles, "早高峰时段"), "");
    GK_CHECK_VIEW(found(needles, "主张三个原则"), "");
    GK_CHECK_VIEW(found(needles, "主张三个，高峰"), "高峰");
    GK_CHECK_INT(gk_needles_count(needles), 2);
    gk_needles_free(needles);
}

GK_TEST(needles_keep_many_words_apart)
{
    gk_needles *needles = gk_needles_new();
    char word[32];
    for (int i = 0; i < 3000; i++) {
        snprintf(word, sizeof word, "名%d甲", i);
        gk_needles_add(needles, gk_view_of(word));
    }
    gk_needles_add(needles, GK_V("一"));
    GK_CHECK_INT(gk_needles_count(needles), 3000);
    for (int i = 0; i < 3000; i += 7) {
        snprintf(word, sizeof word, "在名%d甲。", i);
        GK_CHECK(found(needles, word).n > 0);
        snprintf(word, sizeof word, "在名%d乙。", i);
        GK_CHECK(found(needles, word).n == 0);
    }
    gk_needles_free(needles);
}
