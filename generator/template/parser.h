/* From the source of a template to its tree. */
#ifndef GK_TEMPLATE_PARSER_H
#define GK_TEMPLATE_PARSER_H

#include "template/html.h"
#include "template/lexer.h"
#include "template/set.h"

enum {
    GK_NEST_MAX = 64,   /* tags within tags; brackets and operators within an expression */
    GK_TREE_MAX = 200,  /* depth of an expression's tree: a.b.c… and a + b + c… grow it too */
    GK_PARAMS_MAX = 24, /* of a macro, arguments of a call */
    GK_FAULTS_MAX = 20  /* of one template */
};

/* The state of parsing one template. A function that gives NULL or false has reported why, or the
 * fault was reported before it. */
typedef struct gk_parser {
    gk_template_set *set;
    gk_tpl *tpl;
    gk_arena *arena;
    gk_lexer lexer;
    gk_token token; /* the current one, inside a tag */
    uint32_t last;  /* where the token before it ended */
    gk_html html;
    gk_map blocks; /* names of those that were there */
    unsigned nest;
    unsigned tags; /* open ones */
    bool in_block, in_macro;
    bool
        muted; /* at the top of a template that extends another one: what is written goes nowhere */
    bool seen; /* something that is written stood before */
    bool confused;     /* an unknown tag stood before: its end tag is no news */
    bool in_condition; /* of a for: loop is not there yet */
} gk_parser;

/* Parses tpl->text into tpl->body; faults go to tpl->faults and make it broken. */
void gk_template_parse(gk_template_set *set, gk_tpl *tpl);

/* parse_expr.c: an expression from the current token on; the token behind it becomes the current
 * one. */
gk_expr *gk_parse_expr(gk_parser *p);

/* Without a trailing `if … else …`: what stands behind `in` of a for, where `if` is its condition.
 */
gk_expr *gk_parse_expr_or(gk_parser *p);

/* Takes the next token. */
void gk_parse_next(gk_parser *p);

/* Whether the current token is this operator ("(", "==") or this word. */
bool gk_parse_is_op(const gk_parser *p, const char *op);
bool gk_parse_is_word(const gk_parser *p, const char *word);

/* Takes the operator, word or closing brace, or reports what is there instead. */
bool gk_parse_op(gk_parser *p, const char *op);
bool gk_parse_word(gk_parser *p, const char *word);
bool gk_parse_close(gk_parser *p);

/* A name that may be given to something; its symbol in *id. */
bool gk_parse_name(gk_parser *p, gk_view *name, uint32_t *id);

/* Reports at the current token: `expected` is what should stand there. */
void gk_parse_expected(gk_parser *p, gk_view expected);

/* Adds a fault; false, so that it can be returned. */
bool gk_parse_fault(gk_parser *p, gk_span span, gk_message id, gk_view a, gk_view b);

/* The same for a row without arguments. */
static inline bool gk_parse_refuse(gk_parser *p, gk_span span, gk_message id)
{
    return gk_parse_fault(p, span, id, (gk_view){NULL, 0}, (gk_view){NULL, 0});
}

/* tags.c: statements up to one of `ends` (NULL-terminated; NULL: up to the end of the file), whose
 * name is taken; *which is its index, or -1 for the end of the file. open is the tag that began
 * them, for the fault when it is never closed. */
gk_stmt *gk_parse_body(gk_parser *p, gk_span open, const char *const *ends, int *which);

/* tags.c: a body that ends with one tag, closing brace included; an optional name (of a block, a
 * macro) before it. */
gk_stmt *gk_parse_body_to(gk_parser *p, gk_span open, const char *end, gk_view name);

/* Goes on behind the tag in which a fault was found. */
void gk_parse_recover(gk_parser *p);

/* A new statement of the tag that begins at open. */
gk_stmt *gk_parse_stmt(gk_parser *p, gk_stmt_kind kind, gk_span open);

/* blocks.c: the tags block, macro, set, extends, include, import, from; the name of the tag has
 * been taken. */
gk_stmt *gk_parse_block(gk_parser *p, gk_span open);
gk_stmt *gk_parse_macro(gk_parser *p, gk_span open);
gk_stmt *gk_parse_set(gk_parser *p, gk_span open);
gk_stmt *gk_parse_extends(gk_parser *p, gk_span open);
gk_stmt *gk_parse_include(gk_parser *p, gk_span open);
gk_stmt *gk_parse_import(gk_parser *p, gk_span open);
gk_stmt *gk_parse_from(gk_parser *p, gk_span open);

/* A word that is not in a table: with the row that has a suggestion when one is near. */
void gk_parse_unknown(gk_parser *p, gk_span span, gk_message plain, gk_message near, gk_view word,
                      const gk_view *candidates, size_t count);

#endif
