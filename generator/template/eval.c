#include <math.h>

#include "template/filters.h"
#include "template/is.h"
#include "template/run.h"

/* Kept out of line, so that the functions that call it do without its frame. */
#define GK_ASIDE __attribute__((noinline))

static gk_view source(const gk_run *run, gk_span span)
{
    return gk_view_sub(run->frame->tpl->text, span.from, span.to - span.from);
}

static gk_view kind_name(gk_value v)
{
    return gk_view_of(gk_value_kind_name(v));
}

GK_ASIDE static bool undefined_name(gk_run *run, const gk_expr *e)
{
    gk_view names[256];
    size_t n = gk_scope_names(run, names, 256);
    return gk_run_near(run, e->span, GK_MSG_template_undefined, GK_MSG_template_undefined_near,
                       e->u.name.text, names, n, (gk_view){NULL, 0});
}

/* The part of the span that is the last key: a.b.c → c. */
static gk_span key_span(const gk_expr *e)
{
    if (e->kind == GK_X_ATTR) return (gk_span){e->span.to - (uint32_t)e->u.name.text.n, e->span.to};
    return e->kind == GK_X_ITEM ? e->b->span : e->span;
}

GK_ASIDE static bool no_member(gk_run *run, const gk_expr *e, gk_value object, gk_view key)
{
    static const char *const parts[] = {"year", "month", "day", "hour", "minute", "weekday"};
    gk_view names[256];
    size_t n = 0;
    gk_span span = key_span(e);
    if (object.kind == GK_NULL)
        return GK_RUN_FAULT(run, span, GK_MSG_template_null_member, source(run, e->a->span), key);
    if (object.kind == GK_DATE)
        for (; n < sizeof parts / sizeof *parts; n++) names[n] = gk_view_of(parts[n]);
    else if (object.kind != GK_MAP)
        return GK_RUN_FAULT(run, span, GK_MSG_template_not_map, source(run, e->a->span), key,
                            kind_name(object));
    for (uint32_t i = 0; object.kind == GK_MAP && i < gk_value_count(object) && n < 256; i++)
        names[n++] = gk_value_key(object, i);
    return gk_run_near(run, span, GK_MSG_template_no_key, GK_MSG_template_no_key_near, key, names,
                       n, kind_name(object));
}

static bool date_part(gk_value date, gk_view key, gk_value *out)
{
    gk_civil c = gk_date_civil(gk_value_as_date(date));
    if (gk_view_is(key, "year"))
        *out = gk_value_int(c.year);
    else if (gk_view_is(key, "month"))
        *out = gk_value_int(c.month);
    else if (gk_view_is(key, "day"))
        *out = gk_value_int(c.day);
    else if (gk_view_is(key, "hour"))
        *out = gk_value_int(c.hour);
    else if (gk_view_is(key, "minute"))
        *out = gk_value_int(c.minute);
    else if (gk_view_is(key, "weekday"))
        *out = gk_value_int(c.weekday ? c.weekday : 7);
    else
        return false;
    return true;
}

bool gk_eval_member(gk_run *run, gk_value object, gk_view key, gk_value *out)
{
    bool found = false;
    if (object.kind == GK_MAP) {
        const char *varying = object.rep == GK_LAZY ? object.u.lazy->cls->varying : NULL;
        if (varying && gk_view_is(key, varying)) run->varies = true;
        *out = gk_value_get(object, key, run->arena, &found);
    } else if (object.kind == GK_DATE)
        found = date_part(object, key, out);
    return found;
}

static inline bool find_name(gk_run *run, const gk_expr *e, gk_value *out)
{
    return gk_scope_find_again(run, e->u.name.id, &((gk_expr *)(uintptr_t)e)->u.name.hint, out);
}

