/* Where a tag stands, as far as one can tell before Markdown has read the body: it is asked for
 * places from left to right. Internal to markup/.
 *
 * A wrong answer does no harm: a tag that turns out to be in code is text all the same. */
#ifndef GK_MARKUP_TAGS_CONTEXT_H
#define GK_MARKUP_TAGS_CONTEXT_H

#include "base/view.h"

typedef struct gk_tags_context {
    gk_view body;
    size_t line;          /* where the first line begins that has not been looked at */
    char fence;           /* ` or ~ of the block of code that is open, or 0 */
    size_t fence_n;       /* length of its fence */
    size_t paragraph;     /* where the run of lines begins that `span` is about */
    size_t span, span_to; /* the span of code that was found last: [span, span_to) */
    size_t budget;        /* bytes that may still be looked through in vain */
} gk_tags_context;

/* Begins a body. */
void gk_tags_context_begin(gk_tags_context *c, gk_view body);

/* Whether the place is in a fenced block or a span of code. */
bool gk_tags_context_is_code(gk_tags_context *c, size_t at);

/* What stands before `to` is no Markdown. */
void gk_tags_context_skip(gk_tags_context *c, size_t to);

/* Whether before the place, in its line, is only what a block may begin with: less than four blanks
 * and the marks of lists and quotes. */
bool gk_tags_context_begins_block(const gk_tags_context *c, size_t at);

#endif
