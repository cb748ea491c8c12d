#include "model/site_parts.h"

const gk_revision *gk_site_edit(const gk_site *site, uint32_t doc)
{
    const gk_story *story = site->docs[doc].story;
    for (uint32_t i = 0; story && i < story->count; i++) {
        if (story->revisions[i].kind == GK_REVISION_MOVED) continue;
        return story->revisions[i].kind == GK_REVISION_CHANGED ? &story->revisions[i] : NULL;
    }
    return NULL;
}

int64_t gk_site_edited(const gk_site *site, uint32_t doc)
{
    const gk_revision *edit = site->history ? gk_site_edit(site, doc) : NULL;
    return edit ? gk_history_at(site->history, edit->commit)->time : GK_NO_DATE;
}

int64_t gk_site_changed(const gk_site *site, uint32_t doc)
{
    const gk_card *card = site->docs[doc].card;
    int64_t edited = card->updated == GK_NO_DATE ? gk_site_edited(site, doc) : GK_NO_DATE;
    return edited > gk_card_changed(card) ? edited : gk_card_changed(card);
}

int64_t gk_site_page_changed(const gk_site *site, uint32_t doc)
{
    const gk_publicity *publicity = site->docs[doc].publicity;
    int64_t said = gk_site_changed(site, doc);
    return publicity && publicity->changed > said ? publicity->changed : said;
}

void gk_site_read_history(gk_site *site)
{
    gk_value asked = gk_value_get(site->config->site, GK_V("history"), NULL, NULL);
    gk_value messages = gk_value_get(asked, GK_V("messages"), NULL, NULL);
    if (!site->past) return;
    site->subjects = messages.kind != GK_BOOL || messages.u.b;
    site->authors = gk_value_truth(gk_value_get(asked, GK_V("authors"), NULL, NULL));
    for (uint32_t d = 0; d < site->doc_count; d++) {
        gk_story story, *kept;
        if (!gk_history_story(site->past, gk_site_doc_path(site, d), &site->arena, &story))
            continue;
        kept = gk_arena_alloc(&site->arena, sizeof *kept);
        *kept = story;
        site->docs[d].story = kept;
    }
}