/* A key of a map that was made here or by a fact: most often at the same place as the last time. */
static bool find_pair(gk_expr *node, gk_value map, gk_value *out)
{
    gk_view key = node->u.name.text;
    uint32_t i = node->u.name.lazy ? 0 : node->u.name.hint;
    if (i >= map.n || !gk_view_eq(map.u.pairs[i].key, key))
        for (i = 0; i < map.n && !gk_view_eq(map.u.pairs[i].key, key); i++) continue;
    if (i == map.n) return false;
    node->u.name.lazy = NULL;
    node->u.name.hint = i;
    *out = map.u.pairs[i].value;
    return true;
}

/* An attribute mostly meets things of one class: where the key was the last time is noted in the
 * node. */
static bool find_attribute(gk_run *run, const gk_expr *e, gk_value object, gk_value *out)
{
    gk_expr *node = (gk_expr *)(uintptr_t)e;
    if (object.kind == GK_MAP && object.rep == GK_HEAP) return find_pair(node, object, out);
    if (object.kind != GK_MAP || object.rep != GK_LAZY || !object.u.lazy->cls->get_again)
        return gk_eval_member(run, object, e->u.name.text, out);
    const gk_lazy *lazy = object.u.lazy;
    if (node->u.name.lazy != lazy) {
        node->u.name.lazy = lazy;
        node->u.name.hint = 0;
        node->u.name.varies = lazy->cls->varying && gk_view_is(e->u.name.text, lazy->cls->varying);
    }
    run->varies |= node->u.name.varies;
    return lazy->cls->get_again(lazy->ctx, object.n, e->u.name.text, &node->u.name.hint, run->arena,
                                out);
}

/* Item of a list by number (negative: from the end) or of a map by key. */
static bool item(gk_run *run, gk_value object, gk_value index, gk_value *out)
{
    if (index.kind == GK_STRING) return gk_eval_member(run, object, gk_value_view(index), out);
    if (object.kind != GK_LIST || index.kind != GK_INT) return false;
    int64_t n = gk_value_count(object), i = index.u.i < 0 ? index.u.i + n : index.u.i;
    if (i < 0 || i >= n) return false;
    *out = gk_value_at(object, (uint32_t)i, run->arena);
    return true;
}

GK_ASIDE static bool no_item(gk_run *run, const gk_expr *e, gk_value object, gk_value index)
{
    if (index.kind == GK_STRING) return no_member(run, e, object, gk_value_view(index));
    if (object.kind == GK_LIST && index.kind == GK_INT)
        return GK_RUN_FAULT(run, e->b->span, GK_MSG_template_index,
                            gk_arena_printf(run->arena, "%lld", (long long)index.u.i),
                            gk_arena_printf(run->arena, "%u", gk_value_count(object)));
    return GK_RUN_FAULT(run, e->span, GK_MSG_template_not_indexed, kind_name(object),
                        kind_name(index));
}

bool gk_eval_soft(gk_run *run, const gk_expr *e, gk_value *out, bool *found)
{
    gk_value object, index;
    *found = true;
    switch ((gk_expr_kind)e->kind) {
    case GK_X_NAME: *found = find_name(run, e, out); break;
    case GK_X_ATTR:
        if (!gk_eval_soft(run, e->a, &object, found)) return false;
        if (*found) *found = find_attribute(run, e, object, out);
        break;
    case GK_X_ITEM:
        if (!gk_eval_soft(run, e->a, &object, found)) return false;
        if (*found && !gk_eval(run, e->b, &index)) return false;
        if (*found) *found = item(run, object, index, out);
        break;
    default: return gk_eval(run, e, out);
    }
    if (!*found) *out = gk_value_null();
    return true;
}

static bool bad_operands(gk_run *run, const gk_expr *e, gk_value a, gk_value b)
{
    static const char *const names[] = {
        "+", "-", "*", "/", "//", "%", "==", "!=", "<", "<=", ">", ">=", "in", "not in"};
    return GK_RUN_FAULT(run, e->span, GK_MSG_template_operands, gk_view_of(names[e->op]),
                        kind_name(a), kind_name(b));
}

