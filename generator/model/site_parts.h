/* The steps of gk_site_new, each in a file of its own. Only model/site.c calls them, in this order,
 * after the documents are there (from sections on: and ordered by date). */
#ifndef GK_MODEL_SITE_PARTS_H
#define GK_MODEL_SITE_PARTS_H

#include "model/site.h"

/* Files that belong to what the edition does not show become GK_FILE_NARROW: those of a document's
 * folder, those of a section, and those that only such documents mention. */
void gk_site_withhold_media(gk_site *site, const gk_digested *digested);

/* Sections from the configuration and from the documents' folders; each document's neighbours in
 * its section. */
void gk_site_make_sections(gk_site *site);

/* Branches from the organisation's data file, and their documents. */
void gk_site_make_branches(gk_site *site);

/* Terms of each taxonomy; needs branches. */
void gk_site_make_taxonomies(gk_site *site);

/* Adds the addresses of a document that was withdrawn. */
void gk_site_withdraw(gk_site *site, const gk_card *card, size_t *cap);
/* Adds one that such a document had before, by the number of its own; the new number. */
uint32_t gk_site_withdraw_moved(gk_site *site, uint32_t withdrawn, gk_view path, size_t *cap);

/* Series from data/series.yaml and from the documents. */
void gk_site_make_series(gk_site *site);

/* Codes from data/codes.csv. One that would lead nowhere is an error at its row. */
void gk_site_make_codes(gk_site *site, gk_diags *diags);

/* The stories of the documents. Needs the documents. */
void gk_site_read_history(gk_site *site);

/* The addresses that documents had before: at another path, by other fields, under another pattern
 * of their type. Needs the stories. */
void gk_site_find_moved(gk_site *site);

/* The text of a key of a map of the configuration; empty when there is none. */
static inline gk_view gk_site_text(gk_value map, const char *key)
{
    return gk_value_view(gk_value_get(map, gk_view_of(key), NULL, NULL));
}

/* A list of (group, document) pairs that becomes one run of documents a group. */
typedef struct gk_grouping {
    struct {
        uint32_t group, doc;
    } * pairs;
    size_t count, cap;
} gk_grouping;

/* Adds a document to a group; documents of a group keep the order in which they were added. */
void gk_grouping_add(gk_grouping *grouping, uint32_t group, uint32_t doc);

/* Makes the runs of groups 0 … groups-1 in the arena: runs[g] is the group's. Ends the grouping. */
gk_docs *gk_grouping_runs(gk_grouping *grouping, uint32_t groups, gk_arena *arena);

#endif
