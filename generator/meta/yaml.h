/* YAML as a tree of nodes that know where they stand. yaml.h of libyaml has its home in yaml.c.
 *
 * Scalars stay text: what "no" or 2026 means is decided by who reads the tree (a schema, or
 * meta/data for files without one). Only what a portal needs is accepted: one document, scalars as
 * keys, no anchors, aliases, tags or directives, 32 levels at most, no key twice. Everything else,
 * and every fault, is a diagnostic that says what to type. Source: YAML 1.2.2, of which libyaml
 * reads the 1.1 grammar. */
#ifndef GK_META_YAML_H
#define GK_META_YAML_H

#include "base/diag.h"

/* Bytes [from, to) of the file. */
typedef struct gk_span {
    uint32_t from, to;
} gk_span;

typedef enum gk_node_kind { GK_NODE_SCALAR, GK_NODE_LIST, GK_NODE_MAP } gk_node_kind;

/* How it was written: a plain scalar or a block of lines; in quotes; | or > scalars; [ ] or { }. */
typedef enum gk_node_style {
    GK_STYLE_PLAIN,
    GK_STYLE_QUOTED,
    GK_STYLE_BLOCK,
    GK_STYLE_FLOW
} gk_node_style;

struct gk_entry;

typedef struct gk_node {
    uint8_t kind;   /* gk_node_kind */
    uint8_t style;  /* gk_node_style */
    uint32_t count; /* items of a list, entries of a map */
    gk_span span;   /* of a list or map in block style: from its first item or key */
    union {
        gk_view text; /* scalar: quotes and escapes resolved; in the arena */
        const struct gk_entry
            *entries; /* items (with an empty key) or entries, in the order of the file */
    } u;
} gk_node;

typedef struct gk_entry {
    gk_view key;
    gk_span key_span;
    gk_node node;
} gk_entry;

enum {
    GK_YAML_DEPTH = 32,
    GK_YAML_FRONT_MAX = 64 * 1024, /* bytes of front matter */
    GK_YAML_FILE_MAX = 1024 * 1024 /* bytes of a YAML file */
};

/* Reads the bytes [from, to) of text, which is the whole text of `file` and is well-formed UTF-8
 * without NUL (see meta/encoding.h). Nothing but white space and comments gives an empty plain
 * scalar. NULL when there is a fault; then at least one error has been added. The node and its
 * texts live in the arena. `cap` is GK_YAML_FRONT_MAX or GK_YAML_FILE_MAX. */
const gk_node *gk_yaml_parse(gk_view file, gk_view text, size_t from, size_t to, size_t cap,
                             gk_arena *arena, gk_diags *diags);

/* The entry of a key in a map, or NULL (also when the node is NULL or not a map). */
const gk_entry *gk_node_entry(const gk_node *map, gk_view key);

/* Likewise, the node of the value. */
const gk_node *gk_node_get(const gk_node *map, gk_view key);

/* Whether the node is a plain scalar that says "nothing": empty, ~ or null. */
bool gk_node_is_null(const gk_node *node);

#endif
