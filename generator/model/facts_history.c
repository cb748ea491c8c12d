#include "model/facts_parts.h"

static gk_value date_at(const gk_facts *facts, int64_t seconds)
{
    if (seconds == GK_NO_DATE) return gk_value_null();
    return gk_value_date((gk_date){seconds, facts->site->now.offset, false});
}

static gk_value own_date(const gk_facts *facts, uint32_t id, const char *field)
{
    gk_value values = gk_card_values(facts->site->docs[id].card);
    gk_value date = gk_value_get(values, gk_view_of(field), NULL, NULL);
    return date.kind == GK_DATE ? date : gk_value_null();
}

gk_value gk_facts_created(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    const gk_story *story = facts->site->docs[id].story;
    (void)arena;
    return story && facts->site->history ? date_at(facts, story->created) : gk_value_null();
}

gk_value gk_facts_published(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    gk_value own = own_date(facts, id, "date");
    return own.kind == GK_DATE ? own : gk_facts_created(facts, id, arena);
}

/* A change on the day of publication, or before it, is none that readers have to know of. */
gk_value gk_facts_updated(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    gk_value own = own_date(facts, id, "updated"), published = gk_facts_published(facts, id, arena);
    if (own.kind == GK_DATE) return own;
    int64_t edited = gk_site_edited(facts->site, id);
    int16_t offset = facts->site->now.offset;
    if (edited == GK_NO_DATE) return gk_value_null();
    gk_date at = {edited, offset, false}, day = {0, offset, true};
    day.seconds = gk_calendar_day(at) * 86400 - (int64_t)offset * 60;
    if (published.kind == GK_DATE &&
        gk_calendar_day(at) <= gk_calendar_day((gk_date){published.u.i, offset, false}))
        return gk_value_null();
    return gk_value_date(day);
}

/* A text of a commit. One that holds what stands in a roster is not told: commits can't be mended.
 */
static gk_value told(const gk_facts *facts, bool wanted, gk_view text)
{
    if (!wanted || !text.n || !facts->conceals || facts->conceals(facts->conceals_ctx, text))
        return gk_value_null();
    return gk_value_string(text);
}

gk_value gk_facts_revisions(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    static const char *const kinds[] = {"created", "changed", "moved"};
    const gk_site *site = facts->site;
    const gk_doc *doc = &site->docs[id];
    /* Messages are written freely: those of announcements could hold names. */
    bool open = !site->config->types.items[doc->card->type].publicity;
    uint32_t count = doc->story && site->history ? doc->story->count : 0;
    gk_value *items = gk_arena_alloc(arena, (count + 1) * sizeof *items);
    for (uint32_t i = 0; i < count; i++) {
        const gk_revision *revision = &doc->story->revisions[i];
        const gk_history_commit *commit = gk_history_at(site->history, revision->commit);
        gk_pair pairs[] = {{GK_V("date"), date_at(facts, commit->time)},
                           {GK_V("kind"), gk_value_string(gk_view_of(kinds[revision->kind]))},
                           {GK_V("subject"), told(facts, open && site->subjects, commit->subject)},
                           {GK_V("author"), told(facts, open && site->authors, commit->author)}};
        items[i] = gk_facts_map(pairs, sizeof pairs / sizeof *pairs, arena);
    }
    return gk_value_list(items, count);
}
