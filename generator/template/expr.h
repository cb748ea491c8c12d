/* Nodes of expressions in the making. What takes a child accounts for the depth of the tree: NULL,
 * with a fault added, when it gets too deep to be walked; a NULL child gives NULL. */
#ifndef GK_TEMPLATE_EXPR_H
#define GK_TEMPLATE_EXPR_H

#include "template/parser.h"

/* Expressions being gathered; given to a node by gk_expr_finish, which frees the list. */
typedef struct gk_exprs {
    gk_expr **items;
    size_t count, cap;
} gk_exprs;

/* Adds one to the list. */
void gk_exprs_push(gk_exprs *list, gk_expr *e);

/* A node that begins at `from` and ends behind the last token. */
gk_expr *gk_expr_make(gk_parser *p, gk_expr_kind kind, uint32_t from);

/* Accounts for a child. */
gk_expr *gk_expr_deepen(gk_parser *p, gk_expr *e, const gk_expr *child);

/* Gives the gathered items to e; NULL when not ok. */
gk_expr *gk_expr_finish(gk_parser *p, gk_expr *e, gk_exprs *list, bool ok);

/* An operator between two operands; one before an operand; the token that stands here as a
 * constant. */
gk_expr *gk_expr_binary(gk_parser *p, gk_op op, gk_expr *a, gk_expr *b);
/* An operator before an operand. */
gk_expr *gk_expr_unary(gk_parser *p, gk_expr_kind kind, uint32_t from, gk_expr *a);
/* The token that stands here as a constant. */
gk_expr *gk_expr_constant(gk_parser *p, gk_value v);

#endif
