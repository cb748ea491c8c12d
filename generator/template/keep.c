#include "template/keep.h"

#include "base/mem.h"

enum {
    KEPT_BYTES = 64 * 1024,        /* of one statement */
    MACRO_BYTES = 4 * 1024,        /* of one call of a macro */
    TABLE_BYTES = 3 * 1024 * 1024, /* of all calls of macros */
    KEY_BYTES = 512,
    SMALL_STEPS = 16, /* of a call that is not worth keeping */
    SMALL_CALLS = 8   /* after as many of them a macro is no longer looked for */
};

typedef enum state { UNKNOWN, VARIES, FIXED } state;

typedef struct gk_kept {
    state state;
    uint32_t epoch;
    uint64_t steps;
    gk_view bytes;
    gk_value value;      /* of a set */
    const gk_stmt *last; /* of a run that begins with a text */
    uint32_t dep_count;
    gk_dep deps[GK_DEPS_MAX];
} gk_kept;

/* A call's bytes in the table's arena. */
typedef struct call {
    uint64_t steps;
    gk_view bytes;
} call;

/* What an imported name stands for, whichever page imports it: the macro, or the template; NULL for
 * anything else. */
static const void *identity(gk_value v)
{
    const gk_closure *closure = gk_value_closure(v);
    if (closure)
        return closure->env->tpl && !closure->env->varies ? (const void *)closure->macro : NULL;
    const gk_env *env = gk_value_env(v);
    return env && env->tpl && !env->varies ? (const void *)env->tpl : NULL;
}

void gk_keep_saw_env(gk_run *run, const gk_env *env, uint32_t id, gk_value v)
{
    if (run->varies || (env->tpl && (env->building || !env->varies))) return;
    const void *thing = identity(v);
    for (uint32_t i = run->dep_from; i < run->dep_count; i++)
        if (run->deps[i].id == id && run->deps[i].thing == thing) return;
    if (!thing || run->dep_count == GK_RUN_DEPS) {
        run->varies = true;
        return;
    }
    run->deps[run->dep_count++] = (gk_dep){id, thing};
}

/* What reads are counted from, while a piece is tried out. */
typedef struct outer {
    uint32_t lowest, dep_from, sp;
    bool varies;
    uint64_t steps;
    size_t out;
} outer;

static outer begin(gk_run *run)
{
    outer o = {run->lowest, run->dep_from, run->sp, run->varies, run->steps, run->out->n};
    run->lowest = UINT32_MAX;
    run->dep_from = run->dep_count;
    run->varies = false;
    return o;
}

/* Gives back what the piece's surroundings had seen, with what the piece saw of them. */
static void end(gk_run *run, const outer *o)
{
    if (o->lowest < run->lowest) run->lowest = o->lowest;
    run->varies |= o->varies;
    run->dep_from = o->dep_from;
}

static bool is_fixed(const gk_run *run, const outer *o)
{
    return !run->varies && run->lowest >= o->sp && run->sp == o->sp;
}

static bool write_kept(gk_run *run, gk_view bytes, uint64_t steps, gk_span span)
{
    gk_buf_put(run->out, bytes);
    return gk_run_charge(run, steps, span) && gk_run_written(run, span);
}

/* The names that the statement found imported stand for the same here; its surroundings have seen
 * them too. */
static bool deps_hold(gk_run *run, const gk_kept *kept)
{
    for (uint32_t i = 0; i < kept->dep_count; i++) {
        gk_value v;
        if (!gk_scope_find(run, kept->deps[i].id, &v) || identity(v) != kept->deps[i].thing)
            return false;
    }
    return true;
}

static void keep(gk_run *run, gk_kept *kept, const outer *o)
{
    size_t n = run->out->n - o->out;
    uint32_t deps = run->dep_count - run->dep_from;
    kept->state = VARIES;
    kept->epoch = run->set->epoch;
    if (!is_fixed(run, o) || n > KEPT_BYTES || deps > GK_DEPS_MAX) return;
    kept->state = FIXED;
    kept->bytes = gk_arena_view(&run->set->arena, gk_view_n(run->out->p + o->out, n));
    kept->steps = o->steps - run->steps;
    kept->dep_count = deps;
    memcpy(kept->deps, run->deps + run->dep_from, deps * sizeof *kept->deps);
}

static gk_kept *kept_of(gk_run *run, const gk_stmt *s)
{
    if (!s->kept)
        ((gk_stmt *)(uintptr_t)s)->kept = gk_arena_calloc(&run->set->arena, 1, sizeof(gk_kept));
    return s->kept;
}

