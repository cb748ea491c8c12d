/* The schema of data/approval.yaml: whose approval documents need before they are published. What
 * it means stands in model/approval.h. */
#ifndef GK_META_APPROVAL_TABLE_H
#define GK_META_APPROVAL_TABLE_H

#include "meta/schema.h"

/* The fields of the file; *count of them. */
const gk_field *gk_approval_table(size_t *count);

/* The steps of a file that names none; ends with a row whose name is NULL. A step's name is that of
 * the key of `reviewers` in the front matter that says who took it. */
typedef struct gk_approval_step_row {
    const char *name, *label, *trailer;
} gk_approval_step_row;
extern const gk_approval_step_row gk_approval_steps[];

/* Whether a word can be the key of a trailer: letters, digits and '-'. */
bool gk_approval_trailer_ok(gk_view word);

#endif
