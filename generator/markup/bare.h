/* Links that are written bare: https://…, www.… and mail addresses, found in plain text.
 *
 * The rules are those of GFM's autolink extension, and one more: Chinese goes on without a space,
 * so a link ends before a CJK character or the punctuation that stands beside them, and may begin
 * right behind one. */
#ifndef GK_MARKUP_BARE_H
#define GK_MARKUP_BARE_H

#include "base/byteset.h"

typedef enum gk_bare_kind { GK_BARE_URL, GK_BARE_WWW, GK_BARE_MAIL } gk_bare_kind;

typedef struct gk_bare {
    gk_bare_kind kind;
    size_t from, to; /* the link's text */
    bool whole;      /* it already says http://, mailto: */
} gk_bare;

/* Bytes one of which is in every bare link; see base/byteset.h. */
#define GK_BARE_SIGNS(row) (GK_IN(row, ':') | GK_IN(row, '@') | GK_IN(row, 'w'))

/* Finds the first bare link at or behind `from`; false when there is none. */
bool gk_bare_find(gk_view text, size_t from, gk_bare *found);

#endif
