#include "template/keep.h"
#include "template/lexer.h"
#include "template/parser.h"

bool gk_run_enter(gk_run *run, gk_frame *frame, gk_span call)
{
    if (run->depth >= run->set->options.depth) {
        gk_view way = frame->tpl->name;
        unsigned shown = 0;
        for (const gk_frame *f = run->frame; f && shown < 6; f = f->up, shown++)
            way = GK_JOIN(run->arena, f->tpl->name, GK_V(" → "), way);
        return GK_RUN_FAULT(run, call, GK_MSG_template_depth,
                            gk_arena_printf(run->arena, "%u", run->depth), way);
    }
    run->depth++;
    frame->up = run->frame;
    frame->call = call;
    run->frame = frame;
    return true;
}

void gk_run_leave(gk_run *run, gk_frame *frame)
{
    run->depth--;
    run->frame = (gk_frame *)frame->up;
}

bool gk_run_capture(gk_run *run, size_t mark, gk_span span, gk_value *out)
{
    gk_view made = gk_view_from(gk_buf_view(run->out), mark);
    if (!gk_run_charge(run, made.n / 256, span) || !gk_run_room(run, made.n, span)) return false;
    *out = gk_value_html(gk_arena_view(run->arena, made));
    gk_buf_truncate(run->out, mark);
    return true;
}

static bool range(gk_run *run, gk_span span, const gk_value *args, size_t count, gk_value *out)
{
    enum { RANGE_MAX = 10000 };
    int64_t from = 0, to = 0;
    bool ok =
        (count == 1 || count == 2) && args[0].kind == GK_INT && args[count - 1].kind == GK_INT;
    if (!ok) return GK_RUN_FAULT(run, span, GK_MSG_template_filter_usage, GK_V("range(from, to)"));
    if (count == 2) from = args[0].u.i;
    to = args[count - 1].u.i;
    uint64_t n = to > from ? (uint64_t)to - (uint64_t)from : 0;
    if (n > RANGE_MAX) return GK_RUN_FAULT(run, span, GK_MSG_template_range, GK_V("10000"));
    gk_value *items = gk_arena_alloc(run->arena, n * sizeof *items);
    for (uint64_t i = 0; i < n; i++) items[i] = gk_value_int(from + (int64_t)i);
    return gk_run_charge(run, n, span) && gk_run_list(run, span, items, n, out);
}

bool gk_call_function(gk_run *run, int32_t index, gk_span span, const gk_value *args, size_t count,
                      gk_value named, gk_value *out)
{
    const gk_function *function = &run->set->functions[index];
    bool varies = false;
    gk_template_call call = {args, count, named, run->arena, run->document, &varies};
    gk_template_fault fault = {.id = GK_MSG_COUNT};
    *out = gk_value_null();
    if (!gk_run_charge(run, 10, span)) return false;
    bool ok = function->run(function->ctx, &call, out, &fault);
    run->varies |= varies;
    if (ok || fault.told) return ok;
    if (fault.id >= GK_MSG_COUNT)
        return GK_RUN_FAULT(run, span, GK_MSG_template_function, function->name);
    return gk_run_faultv(run, span, fault.id, GK_TEMPLATE_ARGS, fault.args);
}

static bool eval_args(gk_run *run, const gk_expr *e, gk_value *args, gk_pair *named)
{
    for (uint32_t i = 0; i < e->count; i++)
        if (!gk_eval(run, e->u.call.args[i], &args[i])) return false;
    for (uint32_t i = 0; i < e->u.call.named_count; i++) {
        named[i].key = e->u.call.named[i].name;
        if (!gk_eval(run, e->u.call.named[i].value, &named[i].value)) return false;
    }
    return true;
}

static gk_view signature(gk_run *run, const gk_macro *macro)
{
    gk_view text = GK_JOIN(run->arena, macro->name, GK_V("("));
    for (uint32_t i = 0; i < macro->count; i++)
        text = GK_JOIN(run->arena, text, i ? GK_V(", ") : GK_V(""), macro->params[i].name,
                       macro->params[i].standard ? GK_V("=…") : GK_V(""));
    return GK_JOIN(run->arena, text, GK_V(")"));
}

/* Puts evaluated arguments where the parameters are; given[i] tells which have one. */
static bool place_args(gk_run *run, const gk_expr *e, const gk_macro *macro, gk_value *values,
                       bool *given)
{
    gk_pair named[GK_PARAMS_MAX];
    if (e->count > macro->count)
        return GK_RUN_FAULT(run, e->u.call.args[macro->count]->span, GK_MSG_template_argument_many,
                            signature(run, macro));
    if (!eval_args(run, e, values, named)) return false;
    for (uint32_t i = 0; i < macro->count; i++) given[i] = i < e->count;
    for (uint32_t i = 0; i < e->u.call.named_count; i++) {
        uint32_t at = 0;
        while (at < macro->count && !gk_view_eq(macro->params[at].name, named[i].key)) at++;
        if (at == macro->count || given[at])
            return GK_RUN_FAULT(run, e->u.call.named[i].span, GK_MSG_template_argument_unknown,
                                named[i].key, signature(run, macro));
        values[at] = named[i].value;
        given[at] = true;
    }
    for (uint32_t i = 0; i < macro->count; i++)
        if (!given[i] && !macro->params[i].standard)
            return GK_RUN_FAULT(run, e->span, GK_MSG_template_argument_missing,
                                macro->params[i].name, signature(run, macro));
    return true;
}

