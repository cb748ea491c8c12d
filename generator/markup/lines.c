#include "markup/lines.h"

#include <cmark_ctype.h>
#include <node.h>

#include "markup/blocks.h"
#include "markup/render.h"
#include "markup/rows.h"

/* A byte that begins no block, wherever a line's text begins. */
static bool is_letter(char c)
{
    return (unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Text that begins no block: with a letter, or with a link that does. */
static bool is_text(gk_view line, size_t from)
{
    if (from < line.n && line.p[from] == '[')
        return from + 1 < line.n && (unsigned char)line.p[from + 1] >= 0x80;
    return from < line.n && is_letter(line.p[from]);
}

/* A paragraph that may begin with definitions of links is the library's. */
static bool is_paragraph(const cmark_node *block)
{
    if (block->type != CMARK_NODE_PARAGRAPH || !block->content.size) return false;
    gk_view text = gk_view_n((const char *)block->content.ptr, (size_t)block->content.size);
    if (text.p[0] == '[') return gk_view_find(text, GK_V("]:"), 0) == SIZE_MAX;
    return (unsigned char)text.p[0] > ' ';
}

/* A block with text that can be closed here. */
static bool is_leaf(const cmark_node *block)
{
    return is_paragraph(block) || (block->type == CMARK_NODE_HEADING && !block->as.heading.setext);
}

/* An item of a list that stands in no other block. */
static bool is_top_item(const cmark_parser *parser, const cmark_node *block)
{
    return block->type == CMARK_NODE_ITEM && block->parent->parent == parser->root;
}

static bool is_top_quote(const cmark_parser *parser, const cmark_node *block)
{
    return block->type == CMARK_NODE_BLOCK_QUOTE && block->parent == parser->root;
}

/* The root, when the line can follow the current block there; else NULL. */
static cmark_node *leave_for_root(const cmark_parser *parser)
{
    const cmark_node *current = parser->current;
    bool above = current == parser->root || (current->parent == parser->root && is_leaf(current)) ||
                 (is_top_item(parser, current) && gk_block_is_flat(current->parent));
    return above ? parser->root : NULL;
}

/* The list, when the line can be one of the current item's neighbours; else NULL. */
static cmark_node *leave_for_list(const cmark_parser *parser)
{
    const cmark_node *current = parser->current;
    if (is_top_item(parser, current)) return current->parent;
    const cmark_node *item = current->parent;
    return item && is_top_item(parser, item) && is_leaf(current) ? item->parent : NULL;
}

/* The block that a blank line belongs to, or NULL. */
static cmark_node *leave_for_blank(const cmark_parser *parser)
{
    if (gk_rows_table(parser)) return parser->root;
    cmark_node *to = parser->current;
    if (is_leaf(to)) to = to->parent;
    if (to == parser->root || is_top_quote(parser, to)) return parser->root;
    return is_top_item(parser, to) && to->first_child ? to : NULL;
}

/* A line begins in the block `to`, and ends in the block `current`. */
static void begin(cmark_parser *parser, cmark_node *to, bool blank)
{
    parser->line_number++;
    gk_block_close(parser, to, blank);
}

static void end(cmark_parser *parser, cmark_node *current, gk_view line)
{
    parser->current = current;
    parser->last_line_length = (bufsize_t)line.n;
}

static bool take_blank(cmark_parser *parser)
{
    cmark_node *to = leave_for_blank(parser);
    if (!to) return false;
    begin(parser, to, true);
    end(parser, to, GK_V(""));
    return true;
}

/* The line from `from` on, and its end. */
static void put_text(cmark_node *block, gk_view line, size_t from)
{
    bool lf = line.p[line.n] == '\n';
    gk_block_put(block, gk_view_n(line.p + from, line.n - from + lf));
    if (!lf) gk_block_put(block, GK_V("\n"));
}

/* The line's text goes on with the current paragraph, or begins one in the root or in a new quote.
 */
static bool take_flow(cmark_parser *parser, gk_view line, size_t from, bool more, bool quote)
{
    cmark_node *block = more ? parser->current : leave_for_root(parser);
    if (!block) return false;
    begin(parser, block, false);
    if (!more && quote) block = gk_block_add(parser, block, CMARK_NODE_BLOCK_QUOTE, 1);
    if (!more) block = gk_block_add(parser, block, CMARK_NODE_PARAGRAPH, (int)from + 1);
    put_text(block, line, from);
    end(parser, block, line);
    return true;
}

/* Text goes on wherever the paragraph stands, even without the signs of quotes and items. */
static bool take_text(cmark_parser *parser, gk_view line)
{
    return take_flow(parser, line, 0, parser->current->type == CMARK_NODE_PARAGRAPH, false);
}

/* "> " and text, outside of other blocks. */
static bool take_quote(cmark_parser *parser, gk_view line)
{
    enum { FROM = 2 };
    if (line.n < FROM || line.p[1] != ' ' || !is_text(line, FROM)) return false;
    const cmark_node *block = parser->current;
    bool more = block->type == CMARK_NODE_PARAGRAPH && is_top_quote(parser, block->parent);
    return take_flow(parser, line, FROM, more, true);
}

/* "## " and a letter; no number signs or blanks at the end, which would not be text. */
static bool take_heading(cmark_parser *parser, gk_view line)
{
    size_t level = 1;
    while (level < line.n && line.p[level] == '#') level++;
    size_t from = level + 1;
    bool plain = level <= 6 && from < line.n && line.p[level] == ' ' && is_letter(line.p[from]) &&
                 is_letter(line.p[line.n - 1]);
    cmark_node *root = plain ? leave_for_root(parser) : NULL;
    if (!root) return false;
    begin(parser, root, false);
    cmark_node *heading = gk_block_add(parser, root, CMARK_NODE_HEADING, 1);
    heading->as.heading.level = (int)level;
    heading->internal_offset = (int)from;
    gk_block_put(heading, gk_view_from(line, from));
    end(parser, heading, line);
    return true;
}

/* Reads "- " or "12. " and gives where the text begins, 0 when that is no text. */
static size_t read_marker(gk_view line, cmark_list *item)
{
    enum { DIGITS = 9 };
    size_t n = 0;
    for (; n < DIGITS && n < line.n && cmark_isdigit(line.p[n]); n++)
        item->start = 10 * item->start + (line.p[n] - '0');
    if (n + 2 >= line.n || line.p[n + 1] != ' ' || !is_text(line, n + 2)) return 0;
    if (n) {
        item->list_type = CMARK_ORDERED_LIST;
        item->delimiter = line.p[n] == '.' ? CMARK_PERIOD_DELIM : CMARK_PAREN_DELIM;
        if (line.p[n] != '.' && line.p[n] != ')') return 0;
    } else {
        item->list_type = CMARK_BULLET_LIST;
        item->bullet_char = (unsigned char)line.p[n];
    }
    item->padding = (int)n + 2;
    return n + 2;
}

static bool is_of(const cmark_node *list, const cmark_list *item)
{
    return list->as.list.list_type == item->list_type &&
           list->as.list.delimiter == item->delimiter &&
           list->as.list.bullet_char == item->bullet_char;
}

static bool take_item(cmark_parser *parser, gk_view line)
{
    cmark_list marker = {.start = 0};
    size_t from = read_marker(line, &marker);
    if (!from) return false;
    cmark_node *list = leave_for_list(parser), *root = NULL;
    if (!list && parser->current->type != CMARK_NODE_PARAGRAPH) root = leave_for_root(parser);
    if (list ? !is_of(list, &marker) : !root) return false;
    begin(parser, list ? list : root, false);
    if (!list) {
        list = gk_block_add(parser, root, CMARK_NODE_LIST, 1);
        list->as.list = marker;
    }
    cmark_node *item = gk_block_add(parser, list, CMARK_NODE_ITEM, 1);
    item->as.list = marker;
    cmark_node *text = gk_block_add(parser, item, CMARK_NODE_PARAGRAPH, (int)from + 1);
    put_text(text, line, from);
    end(parser, text, line);
    return true;
}

/* What looks like a row is text until a delimiter row says that it is the head of a table. */
static bool take_row(cmark_parser *parser, gk_view line, cmark_syntax_extension *mark)
{
    if (!gk_rows_table(parser) && parser->current->type != CMARK_NODE_PARAGRAPH)
        return take_text(parser, line);
    if (!gk_rows_take(parser, line, mark)) return false;
    end(parser, parser->current, line);
    return true;
}

bool gk_line_take(cmark_parser *parser, gk_view line, cmark_syntax_extension *mark)
{
    if (!line.n) return take_blank(parser);
    /* The first line may begin with a byte order mark. */
    if (is_text(line, 0)) return parser->line_number && take_text(parser, line);
    switch (line.p[0]) {
    case '>': return take_quote(parser, line);
    case '#': return take_heading(parser, line);
    case '|': return take_row(parser, line, mark);
    case '*':
    case '+':
    case '-': return take_item(parser, line);
    default: return cmark_isdigit(line.p[0]) && take_item(parser, line);
    }
}
