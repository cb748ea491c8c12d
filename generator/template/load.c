#include "template/keep.h"
#include "template/lexer.h"

static bool file_name(gk_run *run, const gk_stmt *s, gk_view *name)
{
    gk_value v;
    if (!gk_eval(run, s->u.load.name, &v)) return false;
    *name = gk_value_view(v);
    if (v.kind == GK_STRING) return true;
    return GK_RUN_FAULT(run, s->u.load.name->span, GK_MSG_template_file_name,
                        gk_view_of(gk_value_kind_name(v)));
}

/* The template that a tag names. NULL without a fault (and *absent) when it may be missing and is.
 * A constant name is looked up once. */
static gk_tpl *target(gk_run *run, const gk_stmt *s, bool *absent)
{
    gk_view name;
    *absent = false;
    gk_tpl *tpl = s->u.load.tpl;
    if (!tpl) {
        if (!file_name(run, s, &name)) return NULL;
        tpl = gk_set_load(run->set, name);
        if (s->u.load.name->kind == GK_X_CONST) ((gk_stmt *)s)->u.load.tpl = tpl;
    }
    if (!tpl->broken) return tpl;
    *absent = s->optional && !tpl->faults.count;
    if (!*absent) gk_set_report(run->set, tpl, run->frame->tpl, s->u.load.name->span, run->diags);
    return NULL;
}

static bool bind_with(gk_run *run, const gk_expr *with, gk_value map)
{
    if (map.kind != GK_MAP)
        return GK_RUN_FAULT(run, with->span, GK_MSG_template_with,
                            gk_view_of(gk_value_kind_name(map)));
    for (uint32_t i = 0; i < gk_value_count(map); i++) {
        uint32_t id = gk_set_symbol(run->set, gk_value_key(map, i), false);
        if (!id) continue;
        gk_set_bind(run->set, id);
        gk_scope_push(run, id, gk_value_at(map, i, run->arena));
    }
    return true;
}

bool gk_exec_include(gk_run *run, const gk_stmt *s)
{
    bool absent;
    gk_value with = gk_value_null();
    gk_tpl *tpl = target(run, s, &absent);
    if (!tpl) return absent;
    if (s->u.load.with && !gk_eval(run, s->u.load.with, &with)) return false;
    gk_chain *chain = gk_set_link(run->set, tpl, run->diags);
    if (!chain) return false;
    uint32_t sp = run->sp;
    gk_frame frame = {.tpl = tpl, .env = run->frame->env, .base = run->frame->base, .scope = sp};
    if (!gk_run_enter(run, &frame, s->span)) return false;
    bool ok =
        (!s->u.load.with || bind_with(run, s->u.load.with, with)) && gk_exec_template(run, chain);
    run->sp = sp;
    gk_run_leave(run, &frame);
    return ok;
}

/* The variables of an imported template: made once a page. Only what it defines at its top is run.
 */
static gk_env *module(gk_run *run, const gk_stmt *s, gk_tpl *tpl)
{
    if (tpl->index >= run->module_count) {
        size_t count = run->set->tpl_count + 8;
        gk_env **wider = gk_arena_calloc(run->arena, count, sizeof *wider);
        if (run->module_count) memcpy(wider, run->modules, run->module_count * sizeof *wider);
        run->modules = wider;
        run->module_count = count;
    }
    gk_env *env = run->modules[tpl->index];
    if (env) return env;
    env = gk_keep_module_again(run, tpl, s->span);
    if (env) return env;
    uint64_t steps = run->steps;
    env = run->modules[tpl->index] = gk_env_new(run);
    bool varied = run->varies;
    run->varies = false;
    env->tpl = tpl;
    env->building = env->varies = true;
    gk_frame frame = {.tpl = tpl, .env = env, .base = run->sp, .scope = run->sp, .top = true};
    if (!gk_run_enter(run, &frame, s->span)) return NULL;
    bool ok = gk_exec_definitions(run, tpl->body);
    gk_run_leave(run, &frame);
    env->building = false;
    env->varies = run->varies;
    run->varies = varied;
    if (ok && !env->varies) gk_keep_module(run, tpl, env, steps - run->steps);
    return ok ? env : NULL;
}

static bool missing_import(gk_run *run, const gk_imported *name, const gk_env *env,
                           const gk_tpl *tpl)
{
    gk_view names[128];
    size_t n = 0;
    for (; n < env->count && n < 128; n++) names[n] = gk_set_symbol_name(run->set, env->ids[n]);
    return gk_run_near(run, name->span, GK_MSG_template_import, GK_MSG_template_import_near,
                       name->name, names, n, tpl->name);
}

bool gk_exec_import(gk_run *run, const gk_stmt *s)
{
    bool absent;
    gk_tpl *tpl = target(run, s, &absent);
    gk_env *env = tpl ? module(run, s, tpl) : NULL;
    if (!env) return false;
    run->varies |= env->varies;
    if (s->kind == GK_S_IMPORT) {
        gk_scope_bind(run, s->u.load.as, gk_env_value(env));
        return true;
    }
    for (uint32_t i = 0; i < s->count; i++) {
        gk_value v;
        gk_imported *name = &s->u.load.names[i];
        if (!gk_env_find(env, name->id, &name->hint, &v))
            return missing_import(run, name, env, tpl);
        gk_scope_bind(run, name->as, v);
    }
    return true;
}
