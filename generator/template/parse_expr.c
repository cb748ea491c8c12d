#include <stdlib.h>

#include "base/mem.h"
#include "template/expr.h"
#include "template/filters.h"
#include "template/is.h"

static bool named_ahead(gk_parser *p)
{
    if (p->token.kind != GK_T_NAME) return false;
    gk_lexer saved = p->lexer;
    gk_token after = gk_lex_token(&p->lexer);
    p->lexer = saved;
    return after.kind == GK_T_OP && after.op[0] == '=' && !after.op[1];
}

static bool parse_named(gk_parser *p, gk_named *named, uint32_t *count)
{
    if (*count == GK_PARAMS_MAX) {
        gk_parse_expected(p, GK_V(")"));
        return false;
    }
    gk_named *n = &named[(*count)++];
    n->name = p->token.text;
    n->span = p->token.span;
    gk_parse_next(p);
    gk_parse_next(p);
    n->value = gk_parse_expr(p);
    return n->value != NULL;
}

/* "(" is the current token: the arguments up to ")". */
static gk_expr *parse_args(gk_parser *p, gk_expr *e)
{
    gk_exprs list = {NULL, 0, 0};
    gk_named named[GK_PARAMS_MAX];
    uint32_t count = 0;
    bool ok = gk_parse_op(p, "(");
    while (ok && !gk_parse_is_op(p, ")")) {
        if (named_ahead(p)) {
            ok = parse_named(p, named, &count);
        } else if (count || list.count == GK_PARAMS_MAX) {
            gk_parse_expected(p, count ? GK_V("name=") : GK_V(")"));
            ok = false;
        } else {
            gk_expr *arg = gk_parse_expr(p);
            ok = arg != NULL;
            if (ok) gk_exprs_push(&list, arg);
        }
        if (ok && !gk_parse_is_op(p, ")")) ok = gk_parse_op(p, ",");
    }
    ok = ok && gk_parse_op(p, ")");
    if (ok) {
        e->count = (uint32_t)list.count;
        e->u.call.args = gk_arena_alloc(p->arena, (list.count + 1) * sizeof *list.items);
        if (list.count) memcpy(e->u.call.args, list.items, list.count * sizeof *list.items);
        e->u.call.named = gk_arena_alloc(p->arena, (count + 1) * sizeof *named);
        memcpy(e->u.call.named, named, count * sizeof *named);
        e->u.call.named_count = count;
        e->span.to = p->last;
        for (uint32_t i = 0; i < e->count && e; i++) e = gk_expr_deepen(p, e, e->u.call.args[i]);
        for (uint32_t i = 0; i < count && e; i++) e = gk_expr_deepen(p, e, named[i].value);
    }
    free(list.items);
    return ok ? e : NULL;
}

/* A list of constants is made here and now, in the place of its items: op tells. */
static gk_expr *fold_list(gk_parser *p, gk_expr *e)
{
    for (uint32_t i = 0; e && i < e->count; i++)
        if (e->u.items[i]->kind != GK_X_CONST) return e;
    if (!e || !e->count) return e;
    gk_value *values = gk_arena_alloc(&p->set->arena, e->count * sizeof *values);
    for (uint32_t i = 0; i < e->count; i++) values[i] = e->u.items[i]->u.value;
    e->u.value = gk_value_list(values, e->count);
    e->u.value.offset = 1; /* as gk_run_list has it */
    e->op = 1;
    return e;
}

static gk_expr *parse_list(gk_parser *p)
{
    gk_exprs list = {NULL, 0, 0};
    gk_expr *e = gk_expr_make(p, GK_X_LIST, p->token.span.from);
    bool ok = gk_parse_op(p, "[");
    while (ok && !gk_parse_is_op(p, "]")) {
        gk_expr *item = gk_parse_expr(p);
        ok = item != NULL;
        if (ok) gk_exprs_push(&list, item);
        if (ok && !gk_parse_is_op(p, "]")) ok = gk_parse_op(p, ",");
    }
    ok = ok && gk_parse_op(p, "]");
    return fold_list(p, gk_expr_finish(p, e, &list, ok));
}

