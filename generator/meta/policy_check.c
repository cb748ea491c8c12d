#include "meta/config_file.h"
#include "meta/policy_table.h"
#include "meta/scalar.h"

static const gk_view nothing = {NULL, 0};

typedef struct checking {
    gk_config_loading *l;
    const gk_config_file *file;
} checking;

static void fault(checking *c, gk_message id, gk_span span, gk_view a, gk_view b)
{
    gk_config_fault(c->l, c->file, id, span, a, b);
}

static bool is_map(const gk_node *node)
{
    return node && node->kind == GK_NODE_MAP;
}

/* The items of a list; 0 when it is none. */
static uint32_t items_of(const gk_node *node)
{
    return node && node->kind == GK_NODE_LIST ? node->count : 0;
}

static bool is_text(const gk_node *node)
{
    return node && node->kind == GK_NODE_SCALAR && !gk_node_is_null(node);
}

static void check_shown(checking *c, const gk_node *item)
{
    enum { MOST = 64 };
    size_t count, n = 0;
    const gk_person_field *fields = gk_person_fields(&count);
    const gk_person_field *field = gk_person_field_find(item->u.text);
    gk_view names[MOST];
    if (field && field->never)
        fault(c, GK_MSG_policy_never, item->span, item->u.text, gk_view_of(field->label));
    if (field) return;
    for (size_t i = 0; i < count && n < MOST; i++)
        if (!fields[i].never) names[n++] = gk_view_of(fields[i].name);
    fault(c, GK_MSG_policy_show, item->span, item->u.text,
          gk_config_suggest(c->l, item->u.text, names, n));
}

static void check_hour(checking *c, const gk_node *map)
{
    const gk_node *closes = gk_node_get(map, GK_V("closes"));
    uint16_t minutes;
    if (is_text(closes) && !gk_policy_hour(closes->u.text, &minutes))
        fault(c, GK_MSG_policy_hour, closes->span, closes->u.text, nothing);
}

static void check_rule(checking *c, const gk_node *map)
{
    const gk_node *show = gk_node_get(map, GK_V("show"));
    check_hour(c, map);
    for (uint32_t i = 0; i < items_of(show); i++)
        if (is_text(&show->u.entries[i].node)) check_shown(c, &show->u.entries[i].node);
}

static int64_t months_of(const gk_node *gap)
{
    int64_t years = 0, months = 0, days = 0;
    const gk_node *y = gk_node_get(gap, GK_V("years")), *m = gk_node_get(gap, GK_V("months")),
                  *d = gk_node_get(gap, GK_V("days"));
    if (is_text(y)) gk_view_to_int(y->u.text, &years);
    if (is_text(m)) gk_view_to_int(m->u.text, &months);
    if (is_text(d)) gk_view_to_int(d->u.text, &days);
    /* In days, roughly: to see that there is a length at all, and which of two is longer. */
    return years * 365 + months * 30 + days;
}

static void check_requirement(checking *c, const gk_node *item, const gk_view *stages, size_t n)
{
    int64_t least = months_of(gk_node_get(item, GK_V("at_least")));
    int64_t most = months_of(gk_node_get(item, GK_V("at_most")));
    const gk_node *listed = gk_node_get(item, GK_V("stages"));
    if ((least == 0 && most == 0) || (most != 0 && least > most))
        fault(c, GK_MSG_policy_gap, item->span, nothing, nothing);
    for (uint32_t i = 0; i < items_of(listed); i++) {
        const gk_node *stage = &listed->u.entries[i].node;
        bool known = !is_text(stage);
        for (size_t k = 0; k < n && !known; k++) known = gk_view_eq(stage->u.text, stages[k]);
        if (!known)
            fault(c, GK_MSG_policy_stage, stage->span, stage->u.text,
                  gk_config_suggest(c->l, stage->u.text, stages, n));
    }
}

/* One identifier stands for one requirement: what is said about an announcement names it. */
static void check_requirement_id(checking *c, const gk_node *list, uint32_t i)
{
    const gk_node *id = gk_node_get(&list->u.entries[i].node, GK_V("id"));
    if (!is_text(id)) return;
    if (!gk_scalar_is_id(id->u.text)) fault(c, GK_MSG_config_name, id->span, id->u.text, nothing);
    for (uint32_t k = 0; k < i; k++) {
        const gk_node *other = gk_node_get(&list->u.entries[k].node, GK_V("id"));
        if (!is_text(other) || !gk_view_eq(other->u.text, id->u.text)) continue;
        gk_place place =
            gk_place_at(c->file->name, c->file->text, other->span.from, other->span.to);
        fault(c, GK_MSG_id_duplicate, id->span, id->u.text,
              gk_arena_printf(c->l->arena, "%u", place.line));
        return;
    }
}

static void check_name(checking *c, const gk_entry *entry)
{
    if (!gk_scalar_is_id(entry->key))
        fault(c, GK_MSG_config_name, entry->key_span, entry->key, nothing);
}

