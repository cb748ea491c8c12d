#include <string.h>

#include "base/utf8.h"
#include "markup/bare.h"
#include "markup/cjk.h"
#include "markup/expand.h"
#include "markup/render.h"
#include "markup/url.h"

void gk_render_escape(gk_buf *out, gk_view v)
{
    static const gk_byteset escaped = GK_BYTESET(GK_RENDER_ESCAPED);
    gk_buf_put_escaped(out, v, &escaped);
}

static bool is_leaf_text(const cmark_node *node)
{
    return node->type == CMARK_NODE_TEXT || node->type == CMARK_NODE_CODE;
}

/* The next node of a walk over the leaves and containers below root, or NULL. */
static cmark_node *next_below(cmark_node *node, const cmark_node *root)
{
    bool into = !is_leaf_text(node) && node->type != CMARK_NODE_HTML_INLINE;
    if (into && node->first_child) return node->first_child;
    while (node != root && !node->next) node = node->parent;
    return node == root ? NULL : node->next;
}

static uint32_t edge(const cmark_node *node, bool last)
{
    while (node && !is_leaf_text(node)) node = last ? node->last_child : node->first_child;
    if (!node) return 0;
    gk_view text = gk_render_literal(node);
    if (!text.n) return 0;
    size_t i = last ? text.n : 0;
    return last ? gk_utf8_prev(text, &i) : gk_utf8_next(text, &i);
}

bool gk_render_joins(const cmark_node *node)
{
    return gk_cjk_joins(edge(node->prev, true), edge(node->next, false));
}

/* Text without the tags of shortcodes. */
static void put_untagged(const gk_render *r, gk_view text, gk_buf *out)
{
    size_t at = 0, from, to;
    while (gk_tags_next(r->tags, text, at, &from, &to) != SIZE_MAX) {
        gk_buf_put(out, gk_view_n(text.p + at, from - at));
        at = to;
    }
    gk_buf_put(out, gk_view_from(text, at));
}

void gk_render_words(gk_render *r, gk_buf *out, cmark_node *node)
{
    for (cmark_node *n = node; n; n = next_below(n, node)) {
        if (r->tags && n->type == CMARK_NODE_TEXT)
            put_untagged(r, gk_render_literal(n), out);
        else if (is_leaf_text(n))
            gk_buf_put(out, gk_render_restore(r, gk_render_literal(n)));
        else if (n->type == CMARK_NODE_LINEBREAK ||
                 (n->type == CMARK_NODE_SOFTBREAK && !gk_render_joins(n)))
            gk_buf_putc(out, ' ');
    }
}

/* Counts a text and copies it behind the end of out; returns its marks. */
static unsigned count_behind(gk_render *r, gk_buf *out, gk_view text)
{
    if (out->cap - out->n <= text.n) gk_buf_reserve(out, text.n);
    return gk_render_count(r, text, out->p + out->n);
}

static void take_counted(gk_buf *out, gk_view text)
{
    out->n += text.n;
    out->p[out->n] = '\0';
}

/* What nobody collects stands behind the end, and is lost with the next. */
void gk_render_note(gk_render *r, gk_view text)
{
    count_behind(r, &r->plain, text);
    if (r->collecting) take_counted(&r->plain, text);
}

static void note_break(gk_render *r)
{
    r->in_word = false;
    if (r->collecting) gk_buf_putc(&r->plain, ' ');
}

static void put_bare(gk_render *r, cmark_node *node, gk_view text, const gk_bare *found)
{
    static const char *const prefixes[] = {"", "http://", "mailto:"};
    gk_view shown = gk_view_n(text.p + found->from, found->to - found->from);
    gk_buf_put(r->out, GK_V("<a href=\""));
    if (!found->whole) gk_buf_puts(r->out, prefixes[found->kind]);
    gk_url_put(r->out, shown);
    gk_buf_put(r->out, GK_V("\">"));
    gk_render_escape(r->out, shown);
    gk_buf_put(r->out, GK_V("</a>"));
    if (!r->bare)
        gk_render_bare_link(r, node, shown, gk_view_of(found->whole ? "" : prefixes[found->kind]));
}