static gk_expr *parse_map(gk_parser *p)
{
    gk_exprs list = {NULL, 0, 0};
    gk_expr *e = gk_expr_make(p, GK_X_MAP, p->token.span.from);
    bool ok = gk_parse_op(p, "{");
    while (ok && !gk_parse_is_op(p, "}")) {
        gk_expr *key = gk_parse_expr(p);
        ok = key && gk_parse_op(p, ":");
        gk_expr *value = ok ? gk_parse_expr(p) : NULL;
        ok = value != NULL;
        if (ok) {
            gk_exprs_push(&list, key);
            gk_exprs_push(&list, value);
        }
        if (ok && !gk_parse_is_op(p, "}")) ok = gk_parse_op(p, ",");
    }
    ok = ok && gk_parse_op(p, "}");
    return gk_expr_finish(p, e, &list, ok);
}

static gk_expr *parse_word(gk_parser *p)
{
    static const char *const reserved[] = {"and", "or", "not", "in", "is", "if", "else", "elif"};
    gk_view word = p->token.text;
    if (gk_view_is(word, "true") || gk_view_is(word, "True"))
        return gk_expr_constant(p, gk_value_bool(true));
    if (gk_view_is(word, "false") || gk_view_is(word, "False"))
        return gk_expr_constant(p, gk_value_bool(false));
    if (gk_view_is(word, "none") || gk_view_is(word, "None") || gk_view_is(word, "null"))
        return gk_expr_constant(p, gk_value_null());
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
        if (!gk_view_is(word, reserved[i])) continue;
        gk_parse_fault(p, p->token.span, GK_MSG_template_value_expected, word, (gk_view){NULL, 0});
        return NULL;
    }
    if (p->in_condition && gk_view_is(word, "loop"))
        gk_parse_refuse(p, p->token.span, GK_MSG_template_loop_condition);
    gk_expr *e = gk_expr_make(p, GK_X_NAME, p->token.span.from);
    e->span = p->token.span;
    e->u.name.text = word;
    e->u.name.id = gk_set_symbol(p->set, word, true);
    gk_parse_next(p);
    return e;
}

static gk_expr *parse_group(gk_parser *p)
{
    uint32_t from = p->token.span.from;
    gk_parse_next(p);
    gk_expr *e = gk_parse_expr(p);
    if (!e || !gk_parse_op(p, ")")) return NULL;
    if (e->kind != GK_X_ATTR) e->span = (gk_span){from, p->last};
    return e;
}

static gk_expr *parse_primary(gk_parser *p)
{
    switch ((gk_token_kind)p->token.kind) {
    case GK_T_NAME: return parse_word(p);
    case GK_T_INT: return gk_expr_constant(p, gk_value_int(p->token.number.i));
    case GK_T_FLOAT: return gk_expr_constant(p, gk_value_float(p->token.number.f));
    case GK_T_STRING: return gk_expr_constant(p, gk_value_string(p->token.text));
    default: break;
    }
    if (gk_parse_is_op(p, "(")) return parse_group(p);
    if (gk_parse_is_op(p, "[")) return parse_list(p);
    if (gk_parse_is_op(p, "{")) return parse_map(p);
    if (p->token.kind == GK_T_BAD) return NULL;
    gk_view found = p->token.kind == GK_T_EOF ? GK_V("EOF")
                                              : gk_view_sub(p->tpl->text, p->token.span.from,
                                                            p->token.span.to - p->token.span.from);
    gk_parse_fault(p, p->token.span, GK_MSG_template_value_expected, found, (gk_view){NULL, 0});
    return NULL;
}

static gk_expr *parse_member(gk_parser *p, gk_expr *object)
{
    gk_parse_next(p);
    if (p->token.kind == GK_T_INT) {
        gk_expr *index = gk_expr_constant(p, gk_value_int(p->token.number.i));
        gk_expr *e = gk_expr_unary(p, GK_X_ITEM, object->span.from, object);
        if (e) e->b = index;
        return e;
    }
    if (p->token.kind != GK_T_NAME) {
        gk_parse_expected(p, GK_V(".name"));
        return NULL;
    }
    gk_view key = p->token.text;
    gk_parse_next(p);
    gk_expr *e = gk_expr_unary(p, GK_X_ATTR, object->span.from, object);
    if (e) e->u.name.text = key;
    return e;
}

static gk_expr *parse_item(gk_parser *p, gk_expr *object)
{
    gk_parse_next(p);
    gk_expr *index = gk_parse_expr(p);
    if (!index || !gk_parse_op(p, "]")) return NULL;
    gk_expr *e = gk_expr_unary(p, GK_X_ITEM, object->span.from, object);
    if (!e) return NULL;
    e->b = index;
    return gk_expr_deepen(p, e, index);
}