/* The pieces of a ~: strings are escaped as soon as one piece is html. */
static bool concat_values(gk_run *run, gk_span span, const gk_value *values, uint32_t n,
                          gk_value *out)
{
    bool html = false;
    for (uint32_t i = 0; i < n; i++) html |= values[i].kind == GK_HTML;
    run->scratch.n = 0;
    for (uint32_t i = 0; i < n; i++) {
        gk_value v = values[i];
        if (v.kind == GK_LIST || v.kind == GK_MAP)
            return GK_RUN_FAULT(run, span, GK_MSG_template_print, kind_name(v));
        if (gk_value_is_text(v) && !gk_run_room(run, run->scratch.n + v.n, span)) return false;
        if (html && v.kind == GK_STRING)
            gk_buf_put_html(&run->scratch, gk_value_view(v));
        else
            gk_value_put_text(v, &run->scratch);
    }
    if (!gk_run_string(run, span, out)) return false;
    if (html) out->kind = GK_HTML;
    return true;
}

GK_ASIDE static bool concat(gk_run *run, const gk_expr *e, gk_value *out)
{
    gk_value few[8],
        *values = e->count <= 8 ? few : gk_arena_alloc(run->arena, e->count * sizeof *values);
    for (uint32_t i = 0; i < e->count; i++)
        if (!gk_eval(run, e->u.items[i], &values[i])) return false;
    return concat_values(run, e->span, values, e->count, out);
}

static bool add_lists(gk_run *run, const gk_expr *e, gk_value a, gk_value b, gk_value *out)
{
    uint32_t na = gk_value_count(a), nb = gk_value_count(b);
    size_t n = (size_t)na + nb;
    if (!gk_run_room(run, n * sizeof(gk_value), e->span) || !gk_run_charge(run, n, e->span))
        return false;
    gk_value *items = gk_arena_alloc(run->arena, n * sizeof *items);
    for (uint32_t i = 0; i < na; i++) items[i] = gk_value_at(a, i, run->arena);
    for (uint32_t i = 0; i < nb; i++) items[na + i] = gk_value_at(b, i, run->arena);
    return gk_run_list(run, e->span, items, n, out);
}

static bool int_arithmetic(gk_run *run, const gk_expr *e, int64_t a, int64_t b, gk_value *out)
{
    int64_t i = 0;
    bool over = false;
    switch ((gk_op)e->op) {
    case GK_OP_ADD: over = __builtin_add_overflow(a, b, &i); break;
    case GK_OP_SUB: over = __builtin_sub_overflow(a, b, &i); break;
    case GK_OP_MUL: over = __builtin_mul_overflow(a, b, &i); break;
    default: /* // and % round down, as in mathematics: the remainder has the divisor's sign */
        over = b == -1 && a == INT64_MIN;
        if (over) break;
        i = e->op == GK_OP_FLOOR ? a / b : a % b;
        if (a % b != 0 && (a % b < 0) != (b < 0)) i = e->op == GK_OP_FLOOR ? i - 1 : i + b;
    }
    if (over) return GK_RUN_FAULT(run, e->span, GK_MSG_template_overflow);
    *out = gk_value_int(i);
    return true;
}

static bool arithmetic(gk_run *run, const gk_expr *e, gk_value a, gk_value b, gk_value *out)
{
    if (e->op == GK_OP_ADD && gk_value_is_text(a) && gk_value_is_text(b))
        return concat_values(run, e->span, (gk_value[]){a, b}, 2, out);
    if (e->op == GK_OP_ADD && a.kind == GK_LIST && b.kind == GK_LIST)
        return add_lists(run, e, a, b, out);
    if (!gk_value_is_number(a) || !gk_value_is_number(b)) return bad_operands(run, e, a, b);
    bool divides = e->op == GK_OP_DIV || e->op == GK_OP_FLOOR || e->op == GK_OP_MOD;
    if (divides && gk_value_as_float(b) == 0)
        return GK_RUN_FAULT(run, e->span, GK_MSG_template_divide);
    if (a.kind == GK_INT && b.kind == GK_INT && e->op != GK_OP_DIV)
        return int_arithmetic(run, e, a.u.i, b.u.i, out);
    double x = gk_value_as_float(a), y = gk_value_as_float(b), f = 0;
    switch ((gk_op)e->op) {
    case GK_OP_ADD: f = x + y; break;
    case GK_OP_SUB: f = x - y; break;
    case GK_OP_MUL: f = x * y; break;
    case GK_OP_DIV: f = x / y; break;
    case GK_OP_FLOOR: f = floor(x / y); break;
    default: f = x - floor(x / y) * y; break;
    }
    if (!isfinite(f)) return GK_RUN_FAULT(run, e->span, GK_MSG_template_overflow);
    *out = gk_value_float(f);
    return true;
}

