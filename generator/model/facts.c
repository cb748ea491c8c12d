#include "model/facts.h"

#include <stdlib.h>

#include "base/mem.h"
#include "model/facts_parts.h"

static const gk_fact_table *const tables[] = {
    [GK_THING_SITE] = &gk_facts_of_site,         [GK_THING_PAGE] = &gk_facts_of_page,
    [GK_THING_DOCUMENT] = &gk_facts_of_document, [GK_THING_SECTION] = &gk_facts_of_section,
    [GK_THING_TAXONOMY] = &gk_facts_of_taxonomy, [GK_THING_TERM] = &gk_facts_of_term,
    [GK_THING_BRANCH] = &gk_facts_of_branch,     [GK_THING_SERIES] = &gk_facts_of_series};

/* Names are short and few: length and two letters tell most apart. */
static size_t slot_of(gk_view name)
{
    unsigned char first = (unsigned char)name.p[0], last = (unsigned char)name.p[name.n - 1];
    return name.n * 7 + first * 3u + last * 5u;
}

static void put_in_slot(uint8_t *slots, size_t slot_count, gk_view name, size_t number)
{
    size_t slot = slot_of(name) % slot_count;
    while (slots[slot]) slot = (slot + 1) % slot_count;
    slots[slot] = (uint8_t)(number + 1);
}

static void index_names(gk_facts *facts)
{
    const gk_types *types = &facts->site->config->types;
    for (int thing = 0; thing <= GK_THING_SERIES; thing++)
        for (size_t i = 0; i < tables[thing]->count; i++)
            put_in_slot(facts->slots[thing], GK_FACT_SLOTS,
                        gk_view_of(tables[thing]->facts[i].name), i);
    facts->fields = gk_mem_calloc(types->count, sizeof *facts->fields);
    for (size_t t = 0; t < types->count; t++)
        for (uint32_t i = 0; i < types->items[t].field_count && i < GK_FIELD_SLOTS - 1; i++)
            put_in_slot(facts->fields[t], GK_FIELD_SLOTS, types->items[t].fields[i].name, i);
}

static const gk_fact *find_fact(const gk_facts *facts, gk_thing thing, gk_view key)
{
    const uint8_t *slots = facts->slots[thing];
    if (!key.n) return NULL;
    for (size_t slot = slot_of(key) % GK_FACT_SLOTS; slots[slot];
         slot = (slot + 1) % GK_FACT_SLOTS) {
        const gk_fact *fact = &tables[thing]->facts[slots[slot] - 1];
        if (strncmp(fact->name, key.p, key.n) == 0 && !fact->name[key.n]) return fact;
    }
    return NULL;
}

/* The same by the hint of a reader: 0, or the number of the fact + 1. */
static inline const gk_fact *find_fact_again(const gk_facts *facts, gk_thing thing, gk_view key,
                                             uint32_t *hint)
{
    if (*hint - 1 < tables[thing]->count) return &tables[thing]->facts[*hint - 1];
    const gk_fact *fact = find_fact(facts, thing, key);
    if (fact) *hint = (uint32_t)(fact - tables[thing]->facts) + 1;
    return fact;
}

static bool find(gk_facts *facts, gk_thing thing, uint32_t id, gk_view key, uint32_t *hint,
                 gk_arena *arena, gk_value *out)
{
    const gk_fact *fact = find_fact_again(facts, thing, key, hint);
    *out = fact ? fact->get(facts, id, arena) : gk_value_null();
    return fact != NULL;
}

/* The same for a thing of which there is one: each fact is worked out once, in an arena that lives
 * as long as `read`. */
static bool find_once(gk_facts *facts, gk_thing thing, gk_facts_read *read, gk_view key,
                      uint32_t *hint, gk_arena *arena, gk_value *out)
{
    const gk_fact *fact = find_fact_again(facts, thing, key, hint);
    *out = gk_value_null();
    if (!fact) return false;
    size_t number = (size_t)(fact - tables[thing]->facts);
    if (number >= GK_FACTS_KEPT) {
        *out = fact->get(facts, 0, arena);
        return true;
    }
    if (!(read->known >> number & 1)) {
        read->values[number] = fact->get(facts, 0, arena);
        read->known |= 1u << number;
    }
    *out = read->values[number];
    return true;
}

