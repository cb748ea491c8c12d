/* The two sorts of matchers, behind base/matcher.h. */
#ifndef GK_BASE_MATCHER_PARTS_H
#define GK_BASE_MATCHER_PARTS_H

#include "base/matcher.h"

enum { GK_NUMBER_MAX = 64 };

typedef struct gk_terms gk_terms;

struct gk_matcher {
    gk_terms *terms; /* NULL: numbers */
    gk_numbers_options numbers;
};

/* As gk_matcher_terms, gk_matcher_free and gk_matcher_run. */
gk_terms *gk_terms_new(const gk_view *terms, size_t count, gk_terms_options options);
void gk_terms_free(gk_terms *terms);
void gk_terms_run(const gk_terms *terms, gk_view text, gk_hits *hits);

/* Adds all numbers in a text. */
void gk_numbers_run(const gk_numbers_options *numbers, gk_view text, gk_hits *hits);

/* Adds one hit. */
void gk_matcher_hit(gk_hits *hits, gk_hit hit);

#endif
