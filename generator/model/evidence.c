#include "model/evidence.h"

int64_t gk_site_arrival(const gk_site *site, uint32_t commit)
{
    const gk_arrivals *arrivals = site->arrivals;
    uint32_t number = arrivals ? arrivals->of[commit] : 0;
    return number ? arrivals->items[number - 1].time : gk_history_at(site->past, commit)->time;
}

/* The commit that brought a document to where it is published from; NULL when that is not known. */
static const gk_revision *find_bringing(const gk_story *story)
{
    if (!story || !story->whole) return NULL;
    for (uint32_t i = story->count; i-- > 0;) {
        const gk_revision *revision = &story->revisions[i];
        if (revision->inside && !gk_site_is_reserved(revision->path)) return revision;
    }
    return NULL;
}

gk_publication gk_site_publication(const gk_site *site, uint32_t doc)
{
    const gk_revision *brought = find_bringing(site->docs[doc].story);
    gk_publication found = {.time = site->docs[doc].card->date};
    int64_t came = brought ? gk_site_arrival(site, brought->commit) : GK_NO_DATE;
    uint32_t number = brought && site->arrivals ? site->arrivals->of[brought->commit] : 0;
    found.evidence = number                     ? GK_EVIDENCE_LOG
                     : came != GK_NO_DATE       ? GK_EVIDENCE_COMMIT
                     : found.time != GK_NO_DATE ? GK_EVIDENCE_DOCUMENT
                                                : GK_EVIDENCE_NONE;
    found.founding = number && site->arrivals->items[number - 1].founding;
    if (came != GK_NO_DATE && (found.time == GK_NO_DATE || came > found.time)) found.time = came;
    return found;
}

int64_t gk_site_renewed(const gk_site *site, uint32_t doc)
{
    const gk_card *card = site->docs[doc].card;
    const gk_revision *edit = card->updated == GK_NO_DATE ? gk_site_edit(site, doc) : NULL;
    int64_t came = edit ? gk_site_arrival(site, edit->commit) : GK_NO_DATE;
    return came > gk_card_changed(card) ? came : gk_card_changed(card);
}

const char *gk_evidence_name(gk_evidence evidence)
{
    static const char *const names[GK_EVIDENCES] = {"", "document", "commit", "receive_log"};
    return names[evidence];
}

const char *gk_evidence_label(gk_evidence evidence, gk_lang lang)
{
    static const char *const zh[GK_EVIDENCES] = {"", "文稿日期", "提交时间", "接收记录"};
    static const char *const en[GK_EVIDENCES] = {"", "document", "commit", "receive log"};
    return lang == GK_LANG_ZH ? zh[evidence] : en[evidence];
}
