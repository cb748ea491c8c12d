/* What the parts of the renderer share: the document that is being rendered. Internal to markup/.
 */
#ifndef GK_MARKUP_RENDER_H
#define GK_MARKUP_RENDER_H

#include <cmark-gfm-extension_api.h>
#include <node.h>

#include "base/map.h"
#include "markup/markdown.h"
#include "markup/position.h"
#include "markup/preflight.h"
#include "markup/tags.h"

/* The extensions' node types have no header of their own. */
extern cmark_node_type CMARK_NODE_TABLE, CMARK_NODE_TABLE_ROW, CMARK_NODE_TABLE_CELL,
    CMARK_NODE_STRIKETHROUGH;

typedef struct gk_open_tag gk_open_tag;

typedef struct gk_render {
    const gk_markdown_options *options;
    const gk_preflight *check;
    gk_arena *arena;
    gk_diags *diags;
    gk_buf *out;
    bool bare, unsafe, zh;
    bool fragment; /* a text of a plugin: no anchors */
    gk_positions at;
    size_t complaints;
    const cmark_syntax_extension *mark; /* of blocks whose inlines are made only now */
    cmark_node only;                    /* the text of such a block (markup/plain.h) */

    /* grown here, copied to the result at the end, kept for the next document */
    gk_markdown_slot *slots;
    size_t slot_count, slot_cap;
    gk_markdown_link *links;
    size_t link_count, link_cap;
    gk_markdown_heading *headings;
    size_t heading_count, heading_cap;
    gk_view *anchors;
    size_t anchor_count, anchor_cap;
    gk_map ids; /* of headings: to the number of the next equal one */

    gk_buf plain;                /* the text of the blocks so far, when collecting */
    bool collecting;             /* leaves add their text to plain */
    bool in_link;                /* within <a>, or a link that was refused: no bare links */
    bool refused;                /* the link that is open was refused: it has no <a> */
    size_t block;                /* where the block that is open begins in plain */
    gk_buf lead;                 /* the paragraphs that may become the excerpt */
    bool lead_greets, lead_done; /* lead is a salutation only; lead is long enough */
    uint32_t words;
    bool in_word; /* the last character counted was part of a word */

    gk_tags *tags;     /* NULL: the document has none */
    gk_open_tag *open; /* tags whose closing tag is yet to come; GK_SHORTCODE_DEPTH of them */
    size_t open_count;
    uint32_t shortcodes; /* so far */
    size_t solo;         /* number + 1 of the tag that has its paragraph for itself, or 0 */
    const cmark_node *solo_paragraph; /* the paragraph, which is none in the HTML */
    size_t outputs;                   /* bytes that they made */

    unsigned tables, column;   /* tables so far; column of the cell that is open */
    const uint8_t *alignments; /* of the table that is open */
    bool in_body, in_header;
    int notes, note_back; /* footnotes so far, and those whose way back is written */
} gk_render;

/* Renders the tree below root. */
void gk_render_document(gk_render *r, cmark_node *root);

/* Inlines: true when the node's children come next. */
bool gk_render_inline(gk_render *r, cmark_node *node);
void gk_render_inline_end(gk_render *r, cmark_node *node);

/* A picture; true when it was let through (otherwise its text stands there). As the picture of a
 * <figure> it leaves its title to the caption. */
bool gk_render_image(gk_render *r, cmark_node *node, bool figure);

/* <a …>; false when it was refused. */
bool gk_render_link(gk_render *r, cmark_node *node);

/* Records a link; a slot of a link at the end of what has been written. */
void gk_render_add_link(gk_render *r, gk_markdown_link link, gk_place place);
void gk_render_add_slot(gk_render *r, gk_markdown_slot_kind kind, size_t link);

/* The message for an address that is refused. */
gk_message gk_render_refusal(unsigned url_kind);

/* A bare link's record: its URL is text behind prefix. */
void gk_render_bare_link(gk_render *r, cmark_node *node, gk_view text, gk_view prefix);

/* The begin of a heading's tag, its anchor and its row. */
void gk_render_heading(gk_render *r, cmark_node *node);

/* The anchor of a footnote. */
void gk_render_note_anchor(gk_render *r, int number);

/* Appends the plain text of the leaves below node. */
void gk_render_words(gk_render *r, gk_buf *out, cmark_node *node);

/* Bytes that become references, as CommonMark's examples want it; see base/byteset.h. */
#define GK_RENDER_ESCAPED(row)                                                                     \
    (GK_IN(row, '&') | GK_IN(row, '<') | GK_IN(row, '>') | GK_IN(row, '"'))

/* Marks that a text may hold. */
enum {
    GK_RENDER_ESCAPES = 1, /* & < > " */
    GK_RENDER_SIGNS = 2,   /* : @ w, without which there is no bare link */
    GK_RENDER_BRACKETS = 4 /* ] */
};

/* A leaf's text beyond the HTML: its words are counted, and it is kept when somebody collects. */
void gk_render_note(gk_render *r, gk_view text);

/* Counts the words of a leaf and copies it to `to`, where there is room for text.n bytes; returns
 * its marks. */
unsigned gk_render_count(gk_render *r, gk_view text, char *to);

/* The begin and end of a block that has text of its own, for the excerpt. */
void gk_render_block_begin(gk_render *r, const cmark_node *node);
void gk_render_block_end(gk_render *r, const cmark_node *node);

/* The excerpt of what the paragraphs gave. */
gk_view gk_render_excerpt(gk_render *r);

/* Adds a diagnostic at a node (never in bare mode), up to a bound. */
void gk_render_complain(gk_render *r, gk_message message, const cmark_node *node, gk_view words,
                        gk_view argument);

/* The literal of a leaf. */
static inline gk_view gk_render_literal(const cmark_node *node)
{
    return gk_view_n((const char *)node->as.literal.data, (size_t)node->as.literal.len);
}

/* Whether a soft break stands for nothing. */
bool gk_render_joins(const cmark_node *node);

/* Adds the pieces of text below root, and says how to locate them. */
void gk_render_pieces(gk_render *r, const cmark_node *root, gk_pieces *pieces);

/* Text as it is written: tags of shortcodes are uncovered. */
static inline gk_view gk_render_restore(const gk_render *r, gk_view text)
{
    return r->tags ? gk_tags_restore(r->tags, text, r->arena) : text;
}

/* Appends v for text and quoted attributes as cmark does: & < > " become references. */
void gk_render_escape(gk_buf *out, gk_view v);

#endif
