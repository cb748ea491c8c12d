/* Anchors of headings: readable, stable, and in Chinese where the heading is. */
#ifndef GK_MARKUP_ANCHOR_H
#define GK_MARKUP_ANCHOR_H

#include "base/buf.h"

/* Appends the anchor of a heading's text: NFC, lower case, white space as '-', letters, digits,
 * marks and - _ kept, the rest dropped; "section" when nothing is left. Names that footnotes have
 * (fn-, fnref-) are prefixed. */
void gk_anchor_put(gk_buf *out, gk_view text);

/* The name in "… {#name}" at the end of text (letters, digits, marks and - _ . :), or empty;
 * *before is the text without it. */
gk_view gk_anchor_explicit(gk_view text, gk_view *before);

#endif
