#include "model/publicity.h"

#include "model/card.h"

static gk_value get(gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), NULL, NULL);
}

const char *gk_publicity_state_name(gk_publicity_state state)
{
    static const char *const names[] = {
        [GK_PUBLICITY_SCHEDULED] = "scheduled", [GK_PUBLICITY_OPEN] = "open",
        [GK_PUBLICITY_SUSPENDED] = "suspended", [GK_PUBLICITY_CLOSED] = "closed",
        [GK_PUBLICITY_CONCLUDED] = "concluded", [GK_PUBLICITY_WITHDRAWN] = "withdrawn"};
    return names[state];
}

static bool has_come(gk_value day, gk_date now)
{
    return day.kind == GK_DATE && day.u.i <= now.seconds;
}

bool gk_publicity_event(gk_value values, uint32_t i, gk_date now, gk_value *event, gk_event *kind)
{
    *event = gk_value_at(get(values, "events"), i, NULL);
    int number = gk_policy_word_find(gk_policy_events, gk_value_view(get(*event, "type")));
    if (number < 0 || !has_come(get(*event, "date"), now)) return false;
    *kind = (gk_event)number;
    return true;
}

/* The window as it was announced. */
static gk_publicity_fault plan(const gk_calendar *calendar, gk_value values, gk_publicity *out,
                               int32_t *missing)
{
    gk_value opens = get(values, "opens"), closes = get(values, "closes"),
             days = get(values, "days");
    gk_duration length = out->rule->length;
    gk_date first = gk_value_as_date(opens);
    if (closes.kind == GK_DATE) {
        gk_window_until(first, gk_value_as_date(closes), out->rule->closes, &out->planned);
        return out->planned.ends.seconds > first.seconds ? GK_PUBLICITY_FINE
                                                         : GK_PUBLICITY_REVERSED;
    }
    if (days.kind == GK_INT && days.u.i > 0 && days.u.i <= GK_DURATION_MAX)
        length.days = (uint32_t)days.u.i;
    return gk_window_make(calendar, first, &length, out->rule->closes, &out->planned, missing)
               ? GK_PUBLICITY_FINE
               : GK_PUBLICITY_NO_TABLE;
}

static bool apply(const gk_calendar *calendar, gk_value event, gk_effect effect, gk_publicity *out,
                  int32_t *missing)
{
    gk_value days = get(event, "days"), resumes = get(event, "resumes");
    uint32_t more =
        days.kind == GK_INT && days.u.i > 0 && days.u.i <= GK_DURATION_MAX ? (uint32_t)days.u.i : 0;
    int64_t resumed =
        resumes.kind == GK_DATE ? gk_calendar_day(gk_value_as_date(resumes)) : GK_NO_DAY;
    return gk_window_apply(calendar, out->rule, effect, gk_value_as_date(get(event, "date")), more,
                           resumed, &out->window, missing);
}

/* What has ended does not open again: persons that were taken down stay down. */
static bool comes_too_late(const gk_window *window, gk_value event, gk_event kind)
{
    return kind != GK_EVENT_WITHDRAW && !window->paused &&
           get(event, "date").u.i >= window->ends.seconds;
}

/* A window that goes on at a known day is nevertheless suspended until then. */
static bool is_suspended(gk_value event, gk_effect effect, gk_date now)
{
    return effect == GK_EFFECT_PAUSE && !has_come(get(event, "resumes"), now);
}

/* When persons go: also with what is dated in the future already. */
static gk_date shown_until(const gk_publicity *publicity, gk_value events, gk_date now)
{
    gk_date until = publicity->window.ends;
    for (uint32_t i = 0; i < gk_value_count(events); i++) {
        gk_value event = gk_value_at(events, i, NULL), date = get(event, "date");
        int kind = gk_policy_word_find(gk_policy_events, gk_value_view(get(event, "type")));
        if (kind < 0 || date.kind != GK_DATE || has_come(date, now)) continue;
        gk_effect effect = publicity->rule->effects[kind];
        bool hides =
            kind == GK_EVENT_WITHDRAW || effect == GK_EFFECT_END || effect == GK_EFFECT_PAUSE;
        if (hides && date.u.i < until.seconds) until.seconds = date.u.i;
    }
    return until;
}

/* Behind events, which may have moved the end. */
static int64_t last_change(gk_value values, const gk_publicity *publicity, gk_date now)
{
    gk_value outcome = get(get(values, "outcome"), "date"), event, resumes;
    int64_t last = GK_NO_DATE;
    gk_event kind;
    for (uint32_t i = 0; i < gk_value_count(get(values, "events")); i++) {
        if (!gk_publicity_event(values, i, now, &event, &kind)) continue;
        if (get(event, "date").u.i > last) last = get(event, "date").u.i;
        resumes = get(event, "resumes");
        if (has_come(resumes, now) && resumes.u.i > last) last = resumes.u.i;
    }
    if (publicity->state < GK_PUBLICITY_CLOSED || publicity->state == GK_PUBLICITY_WITHDRAWN)
        return last;
    if (publicity->window.ends.seconds > last) last = publicity->window.ends.seconds;
    if (publicity->state == GK_PUBLICITY_CONCLUDED && outcome.u.i > last) last = outcome.u.i;
    return last;
}