/* Returns the marks of the text. */
static unsigned put_words(gk_render *r, cmark_node *node, gk_view text)
{
    unsigned marks = count_behind(r, r->out, text);
    if (r->collecting) gk_buf_put(&r->plain, text);
    if (!(marks & (GK_RENDER_ESCAPES | GK_RENDER_SIGNS))) {
        take_counted(r->out, text);
        return marks;
    }
    size_t from = 0;
    gk_bare found;
    bool links = marks & GK_RENDER_SIGNS && r->check->addresses && !r->in_link;
    while (links && gk_bare_find(text, from, &found)) {
        gk_render_escape(r->out, gk_view_n(text.p + from, found.from - from));
        gk_view shown = gk_view_n(text.p + found.from, found.to - found.from);
        bool allowed = r->unsafe || found.kind != GK_BARE_URL || gk_url_allowed(shown, false);
        if (allowed)
            put_bare(r, node, text, &found);
        else
            gk_render_escape(r->out, shown);
        from = found.to;
    }
    gk_render_escape(r->out, gk_view_from(text, from));
    return marks;
}

/* Likewise a text with tags of shortcodes in it. */
static unsigned put_tagged(gk_render *r, cmark_node *node, gk_view text)
{
    size_t at = 0, from, to;
    unsigned marks = 0;
    for (size_t number; (number = gk_tags_next(r->tags, text, at, &from, &to)) != SIZE_MAX;
         at = to) {
        if (from > at) marks |= put_words(r, node, gk_view_n(text.p + at, from - at));
        gk_expand_tag(r, number, node->parent);
    }
    if (at < text.n) marks |= put_words(r, node, gk_view_from(text, at));
    return marks;
}

enum { ADDRESS_MAX = 300 }; /* bytes that are looked at behind a bracket */

/* What stands in brackets of either kind at the begin of v, when it is like the address of a file
 * or page: it has a slash, or a dot before a letter; empty otherwise. */
static gk_view address_in_brackets(gk_view v)
{
    bool wide = gk_view_starts(v, GK_V("（"));
    if (!wide && !gk_view_starts(v, GK_V("("))) return (gk_view){NULL, 0};
    size_t from = wide ? 3 : 1, end = gk_view_find(v, GK_V("）"), from);
    size_t narrow = gk_view_find_byte(v, ')', from);
    end = end < narrow ? end : narrow;
    if (end == SIZE_MAX) return (gk_view){NULL, 0};
    for (size_t i = from; i + 1 < end; i++)
        if (v.p[i] == '/' ||
            (v.p[i] == '.' && (v.p[i + 1] | 0x20) >= 'a' && (v.p[i + 1] | 0x20) <= 'z'))
            return gk_view_n(v.p + from, end - from);
    return (gk_view){NULL, 0};
}

/* `[附件](附 件.pdf)` and `[附件]（a.pdf）` stay text. */
static void complain_of_lost_links(gk_render *r, const cmark_node *node, gk_view text)
{
    for (size_t i = 0; (i = gk_view_find_byte(text, ']', i)) != SIZE_MAX; i++) {
        gk_view behind = gk_view_sub(text, i + 1, ADDRESS_MAX);
        gk_view address = address_in_brackets(behind);
        if (!address.n) continue;
        gk_view words = gk_view_n(behind.p, (size_t)(address.p - behind.p) + address.n);
        gk_render_complain(r, GK_MSG_markdown_link_lost, node, words, address);
    }
}

static void put_text(gk_render *r, cmark_node *node)
{
    gk_view text = gk_render_literal(node);
    unsigned marks = r->tags ? put_tagged(r, node, text) : put_words(r, node, text);
    if (marks & GK_RENDER_BRACKETS && !r->bare) complain_of_lost_links(r, node, text);
}

static bool is_comment(gk_view html)
{
    return gk_view_starts(html, GK_V("<!--")) && gk_view_ends(html, GK_V("-->"));
}

static void put_html(gk_render *r, cmark_node *node)
{
    gk_view html = gk_render_restore(r, gk_render_literal(node));
    if (r->unsafe) {
        gk_buf_put(r->out, html);
    } else if (!is_comment(html)) {
        gk_render_escape(r->out, html);
        gk_render_note(r, html);
        gk_render_complain(r, GK_MSG_markdown_html, node, html, html);
    }
}

