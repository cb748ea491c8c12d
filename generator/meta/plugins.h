/* The plugins that site.yaml enables: plugin.yaml read and checked, options typed, code and files
 * as text. Runs in the worker that reads the configuration; gk_config_load calls it after the
 * types and before site.yaml is checked against them.
 *
 * l->out->plugins becomes a list in the order in which hooks run (order, name), of {name, version,
 * description, file (of the code, as messages name it), source (the code), options (typed, with
 * defaults), files {name → text}, provides}: the last as plugin.yaml has it, with the definitions
 * of arguments and fields checked. Plugins with faults of their own are left out, and
 * l->out->plugins_faulty is set. Types get the derived fields of plugins appended; those carry the
 * plugin's name (gk_field.derived). */
#ifndef GK_META_PLUGINS_H
#define GK_META_PLUGINS_H

#include "meta/config_file.h"

/* Whether a plugin (and its folder) may be called so: a small letter, then small letters, digits
 * and hyphens, 40 at most. */
bool gk_plugin_is_name(gk_view name);

/* Reads all of them; faults are in site.yaml or in their own files. */
void gk_plugins_read(gk_config_loading *l);

/* A plugin while all are read. */
typedef struct gk_plugin_file {
    gk_config_file yaml;
    gk_view name, code_file, source;
    gk_value manifest, options, files;
    gk_span span; /* of its name in site.yaml */
    int64_t order;
    bool broken, inert;
} gk_plugin_file;

/* Adds a diagnostic in plugin.yaml and marks the plugin as broken. */
void gk_plugin_fault(gk_config_loading *l, gk_plugin_file *plugin, gk_message id, gk_span span,
                     gk_view a, gk_view b);

/* What plugin.yaml declares beyond the table of keywords: names, paths, arguments and fields.
 * Refines plugin->manifest. */
void gk_plugin_check(gk_config_loading *l, gk_plugin_file *plugin);

/* The code that stands for a plugin that must not run: it has every function that is declared, and
 * they do nothing. Reads plugin->manifest, sets plugin->source. */
void gk_plugin_stub(gk_config_loading *l, gk_plugin_file *plugin);

/* Names that two plugins provide, or that are built in; types that are named but not there. */
void gk_plugins_check_clashes(gk_config_loading *l, gk_plugin_file *plugins, size_t count);

/* Appends the derived fields of plugins to the types. */
void gk_plugins_derive(gk_config_loading *l, gk_plugin_file *plugins, size_t count);

#endif