gk_publicity_fault gk_publicity_of(const gk_policy *policy, const gk_calendar *calendar,
                                   gk_value values, gk_date now, gk_publicity *out,
                                   int32_t *missing)
{
    int32_t year;
    gk_value count = get(values, "count");
    *out = (gk_publicity){.count = count.kind == GK_INT ? (uint32_t)count.u.i : 0};
    if (!missing) missing = &year;
    if (get(values, "opens").kind != GK_DATE) return GK_PUBLICITY_NO_OPENS;
    out->rule = gk_policy_find(policy, gk_value_view(get(values, "kind")),
                               gk_value_view(get(values, "stage")));
    if (!out->rule) return GK_PUBLICITY_NO_RULE;
    gk_publicity_fault fault = plan(calendar, values, out, missing);
    if (fault != GK_PUBLICITY_FINE) return fault;
    out->window = out->planned;
    bool withdrawn = false, suspended = false;
    for (uint32_t i = 0; i < gk_value_count(get(values, "events")); i++) {
        gk_value event;
        gk_event kind;
        if (!gk_publicity_event(values, i, now, &event, &kind)) continue;
        if (comes_too_late(&out->window, event, kind)) continue;
        gk_effect effect = out->rule->effects[kind];
        if (!apply(calendar, event, effect, out, missing)) return GK_PUBLICITY_NO_TABLE;
        withdrawn |= kind == GK_EVENT_WITHDRAW || effect == GK_EFFECT_END;
        suspended |= is_suspended(event, effect, now);
        out->corrections += kind == GK_EVENT_CORRECT;
    }
    out->until = shown_until(out, get(values, "events"), now);
    out->state = withdrawn                                            ? GK_PUBLICITY_WITHDRAWN
                 : suspended || out->window.paused                    ? GK_PUBLICITY_SUSPENDED
                 : now.seconds < out->window.ends.seconds             ? GK_PUBLICITY_OPEN
                 : has_come(get(get(values, "outcome"), "date"), now) ? GK_PUBLICITY_CONCLUDED
                                                                      : GK_PUBLICITY_CLOSED;
    if (now.seconds < out->window.opens.seconds) out->state = GK_PUBLICITY_SCHEDULED;
    out->changed = last_change(values, out, now);
    return GK_PUBLICITY_FINE;
}

/* The day of something that is told from then on. */
static void add_day(gk_value day, gk_date now, gk_view path, gk_next_change *changes)
{
    gk_date when = {day.u.i, now.offset, false};
    if (day.kind == GK_DATE) gk_next_change_add(changes, when, GK_CHANGE_APPEARS, path);
}

/* When the office is told that the outcome is late. */
static void add_due(const gk_calendar *calendar, const gk_publicity *publicity, gk_view path,
                    gk_next_change *changes)
{
    gk_duration within = {publicity->rule->outcome_within, GK_COUNT_WORKING, GK_START_NEXT, false};
    int64_t due;
    int32_t missing;
    if (!within.days || publicity->window.paused ||
        !gk_calendar_last_day(calendar, publicity->window.last, &within, &due, &missing))
        return;
    gk_next_change_add(changes, gk_calendar_date(due + 1, publicity->window.opens.offset),
                       GK_CHANGE_OUTCOME_DUE, path);
}

void gk_publicity_changes(const gk_policy *policy, const gk_calendar *calendar, gk_value values,
                          gk_date now, gk_view path, gk_next_change *changes)
{
    gk_publicity publicity;
    if (gk_publicity_of(policy, calendar, values, now, &publicity, NULL) != GK_PUBLICITY_FINE)
        return;
    gk_next_change_add(changes, publicity.window.opens, GK_CHANGE_PUBLICITY_OPENS, path);
    if (!publicity.window.paused)
        gk_next_change_add(changes, publicity.window.ends, GK_CHANGE_PUBLICITY_CLOSES, path);
    gk_value outcome = get(get(values, "outcome"), "date"), events = get(values, "events");
    add_day(outcome, now, path, changes);
    if (outcome.kind == GK_NULL && publicity.state == GK_PUBLICITY_CLOSED)
        add_due(calendar, &publicity, path, changes);
    for (uint32_t i = 0; i < gk_value_count(events); i++) {
        gk_value event = gk_value_at(events, i, NULL);
        add_day(get(event, "date"), now, path, changes);
        add_day(get(event, "resumes"), now, path, changes);
    }
}

bool gk_publicity_wants_roster(const gk_publicity *publicity)
{
    bool ended = publicity->state == GK_PUBLICITY_CLOSED ||
                 publicity->state == GK_PUBLICITY_CONCLUDED ||
                 publicity->state == GK_PUBLICITY_WITHDRAWN;
    return publicity->count > 0 && publicity->rule->show_count > 0 && !ended;
}

bool gk_publicity_tells_outcome(const gk_publicity *publicity)
{
    return publicity->state == GK_PUBLICITY_CONCLUDED &&
           gk_publicity_keeps(publicity, GK_KEEP_OUTCOME);
}

bool gk_publicity_keeps(const gk_publicity *publicity, gk_keep part)
{
    bool running = publicity->state == GK_PUBLICITY_OPEN ||
                   publicity->state == GK_PUBLICITY_SUSPENDED ||
                   publicity->state == GK_PUBLICITY_SCHEDULED;
    return running || (publicity->rule->keep >> part & 1) != 0;
}