static gk_expr *parse_call(gk_parser *p, gk_expr *callee)
{
    bool super = callee->kind == GK_X_NAME && gk_view_is(callee->u.name.text, "super");
    if (callee->kind != GK_X_NAME && callee->kind != GK_X_ATTR) {
        gk_parse_fault(
            p, callee->span, GK_MSG_template_not_callable,
            gk_view_sub(p->tpl->text, callee->span.from, callee->span.to - callee->span.from),
            (gk_view){NULL, 0});
        return NULL;
    }
    gk_expr *e = gk_expr_unary(p, super ? GK_X_SUPER : GK_X_CALL, callee->span.from, callee);
    e = e ? parse_args(p, e) : NULL;
    if (e)
        e->u.call.function = callee->kind == GK_X_NAME
                                 ? gk_set_function(p->set, callee->u.name.text)
                                 : GK_NO_FUNCTION;
    if (e && super && (!p->in_block || p->in_macro)) {
        gk_parse_refuse(p, e->span, GK_MSG_template_super_place);
        return NULL;
    }
    return e;
}

static gk_expr *parse_postfix(gk_parser *p, gk_expr *e)
{
    while (e) {
        if (gk_parse_is_op(p, "."))
            e = parse_member(p, e);
        else if (gk_parse_is_op(p, "["))
            e = parse_item(p, e);
        else if (gk_parse_is_op(p, "("))
            e = parse_call(p, e);
        else
            break;
    }
    return e;
}

static void unknown_filter(gk_parser *p, gk_span span, gk_view name)
{
    gk_view names[128];
    size_t n = 0;
    for (const gk_filter *f; n < 128 && (f = gk_filter_at(n)); n++) names[n] = gk_view_of(f->name);
    for (size_t i = 0; i < p->set->function_count && n < 128; i++)
        names[n++] = p->set->functions[i].name;
    gk_parse_unknown(p, span, GK_MSG_template_unknown_filter, GK_MSG_template_unknown_filter_near,
                     name, names, n);
}

/* Puts named arguments of a filter into their places, so that the interpreter sees places only. */
static bool place_args(gk_parser *p, gk_expr *e, const gk_filter *filter)
{
    gk_expr *places[GK_FILTER_ARGS] = {NULL};
    gk_view usage = gk_view_of(filter->usage);
    if (e->count > filter->max)
        return gk_parse_fault(p, e->span, GK_MSG_template_filter_usage, usage, usage);
    for (uint32_t i = 0; i < e->count; i++) places[i] = e->u.call.args[i];
    for (uint32_t i = 0; i < e->u.call.named_count; i++) {
        const gk_named *n = &e->u.call.named[i];
        unsigned at = 0;
        while (at < filter->max && !gk_view_is(n->name, filter->params[at])) at++;
        if (at == filter->max || places[at])
            return gk_parse_fault(p, n->span, GK_MSG_template_filter_usage, usage, usage);
        places[at] = n->value;
    }
    for (unsigned i = 0; i < filter->min; i++)
        if (!places[i])
            return gk_parse_fault(p, e->span, GK_MSG_template_filter_usage, usage, usage);
    e->count = filter->max;
    e->u.call.args = gk_arena_alloc(p->arena, sizeof places);
    memcpy(e->u.call.args, places, sizeof places);
    return true;
}

static gk_expr *parse_filter(gk_parser *p, gk_expr *subject)
{
    gk_parse_next(p);
    if (p->token.kind != GK_T_NAME) {
        gk_parse_expected(p, GK_V("|filter"));
        return NULL;
    }
    gk_span span = p->token.span;
    gk_view name = p->token.text;
    const gk_filter *filter = gk_filter_find(name);
    int32_t function = filter ? GK_NO_FUNCTION : gk_set_function(p->set, name);
    gk_parse_next(p);
    gk_expr *e = gk_expr_unary(p, GK_X_FILTER, subject->span.from, subject);
    if (e && gk_parse_is_op(p, "(")) e = parse_args(p, e);
    if (!e) return NULL;
    e->u.call.filter = filter;
    e->u.call.function = function;
    if (!filter && function == GK_NO_FUNCTION) {
        unknown_filter(p, span, name);
        return e; /* the rest can still be looked at */
    }
    if (!filter) return e;
    if (!place_args(p, e, filter)) return e;
    if (!gk_view_is(name, "default")) return e;
    e->kind = GK_X_DEFAULT;
    e->b = e->u.call.args[0];
    e->c = e->u.call.args[1];
    return e;
}

