/* Emphasis and line breaks in text that is written without spaces.
 *
 * CommonMark decides by white space and punctuation whether ** may open or close, so that
 * 「**重点。**下文」 stays as it is. Here a run of marks beside a CJK character may do both (the
 * rule of the proposal "CJK-friendly emphasis"):
 *
 *     left-flanking = !space(after) &&
 *                     (!punct(after) || space(before) || punct(before) || cjk(after) ||
 * cjk(before))
 *
 * and right-flanking is its mirror image; it holds for * and ~~, while _ stays as it was. */
#ifndef GK_MARKUP_CJK_H
#define GK_MARKUP_CJK_H

#include <cmark-gfm-extension_api.h>

#include "base/view.h"

/* Whether the run of marks text[start, end) opens or closes by this rule and not by CommonMark's.
 * May err towards true. */
bool gk_cjk_differs(gk_view text, size_t start, size_t end);

/* Whether text that begins right behind the marks, at end, gives the parser a second look at them;
 * another row of marks between counts as none. */
bool gk_cjk_amends(gk_view text, size_t end);

/* A new extension for parsers, attached behind all others; freed by cmark_syntax_extension_free
 * with the default allocator. It needs no special characters: it looks at the marks before a run of
 * text where that begins and, when told to, at those behind it. */
cmark_syntax_extension *gk_cjk_extension(void);

/* Tells it for the next document; marks that gk_cjk_amends denies need it. */
void gk_cjk_look_ahead(cmark_syntax_extension *extension, bool on);

/* Whether a line break between these two characters is not a space: both CJK, or one of them and
 * punctuation that Chinese shares with other scripts (quotation marks, dashes, ellipsis). 0 stands
 * for no character. */
bool gk_cjk_joins(uint32_t before, uint32_t after);

/* Whether c ends a bare link: a CJK character, or punctuation that stands beside them. */
bool gk_cjk_ends_link(uint32_t c);

#endif