bool gk_keep_exec(gk_run *run, const gk_stmt *s)
{
    gk_kept *kept = s->kept;
    if (kept && kept->state != UNKNOWN && kept->epoch == run->set->epoch) {
        if (kept->state == FIXED && deps_hold(run, kept))
            return write_kept(run, kept->bytes, kept->steps, s->span);
        return gk_exec_one(run, s);
    }
    kept = kept_of(run, s);
    outer o = begin(run);
    bool ok = gk_exec_one(run, s);
    if (ok) keep(run, kept, &o);
    if (ok && kept->state == VARIES) ((gk_stmt *)(uintptr_t)s)->varies = kept->epoch + 1;
    end(run, &o);
    return ok;
}

/* What a statement of a run writes; false when it ends the run. *known is false when it may still
 * turn out to belong. */
static bool fixed_piece(const gk_run *run, const gk_stmt *s, bool *known, gk_view *bytes,
                        uint64_t *steps)
{
    const gk_kept *kept = s->kept;
    *known = true;
    *steps = 1;
    if (s->kind == GK_S_TEXT) {
        *bytes = s->u.text;
        *steps += s->u.text.n / 256;
        return true;
    }
    if (s->kind != GK_S_OUTPUT && s->kind != GK_S_IF && s->kind != GK_S_FOR) return false;
    *known = kept && kept->epoch == run->set->epoch && kept->state != UNKNOWN;
    if (!*known || kept->state != FIXED || kept->dep_count) return false;
    *bytes = kept->bytes;
    *steps += kept->steps;
    return true;
}

/* Makes a run of the text and what follows it; NULL when there is none, or none yet. */
static gk_kept *make_run(gk_run *run, gk_stmt *text)
{
    gk_kept whole = {.state = FIXED, .epoch = run->set->epoch};
    gk_buf *bytes = &run->scratch;
    gk_view piece;
    uint64_t steps;
    bool known = true;
    bytes->n = 0;
    for (const gk_stmt *s = text; s && bytes->n < KEPT_BYTES; s = s->next) {
        if (!fixed_piece(run, s, &known, &piece, &steps)) break;
        gk_buf_put(bytes, piece);
        whole.steps += steps;
        whole.last = s;
    }
    if (!known) return NULL;
    if (whole.last == text) {
        text->varies = run->set->epoch + 1;
        return NULL;
    }
    whole.bytes = gk_arena_view(&run->set->arena, gk_buf_view(bytes));
    text->kept = gk_arena_alloc(&run->set->arena, sizeof whole);
    *text->kept = whole;
    return text->kept;
}

bool gk_keep_text(gk_run *run, const gk_stmt *s, const gk_stmt **last)
{
    gk_kept *kept = s->kept;
    if (!kept || kept->epoch != run->set->epoch) kept = make_run(run, (gk_stmt *)(uintptr_t)s);
    *last = kept ? kept->last : s;
    if (kept) return write_kept(run, kept->bytes, kept->steps - 1, s->span);
    return write_kept(run, s->u.text, s->u.text.n / 256, s->span);
}

static bool copy_value(gk_arena *arena, gk_value v, unsigned depth, gk_value *out);

static bool copy_items(gk_arena *arena, gk_value v, unsigned depth, gk_value *out)
{
    uint32_t n = gk_value_count(v);
    gk_value *items = gk_arena_alloc(arena, n * sizeof *items);
    for (uint32_t i = 0; i < n; i++)
        if (!copy_value(arena, gk_value_at(v, i, arena), depth + 1, &items[i])) return false;
    *out = gk_value_list(items, n);
    out->offset = v.offset;
    return true;
}

static bool copy_pairs(gk_arena *arena, gk_value v, unsigned depth, gk_value *out)
{
    uint32_t n = gk_value_count(v);
    gk_pair *pairs = gk_arena_alloc(arena, n * sizeof *pairs);
    for (uint32_t i = 0; i < n; i++) {
        pairs[i].key = gk_arena_view(arena, gk_value_key(v, i));
        if (!copy_value(arena, gk_value_at(v, i, arena), depth + 1, &pairs[i].value)) return false;
    }
    *out = gk_value_map(pairs, n);
    out->offset = v.offset;
    return true;
}

/* A value of a page as one that outlives it; false for what can't. Flat values and stable things
 * live as long as the site. */
