#include "model/policy.h"

#include "harness.h"
#include "meta/data.h"

static gk_arena arena;
static gk_policy policy;

static void read(const char *yaml)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_value value = gk_value_null();
    arena = (gk_arena)GK_ARENA_INIT;
    GK_CHECK(gk_data_read(GK_DATA_YAML, GK_V("policy.yaml"), gk_view_of(yaml), 480, &arena, &diags,
                          &value));
    gk_policy_from_data(value, &arena, &policy);
    gk_diags_free(&diags);
}

static const gk_rule *find(const char *kind, const char *stage)
{
    return gk_policy_find(&policy, gk_view_of(kind), gk_view_of(stage));
}

GK_TEST(policy_stages_inherit)
{
    read("defaults: {days: 7, closes: \"16:30\", show: [name, department]}\n"
         "kinds:\n"
         "  development:\n"
         "    label: 发展党员\n"
         "    count: working\n"
         "    events: {correct: none}\n"
         "    stages:\n"
         "      activist: {label: 入党积极分子, days: 3, show: [name, phone, post]}\n"
         "      full: {label: 预备党员转正, start: next, keep: [window, outcome]}\n"
         "  decision: {label: 重大决策, count: calendar, outcome_within: 10}\n"
         "statistics: {threshold: 3}\n");
    const gk_rule *activist = find("development", "activist"), *full = find("development", "full");
    GK_REQUIRE(activist && full);
    GK_CHECK_VIEW(activist->label, "入党积极分子");
    GK_CHECK_INT(activist->length.days, 3);
    GK_CHECK_INT(activist->closes, 16 * 60 + 30);
    GK_CHECK_INT(activist->effects[GK_EVENT_CORRECT], GK_EFFECT_NONE);
    GK_CHECK_INT(activist->effects[GK_EVENT_WITHDRAW], GK_EFFECT_END);
    GK_CHECK_INT(activist->show_count, 2);
    GK_CHECK(gk_rule_shows(activist, GK_V("post")) && !gk_rule_shows(activist, GK_V("phone")));
    GK_CHECK_INT(full->length.days, 7);
    GK_CHECK_INT(full->length.start, GK_START_NEXT);
    GK_CHECK_INT(full->keep, 1u << GK_KEEP_WINDOW | 1u << GK_KEEP_OUTCOME);
    GK_CHECK_INT(activist->keep, (1u << GK_KEEPS) - 1);
    const gk_rule *decision = find("decision", "");
    GK_REQUIRE(decision);
    GK_CHECK_INT(decision->length.count, GK_COUNT_CALENDAR);
    GK_CHECK_INT(decision->outcome_within, 10);
    GK_CHECK(find("decision", "full") == decision);
    GK_CHECK(!find("development", "fulll"));
    GK_CHECK(!find("election", ""));
    GK_CHECK_VIEW(gk_policy_near(&policy, GK_V("development"), GK_V("activst")), "activist");
    GK_CHECK_INT(policy.statistics_threshold, 3);
    gk_arena_free(&arena);
}

GK_TEST(policy_has_values_of_its_own)
{
    read("kinds: {election: {label: 换届选举}}\n");
    const gk_rule *rule = find("election", "");
    GK_REQUIRE(rule);
    GK_CHECK_INT(rule->length.days, 5);
    GK_CHECK_INT(rule->length.count, GK_COUNT_WORKING);
    GK_CHECK_INT(rule->length.start, GK_START_SAME);
    GK_CHECK(rule->length.move_last_day);
    GK_CHECK_INT(rule->closes, 17 * 60);
    GK_CHECK_INT(rule->show_count, 1);
    GK_CHECK_INT(policy.statistics_threshold, 5);
    GK_CHECK_INT(gk_policy_window(&policy, GK_V("consult"))->closes, 24 * 60);
    gk_arena_free(&arena);
}

static int64_t day(int year, unsigned month, unsigned of_month)
{
    return gk_date_days(year, month, of_month);
}

GK_TEST(policy_timeline)
{
    read(
        "kinds:\n"
        "  development:\n"
        "    label: 发展党员\n"
        "    stages: {activist: {label: 入党积极分子}, full: {label: 转正}}\n"
        "    timeline:\n"
        "      - {id: adult, from: born, to: applied, at_least: {years: 18}, message: 未满十八岁}\n"
        "      - {id: approval, from: submitted, to: approved, at_most: {months: 3}, level: warning, "
        "stages: [full], message: 超过三个月}\n");
    const gk_rule *rule = find("development", "activist");
    GK_REQUIRE(rule);
    GK_REQUIRE(rule->timeline_count == 2);
    const gk_timeline_rule *adult = &rule->timeline[0], *approval = &rule->timeline[1];
    GK_CHECK_INT(adult->from, GK_POINT_BORN);
    GK_CHECK_INT(adult->to, GK_POINT_APPLIED);
    GK_CHECK_INT(adult->severity, GK_ERROR);
    GK_CHECK_INT(approval->severity, GK_WARNING);
    GK_CHECK(gk_rule_covers(adult, GK_V("activist")) && gk_rule_covers(approval, GK_V("full")));
    GK_CHECK(!gk_rule_covers(approval, GK_V("activist")));
    GK_CHECK(gk_rule_holds(adult, day(2006, 9, 1), day(2024, 9, 1)));
    GK_CHECK(!gk_rule_holds(adult, day(2006, 9, 1), day(2024, 8, 31)));
    GK_CHECK(gk_rule_holds(adult, day(2004, 2, 29), day(2022, 2, 28)));
    GK_CHECK(gk_rule_holds(approval, day(2026, 1, 31), day(2026, 4, 30)));
    GK_CHECK(!gk_rule_holds(approval, day(2026, 1, 31), day(2026, 5, 1)));
    gk_arena_free(&arena);
}
