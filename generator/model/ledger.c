#include "model/ledger.h"

#include <stdlib.h>

#include "model/permalink.h"

enum { DAY = 86400, PERIODS_MAX = 600 };

/* A document that counts for an item, on the day that decides. */
typedef struct hit {
    int64_t day;
    uint32_t doc, branch;
} hit;

typedef struct making {
    const gk_site *site;
    gk_arena *arena;
    gk_ledger *ledger;
    uint32_t root; /* the branch of documents that name none */
    hit *hits;     /* of the item at hand, by day */
    uint32_t hit_count;
} making;

/* The periods of one row. */
typedef struct periods {
    uint32_t months;
    int64_t first; /* number of the first: months since year 0 / months */
    uint32_t count;
    bool filled[PERIODS_MAX];
    bool closed[PERIODS_MAX]; /* its deadline is over */
} periods;

static int64_t local_day(int64_t seconds, int16_t offset)
{
    int64_t local = seconds + (int64_t)offset * 60;
    return local >= 0 ? local / DAY : -((-local + DAY - 1) / DAY);
}

static gk_civil civil_of(int64_t day)
{
    return gk_date_civil((gk_date){day * DAY, 0, true});
}

static int64_t period_of(int64_t day, uint32_t months)
{
    gk_civil c = civil_of(day);
    return ((int64_t)c.year * 12 + c.month - 1) / months;
}

static int64_t first_day(int64_t period, uint32_t months)
{
    int64_t month = period * months;
    return gk_date_days((int32_t)(month / 12), (unsigned)(month % 12) + 1, 1);
}

static bool has_tag(const gk_card *card, gk_view tag)
{
    gk_value tags = gk_value_get(gk_card_values(card), GK_V("tags"), NULL, NULL);
    for (uint32_t i = 0; i < gk_value_count(tags); i++)
        if (gk_view_eq(gk_value_view(gk_value_at(tags, i, NULL)), tag)) return true;
    return false;
}

static bool is_in_section(gk_view path, gk_view section)
{
    gk_view own = gk_permalink_section(path);
    return gk_view_starts(own, section) && (own.n == section.n || own.p[section.n] == '/');
}

/* The type first: most documents are of another, and their values need not be looked at. */
static bool fulfils(const gk_site *site, uint32_t doc, const gk_catalogue_source *source)
{
    const gk_card *card = site->docs[doc].card;
    if (source->data.n) return false;
    if (source->type.n && !gk_view_eq(site->config->types.items[card->type].name, source->type))
        return false;
    gk_view path = gk_site_doc_path(site, doc);
    if (source->section.n && !is_in_section(path, source->section)) return false;
    if (source->path.n && !gk_view_eq(path, source->path)) return false;
    if (source->kind.n) {
        gk_value kind = gk_value_get(gk_card_values(card), GK_V("kind"), NULL, NULL);
        if (!gk_view_eq(gk_value_view(kind), source->kind)) return false;
    }
    return !source->tag.n || has_tag(card, source->tag);
}

/* The day that decides; what has not happened yet does not count. */
static bool day_of(const making *m, uint32_t doc, const gk_catalogue_source *source, bool changed,
                   int64_t *day)
{
    const gk_card *card = m->site->docs[doc].card;
    gk_value value = gk_value_get(gk_card_values(card), source->date, NULL, NULL);
    int64_t seconds = value.kind == GK_DATE ? value.u.i : card->date;
    int64_t renewed = changed ? gk_site_renewed(m->site, doc) : GK_NO_DATE;
    if (renewed != GK_NO_DATE) seconds = renewed;
    if (seconds == GK_NO_DATE) return false;
    /* When something was done is not when it was told; and a date that was written afterwards makes
     * nothing punctual. */
    gk_publication told = gk_site_publication(m->site, doc);
    if (gk_view_is(source->date, "date") && told.time > seconds) seconds = told.time;
    *day = local_day(seconds, m->site->now.offset);
    if (*day > m->ledger->today && *day < m->ledger->next) m->ledger->next = *day;
    return *day <= m->ledger->today;
}

