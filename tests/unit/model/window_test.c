#include "model/window.h"

#include "harness.h"
#include "model/tables.h"

static gk_arena arena;
static gk_calendar calendar;
static gk_buf out;

static void begin(void)
{
    arena = (gk_arena)GK_ARENA_INIT;
    out = (gk_buf)GK_BUF_INIT;
    gk_test_calendar(&arena, &calendar);
}

static void end(void)
{
    gk_buf_free(&out);
    gk_arena_free(&arena);
}

static gk_date at(const char *text)
{
    gk_date date = {0, 0, false};
    GK_CHECK(gk_date_parse(gk_view_of(text), 480, &date));
    return date;
}

static gk_window five_days(void)
{
    gk_window window;
    int32_t missing;
    gk_duration length = {5, GK_COUNT_WORKING, GK_START_SAME, true};
    GK_CHECK(gk_window_make(&calendar, at("2026-09-28"), &length, 17 * 60, &window, &missing));
    return window;
}

static const char *worded(const gk_window *window, gk_lang lang)
{
    gk_buf_truncate(&out, 0);
    gk_wording_window(window, lang, &out);
    return out.p;
}

GK_TEST(window_is_worded)
{
    begin();
    gk_window window = five_days();
    GK_CHECK_STR(worded(&window, GK_LANG_ZH),
                 "2026年9月28日至2026年10月9日（5个工作日），截止时间为10月9日17:00");
    GK_CHECK_STR(worded(&window, GK_LANG_EN),
                 "September 28, 2026 to October 9, 2026 (5 working days), closing at 17:00 on "
                 "October 9");
    gk_window_until(at("2026-12-31"), at("2027-01-05"), 24 * 60, &window);
    GK_CHECK_STR(worded(&window, GK_LANG_ZH), "2026年12月31日至2027年1月5日");
    gk_window_until(at("2026-03-05"), at("2026-03-05"), 9 * 60 + 5, &window);
    GK_CHECK_STR(worded(&window, GK_LANG_ZH), "2026年3月5日，截止时间为3月5日9:05");
    end();
}

GK_TEST(window_states_change_at_the_minute)
{
    begin();
    gk_window window = five_days();
    GK_CHECK_INT(gk_window_state_at(&window, at("2026-09-27T23:59:59")), GK_WINDOW_SCHEDULED);
    GK_CHECK_INT(gk_window_state_at(&window, at("2026-09-28T00:00")), GK_WINDOW_OPEN);
    GK_CHECK_INT(gk_window_state_at(&window, at("2026-10-09T16:59:59")), GK_WINDOW_OPEN);
    GK_CHECK_INT(gk_window_state_at(&window, at("2026-10-09T17:00")), GK_WINDOW_CLOSED);
    gk_window_until(at("2026-03-05"), at("2026-03-05"), 24 * 60, &window);
    GK_CHECK_INT(gk_window_state_at(&window, at("2026-03-05T23:59:59")), GK_WINDOW_OPEN);
    GK_CHECK_INT(gk_window_state_at(&window, at("2026-03-06T00:00")), GK_WINDOW_CLOSED);
    end();
}

static gk_window after(gk_effect effect, const char *day, uint32_t days, const char *resumed)
{
    gk_window window = five_days();
    gk_policy policy;
    int32_t missing;
    gk_rule rule = {.length = {5, GK_COUNT_WORKING, GK_START_SAME, true}, .closes = 17 * 60};
    gk_policy_from_data(gk_value_null(), &arena, &policy);
    int64_t from = resumed ? gk_calendar_day(at(resumed)) : GK_NO_DAY;
    GK_CHECK(gk_window_apply(&calendar, &rule, effect, at(day), days, from, &window, &missing));
    return window;
}

