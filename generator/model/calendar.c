#include "model/calendar.h"

#include <stdlib.h>

enum { MINUTE = 60, DAY_SECONDS = 86400, MARKS_MAX = 4000, RUN_MAX = 60 };

int64_t gk_calendar_day(gk_date date)
{
    int64_t local = date.seconds + (int64_t)date.offset * MINUTE;
    return local >= 0 ? local / DAY_SECONDS : -((DAY_SECONDS - 1 - local) / DAY_SECONDS);
}

gk_date gk_calendar_date(int64_t day, int16_t offset)
{
    return (gk_date){day * DAY_SECONDS - (int64_t)offset * MINUTE, offset, true};
}

static gk_civil civil_of(int64_t day)
{
    return gk_date_civil(gk_calendar_date(day, 0));
}

static gk_value get(gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), NULL, NULL);
}

typedef struct marks {
    gk_calendar_mark *items;
    uint32_t n;
} marks;

static void add_mark(marks *m, int64_t day, bool works, gk_view name)
{
    if (m->n < MARKS_MAX) m->items[m->n++] = (gk_calendar_mark){day, works, name};
}

static void add_off(marks *m, gk_value row)
{
    gk_value from = get(row, "from"), to = get(row, "to");
    if (from.kind != GK_DATE) return;
    if (to.kind != GK_DATE) to = from;
    int64_t first = gk_calendar_day(gk_value_as_date(from));
    int64_t last = gk_calendar_day(gk_value_as_date(to));
    for (int64_t day = first; day <= last && day - first < RUN_MAX; day++)
        add_mark(m, day, false, gk_value_view(get(row, "name")));
}

static void add_table(marks *m, gk_value table)
{
    gk_value off = get(table, "off"), work = get(table, "work");
    for (uint32_t i = 0; i < gk_value_count(off); i++) add_off(m, gk_value_at(off, i, NULL));
    for (uint32_t i = 0; i < gk_value_count(work); i++) {
        gk_value day = gk_value_at(work, i, NULL);
        if (day.kind == GK_DATE)
            add_mark(m, gk_calendar_day(gk_value_as_date(day)), true, (gk_view){NULL, 0});
    }
}

/* By day; of two on one day the one that says "worked" counts (the check of the files has told). */
static int by_day(const void *a, const void *b)
{
    const gk_calendar_mark *x = a, *y = b;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    return (int)y->works - (int)x->works;
}

static int by_year(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

void gk_calendar_from_data(gk_value holidays, gk_arena *arena, gk_calendar *out)
{
    uint32_t count = holidays.kind == GK_MAP ? gk_value_count(holidays) : 0, kept = 0;
    marks m = {gk_arena_alloc(arena, MARKS_MAX * sizeof *m.items), 0};
    int32_t *years = gk_arena_alloc(arena, count * sizeof *years);
    *out = (gk_calendar){.years = years, .marks = m.items};
    for (uint32_t i = 0; i < count; i++) {
        gk_value table = gk_value_at(holidays, i, NULL), year = get(table, "year");
        if (table.kind != GK_MAP || year.kind != GK_INT) continue;
        years[out->year_count++] = (int32_t)year.u.i;
        add_table(&m, table);
    }
    if (m.n) qsort(m.items, m.n, sizeof *m.items, by_day);
    if (out->year_count) qsort(years, out->year_count, sizeof *years, by_year);
    for (uint32_t i = 0; i < m.n; i++)
        if (kept == 0 || m.items[kept - 1].day != m.items[i].day) m.items[kept++] = m.items[i];
    out->mark_count = kept;
}

bool gk_calendar_knows(const gk_calendar *calendar, int64_t day, int32_t *missing)
{
    int32_t year = civil_of(day).year;
    for (uint32_t i = 0; i < calendar->year_count; i++)
        if (calendar->years[i] == year) return true;
    *missing = year;
    return false;
}

static const gk_calendar_mark *find_mark(const gk_calendar *calendar, int64_t day)
{
    uint32_t low = 0, high = calendar->mark_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (calendar->marks[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < calendar->mark_count && calendar->marks[low].day == day;
    return found ? &calendar->marks[low] : NULL;
}

bool gk_calendar_works(const gk_calendar *calendar, int64_t day, bool *works, int32_t *missing)
{
    if (!gk_calendar_knows(calendar, day, missing)) return false;
    const gk_calendar_mark *mark = find_mark(calendar, day);
    uint8_t weekday = civil_of(day).weekday;
    *works = mark ? mark->works : weekday != 0 && weekday != 6;
    return true;
}

gk_view gk_calendar_holiday(const gk_calendar *calendar, int64_t day)
{
    const gk_calendar_mark *mark = find_mark(calendar, day);
    return mark && !mark->works ? mark->name : (gk_view){NULL, 0};
}

/* The first working day on or after *day. */
static bool move_on(const gk_calendar *calendar, int64_t *day, int32_t *missing)
{
    bool works = false;
    for (;; (*day)++) {
        if (!gk_calendar_works(calendar, *day, &works, missing)) return false;
        if (works) return true;
    }
}

bool gk_calendar_last_day(const gk_calendar *calendar, int64_t first, const gk_duration *duration,
                          int64_t *last, int32_t *missing)
{
    int64_t day = first + (duration->start == GK_START_NEXT ? 1 : 0);
    uint32_t days = duration->days ? duration->days : 1;
    if (duration->count == GK_COUNT_CALENDAR) {
        *last = day + days - 1;
        return !duration->move_last_day || move_on(calendar, last, missing);
    }
    for (uint32_t left = days;; day++) {
        if (!move_on(calendar, &day, missing)) return false;
        if (--left == 0) break;
    }
    *last = day;
    return true;
}

bool gk_calendar_between(const gk_calendar *calendar, int64_t first, int64_t last, gk_count count,
                         uint32_t *days, int32_t *missing)
{
    *days = 0;
    if (last < first) return true;
    if (count == GK_COUNT_CALENDAR) {
        *days = (uint32_t)(last - first + 1);
        return true;
    }
    for (int64_t day = first; day <= last; day++) {
        bool works = false;
        if (!gk_calendar_works(calendar, day, &works, missing)) return false;
        *days += works;
    }
    return true;
}

int64_t gk_calendar_add_months(int64_t day, int32_t months, int32_t days)
{
    gk_civil civil = civil_of(day);
    int32_t month = civil.year * 12 + civil.month - 1 + months;
    int32_t year = month / 12;
    unsigned of_year = (unsigned)(month % 12) + 1, most = gk_date_month_days(year, of_year);
    return gk_date_days(year, of_year, civil.day < most ? civil.day : most) + days;
}