static int compare_hits(const void *left, const void *right)
{
    const hit *a = left, *b = right;
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    return (a->doc > b->doc) - (a->doc < b->doc);
}

static void collect_hits(making *m, const gk_catalogue_item *item)
{
    const gk_site *site = m->site;
    m->hit_count = 0;
    for (uint32_t d = 0; d < site->doc_count; d++)
        for (uint32_t s = 0; s < item->by_count; s++) {
            int64_t day = GK_NO_DATE;
            if (!fulfils(site, d, &item->by[s])) continue;
            bool lasting = item->frequency == GK_LONG_TERM;
            if (!day_of(m, d, &item->by[s], lasting, &day) && !lasting) continue;
            uint32_t branch = site->docs[d].branch;
            m->hits[m->hit_count++] = (hit){day, d, branch == GK_NONE ? m->root : branch};
            break;
        }
    if (m->hit_count) qsort(m->hits, m->hit_count, sizeof *m->hits, compare_hits);
}

static gk_view year_text(int64_t year, gk_arena *arena)
{
    return gk_arena_printf(arena, "%lld", (long long)year);
}

/* Whether a row of a data file is about a branch and a year: where it says so, it must be. */
static bool is_about(gk_value row, gk_view branch, int64_t year, gk_arena *arena)
{
    gk_value b = gk_value_get(row, GK_V("branch"), arena, NULL);
    gk_value y = gk_value_get(row, GK_V("year"), arena, NULL);
    int64_t number = y.kind == GK_INT ? y.u.i : year;
    if (y.kind == GK_STRING && !gk_view_to_int(gk_value_view(y), &number)) return false;
    return number == year && (b.kind != GK_STRING || gk_view_eq(gk_value_view(b), branch));
}

/* How often a data file says that a branch did it in a year. */
static uint32_t counted(const making *m, const gk_catalogue_source *source, uint32_t branch,
                        int64_t year)
{
    gk_value data = gk_value_get(m->site->config->data, source->data, m->arena, NULL);
    if (data.kind == GK_MAP) data = gk_value_get(data, year_text(year, m->arena), m->arena, NULL);
    if (data.kind != GK_LIST) return 0;
    uint32_t most = 0;
    for (uint32_t i = 0; i < gk_value_count(data); i++) {
        gk_value row = gk_value_at(data, i, m->arena), n;
        if (!is_about(row, m->site->branches[branch].id, year, m->arena)) continue;
        n = source->column.n ? gk_value_get(row, source->column, m->arena, NULL) : gk_value_int(1);
        int64_t number = n.kind == GK_INT ? n.u.i : 0;
        if (n.kind == GK_STRING && !gk_view_to_int(gk_value_view(n), &number)) number = 0;
        if (number > (int64_t)most) most = number > PERIODS_MAX ? PERIODS_MAX : (uint32_t)number;
    }
    return most;
}

static void open_periods(const making *m, const gk_catalogue_item *item, periods *p)
{
    const gk_ledger *ledger = m->ledger;
    uint32_t months = gk_frequency_months(item->frequency);
    int64_t last = period_of(ledger->today, months), first = last;
    while (last - first + 1 < PERIODS_MAX &&
           first_day(first, months) - 1 + item->due >= ledger->since)
        first--;
    *p = (periods){.months = months, .first = first, .count = (uint32_t)(last - first + 1)};
    for (uint32_t i = 0; i < p->count; i++)
        p->closed[i] = first_day(first + i + 1, months) - 1 + item->due < ledger->today;
}

static void fill_from_documents(const making *m, const gk_catalogue_item *item, uint32_t branch,
                                periods *p)
{
    for (uint32_t h = 0; h < m->hit_count; h++) {
        if (m->hits[h].branch != branch) continue;
        int64_t at = period_of(m->hits[h].day, p->months) - p->first;
        int64_t into = m->hits[h].day - first_day(at + p->first, p->months);
        bool grace = into < (int64_t)item->due && at >= 1 && at - 1 < (int64_t)p->count;
        if (grace && !p->filled[at - 1])
            p->filled[at - 1] = true;
        else if (at >= 0 && at < (int64_t)p->count)
            p->filled[at] = true;
    }
}

