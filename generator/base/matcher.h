/* Matchers: what is looked for in text, made ready once and run over many texts.
 *
 * Terms are found by windows that jump over what can't begin a term (Wu, Manber, "A fast algorithm
 * for multi-pattern searching", TR-94-17, University of Arizona, 1994): of the terms that begin at
 * a place the longest, from left to right, never two that overlap. Numbers are runs of digits.
 *
 * A matcher doesn't change once it is made. */
#ifndef GK_BASE_MATCHER_H
#define GK_BASE_MATCHER_H

#include "base/piece.h"

typedef struct gk_matcher gk_matcher;

enum {
    GK_MATCHER_TERMS = 100 * 1000, /* of one matcher */
    GK_MATCHER_TERM = 200          /* bytes of a term */
};

typedef struct gk_terms_options {
    bool fold_case;  /* ASCII letters are the same in both cases */
    bool fold_width; /* full-width letters and digits are the same as ASCII's */
} gk_terms_options;

/* Prepares terms (copied; borrowed nowhere). Terms that are empty, too long or hold a line break
 * are never found; of equal ones the first is. */
gk_matcher *gk_matcher_terms(const gk_view *terms, size_t count, gk_terms_options options);

/* Runs of digits, ASCII or full-width. A run isn't part of a word of Latin letters, nor of a longer
 * run. An X behind the last digit belongs to it. */
typedef struct gk_numbers_options {
    uint32_t min, max; /* digits, an X counted; 1 to 64 */
    bool grouped; /* groups of digits may have one space or hyphen between them: every row of groups
                     with a total of min to max is found, so hits may overlap */
} gk_numbers_options;

/* Prepares numbers; min and max are brought within their bounds. */
gk_matcher *gk_matcher_numbers(gk_numbers_options options);

/* Gives the memory back; NULL is fine. */
void gk_matcher_free(gk_matcher *matcher);

typedef struct gk_hit {
    uint32_t piece;     /* which piece of text; 0 for a plain text */
    uint32_t from, to;  /* bytes of that text */
    uint32_t index;     /* which term; 0 of numbers */
    uint32_t number, n; /* of numbers: the digits in ASCII (and X) in gk_hits.digits */
} gk_hit;

typedef struct gk_hits {
    gk_hit *items; /* from left to right */
    size_t count, cap;
    gk_buf digits;
} gk_hits;

#define GK_HITS_INIT                                                                               \
    {                                                                                              \
        NULL, 0, 0, GK_BUF_INIT                                                                    \
    }

/* Adds all hits in a text; in all pieces. */
void gk_matcher_run(const gk_matcher *matcher, gk_view text, gk_hits *hits);
void gk_matcher_find(const gk_matcher *matcher, const gk_pieces *pieces, gk_hits *hits);

/* The digits of a number's hit. */
static inline gk_view gk_hit_number(const gk_hits *hits, const gk_hit *hit)
{
    return hit->n ? gk_view_n(hits->digits.p + hit->number, hit->n) : GK_V("");
}

/* Clearing keeps the memory. */
void gk_hits_clear(gk_hits *hits);
void gk_hits_free(gk_hits *hits);

#endif
