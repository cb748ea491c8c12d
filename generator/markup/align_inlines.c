#include <cmark_ctype.h>
#include <houdini.h>

#include "markup/align_parts.h"

static bool at_byte(const gk_aligner *a, char c)
{
    return a->at < a->limit && a->body.p[a->at] == c;
}

/* What a character reference at the cursor stands for; returns its bytes, 0 when there is none. */
static size_t reference(const gk_aligner *a, gk_view text, size_t *made)
{
    cmark_strbuf out = CMARK_BUF_INIT(cmark_get_default_mem_allocator());
    bufsize_t n = houdini_unescape_ent(&out, (const uint8_t *)a->body.p + a->at + 1,
                                       (bufsize_t)(a->limit - a->at - 1));
    gk_view meant = gk_view_n((const char *)out.ptr, (size_t)out.size);
    bool fits = n > 0 && gk_view_starts(text, meant) && meant.n;
    *made = meant.n;
    cmark_strbuf_free(&out);
    return fits ? (size_t)n + 1 : 0;
}

/* Goes on where the next words are. */
static bool find_again(gk_aligner *a, gk_view text)
{
    enum { ENOUGH = 24 };
    gk_view words = gk_view_sub(text, 0, ENOUGH);
    size_t found = gk_view_find(gk_view_sub(a->body, 0, a->limit), words, a->at);
    if (found == SIZE_MAX)
        a->lost = true;
    else
        a->at = found;
    return !a->lost;
}

static size_t common(gk_view a, gk_view b)
{
    size_t n = a.n < b.n ? a.n : b.n, i = 0;
    while (i < n && a.p[i] == b.p[i] && a.p[i] != '\\' && a.p[i] != '&') i++;
    return i;
}

void gk_align_words(gk_aligner *a, gk_view text)
{
    while (text.n && !a->lost) {
        gk_view source = gk_view_sub(a->body, a->at, a->limit - a->at);
        size_t made = common(source, text), taken = made;
        if (!made && source.n > 1 && source.p[0] == '\\' && source.p[1] == text.p[0] &&
            cmark_ispunct(source.p[1]))
            made = 1, taken = 2;
        if (!made && source.n && source.p[0] == '&') taken = reference(a, text, &made);
        if (!taken && source.n && source.p[0] == text.p[0]) made = taken = 1;
        if (!taken) {
            if (!find_again(a, text)) return;
            continue;
        }
        gk_align_emit(a, made, a->at, a->at + taken);
        a->at += taken;
        text = gk_view_from(text, made);
    }
}

void gk_align_verbatim(gk_aligner *a, gk_view text, size_t end)
{
    for (size_t i = 0; i < text.n && !a->lost; i++) {
        size_t from = a->at;
        char c = from < end ? a->body.p[from] : '\0';
        bool pipe = a->in_cell && c == '\\' && text.p[i] == '|' && from + 1 < end;
        if (c == '\n' || c == '\r')
            gk_align_break(a);
        else if (pipe && a->body.p[from + 1] == '|')
            a->at += 2;
        else if (c == text.p[i] && from < end)
            a->at++;
        else
            a->lost = true;
        gk_align_emit(a, 1, from, a->at);
    }
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r';
}

/* Whether a span of code loses a space at both of its ends. */
static bool loses_spaces(gk_view code)
{
    if (code.n < 2 || !is_space(code.p[0]) || !is_space(code.p[code.n - 1])) return false;
    for (size_t i = 0; i < code.n; i++)
        if (!is_space(code.p[i]) && code.p[i] != '\t') return true;
    return false;
}

static size_t run(const gk_aligner *a, size_t at, char c)
{
    size_t end = at;
    while (end < a->limit && a->body.p[end] == c) end++;
    return end - at;
}

static void align_code(gk_aligner *a, gk_view text)
{
    size_t ticks = run(a, a->at, '`'), from = a->at + ticks, end = from;
    while (end < a->limit) {
        size_t n = run(a, end, '`');
        if (n == ticks) break;
        end += n ? n : 1;
    }
    if (!ticks || end >= a->limit) {
        a->lost = true;
        return;
    }
    a->at = from;
    if (loses_spaces(gk_view_n(a->body.p + from, end - from))) {
        if (a->body.p[from] == ' ')
            a->at++;
        else
            gk_align_break(a);
    }
    gk_align_verbatim(a, text, end);
    a->at = end + ticks;
}

/* Text with tags in it. The tags know where they stand. */
static void align_tagged(gk_aligner *a, gk_view text)
{
    const gk_tags *tags = a->r->tags;
    size_t at = 0, from, to;
    for (size_t number; (number = gk_tags_next(tags, text, at, &from, &to)) != SIZE_MAX; at = to) {
        const gk_tag *tag = &tags->items[number];
        gk_align_words(a, gk_view_n(text.p + at, from - at));
        size_t n = tag->kind == GK_TAG_SHOWN ? gk_tag_shown(tags, tag, a->r->arena).n : 1;
        gk_align_emit(a, n, tag->from, tag->to);
        a->at = tag->to;
    }
    gk_align_words(a, gk_view_from(text, at));
}

