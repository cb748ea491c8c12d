#include "markup/rows.h"

#include <cmark-gfm-core-extensions.h>
#include <node.h>
#include <string.h>
#include <syntax_extension.h>

#include "base/byteset.h"
#include "markup/blocks.h"
#include "markup/plain.h"
#include "markup/render.h"

/* What has more columns is the library's. */
enum { COLUMNS = 64 };

/* What sends a row to the library: a backslash may escape a pipe, and a tab or another control may
 * be white space. */
#define ODD(row) (GK_IN_CONTROLS | GK_IN(row, '\\'))

static bool has_odd(gk_view text)
{
    static const gk_byteset odd = GK_BYTESET(ODD);
    return gk_byteset_next(&odd, text, 0) < text.n;
}

/* The next cell's text; the rest begins behind a pipe. */
static gk_view cut_cell(gk_view *rest)
{
    const char *pipe = memchr(rest->p, '|', rest->n);
    gk_view cell = gk_view_n(rest->p, (size_t)(pipe - rest->p));
    *rest = gk_view_from(*rest, cell.n + 1);
    while (cell.n && cell.p[0] == ' ') cell = gk_view_from(cell, 1);
    while (cell.n && cell.p[cell.n - 1] == ' ') cell.n--;
    return cell;
}

/* A row without blanks at its end. */
typedef struct row_text {
    gk_view text;
    bool plain; /* altogether */
} row_text;

static bool read_row(gk_view line, row_text *out)
{
    while (line.n && line.p[line.n - 1] == ' ') line.n--;
    if (line.n < 2 || line.p[0] != '|' || line.p[line.n - 1] != '|') return false;
    *out = (row_text){line, gk_plain_is(line)};
    return out->plain || !has_odd(line);
}

/* Cells that are too many are left out, those that are missing are empty. */
static cmark_node *add_row(cmark_parser *parser, cmark_node *table, const row_text *row,
                           cmark_syntax_extension *mark)
{
    int columns = cmark_gfm_extensions_get_table_columns(table);
    cmark_node *node = gk_block_add(parser, table, CMARK_NODE_TABLE_ROW, table->start_column);
    node->extension = table->extension;
    node->end_column = table->end_column;
    table->extension->opaque_alloc_func(table->extension, parser->mem, node);
    gk_view rest = gk_view_from(row->text, 1);
    for (int i = 0; i < columns; i++) {
        cmark_node *cell = gk_block_add(parser, node, CMARK_NODE_TABLE_CELL, 0);
        cell->extension = row->plain ? mark : table->extension;
        if (rest.n) gk_block_put(cell, cut_cell(&rest));
        if (!row->plain) gk_block_own(cell);
    }
    return node;
}

/* The line is taken in, and all of it read. */
static void end_line(cmark_parser *parser, cmark_node *block)
{
    parser->current = block;
    gk_block_close(parser, block, true);
}

/* Dashes with a colon at an end, or none. */
static bool read_alignment(gk_view cell, uint8_t *out)
{
    bool left = cell.n && cell.p[0] == ':', right = cell.n > 1 && cell.p[cell.n - 1] == ':';
    gk_view dashes = gk_view_n(cell.p + left, cell.n - left - right);
    for (size_t i = 0; i < dashes.n; i++)
        if (dashes.p[i] != '-') return false;
    *out = left && right ? 'c' : left ? 'l' : right ? 'r' : 0;
    return dashes.n;
}

/* Gives how many columns there are, or 0. */
static int read_delimiters(gk_view text, uint8_t alignments[static COLUMNS])
{
    int columns = 0;
    for (gk_view rest = gk_view_from(text, 1); rest.n; columns++) {
        if (columns == COLUMNS || !read_alignment(cut_cell(&rest), &alignments[columns])) return 0;
    }
    return columns;
}

static int count_cells(gk_view text)
{
    int count = 0;
    for (gk_view rest = gk_view_from(text, 1); rest.n; count++) cut_cell(&rest);
    return count;
}

/* The paragraph as a row, when it is of one line. */
static bool read_head(const cmark_node *paragraph, row_text *out)
{
    gk_view text = gk_view_n((const char *)paragraph->content.ptr, (size_t)paragraph->content.size);
    if (text.n && text.p[text.n - 1] == '\n') text.n--;
    return !memchr(text.p, '\n', text.n) && read_row(text, out);
}

static cmark_syntax_extension *attached(const cmark_parser *parser)
{
    for (cmark_llist *i = parser->syntax_extensions; i; i = i->next) {
        cmark_syntax_extension *extension = i->data;
        if (strcmp(extension->name, "table") == 0) return extension;
    }
    return NULL;
}

static void become_table(cmark_node *paragraph, cmark_syntax_extension *self, int columns,
                         uint8_t *alignments)
{
    paragraph->type = (uint16_t)CMARK_NODE_TABLE;
    paragraph->extension = self;
    self->opaque_alloc_func(self, paragraph->content.mem, paragraph);
    cmark_gfm_extensions_set_table_columns(paragraph, (uint16_t)columns);
    cmark_gfm_extensions_set_table_alignments(paragraph, (uint16_t)columns, alignments);
}

/* The line before, a paragraph of the root's, is the head of a table when there are as many
 * delimiters as cells. */
static bool take_delimiters(cmark_parser *parser, const row_text *line,
                            cmark_syntax_extension *mark)
{
    uint8_t alignments[COLUMNS];
    cmark_node *block = parser->current;
    row_text head;
    if (block->type != CMARK_NODE_PARAGRAPH || block->parent != parser->root) return false;
    int columns = read_delimiters(line->text, alignments);
    cmark_syntax_extension *table = columns ? attached(parser) : NULL;
    if (!table || !read_head(block, &head)) return false;
    if (columns != count_cells(head.text)) return false;
    size_t length = (size_t)block->content.size;
    become_table(block, table, columns, alignments);
    cmark_node *node = add_row(parser, block, &head, mark);
    cmark_gfm_extensions_set_table_row_is_header(node, 1);
    node->end_column = block->start_column + (int)length - 2;
    parser->line_number++;
    end_line(parser, block);
    return true;
}

cmark_node *gk_rows_table(const cmark_parser *parser)
{
    cmark_node *table = parser->current;
    if (table->type == CMARK_NODE_TABLE_ROW) table = table->parent;
    return table->type == CMARK_NODE_TABLE && table->parent == parser->root ? table : NULL;
}

bool gk_rows_take(cmark_parser *parser, gk_view line, cmark_syntax_extension *mark)
{
    row_text row;
    if (!read_row(line, &row)) return false;
    cmark_node *table = gk_rows_table(parser);
    if (!table) return take_delimiters(parser, &row, mark);
    parser->line_number++;
    cmark_node *added = add_row(parser, table, &row, mark);
    gk_block_close(parser, table, false);
    end_line(parser, added);
    return true;
}
