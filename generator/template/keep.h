/* What is the same on every page is made once.
 *
 * A statement (output, if, for) that read nothing but constants, functions, and globals declared to
 * be the same on every page (gk_templates_constant) writes the same bytes each time: they are kept
 * with the statement. What a macro of an imported template writes for the same arguments is kept in
 * a table of bounded size. Both are found out by running: whatever reads the page, a variable from
 * outside, or a name that another page may mean differently, is run again every time. Steps are
 * charged as if it were.
 *
 * Recorded reads (the incremental build) will have to be kept with the bytes and repeated. */
#ifndef GK_TEMPLATE_KEEP_H
#define GK_TEMPLATE_KEEP_H

#include "template/run.h"

/* Runs a statement of a kind that may be kept, or writes what it wrote before. */
bool gk_keep_exec(gk_run *run, const gk_stmt *s);

/* Writes a text; when all statements behind it up to *last are the same on every page, they are one
 * piece with it. */
bool gk_keep_text(gk_run *run, const gk_stmt *s, const gk_stmt **last);

/* scope.c tells of a name that was found among the top variables of a template. */
void gk_keep_saw_env(gk_run *run, const gk_env *env, uint32_t id, gk_value v);

/* Evaluates and binds what a set says; a value that is the same on every page is evaluated once. */
bool gk_keep_set(gk_run *run, const gk_stmt *s);

/* What a function gave for the constants it is called with, when call->u.call.kept is there; false
 * when its name may stand for something else now. */
bool gk_keep_result_again(gk_run *run, const gk_expr *call, gk_value *out, bool *ok);

/* Keeps what a function gave when it was called with constants only; `steps` were left before. */
void gk_keep_result(gk_run *run, const gk_expr *call, uint64_t steps, gk_value result);

/* Keeps what an imported template defines when it is the same on every page. */
void gk_keep_module(gk_run *run, gk_tpl *tpl, const gk_env *env, uint64_t steps);

/* The module kept before, or NULL. */
gk_env *gk_keep_module_again(gk_run *run, const gk_tpl *tpl, gk_span span);

/* A call of a macro that may be kept. */
typedef struct gk_keep_call {
    gk_view key; /* macro and arguments, in the page's arena */
    bool active;
    bool varies;
    uint32_t lowest, dep_from, sp;
    uint64_t steps;
    size_t out;
} gk_keep_call;

/* Writes what the macro wrote for these arguments before: true, and *ok as of any statement. False
 * when it has to be run: then, if call->active, begin before its parameters are bound and end after
 * it. */
bool gk_keep_macro_find(gk_run *run, const gk_closure *closure, const gk_value *values,
                        const bool *given, gk_keep_call *call, gk_span span, bool *ok);
void gk_keep_macro_begin(gk_run *run, gk_keep_call *call);
void gk_keep_macro_end(gk_run *run, const gk_closure *closure, const gk_keep_call *call, bool ok);

#endif
