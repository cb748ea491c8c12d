#include "markup/position.h"

#include <node.h>

#include "base/utf8.h"
#include "markup/render.h"

/* What searches may cost that find nothing; then lines alone must do. */
enum { BUDGET = 4 * 1024 * 1024 };

void gk_positions_begin(gk_positions *at, gk_view file, gk_view whole, size_t body_offset,
                        uint32_t first_line, const uint32_t *lines, size_t line_count)
{
    *at = (gk_positions){.file = file,
                         .whole = whole,
                         .body = gk_view_from(whole, body_offset),
                         .first_line = first_line ? first_line : 1,
                         .lines = lines,
                         .line_count = line_count,
                         .budget = BUDGET};
}

/* Where line number `line` of the body (from 1) begins. */
static size_t line_start(const gk_positions *at, int line)
{
    if (line < 1) return 0;
    return (size_t)line <= at->line_count ? at->lines[line - 1] : at->body.n;
}

static size_t line_index(const gk_positions *at, size_t offset)
{
    size_t low = 0, high = at->line_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (at->lines[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

gk_place gk_position_place(const gk_positions *at, size_t from, size_t to)
{
    size_t index = line_index(at, from);
    size_t start = at->line_count ? at->lines[index] : 0;
    size_t end = index + 1 < at->line_count ? at->lines[index + 1] : at->body.n;
    if (from > end) from = end;
    while (end > from && (at->body.p[end - 1] == '\n' || at->body.p[end - 1] == '\r')) end--;
    if (to > end) to = end;
    if (to < from) to = from;
    gk_place place = {at->file, at->whole, at->first_line + (uint32_t)index, 0, 0};
    place.col = 1 + (uint32_t)gk_utf8_count(gk_view_n(at->body.p + start, from - start));
    place.endcol = place.col + (uint32_t)gk_utf8_count(gk_view_n(at->body.p + from, to - from));
    return place;
}

static const cmark_node *block_of(const cmark_node *node)
{
    while (node->parent && !CMARK_NODE_TYPE_BLOCK_P((cmark_node_type)node->type))
        node = node->parent;
    return node;
}

/* The header of a table may stand below the line that the library has for it: the cells of a row
 * reach to the next. */
static int last_line(const cmark_node *block)
{
    const cmark_node *row = block->parent;
    if (block->type != CMARK_NODE_TABLE_CELL || !row) return block->end_line;
    return row->next ? row->next->start_line - 1 : row->parent->end_line;
}

/* A block without lines of its own (a paragraph that the library split off the header of a table)
 * has those of the one behind it, and the header of a table may begin above its row of dashes. */
static void enter_block(gk_positions *at, const cmark_node *block)
{
    bool same_row = at->block && block->parent && block->parent == at->block->parent &&
                    block->start_line == at->block->start_line && block->prev == at->block;
    if (at->block == block || same_row) {
        at->block = block;
        return;
    }
    at->block = block;
    const cmark_node *known = block;
    while (known && known->start_line < 1) known = known->next ? known->next : known->parent;
    int first = known ? known->start_line : 1, last = known ? last_line(known) : 0;
    if (last < first)
        last = block->parent && block->parent->end_line > first ? block->parent->end_line : first;
    at->from = line_start(at, first);
    at->to = line_start(at, last + 1);
}

/* Whether a find at `i` is the target of a link rather than a word of its text. */
static bool is_target(gk_view body, size_t i)
{
    return i > 0 && strchr("(< :\t\n", body.p[i - 1]) && body.p[i - 1] != '\0';
}

/* The text of a link may hold the same words as its target: prefers the target when it is near. */
static size_t find_words(const gk_positions *at, gk_view words)
{
    enum { NEAR = 1000, TRIES = 8 };
    size_t first = gk_view_find(gk_view_n(at->body.p, at->to), words, at->from);
    if (first == SIZE_MAX) return first;
    gk_view near = gk_view_n(at->body.p, at->to - first > NEAR ? first + NEAR : at->to);
    size_t i = first;
    for (int tries = 0; i != SIZE_MAX && tries < TRIES; tries++) {
        if (is_target(at->body, i)) return i;
        i = gk_view_find(near, words, i + 1);
    }
    return first;
}

/* Finds words in what is left of the block, or SIZE_MAX. */
static size_t look_for(gk_positions *at, gk_view words)
{
    size_t cost = at->to > at->from ? at->to - at->from : 0;
    if (!words.n || !cost || !at->budget) return SIZE_MAX;
    size_t found = find_words(at, words);
    if (found == SIZE_MAX) at->budget -= cost < at->budget ? cost : at->budget;
    return found;
}

/* The first words within a link: its address may be written with escapes, or far away in a
 * definition. */
static gk_view first_words(const cmark_node *node)
{
    while (node && node->first_child) node = node->first_child;
    bool text = node && (node->type == CMARK_NODE_TEXT || node->type == CMARK_NODE_CODE);
    return text ? gk_render_literal(node) : (gk_view){NULL, 0};
}

gk_place gk_position_of(gk_positions *at, const cmark_node *node, gk_view words)
{
    enter_block(at, block_of(node));
    size_t found = look_for(at, words);
    if (found == SIZE_MAX && !CMARK_NODE_TYPE_BLOCK_P((cmark_node_type)node->type)) {
        words = first_words(node);
        found = look_for(at, words);
    }
    if (found != SIZE_MAX) {
        at->from = found + words.n;
        return gk_position_place(at, found, found + words.n);
    }
    size_t last = at->to && at->from >= at->to ? at->to - 1 : at->from;
    gk_place place = gk_position_place(at, last, last);
    place.col = place.endcol = 0;
    return place;
}

gk_view gk_position_line(const gk_positions *at, const cmark_node *block)
{
    if (block->start_line < 1 || (size_t)block->start_line > at->line_count)
        return (gk_view){NULL, 0};
    size_t from = line_start(at, block->start_line), to = line_start(at, block->start_line + 1);
    return gk_view_sub(at->body, from, to - from);
}
