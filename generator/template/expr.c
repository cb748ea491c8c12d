#include "template/expr.h"

#include <stdlib.h>

#include "base/mem.h"

void gk_exprs_push(gk_exprs *list, gk_expr *e)
{
    list->items = gk_mem_grow(list->items, &list->cap, list->count + 1, sizeof *list->items);
    list->items[list->count++] = e;
}

gk_expr *gk_expr_make(gk_parser *p, gk_expr_kind kind, uint32_t from)
{
    gk_expr *e = gk_arena_calloc(p->arena, 1, sizeof *e);
    e->kind = (uint8_t)kind;
    e->depth = 1;
    e->span = (gk_span){from, p->last};
    return e;
}

/* Accounts for a child; NULL and a fault when the tree gets too deep to be walked. */
gk_expr *gk_expr_deepen(gk_parser *p, gk_expr *e, const gk_expr *child)
{
    if (!e || !child) return NULL;
    if (child->depth >= e->depth) e->depth = (uint16_t)(child->depth + 1);
    if (e->depth <= GK_TREE_MAX) return e;
    gk_parse_refuse(p, e->span, GK_MSG_template_expression_deep);
    return NULL;
}

/* Gives the gathered items to e. */
gk_expr *gk_expr_finish(gk_parser *p, gk_expr *e, gk_exprs *list, bool ok)
{
    if (ok) {
        e->count = (uint32_t)list->count;
        e->u.items = gk_arena_alloc(p->arena, (list->count + 1) * sizeof *list->items);
        for (size_t i = 0; i < list->count && e; i++) {
            e->u.items[i] = list->items[i];
            e = gk_expr_deepen(p, e, list->items[i]);
        }
        if (e) e->span.to = p->last;
    }
    free(list->items);
    return ok ? e : NULL;
}

gk_expr *gk_expr_binary(gk_parser *p, gk_op op, gk_expr *a, gk_expr *b)
{
    if (!a || !b) return NULL;
    gk_expr *e = gk_expr_make(p, GK_X_BINARY, a->span.from);
    e->op = (uint8_t)op;
    e->a = a;
    e->b = b;
    return gk_expr_deepen(p, gk_expr_deepen(p, e, a), b);
}

gk_expr *gk_expr_unary(gk_parser *p, gk_expr_kind kind, uint32_t from, gk_expr *a)
{
    if (!a) return NULL;
    gk_expr *e = gk_expr_make(p, kind, from);
    e->a = a;
    return gk_expr_deepen(p, e, a);
}

gk_expr *gk_expr_constant(gk_parser *p, gk_value v)
{
    gk_expr *e = gk_expr_make(p, GK_X_CONST, p->token.span.from);
    e->u.value = v;
    e->span = p->token.span;
    gk_parse_next(p);
    return e;
}
