/* Plugins by themselves, without the site around them: for `plugin list` and `plugin test`. */
#ifndef GK_BUILD_PLUGIN_ALONE_H
#define GK_BUILD_PLUGIN_ALONE_H

#include "base/diag.h"
#include "meta/value.h"

/* A folder with plugin.yaml: of the site, or the program's. */
typedef struct gk_plugin_folder {
    gk_view name, folder;  /* folder: to open */
    gk_view shown;         /* before the paths of its files in messages: "plugins/media/" */
    bool own;              /* the site's */
    gk_value facts;        /* {version, description, provides}; null when it can't be read */
    size_t passed, failed; /* tests */
} gk_plugin_folder;

/* The plugins in SITE/plugins (site may be NULL) and in SHARE/plugins, by name; one of the site
 * hides that of the program. `shown` stands before the site's paths in messages. */
size_t gk_plugin_folders(const char *site, gk_view shown, const char *share, gk_arena *arena,
                         gk_plugin_folder **out);

/* Reads plugin.yaml of each (in workers) and fills in facts; with `test`, runs the tests beside it:
 * every failure is a diagnostic. Faults of plugin.yaml are diagnostics too. False when workers
 * could not work. */
bool gk_plugin_folders_look(gk_plugin_folder *folders, size_t count, bool test, gk_arena *arena,
                            gk_diags *diags);

#endif
