/* data/catalogue.yaml, the catalogue of disclosure (公开目录): what is to be made public, how
 * often, by whom, and which documents fulfil it. The schema as a table, and what only the whole
 * configuration can tell. What it means for a site at a time: model/catalogue.h,
 * model/ledger.h. */
#ifndef GK_META_CATALOGUE_TABLE_H
#define GK_META_CATALOGUE_TABLE_H

#include "meta/config_file.h"
#include "meta/schema.h"

/* The map of the file. */
const gk_field *gk_catalogue_table(void);

/* Frequencies, in the order of gk_frequency (model/catalogue.h). */
const gk_choice *gk_catalogue_frequencies(size_t *count);

/* Checks the catalogue against types, sections, scopes and the kinds of the organisation; all of
 * them are in l->out. */
void gk_catalogue_check(gk_config_loading *l, const gk_config_file *file);

#endif
