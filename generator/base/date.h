/* Points in time and dates, without the host's time zone: the offset is always an argument.
 *
 * The proleptic Gregorian calendar; day arithmetic after Howard Hinnant, "chrono-compatible
 * low-level date algorithms". */
#ifndef GK_BASE_DATE_H
#define GK_BASE_DATE_H

#include "base/buf.h"

/* A point in time: seconds since 1970-01-01T00:00Z, the offset in minutes east in which people read
 * it, and whether only the day was given (then the time is 00:00 there). */
typedef struct gk_date {
    int64_t seconds;
    int16_t offset;
    bool day_only;
} gk_date;

typedef struct gk_civil {
    int32_t year;
    uint8_t month, day, hour, minute, second;
    uint8_t weekday; /* 0 = Sunday */
} gk_civil;

/* Days since 1970-01-01 of a date; the reverse is gk_date_civil. */
int64_t gk_date_days(int32_t year, unsigned month, unsigned day);

/* Number of days of a month. */
unsigned gk_date_month_days(int32_t year, unsigned month);

/* What a calendar and a clock at the date's own offset show. */
gk_civil gk_date_civil(gk_date date);

/* Reads "2026-11-20" at 00:00 of `offset`. False unless exactly that form and an existing day
 * (years 1000–9999). */
bool gk_date_parse_day(gk_view v, int16_t offset, gk_date *out);

/* Reads a day, or a day and a time: "2026-11-20T09:00[:30][+08:00|Z]", also with a space for the T;
 * without a zone the time is at `offset` (RFC 3339, section 5.6, relaxed in these two points). */
bool gk_date_parse(gk_view v, int16_t offset, gk_date *out);

/* Reads "+08:00", "-05:30", "Z". */
bool gk_date_parse_offset(gk_view v, int16_t *out);

/* Appends "2026-11-20T09:00:00+08:00". */
void gk_date_put_rfc3339(gk_buf *out, gk_date date);

/* Appends "2026-11-20". */
void gk_date_put_day(gk_buf *out, gk_date date);

/* Appends a date in a form that people read, by name; false when there is no such form. long is
 * 2026年11月20日, short 11月20日, dot 2026.11.20, month 2026年11月, weekday 星期五; in English
 * November 20, 2026, Nov 20, 2026.11.20, November 2026, Friday. */
#define GK_DATE_FORMS "long short iso dot datetime rfc3339 month weekday year time"
bool gk_date_put_form(gk_buf *out, gk_date date, gk_view form, bool english);

#endif
