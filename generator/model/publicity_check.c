#include "model/publicity.h"

enum { STEPS_MAX = 8 };

typedef struct checking {
    const gk_policy *policy;
    const gk_calendar *calendar;
    const gk_publicity_document *document;
    gk_date now;
    gk_arena *arena;
    gk_diags *diags;
    gk_publicity publicity;
} checking;

static gk_value get(gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), NULL, NULL);
}

static gk_value own(const checking *c, const char *key)
{
    return get(c->document->values, key);
}

static gk_place place_at(const checking *c, const gk_span span)
{
    return gk_place_at(c->document->file, c->document->text, span.from, span.to);
}

/* The place of a key; of the whole file when it is not there. */
static gk_place place_of(const checking *c, const char *key)
{
    const gk_entry *entry = gk_node_entry(c->document->front, gk_view_of(key));
    if (!entry) return gk_place_file(c->document->file);
    bool flat = entry->node.kind == GK_NODE_SCALAR && entry->node.span.to > entry->node.span.from;
    return place_at(c, flat ? entry->node.span : entry->key_span);
}

/* The place of a key in a map that stands under a key (a list: in its item i). */
static gk_place place_in(const checking *c, const char *key, uint32_t i, const char *inner)
{
    const gk_node *node = gk_node_get(c->document->front, gk_view_of(key));
    if (node && node->kind == GK_NODE_LIST && i < node->count) node = &node->u.entries[i].node;
    const gk_node *value = inner ? gk_node_get(node, gk_view_of(inner)) : node;
    if (!value) value = node;
    return value ? place_at(c, value->span) : place_of(c, key);
}

static gk_view day_text(const checking *c, int64_t day)
{
    gk_buf text = GK_BUF_INIT;
    gk_date_put_day(&text, gk_calendar_date(day, 0));
    gk_view view = gk_arena_view(c->arena, gk_buf_view(&text));
    gk_buf_free(&text);
    return view;
}

static int64_t day_of(gk_value value)
{
    return gk_calendar_day(gk_value_as_date(value));
}

static void report_rule(const checking *c)
{
    gk_view kind = gk_value_view(own(c, "kind")), stage = gk_value_view(own(c, "stage"));
    const gk_rule *whole = gk_policy_find(c->policy, kind, (gk_view){NULL, 0});
    if (!whole)
        gk_diag_add(c->diags, GK_MSG_publicity_kind, place_of(c, "kind"), kind);
    else
        gk_diag_add(c->diags, GK_MSG_publicity_stage_unknown, place_of(c, "stage"), stage);
}

/* Whether the window could be worked out with all events, whenever they are dated. */
static bool check_window(checking *c)
{
    int32_t missing = 0;
    gk_date last = {INT64_MAX / 2, c->now.offset, false};
    switch (gk_publicity_of(c->policy, c->calendar, c->document->values, last, &c->publicity,
                            &missing)) {
    case GK_PUBLICITY_FINE: return true;
    case GK_PUBLICITY_NO_OPENS: return false;
    case GK_PUBLICITY_NO_RULE: report_rule(c); return false;
    case GK_PUBLICITY_REVERSED:
        gk_diag_add(c->diags, GK_MSG_window_reversed, place_of(c, "closes"));
        return false;
    case GK_PUBLICITY_NO_TABLE:
        gk_diag_add(c->diags, GK_MSG_window_table, place_of(c, "opens"),
                    gk_arena_printf(c->arena, "%d", missing));
        return false;
    }
    return false;
}

static void check_stage(const checking *c)
{
    bool staged = gk_policy_has_stages(c->policy, c->publicity.rule->kind);
    if (staged && own(c, "stage").kind == GK_NULL)
        gk_diag_add(c->diags, GK_MSG_publicity_stage, place_of(c, "kind"),
                    c->publicity.rule->label);
}

