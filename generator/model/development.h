/* Statistics of member development (发展党员): how many persons the announcements were about, by
 * year, stage and branch. Numbers only.
 *
 * Kinds that the policy divides into stages are counted, by the year in which they opened; those
 * that are withdrawn or not open yet are not. A cell under the policy's threshold is withheld. So
 * are, in its column, the smallest others until two or more are hidden that together reach the
 * threshold: else the column's total would tell it. A total under the threshold is withheld, too.
 * Rows have no totals. */
#ifndef GK_MODEL_DEVELOPMENT_H
#define GK_MODEL_DEVELOPMENT_H

#include "model/site.h"

typedef enum gk_tally_state {
    GK_TALLY_SHOWN,
    GK_TALLY_SMALL, /* under the threshold */
    GK_TALLY_COVER  /* hides a small one */
} gk_tally_state;

typedef struct gk_tally {
    uint32_t count;
    uint8_t state; /* gk_tally_state */
} gk_tally;

typedef struct gk_development_year {
    int32_t year;
    const gk_tally *cells;  /* by branch, then by stage */
    const gk_tally *totals; /* by stage */
} gk_development_year;

typedef struct gk_development {
    uint32_t threshold;
    const gk_rule *const *stages; /* of the policy */
    uint32_t stage_count;
    const uint32_t *branches; /* that have any, in the site's order */
    uint32_t branch_count;
    const gk_development_year *years; /* newest first */
    uint32_t year_count;
} gk_development;

/* Counts; everything lives in the arena or is borrowed from the site. */
void gk_development_make(const gk_site *site, gk_arena *arena, gk_development *out);

/* Withholds cells of one column and says whether its total can be shown. For gk_development_make
 * and its tests. */
gk_tally_state gk_tally_withhold(gk_tally *const *column, uint32_t count, uint32_t threshold);

/* Appends what a cell says: 12, 不予公布. Small ones and those that cover them say the same: of two
 * hidden cells with a known sum, to know which is small may be to know both. */
void gk_tally_put(const gk_tally *tally, gk_lang lang, gk_buf *out);

#endif
