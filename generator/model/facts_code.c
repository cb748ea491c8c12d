#include "model/facts_parts.h"

static gk_value url_below(gk_facts *facts, const gk_code *code, const char *rest, gk_arena *arena)
{
    return gk_facts_url(facts, GK_JOIN(arena, code->path, gk_view_of(rest)), arena);
}

/* Its part of the picture of all codes. */
static gk_value sheet_url(gk_facts *facts, const gk_code *code, gk_arena *arena)
{
    gk_value file = gk_facts_url(facts, GK_V(GK_SITE_SYMBOLS), arena);
    gk_view url = GK_JOIN(arena, gk_value_view(file), GK_V("#"), code->code);
    return gk_value_string(url);
}

gk_value gk_facts_code(gk_facts *facts, uint32_t index, gk_arena *arena)
{
    static const char *const states[] = {"active", "retired", "withheld"};
    if (index == GK_NONE) return gk_value_null();
    const gk_code *code = &facts->site->codes[index];
    gk_value row = code->row;
    bool leads = code->state == GK_CODE_LEADS;
    gk_pair pairs[] = {
        {GK_V("code"), gk_value_string(code->code)},
        {GK_V("printed"), gk_value_string(code->printed)},
        {GK_V("url"), url_below(facts, code, "", arena)},
        {GK_V("symbol_url"), leads ? url_below(facts, code, "qr.svg", arena) : gk_value_null()},
        {GK_V("sheet_url"), leads ? sheet_url(facts, code, arena) : gk_value_null()},
        {GK_V("poster_url"), leads ? url_below(facts, code, "poster/", arena) : gk_value_null()},
        {GK_V("state"), gk_value_string(gk_view_of(states[code->state]))},
        {GK_V("reason"), code->reason.n ? gk_value_string(code->reason) : gk_value_null()},
        {GK_V("note"), gk_value_get(row, GK_V("note"), arena, NULL)},
        {GK_V("issued"), gk_value_get(row, GK_V("issued"), arena, NULL)},
        {GK_V("doc"), gk_facts_value(facts, GK_THING_DOCUMENT, code->doc)}};
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, arena);
}

gk_value gk_facts_codes(gk_facts *facts, gk_arena *arena)
{
    const gk_site *site = facts->site;
    gk_value *items = gk_arena_alloc(arena, site->code_count * sizeof *items);
    uint32_t n = 0;
    for (uint32_t i = 0; i < site->code_count; i++)
        if (gk_code_shown(&site->codes[i])) items[n++] = gk_facts_code(facts, i, arena);
    return gk_value_list(items, n);
}
