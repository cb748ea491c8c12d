/* The schemas of a site's own files, as tables: one source for the check and for the manual. */
#ifndef GK_META_CONFIG_TABLE_H
#define GK_META_CONFIG_TABLE_H

#include "meta/schema.h"

const gk_field *gk_config_table_site(size_t *count);  /* site.yaml */
const gk_field *gk_config_table_theme(size_t *count); /* theme.yaml */
const gk_field *gk_config_table_organisation(void);   /* the list of the organisation's file */
const gk_field *gk_config_table_series(void);         /* the list of data/series.yaml */

#endif
