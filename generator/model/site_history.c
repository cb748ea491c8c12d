#include <stdlib.h>

#include "base/mem.h"
#include "meta/tier.h"
#include "model/permalink.h"
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

/* The type that a document would have at a path, if it says nothing itself. */
static gk_view type_at(const gk_site *site, gk_view path)
{
    gk_value sections = gk_value_get(site->config->site, GK_V("sections"), NULL, NULL);
    for (gk_view at = gk_permalink_section(path); at.n;) {
        gk_view type = gk_site_text(gk_value_get(sections, at, NULL, NULL), "type");
        if (type.n) return type;
        size_t slash = gk_view_rfind_byte(at, '/');
        at.n = slash == SIZE_MAX ? 0 : slash;
    }
    return GK_V("page");
}

/* The type whose pattern made the old address: that of the section, unless the document names its
 * own, which it then did before. */
static const gk_schema *old_type(const gk_site *site, const gk_card *card, gk_view path)
{
    const gk_schema *own = &site->config->types.items[card->type];
    if (!gk_view_eq(type_at(site, gk_source_at(site->source, card->source)->path), own->name))
        return own;
    const gk_schema *there = gk_types_find(&site->config->types, type_at(site, path));
    return there && !there->abstract ? there : own;
}

/* The address that a document had at a path: what it says of slug, date and branch counts as it
 * says it now. */
static bool put_old_address(const gk_site *site, const gk_card *card, gk_view path, gk_buf *out)
{
    gk_value values = gk_card_values(card);
    const gk_schema *type = old_type(site, card, path);
    gk_view own = gk_site_text(values, "slug"), missing;
    gk_permalink_facts facts = {.section = gk_permalink_section(path),
                                .slug = own.n ? own : gk_permalink_stem(path),
                                .branch = gk_site_text(values, "branch"),
                                .type = type->name,
                                .dated = card->date != GK_NO_DATE,
                                .date = {card->date, site->now.offset, true}};
    return gk_permalink_slug_ok(facts.slug) &&
           gk_permalink_expand(type->permalink, &facts, out, &missing);
}

static void add_moved(gk_site *site, size_t *cap, uint32_t doc, const struct gk_story_place *place)
{
    const gk_card *card = site->docs[doc].card;
    gk_buf path = GK_BUF_INIT;
    bool document = gk_site_is_document(place->path) && !gk_view_is(place->path, "index.md");
    /* An address that the edition never showed is none. */
    uint32_t scope = gk_tier_of_section(site->config->site, gk_permalink_section(place->path));
    if (document && scope <= site->scope && put_old_address(site, card, place->path, &path) &&
        !gk_view_eq(gk_buf_view(&path), gk_card_view(card, card->path))) {
        site->moved = gk_mem_grow(site->moved, cap, site->moved_count + 1, sizeof *site->moved);
        site->moved[site->moved_count++] =
            (gk_moved){doc, gk_arena_view(&site->arena, gk_buf_view(&path)), place->left};
    }
    gk_buf_free(&path);
}

/* Of two that were at one address, the one that left it last. */
static int by_leaving(const void *left, const void *right)
{
    const gk_moved *a = left, *b = right;
    if (a->left != b->left) return a->left > b->left ? -1 : 1;
    return (a->doc > b->doc) - (a->doc < b->doc);
}

void gk_site_read_history(gk_site *site)
{
    gk_value asked = gk_value_get(site->config->site, GK_V("history"), NULL, NULL);
    gk_value messages = gk_value_get(asked, GK_V("messages"), NULL, NULL);
    size_t cap = 0;
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
        for (uint32_t i = 0; site->history && i < story.place_count; i++)
            add_moved(site, &cap, d, &story.places[i]);
    }
    if (site->moved_count) qsort(site->moved, site->moved_count, sizeof *site->moved, by_leaving);
}
