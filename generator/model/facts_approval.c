#include "model/facts_parts.h"

static gk_value state_of(const gk_facts *facts, const gk_approval_found *found, gk_arena *arena)
{
    gk_approval_state state = (gk_approval_state)found->state;
    const char *name = gk_approval_state_name(state);
    bool chinese = gk_facts_lang(facts) == GK_LANG_ZH;
    gk_pair pairs[] = {{GK_V("value"), gk_value_string(gk_view_of(name))},
                       {GK_V("label"), gk_value_string(gk_view_of(
                                           chinese ? gk_approval_state_label(state) : name))}};
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, arena);
}

gk_value gk_facts_approval(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    const gk_site *site = facts->site;
    const gk_card *card = site->docs[id].card;
    const gk_approval *approval = site->approvals ? &site->approvals[card->source] : NULL;
    gk_value by = gk_value_get(gk_card_values(card), GK_V("reviewers"), arena, NULL);
    gk_value items[GK_APPROVAL_STEPS];
    uint32_t n = 0;
    if (!approval || !approval->rule || approval->exempt) return gk_value_null();
    for (uint32_t s = 0; s < site->approval_rules->step_count; s++) {
        const gk_approval_step *step = &site->approval_rules->steps[s];
        const gk_approval_found *found = &approval->found[s];
        bool dated = found->state != GK_APPROVAL_MISSING && found->time != GK_HISTORY_NEVER;
        if (!(approval->rule->steps >> s & 1)) continue;
        gk_pair pairs[] = {
            {GK_V("step"), gk_value_string(step->name)},
            {GK_V("label"), gk_value_string(step->label)},
            {GK_V("by"), gk_value_get(by, step->name, arena, NULL)},
            {GK_V("role"), found->role.n ? gk_value_string(found->role) : gk_value_null()},
            {GK_V("state"), state_of(facts, found, arena)},
            {GK_V("date"), dated ? gk_value_date((gk_date){found->time, site->now.offset, false})
                                 : gk_value_null()}};
        items[n++] = gk_facts_map(pairs, sizeof pairs / sizeof *pairs, arena);
    }
    return gk_facts_list(items, n, arena);
}