/* Public on its first day, and the address stays: an announcement is never taken away whole. */
static void check_presence(const checking *c)
{
    gk_value date = own(c, "date");
    if (date.kind == GK_DATE && day_of(date) > c->publicity.window.first)
        gk_diag_add(c->diags, GK_MSG_publicity_date, place_of(c, "date"),
                    day_text(c, c->publicity.window.first));
    if (own(c, "expires").kind == GK_DATE)
        gk_diag_add(c->diags, GK_MSG_publicity_expires, place_of(c, "expires"));
    if (own(c, "withdrawn").kind == GK_DATE)
        gk_diag_add(c->diags, GK_MSG_publicity_withdrawn, place_of(c, "withdrawn"));
}

/* Not shorter than the rules of the school; a year without a table was told already. */
static void check_length(const checking *c)
{
    const gk_rule *rule = c->publicity.rule;
    gk_window least;
    int32_t missing;
    if (!gk_window_make(c->calendar, c->publicity.planned.opens, &rule->length, rule->closes,
                        &least, &missing))
        return;
    if (c->publicity.planned.ends.seconds >= least.ends.seconds) return;
    const char *key = own(c, "closes").kind == GK_DATE ? "closes" : "days";
    gk_buf length = GK_BUF_INIT;
    gk_wording_days(rule->length.days, rule->length.count, GK_LANG_ZH, &length);
    gk_diag_add(c->diags, GK_MSG_publicity_short, place_of(c, key),
                gk_arena_view(c->arena, gk_buf_view(&length)), day_text(c, least.last));
    gk_buf_free(&length);
}

/* The steps in their order; -1: it is none of them. */
static int step_of(gk_value item)
{
    static const char *const steps[] = {"propose", "review", "approve", "implement"};
    gk_view name = gk_value_view(get(item, "step"));
    for (int i = 0; i < 4; i++)
        if (gk_view_is(name, steps[i])) return i;
    return -1;
}

static void check_order(const checking *c, gk_value steps)
{
    int before = -1;
    int64_t day = INT64_MIN;
    for (uint32_t i = 0; i < gk_value_count(steps) && i < STEPS_MAX; i++) {
        gk_value item = gk_value_at(steps, i, c->arena), date = get(item, "date");
        int step = step_of(item);
        if (step < before || (date.kind == GK_DATE && day_of(date) < day))
            gk_diag_add(c->diags, GK_MSG_publicity_order, place_in(c, "steps", i, "date"));
        if (date.kind == GK_DATE) day = day_of(date);
        before = step;
    }
}

/* The number of a step in the list; UINT32_MAX: it is not there. */
static uint32_t find_step(const checking *c, gk_value steps, int wanted)
{
    for (uint32_t i = 0; i < gk_value_count(steps); i++)
        if (step_of(gk_value_at(steps, i, c->arena)) == wanted) return i;
    return UINT32_MAX;
}

static void check_steps(const checking *c)
{
    static const char *const labels[] = {"提出", "审核", "审批"};
    gk_value steps = own(c, "steps");
    check_order(c, steps);
    for (int step = 0; step < 3; step++)
        if (find_step(c, steps, step) == UINT32_MAX)
            gk_diag_add(c->diags, GK_MSG_publicity_step, place_of(c, "steps"),
                        gk_view_of(labels[step]));
    uint32_t review = find_step(c, steps, 1), approve = find_step(c, steps, 2);
    gk_value reviewed = gk_value_at(steps, review, c->arena);
    if (reviewed.kind == GK_MAP && !gk_value_truth(get(reviewed, "secrecy")))
        gk_diag_add(c->diags, GK_MSG_publicity_secrecy, place_in(c, "steps", review, NULL));
    gk_value approved = get(gk_value_at(steps, approve, c->arena), "date");
    if (approved.kind == GK_DATE && day_of(approved) > c->publicity.window.first)
        gk_diag_add(c->diags, GK_MSG_publicity_approval, place_in(c, "steps", approve, "date"),
                    day_text(c, c->publicity.window.first));
    if (c->now.seconds >= c->publicity.window.opens.seconds && find_step(c, steps, 3) == UINT32_MAX)
        gk_diag_add(c->diags, GK_MSG_publicity_implement, place_of(c, "steps"));
}