static bool copy_value(gk_arena *arena, gk_value v, unsigned depth, gk_value *out)
{
    enum { DEPTH = 8, ITEMS = 200 };
    *out = v;
    if (v.kind == GK_STRING || v.kind == GK_HTML)
        out->u.s = gk_arena_view(arena, gk_value_view(v)).p;
    if (v.kind != GK_LIST && v.kind != GK_MAP) return true;
    if (v.rep == GK_LAZY) return v.u.lazy->cls->stable;
    if (v.rep == GK_FLAT) return true;
    if (depth > DEPTH || gk_value_count(v) > ITEMS) return false;
    return v.kind == GK_LIST ? copy_items(arena, v, depth, out) : copy_pairs(arena, v, depth, out);
}

bool gk_keep_set(gk_run *run, const gk_stmt *s)
{
    gk_kept *kept = kept_of(run, s);
    gk_value v;
    bool known = kept->state != UNKNOWN && kept->epoch == run->set->epoch;
    if (known && kept->state == FIXED && deps_hold(run, kept)) {
        gk_scope_bind(run, s->u.set.id, kept->value);
        return gk_run_charge(run, kept->steps, s->span);
    }
    outer o = begin(run);
    bool ok = gk_eval(run, s->u.set.value, &v);
    if (ok && !known) {
        keep(run, kept, &o);
        if (kept->state == FIXED && !copy_value(&run->set->arena, v, 0, &kept->value))
            kept->state = VARIES;
        if (kept->state == VARIES) ((gk_stmt *)(uintptr_t)s)->varies = kept->epoch + 1;
    }
    end(run, &o);
    if (ok) gk_scope_bind(run, s->u.set.id, v);
    return ok;
}

static bool given_constants(const gk_expr *e)
{
    for (uint32_t i = 0; i < e->count; i++)
        if (e->u.call.args[i]->kind != GK_X_CONST) return false;
    for (uint32_t i = 0; i < e->u.call.named_count; i++)
        if (e->u.call.named[i].value->kind != GK_X_CONST) return false;
    return true;
}

void gk_keep_result(gk_run *run, const gk_expr *e, uint64_t steps, gk_value result)
{
    gk_arena *arena = &run->set->arena;
    gk_value unused;
    gk_kept kept = {.state = FIXED, .steps = steps - run->steps};
    if (!given_constants(e) || gk_scope_find(run, e->a->u.name.id, &unused)) return;
    if (!copy_value(arena, result, 0, &kept.value)) return;
    ((gk_expr *)(uintptr_t)e)->u.call.kept = gk_arena_alloc(arena, sizeof kept);
    *e->u.call.kept = kept;
}

bool gk_keep_result_again(gk_run *run, const gk_expr *e, gk_value *out, bool *ok)
{
    const gk_kept *kept = e->u.call.kept;
    gk_value unused;
    uint32_t id = e->a->u.name.id;
    if (run->set->bound[id] && gk_scope_find(run, id, &unused)) return false;
    *out = kept->value;
    *ok = gk_run_charge(run, kept->steps, e->span);
    return true;
}

/* A definition of a module for its kept copy: macros get the copy as their surroundings. */
static bool copy_definition(gk_run *run, gk_env *copy, const gk_env *env, gk_value v, gk_value *out)
{
    gk_arena *arena = &run->set->arena;
    const gk_closure *closure = gk_value_closure(v);
    const gk_env *module = gk_value_env(v);
    if (module) {
        *out = module->tpl->module ? gk_env_value(module->tpl->module) : gk_value_null();
        return module->tpl->module != NULL;
    }
    if (!closure) return copy_value(arena, v, 0, out);
    gk_env *around = closure->env == env ? copy
                     : closure->env->tpl ? closure->env->tpl->module
                                         : NULL;
    if (!around) return false;
    gk_closure *own = gk_arena_alloc(arena, sizeof *own);
    *own = (gk_closure){{closure->lazy.cls, own}, closure->macro, around};
    *out = gk_value_lazy(&own->lazy, closure->macro->id);
    return true;
}

void gk_keep_module(gk_run *run, gk_tpl *tpl, const gk_env *env, uint64_t steps)
{
    gk_arena *arena = &run->set->arena;
    gk_env *copy = gk_arena_calloc(arena, 1, sizeof *copy);
    *copy = *env;
    copy->lazy.ctx = copy;
    copy->arena = arena;
    copy->cap = env->count;
    copy->ids = gk_arena_alloc(arena, env->count * sizeof *copy->ids);
    copy->values = gk_arena_alloc(arena, env->count * sizeof *copy->values);
    for (uint32_t i = 0; i < env->count; i++) {
        copy->ids[i] = env->ids[i];
        if (!copy_definition(run, copy, env, env->values[i], &copy->values[i])) return;
    }
    tpl->module = copy;
    tpl->module_epoch = run->set->epoch;
    tpl->module_steps = steps;
}

