/* The interpreter from inside: one rendering of one page. */
#ifndef GK_TEMPLATE_RUN_H
#define GK_TEMPLATE_RUN_H

#include "template/set.h"

/* Variables of the top of a template: what macros and blocks see besides their own. */
typedef struct gk_env {
    gk_lazy lazy; /* an env is also the value of `import … as m` */
    gk_template_set *set;
    gk_arena *arena;
    uint32_t *ids;
    gk_value *values;
    uint32_t count, cap;
    uint64_t some;     /* bits: bit id % 64 is clear when no such id is there */
    const gk_tpl *tpl; /* of an imported template; NULL: of the page */
    bool building;     /* of an imported template: its definitions are still being run */
    bool varies; /* of an imported template: what it defines depends on the page, or isn't known yet
                  */
} gk_env;

/* A macro as a value. */
typedef struct gk_closure {
    gk_lazy lazy;
    const gk_macro *macro;
    gk_env *env;
} gk_closure;

/* Where names are looked up: the local variables [base, …), then the env, then the page's globals.
 */
typedef struct gk_frame {
    const gk_tpl *tpl; /* whose source the running nodes come from */
    gk_env *env;
    const gk_chain *chain; /* which blocks hold */
    const gk_layer *layer; /* of a running block, and which of its blocks */
    uint32_t level;
    uint32_t base;  /* the first local variable that can be seen */
    uint32_t scope; /* the first one of the innermost scope */
    bool top;       /* set writes to the env */
    const struct gk_frame *up;
    gk_span call; /* in up's template: who called */
} gk_frame;

enum { GK_DEPS_MAX = 6, GK_RUN_DEPS = 64 };

/* An imported name that was read, and the macro or template that it stood for. */
typedef struct gk_dep {
    uint32_t id;
    const void *thing;
} gk_dep;

typedef struct gk_run {
    gk_template_set *set;
    gk_arena *arena;
    gk_buf *out;
    gk_diags *diags;
    gk_view document;
    gk_frame *frame;
    uint64_t steps;      /* left */
    size_t out_limit;    /* out->n beyond this is a fault */
    size_t memory_limit; /* arena->total likewise */
    unsigned depth;
    uint32_t *ids; /* local variables */
    gk_value *values;
    uint32_t sp, cap;
    gk_env **modules; /* imported templates of this page, by index */
    size_t module_count;
    gk_value globals;
    uint32_t global_count;
    uint32_t global_ids[GK_GLOBALS_MAX];
    gk_value global_values[GK_GLOBALS_MAX];
    gk_buf scratch; /* for filters that make a string */
    /* What the piece that is being tried out has read (template/keep.h): */
    bool varies;     /* something that another page has otherwise */
    uint32_t lowest; /* the lowest local variable */
    uint32_t dep_from, dep_count;
    gk_dep deps[GK_RUN_DEPS];
    bool constant[GK_GLOBALS_MAX]; /* by global */
} gk_run;

/* Adds a fault at the span of the running template; false. Arguments {0} … {3}; {4} is what is
 * being rendered and who called. */
