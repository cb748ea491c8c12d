/* The ledger of disclosure as templates see it. Worked out when a template asks for it, once in a
 * worker. */
#include "model/conduct.h"
#include "model/facts_parts.h"
#include "model/ledger.h"

typedef struct telling {
    gk_facts *facts;
    const gk_ledger *ledger;
    gk_lang lang;
    gk_arena *arena;
} telling;

static gk_value word(const char *value)
{
    return gk_value_string(gk_view_of(value));
}

static gk_value value_and_label(const telling *t, const char *value, const char *label)
{
    gk_pair pairs[] = {{GK_V("value"), word(value)}, {GK_V("label"), word(label)}};
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, t->arena);
}

static gk_value day_value(const telling *t, int64_t day)
{
    int16_t offset = t->facts->site->now.offset;
    if (day == GK_NO_DATE) return gk_value_null();
    return gk_value_date((gk_date){day * 86400 - (int64_t)offset * 60, offset, true});
}

static gk_value documents(const telling *t, gk_docs docs)
{
    gk_value *items = gk_arena_alloc(t->arena, docs.n * sizeof *items);
    for (uint32_t i = 0; i < docs.n; i++)
        items[i] = gk_facts_value(t->facts, GK_THING_DOCUMENT, docs.ids[i]);
    return gk_value_list(items, docs.n);
}

static gk_value text_value(const telling *t, gk_buf *text)
{
    gk_value value = gk_value_string(gk_arena_view(t->arena, gk_buf_view(text)));
    gk_buf_free(text);
    return value;
}

static gk_value row_value(const telling *t, const gk_ledger_row *row)
{
    const gk_catalogue_item *item = &t->ledger->catalogue.items[row->item];
    gk_buf reason = GK_BUF_INIT;
    gk_ledger_put_reason(row, t->lang, &reason);
    gk_pair pairs[] = {
        {GK_V("id"), gk_value_string(item->id)},
        {GK_V("heading"), gk_value_string(item->heading)},
        {GK_V("title"), gk_value_string(item->item)},
        {GK_V("content"), item->content.n ? gk_value_string(item->content) : gk_value_null()},
        {GK_V("frequency"), word(gk_frequency_label(item->frequency, t->lang))},
        {GK_V("state"), value_and_label(t, gk_ledger_state_name(row->state),
                                        gk_ledger_state_label(row->state, t->lang))},
        {GK_V("expected"), gk_value_int(row->expected)},
        {GK_V("missing"), gk_value_int(row->missing)},
        {GK_V("last"), day_value(t, row->last)},
        {GK_V("due"), day_value(t, row->due)},
        {GK_V("reason"), text_value(t, &reason)},
        {GK_V("items"), documents(t, row->docs)}};
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, t->arena);
}

static gk_value branch_value(const telling *t, const gk_ledger_branch *branch)
{
    gk_buf reason = GK_BUF_INIT;
    gk_ledger_put_summary(branch, t->lang, &reason);
    gk_value *rows = gk_arena_alloc(t->arena, branch->row_count * sizeof *rows);
    for (uint32_t i = 0; i < branch->row_count; i++)
        rows[i] = row_value(t, &t->ledger->rows[branch->first_row + i]);
    gk_pair pairs[] = {{GK_V("branch"), gk_facts_value(t->facts, GK_THING_BRANCH, branch->branch)},
                       {GK_V("unfinished"), gk_value_int(branch->unfinished)},
                       {GK_V("colour"), value_and_label(t, gk_colour_name(branch->colour),
                                                        gk_colour_label(branch->colour, t->lang))},
                       {GK_V("reason"), text_value(t, &reason)},
                       {GK_V("rows"), gk_value_list(rows, branch->row_count)}};
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, t->arena);
}

static gk_value item_value(const telling *t, const gk_catalogue_item *item)
{
    gk_value *who = gk_arena_alloc(t->arena, item->who_count * sizeof *who);
    for (uint32_t i = 0; i < item->who_count; i++) who[i] = gk_value_string(item->who[i]);
    gk_pair pairs[] = {
        {GK_V("id"), gk_value_string(item->id)},
        {GK_V("heading"), gk_value_string(item->heading)},
        {GK_V("title"), gk_value_string(item->item)},
        {GK_V("content"), item->content.n ? gk_value_string(item->content) : gk_value_null()},
        {GK_V("frequency"), word(gk_frequency_label(item->frequency, t->lang))},
        {GK_V("who"), gk_value_list(who, item->who_count)}};
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, t->arena);
}

static gk_value conduct_value(const telling *t, const gk_conduct *c)
{
    gk_buf reason = GK_BUF_INIT;
    gk_conduct_put_reason(c, t->lang, &reason);
    gk_pair pairs[] = {{GK_V("doc"), gk_facts_value(t->facts, GK_THING_DOCUMENT, c->doc)},
                       {GK_V("working"), c->counted ? gk_value_int(c->working) : gk_value_null()},
                       {GK_V("calendar"), gk_value_int(c->calendar)},
                       {GK_V("edits"), gk_value_int(c->edits)},
                       {GK_V("outcome"), day_value(t, c->outcome_day)},
                       {GK_V("due"), day_value(t, c->outcome_due)},
                       {GK_V("faulty"), gk_value_bool(gk_conduct_is_faulty(c))},
                       {GK_V("reason"), text_value(t, &reason)}};
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, t->arena);
}

/* Those whose window lies in the time that is looked at, if only in part. */
static gk_value announcements(const telling *t)
{
    uint32_t count, n = 0;
    const gk_conduct *list = gk_conducts_make(t->facts->site, t->arena, &count);
    gk_value *items = gk_arena_alloc(t->arena, count * sizeof *items);
    for (uint32_t i = 0; i < count; i++)
        if (list[i].publicity->window.last >= t->ledger->since)
            items[n++] = conduct_value(t, &list[i]);
    return gk_value_list(items, n);
}

static gk_value catalogue_value(const telling *t)
{
    const gk_catalogue *catalogue = &t->ledger->catalogue;
    gk_value *items = gk_arena_alloc(t->arena, catalogue->item_count * sizeof *items);
    uint32_t n = 0;
    for (uint32_t i = 0; i < catalogue->item_count; i++)
        if (catalogue->items[i].scope <= t->facts->site->scope)
            items[n++] = item_value(t, &catalogue->items[i]);
    return gk_value_list(items, n);
}

gk_value gk_facts_ledger(gk_facts *facts, gk_arena *arena)
{
    gk_ledger *ledger = gk_arena_alloc(arena, sizeof *ledger);
    gk_ledger_make(facts->site, arena, ledger);
    telling t = {facts, ledger, gk_facts_lang(facts), arena};
    if (!ledger->catalogue.item_count) return gk_value_null();
    gk_value *branches = gk_arena_alloc(arena, ledger->branch_count * sizeof *branches);
    for (uint32_t i = 0; i < ledger->branch_count; i++)
        branches[i] = branch_value(&t, &ledger->branches[i]);
    gk_pair pairs[] = {{GK_V("since"), day_value(&t, ledger->since)},
                       {GK_V("yellow"), gk_value_int(ledger->catalogue.yellow)},
                       {GK_V("red"), gk_value_int(ledger->catalogue.red)},
                       {GK_V("catalogue"), catalogue_value(&t)},
                       {GK_V("branches"), gk_value_list(branches, ledger->branch_count)},
                       {GK_V("announcements"), announcements(&t)}};
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, arena);
}
