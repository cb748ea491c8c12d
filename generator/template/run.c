#include "template/run.h"

#include <stdio.h>

#include "template/lexer.h"

/* "document ← a.html:12 ← macros.html:3": what is being rendered, and who called, innermost last.
 */
static gk_view trail(gk_run *run)
{
    enum { SHOWN = 4 };
    const gk_frame *calls[SHOWN];
    unsigned n = 0;
    /* Where a block stands in the layout is no help. */
    for (const gk_frame *f = run->frame; f && f->up && n < SHOWN; f = f->up)
        if (!f->layer) calls[n++] = f;
    gk_view text = run->document;
    while (n-- > 0) {
        const gk_tpl *tpl = calls[n]->up->tpl;
        uint32_t line =
            gk_place_at(tpl->path, tpl->text, calls[n]->call.from, calls[n]->call.to).line;
        text = GK_JOIN(run->arena, text, GK_V(" ← "), tpl->name,
                       gk_arena_printf(run->arena, ":%u", line));
    }
    return text;
}

bool gk_run_faultv(gk_run *run, gk_span span, gk_message id, size_t count, const gk_view *args)
{
    gk_view all[GK_TEMPLATE_ARGS + 1] = {{NULL, 0}};
    for (size_t i = 0; i < count && i < GK_TEMPLATE_ARGS; i++) all[i] = args[i];
    all[GK_TEMPLATE_ARGS] = trail(run);
    gk_tpl_fault(run->diags, run->frame->tpl, span, id, GK_TEMPLATE_ARGS + 1, all);
    return false;
}

bool gk_run_near(gk_run *run, gk_span span, gk_message plain, gk_message near, gk_view word,
                 const gk_view *candidates, size_t count, gk_view more)
{
    gk_view nearest = gk_view_nearest(word, candidates, count);
    return GK_RUN_FAULT(run, span, nearest.n ? near : plain, word, nearest, more);
}

bool gk_run_used_up(gk_run *run, gk_span span)
{
    char text[32];
    if (run->arena->total > run->memory_limit)
        return GK_RUN_FAULT(
            run, span, GK_MSG_template_memory,
            gk_arena_printf(run->arena, "%zu MB", run->set->options.memory / (1024 * 1024)));
    run->steps = 0;
    snprintf(text, sizeof text, "%llu", (unsigned long long)run->set->options.steps);
    return GK_RUN_FAULT(run, span, GK_MSG_template_steps, gk_view_of(text));
}

static gk_view megabytes(gk_run *run, size_t n)
{
    return n < 1024 * 1024 ? gk_arena_printf(run->arena, "%zu", n)
                           : gk_arena_printf(run->arena, "%zu MB", n / (1024 * 1024));
}

bool gk_run_written_slow(gk_run *run, gk_span span)
{
    return GK_RUN_FAULT(run, span, GK_MSG_template_output,
                        megabytes(run, run->set->options.output));
}

bool gk_run_room(gk_run *run, size_t n, gk_span span)
{
    bool fits = n <= run->set->options.memory && run->arena->total <= run->memory_limit - n;
    return fits || GK_RUN_FAULT(run, span, GK_MSG_template_memory,
                                megabytes(run, run->set->options.memory));
}

enum { VALUE_DEPTH_MAX = 60 };

/* Lists and maps that templates make note their depth where dates have an offset. */
static int16_t depth_of(gk_value v)
{
    return (v.kind == GK_LIST || v.kind == GK_MAP) && v.rep == GK_HEAP ? v.offset : 0;
}

bool gk_run_list(gk_run *run, gk_span span, const gk_value *items, size_t n, gk_value *out)
{
    int16_t depth = 0;
    for (size_t i = 0; i < n; i++)
        if (depth_of(items[i]) > depth) depth = depth_of(items[i]);
    *out = gk_value_list(items, n);
    out->offset = (int16_t)(depth + 1);
    return depth < VALUE_DEPTH_MAX || GK_RUN_FAULT(run, span, GK_MSG_template_value_deep);
}

bool gk_run_map(gk_run *run, gk_span span, const gk_pair *pairs, size_t n, gk_value *out)
{
    int16_t depth = 0;
    for (size_t i = 0; i < n; i++)
        if (depth_of(pairs[i].value) > depth) depth = depth_of(pairs[i].value);
    *out = gk_value_map(pairs, n);
    out->offset = (int16_t)(depth + 1);
    return depth < VALUE_DEPTH_MAX || GK_RUN_FAULT(run, span, GK_MSG_template_value_deep);
}

bool gk_run_string(gk_run *run, gk_span span, gk_value *out)
{
    if (!gk_run_room(run, run->scratch.n, span) || !gk_run_charge(run, run->scratch.n / 256, span))
        return false;
    *out = gk_value_string(gk_arena_view(run->arena, gk_buf_view(&run->scratch)));
    return true;
}

/* Added as a symbol, since a template that uses the name may be loaded only later. */
static gk_global make_global(gk_template_set *set, gk_view name)
{
    uint32_t id = gk_set_symbol(set, name, true);
    return (gk_global){gk_set_symbol_name(set, id), id, gk_map_get(&set->constants, name) != NULL};
}

static void take_globals(gk_run *run, gk_value globals)
{
    run->globals = globals;
    uint32_t n = gk_value_count(globals);
    for (uint32_t i = 0; i < n && i < GK_GLOBALS_MAX; i++) {
        gk_view name = gk_value_key(globals, i);
        gk_global *global = &run->set->globals[i];
        if (!global->id || !gk_view_eq(global->name, name)) *global = make_global(run->set, name);
        run->global_ids[i] = global->id;
        run->constant[i] = global->constant;
        run->global_values[i] = gk_value_at(globals, i, run->arena);
        run->global_count++;
    }
}

bool gk_template_render(gk_template_set *set, gk_view name, gk_value globals, gk_view document,
                        gk_arena *arena, gk_buf *out, gk_diags *diags)
{
    gk_tpl *tpl = gk_set_load(set, name);
    gk_chain *chain = gk_set_link(set, tpl, diags);
    if (!chain) return false;
    gk_run run = {.set = set,
                  .arena = arena,
                  .out = out,
                  .diags = diags,
                  .lowest = UINT32_MAX,
                  .scratch = set->scratch,
                  .document = document.n ? document : name,
                  .steps = set->options.steps,
                  .out_limit = out->n + set->options.output,
                  .memory_limit = arena->total + set->options.memory};
    take_globals(&run, globals);
    gk_frame frame = {.tpl = tpl, .env = gk_env_new(&run), .top = true};
    run.frame = &frame;
    bool ok = gk_exec_template(&run, chain);
    set->scratch = run.scratch;
    return ok;
}
