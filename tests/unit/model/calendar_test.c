#include "model/calendar.h"

#include <stdio.h>

#include "harness.h"
#include "model/tables.h"

static gk_arena arena;
static gk_calendar calendar;

static void begin(void)
{
    arena = (gk_arena)GK_ARENA_INIT;
    gk_test_calendar(&arena, &calendar);
}

/* The day of "2026-09-28". */
static int64_t day_of(const char *text)
{
    gk_date date;
    GK_CHECK(gk_date_parse_day(gk_view_of(text), 480, &date));
    return gk_calendar_day(date);
}

static const char *text_of(int64_t day)
{
    static char text[16];
    gk_buf out = GK_BUF_INIT;
    gk_date_put_day(&out, gk_calendar_date(day, 480));
    snprintf(text, sizeof text, "%s", out.p);
    gk_buf_free(&out);
    return text;
}

/* Every day of three years by counting up from one that is known, months and leap years spelt out,
 * and days off and make-up days written down once more. */
enum { NAIVE_DAYS = 366 + 365 + 365 };
typedef struct naive {
    char text[NAIVE_DAYS][40];
    bool works[NAIVE_DAYS];
} naive;

static bool listed(const char *list, const char *day)
{
    return strstr(list, day) != NULL;
}

static void naive_make(naive *n)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    static const char off[] =
        "2024-01-01 2024-02-12 2024-02-13 2024-02-14 2024-02-15 2024-02-16 2024-04-04 2024-04-05 "
        "2024-05-01 2024-05-02 2024-05-03 2024-06-10 2024-09-16 2024-09-17 2024-10-01 2024-10-02 "
        "2024-10-03 2024-10-04 2024-10-07 2025-01-01 2025-01-28 2025-01-29 2025-01-30 2025-01-31 "
        "2025-02-03 2025-02-04 2025-04-04 2025-05-01 2025-05-02 2025-05-05 2025-06-02 2025-10-01 "
        "2025-10-02 2025-10-03 2025-10-06 2025-10-07 2025-10-08 2026-01-01 2026-01-02 2026-02-16 "
        "2026-02-17 2026-02-18 2026-02-19 2026-02-20 2026-02-23 2026-04-06 2026-05-01 2026-05-04 "
        "2026-05-05 2026-06-19 2026-09-25 2026-10-01 2026-10-02 2026-10-05 2026-10-06 2026-10-07 ";
    static const char on[] =
        "2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12 "
        "2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11 2026-01-04 2026-02-14 2026-02-28 "
        "2026-05-09 2026-09-20 2026-10-10 ";
    int weekday = 0; /* 2024-01-01 was a Monday */
    int i = 0;
    for (int year = 2024; year <= 2026; year++)
        for (int month = 0; month < 12; month++)
            for (int day = 1; day <= lengths[month] + (year == 2024 && month == 1); day++, i++) {
                snprintf(n->text[i], sizeof n->text[i], "%d-%02d-%02d", year, month + 1, day);
                bool weekend = weekday % 7 >= 5;
                n->works[i] = weekend ? listed(on, n->text[i]) : !listed(off, n->text[i]);
                weekday++;
            }
    GK_CHECK_INT(i, NAIVE_DAYS);
}

/* The last day by walking, or -1 behind the end of 2026. */
static int naive_last(const naive *n, int first, const gk_duration *length)
{
    unsigned counted = 0;
    int i = first + (length->start == GK_START_NEXT);
    for (; i < NAIVE_DAYS; i++) {
        if (length->count == GK_COUNT_CALENDAR || n->works[i]) counted++;
        if (counted == length->days) break;
    }
    while (length->move_last_day && i < NAIVE_DAYS && !n->works[i]) i++;
    return i < NAIVE_DAYS ? i : -1;
}

static void compare(const naive *n, int first, const gk_duration *length)
{
    int expected = naive_last(n, first, length);
    int64_t last = 0;
    int32_t missing = 0;
    bool known =
        gk_calendar_last_day(&calendar, day_of(n->text[0]) + first, length, &last, &missing);
    if (expected >= 0) {
        GK_REQUIRE(known);
        GK_CHECK_STR(text_of(last), n->text[expected]);
    } else if (length->count == GK_COUNT_WORKING || length->move_last_day) {
        GK_REQUIRE(!known);
        GK_CHECK_INT(missing, 2027);
    }
}

GK_TEST(calendar_equals_a_day_by_day_count)
{
    static naive n;
    begin();
    naive_make(&n);
    for (int first = 0; first < NAIVE_DAYS; first++)
        for (uint32_t days = 1; days <= 15; days++)
            for (int mode = 0; mode < 8; mode++) {
                gk_duration length = {days, mode & 1 ? GK_COUNT_CALENDAR : GK_COUNT_WORKING,
                                      mode & 2 ? GK_START_NEXT : GK_START_SAME, (mode & 4) != 0};
                compare(&n, first, &length);
            }
    gk_arena_free(&arena);
}