/* A number says nothing of when: it stands for the first periods of its year. */
static bool fill_from_data(const making *m, const gk_catalogue_item *item, uint32_t branch,
                           periods *p)
{
    bool any = false;
    uint32_t a_year = 12 / p->months, number = 0;
    for (uint32_t s = 0; s < item->by_count; s++) {
        if (!item->by[s].data.n) continue;
        for (uint32_t i = 0; i < p->count; i++) {
            int64_t period = p->first + i;
            if (i == 0 || period % a_year == 0)
                number = counted(m, &item->by[s], branch, period / a_year);
            any = any || number;
            if (period % a_year < number) p->filled[i] = true;
        }
    }
    return any;
}

static void take_documents(const making *m, uint32_t branch, gk_ledger_row *row)
{
    uint32_t *ids = gk_arena_alloc(m->arena, m->hit_count * sizeof *ids), n = 0;
    row->last = GK_NO_DATE;
    for (uint32_t h = m->hit_count; h-- > 0;) {
        if (m->hits[h].branch != branch) continue;
        if (row->last == GK_NO_DATE) row->last = m->hits[h].day;
        ids[n++] = m->hits[h].doc;
    }
    row->docs = (gk_docs){ids, n};
}

static void judge_periods(const making *m, const gk_catalogue_item *item, gk_ledger_row *row)
{
    periods p;
    open_periods(m, item, &p);
    fill_from_documents(m, item, row->branch, &p);
    row->counted = fill_from_data(m, item, row->branch, &p);
    int64_t *missed = gk_arena_alloc(m->arena, p.count * sizeof *missed);
    for (uint32_t i = 0; i < p.count; i++) {
        row->expected += p.closed[i];
        if (p.closed[i] && !p.filled[i]) missed[row->missing++] = first_day(p.first + i, p.months);
        if (!p.closed[i] && !p.filled[i] && row->due == GK_NO_DATE)
            row->due = first_day(p.first + i + 1, p.months) - 1 + item->due;
    }
    row->missed = missed;
    row->period = p.months;
    row->state = row->missing             ? GK_LEDGER_LATE
                 : row->due != GK_NO_DATE ? GK_LEDGER_DUE
                                          : GK_LEDGER_DONE;
}

static bool in_data(const making *m, const gk_catalogue_item *item, uint32_t branch)
{
    int64_t year = civil_of(m->ledger->today).year;
    for (uint32_t s = 0; s < item->by_count; s++)
        if (item->by[s].data.n &&
            (counted(m, &item->by[s], branch, year) || counted(m, &item->by[s], branch, year - 1)))
            return true;
    return false;
}

static void judge_lasting(const making *m, const gk_catalogue_item *item, gk_ledger_row *row)
{
    row->counted = in_data(m, item, row->branch);
    row->expected = 1;
    bool there = row->docs.n || row->counted;
    if (item->review && row->last != GK_NO_DATE && !row->counted) {
        gk_civil c = civil_of(row->last);
        int64_t month = (int64_t)c.year * 12 + c.month - 1 + item->review;
        unsigned most = gk_date_month_days((int32_t)(month / 12), (unsigned)(month % 12) + 1);
        unsigned day = c.day < most ? c.day : most;
        row->due = gk_date_days((int32_t)(month / 12), (unsigned)(month % 12) + 1, day);
        if (row->due < m->ledger->today) row->review = item->review;
    }
    row->missing = !there || row->review;
    row->state = row->missing ? GK_LEDGER_LATE : GK_LEDGER_DONE;
}

static void judge(const making *m, const gk_catalogue_item *item, gk_ledger_row *row)
{
    row->due = GK_NO_DATE;
    take_documents(m, row->branch, row);
    if (gk_frequency_months(item->frequency))
        judge_periods(m, item, row);
    else if (item->frequency == GK_LONG_TERM)
        judge_lasting(m, item, row);
    else
        row->state = GK_LEDGER_FREE;
}

