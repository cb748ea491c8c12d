/* Lua's patterns (reference manual 5.4, 6.4.1), with a budget: Lua's own matcher backtracks for as
 * long as it takes, where no hook is called. */
#ifndef GK_SCRIPT_PATTERN_H
#define GK_SCRIPT_PATTERN_H

#include "script/state.h"

enum { GK_CAPTURES_MAX = 32 };

typedef struct gk_capture {
    size_t from, to;
    uint8_t state; /* gk_capture_state */
} gk_capture;

typedef enum gk_capture_state {
    GK_CAPTURE_OPEN,
    GK_CAPTURE_DONE,
    GK_CAPTURE_PLACE
} gk_capture_state;

typedef struct gk_match {
    lua_State *L;
    gk_view text, pattern;
    gk_capture captures[GK_CAPTURES_MAX];
    unsigned count;
    unsigned depth;
    uint32_t work; /* not yet charged */
} gk_match;

/* Matches the whole pattern (without its anchor) at `from`; *to is behind the match. Raises for
 * malformed patterns and when the budget is spent. */
bool gk_pattern_match(gk_match *match, size_t from, size_t *to);

/* Charges what the match has cost so far. */
void gk_pattern_charge(gk_match *match);

/* Pushes capture i, or the whole match when the pattern has none (i = 0). */
void gk_pattern_push(gk_match *match, unsigned i, size_t from, size_t to);

/* Pushes all captures (the whole match when there are none and `whole`), and gives their number. */
int gk_pattern_push_all(gk_match *match, size_t from, size_t to, bool whole);

#endif
