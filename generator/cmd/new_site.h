/* A small portal to begin with: the files of `new site`. */
#ifndef GK_CMD_NEW_SITE_H
#define GK_CMD_NEW_SITE_H

#include "cmd/options.h"

/* Makes the folder (which must be absent or empty) and its files. */
gk_exit gk_new_site(const gk_options *options, const char *dir);

#endif
