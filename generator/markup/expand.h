/* Shortcodes while a document is rendered: which are open, calls, and what comes back. Internal to
 * markup/. */
#ifndef GK_MARKUP_EXPAND_H
#define GK_MARKUP_EXPAND_H

#include "markup/render.h"

/* A tag at its place in the tree, below `parent`. */
void gk_expand_tag(gk_render *r, size_t number, const cmark_node *parent);

/* Everything below node has been rendered: a tag that is still open there is an error. */
void gk_expand_leave(gk_render *r, const cmark_node *node);

/* What a paragraph is when its only text is a tag, or a tag, text and the closing tag. */
typedef enum gk_expand_paragraph {
    GK_EXPAND_TEXT,
    GK_EXPAND_TAG,
    GK_EXPAND_PAIR
} gk_expand_paragraph;

/* Looks at a paragraph; *number is its first tag. */
gk_expand_paragraph gk_expand_look(const gk_render *r, const cmark_node *paragraph, size_t *number);

/* The tag that a block of HTML stands for, or SIZE_MAX. */
size_t gk_expand_block(gk_render *r, const cmark_node *html);

/* Writes html into out, with tokens for its slots; html's first byte has the offset `at`. */
void gk_expand_put_tokens(const gk_markdown_slot *slots, size_t count, gk_view html, size_t at,
                          gk_buf *out);

/* Appends html to what goes out; its tokens become slots. False when it has others. */
bool gk_expand_take(gk_render *r, gk_view html);

#endif