static const gk_schema *type_of(const gk_facts *facts, uint32_t doc)
{
    return &facts->site->config->types.items[facts->site->docs[doc].card->type];
}

/* The number of a type's field, or GK_NONE. */
static uint32_t field_number(const gk_facts *facts, uint32_t type, gk_view key)
{
    const uint8_t *slots = facts->fields[type];
    const gk_field *fields = facts->site->config->types.items[type].fields;
    if (!key.n) return GK_NONE;
    for (size_t slot = slot_of(key) % GK_FIELD_SLOTS; slots[slot];
         slot = (slot + 1) % GK_FIELD_SLOTS)
        if (gk_view_eq(fields[slots[slot] - 1].name, key)) return slots[slot] - 1u;
    return GK_NONE;
}

/* Fields that the type declares and that no fact of documents hides. The hint of a reader: type + 1
 * and, in the lowest byte, the number of the field + 1 (0: the type has no such field). */
static bool find_field(gk_facts *facts, uint32_t doc, gk_view key, uint32_t *hint, gk_arena *arena,
                       gk_value *out)
{
    const gk_card *card = facts->site->docs[doc].card;
    if (*hint >> 8 != card->type + 1u)
        *hint = (card->type + 1u) << 8 | ((field_number(facts, card->type, key) + 1) & 0xFF);
    uint32_t number = (*hint & 0xFF) - 1;
    if (number == GK_NONE) return false;
    *out = gk_flat_ordered(gk_card_values(card), number, key);
    if (out->kind != GK_NULL) {
        const gk_schema *type = &facts->site->config->types.items[card->type];
        if (type->publicity && gk_facts_withholds(facts, doc, key, false)) {
            *out = gk_value_null();
            return true;
        }
        *out = gk_facts_present(facts, doc, &type->fields[number], *out, arena);
    }
    return true;
}

/* Reading with a hint, and without one. */
#define CLASS(name_, found_)                                                                       \
    static bool name_##_get_again(void *ctx, uint32_t id, gk_view key, uint32_t *hint,             \
                                  gk_arena *arena, gk_value *out)                                  \
    {                                                                                              \
        gk_facts *facts = ctx;                                                                     \
        (void)id, (void)arena;                                                                     \
        return found_;                                                                             \
    }                                                                                              \
    static bool name_##_get(void *ctx, uint32_t id, gk_view key, gk_arena *arena, gk_value *out)   \
    {                                                                                              \
        uint32_t hint = 0;                                                                         \
        return name_##_get_again(ctx, id, key, &hint, arena, out);                                 \
    }

