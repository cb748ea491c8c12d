#include "meta/pieces.h"

#include "meta/csv.h"
#include "meta/encoding.h"

enum { PATH_MAX_BYTES = 512 };

typedef struct collector {
    gk_pieces *pieces;
    gk_piece_kind kind;
    char path[PATH_MAX_BYTES];
    size_t n;
} collector;

/* How a scalar is written; moves *from to where that begins. */
static gk_piece_form form_of(const gk_pieces *pieces, const gk_node *node, size_t *from)
{
    gk_view whole = pieces->whole, text = node->u.text;
    char first = *from < whole.n ? whole.p[*from] : '\0';
    bool quoted = node->style == GK_STYLE_QUOTED;
    if (node->style == GK_STYLE_BLOCK) {
        size_t end = gk_view_find_byte(whole, '\n', *from);
        if (end < node->span.to) *from = end + 1;
        return GK_PIECE_FOLDED;
    }
    if (gk_view_eq(gk_view_sub(whole, *from + quoted, text.n), text) &&
        text.n + 2u * quoted == node->span.to - *from) {
        *from += quoted;
        return GK_PIECE_AS_IS;
    }
    if (!quoted) return GK_PIECE_FOLDED;
    return first == '"' ? GK_PIECE_DOUBLE : GK_PIECE_SINGLE;
}

static void add_scalar(collector *c, const gk_node *node, const gk_field *field)
{
    if (gk_node_is_null(node)) return;
    size_t from = node->span.from;
    gk_piece_form form = form_of(c->pieces, node, &from);
    gk_piece *piece = gk_pieces_add(c->pieces, c->kind, form, node->u.text, from, node->span.to);
    if (!piece) return;
    if (field) piece->field_kind = (uint8_t)(field->kind + 1);
    gk_pieces_name(c->pieces, gk_view_n(c->path, c->n));
}

static const gk_field *field_of(const gk_field *fields, uint32_t count, gk_view name)
{
    for (uint32_t i = 0; i < count; i++)
        if (gk_view_eq(fields[i].name, name)) return &fields[i];
    return NULL;
}

static void put_key(collector *c, gk_view key)
{
    size_t dot = c->n ? 1 : 0;
    if (c->n + dot + key.n > sizeof c->path) return;
    if (dot) c->path[c->n++] = '.';
    memcpy(c->path + c->n, key.p, key.n);
    c->n += key.n;
}

/* Depth is bounded by the YAML reader. */
static void add_node(collector *c, const gk_node *node, const gk_field *field)
{
    if (node->kind == GK_NODE_SCALAR) {
        add_scalar(c, node, field);
        return;
    }
    size_t n = c->n;
    for (uint32_t i = 0; i < node->count; i++) {
        const gk_entry *entry = &node->u.entries[i];
        const gk_field *inner = field ? field->items : NULL;
        if (node->kind == GK_NODE_MAP) {
            put_key(c, entry->key);
            inner = field ? field_of(field->fields, field->field_count, entry->key) : NULL;
        }
        add_node(c, &entry->node, inner);
        c->n = n;
    }
}

void gk_pieces_add_front(gk_pieces *pieces, const gk_schema *type, const gk_node *front)
{
    collector c = {.pieces = pieces};
    for (uint32_t i = 0; front && i < front->count; i++) {
        const gk_entry *entry = &front->u.entries[i];
        bool title = gk_view_is(entry->key, "title");
        c.kind = title ? GK_PIECE_TITLE : GK_PIECE_VALUE;
        c.n = 0;
        put_key(&c, entry->key);
        add_node(&c, &entry->node,
                 type ? field_of(type->fields, type->field_count, entry->key) : NULL);
    }
}

static void add_cell(void *ctx, gk_view column, gk_view text, bool quoted, size_t from, size_t to)
{
    gk_pieces *pieces = ctx;
    if (!quoted && text.n) from = (size_t)(text.p - pieces->whole.p); /* it was trimmed */
    bool as_is = !quoted || text.n + 2 == to - from;
    if (gk_pieces_add(pieces, GK_PIECE_DATA, as_is ? GK_PIECE_AS_IS : GK_PIECE_CSV, text,
                      from + (as_is && quoted), to))
        gk_pieces_name(pieces, column);
}

void gk_pieces_add_data(gk_pieces *pieces, gk_data_kind kind, gk_arena *arena)
{
    gk_view text = pieces->whole;
    gk_diags told = GK_DIAGS_INIT;
    const gk_node *node = NULL;
    if (!gk_encoding_check(pieces->file, text, &told)) kind = GK_DATA_NONE;
    if (kind == GK_DATA_CSV) {
        gk_csv_each(text, arena, add_cell, pieces);
    } else if (kind != GK_DATA_NONE) {
        node = gk_yaml_parse(pieces->file, text, gk_encoding_bom(text), text.n, GK_YAML_FILE_MAX,
                             arena, &told);
        collector c = {.pieces = pieces, .kind = GK_PIECE_DATA};
        if (node)
            add_node(&c, node, NULL);
        else
            gk_pieces_add(pieces, GK_PIECE_DATA, GK_PIECE_AS_IS, text, 0, text.n);
    }
    gk_diags_free(&told);
}

void gk_pieces_add_name(gk_pieces *pieces, gk_view path)
{
    size_t slash = gk_view_rfind_byte(path, '/');
    gk_view name = slash == SIZE_MAX ? path : gk_view_from(path, slash + 1);
    gk_pieces_add(pieces, GK_PIECE_NAME, GK_PIECE_NOWHERE, name, 0, 0);
}