/* Runs a macro; what it writes goes to run->out. */
static bool run_macro(gk_run *run, const gk_expr *e, const gk_closure *closure)
{
    const gk_macro *macro = closure->macro;
    gk_value values[GK_PARAMS_MAX];
    bool given[GK_PARAMS_MAX];
    gk_keep_call keep;
    bool ok = true;
    if (!place_args(run, e, macro, values, given)) return false;
    if (gk_keep_macro_find(run, closure, values, given, &keep, e->span, &ok)) return ok;
    uint32_t sp = run->sp;
    gk_frame frame = {.tpl = macro->tpl, .env = closure->env, .base = sp, .scope = sp};
    if (!gk_run_enter(run, &frame, e->span)) return false;
    if (keep.active) gk_keep_macro_begin(run, &keep);
    for (uint32_t i = 0; i < macro->count && ok; i++) {
        if (!given[i]) ok = gk_eval(run, macro->params[i].standard, &values[i]);
        if (ok) gk_scope_push(run, macro->params[i].id, values[i]);
    }
    ok = ok && gk_exec(run, macro->body);
    run->sp = sp;
    gk_run_leave(run, &frame);
    if (keep.active) gk_keep_macro_end(run, closure, &keep, ok);
    return ok;
}

static bool not_callable(gk_run *run, const gk_expr *e)
{
    gk_view names[256];
    const gk_expr *callee = e->a;
    gk_value unused;
    if (callee->kind == GK_X_NAME && !gk_scope_find(run, callee->u.name.id, &unused)) {
        size_t n = gk_scope_names(run, names, 255);
        names[n++] = GK_V("range");
        return gk_run_near(run, callee->span, GK_MSG_template_no_function,
                           GK_MSG_template_no_function_near, callee->u.name.text, names, n,
                           (gk_view){NULL, 0});
    }
    if (!gk_eval(run, callee, &unused)) return false;
    return GK_RUN_FAULT(
        run, callee->span, GK_MSG_template_not_callable,
        gk_view_sub(run->frame->tpl->text, callee->span.from, callee->span.to - callee->span.from));
}

/* Finds what is called: a macro, or a declared function, or range (both NULL/none). False when
 * there is nothing. */
static bool resolve(gk_run *run, const gk_expr *e, const gk_closure **closure, int32_t *function)
{
    gk_value callee;
    bool found;
    *closure = NULL;
    *function = GK_NO_FUNCTION;
    if (!gk_eval_soft(run, e->a, &callee, &found)) return false;
    if (found) *closure = gk_value_closure(callee);
    if (*closure) return true;
    if (e->a->kind == GK_X_NAME) {
        *function = e->u.call.function;
        if (*function != GK_NO_FUNCTION || gk_view_is(e->a->u.name.text, "range")) return true;
    }
    return not_callable(run, e);
}

static bool call_function(gk_run *run, const gk_expr *e, int32_t function, gk_value *out)
{
    gk_value args[GK_PARAMS_MAX];
    gk_pair *named = e->u.call.named_count
                         ? gk_arena_alloc(run->arena, e->u.call.named_count * sizeof *named)
                         : NULL;
    uint64_t steps = run->steps;
    if (!eval_args(run, e, args, named)) return false;
    if (function == GK_NO_FUNCTION) return range(run, e->span, args, e->count, out);
    bool varied = run->varies;
    run->varies = false;
    bool ok = gk_call_function(run, function, e->span, args, e->count,
                               gk_value_map(named, e->u.call.named_count), out);
    if (ok && !run->varies) gk_keep_result(run, e, steps, *out);
    run->varies |= varied;
    return ok;
}

bool gk_call_output(gk_run *run, const gk_expr *e, gk_value *out, bool *written)
{
    const gk_closure *closure;
    int32_t function;
    bool ok;
    *written = false;
    if (e->u.call.kept && gk_keep_result_again(run, e, out, &ok)) return ok;
    if (!resolve(run, e, &closure, &function)) return false;
    if (!closure) return call_function(run, e, function, out);
    *written = true;
    return run_macro(run, e, closure);
}

bool gk_call_eval(gk_run *run, const gk_expr *e, gk_value *out)
{
    bool written;
    size_t mark = run->out->n;
    return gk_call_output(run, e, out, &written) &&
           (!written || gk_run_capture(run, mark, e->span, out));
}

bool gk_call_super(gk_run *run, const gk_expr *e)
{
    const gk_frame *frame = run->frame;
    const gk_layer *layer = frame->layer;
    if (!layer || frame->level + 1 >= layer->count)
        return GK_RUN_FAULT(run, e->span, GK_MSG_template_super);
    uint32_t sp = run->sp;
    const gk_block *block = layer->blocks[frame->level + 1];
    gk_frame inner = {.tpl = block->tpl,
                      .env = frame->env,
                      .chain = frame->chain,
                      .layer = layer,
                      .level = frame->level + 1,
                      .base = frame->base,
                      .scope = sp};
    if (!gk_run_enter(run, &inner, e->span)) return false;
    bool ok = gk_exec(run, block->body);
    run->sp = sp;
    gk_run_leave(run, &inner);
    return ok;
}
