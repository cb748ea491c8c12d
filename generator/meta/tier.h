/* Scopes of disclosure: to whom a document may be shown.
 *
 * A site has a ladder of them, from the widest to the narrowest (`scopes` of site.yaml; society,
 * campus and party unless it says otherwise). A rank is a step of the ladder: 0 is the widest. An
 * edition (`editions` of site.yaml) shows one scope and all that are wider; the edition "public"
 * shows the widest alone. The functions read the checked value of site.yaml
 * (gk_config.site). */
#ifndef GK_META_TIER_H
#define GK_META_TIER_H

#include "meta/value.h"

#define GK_TIER_NONE UINT32_MAX

/* The edition that is built when none is named. */
#define GK_EDITION_PUBLIC "public"

/* The rank of a name; GK_TIER_NONE when the site has no such scope. */
uint32_t gk_tier_rank(gk_value site, gk_view name);

/* The name of a rank, and what people call it; empty when there is none. */
gk_view gk_tier_name(gk_value site, uint32_t rank);
gk_view gk_tier_label(gk_value site, uint32_t rank);

/* What was meant by a name that is none of them, or empty. */
gk_view gk_tier_nearest(gk_value site, gk_view name);

/* The names of all, widest first, as messages list them: "society、campus、party". In the arena. */
gk_view gk_tier_names(gk_value site, gk_arena *arena);

/* The rank of documents in a section ("life/inner", "" at the root) that do not say their own: what
 * the nearest section upward says, else the site, else the widest. */
uint32_t gk_tier_of_section(gk_value site, gk_view section);

/* Finds an edition by its name; *rank is the narrowest scope that it shows. */
bool gk_tier_edition(gk_value site, gk_view name, uint32_t *rank);

/* Where an edition is published, or empty: then where the public one is. */
gk_view gk_tier_edition_url(gk_value site, gk_view name);

/* The name of an edition that is most like a name that is none, or empty. */
gk_view gk_tier_edition_nearest(gk_value site, gk_view name);

#endif
