#include "model/earlier.h"

#include <string.h>

#include "harness.h"

static const char known[] = "1111111111111111111111111111111111111111";

static gk_git_id id_of(const char *hex)
{
    gk_git_id id = {.n = 0};
    gk_git_id_parse(gk_view_of(hex), &id);
    return id;
}

/* What is kept of a text, behind its id. */
static void check_line(const char *text, bool type, const char *expected)
{
    gk_buf line = GK_BUF_INIT;
    gk_git_id id = id_of(known);
    gk_earlier_put(&id, gk_view_of(text), type, &line);
    GK_CHECK_VIEW(gk_view_from(gk_buf_view(&line), strlen(known)), expected);
    gk_buf_free(&line);
}

GK_TEST(earlier_texts_say_what_addresses_are_made_of)
{
    check_line("---\ntitle: a\nslug: \"b c\" # d\ndate: 2026-03-05\n---\nslug: e\n", false,
               "\tb c\t\t\t\t2026-03-05\t\t\n");
    check_line("---\nbranch: b\ntype: note\nscope: party\n---\n", false,
               "\t\tb\tnote\tparty\t\t\t\n");
    check_line("---\nslug: ~\n---\n", false, "\t\t\t\t\t\t\t\n");
    check_line("---\nslug: [a]\ndraft: false\n---\n", false, "\t\t\t\t\t\t\t\n");
    check_line("name: a\nextends: base\npermalink: /:slug/\n", true, "\t\t\t\t\t\t/:slug/\tbase\n");
}

GK_TEST(earlier_texts_that_nobody_saw_say_nothing)
{
    static const char *const texts[] = {"",
                                        "-",
                                        "---\nslug: a\n",
                                        "---\nslug: [\n---\n",
                                        "---\nslug: a\nslug: b\n---\n",
                                        "---\nslug: a\ndraft: true\n---\n",
                                        "---\nslug: a\ndraft: yes\n---\n",
                                        "---\nslug: \"a\\tb\"\n---\n",
                                        "---\nslug: \"a\\nb\"\n---\n",
                                        "---\nslug: \"a\\0b\"\n---\n",
                                        "---\nslug: a\n---\n\xff\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) check_line(texts[i], false, "\n");
    check_line("- a\n", true, "\n");
}

GK_TEST(earlier_lines_are_found_by_the_texts_id)
{
    gk_buf lines = GK_BUF_INIT;
    gk_earliers all;
    gk_earlier said;
    bool says;
    gk_git_id one = id_of(known), two = id_of("2222222222222222222222222222222222222222"),
              none = id_of("3333333333333333333333333333333333333333");
    gk_buf_puts(&lines, "\nnonsense\n4444\ta\n");
    gk_earlier_put(&one, GK_V("---\nslug: a\ndate: 2026-03-05\n---\n"), false, &lines);
    gk_earlier_put(&two, GK_V("-"), false, &lines);
    gk_buf_puts(&lines, "3333333333333333333333333333333333333333\ttoo\tfew\n");
    gk_earliers_take(&all, gk_buf_view(&lines));
    GK_REQUIRE(gk_earlier_find(&all, &one, &says, &said) && says);
    GK_CHECK_VIEW(said.slug, "a");
    GK_CHECK_VIEW(said.date, "2026-03-05");
    GK_CHECK_VIEW(said.extends, "");
    GK_REQUIRE(gk_earlier_find(&all, &two, &says, &said));
    GK_CHECK(!says);
    GK_CHECK(!gk_earlier_find(&all, &none, &says, &said));
    gk_map_free(&all.lines);
    gk_buf_free(&lines);
}
