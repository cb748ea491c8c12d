/* The hooks of plugins: one table for loading, checking and documentation. */
#ifndef GK_SCRIPT_HOOKS_H
#define GK_SCRIPT_HOOKS_H

#include "base/view.h"

typedef enum gk_hook {
    GK_HOOK_FILTER,
    GK_HOOK_FUNCTION,
    GK_HOOK_SHORTCODE,
    GK_HOOK_CHECK,
    GK_HOOK_DOCUMENT,
    GK_HOOK_SITE,
    GK_HOOK_OUTPUT,
    GK_HOOK_COUNT
} gk_hook;

typedef struct gk_hook_row {
    const char *key; /* in `provides` of plugin.yaml and in the table that plugin.lua returns */
    bool named;      /* a map of names to functions; else one function */
    const char *signature; /* of a function */
    const char *help_zh;
} gk_hook_row;

/* The row of a hook below GK_HOOK_COUNT. */
const gk_hook_row *gk_hook_get(gk_hook hook);

/* The hook of a key; GK_HOOK_COUNT when there is none. */
gk_hook gk_hook_find(gk_view key);

#endif
