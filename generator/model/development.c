#include "model/development.h"

enum { YEARS_MAX = 60 };

typedef struct counting {
    const gk_site *site;
    const gk_rule **stages;
    uint32_t stage_count;
    uint32_t root;             /* the branch of documents that name none */
    int32_t first_year, years; /* that are there */
    uint32_t *counts;          /* by year, branch, stage */
} counting;

static gk_value member(gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), NULL, NULL);
}

static uint32_t *cell_at(const counting *c, uint32_t year, uint32_t branch, uint32_t stage)
{
    return &c->counts[((size_t)year * c->site->branch_count + branch) * c->stage_count + stage];
}

/* The stage of a document that counts, or GK_NONE. */
static uint32_t stage_of(const counting *c, gk_value values)
{
    gk_view kind = gk_value_view(member(values, "kind")),
            stage = gk_value_view(member(values, "stage"));
    for (uint32_t s = 0; kind.n && stage.n && s < c->stage_count; s++)
        if (gk_view_eq(c->stages[s]->kind, kind) && gk_view_eq(c->stages[s]->stage, stage))
            return s;
    return GK_NONE;
}

/* Whether a document is counted at all; what it gives. */
static bool counts(const counting *c, uint32_t doc, uint32_t *stage, int32_t *year,
                   uint32_t *number)
{
    gk_value values = gk_card_values(c->site->docs[doc].card);
    const gk_publicity *publicity = c->site->docs[doc].publicity;
    gk_value opens = member(values, "opens"), n = member(values, "count");
    if (publicity && publicity->state == GK_PUBLICITY_WITHDRAWN) return false;
    *stage = stage_of(c, values);
    if (*stage == GK_NONE || opens.kind != GK_DATE || n.kind != GK_INT || n.u.i <= 0) return false;
    if (opens.u.i > c->site->now.seconds) return false;
    *year = gk_date_civil(gk_value_as_date(opens)).year;
    *number = n.u.i > 1000000 ? 1000000 : (uint32_t)n.u.i;
    return true;
}

static void find_years(counting *c)
{
    int32_t least = INT32_MAX, most = INT32_MIN, year;
    uint32_t stage, number;
    for (uint32_t d = 0; d < c->site->doc_count; d++) {
        if (!counts(c, d, &stage, &year, &number)) continue;
        if (year < least) least = year;
        if (year > most) most = year;
    }
    if (least > most) return;
    if (most - least >= YEARS_MAX) least = most - YEARS_MAX + 1;
    c->first_year = least;
    c->years = most - least + 1;
}

static void count_documents(counting *c)
{
    uint32_t stage, number;
    int32_t year;
    for (uint32_t d = 0; d < c->site->doc_count; d++) {
        if (!counts(c, d, &stage, &year, &number) || year < c->first_year) continue;
        uint32_t branch = c->site->docs[d].branch;
        if (branch == GK_NONE) branch = c->root;
        *cell_at(c, (uint32_t)(year - c->first_year), branch, stage) += number;
    }
}

static gk_tally *smallest_shown(gk_tally *const *column, uint32_t count)
{
    gk_tally *found = NULL;
    for (uint32_t i = 0; i < count; i++)
        if (column[i]->state == GK_TALLY_SHOWN && column[i]->count &&
            (!found || column[i]->count < found->count))
            found = column[i];
    return found;
}

gk_tally_state gk_tally_withhold(gk_tally *const *column, uint32_t count, uint32_t threshold)
{
    uint32_t total = 0, hidden = 0, sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        total += column[i]->count;
        if (column[i]->count == 0 || column[i]->count >= threshold) continue;
        column[i]->state = GK_TALLY_SMALL;
        hidden++;
        sum += column[i]->count;
    }
    if (total && total < threshold) return GK_TALLY_SMALL;
    while (hidden && (hidden < 2 || sum < threshold)) {
        gk_tally *next = smallest_shown(column, count);
        if (!next) break;
        next->state = GK_TALLY_COVER;
        hidden++;
        sum += next->count;
    }
    return GK_TALLY_SHOWN;
}

static gk_development_year year_of(const counting *c, const gk_development *d, uint32_t year,
                                   gk_arena *arena)
{
    gk_tally *cells =
        gk_arena_alloc(arena, (size_t)d->branch_count * d->stage_count * sizeof *cells);
    gk_tally *totals = gk_arena_alloc(arena, d->stage_count * sizeof *totals);
    gk_tally **column = gk_arena_alloc(arena, d->branch_count * sizeof *column);
    for (uint32_t s = 0; s < d->stage_count; s++) {
        totals[s] = (gk_tally){0, GK_TALLY_SHOWN};
        for (uint32_t b = 0; b < d->branch_count; b++) {
            column[b] = &cells[(size_t)b * d->stage_count + s];
            *column[b] = (gk_tally){*cell_at(c, year, d->branches[b], s), GK_TALLY_SHOWN};
            totals[s].count += column[b]->count;
        }
        totals[s].state = (uint8_t)gk_tally_withhold(column, d->branch_count, d->threshold);
    }
    return (gk_development_year){c->first_year + (int32_t)year, cells, totals};
}

static bool has_any(const counting *c, uint32_t branch)
{
    for (uint32_t y = 0; y < (uint32_t)c->years; y++)
        for (uint32_t s = 0; s < c->stage_count; s++)
            if (*cell_at(c, y, branch, s)) return true;
    return false;
}

void gk_development_make(const gk_site *site, gk_arena *arena, gk_development *out)
{
    counting c = {.site = site, .root = site->first_branch};
    *out = (gk_development){.threshold = site->policy->statistics_threshold};
    c.stages = gk_arena_alloc(arena, site->policy->rule_count * sizeof *c.stages);
    for (uint32_t r = 0; r < site->policy->rule_count; r++)
        if (site->policy->rules[r].stage.n) c.stages[c.stage_count++] = &site->policy->rules[r];
    out->stages = c.stages;
    out->stage_count = c.stage_count;
    if (!site->branch_count) return;
    find_years(&c);
    c.counts = gk_arena_calloc(
        arena, (size_t)c.years * site->branch_count * (c.stage_count ? c.stage_count : 1),
        sizeof *c.counts);
    count_documents(&c);
    uint32_t *branches = gk_arena_alloc(arena, site->branch_count * sizeof *branches);
    for (uint32_t b = 0; b < site->branch_count; b++)
        if (has_any(&c, b)) branches[out->branch_count++] = b;
    out->branches = branches;
    gk_development_year *years = gk_arena_alloc(arena, (size_t)c.years * sizeof *years);
    for (int32_t y = c.years; y-- > 0;)
        years[out->year_count++] = year_of(&c, out, (uint32_t)y, arena);
    out->years = years;
}

void gk_tally_put(const gk_tally *tally, gk_lang lang, gk_buf *out)
{
    if (tally->state == GK_TALLY_SHOWN)
        gk_buf_put_int(out, tally->count);
    else
        gk_buf_puts(out, lang == GK_LANG_ZH ? "不予公布" : "withheld");
}
