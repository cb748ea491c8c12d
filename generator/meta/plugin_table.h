/* The schema of plugin.yaml, as a table: one source for the check and for the manual. */
#ifndef GK_META_PLUGIN_TABLE_H
#define GK_META_PLUGIN_TABLE_H

#include "meta/schema.h"

enum { GK_PLUGIN_API = 1 }; /* what `api` has to say */

/* The keys of plugin.yaml. */
const gk_field *gk_plugin_table(size_t *count);

#endif
