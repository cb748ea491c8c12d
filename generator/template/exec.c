#include "template/keep.h"

/* The variable `loop`: where a for is. Lives in the arena, so that a value that outlives the loop
 * does no harm. */
typedef struct loop {
    gk_lazy lazy;
    gk_value list;
    uint32_t index, length;
} loop;

static const char *const loop_keys[] = {"index",  "index0",   "first",    "last",
                                        "length", "revindex", "previtem", "nextitem"};
enum { LOOP_KEYS = sizeof loop_keys / sizeof *loop_keys };

static bool loop_get(void *ctx, uint32_t handle, gk_view key, gk_arena *arena, gk_value *out)
{
    const loop *l = ctx;
    unsigned which = 0;
    (void)handle;
    while (which < LOOP_KEYS && !gk_view_is(key, loop_keys[which])) which++;
    switch (which) {
    case 0: *out = gk_value_int((int64_t)l->index + 1); return true;
    case 1: *out = gk_value_int(l->index); return true;
    case 2: *out = gk_value_bool(l->index == 0); return true;
    case 3: *out = gk_value_bool(l->index + 1 == l->length); return true;
    case 4: *out = gk_value_int(l->length); return true;
    case 5: *out = gk_value_int((int64_t)l->length - l->index); return true;
    case 6:
        *out = l->index ? gk_value_at(l->list, l->index - 1, arena) : gk_value_null();
        return true;
    case 7: *out = gk_value_at(l->list, l->index + 1, arena); return true;
    default: return false;
    }
}

static uint32_t loop_count(void *ctx, uint32_t handle)
{
    (void)ctx;
    (void)handle;
    return LOOP_KEYS;
}

static gk_view loop_key(void *ctx, uint32_t handle, uint32_t i)
{
    (void)ctx;
    (void)handle;
    return gk_view_of(loop_keys[i]);
}

static const gk_lazy_class loop_class = {"loop",   GK_MAP, loop_get, loop_count, NULL,
                                         loop_key, false,  NULL,     NULL};

static bool exec_if(gk_run *run, const gk_stmt *s, const gk_stmt **body)
{
    gk_value condition;
    *body = NULL;
    for (uint32_t i = 0; i < s->count; i++) {
        const gk_branch *branch = &s->u.branches[i];
        if (branch->condition && !gk_eval(run, branch->condition, &condition)) return false;
        if (branch->condition && !gk_value_truth(condition)) continue;
        *body = branch->body;
        break;
    }
    return true;
}

/* Binds the variables of a round to item i. A pair of variables takes key and value of a map, or a
 * list of two. */
static bool bind_round(gk_run *run, const gk_stmt *s, gk_value list, uint32_t i)
{
    gk_value item;
    uint32_t at = run->frame->scope;
    if (list.kind == GK_MAP && list.rep == GK_LAZY)
        run->varies |= !list.u.lazy->cls->stable || list.u.lazy->cls->varying;
    if (list.kind == GK_MAP) {
        gk_value key = gk_value_string(gk_value_key(list, i));
        run->values[at] = s->u.loop.key ? gk_value_at(list, i, run->arena) : key;
        if (s->u.loop.key) run->values[at + 1] = key;
        return true;
    }
    item = gk_value_at(list, i, run->arena);
    run->values[at] = item;
    if (!s->u.loop.key) return true;
    if (item.kind != GK_LIST || gk_value_count(item) != 2)
        return GK_RUN_FAULT(run, s->span, GK_MSG_template_unpack,
                            gk_view_of(gk_value_kind_name(item)));
    run->values[at + 1] = gk_value_at(item, 0, run->arena);
    run->values[at] = gk_value_at(item, 1, run->arena);
    return true;
}

