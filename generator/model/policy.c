#include "model/policy.h"

enum { DAYS = 5, HOUR = 60, CLOSES = 17 * HOUR, MIDNIGHT = 24 * HOUR, THRESHOLD = 5, MONTHS = 12 };

static gk_value get(gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), NULL, NULL);
}

static gk_view text(gk_value map, const char *key)
{
    return gk_value_view(get(map, key));
}

/* The number of a word that is given; else what was there. */
static int word(gk_value map, const char *key, const gk_policy_word *words, int before)
{
    int found = gk_policy_word_find(words, text(map, key));
    return found >= 0 ? found : before;
}

static uint32_t number(gk_value map, const char *key, uint32_t before)
{
    gk_value value = get(map, key);
    return value.kind == GK_INT && value.u.i >= 0 ? (uint32_t)value.u.i : before;
}

static void read_length(gk_value map, gk_rule *rule)
{
    gk_duration *length = &rule->length;
    gk_value move = get(map, "move_last_day");
    uint16_t closes;
    length->days = number(map, "days", length->days);
    length->count = (gk_count)word(map, "count", gk_policy_counts, (int)length->count);
    length->start = (gk_start)word(map, "start", gk_policy_starts, (int)length->start);
    if (move.kind == GK_BOOL) length->move_last_day = move.u.b;
    if (gk_policy_hour(text(map, "closes"), &closes)) rule->closes = closes;
}

static void read_show(gk_value list, gk_arena *arena, gk_rule *rule)
{
    if (list.kind != GK_LIST) return;
    uint32_t n = gk_value_count(list), kept = 0;
    const gk_person_field **fields = gk_arena_alloc(arena, n * sizeof *fields);
    for (uint32_t i = 0; i < n; i++) {
        const gk_person_field *field =
            gk_person_field_find(gk_value_view(gk_value_at(list, i, NULL)));
        if (field && !field->never) fields[kept++] = field;
    }
    rule->show = fields;
    rule->show_count = kept;
}

/* A list of words as bits; what was there when there is no list. */
static void read_words(gk_value list, const gk_policy_word *words, uint32_t *bits)
{
    if (list.kind != GK_LIST) return;
    *bits = 0;
    for (uint32_t i = 0; i < gk_value_count(list); i++) {
        int number = gk_policy_word_find(words, gk_value_view(gk_value_at(list, i, NULL)));
        if (number >= 0) *bits |= 1u << number;
    }
}

/* What the map says replaces what the rule inherited. */
static void read_rule(gk_value map, gk_arena *arena, gk_rule *rule)
{
    gk_value events = get(map, "events");
    read_length(map, rule);
    read_show(get(map, "show"), arena, rule);
    read_words(get(map, "keep"), gk_policy_keeps, &rule->keep);
    read_words(get(map, "contact"), gk_policy_contacts, &rule->contact);
    for (int i = 0; i < GK_EVENTS; i++)
        rule->effects[i] = (gk_effect)word(events, gk_policy_events[i].value, gk_policy_effects,
                                           (int)rule->effects[i]);
    rule->outcome_within = number(map, "outcome_within", rule->outcome_within);
    gk_view label = text(map, "label");
    if (label.n) rule->label = label;
}

static gk_gap read_gap(gk_value map)
{
    return (gk_gap){(int32_t)(number(map, "years", 0) * MONTHS + number(map, "months", 0)),
                    (int32_t)number(map, "days", 0)};
}

static void read_requirement(gk_value map, gk_arena *arena, gk_timeline_rule *out)
{
    gk_value stages = get(map, "stages");
    uint32_t n = gk_value_count(stages);
    gk_view *names = gk_arena_alloc(arena, n * sizeof *names);
    for (uint32_t i = 0; i < n; i++) names[i] = gk_value_view(gk_value_at(stages, i, NULL));
    *out = (gk_timeline_rule){.id = text(map, "id"),
                              .message = text(map, "message"),
                              .from = (gk_point)word(map, "from", gk_policy_points, GK_POINT_BORN),
                              .to = (gk_point)word(map, "to", gk_policy_points, GK_POINT_OPENS),
                              .at_least = read_gap(get(map, "at_least")),
                              .at_most = read_gap(get(map, "at_most")),
                              .severity =
                                  gk_view_is(text(map, "level"), "warning") ? GK_WARNING : GK_ERROR,
                              .stages = names,
                              .stage_count = n};
}

static void read_timeline(gk_value list, gk_arena *arena, gk_rule *rule)
{
    uint32_t n = list.kind == GK_LIST ? gk_value_count(list) : 0;
    gk_timeline_rule *items = gk_arena_alloc(arena, n * sizeof *items);
    for (uint32_t i = 0; i < n; i++) read_requirement(gk_value_at(list, i, NULL), arena, &items[i]);
    rule->timeline = items;
    rule->timeline_count = n;
}

static uint32_t count_rules(gk_value kinds)
{
    uint32_t n = gk_value_count(kinds);
    for (uint32_t i = 0; i < gk_value_count(kinds); i++)
        n += gk_value_count(get(gk_value_at(kinds, i, NULL), "stages"));
    return n;
}

