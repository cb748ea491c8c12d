#include "meta/tier.h"

#include "harness.h"

#define TEXT(literal) gk_value_string(GK_V(literal))
#define MAP(...)                                                                                   \
    gk_value_map((gk_pair[]){__VA_ARGS__}, sizeof((gk_pair[]){__VA_ARGS__}) / sizeof(gk_pair))
#define KEY(name, value) ((gk_pair){GK_V(name), value})

static gk_value ladder(void)
{
    static gk_pair all[2], campus[1], party[1];
    static gk_value steps[3];
    all[0] = KEY("name", TEXT("all"));
    all[1] = KEY("label", TEXT("向社会"));
    campus[0] = KEY("name", TEXT("campus"));
    party[0] = KEY("name", TEXT("party"));
    steps[0] = gk_value_map(all, 2);
    steps[1] = gk_value_map(campus, 1);
    steps[2] = gk_value_map(party, 1);
    return gk_value_list(steps, 3);
}

GK_TEST(tier_ranks_and_names)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_value site = MAP(KEY("scopes", ladder()));
    GK_CHECK_INT(gk_tier_rank(site, GK_V("all")), 0);
    GK_CHECK_INT(gk_tier_rank(site, GK_V("party")), 2);
    GK_CHECK(gk_tier_rank(site, GK_V("Party")) == GK_TIER_NONE);
    GK_CHECK(gk_tier_rank(site, GK_V("")) == GK_TIER_NONE);
    GK_CHECK_VIEW(gk_tier_label(site, 0), "向社会");
    GK_CHECK_VIEW(gk_tier_label(site, 1), "campus");
    GK_CHECK_VIEW(gk_tier_name(site, 3), "");
    GK_CHECK_VIEW(gk_tier_nearest(site, GK_V("campas")), "campus");
    GK_CHECK_VIEW(gk_tier_nearest(site, GK_V("向社会")), "all");
    GK_CHECK_VIEW(gk_tier_nearest(site, GK_V("everybody")), "");
    GK_CHECK_VIEW(gk_tier_names(site, &arena), "all、campus、party");
    gk_arena_free(&arena);
}

GK_TEST(tier_of_sections)
{
    gk_value inner = MAP(KEY("scope", TEXT("party"))), open = MAP(KEY("scope", TEXT("all"))),
             silent = MAP(KEY("title", TEXT("无")));
    gk_value sections = MAP(KEY("a", inner), KEY("a/b", silent), KEY("a/c", open));
    gk_value site = MAP(KEY("scopes", ladder()), KEY("sections", sections));
    GK_CHECK_INT(gk_tier_of_section(site, GK_V("a")), 2);
    GK_CHECK_INT(gk_tier_of_section(site, GK_V("a/b/d")), 2);
    GK_CHECK_INT(gk_tier_of_section(site, GK_V("a/c")), 0);
    GK_CHECK_INT(gk_tier_of_section(site, GK_V("ab")), 0);
    GK_CHECK_INT(gk_tier_of_section(site, GK_V("")), 0);
    gk_value narrow =
        MAP(KEY("scopes", ladder()), KEY("sections", sections), KEY("scope", TEXT("campus")));
    GK_CHECK_INT(gk_tier_of_section(narrow, GK_V("")), 1);
    GK_CHECK_INT(gk_tier_of_section(narrow, GK_V("x/y")), 1);
    GK_CHECK_INT(gk_tier_of_section(narrow, GK_V("a/c/x")), 0);
}

GK_TEST(tier_of_editions)
{
    gk_value campus = MAP(KEY("scope", TEXT("campus")));
    gk_value site = MAP(KEY("scopes", ladder()), KEY("editions", MAP(KEY("inner", campus))));
    uint32_t rank = 9;
    GK_CHECK(gk_tier_edition(site, GK_V("inner"), &rank) && rank == 1);
    GK_CHECK(gk_tier_edition(site, GK_V("public"), &rank) && rank == 0);
    GK_CHECK(!gk_tier_edition(site, GK_V("iner"), &rank));
    GK_CHECK_VIEW(gk_tier_edition_nearest(site, GK_V("iner")), "inner");
    GK_CHECK_VIEW(gk_tier_edition_nearest(site, GK_V("publik")), "public");
}
