#include "base/date.h"

#include "harness.h"

enum { CHINA = 480 };

GK_TEST(date_round_trip_of_every_day)
{
    int64_t day = gk_date_days(1999, 12, 31);
    for (int32_t year = 2000; year <= 2100; year++) {
        for (unsigned month = 1; month <= 12; month++) {
            for (unsigned d = 1; d <= gk_date_month_days(year, month); d++) {
                GK_REQUIRE(gk_date_days(year, month, d) == ++day);
                gk_civil c = gk_date_civil((gk_date){day * 86400 - CHINA * 60, CHINA, true});
                GK_REQUIRE(c.year == year && c.month == month && c.day == d && c.hour == 0);
            }
        }
    }
}

GK_TEST(date_knows_weekdays)
{
    gk_date d;
    GK_REQUIRE(gk_date_parse_day(GK_V("2026-11-20"), CHINA, &d));
    GK_CHECK_INT(gk_date_civil(d).weekday, 5);
    GK_REQUIRE(gk_date_parse_day(GK_V("1969-12-28"), CHINA, &d));
    GK_CHECK_INT(gk_date_civil(d).weekday, 0);
}

static void check_text(const char *in, const char *expected)
{
    gk_date d;
    gk_buf out = GK_BUF_INIT;
    if (gk_date_parse(gk_view_of(in), CHINA, &d)) gk_date_put_rfc3339(&out, d);
    GK_CHECK_VIEW(gk_buf_view(&out), expected);
    gk_buf_free(&out);
}

GK_TEST(date_reads_days_and_times)
{
    check_text("2026-11-20", "2026-11-20T00:00:00+08:00");
    check_text("2026-11-20T09:00", "2026-11-20T09:00:00+08:00");
    check_text("2026-11-20 09:00:30", "2026-11-20T09:00:30+08:00");
    check_text("2026-11-20T01:00:00Z", "2026-11-20T01:00:00Z");
    check_text("2026-11-20T01:00:00.25-05:30", "2026-11-20T01:00:00-05:30");
    check_text("2024-02-29", "2024-02-29T00:00:00+08:00");
}

GK_TEST(date_refuses_what_does_not_exist)
{
    static const char *const bad[] = {"2026-02-29",
                                      "2026-13-01",
                                      "2026-00-10",
                                      "2026-1-1",
                                      "2026-11-20T24:00",
                                      "2026-11-20T09",
                                      "20261120",
                                      "2026-11-20x",
                                      "0999-01-01",
                                      "2026-11-20T09:00+25:00",
                                      ""};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) check_text(bad[i], "");
}
