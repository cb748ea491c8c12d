#include "markup/rows.h"

#include <cmark-gfm-core-extensions.h>
#include <node.h>
#include <parser.h>
#include <stdlib.h>
#include <syntax_extension.h>

#include "base/byteset.h"
#include "base/mem.h"
#include "markup/render.h"

/* What sends a row to the library: a backslash may escape a pipe, and a tab or another control may
 * be white space. */
#define ODD(row) (GK_IN_CONTROLS | GK_IN(row, '\\'))

static bool has_odd(gk_view text)
{
    static const gk_byteset odd = GK_BYTESET(ODD);
    return gk_byteset_next(&odd, text, 0) < text.n;
}

/* The line's text without its end and the blanks before that, when it is a row that is read here;
 * else empty. */
static gk_view plain_row(cmark_parser *parser, const unsigned char *line, int len)
{
    const char *p = (const char *)line + parser->first_nonspace;
    size_t n = len > parser->first_nonspace ? (size_t)(len - parser->first_nonspace) : 0;
    while (n && (p[n - 1] == ' ' || p[n - 1] == '\n' || p[n - 1] == '\r')) n--;
    bool row = n >= 2 && p[0] == '|' && p[n - 1] == '|' && !has_odd(gk_view_n(p, n));
    return row ? gk_view_n(p, n) : (gk_view){NULL, 0};
}

/* Moves on to the end of the line, as cmark_parser_advance_offset does byte by byte. There is no
 * tab behind the indentation of a row that is read here. */
static void skip_line(cmark_parser *parser, const unsigned char *line, int len)
{
    cmark_parser_advance_offset(parser, (const char *)line, parser->first_nonspace - parser->offset,
                                false);
    int rest = len - 1 - parser->offset;
    parser->offset += rest;
    parser->column += rest;
    parser->partially_consumed_tab = false;
}

static cmark_node *add_node(cmark_parser *parser, cmark_node *parent, cmark_node_type type,
                            cmark_syntax_extension *self)
{
    cmark_node *node = cmark_node_new_with_mem(type, parser->mem);
    node->flags = CMARK_NODE__OPEN;
    node->start_line = node->end_line = parser->line_number;
    node->extension = self;
    node->parent = parent;
    node->prev = parent->last_child;
    *(parent->last_child ? &parent->last_child->next : &parent->first_child) = node;
    parent->last_child = node;
    return node;
}

/* Cells that are too many are left out, those that are missing are empty. */
static void add_cells(cmark_parser *parser, cmark_node *row, cmark_syntax_extension *self,
                      gk_view text, int columns)
{
    size_t from = 1;
    for (int i = 0; i < columns; i++) {
        cmark_node *cell = add_node(parser, row, CMARK_NODE_TABLE_CELL, self);
        if (from >= text.n) continue;
        const char *pipe = memchr(text.p + from, '|', text.n - from);
        size_t next = (size_t)(pipe - text.p), to = next;
        while (from < to && text.p[from] == ' ') from++;
        while (to > from && text.p[to - 1] == ' ') to--;
        cmark_strbuf_set(&cell->content, (const unsigned char *)text.p + from,
                         (bufsize_t)(to - from));
        from = next + 1;
    }
}

static cmark_syntax_extension *library(const cmark_syntax_extension *self)
{
    return self->priv;
}

static int matches(cmark_syntax_extension *self, cmark_parser *parser, unsigned char *line, int len,
                   cmark_node *table)
{
    if (table->type == CMARK_NODE_TABLE && plain_row(parser, line, len).n) return 1;
    return library(self)->last_block_matches(self, parser, line, len, table);
}

static cmark_node *open_block(cmark_syntax_extension *self, int indented, cmark_parser *parser,
                              cmark_node *parent, unsigned char *line, int len)
{
    gk_view text = {NULL, 0};
    if (!indented && parent->type == CMARK_NODE_TABLE) text = plain_row(parser, line, len);
    if (!text.n) return library(self)->try_opening_block(self, indented, parser, parent, line, len);
    cmark_node *row =
        cmark_parser_add_child(parser, parent, CMARK_NODE_TABLE_ROW, parent->start_column);
    row->extension = self;
    row->end_column = parent->end_column;
    row->as.opaque = parser->mem->calloc(
        1, sizeof(void *)); /* the library's: whether this is the header, false */
    add_cells(parser, row, self, text, cmark_gfm_extensions_get_table_columns(parent));
    skip_line(parser, line, len);
    return row;
}

cmark_syntax_extension *gk_rows_extension(cmark_syntax_extension *table)
{
    cmark_syntax_extension *self = gk_mem_alloc(sizeof *self);
    *self = *table;
    self->priv = table;
    self->last_block_matches = matches;
    self->try_opening_block = open_block;
    return self;
}
