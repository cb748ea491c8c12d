#include "template/keep.h"

static bool env_get(void *ctx, uint32_t handle, gk_view key, gk_arena *arena, gk_value *out)
{
    const gk_env *env = ctx;
    (void)handle;
    (void)arena;
    uint32_t id = gk_set_symbol(env->set, key, false), hint = 0;
    return id && gk_env_find(env, id, &hint, out);
}

static uint32_t env_count(void *ctx, uint32_t handle)
{
    (void)handle;
    return ((const gk_env *)ctx)->count;
}

static gk_view env_key(void *ctx, uint32_t handle, uint32_t i)
{
    const gk_env *env = ctx;
    (void)handle;
    return i < env->count ? gk_set_symbol_name(env->set, env->ids[i]) : (gk_view){NULL, 0};
}

static const gk_lazy_class env_class = {"module", GK_MAP, env_get, env_count, NULL,
                                        env_key,  false,  NULL,    NULL};
static const gk_lazy_class closure_class = {"macro", GK_MAP, NULL, NULL, NULL,
                                            NULL,    false,  NULL, NULL};

gk_env *gk_env_new(gk_run *run)
{
    gk_env *env = gk_arena_calloc(run->arena, 1, sizeof *env);
    env->lazy = (gk_lazy){&env_class, env};
    env->set = run->set;
    env->arena = run->arena;
    return env;
}

static bool may_have(const gk_env *env, uint32_t id)
{
    return env->some >> (id % 64) & 1;
}

/* No id stands twice in an env, so that the place of the last time is either right or says so. */
bool gk_env_find(const gk_env *env, uint32_t id, uint32_t *hint, gk_value *out)
{
    uint32_t i = *hint;
    if (i >= env->count || env->ids[i] != id) {
        if (!may_have(env, id)) return false;
        for (i = 0; i < env->count && env->ids[i] != id; i++) continue;
        if (i == env->count) return false;
        *hint = i;
    }
    *out = env->values[i];
    return true;
}

/* Moves ids and values to room for at least twice as many; what the arena held before is lost until
 * its reset. */
static void widen(gk_arena *arena, uint32_t **ids, gk_value **values, uint32_t count, uint32_t *cap)
{
    uint32_t more = *cap ? *cap * 2 : 32;
    uint32_t *new_ids = gk_arena_alloc(arena, more * sizeof *new_ids);
    gk_value *new_values = gk_arena_alloc(arena, more * sizeof *new_values);
    if (count) {
        memcpy(new_ids, *ids, count * sizeof *new_ids);
        memcpy(new_values, *values, count * sizeof *new_values);
    }
    *ids = new_ids;
    *values = new_values;
    *cap = more;
}

void gk_env_bind(gk_env *env, uint32_t id, gk_value value)
{
    for (uint32_t i = 0; i < env->count && may_have(env, id); i++) {
        if (env->ids[i] != id) continue;
        env->values[i] = value;
        return;
    }
    env->some |= (uint64_t)1 << (id % 64);
    if (env->count == env->cap) widen(env->arena, &env->ids, &env->values, env->count, &env->cap);
    env->ids[env->count] = id;
    env->values[env->count++] = value;
}

void gk_scope_push(gk_run *run, uint32_t id, gk_value value)
{
    if (run->sp == run->cap) widen(run->arena, &run->ids, &run->values, run->sp, &run->cap);
    run->ids[run->sp] = id;
    run->values[run->sp++] = value;
}

void gk_scope_bind(gk_run *run, uint32_t id, gk_value value)
{
    if (run->frame->top) {
        run->varies |= !run->frame->env->building;
        gk_env_bind(run->frame->env, id, value);
        return;
    }
    for (uint32_t i = run->sp; i-- > run->frame->scope;) {
        if (run->ids[i] != id) continue;
        if (i < run->lowest) run->lowest = i;
        run->values[i] = value;
        return;
    }
    gk_scope_push(run, id, value);
}

/* A global that another page has otherwise, or that some template hides, makes what reads it vary.
 */
static bool find_global(gk_run *run, uint32_t id, uint32_t *hint, gk_value *out)
{
    uint32_t i = *hint;
    if (i >= run->global_count || run->global_ids[i] != id)
        for (i = 0; i < run->global_count && run->global_ids[i] != id; i++) continue;
    bool found = i < run->global_count;
    run->varies |= run->set->bound[id] || (found && !run->constant[i]);
    if (!found) return false;
    *hint = i;
    *out = run->global_values[i];
    return true;
}

static bool find_in_env(gk_run *run, uint32_t id, uint32_t *hint, gk_value *out)
{
    const gk_env *env = run->frame->env;
    if (!gk_env_find(env, id, hint, out)) return false;
    if (!run->varies) gk_keep_saw_env(run, env, id, *out);
    return true;
}

/* The page's own names come last: a template may give one of them another meaning. */
bool gk_scope_find_again(gk_run *run, uint32_t id, uint32_t *hint, gk_value *out)
{
    if (!run->set->bound[id]) return find_global(run, id, hint, out);
    const uint32_t *ids = run->ids;
    for (uint32_t i = run->sp, base = run->frame->base; i-- > base;) {
        if (ids[i] != id) continue;
        if (i < run->lowest) run->lowest = i;
        *out = run->values[i];
        return true;
    }
    return find_in_env(run, id, hint, out) || find_global(run, id, hint, out);
}

bool gk_scope_find(gk_run *run, uint32_t id, gk_value *out)
{
    uint32_t hint = 0;
    return gk_scope_find_again(run, id, &hint, out);
}

size_t gk_scope_names(const gk_run *run, gk_view *names, size_t max)
{
    size_t n = 0;
    const gk_frame *frame = run->frame;
    for (uint32_t i = run->sp; i-- > frame->base && n < max;)
        names[n++] = gk_set_symbol_name(run->set, run->ids[i]);
    for (uint32_t i = 0; i < frame->env->count && n < max; i++)
        names[n++] = gk_set_symbol_name(run->set, frame->env->ids[i]);
    for (uint32_t i = 0; i < run->global_count && n < max; i++)
        names[n++] = gk_value_key(run->globals, i);
    for (size_t i = 0; i < run->set->function_count && n < max; i++)
        names[n++] = run->set->functions[i].name;
    return n;
}

gk_value gk_closure_value(gk_run *run, const gk_macro *macro)
{
    gk_closure *closure = gk_arena_alloc(run->arena, sizeof *closure);
    *closure = (gk_closure){{&closure_class, closure}, macro, run->frame->env};
    return gk_value_lazy(&closure->lazy, macro->id);
}

const gk_closure *gk_value_closure(gk_value v)
{
    if (v.kind != GK_MAP || v.rep != GK_LAZY || v.u.lazy->cls != &closure_class) return NULL;
    return v.u.lazy->ctx;
}

const gk_env *gk_value_env(gk_value v)
{
    if (v.kind != GK_MAP || v.rep != GK_LAZY || v.u.lazy->cls != &env_class) return NULL;
    return v.u.lazy->ctx;
}

gk_value gk_env_value(gk_env *env)
{
    return gk_value_lazy(&env->lazy, 0);
}