gk_env *gk_keep_module_again(gk_run *run, const gk_tpl *tpl, gk_span span)
{
    bool kept = tpl->module && tpl->module_epoch == run->set->epoch;
    return kept && gk_run_charge(run, tpl->module_steps, span) ? tpl->module : NULL;
}

/* Appends what tells one argument from another; false for values that may mean something else on
 * another page. */
static bool put_key(gk_buf *key, gk_value v)
{
    bool container = v.kind == GK_LIST || v.kind == GK_MAP;
    if (container && (v.rep != GK_LAZY || !v.u.lazy->cls->stable)) return false;
    bool text = v.kind == GK_STRING || v.kind == GK_HTML;
    gk_view bytes = gk_value_view(v);
    if (text && key->n + bytes.n > KEY_BYTES) return false;
    if (text) v.u.s = NULL;
    if (v.kind == GK_NULL) v = gk_value_null();
    if (v.kind == GK_BOOL) v.u.i = v.u.b;
    gk_buf_put(key, gk_view_n((const char *)&v, sizeof v));
    gk_buf_put(key, bytes);
    return true;
}

static bool make_key(gk_run *run, const gk_closure *closure, const gk_value *values,
                     const bool *given)
{
    gk_buf *key = &run->set->key;
    const gk_macro *macro = closure->macro;
    gk_buf_truncate(key, 0);
    gk_buf_put(key, gk_view_n((const char *)&macro, sizeof macro));
    for (uint32_t i = 0; i < macro->count; i++) {
        gk_buf_putc(key, given[i] ? '1' : '0');
        if (given[i] && !put_key(key, values[i])) return false;
    }
    return true;
}

static void empty_table(gk_template_set *set)
{
    gk_map_free(&set->calls);
    gk_arena_reset(&set->call_arena);
    set->call_epoch = set->epoch;
}

bool gk_keep_macro_find(gk_run *run, const gk_closure *closure, const gk_value *values,
                        const bool *given, gk_keep_call *keep_call, gk_span span, bool *ok)
{
    gk_template_set *set = run->set;
    *keep_call = (gk_keep_call){.active = false};
    const gk_macro *macro = closure->macro;
    bool kept_at_all =
        closure->env->tpl && !closure->env->varies && !macro->varies && macro->small < SMALL_CALLS;
    if (!kept_at_all || !make_key(run, closure, values, given)) return false;
    if (set->call_epoch != set->epoch || set->call_arena.total > TABLE_BYTES) empty_table(set);
    const uint64_t *found = gk_map_get(&set->calls, gk_buf_view(&set->key));
    if (!found) {
        keep_call->active = true;
        keep_call->key = gk_arena_view(run->arena, gk_buf_view(&set->key));
        return false;
    }
    const call *c = (const call *)(uintptr_t)*found;
    *ok = write_kept(run, c->bytes, c->steps, span);
    return true;
}

void gk_keep_macro_begin(gk_run *run, gk_keep_call *keep_call)
{
    outer o = begin(run);
    keep_call->lowest = o.lowest;
    keep_call->dep_from = o.dep_from;
    keep_call->sp = o.sp;
    keep_call->varies = o.varies;
    keep_call->steps = o.steps;
    keep_call->out = o.out;
}

void gk_keep_macro_end(gk_run *run, const gk_closure *closure, const gk_keep_call *keep_call,
                       bool ok)
{
    gk_template_set *set = run->set;
    outer o = {keep_call->lowest, keep_call->dep_from, keep_call->sp,
               keep_call->varies, keep_call->steps,    keep_call->out};
    size_t n = run->out->n - o.out;
    bool fixed = is_fixed(run, &o) && run->dep_count == run->dep_from;
    bool small = o.steps - run->steps < SMALL_STEPS;
    gk_macro *macro = (gk_macro *)(uintptr_t)closure->macro;
    if (ok && !fixed) macro->varies = true;
    macro->small = small ? (uint8_t)(macro->small + 1) : 0;
    if (ok && fixed && !small && n <= MACRO_BYTES && set->call_epoch == set->epoch) {
        /* Side by side, in the order in which they are read. */
        gk_view key = gk_arena_view(&set->call_arena, keep_call->key);
        call *c = gk_arena_alloc(&set->call_arena, sizeof *c);
        *c = (call){o.steps - run->steps,
                    gk_arena_view(&set->call_arena, gk_view_n(run->out->p + o.out, n))};
        *gk_map_put(&set->calls, key, NULL) = (uint64_t)(uintptr_t)c;
    }
    end(run, &o);
}