static void read_kinds(gk_value kinds, const gk_rule *defaults, gk_arena *arena, gk_policy *out)
{
    gk_rule *rules = gk_arena_alloc(arena, count_rules(kinds) * sizeof *rules);
    uint32_t n = 0;
    for (uint32_t i = 0; i < gk_value_count(kinds); i++) {
        gk_value map = gk_value_at(kinds, i, NULL), stages = get(map, "stages");
        gk_rule *rule = &rules[n++];
        *rule = *defaults;
        rule->kind = rule->label = gk_value_key(kinds, i);
        read_rule(map, arena, rule);
        read_timeline(get(map, "timeline"), arena, rule);
        for (uint32_t k = 0; k < gk_value_count(stages); k++) {
            rules[n] = *rule;
            rules[n].stage = rules[n].label = gk_value_key(stages, k);
            read_rule(gk_value_at(stages, k, NULL), arena, &rules[n++]);
        }
    }
    out->rules = rules;
    out->rule_count = n;
}

static void read_windows(gk_value windows, gk_arena *arena, gk_policy *out)
{
    uint32_t n = gk_value_count(windows);
    gk_rule *rules = gk_arena_alloc(arena, n * sizeof *rules);
    for (uint32_t i = 0; i < n; i++) {
        gk_value map = gk_value_at(windows, i, NULL);
        rules[i] = out->window_default;
        rules[i].kind = gk_value_key(windows, i);
        rules[i].label = text(map, "label");
        read_length(map, &rules[i]);
    }
    out->windows = rules;
    out->window_count = n;
}

void gk_policy_from_data(gk_value policy, gk_arena *arena, gk_policy *out)
{
    const gk_person_field **name = gk_arena_alloc(arena, sizeof *name);
    *name = gk_person_field_find(GK_V("name"));
    gk_rule defaults = {
        .length = {DAYS, GK_COUNT_WORKING, GK_START_SAME, true},
        .closes = CLOSES,
        .show = name,
        .show_count = 1,
        .keep = (1u << GK_KEEPS) - 1,
        .effects = {GK_EFFECT_RESTART, GK_EFFECT_ADD, GK_EFFECT_PAUSE, GK_EFFECT_END}};
    *out = (gk_policy){.window_default = {.length = {0, GK_COUNT_CALENDAR, GK_START_SAME, false},
                                          .closes = MIDNIGHT}};
    read_rule(get(policy, "defaults"), arena, &defaults);
    read_kinds(get(policy, "kinds"), &defaults, arena, out);
    read_windows(get(policy, "windows"), arena, out);
    out->statistics_threshold = number(get(policy, "statistics"), "threshold", THRESHOLD);
}

static bool matches(const gk_rule *rule, gk_view kind, gk_view stage)
{
    return gk_view_eq(rule->kind, kind) && gk_view_eq(rule->stage, stage);
}

bool gk_policy_has_stages(const gk_policy *policy, gk_view kind)
{
    for (uint32_t i = 0; i < policy->rule_count; i++)
        if (policy->rules[i].stage.n && gk_view_eq(policy->rules[i].kind, kind)) return true;
    return false;
}

const gk_rule *gk_policy_find(const gk_policy *policy, gk_view kind, gk_view stage)
{
    gk_view wanted = gk_policy_has_stages(policy, kind) ? stage : (gk_view){NULL, 0};
    for (uint32_t i = 0; i < policy->rule_count; i++)
        if (matches(&policy->rules[i], kind, wanted)) return &policy->rules[i];
    return NULL;
}

gk_view gk_policy_near(const gk_policy *policy, gk_view kind, gk_view stage)
{
    enum { MOST = 64 };
    gk_view names[MOST];
    size_t n = 0;
    for (uint32_t i = 0; i < policy->rule_count && n < MOST; i++)
        if (policy->rules[i].stage.n && gk_view_eq(policy->rules[i].kind, kind))
            names[n++] = policy->rules[i].stage;
    return gk_view_nearest(stage, names, n);
}

const gk_rule *gk_policy_window(const gk_policy *policy, gk_view kind)
{
    for (uint32_t i = 0; i < policy->window_count; i++)
        if (gk_view_eq(policy->windows[i].kind, kind)) return &policy->windows[i];
    return &policy->window_default;
}

bool gk_rule_shows(const gk_rule *rule, gk_view field)
{
    for (uint32_t i = 0; i < rule->show_count; i++)
        if (gk_view_is(field, rule->show[i]->name)) return true;
    return false;
}

bool gk_rule_covers(const gk_timeline_rule *requirement, gk_view stage)
{
    bool covered = requirement->stage_count == 0;
    for (uint32_t i = 0; i < requirement->stage_count; i++)
        covered = covered || gk_view_eq(requirement->stages[i], stage);
    return covered;
}

static bool is_given(gk_gap gap)
{
    return gap.months || gap.days;
}

bool gk_rule_holds(const gk_timeline_rule *requirement, int64_t from, int64_t to)
{
    gk_gap least = requirement->at_least, most = requirement->at_most;
    bool late_enough =
        !is_given(least) || to >= gk_calendar_add_months(from, least.months, least.days);
    bool soon_enough =
        !is_given(most) || to <= gk_calendar_add_months(from, most.months, most.days);
    return late_enough && soon_enough;
}
