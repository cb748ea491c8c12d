/* The schemas of data/policy.yaml and data/holidays/YEAR.yaml, and the words that they use: one
 * source for the check, for the manual and for model/policy.h. */
#ifndef GK_META_POLICY_TABLE_H
#define GK_META_POLICY_TABLE_H

#include "meta/schema.h"

const gk_field *gk_policy_table(size_t *count);   /* data/policy.yaml */
const gk_field *gk_holidays_table(size_t *count); /* data/holidays/YEAR.yaml */

/* What may be known of a person in an announcement. Those with `never` can be asked of no page: a
 * policy that shows them is an error. Source: notice of the general office of the Ministry of
 * Education on the safety of personal information in announcements, 2017; Personal Information
 * Protection Law, art. 6. */
typedef struct gk_person_field {
    const char *name, *label;
    gk_field_kind kind;
    bool never;
} gk_person_field;

/* All of them, in the order in which the manual lists them. */
const gk_person_field *gk_person_fields(size_t *count);

/* The row of a name, or NULL. */
const gk_person_field *gk_person_field_find(gk_view name);

/* The words of the enums of policy.yaml; each list ends with a row whose value is NULL. Their order
 * is that of the enums in model/policy.h. */
typedef struct gk_policy_word {
    const char *value, *label;
} gk_policy_word;

extern const gk_policy_word gk_policy_counts[];   /* working calendar */
extern const gk_policy_word gk_policy_starts[];   /* same next */
extern const gk_policy_word gk_policy_keeps[];    /* what stays after the end */
extern const gk_policy_word gk_policy_contacts[]; /* phone email address */
extern const gk_policy_word gk_policy_events[];   /* correct extend suspend withdraw */
extern const gk_policy_word gk_policy_effects[];  /* none restart add pause end */
extern const gk_policy_word gk_policy_points[];   /* dates of a person's way into the party */

/* The number of a word in such a list, or -1. */
int gk_policy_word_find(const gk_policy_word *words, gk_view value);

/* Reads "17:00" (00:01 to 24:00) as minutes after midnight. */
bool gk_policy_hour(gk_view text, uint16_t *minutes);

#endif