GK_TEST(calendar_counts_what_lies_between)
{
    static naive n;
    begin();
    naive_make(&n);
    for (int first = 0; first < NAIVE_DAYS; first += 3) {
        uint32_t works = 0, days;
        int32_t missing;
        for (int last = first; last < first + 40 && last < NAIVE_DAYS; last++) {
            int64_t from = day_of(n.text[0]) + first, to = from + last - first;
            works += n.works[last];
            GK_CHECK(gk_calendar_between(&calendar, from, to, GK_COUNT_WORKING, &days, &missing));
            GK_CHECK_INT(days, works);
            GK_CHECK(gk_calendar_between(&calendar, from, to, GK_COUNT_CALENDAR, &days, &missing));
            GK_CHECK_INT(days, last - first + 1);
        }
    }
    gk_arena_free(&arena);
}

static void fifth(const char *opens, gk_start start, const char *expected)
{
    gk_duration length = {5, GK_COUNT_WORKING, start, false};
    int64_t last;
    int32_t missing = 0;
    bool known = gk_calendar_last_day(&calendar, day_of(opens), &length, &last, &missing);
    GK_CHECK(known == (expected != NULL));
    if (known && expected) GK_CHECK_STR(text_of(last), expected);
    if (!expected) GK_CHECK_INT(missing, 2027);
}

GK_TEST(calendar_fifth_working_day)
{
    begin();
    fifth("2025-09-26", GK_START_SAME, "2025-10-09");
    fifth("2025-09-26", GK_START_NEXT, "2025-10-10");
    fifth("2026-02-11", GK_START_SAME, "2026-02-24");
    fifth("2026-02-11", GK_START_NEXT, "2026-02-25");
    fifth("2026-09-28", GK_START_SAME, "2026-10-09");
    fifth("2026-09-28", GK_START_NEXT, "2026-10-10");
    fifth("2026-12-29", GK_START_SAME, NULL);
    fifth("2026-12-29", GK_START_NEXT, NULL);
    gk_arena_free(&arena);
}

GK_TEST(calendar_never_guesses)
{
    int32_t missing = 0;
    bool works;
    int64_t last;
    begin();
    GK_CHECK(!gk_calendar_works(&calendar, day_of("2023-12-29"), &works, &missing));
    GK_CHECK_INT(missing, 2023);
    gk_duration plain = {10, GK_COUNT_CALENDAR, GK_START_SAME, false};
    GK_CHECK(gk_calendar_last_day(&calendar, day_of("2026-12-29"), &plain, &last, &missing));
    GK_CHECK_STR(text_of(last), "2027-01-07");
    plain.move_last_day = true;
    GK_CHECK(!gk_calendar_last_day(&calendar, day_of("2026-12-29"), &plain, &last, &missing));
    GK_CHECK_INT(missing, 2027);
    gk_calendar none;
    gk_calendar_from_data(gk_value_null(), &arena, &none);
    GK_CHECK(!gk_calendar_works(&none, day_of("2026-03-02"), &works, &missing));
    GK_CHECK_INT(missing, 2026);
    gk_arena_free(&arena);
}

GK_TEST(calendar_names_holidays)
{
    begin();
    GK_CHECK_VIEW(gk_calendar_holiday(&calendar, day_of("2026-02-17")), "春节");
    GK_CHECK_VIEW(gk_calendar_holiday(&calendar, day_of("2026-02-14")), "");
    GK_CHECK_VIEW(gk_calendar_holiday(&calendar, day_of("2026-03-02")), "");
    gk_arena_free(&arena);
}

static void months(const char *from, int n, const char *expected)
{
    GK_CHECK_STR(text_of(gk_calendar_add_months(day_of(from), n, 0)), expected);
}

GK_TEST(calendar_adds_months)
{
    months("2024-08-31", 6, "2025-02-28");
    months("2023-08-31", 6, "2024-02-29");
    months("2024-02-29", 12, "2025-02-28");
    months("2026-11-20", 2, "2027-01-20");
    months("2026-01-31", -2, "2025-11-30");
    months("2026-01-15", 0, "2026-01-15");
}

GK_TEST(calendar_days_at_an_offset)
{
    gk_date late;
    GK_CHECK(gk_date_parse(GK_V("2026-03-05T23:30:00+08:00"), 480, &late));
    GK_CHECK_STR(text_of(gk_calendar_day(late)), "2026-03-05");
    late.offset = 0;
    GK_CHECK_STR(text_of(gk_calendar_day(late)), "2026-03-05");
    gk_date before = {-1, 0, false};
    GK_CHECK_INT(gk_calendar_day(before), -1);
    GK_CHECK_INT(gk_calendar_day((gk_date){0, -60, false}), -1);
}