static void check_kind(checking *c, const gk_node *kind)
{
    enum { MOST = 32 };
    const gk_node *stages = gk_node_get(kind, GK_V("stages"));
    const gk_node *timeline = gk_node_get(kind, GK_V("timeline"));
    gk_view names[MOST];
    size_t n = 0;
    check_rule(c, kind);
    for (uint32_t i = 0; is_map(stages) && i < stages->count; i++) {
        check_name(c, &stages->u.entries[i]);
        check_rule(c, &stages->u.entries[i].node);
        if (n < MOST) names[n++] = stages->u.entries[i].key;
    }
    for (uint32_t i = 0; i < items_of(timeline); i++) {
        if (!is_map(&timeline->u.entries[i].node)) continue;
        check_requirement(c, &timeline->u.entries[i].node, names, n);
        check_requirement_id(c, timeline, i);
    }
}

void gk_policy_check(gk_config_loading *l, const gk_config_file *file)
{
    checking c = {l, file};
    const gk_node *kinds = gk_node_get(file->node, GK_V("kinds"));
    const gk_node *windows = gk_node_get(file->node, GK_V("windows"));
    check_rule(&c, gk_node_get(file->node, GK_V("defaults")));
    for (uint32_t i = 0; is_map(kinds) && i < kinds->count; i++) {
        check_name(&c, &kinds->u.entries[i]);
        check_kind(&c, &kinds->u.entries[i].node);
    }
    for (uint32_t i = 0; is_map(windows) && i < windows->count; i++) {
        check_name(&c, &windows->u.entries[i]);
        check_hour(&c, &windows->u.entries[i].node);
    }
}

/* A day of a table, or false when the schema has told already. */
static bool day_of(const gk_node *node, gk_date *day)
{
    return is_text(node) && gk_date_parse_day(node->u.text, 0, day);
}

enum { DAY = 86400, MARKS = 400 };

/* The days that were met so far. */
typedef struct seen {
    int64_t days[MARKS];
    size_t n;
} seen;

static void take_day(checking *c, seen *met, int64_t seconds, const gk_node *node)
{
    gk_buf text = GK_BUF_INIT;
    gk_date_put_day(&text, (gk_date){seconds, 0, true});
    gk_view shown = gk_arena_view(c->l->arena, gk_buf_view(&text));
    bool twice = false;
    for (size_t i = 0; i < met->n; i++) twice = twice || met->days[i] == seconds;
    if (twice) fault(c, GK_MSG_holiday_twice, node->span, shown, nothing);
    if (met->n < MARKS) met->days[met->n++] = seconds;
    gk_buf_free(&text);
}

/* A table may reach into the weeks on both sides of its year: New Year's days off do. */
static void check_near(checking *c, gk_date day, int64_t year, const gk_node *node)
{
    gk_civil civil = gk_date_civil(day);
    bool near = civil.year == year || (civil.year == year - 1 && civil.month == 12) ||
                (civil.year == year + 1 && civil.month == 1);
    if (!near)
        fault(c, GK_MSG_holiday_year, node->span, node->u.text,
              gk_arena_printf(c->l->arena, "%d", (int)year));
}

static void check_off(checking *c, seen *met, int64_t year, const gk_node *row)
{
    enum { LONGEST = 30 };
    const gk_node *from = gk_node_get(row, GK_V("from")), *to = gk_node_get(row, GK_V("to"));
    gk_date first, last;
    if (!day_of(from, &first) || !day_of(to, &last)) return;
    check_near(c, first, year, from);
    check_near(c, last, year, to);
    if (last.seconds < first.seconds || last.seconds - first.seconds > LONGEST * DAY) {
        fault(c, GK_MSG_holiday_range, to->span, from->u.text, to->u.text);
        return;
    }
    for (int64_t day = first.seconds; day <= last.seconds; day += DAY) take_day(c, met, day, from);
}

void gk_holidays_check(gk_config_loading *l, const gk_config_file *file, gk_view stem)
{
    checking c = {l, file};
    const gk_node *year = gk_node_get(file->node, GK_V("year"));
    const gk_node *off = gk_node_get(file->node, GK_V("off")),
                  *work = gk_node_get(file->node, GK_V("work"));
    seen met = {.n = 0};
    int64_t number = 0;
    gk_date day;
    if (!is_text(year) || !gk_view_to_int(year->u.text, &number)) return;
    if (!gk_view_eq(stem, year->u.text))
        fault(&c, GK_MSG_holiday_file, year->span, stem, year->u.text);
    for (uint32_t i = 0; i < items_of(off); i++)
        check_off(&c, &met, number, &off->u.entries[i].node);
    for (uint32_t i = 0; i < items_of(work); i++) {
        const gk_node *node = &work->u.entries[i].node;
        if (!day_of(node, &day)) continue;
        check_near(&c, day, number, node);
        take_day(&c, &met, day.seconds, node);
        uint8_t weekday = gk_date_civil(day).weekday;
        if (weekday != 0 && weekday != 6)
            fault(&c, GK_MSG_holiday_work, node->span, node->u.text, nothing);
    }
}
