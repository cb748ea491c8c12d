/* One plugin as the config stage has read and checked it. Everything is borrowed and lives as long
 * as the build's configuration. */
#ifndef GK_SCRIPT_PLUGIN_H
#define GK_SCRIPT_PLUGIN_H

#include "meta/value.h"

typedef struct gk_plugin {
    gk_view name;      /* [a-z][a-z0-9-]* */
    gk_view file;      /* of plugin.lua, as shown in messages: "plugins/media/plugin.lua" */
    gk_view source;    /* the text of plugin.lua */
    gk_value manifest; /* plugin.yaml, checked: `provides` is what the functions are held to */
    gk_value options;  /* map: the site's values over the defaults */
    gk_value files;    /* map: name → text of the further files that the plugin may read */
} gk_plugin;

#endif