GK_TEST(window_follows_events)
{
    begin();
    gk_window window = after(GK_EFFECT_NONE, "2026-09-29", 0, NULL);
    GK_CHECK_STR(worded(&window, GK_LANG_ZH),
                 "2026年9月28日至2026年10月9日（5个工作日），截止时间为10月9日17:00");
    window = after(GK_EFFECT_RESTART, "2026-09-30", 0, NULL);
    GK_CHECK_STR(worded(&window, GK_LANG_ZH),
                 "2026年9月28日至2026年10月12日，截止时间为10月12日17:00");
    window = after(GK_EFFECT_ADD, "2026-09-30", 2, NULL);
    GK_CHECK_STR(worded(&window, GK_LANG_ZH),
                 "2026年9月28日至2026年10月12日（7个工作日），截止时间为10月12日17:00");
    window = after(GK_EFFECT_PAUSE, "2026-09-30", 0, "2026-10-12");
    GK_CHECK_STR(worded(&window, GK_LANG_ZH),
                 "2026年9月28日至2026年10月14日（5个工作日），截止时间为10月14日17:00");
    window = after(GK_EFFECT_PAUSE, "2026-09-30", 0, NULL);
    GK_CHECK_INT(gk_window_state_at(&window, at("2026-11-01")), GK_WINDOW_PAUSED);
    window = after(GK_EFFECT_END, "2026-09-30T10:00", 0, NULL);
    GK_CHECK_STR(worded(&window, GK_LANG_ZH),
                 "2026年9月28日至2026年9月30日，截止时间为9月30日10:00");
    GK_CHECK_INT(gk_window_state_at(&window, at("2026-09-30T10:00")), GK_WINDOW_CLOSED);
    end();
}

static gk_value read(const char *yaml, gk_diags *diags)
{
    gk_value value = gk_value_null();
    GK_CHECK(
        gk_data_read(GK_DATA_YAML, GK_V("x.yaml"), gk_view_of(yaml), 480, &arena, diags, &value));
    return value;
}

static gk_window_fault notice(const char *policy_text, const char *window, gk_window_read *result)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_policy policy;
    gk_policy_from_data(read(policy_text, &diags), &arena, &policy);
    gk_window_fault fault = gk_window_of(&policy, &calendar, read(window, &diags), result);
    gk_diags_free(&diags);
    return fault;
}

GK_TEST(window_of_a_notice)
{
    static const char policy[] = "windows:\n  consult: {days: 15, count: calendar, closes: "
                                 "\"17:00\", move_last_day: true}\n  signup: {closes: \"18:00\"}\n";
    gk_window_read r;
    begin();
    GK_CHECK_INT(notice(policy, "{kind: consult, opens: 2026-09-20}", &r), GK_WINDOW_FINE);
    GK_CHECK_STR(worded(&r.window, GK_LANG_ZH),
                 "2026年9月20日至2026年10月8日（15个自然日），截止时间为10月8日17:00");
    GK_CHECK_INT(notice(policy, "{kind: consult, opens: 2026-09-28, days: 5, count: working}", &r),
                 GK_WINDOW_FINE);
    GK_CHECK_STR(worded(&r.window, GK_LANG_ZH),
                 "2026年9月28日至2026年10月9日（5个工作日），截止时间为10月9日17:00");
    GK_CHECK_INT(notice(policy, "{kind: signup, opens: 2026-03-02, closes: 2026-03-06}", &r),
                 GK_WINDOW_FINE);
    GK_CHECK_STR(worded(&r.window, GK_LANG_ZH),
                 "2026年3月2日至2026年3月6日，截止时间为3月6日18:00");
    GK_CHECK_INT(notice(policy, "{kind: submit, opens: 2027-03-02, closes: 2027-03-06}", &r),
                 GK_WINDOW_FINE);
    GK_CHECK_INT(notice(policy, "{kind: submit, opens: 2026-03-02}", &r), GK_WINDOW_NO_LENGTH);
    GK_CHECK_INT(notice(policy, "{kind: submit, closes: 2026-03-02}", &r), GK_WINDOW_NO_OPENS);
    GK_CHECK_INT(notice(policy, "{kind: signup, opens: 2026-03-02, closes: 2026-03-01}", &r),
                 GK_WINDOW_REVERSED);
    GK_CHECK_INT(notice(policy, "{kind: signup, opens: 2026-03-02, days: 5, hour: \"5pm\"}", &r),
                 GK_WINDOW_HOUR);
    GK_CHECK_INT(notice(policy, "{opens: 2026-12-29, days: 5, count: working}", &r),
                 GK_WINDOW_NO_TABLE);
    GK_CHECK_INT(r.missing, 2027);
    GK_CHECK_INT(
        notice(policy, "{opens: 2026-09-28, closes: 2026-10-08, days: 5, count: working}", &r),
        GK_WINDOW_MISMATCH);
    end();
}
