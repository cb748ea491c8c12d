/* Working days by the State Council's tables (data/holidays/YEAR.yaml; schema in meta/holidays.h).
 *
 * Days are counted since 1970-01-01 (base/date.h), without times and zones. A Saturday or Sunday is
 * a day off unless a table says that it is worked; any other day is worked unless a table says that
 * it is off. Whatever asks about a day of a year without a table gets an error that names the year:
 * nothing is guessed, because make-up days are decided anew every year. A table may reach into the
 * last days of the year before (New Year's days off), but does not stand for that year. */
#ifndef GK_MODEL_CALENDAR_H
#define GK_MODEL_CALENDAR_H

#include "meta/value.h"

typedef struct gk_calendar_mark {
    int64_t day;
    bool works;
    gk_view name; /* of the holiday; empty for make-up working days */
} gk_calendar_mark;

typedef struct gk_calendar {
    const gk_calendar_mark *marks; /* ordered by day, one a day */
    uint32_t mark_count;
    const int32_t *years; /* that have a table, ascending */
    uint32_t year_count;
} gk_calendar;

/* What is counted: working days, or every day. */
typedef enum gk_count { GK_COUNT_WORKING, GK_COUNT_CALENDAR } gk_count;

/* Whether counting begins with the first day itself or with the next. */
typedef enum gk_start { GK_START_SAME, GK_START_NEXT } gk_start;

/* A length of time as the rules give it. */
typedef struct gk_duration {
    uint32_t days; /* at least 1 */
    gk_count count;
    gk_start start;
    bool move_last_day; /* a last day that is a day off moves on to the next working day */
} gk_duration;

enum { GK_DURATION_MAX = 3660 /* days that a duration may have */ };

/* Makes the calendar from the data value `holidays` ({year → table}); null gives a calendar without
 * tables. Names borrow from the value; arrays live in the arena. */
void gk_calendar_from_data(gk_value holidays, gk_arena *arena, gk_calendar *out);

/* Whether there is a table for the day's year; else *missing is the year. */
bool gk_calendar_knows(const gk_calendar *calendar, int64_t day, int32_t *missing);

/* Whether a day is worked. False with *missing set when there is no table. */
bool gk_calendar_works(const gk_calendar *calendar, int64_t day, bool *works, int32_t *missing);

/* The name of the holiday that a day belongs to; empty when it is none. */
gk_view gk_calendar_holiday(const gk_calendar *calendar, int64_t day);

/* The last day of a duration that begins on the day `first`. With GK_START_SAME a first day that is
 * off is not counted when working days are counted. False with *missing set when a day had to be
 * known whose year has no table. Counting every day needs a table only for move_last_day. */
bool gk_calendar_last_day(const gk_calendar *calendar, int64_t first, const gk_duration *duration,
                          int64_t *last, int32_t *missing);

/* The number of days in [first, last], both counted; 0 when last < first. */
bool gk_calendar_between(const gk_calendar *calendar, int64_t first, int64_t last, gk_count count,
                         uint32_t *days, int32_t *missing);

/* The day on which n months (and then days) have passed since `day`: the same day of the month, or
 * the month's last when it has no such day. n and days may be negative. */
int64_t gk_calendar_add_months(int64_t day, int32_t months, int32_t days);

/* The day of a date at its own offset, and the reverse (00:00, day_only). */
int64_t gk_calendar_day(gk_date date);
gk_date gk_calendar_date(int64_t day, int16_t offset);

#endif