#define KEYS(name_)                                                                                \
    static uint32_t name_##_count(void *ctx, uint32_t id)                                          \
    {                                                                                              \
        (void)ctx, (void)id;                                                                       \
        return (uint32_t)gk_facts_of_##name_.count;                                                \
    }                                                                                              \
    static gk_view name_##_key(void *ctx, uint32_t id, uint32_t i)                                 \
    {                                                                                              \
        (void)ctx, (void)id;                                                                       \
        return gk_view_of(gk_facts_of_##name_.facts[i].name);                                      \
    }

/* Names that mean the same in every type: a theme may ask for them although a type does not declare
 * them. */
static bool find_common(const gk_facts *facts, uint32_t doc, gk_view key, gk_value *out)
{
    static const char *const names[] = {"date",         "updated", "draft",   "expires",  "weight",
                                        "series_order", "summary", "aliases", "template", "cover",
                                        "source",       "author",  "keywords"};
    const gk_card *card = facts->site->docs[doc].card;
    *out = gk_view_is(key, "title") ? gk_value_string(gk_card_view(card, card->title))
                                    : gk_value_null();
    bool found = out->kind == GK_STRING;
    for (size_t i = 0; i < sizeof names / sizeof *names && !found; i++)
        found = key.n && key.p[0] == names[i][0] && gk_view_is(key, names[i]);
    return found;
}

static bool find_of_document(gk_facts *facts, uint32_t id, gk_view key, uint32_t *hint,
                             gk_arena *arena, gk_value *out)
{
    bool no_fact = *hint > 0xFF;
    return (!no_fact && find(facts, GK_THING_DOCUMENT, id, key, hint, arena, out)) ||
           find_field(facts, id, key, hint, arena, out) || find_common(facts, id, key, out);
}

static bool find_of_branch(gk_facts *facts, uint32_t id, gk_view key, uint32_t *hint,
                           gk_arena *arena, gk_value *out)
{
    bool found = find(facts, GK_THING_BRANCH, id, key, hint, arena, out);
    if (!found) *out = gk_value_get(facts->site->branches[id].value, key, arena, &found);
    return found;
}

CLASS(site, find_once(facts, GK_THING_SITE, &facts->of_site, key, hint, &facts->kept, out))
CLASS(page, find_once(facts, GK_THING_PAGE, &facts->of_page, key, hint, arena, out))
CLASS(document, find_of_document(facts, id, key, hint, arena, out))
CLASS(section, find(facts, GK_THING_SECTION, id, key, hint, arena, out))
CLASS(taxonomy, find(facts, GK_THING_TAXONOMY, id, key, hint, arena, out))
CLASS(term, find(facts, GK_THING_TERM, id, key, hint, arena, out))
CLASS(branch, find_of_branch(facts, id, key, hint, arena, out))
CLASS(series, find(facts, GK_THING_SERIES, id, key, hint, arena, out))
KEYS(site)
KEYS(page)
KEYS(section)
KEYS(taxonomy)
KEYS(term)
KEYS(series)

static uint32_t document_count(void *ctx, uint32_t id)
{
    return (uint32_t)gk_facts_of_document.count + type_of(ctx, id)->field_count;
}

static gk_view document_key(void *ctx, uint32_t id, uint32_t i)
{
    if (i < gk_facts_of_document.count) return gk_view_of(gk_facts_of_document.facts[i].name);
    return type_of(ctx, id)->fields[i - gk_facts_of_document.count].name;
}

static uint32_t branch_count(void *ctx, uint32_t id)
{
    const gk_facts *facts = ctx;
    return (uint32_t)gk_facts_of_branch.count + gk_value_count(facts->site->branches[id].value);
}

static gk_view branch_key(void *ctx, uint32_t id, uint32_t i)
{
    const gk_facts *facts = ctx;
    if (i < gk_facts_of_branch.count) return gk_view_of(gk_facts_of_branch.facts[i].name);
    return gk_value_key(facts->site->branches[id].value, i - (uint32_t)gk_facts_of_branch.count);
}

#define DOCUMENTS(name_, run_)                                                                     \
    static uint32_t name_##_documents_count(void *ctx, uint32_t id)                                \
    {                                                                                              \
        const gk_site *site = ((const gk_facts *)ctx)->site;                                       \
        (void)id;                                                                                  \
        return (run_).n;                                                                           \
    }                                                                                              \
    static gk_value name_##_documents_at(void *ctx, uint32_t id, uint32_t i, gk_arena *arena)      \
    {                                                                                              \
        const gk_site *site = ((const gk_facts *)ctx)->site;                                       \
        (void)id, (void)arena;                                                                     \
        return gk_facts_value(ctx, GK_THING_DOCUMENT, (run_).ids[i]);                              \
    }

DOCUMENTS(all, site->by_date)
DOCUMENTS(section, site->sections[id].docs)
DOCUMENTS(term, site->terms[id].docs)
DOCUMENTS(branch, site->branches[id].docs)
DOCUMENTS(series, site->series[id].docs)
DOCUMENTS(plugin, site->lists[id].docs)

static uint32_t terms_count(void *ctx, uint32_t id)
{
    return ((const gk_facts *)ctx)->site->taxonomies[id].term_count;
}

static gk_value terms_at(void *ctx, uint32_t id, uint32_t i, gk_arena *arena)
{
    (void)arena;
    return gk_facts_value(ctx, GK_THING_TERM,
                          ((const gk_facts *)ctx)->site->taxonomies[id].first_term + i);
}

#define MAP_CLASS(name_, stable_, varying_)                                                        \
    {                                                                                              \
#name_, GK_MAP, name_##_get, name_##_count, NULL, name_##_key, stable_, varying_,          \
            name_##_get_again                                                                      \
    }
#define LIST_CLASS(name_)                                                                          \
    {                                                                                              \
        "documents", GK_LIST, NULL, name_##_documents_count, name_##_documents_at, NULL, true,     \
            NULL, NULL                                                                             \
    }

static const gk_lazy_class classes[GK_THING_COUNT] = {
    [GK_THING_SITE] = MAP_CLASS(site, true, NULL),
    [GK_THING_PAGE] = MAP_CLASS(page, false, NULL),
    [GK_THING_DOCUMENT] = MAP_CLASS(document, true, "body"),
    [GK_THING_SECTION] = MAP_CLASS(section, true, NULL),
    [GK_THING_TAXONOMY] = MAP_CLASS(taxonomy, true, NULL),
    [GK_THING_TERM] = MAP_CLASS(term, true, NULL),
    [GK_THING_BRANCH] = MAP_CLASS(branch, true, NULL),
    [GK_THING_SERIES] = MAP_CLASS(series, true, NULL),
    [GK_THING_ALL_DOCUMENTS] = LIST_CLASS(all),
    [GK_THING_SECTION_DOCUMENTS] = LIST_CLASS(section),
    [GK_THING_TERM_DOCUMENTS] = LIST_CLASS(term),
    [GK_THING_BRANCH_DOCUMENTS] = LIST_CLASS(branch),
    [GK_THING_SERIES_DOCUMENTS] = LIST_CLASS(series),
    [GK_THING_PLUGIN_DOCUMENTS] = LIST_CLASS(plugin),
    [GK_THING_TAXONOMY_TERMS] = {"terms", GK_LIST, NULL, terms_count, terms_at, NULL, true, NULL,
                                 NULL},
};

void gk_facts_init(gk_facts *facts, const gk_site *site)
{
    *facts = (gk_facts){.site = site};
    for (size_t i = 0; i < GK_THING_COUNT; i++) facts->lazies[i] = (gk_lazy){&classes[i], facts};
    index_names(facts);
}

void gk_facts_turn(gk_facts *facts, const gk_page *page)
{
    facts->page = page;
    facts->of_page.known = 0;
}

void gk_facts_free(gk_facts *facts)
{
    gk_buf_free(&facts->path);
    gk_buf_free(&facts->url);
    gk_arena_free(&facts->kept);
    free(facts->fields);
}

gk_value gk_facts_value(gk_facts *facts, gk_thing thing, uint32_t id)
{
    return id == GK_NONE ? gk_value_null() : gk_value_lazy(&facts->lazies[thing], id);
}

const gk_fact *gk_facts_table(gk_thing thing, size_t *count)
{
    *count = thing <= GK_THING_SERIES ? tables[thing]->count : 0;
    return thing <= GK_THING_SERIES ? tables[thing]->facts : NULL;
}

gk_value gk_facts_url(gk_facts *facts, gk_view path, gk_arena *arena)
{
    gk_buf_truncate(&facts->url, 0);
    gk_site_put_url(facts->site, path, &facts->url);
    return gk_value_string(gk_arena_view(arena, gk_buf_view(&facts->url)));
}

gk_value *gk_facts_known_url(gk_facts *facts, gk_thing thing, uint32_t id, uint32_t count)
{
    gk_value **urls = &facts->urls[thing];
    if (!*urls) *urls = gk_arena_calloc(&facts->kept, count, sizeof **urls);
    return &(*urls)[id];
}

gk_value gk_facts_permalink(gk_facts *facts, gk_view path, gk_arena *arena)
{
    gk_buf_truncate(&facts->url, 0);
    gk_site_put_permalink(facts->site, path, &facts->url);
    return gk_value_string(gk_arena_view(arena, gk_buf_view(&facts->url)));
}

gk_value gk_facts_permalink_of(const gk_facts *facts, gk_view url, gk_arena *arena)
{
    const gk_site *site = facts->site;
    return gk_value_string(GK_JOIN(arena, site->base_url, gk_view_from(url, site->base_path.n)));
}

gk_value gk_facts_map(const gk_pair *pairs, size_t count, gk_arena *arena)
{
    gk_pair *copy = gk_arena_alloc(arena, count * sizeof *copy);
    memcpy(copy, pairs, count * sizeof *copy);
    return gk_value_map(copy, count);
}

gk_value gk_facts_list(const gk_value *items, size_t count, gk_arena *arena)
{
    gk_value *copy = gk_arena_alloc(arena, count * sizeof *copy);
    if (count) memcpy(copy, items, count * sizeof *copy);
    return gk_value_list(copy, count);
}

gk_view gk_facts_own_text(const gk_facts *facts, uint32_t doc, const char *field)
{
    return gk_value_view(
        gk_value_get(gk_card_values(facts->site->docs[doc].card), gk_view_of(field), NULL, NULL));
}
