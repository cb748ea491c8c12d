/* The filters: one table that names them, their arguments and what they are for. */
#ifndef GK_TEMPLATE_FILTERS_H
#define GK_TEMPLATE_FILTERS_H

#include "template/run.h"

enum { GK_FILTER_ARGS = 3 };

/* What a filter may be put on. Text lets null through as null; a list takes null for the empty
 * list. */
typedef enum gk_takes {
    GK_TAKES_ANY,
    GK_TAKES_TEXT,
    GK_TAKES_LIST,
    GK_TAKES_NUMBER,
    GK_TAKES_MAP
} gk_takes;

/* A use of a filter: where, on what, with which arguments (null when not given). */
typedef struct gk_use {
    gk_run *run;
    const gk_expr *expr;
    gk_value subject;
    gk_value args[GK_FILTER_ARGS];
    bool given[GK_FILTER_ARGS];
} gk_use;

typedef struct gk_filter {
    const char *name;
    const char *usage;
    const char *zh;
    bool (*run)(gk_use *use, gk_value *out); /* NULL: the interpreter does it itself */
    uint8_t takes;                           /* gk_takes */
    uint8_t min, max;                        /* arguments */
    const char *params[GK_FILTER_ARGS];
} gk_filter;

/* The row of a name, or NULL; and row i, or NULL behind the last. */
const gk_filter *gk_filter_find(gk_view name);
const gk_filter *gk_filter_at(size_t i);

/* Checks the kinds and runs the filter. */
bool gk_filter_run(gk_use *use, gk_value *out);

/* For filters: argument i must be a string, or a whole number from `least` on; a fault otherwise.
 */
bool gk_use_string(gk_use *use, unsigned i, gk_view *out);
bool gk_use_int(gk_use *use, unsigned i, int64_t least, int64_t *out);

/* Reports a bad argument i; `allowed` says what would do. */
bool gk_use_bad(gk_use *use, unsigned i, gk_view allowed);

/* Reports a subject of the wrong kind. */
bool gk_use_kind(gk_use *use, gk_value wrong, gk_view wanted);

/* The value at a dotted path below an item; null when something on the way is missing. */
gk_value gk_filter_path(gk_run *run, gk_value item, gk_view path);

/* Filters on text. */
bool gk_filter_upper(gk_use *use, gk_value *out);
bool gk_filter_lower(gk_use *use, gk_value *out);
bool gk_filter_trim(gk_use *use, gk_value *out);
bool gk_filter_replace(gk_use *use, gk_value *out);
bool gk_filter_split(gk_use *use, gk_value *out);
bool gk_filter_truncate(gk_use *use, gk_value *out);
bool gk_filter_striptags(gk_use *use, gk_value *out);
bool gk_filter_escape(gk_use *use, gk_value *out);
bool gk_filter_urlencode(gk_use *use, gk_value *out);
bool gk_filter_startswith(gk_use *use, gk_value *out);
bool gk_filter_endswith(gk_use *use, gk_value *out);
bool gk_filter_json(gk_use *use, gk_value *out);

/* Filters on numbers and dates. */
bool gk_filter_date(gk_use *use, gk_value *out);
bool gk_filter_number(gk_use *use, gk_value *out);
bool gk_filter_filesize(gk_use *use, gk_value *out);
bool gk_filter_round(gk_use *use, gk_value *out);
bool gk_filter_abs(gk_use *use, gk_value *out);
bool gk_filter_int(gk_use *use, gk_value *out);

/* Filters on lists and maps. */
bool gk_filter_length(gk_use *use, gk_value *out);
bool gk_filter_first(gk_use *use, gk_value *out);
bool gk_filter_last(gk_use *use, gk_value *out);
bool gk_filter_limit(gk_use *use, gk_value *out);
bool gk_filter_offset(gk_use *use, gk_value *out);
bool gk_filter_slice(gk_use *use, gk_value *out);
bool gk_filter_batch(gk_use *use, gk_value *out);
bool gk_filter_reverse(gk_use *use, gk_value *out);
bool gk_filter_join(gk_use *use, gk_value *out);
bool gk_filter_map(gk_use *use, gk_value *out);
bool gk_filter_where(gk_use *use, gk_value *out);
bool gk_filter_reject(gk_use *use, gk_value *out);
bool gk_filter_contains(gk_use *use, gk_value *out);
bool gk_filter_keys(gk_use *use, gk_value *out);
bool gk_filter_values(gk_use *use, gk_value *out);
bool gk_filter_sum(gk_use *use, gk_value *out);

/* Filters that compare items with each other. */
bool gk_filter_sort(gk_use *use, gk_value *out);
bool gk_filter_group(gk_use *use, gk_value *out);
bool gk_filter_shuffle(gk_use *use, gk_value *out);
bool gk_filter_unique(gk_use *use, gk_value *out);
bool gk_filter_min(gk_use *use, gk_value *out);
bool gk_filter_max(gk_use *use, gk_value *out);

#endif
