/* One look over a document before cmark-gfm sees it: is it one of those that cost the library far
 * more time or memory than their size warrants, and which parts of the library does it need at all?
 *
 * The library is linear on what people write and quadratic, or worse, on some texts. Each cap
 * bounds one such cost; the estimates err towards refusing. Where text is cut into paragraphs
 * (whose cost does not add up) a cut is made only where the library certainly makes one, whatever
 * stands before it. */
#ifndef GK_MARKUP_PREFLIGHT_H
#define GK_MARKUP_PREFLIGHT_H

#include "base/diag.h"

typedef struct gk_preflight {
    /* The refusal, or GK_MSG_COUNT; the bytes it points at; what was found and how much is allowed.
     */
    gk_message refusal;
    size_t from, to;
    uint64_t found, allowed;
    /* What the document may contain; false is certain. */
    bool tables, tildes, tasks, footnotes;
    bool odd_caret;  /* "[&Hat;" or "[\^": the library reads past a buffer when it takes that for a
                        footnote */
    bool emphasis;   /* some emphasis mark opens or closes only by the rule of markup/cjk.h */
    bool look_ahead; /* and some of those have no text right behind them */
    bool addresses;  /* "://", "www." or '@' */
    /* Where each line begins; kept between documents, freed by gk_preflight_free. */
    uint32_t *lines;
    size_t line_count, line_cap;
} gk_preflight;

/* Looks through text, whatever its bytes are. check must be zeroed or from an earlier call. False:
 * refused. */
bool gk_preflight_run(gk_preflight *check, gk_view text);

/* Gives the memory back. */
void gk_preflight_free(gk_preflight *check);

#endif
