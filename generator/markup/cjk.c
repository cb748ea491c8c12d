#include "markup/cjk.h"

#include <node.h>
#include <parser.h>
#include <utf8.h>

#include "base/utf8.h"

typedef struct flanks {
    bool left, right;
} flanks;

static bool is_selector(uint32_t c)
{
    return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

static bool is_cjk(uint32_t c)
{
    return c >= 0x1100 && gk_utf8_is_cjk(c);
}

/* The character before start, where line ends and the text's begin count as white space; ~ is
 * passed over as the library does it for *. */
static uint32_t before_run(gk_view text, size_t start, bool skip)
{
    while (skip && start > 0 && text.p[start - 1] == '~') start--;
    return start ? gk_utf8_prev(text, &start) : '\n';
}

/* The same, but a variation selector belongs to the CJK character before it. */
static uint32_t base_before_run(gk_view text, size_t start, bool skip)
{
    while (skip && start > 0 && text.p[start - 1] == '~') start--;
    if (!start) return '\n';
    uint32_t c = gk_utf8_prev(text, &start);
    if (!is_selector(c) || !start) return c;
    uint32_t base = gk_utf8_prev(text, &start);
    return is_cjk(base) ? base : c;
}

static uint32_t after_run(gk_view text, size_t end, bool skip)
{
    size_t i = end;
    while (skip && i < text.n && text.p[i] == '~') i++;
    return i == text.n ? '\n' : gk_utf8_next(text, &i);
}

/* The ideographs come first: the library's tables are long, and most characters are not in them. */
static bool is_ideograph(uint32_t c)
{
    return c >= 0x4E00 && c <= 0x9FFF;
}

static bool is_space(uint32_t c)
{
    return cmark_utf8proc_is_space((int32_t)c);
}

static bool is_punct(uint32_t c)
{
    return !is_ideograph(c) && cmark_utf8proc_is_punctuation((int32_t)c);
}

/* The rule, and (when friendly is false) CommonMark's. */
static flanks flanking(uint32_t before, uint32_t after, bool friendly)
{
    bool cjk = friendly && (is_cjk(before) || is_cjk(after));
    bool space_before = is_space(before), space_after = is_space(after);
    bool punct_before = is_punct(before), punct_after = is_punct(after);
    return (flanks){
        !space_after && (!punct_after || space_before || punct_before || cjk),
        !space_before && (!punct_before || space_after || punct_after || cjk),
    };
}

static flanks friendly_flanks(gk_view text, size_t start, size_t end)
{
    bool skip = text.p[start] == '*';
    return flanking(base_before_run(text, start, skip), after_run(text, end, skip), true);
}

bool gk_cjk_differs(gk_view text, size_t start, size_t end)
{
    /* With no wide character near, both rules agree. */
    bool wide =
        (start > 0 && ((unsigned char)text.p[start - 1] >= 0x80 || text.p[start - 1] == '~')) ||
        (end < text.n && ((unsigned char)text.p[end] >= 0x80 || text.p[end] == '~'));
    if (!wide) return false;
    bool skip = text.p[start] == '*';
    uint32_t before = before_run(text, start, skip), after = after_run(text, end, skip);
    /* With CJK beside it a run is closed to a side only by white space; CommonMark also closes it
     * to punctuation, when there is none on the other side. */
    if (!is_selector(before))
        return (is_cjk(before) || is_cjk(after)) && is_punct(before) != is_punct(after) &&
               !is_space(before) && !is_space(after);
    flanks classic = flanking(before, after, false), friendly = friendly_flanks(text, start, end);
    return classic.left != friendly.left || classic.right != friendly.right;
}

/* The library's own stop set where text runs end, with ~ of strikethrough. */
static size_t next_special(const unsigned char *p, size_t from, size_t n)
{
    static const bool special[256] = {
        ['\r'] = true, ['\n'] = true, ['\\'] = true, ['`'] = true, ['&'] = true, ['_'] = true,
        ['*'] = true,  ['['] = true,  [']'] = true,  ['<'] = true, ['!'] = true, ['~'] = true,
    };
    while (from < n && !special[p[from]]) from++;
    return from;
}

static cmark_node *new_text(cmark_parser *parser, cmark_chunk *chunk, size_t from, size_t to,
                            int line)
{
    cmark_node *node = cmark_node_new_with_mem(CMARK_NODE_TEXT, parser->mem);
    node->as.literal = cmark_chunk_dup(chunk, (bufsize_t)from, (bufsize_t)(to - from));
    node->start_line = node->end_line = line;
    return node;
}

static bool is_run_of(const cmark_node *node, char mark)
{
    return node->type == CMARK_NODE_TEXT && node->as.literal.len > 0 &&
           node->as.literal.data[0] == mark;
}

/* The runs right before this text were read by CommonMark's rule: reads them again. */
static void amend(gk_view text, size_t at, const cmark_node *parent,
                  cmark_inline_parser *inline_parser)
{
    delimiter *last = cmark_inline_parser_get_last_delimiter(inline_parser);
    for (const cmark_node *node = parent->last_child; node && last; node = node->prev) {
        bool pushed = last->inl_text == node;
        /* One tilde, or three, is no delimiter; an escaped one (which borrows its text) ends the
         * row of runs. */
        bool tildes = !pushed && is_run_of(node, '~') && node->as.literal.alloc;
        bool marks = pushed && (is_run_of(node, '*') || is_run_of(node, '~'));
        size_t length = (size_t)node->as.literal.len;
        if ((!tildes && !marks) || length > at) return;
        at -= length;
        if (!marks) continue;
        flanks f = friendly_flanks(text, at, at + length);
        last->can_open = f.left;
        last->can_close = f.right;
        last = last->previous;
    }
}

static size_t run_end(gk_view text, size_t start)
{
    size_t end = start;
    while (end < text.n && text.p[end] == text.p[start]) end++;
    return end;
}

static bool is_mark(gk_view text, size_t i)
{
    return i < text.n && (text.p[i] == '*' || text.p[i] == '~');
}

bool gk_cjk_amends(gk_view text, size_t end)
{
    const unsigned char *p = (const unsigned char *)text.p;
    return end < text.n && next_special(p, end, end + 1) == end + 1 &&
           !strchr("\"'-.", text.p[end]);
}

/* Whether some run of the row at `start` is read otherwise by this rule, and would not be amended
 * at the begin of the text behind it. */
static bool must_read(gk_view text, size_t start)
{
    bool differs = false;
    size_t end = start;
    for (size_t i = start; is_mark(text, i); i = end) {
        end = run_end(text, i);
        differs = differs || gk_cjk_differs(text, i, end);
    }
    return differs && !gk_cjk_amends(text, end);
}

/* Called where a run of text begins. Marks that follow the text are read here when CommonMark would
 * read them otherwise and there is no text behind them, at whose begin they could be amended. */
static cmark_node *match(cmark_syntax_extension *extension, cmark_parser *parser,
                         cmark_node *parent, unsigned char c, cmark_inline_parser *inline_parser)
{
    (void)c;
    cmark_chunk *chunk = cmark_inline_parser_get_chunk(inline_parser);
    gk_view text = gk_view_n((const char *)chunk->data, (size_t)chunk->len);
    size_t at = (size_t)cmark_inline_parser_get_offset(inline_parser);
    amend(text, at, parent, inline_parser);
    if (!cmark_syntax_extension_get_private(extension)) return NULL;

    size_t start = next_special(chunk->data, at + 1, text.n);
    if (!is_mark(text, start) || !must_read(text, start)) return NULL;
    int line = cmark_inline_parser_get_line(inline_parser);
    cmark_node *node = new_text(parser, chunk, at, start, line);
    for (size_t i = start, end; is_mark(text, i); i = end) {
        cmark_node_append_child(parent, node);
        end = run_end(text, i);
        node = new_text(parser, chunk, i, end, line);
        flanks f = friendly_flanks(text, i, end);
        bool counts = text.p[i] == '*' || end - i == 2;
        if (counts && (f.left || f.right))
            cmark_inline_parser_push_delimiter(inline_parser, (unsigned char)text.p[i], f.left,
                                               f.right, node);
        cmark_inline_parser_set_offset(inline_parser, (int)end);
    }
    return node;
}

void gk_cjk_look_ahead(cmark_syntax_extension *extension, bool on)
{
    cmark_syntax_extension_set_private(extension, on ? extension : NULL, NULL);
}

cmark_syntax_extension *gk_cjk_extension(void)
{
    cmark_syntax_extension *extension = cmark_syntax_extension_new("cjk");
    cmark_syntax_extension_set_match_inline_func(extension, match);
    return extension;
}

/* Punctuation of the General Punctuation block and the middle dot: Chinese and other scripts share
 * it. */
static bool is_shared_punct(uint32_t c)
{
    return c == 0xB7 || (c >= 0x2010 && c <= 0x2027) || (c >= 0x2030 && c <= 0x205E);
}

/* Hangul is written with spaces. */
static bool is_spaceless(uint32_t c)
{
    bool hangul = (c >= 0x1100 && c <= 0x11FF) || (c >= 0x3130 && c <= 0x318F) ||
                  (c >= 0xA960 && c <= 0xA97F) || (c >= 0xAC00 && c <= 0xD7FF);
    return is_cjk(c) && !hangul;
}

bool gk_cjk_joins(uint32_t before, uint32_t after)
{
    bool one = is_spaceless(before), other = is_spaceless(after);
    return (one && (other || is_shared_punct(after))) || (other && is_shared_punct(before));
}

bool gk_cjk_ends_link(uint32_t c)
{
    return is_cjk(c) || is_shared_punct(c);
}