/* Two strings are the common case. */
static inline bool same_value(gk_run *run, gk_span span, gk_value a, gk_value b, bool *yes)
{
    if (a.kind != GK_STRING || b.kind != GK_STRING) return gk_run_equal(run, span, a, b, yes);
    *yes = a.n == b.n && memcmp(a.u.s, b.u.s, a.n) == 0;
    return gk_run_charge(run, 1, span);
}

static bool contains(gk_run *run, const gk_expr *e, gk_value needle, gk_value in, bool *yes)
{
    *yes = false;
    if (in.kind == GK_NULL) return true;
    if (gk_value_is_text(in) && gk_value_is_text(needle)) {
        *yes = gk_view_find(gk_value_view(in), gk_value_view(needle), 0) != SIZE_MAX;
        return gk_run_charge(run, in.n / 64, e->span);
    }
    if (in.kind == GK_MAP && needle.kind == GK_STRING) {
        gk_value_get(in, gk_value_view(needle), run->arena, yes);
        return true;
    }
    if (in.kind != GK_LIST) return in.kind == GK_MAP ? true : bad_operands(run, e, needle, in);
    uint32_t n = gk_value_count(in);
    for (uint32_t i = 0; i < n && !*yes; i++) {
        gk_value item = in.rep == GK_HEAP ? in.u.items[i] : gk_value_at(in, i, run->arena);
        if (!same_value(run, e->span, needle, item, yes)) return false;
    }
    return true;
}

static bool ordered(gk_run *run, const gk_expr *e, gk_value a, gk_value b, gk_value *out)
{
    bool dates = a.kind == GK_DATE && b.kind == GK_DATE;
    bool alike = dates || (gk_value_is_number(a) && gk_value_is_number(b)) ||
                 (gk_value_is_text(a) && gk_value_is_text(b));
    if (!alike) return bad_operands(run, e, a, b);
    int order = gk_value_compare(a, b);
    bool yes = e->op == GK_OP_LT   ? order < 0
               : e->op == GK_OP_LE ? order <= 0
               : e->op == GK_OP_GT ? order > 0
                                   : order >= 0;
    *out = gk_value_bool(yes);
    return true;
}

GK_ASIDE static bool binary(gk_run *run, const gk_expr *e, gk_value *out)
{
    gk_value a, b;
    bool yes;
    if (!gk_eval(run, e->a, &a) || !gk_eval(run, e->b, &b)) return false;
    switch ((gk_op)e->op) {
    case GK_OP_EQ:
    case GK_OP_NE:
        if (!same_value(run, e->span, a, b, &yes)) return false;
        *out = gk_value_bool(yes == (e->op == GK_OP_EQ));
        return true;
    case GK_OP_LT:
    case GK_OP_LE:
    case GK_OP_GT:
    case GK_OP_GE: return ordered(run, e, a, b, out);
    case GK_OP_IN:
    case GK_OP_NOT_IN:
        if (!contains(run, e, a, b, &yes)) return false;
        *out = gk_value_bool(yes == (e->op == GK_OP_IN));
        return true;
    default: return arithmetic(run, e, a, b, out);
    }
}

