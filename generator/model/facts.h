/* The facts of a site as templates (and later Lua) see them: one accessor a fact, behind lazy
 * values.
 *
 * A gk_facts belongs to one worker. It knows the frozen site and the page that is being made; every
 * read of a fact passes through one of the tables of facts (model/facts_*.c), which is where reads
 * will be recorded. */
#ifndef GK_MODEL_FACTS_H
#define GK_MODEL_FACTS_H

#include "model/page.h"

struct gk_facts;

/* One fact of a class of things: its name and how it is read. id is the thing's index in the site.
 */
typedef struct gk_fact {
    const char *name;
    gk_value (*get)(struct gk_facts *facts, uint32_t id, gk_arena *arena);
    const char *help_zh; /* for the reference page */
} gk_fact;

typedef enum gk_thing {
    GK_THING_SITE,
    GK_THING_PAGE,
    GK_THING_DOCUMENT,
    GK_THING_SECTION,
    GK_THING_TAXONOMY,
    GK_THING_TERM,
    GK_THING_BRANCH,
    GK_THING_SERIES,
    /* lists of documents */
    GK_THING_ALL_DOCUMENTS,
    GK_THING_SECTION_DOCUMENTS,
    GK_THING_TERM_DOCUMENTS,
    GK_THING_BRANCH_DOCUMENTS,
    GK_THING_SERIES_DOCUMENTS,
    GK_THING_PLUGIN_DOCUMENTS,
    GK_THING_TAXONOMY_TERMS,
    GK_THING_COUNT
} gk_thing;

enum { GK_FACT_SLOTS = 64, GK_FIELD_SLOTS = 128, GK_FACTS_KEPT = 32 };

/* Facts of one thing that have been read, by their number in the table. */
typedef struct gk_facts_read {
    uint32_t known; /* bits */
    gk_value values[GK_FACTS_KEPT];
} gk_facts_read;

typedef struct gk_facts {
    const gk_site *site;
    gk_lazy lazies[GK_THING_COUNT];
    uint8_t slots[GK_THING_SERIES + 1]
                 [GK_FACT_SLOTS];      /* of each table: hash of a name → number + 1 */
    uint8_t (*fields)[GK_FIELD_SLOTS]; /* of each type: hash of a field's name → number + 1 */
    gk_facts_read of_site, of_page;
    gk_arena kept;                       /* of what is read of the site itself */
    gk_value *urls[GK_THING_SERIES + 1]; /* of the things of a class, by id: those that have been
                                            asked for; in kept */
    gk_buf path, url;                    /* for addresses in the making */
    const gk_page *page;                 /* the one being made */
    /* The body of the page's own document with links put in; the view lives until the next page. */
    bool (*body)(void *ctx, uint32_t doc, gk_view *html);
    void *body_ctx;
    /* Whether a text that nobody checked (a commit's message) holds what no page may show. NULL:
     * such texts are not told at all. */
    bool (*conceals)(void *ctx, gk_view text);
    void *conceals_ctx;
    uint32_t varying; /* reads of facts that are others on other pages, for who keeps results */
    /* The persons of an announcement, for its own page while it is open (gk_publicity_gate was
     * asked); null when there is no roster to read. NULL: never. */
    gk_value (*persons)(void *ctx, uint32_t doc, gk_arena *arena);
    void *persons_ctx;
} gk_facts;

/* Prepares the facts of a site; body is set by the caller, the page by gk_facts_turn. gk_facts_free
 * gives back what they came to hold. */
void gk_facts_init(gk_facts *facts, const gk_site *site);
void gk_facts_free(gk_facts *facts);

/* Turns to the next page (borrowed until the one after); the arena of the last one may be reset. */
void gk_facts_turn(gk_facts *facts, const gk_page *page);

/* The value of a thing: gk_facts_value(facts, GK_THING_DOCUMENT, 7). GK_NONE gives null. */
gk_value gk_facts_value(gk_facts *facts, gk_thing thing, uint32_t id);

/* The table of facts of a class of things, for the reference page; *count entries. */
const gk_fact *gk_facts_table(gk_thing thing, size_t *count);

#endif