/* The items that the condition lets through, as a list of their own: loop.length must be known. */
static bool select_items(gk_run *run, const gk_stmt *s, gk_value *list)
{
    uint32_t n = gk_value_count(*list), kept = 0;
    gk_value *items = NULL;
    gk_pair *pairs = NULL;
    if (list->kind == GK_MAP)
        pairs = gk_arena_alloc(run->arena, n * sizeof *pairs);
    else
        items = gk_arena_alloc(run->arena, n * sizeof *items);
    for (uint32_t i = 0; i < n; i++) {
        gk_value condition;
        if (!gk_run_tick(run, s->span) || !bind_round(run, s, *list, i)) return false;
        if (!gk_eval(run, s->u.loop.condition, &condition)) return false;
        if (!gk_value_truth(condition)) continue;
        if (pairs)
            pairs[kept++] = (gk_pair){gk_value_key(*list, i), gk_value_at(*list, i, run->arena)};
        else
            items[kept++] = gk_value_at(*list, i, run->arena);
    }
    *list = pairs ? gk_value_map(pairs, kept) : gk_value_list(items, kept);
    return true;
}

static bool run_rounds(gk_run *run, const gk_stmt *s, gk_value list, uint32_t n)
{
    loop *state = gk_arena_alloc(run->arena, sizeof *state);
    *state = (loop){{&loop_class, state}, list, 0, n};
    gk_scope_push(run, GK_SYMBOL_LOOP, gk_value_lazy(&state->lazy, 0));
    uint32_t sp = run->sp;
    for (uint32_t i = 0; i < n; i++) {
        state->index = i;
        run->sp = sp;
        if (!gk_run_tick(run, s->span) || !bind_round(run, s, list, i)) return false;
        if (!gk_exec(run, s->u.loop.body)) return false;
    }
    return true;
}

static __attribute__((noinline)) bool exec_for(gk_run *run, const gk_stmt *s)
{
    gk_value list;
    gk_frame *frame = run->frame;
    if (!gk_eval(run, s->u.loop.list, &list)) return false;
    if (list.kind != GK_LIST && list.kind != GK_MAP && list.kind != GK_NULL)
        return GK_RUN_FAULT(run, s->u.loop.list->span, GK_MSG_template_not_list,
                            gk_view_of(gk_value_kind_name(list)));
    uint32_t sp = run->sp, scope = frame->scope;
    bool top = frame->top, ok = true;
    frame->scope = sp;
    frame->top = false;
    gk_scope_push(run, s->u.loop.value, gk_value_null());
    if (s->u.loop.key) gk_scope_push(run, s->u.loop.key, gk_value_null());
    if (s->u.loop.condition) ok = select_items(run, s, &list);
    uint32_t n = ok ? gk_value_count(list) : 0;
    if (ok && n) ok = run_rounds(run, s, list, n);
    run->sp = sp;
    frame->scope = scope;
    frame->top = top;
    if (ok && !n) ok = gk_exec(run, s->u.loop.otherwise);
    return ok;
}

/* The block that holds for this page, youngest first; within an imported file, which has no
 * children, the block itself. */
static __attribute__((noinline)) bool exec_block(gk_run *run, const gk_stmt *s)
{
    const gk_frame *frame = run->frame;
    const gk_block *block = s->u.block;
    const gk_layer *layer = NULL;
    run->varies = true; /* which block it is depends on the template that is rendered */
    for (uint32_t i = 0; frame->chain && i < frame->chain->layer_count && !layer; i++)
        if (frame->chain->layers[i].id == block->id) layer = &frame->chain->layers[i];
    if (layer) block = layer->blocks[0];
    if (!block->body) return true;
    uint32_t sp = run->sp;
    gk_frame inner = {.tpl = block->tpl,
                      .env = frame->env,
                      .chain = frame->chain,
                      .layer = layer,
                      .base = frame->base,
                      .scope = sp};
    if (!gk_run_enter(run, &inner, s->span)) return false;
    bool ok = gk_exec(run, block->body);
    run->sp = sp;
    gk_run_leave(run, &inner);
    return ok;
}

static __attribute__((noinline)) bool exec_capture(gk_run *run, const gk_stmt *s)
{
    gk_value v;
    gk_frame *frame = run->frame;
    uint32_t sp = run->sp, scope = frame->scope;
    bool top = frame->top;
    size_t mark = run->out->n;
    frame->scope = sp;
    frame->top = false;
    bool ok = gk_exec(run, s->u.set.body) && gk_run_capture(run, mark, s->span, &v);
    run->sp = sp;
    frame->scope = scope;
    frame->top = top;
    if (ok) gk_scope_bind(run, s->u.set.id, v);
    return ok;
}

