#include "model/next_change.h"
#include "model/site.h"
#include "model/window.h"

static gk_date at(const gk_site *site, int64_t seconds)
{
    return (gk_date){seconds, site->now.offset, false};
}

static void add_window(const gk_site *site, const gk_card *card, gk_view path,
                       gk_next_change *changes)
{
    gk_value map = gk_value_get(gk_card_values(card), GK_V("window"), NULL, NULL);
    gk_window_read read;
    if (map.kind != GK_MAP ||
        gk_window_of(site->policy, site->calendar, map, &read) != GK_WINDOW_FINE)
        return;
    gk_next_change_add(changes, read.window.opens, GK_CHANGE_WINDOW_OPENS, path);
    gk_next_change_add(changes, read.window.ends, GK_CHANGE_WINDOW_CLOSES, path);
}

/* Also of one that is not public yet: it becomes so when it opens. */
static void add_publicity(const gk_site *site, size_t i, const gk_card *card, gk_view path,
                          gk_next_change *changes)
{
    bool waits = site->files[i].state == GK_FILE_FUTURE || site->files[i].state == GK_FILE_LIVE;
    if (waits && site->config->types.items[card->type].publicity)
        gk_publicity_changes(site->policy, site->calendar, gk_card_values(card), site->now, path,
                             changes);
}

/* What a document that is not yet public does later than its date is told after the build that
 * makes it public. */
void gk_site_changes(const gk_site *site, const gk_digested *digested, gk_next_change *changes)
{
    for (size_t i = 0; i < site->file_count; i++) {
        const gk_card *card = digested[i].card;
        gk_view path = gk_source_at(site->source, i)->path;
        if (!card) continue;
        add_publicity(site, i, card, path, changes);
        if (site->files[i].state == GK_FILE_FUTURE && card->date != GK_NO_DATE)
            gk_next_change_add(changes, at(site, card->date), GK_CHANGE_APPEARS, path);
        bool withdrawn = site->files[i].state == GK_FILE_WITHDRAWN;
        if (site->files[i].state != GK_FILE_LIVE && !withdrawn) continue;
        if (card->expires != GK_NO_DATE)
            gk_next_change_add(changes, at(site, card->expires), GK_CHANGE_EXPIRES, path);
        if (withdrawn) continue;
        if (card->withdrawn != GK_NO_DATE)
            gk_next_change_add(changes, at(site, card->withdrawn), GK_CHANGE_WITHDRAWN, path);
        add_window(site, card, path, changes);
    }
}
