/* What the files of model/facts share. */
#ifndef GK_MODEL_FACTS_PARTS_H
#define GK_MODEL_FACTS_PARTS_H

#include "model/facts.h"

/* A table of facts. */
typedef struct gk_fact_table {
    const gk_fact *facts;
    size_t count;
} gk_fact_table;

extern const gk_fact_table gk_facts_of_site, gk_facts_of_page, gk_facts_of_document,
    gk_facts_of_section, gk_facts_of_taxonomy, gk_facts_of_term, gk_facts_of_branch,
    gk_facts_of_series;

/* The address of a path of the output, as a string value in the arena; and the absolute one. */
gk_value gk_facts_url(gk_facts *facts, gk_view path, gk_arena *arena);
gk_value gk_facts_permalink(gk_facts *facts, gk_view path, gk_arena *arena);

/* The absolute address of one within the site. */
gk_value gk_facts_permalink_of(const gk_facts *facts, gk_view url, gk_arena *arena);

/* Where the address of one of `count` things is kept; null as long as nobody asked for it. What is
 * put there has to live in facts->kept. */
gk_value *gk_facts_known_url(gk_facts *facts, gk_thing thing, uint32_t id, uint32_t count);

/* The way from the home page to a section, both ends included: a list of {title, url}. */
gk_value gk_facts_way(gk_facts *facts, uint32_t section, gk_arena *arena);

/* A map of the given pairs in the arena. */
gk_value gk_facts_map(const gk_pair *pairs, size_t count, gk_arena *arena);

/* A list in the arena of what was collected. */
gk_value gk_facts_list(const gk_value *items, size_t count, gk_arena *arena);

/* A value of a document's field as templates see it: enums with labels, files and references as
 * things. */
gk_value gk_facts_present(gk_facts *facts, uint32_t doc, const gk_field *field, gk_value value,
                          gk_arena *arena);

/* A file that a document names: {url, name, size, ext, type, width, height}, or null. */
gk_value gk_facts_file(gk_facts *facts, gk_view from, gk_view target, gk_arena *arena);

/* A file of the source by its index. */
gk_value gk_facts_media(gk_facts *facts, uint32_t file, gk_arena *arena);

/* The ledger of disclosure (model/ledger.h), or null when the site has no catalogue. */
gk_value gk_facts_ledger(gk_facts *facts, gk_arena *arena);
/* A printed code by its number in the site, or null for GK_NONE; and all that lead to a document.
 */
gk_value gk_facts_code(gk_facts *facts, uint32_t index, gk_arena *arena);
gk_value gk_facts_codes(gk_facts *facts, gk_arena *arena);

/* The window of a document (its field `window`), or null: {kind, opens, closes, ends, state, days,
 * length, range, deadline, text}. */
gk_value gk_facts_window(gk_facts *facts, uint32_t id, gk_arena *arena);

/* The same of any window; `kind` is what stands under that name. */
struct gk_window;
gk_value gk_facts_window_map(const gk_facts *facts, const struct gk_window *window, gk_value kind,
                             gk_arena *arena);

/* What the history tells of a document: when it was made; published (its field `date` first);
 * changed (its field `updated` first); its revisions. Null where nobody knows. */
gk_value gk_facts_created(gk_facts *facts, uint32_t id, gk_arena *arena);
gk_value gk_facts_published(gk_facts *facts, uint32_t id, gk_arena *arena);
gk_value gk_facts_updated(gk_facts *facts, uint32_t id, gk_arena *arena);
gk_value gk_facts_revisions(gk_facts *facts, uint32_t id, gk_arena *arena);

/* The approvals of a document, by step: [{step, label, by, role, state {value, label}, date}]; null
 * when no rule wants any. */
gk_value gk_facts_approval(gk_facts *facts, uint32_t id, gk_arena *arena);

/* Statistics of member development (model/development.h). */
gk_value gk_facts_development(gk_facts *facts, gk_arena *arena);

/* The language of the site. */
gk_lang gk_facts_lang(const gk_facts *facts);

/* What templates see of an announcement (doc.publicity), or null. */
gk_value gk_facts_publicity(gk_facts *facts, uint32_t id, gk_arena *arena);

/* Whether a field of the document's own is not to be read directly: of an announcement, what is
 * told only after the end, and what the rules do not keep behind it. `listed`: nor among `fields`,
 * because doc.publicity shows it. */
bool gk_facts_withholds(const gk_facts *facts, uint32_t id, gk_view field, bool listed);

/* Its persons, on its own page while it is open; else null. */
gk_value gk_facts_persons(gk_facts *facts, uint32_t id, gk_arena *arena);

/* A string of the document's own values; empty when it is not set. */
gk_view gk_facts_own_text(const gk_facts *facts, uint32_t doc, const char *field);

#endif