static bool exec_set(gk_run *run, const gk_stmt *s)
{
    gk_value v;
    if (s->varies != run->set->epoch + 1) return gk_keep_set(run, s);
    if (!gk_eval(run, s->u.set.value, &v)) return false;
    gk_scope_bind(run, s->u.set.id, v);
    return true;
}

static bool exec_output(gk_run *run, const gk_stmt *s)
{
    gk_value v;
    const gk_expr *e = s->u.output;
    bool written = false;
    if (s->escape == GK_ESC_TEXT && e->kind == GK_X_CALL) {
        if (!gk_call_output(run, e, &v, &written)) return false;
    } else if (!gk_eval(run, e, &v)) {
        return false;
    }
    return (written || gk_escape_put(run, (gk_escape)s->escape, v, e->span)) &&
           gk_run_written(run, s->span);
}

static inline bool exec_text(gk_run *run, const gk_stmt *s)
{
    gk_buf_put(run->out, s->u.text);
    if (s->u.text.n >= 256 && !gk_run_charge(run, s->u.text.n / 256, s->span)) return false;
    return gk_run_written(run, s->span);
}

/* In the loop of gk_exec, where a call for each of the many small statements would show. */
static inline __attribute__((always_inline)) bool exec_one(gk_run *run, const gk_stmt *s)
{
    const gk_stmt *body;
    switch ((gk_stmt_kind)s->kind) {
    case GK_S_TEXT: return exec_text(run, s);
    case GK_S_OUTPUT: return exec_output(run, s);
    case GK_S_IF: return exec_if(run, s, &body) && (!body || gk_exec(run, body));
    case GK_S_FOR: return exec_for(run, s);
    case GK_S_SET: return exec_set(run, s);
    case GK_S_CAPTURE: return exec_capture(run, s);
    case GK_S_BLOCK: return exec_block(run, s);
    case GK_S_INCLUDE: return gk_exec_include(run, s);
    case GK_S_IMPORT:
    case GK_S_FROM: return gk_exec_import(run, s);
    case GK_S_MACRO:
        gk_scope_bind(run, s->u.macro->id, gk_closure_value(run, s->u.macro));
        return true;
    }
    return false;
}

bool gk_exec_one(gk_run *run, const gk_stmt *s)
{
    return exec_one(run, s);
}

static bool may_be_kept(const gk_stmt *s)
{
    return s->kind == GK_S_OUTPUT || s->kind == GK_S_IF || s->kind == GK_S_FOR;
}

bool gk_exec(gk_run *run, const gk_stmt *body)
{
    for (const gk_stmt *s = body; s; s = s->next) {
        if (!gk_run_tick(run, s->span)) return false;
        bool varies = s->varies == run->set->epoch + 1, ok;
        if (s->kind == GK_S_TEXT)
            ok = varies ? exec_text(run, s) : gk_keep_text(run, s, &s);
        else
            ok = varies || !may_be_kept(s) ? exec_one(run, s) : gk_keep_exec(run, s);
        if (!ok) return false;
    }
    return true;
}

bool gk_exec_definitions(gk_run *run, const gk_stmt *body)
{
    const gk_stmt *chosen;
    for (const gk_stmt *s = body; s; s = s->next) {
        bool defines = s->kind == GK_S_SET || s->kind == GK_S_CAPTURE || s->kind == GK_S_MACRO ||
                       s->kind == GK_S_IMPORT || s->kind == GK_S_FROM;
        if (!gk_run_tick(run, s->span)) return false;
        if (defines && !gk_exec_one(run, s)) return false;
        if (s->kind == GK_S_IF && (!exec_if(run, s, &chosen) || !gk_exec_definitions(run, chosen)))
            return false;
    }
    return true;
}

/* The definitions of the youngest first, then those of its ancestors; the oldest is what is
 * written. */
bool gk_exec_template(gk_run *run, gk_chain *chain)
{
    gk_frame *frame = run->frame;
    frame->chain = chain;
    for (uint32_t i = 0; i + 1 < chain->count; i++) {
        frame->tpl = chain->tpls[i];
        if (!gk_exec_definitions(run, frame->tpl->body)) return false;
    }
    frame->tpl = chain->tpls[chain->count - 1];
    return gk_exec(run, frame->tpl->body);
}
