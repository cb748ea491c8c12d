/* Addresses that documents had before. */
#include <stdlib.h>

#include "base/mem.h"
#include "meta/tier.h"
#include "model/permalink.h"
#include "model/site_parts.h"

enum { EXTENDS_MOST = 32 };

typedef struct finding {
    gk_site *site;
    gk_story *types; /* of the files of types, by number of the type */
    uint32_t *turns; /* commits that changed one of them */
    size_t turn_count, turn_cap, cap, withdrawn_cap;
    gk_map by_path; /* old address → number in site->moved */
} finding;

/* A document as it stood for a while. */
typedef struct standing {
    const gk_card *card;
    const gk_story *story;
    uint32_t doc, withdrawn; /* one of them is GK_NONE */
    gk_view path;
    const gk_git_id *blob;
} standing;

/* What the document says now, in the words of its front matter. */
static void say_now(const gk_site *site, const gk_card *card, gk_earlier *out)
{
    gk_value values = gk_card_values(card);
    const gk_schema *type = &site->config->types.items[card->type];
    gk_view path = gk_source_at(site->source, card->source)->path;
    *out = (gk_earlier){.slug = gk_site_text(values, "slug"),
                        .branch = gk_site_text(values, "branch"),
                        .scope = gk_site_text(values, "scope")};
    if (!gk_view_eq(gk_permalink_type(site->config->site, path), type->name))
        out->type = type->name;
}

/* False when it said nothing, or that it was not to be seen. */
static bool say_then(const gk_site *site, const standing *s, gk_earlier *out, gk_date *date)
{
    bool says = false;
    *date = (gk_date){s->card->date, site->now.offset, true};
    if (gk_git_id_eq(s->blob, &s->story->blob)) {
        say_now(site, s->card, out);
        return true;
    }
    if (!site->earlier || !gk_earlier_find(site->earlier, s->blob, &says, out) || !says)
        return false;
    date->seconds = GK_NO_DATE;
    if (!out->date.n) return true;
    return gk_date_parse(out->date, site->now.offset, date) && date->seconds <= site->now.seconds;
}

/* Where a type's file was in force at a commit; the oldest text for commits before it. */
static const gk_git_id *text_at(const gk_story *story, uint32_t commit)
{
    const gk_git_id *text = &story->blob;
    for (uint32_t i = 0; i < story->stand_count && story->stands[i].left > commit; i++)
        text = &story->stands[i].blob;
    return text;
}

static gk_view pattern_at(const finding *f, const gk_schema *type, uint32_t commit)
{
    const gk_types *types = &f->site->config->types;
    const gk_schema *at = type;
    for (unsigned step = 0; f->turn_count && at && step < EXTENDS_MOST; step++) {
        const gk_story *story = &f->types[at - types->items];
        gk_earlier then;
        bool says = false;
        if (!story->blob.n || !f->site->earlier ||
            !gk_earlier_find(f->site->earlier, text_at(story, commit), &says, &then) || !says)
            break;
        if (then.permalink.n) return then.permalink;
        if (!then.extends.n) return GK_V("/:section/:slug/");
        at = gk_types_find(types, then.extends);
    }
    return type->permalink;
}

/* An address that the edition never showed is none. */
static bool was_shown(const gk_site *site, const gk_schema *type, gk_view path, gk_view own)
{
    gk_value config = site->config->site;
    uint32_t scope = gk_tier_rank(config, own.n ? own : type->scope);
    uint32_t widest = gk_tier_rank(config, type->scope_max);
    if (!own.n && scope == GK_TIER_NONE)
        scope = gk_tier_of_section(config, gk_permalink_section(path));
    if (widest != GK_TIER_NONE && scope < widest) scope = widest;
    return scope != GK_TIER_NONE && scope <= site->scope;
}

static bool put_address(const finding *f, const standing *s, uint32_t commit, gk_buf *out)
{
    const gk_site *site = f->site;
    gk_earlier then;
    gk_date date;
    gk_view missing;
    if (!gk_site_is_document(s->path) || gk_view_is(s->path, "index.md")) return false;
    if (!say_then(site, s, &then, &date)) return false;
    gk_view name = then.type.n ? then.type : gk_permalink_type(site->config->site, s->path);
    const gk_schema *type = gk_types_find(&site->config->types, name);
    if (!type || type->abstract) type = &site->config->types.items[s->card->type];
    gk_permalink_facts facts = {.section = gk_permalink_section(s->path),
                                .slug = then.slug.n ? then.slug : gk_permalink_stem(s->path),
                                .branch = then.branch,
                                .type = type->name,
                                .dated = date.seconds != GK_NO_DATE,
                                .date = date};
    return was_shown(site, type, s->path, then.scope) && gk_permalink_slug_ok(facts.slug) &&
           gk_permalink_expand(pattern_at(f, type, commit), &facts, out, &missing);
}

