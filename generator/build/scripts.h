/* The plugins of one worker, and what they may ask of the program.
 *
 * Order of calls: open once (in a worker); for every item begin, calls, end; close. What plugins
 * say of an item goes to its diagnostics. */
#ifndef GK_BUILD_SCRIPTS_H
#define GK_BUILD_SCRIPTS_H

#include "base/piece.h"
#include "build/job.h"
#include "markup/markdown.h"
#include "model/facts.h"
#include "script/script.h"
#include "template/template.h"

struct gk_scripts;

/* A filter or function of a plugin, as templates call it. */
typedef struct gk_plugin_call {
    struct gk_scripts *scripts;
    uint32_t plugin;
    gk_hook hook;
    gk_view name;
} gk_plugin_call;

typedef struct gk_scripts {
    const gk_job *job;
    gk_script *script; /* NULL: the site has no plugins */
    gk_facts *facts;   /* what gongkai.site reads, or NULL while there is no site */
    gk_arena kept;     /* lives as long as the worker */
    /* The item: */
    gk_view file; /* as messages name it */
    gk_arena *arena;
    gk_diags *diags;
    const gk_pieces *pieces;       /* what checks look at, or NULL */
    const gk_shortcode_call *call; /* the shortcode that is being expanded, or NULL */
    const gk_field *call_fields;   /* of its arguments */
    uint32_t call_field_count;
    gk_markdown *markdown; /* the worker's; made when it is first needed */
} gk_scripts;

/* Loads the plugins; facts: of the site when it is there. False after faults were added; true
 * without plugins. */
bool gk_scripts_open(gk_scripts *scripts, const gk_job *job, unsigned worker, gk_facts *facts,
                     gk_diags *diags);
void gk_scripts_close(gk_scripts *scripts);

/* An item begins and ends. `file` is borrowed until then. */
void gk_scripts_begin(gk_scripts *scripts, gk_view file, gk_arena *arena, gk_diags *diags);
void gk_scripts_end(gk_scripts *scripts);

/* Calls one function of a plugin, as gk_script_call does, with one argument. */
bool gk_scripts_call(gk_scripts *scripts, uint32_t plugin, gk_hook hook, gk_view name, gk_value arg,
                     gk_value *out);

/* Declares the plugins' filters and functions in a set; faults go to the diagnostics of the item.
 */
void gk_scripts_declare(gk_scripts *scripts, gk_template_set *set);

/* What plugin.yaml says that the plugin provides of a hook: null when it has none. */
gk_value gk_plugin_provides(const gk_plugin *plugin, gk_hook hook);

/* Makes the job's plugins from its configuration. */
void gk_plugins_take(gk_job *job);

/* Whether any plugin provides anything of a hook. */
bool gk_plugins_have(const gk_job *job, gk_hook hook);

#endif
