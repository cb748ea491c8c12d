/* The schema of the server's configuration: one source for the check and for the manual. */
#ifndef GK_META_SERVER_TABLE_H
#define GK_META_SERVER_TABLE_H

#include "meta/schema.h"

/* The fields of /etc/gongkai/NAME.yaml and of gongkai.yaml in a bare repository. */
const gk_field *gk_server_table(size_t *count);

#endif