bool gk_run_faultv(gk_run *run, gk_span span, gk_message id, size_t count, const gk_view *args);
#define GK_RUN_FAULT(run, span, id, ...)                                                           \
    gk_run_faultv(run, span, id, sizeof((gk_view[]){{0}, ##__VA_ARGS__}) / sizeof(gk_view) - 1,    \
                  (gk_view[]){{0}, ##__VA_ARGS__} + 1)

/* The same with a suggestion as {1} when a candidate is near: row `near`, else `plain`. {2} is
 * `more`. */
bool gk_run_near(gk_run *run, gk_span span, gk_message plain, gk_message near, gk_view word,
                 const gk_view *candidates, size_t count, gk_view more);

/* Takes n steps from the budget; false when it is used up. */
bool gk_run_used_up(gk_run *run, gk_span span);
static inline bool gk_run_charge(gk_run *run, uint64_t n, gk_span span)
{
    if (__builtin_expect(run->steps <= n, 0)) return gk_run_used_up(run, span);
    run->steps -= n;
    return true;
}

/* One step of whatever repeats: looks at memory too. */
static inline bool gk_run_tick(gk_run *run, gk_span span)
{
    if (__builtin_expect(run->arena->total > run->memory_limit, 0))
        return gk_run_used_up(run, span);
    return gk_run_charge(run, 1, span);
}

/* Whether what has been written is within the budget. */
bool gk_run_written_slow(gk_run *run, gk_span span);
static inline bool gk_run_written(gk_run *run, gk_span span)
{
    return run->out->n <= run->out_limit || gk_run_written_slow(run, span);
}

/* Room for n bytes of a new string or list; false (a fault) when that is over the budget. */
bool gk_run_room(gk_run *run, size_t n, gk_span span);

/* A list or map made here; a fault when it is nested deeper than what walks values can bear. */
bool gk_run_list(gk_run *run, gk_span span, const gk_value *items, size_t n, gk_value *out);
bool gk_run_map(gk_run *run, gk_span span, const gk_pair *pairs, size_t n, gk_value *out);

/* walk.c: equality and JSON, which charge for every item; false when a budget is used up, or for
 * JSON when v holds what can't be written (a fault either way). */
bool gk_run_equal(gk_run *run, gk_span span, gk_value a, gk_value b, bool *yes);
bool gk_run_json(gk_run *run, gk_span span, gk_value v, gk_buf *out);

/* The scratch buffer as a string in the arena. */
bool gk_run_string(gk_run *run, gk_span span, gk_value *out);

/* eval.c: the value of an expression. */
bool gk_eval(gk_run *run, const gk_expr *e, gk_value *out);

/* eval.c: likewise, but a name or key that doesn't exist is no fault: *found is false. */
bool gk_eval_soft(gk_run *run, const gk_expr *e, gk_value *out, bool *found);

/* eval.c: an item of a map or a part of a date by name. */
bool gk_eval_member(gk_run *run, gk_value object, gk_view key, gk_value *out);

/* scope.c: variables. */
bool gk_scope_find(gk_run *run, uint32_t id, gk_value *out);
bool gk_scope_find_again(gk_run *run, uint32_t id, uint32_t *hint,
                         gk_value *out); /* *hint: any number, written */
void gk_scope_bind(gk_run *run, uint32_t id, gk_value value);
void gk_scope_push(gk_run *run, uint32_t id, gk_value value);
gk_env *gk_env_new(gk_run *run);
bool gk_env_find(const gk_env *env, uint32_t id, uint32_t *hint,
                 gk_value *out); /* *hint: as above */
void gk_env_bind(gk_env *env, uint32_t id, gk_value value);

/* scope.c: names that can be seen here, for suggestions. Returns how many were put. */
size_t gk_scope_names(const gk_run *run, gk_view *names, size_t max);

/* scope.c: values that stand for a macro, or for an imported template. */
gk_value gk_closure_value(gk_run *run, const gk_macro *macro);
const gk_closure *gk_value_closure(gk_value v);
gk_value gk_env_value(gk_env *env);
const gk_env *gk_value_env(gk_value v);

/* call.c: macros, functions, super(). A macro that stands alone in an output writes straight to
 * out. */
bool gk_call_eval(gk_run *run, const gk_expr *e, gk_value *out);
bool gk_call_output(gk_run *run, const gk_expr *e, gk_value *out, bool *written);
bool gk_call_super(gk_run *run, const gk_expr *e);
bool gk_call_function(gk_run *run, int32_t index, gk_span span, const gk_value *args, size_t count,
                      gk_value named, gk_value *out);

/* call.c: takes what was written behind `mark` as an html value. */
bool gk_run_capture(gk_run *run, size_t mark, gk_span span, gk_value *out);

/* call.c: enters and leaves an include, macro or block. */
bool gk_run_enter(gk_run *run, gk_frame *frame, gk_span call);
void gk_run_leave(gk_run *run, gk_frame *frame);

/* exec.c: statements, and a template with its ancestors. */
bool gk_exec(gk_run *run, const gk_stmt *body);
bool gk_exec_one(gk_run *run, const gk_stmt *s);
bool gk_exec_template(gk_run *run, gk_chain *chain);

/* exec.c: only what gives names a meaning (set, macro, import, from, also inside if); writes
 * nothing. */
bool gk_exec_definitions(gk_run *run, const gk_stmt *body);

/* load.c: include, import, from. */
bool gk_exec_include(gk_run *run, const gk_stmt *s);
bool gk_exec_import(gk_run *run, const gk_stmt *s);

/* escape.c: writes a value the way the parser decided. */
bool gk_escape_put(gk_run *run, gk_escape escape, gk_value v, gk_span span);

#endif