/* Where to object: what the rules of the school want to be told. */
static void check_contact(const checking *c)
{
    gk_value contact = own(c, "contact");
    for (uint32_t i = 0; gk_policy_contacts[i].value; i++) {
        bool needed = (c->publicity.rule->contact >> i & 1) != 0;
        if (needed && !gk_value_truth(get(contact, gk_policy_contacts[i].value)))
            gk_diag_add(c->diags, GK_MSG_publicity_contact, place_of(c, "contact"),
                        gk_view_of(gk_policy_contacts[i].label));
    }
}

/* Events are told in order, within the window; one that adds days says how many. */
static void check_events(const checking *c)
{
    gk_value events = own(c, "events");
    int64_t before = c->publicity.window.first;
    gk_publicity so_far;
    for (uint32_t i = 0; i < gk_value_count(events); i++) {
        gk_value event = gk_value_at(events, i, c->arena), date = get(event, "date");
        int kind = gk_policy_word_find(gk_policy_events, gk_value_view(get(event, "type")));
        if (kind < 0 || date.kind != GK_DATE) continue;
        gk_effect effect = c->publicity.rule->effects[kind];
        gk_date eve = {date.u.i - 1, c->now.offset, false};
        gk_publicity_of(c->policy, c->calendar, c->document->values, eve, &so_far, NULL);
        bool late = kind != GK_EVENT_WITHDRAW && !so_far.window.paused &&
                    date.u.i >= so_far.window.ends.seconds;
        if (day_of(date) < before || late)
            gk_diag_add(c->diags, GK_MSG_publicity_event, place_in(c, "events", i, "date"));
        if (effect == GK_EFFECT_ADD && get(event, "days").kind != GK_INT)
            gk_diag_add(c->diags, GK_MSG_publicity_event_days, place_in(c, "events", i, NULL));
        before = day_of(date);
    }
}

/* The outcome is of the end, and comes in time. */
static void check_outcome(const checking *c)
{
    gk_value date = get(own(c, "outcome"), "date");
    const gk_publicity *p = &c->publicity;
    if (p->state == GK_PUBLICITY_WITHDRAWN || p->window.paused) return;
    if (date.kind == GK_DATE) {
        if (day_of(date) < p->window.last)
            gk_diag_add(c->diags, GK_MSG_publicity_outcome, place_in(c, "outcome", 0, "date"),
                        day_text(c, p->window.last));
        return;
    }
    gk_duration within = {p->rule->outcome_within, GK_COUNT_WORKING, GK_START_NEXT, false};
    int64_t due;
    int32_t missing;
    if (!within.days || c->now.seconds < p->window.ends.seconds ||
        !gk_calendar_last_day(c->calendar, p->window.last, &within, &due, &missing) ||
        gk_calendar_day(c->now) <= due)
        return;
    gk_diag_add(c->diags, GK_MSG_publicity_outcome_late, place_of(c, "opens"), day_text(c, due));
}

bool gk_publicity_check(const gk_policy *policy, const gk_calendar *calendar,
                        const gk_publicity_document *document, gk_date now, gk_arena *arena,
                        gk_diags *diags)
{
    size_t errors = diags->errors;
    checking c = {policy, calendar, document, now, arena, diags, {.count = 0}};
    if (document->values.kind != GK_MAP || !check_window(&c)) return diags->errors == errors;
    check_stage(&c);
    check_presence(&c);
    check_length(&c);
    check_steps(&c);
    check_contact(&c);
    check_events(&c);
    check_outcome(&c);
    return diags->errors == errors;
}
