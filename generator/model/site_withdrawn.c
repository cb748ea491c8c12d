/* Documents that were withdrawn: their addresses stay and say so. */
#include "base/mem.h"
#include "model/page.h"
#include "model/site_parts.h"

static void add(gk_site *site, gk_withdrawn withdrawn, size_t *cap)
{
    site->withdrawn =
        gk_mem_grow(site->withdrawn, cap, site->withdrawn_count + 1, sizeof *site->withdrawn);
    site->withdrawn[site->withdrawn_count++] = withdrawn;
}

uint32_t gk_site_withdraw_moved(gk_site *site, uint32_t withdrawn, gk_view path, size_t *cap)
{
    gk_withdrawn one = site->withdrawn[withdrawn];
    one.path = path;
    one.alias = one.moved = true;
    add(site, one, cap);
    return site->withdrawn_count - 1;
}

void gk_site_withdraw(gk_site *site, const gk_card *card, size_t *cap)
{
    const gk_approval *approval = site->approvals ? &site->approvals[card->source] : NULL;
    gk_withdrawn withdrawn = {.card = card, .path = gk_card_view(card, card->path)};
    /* The date is a fact; the words need the approval that any text of the document needs. */
    if (!approval || !approval->rule || approval->granted)
        withdrawn.reason = gk_site_text(gk_card_values(card), "withdrawn_reason");
    add(site, withdrawn, cap);
    withdrawn.alias = true;
    for (uint32_t m = 0; m < card->mentions.n; m++) {
        const gk_card_mention *mention = &gk_card_mentions(card)[m];
        gk_view alias = gk_card_view(card, mention->target);
        if (mention->kind != GK_MENTIONED_ALIAS || !gk_page_alias_ok(alias)) continue;
        withdrawn.path = alias.p[0] == '/' ? gk_view_from(alias, 1) : alias;
        add(site, withdrawn, cap);
    }
}
