#include "model/facts_parts.h"
#include "model/publicity.h"

/* What a field of an announcement is a part of. */
static const struct {
    const char *field;
    int part; /* gk_keep; -1: always shown, -2: never read directly */
} fields[] = {{"kind", -1},
              {"stage", -1},
              {"opens", GK_KEEP_WINDOW},
              {"closes", GK_KEEP_WINDOW},
              {"days", GK_KEEP_WINDOW},
              {"count", GK_KEEP_COUNT},
              {"contact", GK_KEEP_CONTACT},
              {"steps", GK_KEEP_STEPS},
              {"outcome", GK_KEEP_OUTCOME},
              {"events", -2}};

bool gk_facts_withholds(const gk_facts *facts, uint32_t id, gk_view field, bool listed)
{
    const gk_publicity *publicity = facts->site->docs[id].publicity;
    if (!publicity) return false;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (!gk_view_is(field, fields[i].field)) continue;
        int part = fields[i].part;
        if (listed || part == -2) return true;
        if (part == GK_KEEP_OUTCOME) return !gk_publicity_tells_outcome(publicity);
        return part >= 0 && !gk_publicity_keeps(publicity, (gk_keep)part);
    }
    return false;
}

/* A field as templates see it, whatever is withheld. */
static gk_value field_of(gk_facts *facts, uint32_t id, const char *name, gk_arena *arena)
{
    const gk_card *card = facts->site->docs[id].card;
    const gk_field *field =
        gk_schema_field(&facts->site->config->types.items[card->type], gk_view_of(name));
    if (!field) return gk_value_null();
    gk_value value = gk_value_get(gk_card_values(card), field->name, arena, NULL);
    return gk_facts_present(facts, id, field, value, arena);
}

static gk_value kept(gk_facts *facts, uint32_t id, const char *name, gk_keep part, gk_arena *arena)
{
    bool shown = gk_publicity_keeps(facts->site->docs[id].publicity, part);
    return shown ? field_of(facts, id, name, arena) : gk_value_null();
}

/* Those that have happened. */
static gk_value events_of(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    gk_value values = gk_card_values(facts->site->docs[id].card);
    gk_value shown = kept(facts, id, "events", GK_KEEP_EVENTS, arena), raw;
    uint32_t count = gk_value_count(shown), n = 0;
    gk_value *items = gk_arena_alloc(arena, (count + 1) * sizeof *items);
    gk_event kind;
    for (uint32_t i = 0; i < count; i++)
        if (gk_publicity_event(values, i, facts->site->now, &raw, &kind))
            items[n++] = gk_value_at(shown, i, arena);
    return gk_value_list(items, n);
}

static gk_value window_of(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    const gk_publicity *publicity = facts->site->docs[id].publicity;
    if (!gk_publicity_keeps(publicity, GK_KEEP_WINDOW)) return gk_value_null();
    return gk_facts_window_map(facts, &publicity->window, gk_value_null(), arena);
}

gk_value gk_facts_publicity(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    const gk_publicity *publicity = facts->site->docs[id].publicity;
    if (!publicity) return gk_value_null();
    bool told = gk_publicity_tells_outcome(publicity);
    gk_value window = window_of(facts, id, arena);
    const char *state = gk_publicity_state_name(publicity->state);
    gk_pair pairs[] = {
        {GK_V("kind"), field_of(facts, id, "kind", arena)},
        {GK_V("stage"), field_of(facts, id, "stage", arena)},
        {GK_V("label"), gk_value_string(publicity->rule->label)},
        {GK_V("state"), gk_value_string(gk_view_of(state))},
        {GK_V("window"), window},
        {GK_V("opens"), gk_value_get(window, GK_V("opens"), arena, NULL)},
        {GK_V("ends"), gk_value_get(window, GK_V("ends"), arena, NULL)},
        {GK_V("text"), gk_value_get(window, GK_V("text"), arena, NULL)},
        {GK_V("count"), kept(facts, id, "count", GK_KEEP_COUNT, arena)},
        {GK_V("persons"), gk_value_bool(gk_publicity_wants_roster(publicity))},
        {GK_V("contact"), kept(facts, id, "contact", GK_KEEP_CONTACT, arena)},
        {GK_V("steps"), kept(facts, id, "steps", GK_KEEP_STEPS, arena)},
        {GK_V("events"), events_of(facts, id, arena)},
        {GK_V("outcome"), told ? field_of(facts, id, "outcome", arena) : gk_value_null()}};
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, arena);
}

gk_value gk_facts_persons(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    const gk_publicity *publicity = facts->site->docs[id].publicity;
    bool own = facts->page && facts->page->kind == GK_PAGE_DOCUMENT && facts->page->id == id;
    if (!publicity || !facts->persons || !gk_publicity_gate(publicity, own)) return gk_value_null();
    return facts->persons(facts->persons_ctx, id, arena);
}
