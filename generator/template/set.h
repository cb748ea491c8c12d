/* The set of templates from inside: symbols, functions, loading and linking. */
#ifndef GK_TEMPLATE_SET_H
#define GK_TEMPLATE_SET_H

#include "base/map.h"
#include "template/template.h"
#include "template/tree.h"

typedef struct gk_function {
    gk_view name;
    gk_template_function run;
    void *ctx;
} gk_function;

/* A global as the last page had it: most often the next one has it too. */
typedef struct gk_global {
    gk_view name; /* the symbol's */
    uint32_t id;
    bool constant; /* the same on every page */
} gk_global;

enum { GK_GLOBALS_MAX = 32 };

struct gk_template_set {
    gk_template_loader loader;
    gk_template_options options;
    gk_arena arena; /* trees and symbols */
    gk_map symbols; /* names to numbers from 1 on */
    uint8_t *bound; /* by symbol: whether any template gives the name a meaning; else no scope needs
                       to be searched */
    gk_map constants; /* names of globals that are the same on every page */
    gk_global globals[GK_GLOBALS_MAX];
    size_t bound_cap;
    gk_map by_name; /* of templates: index + 1 */
    uint32_t epoch; /* changes when a name gets a meaning that it had not: what was kept before is
                       void */
    gk_map calls;   /* kept calls of macros; see template/keep.h */
    gk_arena call_arena;
    uint32_t call_epoch;
    gk_buf key, scratch; /* lent to the page that is being made */
    gk_tpl **tpls;
    size_t tpl_count, tpl_cap;
    gk_function *functions;
    size_t function_count, function_cap;
};

enum { GK_NO_FUNCTION = -1, GK_SYMBOL_LOOP = 1 };

/* The number of a name, never 0. With `add` false, 0 for a name that no template uses. */
uint32_t gk_set_symbol(gk_template_set *set, gk_view name, bool add);

/* Notes that a symbol is given a meaning somewhere: by set, for, a macro, its parameters, an
 * import. */
void gk_set_bind(gk_template_set *set, uint32_t id);

/* The name of a symbol. */
gk_view gk_set_symbol_name(const gk_template_set *set, uint32_t id);

/* Index of a declared function, or GK_NO_FUNCTION. */
int32_t gk_set_function(const gk_template_set *set, gk_view name);

/* The template of a name, parsed; broken when it doesn't exist or has faults. The first call loads
 * it. */
gk_tpl *gk_set_load(gk_template_set *set, gk_view name);

/* Adds why a template is broken: its own faults, or that it doesn't exist (at `span` of the
 * template that wants it, or for the whole file when `from` is NULL). */
void gk_set_report(gk_template_set *set, const gk_tpl *tpl, const gk_tpl *from, gk_span span,
                   gk_diags *diags);

/* The ancestors and blocks of a template; NULL with a fault added when a parent is broken or the
 * chain is a ring. */
gk_chain *gk_set_link(gk_template_set *set, gk_tpl *tpl, gk_diags *diags);

#endif
