/* A site's configuration: site.yaml, types/, data/ and the theme's theme.yaml, read and checked
 * together.
 *
 * It is read in a worker (YAML, JSON and CSV are foreign bytes); the parent gets one flat value and
 * builds the structs from it. Call order: in the worker gk_config_load, gk_config_to_value,
 * gk_flat_put; in the parent and in later workers gk_config_from_value. */
#ifndef GK_META_CONFIG_H
#define GK_META_CONFIG_H

#include "meta/types.h"

/* One name in a folder. */
typedef struct gk_config_name {
    gk_view name;
    bool folder;
} gk_config_name;

/* How files are reached. Paths are those of the site: "site.yaml", "types/notice.yaml",
 * "data/life/2025.csv"; "themes/campus/theme.yaml" and "plugins/media/plugin.lua" the caller may
 * look up elsewhere. What
 * is given lives as long as the arena. */
typedef struct gk_config_reader {
    void *ctx;
    /* False when there is no such file (nothing is added to diags then), or after adding a
     * diagnostic (too large, not readable; *exists is true then). *shown is preset to path and may
     * be replaced by what diagnostics call it. */
    bool (*read)(void *ctx, gk_view path, gk_arena *arena, gk_diags *diags, gk_view *text,
                 gk_view *shown, bool *exists);
    /* The names in a folder, in any order; 0 when there is no such folder. */
    size_t (*list)(void *ctx, gk_view folder, gk_arena *arena, const gk_config_name **names);
    /* Whether templates have a filter or function of that name without any plugin; may be NULL. */
    bool (*built_in)(void *ctx, gk_view name);
    /* Whether a plugin's code must not run: something that does nothing stands for it. NULL: all
     * may run. */
    bool (*inert)(void *ctx, gk_view plugin);
    gk_view gate; /* a plugin that runs whether or not site.yaml names it; empty: none */
} gk_config_reader;

typedef struct gk_config {
    /* site.yaml with defaults, every declared key present (null when not set):
     * title short_title description base_url language copyright scope: strings; scopes [{name,
     * label}], widest first; editions {name → {scope, label, base_url}} (see meta/tier.h);
     * timezone: minutes east (int); clock: date or null; theme {name, options}; plugins [{name,
     * options}]; paginate: int; menu [{section, title, url}]; sections {path → {title, type,
     * description, order [strings], paginate, feed, hidden, template, scope}} in the order of the
     * file; taxonomies {name → {title, field}}; organisation: name of a data file or null; branches
     * {title, path} */
    gk_value site;
    gk_types types;
    /* {name, version, label, help, options, strings}: options are those of site.yaml typed by
     * theme.yaml, with defaults; strings is {key → {zh-CN, en}} */
    gk_value theme;
    /* All data files by name without ending, folders nested; the organisation's file typed by its
     * schema. */
    gk_value data;
    /* The plugins that can be run, in the order of their hooks; see meta/plugins.h. */
    gk_value plugins;
    bool unread;         /* site.yaml could not be read: nothing that depends on it can be judged */
    bool plugins_faulty; /* some that site.yaml enables are not among them: it has been said */
} gk_config;

/* Reads everything. False when there were errors; *out then holds what could be read. */
bool gk_config_load(const gk_config_reader *reader, gk_arena *arena, gk_diags *diags,
                    gk_config *out);

/* What a change of the site can not decide about itself is taken from `before`, the configuration
 * that it changes: data.policy, data.approval, and the plugin `gate` with its options. Both are
 * borrowed by the result. */
void gk_config_guard(gk_config *config, const gk_config *before, gk_view gate, gk_arena *arena);

/* The rules of data/approval.yaml alone, from its text as it once was: null when it holds none that
 * can be used. What is wrong with it was told then. */
gk_value gk_config_read_approval(gk_view text, gk_arena *arena);

/* Reads only data/holidays/ into data.holidays, for commands that need no more; the rest is empty.
 */
bool gk_config_load_holidays(const gk_config_reader *reader, gk_arena *arena, gk_diags *diags,
                             gk_config *out);

/* Whether a text is an address of the web that pages can be appended to: absolute, ends with '/',
 * no query. */
bool gk_config_is_base_url(gk_view url);

/* As one value, for gk_flat_put; and back (structs are made in the arena and borrow from the
 * value). */
gk_value gk_config_to_value(const gk_config *config, gk_arena *arena);
void gk_config_from_value(gk_value value, gk_arena *arena, gk_config *out);

#endif
