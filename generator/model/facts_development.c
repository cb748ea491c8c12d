/* Statistics of member development as templates see them. */
#include "model/development.h"
#include "model/facts_parts.h"

typedef struct telling {
    gk_facts *facts;
    const gk_development *data;
    gk_lang lang;
    gk_arena *arena;
} telling;

/* The number itself is told only when it may be shown. */
static gk_value tally_value(const telling *t, const gk_tally *tally)
{
    gk_buf text = GK_BUF_INIT;
    bool shown = tally->state == GK_TALLY_SHOWN;
    gk_tally_put(tally, t->lang, &text);
    gk_pair pairs[] = {
        {GK_V("count"), shown ? gk_value_int(tally->count) : gk_value_null()},
        {GK_V("withheld"), gk_value_bool(!shown)},
        {GK_V("text"), gk_value_string(gk_arena_view(t->arena, gk_buf_view(&text)))}};
    gk_buf_free(&text);
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, t->arena);
}

static gk_value tallies(const telling *t, const gk_tally *list)
{
    gk_value *items = gk_arena_alloc(t->arena, t->data->stage_count * sizeof *items);
    for (uint32_t s = 0; s < t->data->stage_count; s++) items[s] = tally_value(t, &list[s]);
    return gk_value_list(items, t->data->stage_count);
}

static bool is_empty(const telling *t, const gk_tally *list)
{
    for (uint32_t s = 0; s < t->data->stage_count; s++)
        if (list[s].count) return false;
    return true;
}

static gk_value year_value(const telling *t, const gk_development_year *year)
{
    gk_value *rows = gk_arena_alloc(t->arena, t->data->branch_count * sizeof *rows);
    uint32_t n = 0;
    for (uint32_t b = 0; b < t->data->branch_count; b++) {
        const gk_tally *cells = &year->cells[(size_t)b * t->data->stage_count];
        if (is_empty(t, cells)) continue;
        gk_pair pairs[] = {
            {GK_V("branch"), gk_facts_value(t->facts, GK_THING_BRANCH, t->data->branches[b])},
            {GK_V("cells"), tallies(t, cells)}};
        rows[n++] = gk_facts_map(pairs, sizeof pairs / sizeof *pairs, t->arena);
    }
    gk_pair pairs[] = {{GK_V("year"), gk_value_int(year->year)},
                       {GK_V("rows"), gk_value_list(rows, n)},
                       {GK_V("totals"), tallies(t, year->totals)}};
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, t->arena);
}

static gk_value stage_value(const telling *t, const gk_rule *stage)
{
    gk_pair pairs[] = {{GK_V("kind"), gk_value_string(stage->kind)},
                       {GK_V("value"), gk_value_string(stage->stage)},
                       {GK_V("label"), gk_value_string(stage->label)}};
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, t->arena);
}

gk_value gk_facts_development(gk_facts *facts, gk_arena *arena)
{
    gk_development data;
    gk_development_make(facts->site, arena, &data);
    telling t = {facts, &data, gk_facts_lang(facts), arena};
    gk_value *stages = gk_arena_alloc(arena, data.stage_count * sizeof *stages);
    gk_value *years = gk_arena_alloc(arena, data.year_count * sizeof *years);
    for (uint32_t s = 0; s < data.stage_count; s++) stages[s] = stage_value(&t, data.stages[s]);
    for (uint32_t y = 0; y < data.year_count; y++) years[y] = year_value(&t, &data.years[y]);
    gk_pair pairs[] = {{GK_V("threshold"), gk_value_int(data.threshold)},
                       {GK_V("stages"), gk_value_list(stages, data.stage_count)},
                       {GK_V("years"), gk_value_list(years, data.year_count)}};
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, arena);
}
