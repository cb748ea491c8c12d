/* Characters as the search compares them: text and query are folded alike, here and in
 * themes/campus/assets/js/search.js, which must agree with this file.
 *
 * Full-width forms count as their ASCII ones, capitals as small letters, traditional characters as
 * simplified ones. What is left is Han (kana and hangul with it: written without spaces), part of a
 * word, or a gap. */
#ifndef GK_EMIT_SEARCH_FOLD_H
#define GK_EMIT_SEARCH_FOLD_H

#include "base/view.h"

typedef enum gk_search_class {
    GK_SEARCH_GAP,
    GK_SEARCH_HAN, /* found by pairs */
    GK_SEARCH_WORD /* a letter or digit: found by whole words and their beginnings */
} gk_search_class;

/* What each character of the basic plane becomes. Made once by a worker; freed by free(). */
typedef struct gk_search_map {
    uint16_t to[0x10000];
} gk_search_map;

/* Makes the map. */
gk_search_map *gk_search_map_new(void);

/* A character folded. */
static inline uint32_t gk_search_fold(const gk_search_map *map, uint32_t c)
{
    return c < 0x10000 ? map->to[c] : c;
}

/* What a folded character is. */
gk_search_class gk_search_class_of(uint32_t c);

/* Traditional characters, each followed by its simplified one: UTF-8, without anything between. */
gk_view gk_search_pairs(void);

#endif
