/* Regular expressions for the patterns of fields: over code points, without locale, in time linear
 * in the text.
 *
 * The language is that of POSIX extended expressions with {m,n}, [a-z], [^…], ( ), |, ^, $, and .
 * (any character but a line break); \ makes any punctuation literal, and \d \w \s (ASCII) and their
 * capitals are known. No back-references. Ref.: K. Thompson, "Regular expression search algorithm",
 * CACM 11(6), 1968. */
#ifndef GK_META_PATTERN_H
#define GK_META_PATTERN_H

#include "base/arena.h"

typedef struct gk_pattern gk_pattern;

typedef enum gk_pattern_fault {
    GK_PATTERN_OK,
    GK_PATTERN_PAREN,  /* ( or ) without its partner */
    GK_PATTERN_CLASS,  /* [ without ], or a range the wrong way round */
    GK_PATTERN_REPEAT, /* nothing to repeat, or {m,n} that makes no sense */
    GK_PATTERN_ESCAPE, /* \ at the end, or an unknown \letter */
    GK_PATTERN_SIZE    /* too large when written out */
} gk_pattern_fault;

/* Compiles into the arena; NULL with *fault and its byte offset *at. */
const gk_pattern *gk_pattern_compile(gk_view source, gk_arena *arena, gk_pattern_fault *fault,
                                     size_t *at);

/* A shortest text that the pattern is found in, as a sample; in the arena. */
gk_view gk_pattern_example(const gk_pattern *pattern, gk_arena *arena);

/* Whether the pattern is found anywhere in the text (^ and $ anchor it). The arena is given back as
 * it was. */
bool gk_pattern_found(const gk_pattern *pattern, gk_view text, gk_arena *arena);

#endif
