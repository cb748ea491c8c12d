#include "model/window.h"

enum { MINUTE = 60, DAY_MINUTES = 24 * 60 };

const char *gk_window_state_name(gk_window_state state)
{
    static const char *const names[] = {[GK_WINDOW_SCHEDULED] = "scheduled",
                                        [GK_WINDOW_OPEN] = "open",
                                        [GK_WINDOW_PAUSED] = "paused",
                                        [GK_WINDOW_CLOSED] = "closed"};
    return names[state];
}

static void set_last(gk_window *window, int64_t last, uint16_t closes)
{
    gk_date end = gk_calendar_date(last, window->opens.offset);
    end.seconds += (int64_t)closes * MINUTE;
    end.day_only = false;
    window->last = last;
    window->ends = end;
}

/* Minutes after midnight of the last day, up to 24:00. */
static uint16_t closing_of(const gk_window *window)
{
    gk_date midnight = gk_calendar_date(window->last, window->opens.offset);
    return (uint16_t)((window->ends.seconds - midnight.seconds) / MINUTE);
}

bool gk_window_make(const gk_calendar *calendar, gk_date opens, const gk_duration *length,
                    uint16_t closes, gk_window *out, int32_t *missing)
{
    int64_t last;
    *out = (gk_window){.opens = opens,
                       .first = gk_calendar_day(opens),
                       .days = length->days,
                       .count = length->count};
    if (!gk_calendar_last_day(calendar, out->first, length, &last, missing)) return false;
    set_last(out, last, closes);
    return true;
}

void gk_window_until(gk_date opens, gk_date last_day, uint16_t closes, gk_window *out)
{
    *out = (gk_window){.opens = opens, .first = gk_calendar_day(opens), .count = GK_COUNT_CALENDAR};
    set_last(out, gk_calendar_day(last_day), closes);
}

gk_window_state gk_window_state_at(const gk_window *window, gk_date now)
{
    if (now.seconds < window->opens.seconds) return GK_WINDOW_SCHEDULED;
    if (window->paused) return GK_WINDOW_PAUSED;
    return now.seconds < window->ends.seconds ? GK_WINDOW_OPEN : GK_WINDOW_CLOSED;
}

/* Days of the window that were still to come at the beginning of the day `at`. */
static bool days_left(const gk_calendar *calendar, const gk_window *window, int64_t at,
                      uint32_t *left, int32_t *missing)
{
    int64_t from = at > window->first ? at : window->first;
    return gk_calendar_between(calendar, from, window->last, window->count, left, missing);
}

/* The last day moved on by so many days as the window counts. */
static bool add(const gk_calendar *calendar, const gk_rule *rule, gk_start start, int64_t from,
                uint32_t days, gk_window *window, int32_t *missing)
{
    gk_duration more = {days, window->count, start, rule->length.move_last_day};
    int64_t last;
    if (days == 0) return true;
    if (!gk_calendar_last_day(calendar, from, &more, &last, missing)) return false;
    set_last(window, last, closing_of(window));
    return true;
}

static bool restart(const gk_calendar *calendar, const gk_rule *rule, int64_t from,
                    gk_window *window, int32_t *missing)
{
    gk_duration length = rule->length;
    int64_t last;
    if (window->days) length.days = window->days, length.count = window->count;
    if (!gk_calendar_last_day(calendar, from, &length, &last, missing)) return false;
    set_last(window, last, closing_of(window));
    window->days = 0;
    return true;
}

static bool resume(const gk_calendar *calendar, const gk_rule *rule, int64_t at, int64_t resumed,
                   gk_window *window, int32_t *missing)
{
    uint32_t left;
    if (resumed == GK_NO_DAY) {
        window->paused = true;
        return true;
    }
    if (!days_left(calendar, window, at, &left, missing)) return false;
    return add(calendar, rule, GK_START_SAME, resumed, left, window, missing);
}

bool gk_window_apply(const gk_calendar *calendar, const gk_rule *rule, gk_effect effect, gk_date at,
                     uint32_t days, int64_t resumed, gk_window *window, int32_t *missing)
{
    int64_t day = gk_calendar_day(at);
    switch (effect) {
    case GK_EFFECT_NONE: return true;
    case GK_EFFECT_RESTART: return restart(calendar, rule, day, window, missing);
    case GK_EFFECT_ADD:
        if (!add(calendar, rule, GK_START_NEXT, window->last, days, window, missing)) return false;
        if (window->days) window->days += days;
        return true;
    case GK_EFFECT_PAUSE: return resume(calendar, rule, day, resumed, window, missing);
    case GK_EFFECT_END:
        window->paused = false;
        window->days = 0;
        if (at.seconds < window->ends.seconds) {
            window->last = day > window->first ? day : window->first;
            window->ends = at;
            window->ends.day_only = false;
        }
        return true;
    }
    return true;
}

static gk_value get(gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), NULL, NULL);
}

static gk_window_fault read_rule(const gk_policy *policy, gk_value map, gk_rule *rule)
{
    gk_value hour = get(map, "hour"), days = get(map, "days");
    *rule = *gk_policy_window(policy, gk_value_view(get(map, "kind")));
    int count = gk_policy_word_find(gk_policy_counts, gk_value_view(get(map, "count")));
    int start = gk_policy_word_find(gk_policy_starts, gk_value_view(get(map, "start")));
    if (count >= 0) rule->length.count = (gk_count)count;
    if (start >= 0) rule->length.start = (gk_start)start;
    if (days.kind == GK_INT && days.u.i > 0 && days.u.i <= GK_DURATION_MAX)
        rule->length.days = (uint32_t)days.u.i;
    bool fine = hour.kind != GK_STRING || gk_policy_hour(gk_value_view(hour), &rule->closes);
    return fine ? GK_WINDOW_FINE : GK_WINDOW_HOUR;
}

static gk_window_fault until(const gk_calendar *calendar, const gk_rule *rule, gk_value map,
                             gk_date opens, gk_window_read *out)
{
    gk_date closes = gk_value_as_date(get(map, "closes"));
    gk_window_until(opens, closes, rule->closes, &out->window);
    if (out->window.ends.seconds <= opens.seconds) return GK_WINDOW_REVERSED;
    if (get(map, "days").kind != GK_INT) return GK_WINDOW_FINE;
    if (!gk_calendar_last_day(calendar, out->window.first, &rule->length, &out->last,
                              &out->missing))
        return GK_WINDOW_NO_TABLE;
    if (out->last != out->window.last) return GK_WINDOW_MISMATCH;
    out->window.days = rule->length.days;
    out->window.count = rule->length.count;
    return GK_WINDOW_FINE;
}

gk_window_fault gk_window_of(const gk_policy *policy, const gk_calendar *calendar, gk_value map,
                             gk_window_read *out)
{
    gk_value opens = get(map, "opens");
    gk_rule rule;
    *out = (gk_window_read){.missing = 0};
    if (opens.kind != GK_DATE) return GK_WINDOW_NO_OPENS;
    gk_window_fault fault = read_rule(policy, map, &rule);
    if (fault != GK_WINDOW_FINE) return fault;
    gk_date first = gk_value_as_date(opens);
    if (get(map, "closes").kind == GK_DATE) return until(calendar, &rule, map, first, out);
    if (rule.length.days == 0) return GK_WINDOW_NO_LENGTH;
    return gk_window_make(calendar, first, &rule.length, rule.closes, &out->window, &out->missing)
               ? GK_WINDOW_FINE
               : GK_WINDOW_NO_TABLE;
}