static void put_code(gk_render *r, cmark_node *node)
{
    gk_view code = gk_render_restore(r, gk_render_literal(node));
    gk_buf_put(r->out, GK_V("<code>"));
    gk_render_escape(r->out, code);
    gk_buf_put(r->out, GK_V("</code>"));
    gk_render_note(r, code);
}

static void put_break(gk_render *r, const cmark_node *node)
{
    if (node->type == CMARK_NODE_LINEBREAK) {
        gk_buf_put(r->out, r->bare ? GK_V("<br />\n") : GK_V("<br>\n"));
        note_break(r);
    } else if (!gk_render_joins(node)) {
        gk_buf_putc(r->out, '\n');
        note_break(r);
    }
}

/* Labels are written for cmark's conventions; a site counts its notes, which are numbers in the
 * tree already. */
static void put_note_reference(gk_render *r, const cmark_node *node)
{
    gk_view number = gk_render_literal(node);
    if (r->bare) {
        gk_view label = gk_render_literal(node->parent_footnote_def);
        gk_buf_put(r->out, GK_V("<sup class=\"footnote-ref\"><a href=\"#fn-"));
        gk_url_put(r->out, label);
        gk_buf_put(r->out, GK_V("\" id=\"fnref-"));
        gk_url_put(r->out, label);
    } else {
        gk_buf_put(r->out, GK_V("<sup class=\"footnote-ref\"><a href=\"#fn-"));
        gk_buf_put(r->out, number);
        gk_buf_put(r->out, GK_V("\" id=\"fnref-"));
        gk_buf_put(r->out, number);
    }
    if (node->footnote.ref_ix > 1) gk_buf_printf(r->out, "-%d", node->footnote.ref_ix);
    gk_buf_puts(r->out,
                r->bare ? "\" data-footnote-ref>" : "\" role=\"doc-noteref\" aria-label=\"");
    if (!r->bare) {
        gk_buf_puts(r->out, r->zh ? "脚注 " : "Note ");
        gk_buf_put(r->out, number);
        gk_buf_put(r->out, GK_V("\">"));
    }
    gk_buf_put(r->out, number);
    gk_buf_put(r->out, GK_V("</a></sup>"));
}

bool gk_render_inline(gk_render *r, cmark_node *node)
{
    switch (node->type) {
    case CMARK_NODE_TEXT: put_text(r, node); return false;
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK: put_break(r, node); return false;
    case CMARK_NODE_STRONG: gk_buf_put(r->out, GK_V("<strong>")); return true;
    case CMARK_NODE_EMPH: gk_buf_put(r->out, GK_V("<em>")); return true;
    case CMARK_NODE_CODE: put_code(r, node); return false;
    case CMARK_NODE_HTML_INLINE: put_html(r, node); return false;
    case CMARK_NODE_LINK:
        r->refused = !gk_render_link(r, node);
        r->in_link = true;
        return true;
    case CMARK_NODE_IMAGE: gk_render_image(r, node, false); return false;
    case CMARK_NODE_FOOTNOTE_REFERENCE: put_note_reference(r, node); return false;
    default: break;
    }
    if (node->type == CMARK_NODE_STRIKETHROUGH) gk_buf_put(r->out, GK_V("<del>"));
    return true;
}

void gk_render_inline_end(gk_render *r, cmark_node *node)
{
    if (r->open_count) gk_expand_leave(r, node);
    switch (node->type) {
    case CMARK_NODE_STRONG: gk_buf_put(r->out, GK_V("</strong>")); return;
    case CMARK_NODE_EMPH: gk_buf_put(r->out, GK_V("</em>")); return;
    case CMARK_NODE_LINK:
        if (!r->refused) gk_buf_put(r->out, GK_V("</a>"));
        r->in_link = r->refused = false;
        return;
    default: break;
    }
    if (node->type == CMARK_NODE_STRIKETHROUGH) gk_buf_put(r->out, GK_V("</del>"));
}