static bool has_to(const making *m, uint32_t branch, const gk_catalogue_item *item)
{
    gk_value value = m->site->branches[branch].value;
    gk_view kind = gk_value_view(gk_value_get(value, GK_V("kind"), NULL, NULL));
    return item->scope <= m->site->scope && gk_catalogue_is_for(item, kind);
}

/* Rows come item by item, because documents are looked through once for each; they are put by
 * branch. */
static void fill_rows(making *m, gk_ledger_row *rows, const uint32_t *first)
{
    const gk_catalogue *catalogue = &m->ledger->catalogue;
    uint32_t *at = gk_arena_alloc(m->arena, m->site->branch_count * sizeof *at);
    if (m->site->branch_count) memcpy(at, first, m->site->branch_count * sizeof *at);
    for (uint32_t i = 0; i < catalogue->item_count; i++) {
        collect_hits(m, &catalogue->items[i]);
        for (uint32_t b = 0; b < m->site->branch_count; b++) {
            if (!has_to(m, b, &catalogue->items[i])) continue;
            gk_ledger_row *row = &rows[at[b]++];
            *row = (gk_ledger_row){.branch = b, .item = i};
            judge(m, &catalogue->items[i], row);
            if (row->due >= m->ledger->today && row->due + 1 < m->ledger->next)
                m->ledger->next = row->due + 1;
        }
    }
}

static gk_colour colour_of(const gk_catalogue *catalogue, uint32_t unfinished)
{
    if (unfinished >= catalogue->red) return GK_RED;
    return unfinished >= catalogue->yellow ? GK_YELLOW : GK_GREEN;
}

static void sum_up(making *m, const gk_ledger_row *rows, const uint32_t *first)
{
    gk_ledger *ledger = m->ledger;
    gk_ledger_branch *branches = gk_arena_alloc(m->arena, m->site->branch_count * sizeof *branches);
    for (uint32_t b = 0; b < m->site->branch_count; b++) {
        uint32_t end = b + 1 < m->site->branch_count ? first[b + 1] : ledger->row_count;
        gk_ledger_branch branch = {b, 0, GK_GREEN, first[b], end - first[b]};
        for (uint32_t r = first[b]; r < end; r++) branch.unfinished += rows[r].missing;
        branch.colour = colour_of(&ledger->catalogue, branch.unfinished);
        if (branch.row_count) branches[ledger->branch_count++] = branch;
    }
    ledger->branches = branches;
}

void gk_ledger_make(const gk_site *site, gk_arena *arena, gk_ledger *out)
{
    gk_value data = gk_value_get(site->config->data, GK_V("catalogue"), NULL, NULL);
    making m = {.site = site, .arena = arena, .ledger = out};
    *out = (gk_ledger){.today = local_day(site->now.seconds, site->now.offset)};
    gk_catalogue_from_data(data, site->config->site, arena, &out->catalogue);
    out->since = gk_date_days(civil_of(out->today).year, 1, 1);
    out->next = first_day(period_of(out->today, 1) + 1, 1);
    if (out->catalogue.has_since)
        out->since = local_day(out->catalogue.since.seconds, site->now.offset);
    m.root = site->branch_count ? site->first_branch : GK_NONE;
    m.hits = gk_arena_alloc(arena, site->doc_count * sizeof *m.hits);
    uint32_t *first = gk_arena_alloc(arena, (site->branch_count + 1) * sizeof *first);
    for (uint32_t b = 0; b < site->branch_count; b++) {
        first[b] = out->row_count;
        for (uint32_t i = 0; i < out->catalogue.item_count; i++)
            out->row_count += has_to(&m, b, &out->catalogue.items[i]);
    }
    gk_ledger_row *rows = gk_arena_alloc(arena, out->row_count * sizeof *rows);
    out->rows = rows;
    fill_rows(&m, rows, first);
    sum_up(&m, rows, first);
}
