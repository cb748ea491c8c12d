/* The tree of a parsed template. Nodes live in the set's arena and know the bytes of the source
 * they came from. */
#ifndef GK_TEMPLATE_TREE_H
#define GK_TEMPLATE_TREE_H

#include "base/diag.h"
#include "meta/value.h"

struct gk_filter;
struct gk_is;
struct gk_tpl;

/* Bytes [from, to) of the template's text. */
typedef struct gk_span {
    uint32_t from, to;
} gk_span;

typedef enum gk_expr_kind {
    GK_X_CONST,
    GK_X_NAME,
    GK_X_ATTR,   /* a.key */
    GK_X_ITEM,   /* a[b] */
    GK_X_LIST,   /* [a, b]; of constants (op is 1): a value */
    GK_X_MAP,    /* {a: b}: keys and values in turn */
    GK_X_CONCAT, /* a ~ b ~ c */
    GK_X_BINARY, /* op: + - * / // % and comparisons */
    GK_X_NOT,
    GK_X_NEGATE,
    GK_X_AND,
    GK_X_OR,
    GK_X_IF,      /* a if b else c */
    GK_X_FILTER,  /* a|filter(args) */
    GK_X_DEFAULT, /* a|default(b, c) */
    GK_X_TEST,    /* a is test(b) */
    GK_X_DEFINED, /* a is defined */
    GK_X_CALL,
    GK_X_SUPER
} gk_expr_kind;

typedef enum gk_op {
    GK_OP_ADD,
    GK_OP_SUB,
    GK_OP_MUL,
    GK_OP_DIV,
    GK_OP_FLOOR,
    GK_OP_MOD,
    GK_OP_EQ,
    GK_OP_NE,
    GK_OP_LT,
    GK_OP_LE,
    GK_OP_GT,
    GK_OP_GE,
    GK_OP_IN,
    GK_OP_NOT_IN
} gk_op;

/* A named argument of a call. */
typedef struct gk_named {
    gk_view name;
    struct gk_expr *value;
    gk_span span;
} gk_named;

typedef struct gk_expr {
    uint8_t kind; /* gk_expr_kind */
    uint8_t op;
    uint16_t depth; /* of the tree below, bounded by the parser so that walking it is safe */
    uint32_t count; /* of items: list, map (pairs), concat, positional arguments */
    gk_span span;
    struct gk_expr *a, *b, *c;
    union {
        gk_value value; /* const */
        struct {
            gk_view text;  /* name, or key of an attribute */
            uint32_t id;   /* of a name: its symbol */
            uint32_t hint; /* where it was found the last time: only a guess */
            bool varies;   /* of an attribute: its value is another on other pages, though the thing
                              is the same */
            const gk_lazy *lazy; /* of an attribute: the things that the hint is for; NULL: maps */
        } name;
        struct gk_expr **items;
        struct {
            struct gk_expr **args;
            gk_named *named;
            const struct gk_filter *filter; /* of a filter, or NULL: a function */
            uint32_t named_count;
            int32_t function;     /* of a function used as a filter: its index */
            struct gk_kept *kept; /* of a function that is given constants: what it gave */
        } call;
        struct {
            const struct gk_is *is;
            struct gk_expr *arg;
            bool negated;
        } test;
    } u;
} gk_expr;

/* How an output is written; decided by the parser. */
typedef enum gk_escape {
    GK_ESC_NONE, /* nowhere: a fault */
    GK_ESC_TEXT,
    GK_ESC_ATTR,
    GK_ESC_URL,    /* at the start of an attribute that is an address */
    GK_ESC_REST,   /* likewise behind something that has not decided yet about its scheme */
    GK_ESC_SRCSET, /* a list of addresses with descriptors */
    GK_ESC_STYLE,  /* in style="…": plain words and numbers only */
    GK_ESC_JSON    /* in a data script */
} gk_escape;

typedef enum gk_stmt_kind {
    GK_S_TEXT,
    GK_S_OUTPUT,
    GK_S_IF,
    GK_S_FOR,
    GK_S_SET,
    GK_S_CAPTURE,
    GK_S_BLOCK,
    GK_S_INCLUDE,
    GK_S_IMPORT,
    GK_S_FROM,
    GK_S_MACRO
} gk_stmt_kind;

/* A branch of an if; the condition of else is NULL. */
typedef struct gk_branch {
    gk_expr *condition;
    struct gk_stmt *body;
} gk_branch;

typedef struct gk_param {
    gk_view name;
    uint32_t id;
    gk_expr *standard; /* value when not given, or NULL */
} gk_param;

typedef struct gk_macro {
    gk_view name;
    uint32_t id;
    uint32_t count;
    gk_param *params;
    struct gk_stmt *body;
    const struct gk_tpl *tpl;
    bool varies;   /* what it writes depends on more than its arguments */
    uint8_t small; /* calls in a row that were sooner run than kept (template/keep.c) */
} gk_macro;

typedef struct gk_block {
    gk_view name;
    uint32_t id;
    gk_span span;
    struct gk_stmt *body;
    const struct gk_tpl *tpl;
    bool fills; /* what an ancestor has a place for: outermost, in a template that extends */
} gk_block;

/* from … import name as other */
typedef struct gk_imported {
    gk_view name;
    uint32_t id, as;
    uint32_t hint; /* where it was found the last time: only a guess */
    gk_span span;
} gk_imported;

typedef struct gk_stmt {
    uint8_t kind;    /* gk_stmt_kind */
    uint8_t escape;  /* of an output: gk_escape */
    bool optional;   /* of an include: may be missing */
    uint32_t varies; /* of a text, output, if, for or set: the epoch in which it is known not to be
                        kept, plus 1 */
    struct gk_kept *kept; /* likewise: what is known of it (template/keep.h) */
    uint32_t count;       /* branches, imported names */
    gk_span span;         /* the tag */
    struct gk_stmt *next;
    union {
        gk_view text;
        gk_expr *output;
        gk_branch *branches;
        struct {
            uint32_t key, value; /* symbols; key 0 when there is one variable only */
            gk_expr *list, *condition;
            struct gk_stmt *body, *otherwise;
        } loop;
        struct {
            uint32_t id;
            gk_expr *value;
            struct gk_stmt *body;
        } set;
        gk_block *block;
        struct {
            gk_expr *name, *with;
            uint32_t as;
            gk_imported *names;
            struct gk_tpl *tpl; /* of a constant name, once loaded */
        } load;
        gk_macro *macro;
    } u;
} gk_stmt;

/* The blocks of a template and its ancestors by name, each from the youngest to the oldest. */
typedef struct gk_layer {
    uint32_t id;
    uint32_t count;
    gk_block **blocks;
} gk_layer;

typedef struct gk_chain {
    struct gk_tpl **tpls; /* the template, its parent, … */
    uint32_t count;
    uint32_t layer_count;
    gk_layer *layers;
} gk_chain;

typedef struct gk_tpl {
    gk_view name, path, text;
    uint32_t index; /* in the set */
    bool broken;    /* not found, or its own faults are in faults */
    bool checked;   /* gk_templates_check has been through it */
    gk_stmt *body;
    gk_view parent; /* of extends, or empty */
    gk_span parent_span;
    gk_block **blocks;
    size_t block_count, block_cap;
    gk_stmt **loads; /* include, import and from with constant names */
    size_t load_count, load_cap;
    gk_chain *chain;       /* once linked */
    struct gk_env *module; /* as an imported template, when kept: template/keep.h */
    uint32_t module_epoch;
    uint64_t module_steps;
    gk_diags faults;
} gk_tpl;

#endif
