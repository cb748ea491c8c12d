/* The catalogue of disclosure (公开目录) of a site: data/catalogue.yaml as structs. Its schema is
 * in meta/catalogue_table.h; what it means at a time, in model/ledger.h. */
#ifndef GK_MODEL_CATALOGUE_H
#define GK_MODEL_CATALOGUE_H

#include "base/diag.h"
#include "meta/value.h"

/* In the order of gk_catalogue_frequencies. */
typedef enum gk_frequency {
    GK_MONTHLY,
    GK_QUARTERLY,
    GK_HALF_YEARLY,
    GK_YEARLY,
    GK_LONG_TERM, /* always there, and renewed */
    GK_AT_ONCE    /* whenever there is something to say: never late by itself */
} gk_frequency;

/* What fulfils an item: a document that is all that is given here, or a row of a data file. */
typedef struct gk_catalogue_source {
    gk_view type, kind, section, tag, path; /* path: without leading slash */
    gk_view date;                           /* the field that decides the period */
    gk_view data, column;                   /* data: then nothing of the above counts */
} gk_catalogue_source;

typedef struct gk_catalogue_item {
    gk_view id, heading, item, content;
    gk_frequency frequency;
    uint32_t due;       /* days after the end of a period */
    uint32_t review;    /* months; 0: a long-term item need not be renewed */
    uint32_t scope;     /* rank; see meta/tier.h */
    const gk_view *who; /* kinds of the organisation */
    uint32_t who_count;
    const gk_catalogue_source *by;
    uint32_t by_count;
} gk_catalogue_item;

typedef struct gk_catalogue {
    bool has_since;
    gk_date since;
    uint32_t yellow, red; /* from so many unfinished on */
    const gk_catalogue_item *items;
    uint32_t item_count;
} gk_catalogue;

/* Reads the data value `catalogue` (null: no items) of a site; texts borrow from it, the rest lives
 * in the arena. site is the value of site.yaml. */
void gk_catalogue_from_data(gk_value catalogue, gk_value site, gk_arena *arena, gk_catalogue *out);

/* Months of a period; 0 for long-term and at once. */
uint32_t gk_frequency_months(gk_frequency frequency);

/* 每月, monthly. */
const char *gk_frequency_label(gk_frequency frequency, gk_lang lang);

/* Whether an item is for a kind of organisation. */
bool gk_catalogue_is_for(const gk_catalogue_item *item, gk_view kind);

#endif
