#include "base/map.h"
#include "meta/tier.h"
#include "model/permalink.h"
#include "model/resolve.h"
#include "model/site_parts.h"

enum { ONLY_NARROW = 1, OTHERS_TOO = 2 };

/* Marks the section's own files (those of no document's folder) that a card mentions. */
static void mark(const gk_site *site, const gk_card *card, uint8_t how, uint8_t *marks)
{
    gk_view from = gk_source_at(site->source, card->source)->path;
    gk_buf path = GK_BUF_INIT;
    for (uint32_t m = 0; m < card->mentions.n; m++) {
        const gk_card_mention *mention = &gk_card_mentions(card)[m];
        gk_view target = gk_card_view(card, mention->target);
        gk_buf_truncate(&path, 0);
        if (!gk_card_mentions_file(mention->kind) || !target.n ||
            !gk_resolve_path(from, target, &path))
            continue;
        size_t file = gk_source_find(site->source, gk_buf_view(&path));
        if (file == SIZE_MAX || site->files[file].state != GK_FILE_MEDIA) continue;
        if (how == ONLY_NARROW || marks[file]) marks[file] = how;
    }
    gk_buf_free(&path);
}

static bool is_narrow(const gk_site *site, size_t i, uint8_t mark)
{
    uint32_t owner = site->files[i].doc;
    if (owner != GK_NONE) return site->files[owner].state == GK_FILE_NARROW;
    gk_view path = gk_source_at(site->source, i)->path;
    return mark == ONLY_NARROW ||
           gk_tier_of_section(site->config->site, gk_permalink_section(path)) > site->scope;
}

void gk_site_withhold_media(gk_site *site, const gk_digested *digested)
{
    gk_arena arena = GK_ARENA_INIT;
    uint8_t *marks = gk_arena_calloc(&arena, site->file_count, sizeof *marks);
    bool any = false;
    for (size_t i = 0; i < site->file_count; i++)
        if (digested[i].narrow) {
            mark(site, digested[i].narrow, ONLY_NARROW, marks);
            any = true;
        }
    for (uint32_t d = 0; any && d < site->doc_count; d++)
        mark(site, site->docs[d].card, OTHERS_TOO, marks);
    for (size_t i = 0; i < site->file_count; i++)
        if (site->files[i].state == GK_FILE_MEDIA && is_narrow(site, i, marks[i]))
            site->files[i].state = GK_FILE_NARROW;
    gk_arena_free(&arena);
}