/* The box of a task, and other brackets that are no text. */
static void skip_label(gk_aligner *a)
{
    if (!at_byte(a, '[')) return;
    size_t end = gk_view_find_byte(gk_view_sub(a->body, 0, a->limit), ']', a->at);
    if (end != SIZE_MAX) a->at = end + 1;
}

static void skip_mark(gk_aligner *a, const cmark_node *node)
{
    size_t n = node->type == CMARK_NODE_EMPH ? 1 : 2;
    char c = a->at < a->limit ? a->body.p[a->at] : '\0';
    if (node->type == CMARK_NODE_STRIKETHROUGH ? c != '~' : c != '*' && c != '_') return;
    size_t there = run(a, a->at, c);
    a->at += n < there ? n : there;
}

static void align_break(gk_aligner *a, const cmark_node *node)
{
    size_t from = a->at;
    gk_view text;
    if (node->type == CMARK_NODE_LINEBREAK && at_byte(a, '\\')) a->at++;
    gk_align_break(a);
    gk_align_text(a->r, node, &text);
    gk_align_emit(a, text.n, from, a->at);
}

static void align_html(gk_aligner *a, const cmark_node *node)
{
    gk_view text, written = gk_render_restore(a->r, gk_render_literal(node));
    bool silent = a->silent;
    gk_align_text(a->r, node, &text);
    a->silent = silent || !text.n;
    gk_align_verbatim(a, written, a->limit);
    a->silent = silent;
}

/* Pictures are one break in the flow of a text, and what is in them belongs to them. */
static void enter_picture(gk_aligner *a)
{
    gk_align_emit(a, 1, a->at, a->at + 2);
    if (at_byte(a, '!')) a->at++;
    if (at_byte(a, '[')) a->at++;
}

static bool is_container(const cmark_node *node)
{
    return node->type == CMARK_NODE_EMPH || node->type == CMARK_NODE_STRONG ||
           node->type == CMARK_NODE_LINK || node->type == CMARK_NODE_IMAGE ||
           node->type == CMARK_NODE_STRIKETHROUGH;
}

static void enter(gk_aligner *a, const cmark_node *node)
{
    gk_view text = gk_render_literal(node);
    switch (node->type) {
    case CMARK_NODE_TEXT:
        if (a->r->tags)
            align_tagged(a, text);
        else
            gk_align_words(a, text);
        return;
    case CMARK_NODE_CODE: align_code(a, gk_render_restore(a->r, text)); return;
    case CMARK_NODE_HTML_INLINE: align_html(a, node); return;
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK: align_break(a, node); return;
    case CMARK_NODE_FOOTNOTE_REFERENCE: skip_label(a); return;
    case CMARK_NODE_LINK:
        if (at_byte(a, '[') || at_byte(a, '<')) a->at++;
        return;
    case CMARK_NODE_IMAGE: enter_picture(a); return;
    default: break;
    }
    if (is_container(node)) skip_mark(a, node);
}

static void leave(gk_aligner *a, const cmark_node *node)
{
    if (node->type != CMARK_NODE_LINK && node->type != CMARK_NODE_IMAGE) {
        skip_mark(a, node);
    } else if (at_byte(a, '>')) {
        a->at++;
    } else if (at_byte(a, ']')) {
        a->at++;
        gk_align_target(a, node);
    }
}

/* Whether what is directly below the container is of the part. */
static bool is_silent(const gk_aligner *a, const cmark_node *container)
{
    if (a->part == GK_PART_ADDRESS || a->part == GK_PART_CAPTION) return true;
    for (const cmark_node *n = container; n; n = n->parent) {
        if (n == a->node) return false;
        if (n->type == CMARK_NODE_IMAGE) return true;
    }
    return true;
}

/* A task's box stands before the text of its item. */
static void skip_box(gk_aligner *a, const cmark_node *block)
{
    const cmark_node *first = block->first_child;
    if (!block->parent || block->parent->type != CMARK_NODE_ITEM || !block->parent->extension ||
        !first)
        return;
    gk_view text = gk_render_literal(first);
    bool own = first->type == CMARK_NODE_TEXT && text.n && text.p[0] == '[';
    if (own || first->type == CMARK_NODE_LINK) return;
    skip_label(a);
    while (at_byte(a, ' ') || at_byte(a, '\t')) a->at++;
}

void gk_align_inlines(gk_aligner *a, const cmark_node *block)
{
    skip_box(a, block);
    a->silent = is_silent(a, block);
    for (const cmark_node *n = block->first_child; n && !a->lost;) {
        enter(a, n);
        if (n->first_child && is_container(n)) {
            a->silent = is_silent(a, n);
            n = n->first_child;
            continue;
        }
        if (is_container(n)) leave(a, n);
        while (n != block && !n->next) {
            n = n->parent;
            a->silent = is_silent(a, n->parent ? n->parent : n);
            if (n != block) leave(a, n);
        }
        n = n == block ? NULL : n->next;
    }
}
