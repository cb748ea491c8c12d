#include "model/approval.h"

#include <stdlib.h>

#include "harness.h"

/* "key|email" of each line, joined by spaces. */
static void check_lines(const char *message, const char *expected)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_buf text = GK_BUF_INIT;
    gk_approval_line *lines;
    uint32_t n = gk_approval_lines(gk_view_of(message), &arena, &lines);
    for (uint32_t i = 0; i < n; i++) {
        if (i) gk_buf_putc(&text, ' ');
        gk_buf_put(&text, lines[i].key);
        gk_buf_putc(&text, '|');
        gk_buf_put(&text, lines[i].email);
    }
    GK_CHECK_VIEW(gk_buf_view(&text), expected);
    gk_buf_free(&text);
    gk_arena_free(&arena);
}

GK_TEST(approval_lines_stand_in_the_last_paragraph)
{
    check_lines("s\n\nReviewed-by: A B <a@B.example>\nApproved-by:<c@d>\n\n",
                "Reviewed-by|a@b.example Approved-by|c@d");
    check_lines("s\n\nReviewed-by: A <a@b>\n\nend", "");
    check_lines("Reviewed-by: A <a@b>", "");
    check_lines("Reviewed-by: A <a@b>\nApproved-by: A <a@b>", "");
    check_lines("s\n\nno colon\n: x\nA b: c\nkey-2: x\n", "key-2|");
    check_lines("s\r\n\r\nReviewed-by: A <a@b>\r\n", "Reviewed-by|a@b");
    check_lines("s\n\nReviewed-by: A\n <a@b>\nApproved-by: C\n\tD\n  <c@d>\n", "Reviewed-by|a@b Approved-by|c@d");
    check_lines("s\n\n <a@b>\nno key\n <c@d>\nA: <e@f>\n", "A|e@f");
    check_lines("", "");
    check_lines("\n\n\n", "");
    check_lines("s\n\nA: x <a@b> <c@d>\nB: > <\nC: <a\nD: <<e@f>>", "A|c@d B| C| D|e@f>");
}

GK_TEST(approval_lines_are_not_without_end)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_buf text = GK_BUF_INIT;
    gk_approval_line *lines;
    gk_buf_puts(&text, "s\n\n");
    for (int i = 0; i < 100000; i++) gk_buf_puts(&text, "A: <a@b>\n");
    GK_CHECK_INT(gk_approval_lines(gk_buf_view(&text), &arena, &lines), GK_APPROVAL_LINES);
    gk_buf_free(&text);
    gk_arena_free(&arena);
}

static gk_value list_of(gk_arena *arena, size_t n, const gk_value *values)
{
    gk_value *items = gk_arena_alloc(arena, (n + 1) * sizeof *items);
    for (size_t i = 0; i < n; i++) items[i] = values[i];
    return gk_value_list(items, (uint32_t)n);
}

static gk_value map_of(gk_arena *arena, size_t n, const gk_pair *pairs)
{
    gk_pair *copy = gk_arena_alloc(arena, (n + 1) * sizeof *copy);
    for (size_t i = 0; i < n; i++) copy[i] = pairs[i];
    return gk_value_map(copy, (uint32_t)n);
}

#define WORD(s)      gk_value_string(GK_V(s))
#define LIST(...)                                                                                  \
    list_of(arena, sizeof((gk_value[]){__VA_ARGS__}) / sizeof(gk_value), (gk_value[]){__VA_ARGS__})
#define MAP(...)                                                                                   \
    map_of(arena, sizeof((gk_pair[]){__VA_ARGS__}) / sizeof(gk_pair), (gk_pair[]){__VA_ARGS__})
#define PAIR(k, ...) {GK_V(k), __VA_ARGS__}

