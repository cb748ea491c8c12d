/* Cuts the source of a template into texts, tags and the tokens inside tags.
 *
 * A reader asks for pieces (gk_lex_piece); behind an opening brace it asks for tokens until the
 * closing one. White space: "-" at a brace takes all of it, up to the next text; without it, the
 * spaces before a {% or {# that begins a line and the line break right behind %} or #} go ("+"
 * keeps them). */
#ifndef GK_TEMPLATE_LEXER_H
#define GK_TEMPLATE_LEXER_H

#include "template/tree.h"

typedef enum gk_piece { GK_PIECE_END, GK_PIECE_OUTPUT, GK_PIECE_TAG, GK_PIECE_COMMENT } gk_piece;

typedef enum gk_token_kind {
    GK_T_END, /* the closing brace of the tag or output */
    GK_T_EOF, /* the end of the source inside a tag */
    GK_T_NAME,
    GK_T_INT,
    GK_T_FLOAT,
    GK_T_STRING,
    GK_T_OP,
    GK_T_BAD /* already reported */
} gk_token_kind;

typedef struct gk_token {
    uint8_t kind;
    char op[2]; /* of an operator: its characters, the second may be 0 */
    gk_span span;
    gk_view text; /* a name; a string's content */
    union {
        int64_t i;
        double f;
    } number;
} gk_token;

typedef struct gk_lexer {
    gk_tpl *tpl;
    gk_arena *arena;
    gk_diags *diags;
    gk_view src;
    size_t pos;
    gk_span open; /* the opening brace of the tag we are in */
    bool output;  /* … which is {{ */
    unsigned braces;
    enum { GK_TRIM_NONE, GK_TRIM_LINE, GK_TRIM_ALL } trim; /* of the text that follows */
} gk_lexer;

/* Begins with the text of a template; strings with escapes are kept in the arena, faults go to
 * diags. */
void gk_lex_begin(gk_lexer *lexer, gk_tpl *tpl, gk_arena *arena, gk_diags *diags);

/* The text up to the next brace, and what follows. A comment is skipped as a whole (false: it never
 * ends, reported). */
bool gk_lex_piece(gk_lexer *lexer, gk_view *text, gk_piece *piece);

/* The next token of a tag or output. */
gk_token gk_lex_token(gk_lexer *lexer);

/* Behind {% raw %}: the text up to {% endraw %}, which is taken too; false when there is none. */
bool gk_lex_raw(gk_lexer *lexer, gk_view *text);

/* Adds a fault of the template itself: the catalogue's row at the span. */
void gk_tpl_fault(gk_diags *diags, const gk_tpl *tpl, gk_span span, gk_message id, size_t count,
                  const gk_view *args);
#define GK_TPL_FAULT(diags, tpl, span, id, ...)                                                    \
    gk_tpl_fault(diags, tpl, span, id,                                                             \
                 sizeof((gk_view[]){{0}, ##__VA_ARGS__}) / sizeof(gk_view) - 1,                    \
                 (gk_view[]){{0}, ##__VA_ARGS__} + 1)

#endif
