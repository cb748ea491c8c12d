#include "model/facts_parts.h"
#include "model/window.h"

static gk_value text_value(gk_buf *text, gk_arena *arena)
{
    gk_value value = gk_value_string(gk_arena_view(arena, gk_buf_view(text)));
    gk_buf_free(text);
    return value;
}

static gk_value worded(void (*put)(const gk_window *, gk_lang, gk_buf *), const gk_window *window,
                       gk_lang lang, gk_arena *arena)
{
    gk_buf text = GK_BUF_INIT;
    put(window, lang, &text);
    return text_value(&text, arena);
}

static gk_value length_of(const gk_window *window, gk_lang lang, gk_arena *arena)
{
    gk_buf text = GK_BUF_INIT;
    if (window->days == 0) return gk_value_null();
    gk_wording_days(window->days, window->count, lang, &text);
    return text_value(&text, arena);
}

gk_value gk_facts_window_map(const gk_facts *facts, const gk_window *window, gk_value kind,
                             gk_arena *arena)
{
    gk_value language = gk_value_get(facts->site->config->site, GK_V("language"), NULL, NULL);
    gk_lang lang = gk_view_is(gk_value_view(language), "en") ? GK_LANG_EN : GK_LANG_ZH;
    gk_date last = gk_calendar_date(window->last, window->opens.offset);
    const char *state = gk_window_state_name(gk_window_state_at(window, facts->site->now));
    gk_pair pairs[] = {
        {GK_V("kind"), kind},
        {GK_V("opens"), gk_value_date(window->opens)},
        {GK_V("closes"), gk_value_date(last)},
        {GK_V("ends"), window->paused ? gk_value_null() : gk_value_date(window->ends)},
        {GK_V("state"), gk_value_string(gk_view_of(state))},
        {GK_V("days"), window->days ? gk_value_int(window->days) : gk_value_null()},
        {GK_V("length"), length_of(window, lang, arena)},
        {GK_V("range"), worded(gk_wording_range, window, lang, arena)},
        {GK_V("deadline"), worded(gk_wording_deadline, window, lang, arena)},
        {GK_V("text"), worded(gk_wording_window, window, lang, arena)}};
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, arena);
}

/* A field `window` that is no map is shown like any other field. */
gk_value gk_facts_window(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    const gk_site *site = facts->site;
    const gk_card *card = site->docs[id].card;
    const gk_field *field = gk_schema_field(&site->config->types.items[card->type], GK_V("window"));
    gk_value value = gk_value_get(gk_card_values(card), GK_V("window"), arena, NULL);
    gk_window_read read;
    if (!field || value.kind == GK_NULL) return gk_value_null();
    gk_value shown = gk_facts_present(facts, id, field, value, arena);
    if (field->kind != GK_FIELD_MAP) return shown;
    if (gk_window_of(site->policy, site->calendar, value, &read) != GK_WINDOW_FINE) return shown;
    gk_value kind = gk_value_get(shown, GK_V("kind"), arena, NULL);
    return gk_facts_window_map(facts, &read.window, kind, arena);
}