static gk_expr *parse_test_arg(gk_parser *p)
{
    if (!gk_parse_is_op(p, "(")) {
        bool starts = p->token.kind == GK_T_INT || p->token.kind == GK_T_NAME;
        return starts ? parse_postfix(p, parse_primary(p)) : NULL;
    }
    gk_parse_next(p);
    gk_expr *arg = gk_parse_expr(p);
    return arg && gk_parse_op(p, ")") ? arg : NULL;
}

static void unknown_test(gk_parser *p, gk_span span, gk_view name)
{
    gk_view names[64];
    size_t n = 0;
    for (const gk_is *row; n < 64 && (row = gk_is_at(n)); n++) names[n] = gk_view_of(row->name);
    gk_parse_unknown(p, span, GK_MSG_template_unknown_test, GK_MSG_template_unknown_test_near, name,
                     names, n);
}

static gk_expr *parse_test(gk_parser *p, gk_expr *subject)
{
    gk_parse_next(p);
    bool negated = gk_parse_is_word(p, "not");
    if (negated) gk_parse_next(p);
    if (p->token.kind != GK_T_NAME) {
        gk_parse_expected(p, GK_V("is defined"));
        return NULL;
    }
    gk_span span = p->token.span;
    const gk_is *is = gk_is_find(p->token.text);
    if (!is) {
        unknown_test(p, span, p->token.text);
        return NULL;
    }
    gk_parse_next(p);
    gk_expr *e = gk_expr_unary(p, is->run ? GK_X_TEST : GK_X_DEFINED, subject->span.from, subject);
    if (!e) return NULL;
    e->u.test.is = is;
    e->u.test.negated = negated != gk_view_is(gk_view_of(is->name), "undefined");
    if (is->run) e->u.test.negated = negated;
    if (!is->takes_arg) return e;
    size_t faults = p->tpl->faults.count;
    e->u.test.arg = parse_test_arg(p);
    if (!e->u.test.arg && p->tpl->faults.count == faults)
        gk_parse_fault(p, span, GK_MSG_template_filter_usage, gk_view_of(is->usage),
                       gk_view_of(is->usage));
    return gk_expr_deepen(p, e, e->u.test.arg);
}

static gk_expr *parse_unary(gk_parser *p, bool with_filter)
{
    uint32_t from = p->token.span.from;
    gk_expr *e;
    if (gk_parse_is_op(p, "-")) {
        gk_parse_next(p);
        if (++p->nest > GK_NEST_MAX) {
            gk_parse_refuse(p, p->token.span, GK_MSG_template_expression_deep);
            e = NULL;
        } else {
            e = gk_expr_unary(p, GK_X_NEGATE, from, parse_unary(p, false));
        }
        p->nest--;
    } else {
        e = parse_postfix(p, parse_primary(p));
    }
    while (e && with_filter) {
        if (gk_parse_is_op(p, "|"))
            e = parse_filter(p, e);
        else if (gk_parse_is_word(p, "is"))
            e = parse_test(p, e);
        else
            break;
    }
    return e;
}

static gk_expr *parse_product(gk_parser *p)
{
    gk_expr *e = parse_unary(p, true);
    while (e) {
        gk_op op;
        if (gk_parse_is_op(p, "*"))
            op = GK_OP_MUL;
        else if (gk_parse_is_op(p, "/"))
            op = GK_OP_DIV;
        else if (gk_parse_is_op(p, "//"))
            op = GK_OP_FLOOR;
        else if (gk_parse_is_op(p, "%"))
            op = GK_OP_MOD;
        else
            break;
        gk_parse_next(p);
        e = gk_expr_binary(p, op, e, parse_unary(p, true));
    }
    return e;
}

static gk_expr *parse_concat(gk_parser *p)
{
    gk_expr *first = parse_product(p);
    if (!first || !gk_parse_is_op(p, "~")) return first;
    gk_exprs list = {NULL, 0, 0};
    gk_exprs_push(&list, first);
    bool ok = true;
    while (ok && gk_parse_is_op(p, "~")) {
        gk_parse_next(p);
        gk_expr *next = parse_product(p);
        ok = next != NULL;
        if (ok) gk_exprs_push(&list, next);
    }
    return gk_expr_finish(p, gk_expr_make(p, GK_X_CONCAT, first->span.from), &list, ok);
}

