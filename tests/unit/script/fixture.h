/* One plugin "p" from a text of Lua, loaded and called. */
#ifndef GK_TESTS_SCRIPT_FIXTURE_H
#define GK_TESTS_SCRIPT_FIXTURE_H

#include "script/script.h"

typedef struct gk_fixture {
    gk_plugin plugin;
    gk_script *script;
    gk_arena arena;
    gk_diags diags;
    gk_buf text; /* what the last call gave, or its diagnostics */
    gk_buf log;  /* lines of gongkai.log, and reports */
} gk_fixture;

/* Loads a plugin whose file is `source`; what it provides is read from the table that it returns:
 * filters f and g, function n, check c, shortcode s … are declared as `provides` says in JSON. */
gk_fixture *gk_fixture_load(const char *provides, const char *source);
void gk_fixture_free(gk_fixture *f);

/* Loads "return {filters = {f = function(v) BODY end}}", calls it with a string and gives the
 * result as JSON, or "CODE message @line". Lives until the next use. */
const char *gk_fixture_run(const char *body);

/* Calls filter `name` of the loaded plugin with one value; as gk_fixture_run. */
const char *gk_fixture_filter(gk_fixture *f, const char *name, gk_value value);

/* All diagnostics so far, a line each. */
const char *gk_fixture_faults(gk_fixture *f);

#endif
