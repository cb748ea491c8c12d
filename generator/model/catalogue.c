#include "model/catalogue.h"

#include "meta/catalogue_table.h"
#include "meta/tier.h"

static gk_value member(gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), NULL, NULL);
}

static gk_view text_of(gk_value map, const char *key)
{
    return gk_value_view(member(map, key));
}

static uint32_t number_of(gk_value map, const char *key)
{
    gk_value v = member(map, key);
    return v.kind == GK_INT && v.u.i > 0 ? (uint32_t)v.u.i : 0;
}

static gk_frequency frequency_of(gk_view name)
{
    size_t count;
    const gk_choice *choices = gk_catalogue_frequencies(&count);
    for (size_t i = 0; i < count; i++)
        if (gk_view_eq(choices[i].value, name)) return (gk_frequency)i;
    return GK_AT_ONCE;
}

static gk_catalogue_source source_of(gk_value map)
{
    gk_catalogue_source source = {.type = text_of(map, "type"),
                                  .kind = text_of(map, "kind"),
                                  .section = text_of(map, "section"),
                                  .tag = text_of(map, "tag"),
                                  .path = text_of(map, "path"),
                                  .date = text_of(map, "date"),
                                  .data = text_of(map, "data"),
                                  .column = text_of(map, "column")};
    if (gk_view_starts(source.path, GK_V("/"))) source.path = gk_view_from(source.path, 1);
    if (!source.date.n) source.date = GK_V("date");
    return source;
}

static gk_catalogue_item item_of(gk_value map, gk_value site, gk_arena *arena)
{
    gk_value who = member(map, "who"), by = member(map, "by");
    gk_catalogue_item item = {.id = text_of(map, "id"),
                              .heading = text_of(map, "heading"),
                              .item = text_of(map, "item"),
                              .content = text_of(map, "content"),
                              .frequency = frequency_of(text_of(map, "frequency")),
                              .due = number_of(map, "due"),
                              .review = number_of(map, "review"),
                              .scope = gk_tier_rank(site, text_of(map, "scope")),
                              .who_count = gk_value_count(who),
                              .by_count = gk_value_count(by)};
    gk_view *kinds = gk_arena_alloc(arena, item.who_count * sizeof *kinds);
    gk_catalogue_source *sources = gk_arena_alloc(arena, item.by_count * sizeof *sources);
    for (uint32_t i = 0; i < item.who_count; i++)
        kinds[i] = gk_value_view(gk_value_at(who, i, NULL));
    for (uint32_t i = 0; i < item.by_count; i++) sources[i] = source_of(gk_value_at(by, i, NULL));
    if (item.scope == GK_TIER_NONE) item.scope = 0;
    item.who = kinds;
    item.by = sources;
    return item;
}

void gk_catalogue_from_data(gk_value catalogue, gk_value site, gk_arena *arena, gk_catalogue *out)
{
    gk_value since = member(catalogue, "since"), items = member(catalogue, "items");
    *out = (gk_catalogue){.has_since = since.kind == GK_DATE,
                          .yellow = number_of(catalogue, "yellow"),
                          .red = number_of(catalogue, "red"),
                          .item_count = gk_value_count(items)};
    if (out->has_since) out->since = gk_value_as_date(since);
    gk_catalogue_item *list = gk_arena_alloc(arena, out->item_count * sizeof *list);
    for (uint32_t i = 0; i < out->item_count; i++)
        list[i] = item_of(gk_value_at(items, i, NULL), site, arena);
    out->items = list;
}

uint32_t gk_frequency_months(gk_frequency frequency)
{
    static const uint8_t months[] = {
        [GK_MONTHLY] = 1, [GK_QUARTERLY] = 3, [GK_HALF_YEARLY] = 6, [GK_YEARLY] = 12};
    return frequency <= GK_YEARLY ? months[frequency] : 0;
}

const char *gk_frequency_label(gk_frequency frequency, gk_lang lang)
{
    static const char *const english[] = {"monthly", "quarterly", "half-yearly",
                                          "yearly",  "long-term", "at once"};
    size_t count;
    const gk_choice *choices = gk_catalogue_frequencies(&count);
    return lang == GK_LANG_ZH ? choices[frequency].label.p : english[frequency];
}

bool gk_catalogue_is_for(const gk_catalogue_item *item, gk_view kind)
{
    for (uint32_t i = 0; i < item->who_count; i++)
        if (gk_view_eq(item->who[i], kind)) return true;
    return false;
}