GK_ASIDE static bool list(gk_run *run, const gk_expr *e, gk_value *out)
{
    if (e->op) {
        *out = e->u.value;
        return gk_run_charge(run, e->count, e->span);
    }
    gk_value *items = gk_arena_alloc(run->arena, e->count * sizeof *items);
    for (uint32_t i = 0; i < e->count; i++)
        if (!gk_eval(run, e->u.items[i], &items[i])) return false;
    return gk_run_list(run, e->span, items, e->count, out);
}

GK_ASIDE static bool map(gk_run *run, const gk_expr *e, gk_value *out)
{
    uint32_t n = e->count / 2;
    gk_pair *pairs = gk_arena_alloc(run->arena, n * sizeof *pairs);
    for (uint32_t i = 0; i < n; i++) {
        gk_value key;
        if (!gk_eval(run, e->u.items[2 * i], &key)) return false;
        if (!gk_eval(run, e->u.items[2 * i + 1], &pairs[i].value)) return false;
        if (key.kind != GK_STRING)
            return GK_RUN_FAULT(run, e->u.items[2 * i]->span, GK_MSG_template_map_key,
                                kind_name(key));
        pairs[i].key = gk_value_view(key);
    }
    return gk_run_map(run, e->span, pairs, n, out);
}

static bool negate(gk_run *run, const gk_expr *e, gk_value *out)
{
    gk_value a;
    if (!gk_eval(run, e->a, &a)) return false;
    if (a.kind == GK_INT && a.u.i != INT64_MIN)
        *out = gk_value_int(-a.u.i);
    else if (a.kind == GK_FLOAT)
        *out = gk_value_float(-a.u.f);
    else
        return GK_RUN_FAULT(run, e->span, GK_MSG_template_operand, GK_V("-"), kind_name(a));
    return true;
}

GK_ASIDE static bool test(gk_run *run, const gk_expr *e, gk_value *out)
{
    gk_value v, arg = gk_value_null();
    if (!gk_eval(run, e->a, &v)) return false;
    if (e->u.test.arg && !gk_eval(run, e->u.test.arg, &arg)) return false;
    const gk_is *is = e->u.test.is;
    if (is->takes_arg && (arg.kind != GK_INT || arg.u.i == 0))
        return GK_RUN_FAULT(run, e->u.test.arg->span, GK_MSG_template_filter_argument,
                            gk_view_of(is->name), kind_name(arg), GK_V("1, 2, 3 …"));
    *out = gk_value_bool(is->run(v, arg) != e->u.test.negated);
    return true;
}

GK_ASIDE static bool filter(gk_run *run, const gk_expr *e, gk_value *out)
{
    gk_use use = {.run = run, .expr = e};
    if (!gk_eval(run, e->a, &use.subject)) return false;
    for (unsigned i = 0; i < e->count; i++) {
        use.given[i] = e->u.call.args[i] != NULL;
        if (!use.given[i])
            use.args[i] = gk_value_null();
        else if (!gk_eval(run, e->u.call.args[i], &use.args[i]))
            return false;
    }
    return gk_filter_run(&use, out);
}

/* A declared function behind "|": what stands before becomes the first argument. */
GK_ASIDE static bool function_filter(gk_run *run, const gk_expr *e, gk_value *out)
{
    gk_value *args = gk_arena_alloc(run->arena, (e->count + 1) * sizeof *args);
    gk_pair *pairs = gk_arena_alloc(run->arena, e->u.call.named_count * sizeof *pairs);
    if (!gk_eval(run, e->a, &args[0])) return false;
    for (uint32_t i = 0; i < e->count; i++)
        if (!gk_eval(run, e->u.call.args[i], &args[i + 1])) return false;
    for (uint32_t i = 0; i < e->u.call.named_count; i++) {
        pairs[i].key = e->u.call.named[i].name;
        if (!gk_eval(run, e->u.call.named[i].value, &pairs[i].value)) return false;
    }
    return gk_call_function(run, e->u.call.function, e->span, args, e->count + 1,
                            gk_value_map(pairs, e->u.call.named_count), out);
}