/* Of two that were at one address, the one that left it last. */
static bool is_later(const gk_moved *a, const gk_moved *b)
{
    return a->left != b->left ? a->left > b->left : a->card->source < b->card->source;
}

/* The address of the time before `left`. */
static void add(finding *f, const standing *s, uint32_t left)
{
    gk_site *site = f->site;
    gk_buf path = GK_BUF_INIT;
    if (left && put_address(f, s, left - 1, &path) &&
        !gk_view_eq(gk_buf_view(&path), gk_card_view(s->card, s->card->path))) {
        gk_moved moved = {s->card, s->doc, s->withdrawn,
                          gk_arena_view(&site->arena, gk_buf_view(&path)), left};
        bool fresh;
        uint64_t *number = gk_map_put(&f->by_path, moved.path, &fresh);
        if (fresh) {
            site->moved =
                gk_mem_grow(site->moved, &f->cap, site->moved_count + 1, sizeof *site->moved);
            *number = site->moved_count++;
        }
        if (fresh || is_later(&moved, &site->moved[*number])) site->moved[*number] = moved;
    }
    gk_buf_free(&path);
}

/* What a document was from one commit to another; its type may have changed meanwhile. */
static void add_stand(finding *f, const standing *s, uint32_t since, uint32_t left)
{
    for (size_t i = 0; i < f->turn_count; i++)
        if (f->turns[i] > since && f->turns[i] < left) add(f, s, f->turns[i]);
    if (left != GK_HISTORY_NONE) add(f, s, left);
}

static void add_stands(finding *f, standing s)
{
    gk_view path = s.path;
    for (uint32_t i = 0; i < s.story->stand_count; i++) {
        const struct gk_story_stand *was = &s.story->stands[i];
        s.path = was->path;
        s.blob = &was->blob;
        add_stand(f, &s, was->since, was->left);
    }
    s.path = path;
    s.blob = &s.story->blob;
    add_stand(f, &s, s.story->commit == GK_HISTORY_NONE ? 0 : s.story->commit, GK_HISTORY_NONE);
}

static void add_documents(finding *f)
{
    gk_site *site = f->site;
    for (uint32_t d = 0; d < site->doc_count; d++) {
        standing s = {
            site->docs[d].card, site->docs[d].story, d, GK_NONE, gk_site_doc_path(site, d), NULL};
        if (s.story) add_stands(f, s);
    }
    for (uint32_t w = 0; w < site->withdrawn_count; w++) {
        const gk_card *card = site->withdrawn[w].card;
        gk_story story;
        standing s = {card, &story, GK_NONE, w, gk_source_at(site->source, card->source)->path,
                      NULL};
        if (!site->withdrawn[w].alias && gk_history_story(site->past, s.path, &site->arena, &story))
            add_stands(f, s);
    }
}

static void read_types(finding *f)
{
    gk_site *site = f->site;
    const gk_types *types = &site->config->types;
    f->types = gk_arena_calloc(&site->arena, types->count + 1, sizeof *f->types);
    for (size_t t = 0; t < types->count; t++) {
        gk_view stem = GK_JOIN(&site->arena, GK_V("types/"), types->items[t].name);
        gk_story *story = &f->types[t];
        if (!gk_history_story(site->past, GK_JOIN(&site->arena, stem, GK_V(".yaml")), &site->arena,
                              story))
            gk_history_story(site->past, GK_JOIN(&site->arena, stem, GK_V(".yml")), &site->arena,
                             story);
        for (uint32_t i = 0; i < story->stand_count; i++) {
            f->turns = gk_mem_grow(f->turns, &f->turn_cap, f->turn_count + 1, sizeof *f->turns);
            f->turns[f->turn_count++] = story->stands[i].left;
        }
    }
}

static int by_leaving(const void *left, const void *right)
{
    const gk_moved *a = left, *b = right;
    if (a->left != b->left) return a->left > b->left ? -1 : 1;
    return (a->card->source > b->card->source) - (a->card->source < b->card->source);
}

/* A document that was withdrawn says so at its old addresses. */
static void withdraw(finding *f)
{
    for (uint32_t m = 0; m < f->site->moved_count; m++) {
        gk_moved *moved = &f->site->moved[m];
        if (moved->doc == GK_NONE)
            moved->withdrawn =
                gk_site_withdraw_moved(f->site, moved->withdrawn, moved->path, &f->withdrawn_cap);
    }
}

void gk_site_find_moved(gk_site *site)
{
    finding f = {.site = site, .by_path = GK_MAP_INIT};
    if (!site->history) return;
    read_types(&f);
    f.withdrawn_cap = site->withdrawn_count;
    add_documents(&f);
    withdraw(&f);
    if (site->moved_count) qsort(site->moved, site->moved_count, sizeof *site->moved, by_leaving);
    gk_map_free(&f.by_path);
    free(f.turns);
}