/* Steps first, second, third; notices of lending need the third, signed; others the first. */
static void make_rules(gk_arena *arena, gk_approval_rules *rules)
{
    gk_value lending = LIST(WORD("lending")), notice = LIST(WORD("notice"));
    gk_value signed_rule = MAP(PAIR("types", notice), PAIR("branches", lending),
                               PAIR("steps", LIST(WORD("third"))),
                               PAIR("evidence", WORD("verified")), PAIR("missing", WORD("stop")));
    gk_value of_notices = MAP(PAIR("types", notice), PAIR("steps", LIST(WORD("first"))));
    gk_value of_news =
        MAP(PAIR("types", LIST(WORD("news"))), PAIR("steps", gk_value_list(NULL, 0)));
    gk_value of_all = MAP(PAIR("steps", LIST(WORD("second"))));
    gk_value secretary =
        MAP(PAIR("email", WORD("S@x.example")), PAIR("roles", LIST(WORD("书记"))));
    gk_value of_branch = MAP(PAIR("email", WORD("b@x.example")),
                             PAIR("roles", LIST(WORD("支书"))), PAIR("branches", lending));
    gk_value data = MAP(PAIR("rules", LIST(signed_rule, of_notices, of_news, of_all)),
                        PAIR("approvers", LIST(secretary, of_branch)));
    gk_approval_rules_make(data, arena, rules);
}

GK_TEST(approval_takes_the_first_rule_that_fits)
{
    gk_arena own = GK_ARENA_INIT, *arena = &own;
    gk_approval_rules rules;
    make_rules(arena, &rules);
    GK_REQUIRE(rules.rule_count == 4 && rules.step_count == 3);
    GK_CHECK(gk_approval_rule_of(&rules, GK_V("notice"), GK_V("lending")) == &rules.rules[0]);
    GK_CHECK(rules.rules[0].verified && rules.rules[0].stop && rules.rules[0].steps == 4);
    GK_CHECK(gk_approval_rule_of(&rules, GK_V("notice"), (gk_view){NULL, 0}) == &rules.rules[1]);
    GK_CHECK(gk_approval_rule_of(&rules, GK_V("news"), GK_V("lending")) == NULL);
    GK_CHECK(gk_approval_rule_of(&rules, GK_V("page"), GK_V("lending")) == &rules.rules[3]);
    gk_approval_rules_make(gk_value_null(), arena, &rules);
    GK_CHECK(gk_approval_rule_of(&rules, GK_V("notice"), GK_V("lending")) == NULL);
    gk_arena_free(arena);
}

static void check_third(const char *email, bool verified, const char *author, int state, int why,
                        bool granted)
{
    gk_arena own = GK_ARENA_INIT, *arena = &own;
    gk_approval_rules rules;
    gk_approval approval;
    make_rules(arena, &rules);
    gk_view authors[] = {gk_view_of(author)};
    gk_approval_line lines[] = {
        {.key = GK_V("approved-BY"), .email = gk_view_of(email), .verified = verified}};
    gk_approval_judge(&rules, &rules.rules[0], GK_V("lending"), lines, 1, authors, 1, &approval);
    GK_CHECK_INT(approval.found[2].state, state);
    GK_CHECK_INT(approval.found[2].why, why);
    GK_CHECK_INT(approval.granted, granted);
    gk_arena_free(arena);
}

GK_TEST(approval_is_given_by_approvers_who_are_not_authors)
{
    check_third("s@x.example", true, "a@x.example", GK_APPROVAL_VERIFIED, GK_APPROVAL_UNSIGNED,
                true);
    check_third("s@x.example", false, "a@x.example", GK_APPROVAL_RECORDED, GK_APPROVAL_UNSIGNED,
                false);
    check_third("s@x.example", true, "s@x.example", GK_APPROVAL_MISSING, GK_APPROVAL_AUTHOR, false);
    check_third("n@x.example", true, "a@x.example", GK_APPROVAL_MISSING, GK_APPROVAL_NOBODY, false);
    check_third("", true, "a@x.example", GK_APPROVAL_MISSING, GK_APPROVAL_NOBODY, false);
}