/* The value when it exists and isn't null (with a true second argument: isn't empty), else the
 * other one. */
GK_ASIDE static bool standard(gk_run *run, const gk_expr *e, gk_value *out)
{
    bool found;
    gk_value strict = gk_value_bool(false);
    if (!gk_eval_soft(run, e->a, out, &found)) return false;
    if (e->c && !gk_eval(run, e->c, &strict)) return false;
    if (found && out->kind != GK_NULL && (!gk_value_truth(strict) || gk_value_truth(*out)))
        return true;
    if (e->b) return gk_eval(run, e->b, out);
    *out = gk_value_null();
    return true;
}

static bool choose(gk_run *run, const gk_expr *e, gk_value *out)
{
    gk_value condition;
    if (!gk_eval(run, e->b, &condition)) return false;
    if (gk_value_truth(condition)) return gk_eval(run, e->a, out);
    if (e->c) return gk_eval(run, e->c, out);
    *out = gk_value_null();
    return true;
}

/* `and` and `or` give the operand that decided. */
static bool logical(gk_run *run, const gk_expr *e, gk_value *out)
{
    if (!gk_eval(run, e->a, out)) return false;
    return gk_value_truth(*out) == (e->kind == GK_X_OR) || gk_eval(run, e->b, out);
}

static bool attribute(gk_run *run, const gk_expr *e, gk_value *out)
{
    gk_value object;
    if (!gk_eval(run, e->a, &object)) return false;
    return find_attribute(run, e, object, out) || no_member(run, e, object, e->u.name.text);
}

static bool subscript(gk_run *run, const gk_expr *e, gk_value *out)
{
    gk_value object, index;
    if (!gk_eval(run, e->a, &object) || !gk_eval(run, e->b, &index)) return false;
    return item(run, object, index, out) || no_item(run, e, object, index);
}

GK_ASIDE static bool super(gk_run *run, const gk_expr *e, gk_value *out)
{
    size_t mark = run->out->n;
    return gk_call_super(run, e) && gk_run_capture(run, mark, e->span, out);
}

GK_ASIDE static bool eval_compound(gk_run *run, const gk_expr *e, gk_value *out)
{
    bool found;
    switch ((gk_expr_kind)e->kind) {
    case GK_X_CONST:
    case GK_X_NAME: return false; /* gk_eval has them */
    case GK_X_ATTR: return attribute(run, e, out);
    case GK_X_ITEM: return subscript(run, e, out);
    case GK_X_LIST: return list(run, e, out);
    case GK_X_MAP: return map(run, e, out);
    case GK_X_CONCAT: return concat(run, e, out);
    case GK_X_BINARY: return binary(run, e, out);
    case GK_X_NOT:
        if (!gk_eval(run, e->a, out)) return false;
        *out = gk_value_bool(!gk_value_truth(*out));
        return true;
    case GK_X_NEGATE: return negate(run, e, out);
    case GK_X_AND:
    case GK_X_OR: return logical(run, e, out);
    case GK_X_IF: return choose(run, e, out);
    case GK_X_FILTER: return e->u.call.filter ? filter(run, e, out) : function_filter(run, e, out);
    case GK_X_DEFAULT: return standard(run, e, out);
    case GK_X_TEST: return test(run, e, out);
    case GK_X_DEFINED:
        if (!gk_eval_soft(run, e->a, out, &found)) return false;
        *out = gk_value_bool(found != e->u.test.negated);
        return true;
    case GK_X_CALL: return gk_call_eval(run, e, out);
    case GK_X_SUPER: return super(run, e, out);
    }
    return false;
}

/* Half of all nodes are leaves: they do without the frame that the others need. */
bool gk_eval(gk_run *run, const gk_expr *e, gk_value *out)
{
    if (!gk_run_charge(run, 1, e->span)) return false;
    if (e->kind == GK_X_NAME) return find_name(run, e, out) || undefined_name(run, e);
    if (e->kind != GK_X_CONST) return eval_compound(run, e, out);
    *out = e->u.value;
    return true;
}