static gk_expr *parse_sum(gk_parser *p)
{
    gk_expr *e = parse_concat(p);
    while (e && (gk_parse_is_op(p, "+") || gk_parse_is_op(p, "-"))) {
        gk_op op = gk_parse_is_op(p, "+") ? GK_OP_ADD : GK_OP_SUB;
        gk_parse_next(p);
        e = gk_expr_binary(p, op, e, parse_concat(p));
    }
    return e;
}

static bool comparison(gk_parser *p, gk_op *op)
{
    static const char *const ops[] = {"==", "!=", "<", "<=", ">", ">="};
    for (unsigned i = 0; i < 6; i++) {
        if (!gk_parse_is_op(p, ops[i])) continue;
        *op = (gk_op)(GK_OP_EQ + i);
        return true;
    }
    *op = GK_OP_IN;
    if (gk_parse_is_word(p, "in")) return true;
    if (!gk_parse_is_word(p, "not")) return false;
    *op = GK_OP_NOT_IN;
    gk_lexer saved = p->lexer;
    gk_token after = gk_lex_token(&p->lexer);
    if (after.kind == GK_T_NAME && gk_view_is(after.text, "in")) return true;
    p->lexer = saved;
    return false;
}

static gk_expr *parse_compare(gk_parser *p)
{
    gk_expr *e = parse_sum(p);
    gk_op op;
    if (!e || !comparison(p, &op)) return e;
    gk_parse_next(p);
    return gk_expr_binary(p, op, e, parse_sum(p));
}

static gk_expr *parse_not(gk_parser *p)
{
    if (!gk_parse_is_word(p, "not")) return parse_compare(p);
    uint32_t from = p->token.span.from;
    gk_parse_next(p);
    gk_expr *e = NULL;
    if (++p->nest > GK_NEST_MAX)
        gk_parse_refuse(p, p->token.span, GK_MSG_template_expression_deep);
    else
        e = gk_expr_unary(p, GK_X_NOT, from, parse_not(p));
    p->nest--;
    return e;
}

static gk_expr *logical(gk_parser *p, gk_expr_kind kind, gk_expr *a, gk_expr *b)
{
    if (!a || !b) return NULL;
    gk_expr *e = gk_expr_unary(p, kind, a->span.from, a);
    if (e) e->b = b;
    return gk_expr_deepen(p, e, b);
}

static gk_expr *parse_and(gk_parser *p)
{
    gk_expr *e = parse_not(p);
    while (e && gk_parse_is_word(p, "and")) {
        gk_parse_next(p);
        e = logical(p, GK_X_AND, e, parse_not(p));
    }
    return e;
}

gk_expr *gk_parse_expr_or(gk_parser *p)
{
    gk_expr *e = parse_and(p);
    while (e && gk_parse_is_word(p, "or")) {
        gk_parse_next(p);
        e = logical(p, GK_X_OR, e, parse_and(p));
    }
    return e;
}

static gk_expr *parse_conditional(gk_parser *p)
{
    gk_expr *e = gk_parse_expr_or(p);
    if (!e || !gk_parse_is_word(p, "if")) return e;
    gk_parse_next(p);
    gk_expr *condition = gk_parse_expr_or(p), *otherwise = NULL;
    if (!condition) return NULL;
    if (gk_parse_is_word(p, "else")) {
        gk_parse_next(p);
        otherwise = gk_parse_expr(p);
        if (!otherwise) return NULL;
    }
    gk_expr *choice = gk_expr_make(p, GK_X_IF, e->span.from);
    choice->a = e;
    choice->b = condition;
    choice->c = otherwise;
    choice = gk_expr_deepen(p, gk_expr_deepen(p, choice, e), condition);
    return otherwise ? gk_expr_deepen(p, choice, otherwise) : choice;
}

gk_expr *gk_parse_expr(gk_parser *p)
{
    gk_expr *e = NULL;
    if (++p->nest > GK_NEST_MAX)
        gk_parse_refuse(p, p->token.span, GK_MSG_template_expression_deep);
    else
        e = parse_conditional(p);
    p->nest--;
    return e;
}
