/* The one type of values: front matter, data files, templates and Lua all see it.
 *
 * A value is 16 bytes and borrows what it shows. Lists and maps have three representations behind
 * the same accessors: heap  an array of values (or of pairs) in some arena flat  cells in a record:
 * offsets only, so the same bytes serve a worker, the cache and the site (see meta/flat.h) lazy  a
 * class of functions and a handle: the site's documents, sections, terms … One accessor per fact:
 * whatever reads a fact of the site comes through gk_value_get or gk_value_at, which is where reads
 * will be recorded.
 *
 * Read with the functions below, never by looking into the union, unless you have just made the
 * value. */
#ifndef GK_META_VALUE_H
#define GK_META_VALUE_H

#include "base/arena.h"
#include "base/date.h"

typedef enum gk_kind {
    GK_NULL,
    GK_BOOL,
    GK_INT,
    GK_FLOAT,
    GK_STRING,
    GK_DATE,
    GK_HTML, /* markup that is safe as it is: made only by the Markdown stage, macros and Lua's h()
              */
    GK_LIST,
    GK_MAP
} gk_kind;

typedef enum gk_rep { GK_HEAP, GK_FLAT, GK_LAZY } gk_rep;

struct gk_pair;
struct gk_cell;
struct gk_lazy;

typedef struct gk_value {
    uint8_t kind;   /* gk_kind */
    uint8_t rep;    /* gk_rep, of lists and maps; of dates: whether only the day was given */
    int16_t offset; /* of dates: minutes east of UTC */
    uint32_t n; /* bytes of a string or html, items of a heap or flat list or map, handle of a lazy
                   one */
    union {
        bool b;
        int64_t i; /* int; date: seconds since 1970 UTC */
        double f;
        const char *s;
        const struct gk_value *items;
        const struct gk_pair *pairs;
        const struct gk_cell *cells;
        const struct gk_lazy *lazy;
    } u;
} gk_value;

_Static_assert(sizeof(gk_value) == 16, "a value is 16 bytes");

typedef struct gk_pair {
    gk_view key;
    gk_value value;
} gk_pair;

/* What a lazy list or map can do. ctx is the lazy's own, handle the value's n. Functions that are
 * NULL mean "nothing". Results may be made in the arena and live as long as it does. */
typedef struct gk_lazy_class {
    const char *name; /* for messages: "document", "section" */
    gk_kind kind;     /* GK_LIST or GK_MAP */
    bool (*get)(void *ctx, uint32_t handle, gk_view key, gk_arena *arena,
                gk_value *out);                    /* map: false = no such key */
    uint32_t (*count)(void *ctx, uint32_t handle); /* list items or map keys */
    gk_value (*at)(void *ctx, uint32_t handle, uint32_t i, gk_arena *arena); /* list */
    gk_view (*key)(void *ctx, uint32_t handle, uint32_t i);                  /* map */
    bool stable; /* the same handle is the same thing on every page */
    const char
        *varying; /* of a stable map: the one key whose value is another on other pages, or NULL */
    /* Like get, for a reader that asks things of one gk_lazy for the same key again and again:
     * *hint is 0 at first, then what was written there to find the key faster. NULL: get is fast
     * enough. */
    bool (*get_again)(void *ctx, uint32_t handle, gk_view key, uint32_t *hint, gk_arena *arena,
                      gk_value *out);
} gk_lazy_class;

typedef struct gk_lazy {
    const gk_lazy_class *cls;
    void *ctx;
} gk_lazy;

/* Makers. Strings are borrowed. */
static inline gk_value gk_value_null(void)
{
    return (gk_value){.kind = GK_NULL};
}
static inline gk_value gk_value_bool(bool b)
{
    return (gk_value){.kind = GK_BOOL, .u.b = b};
}
static inline gk_value gk_value_int(int64_t i)
{
    return (gk_value){.kind = GK_INT, .u.i = i};
}
static inline gk_value gk_value_float(double f)
{
    return (gk_value){.kind = GK_FLOAT, .u.f = f};
}
static inline gk_value gk_value_string(gk_view v)
{
    return (gk_value){.kind = GK_STRING, .n = (uint32_t)v.n, .u.s = v.p};
}
static inline gk_value gk_value_html(gk_view v)
{
    return (gk_value){.kind = GK_HTML, .n = (uint32_t)v.n, .u.s = v.p};
}
static inline gk_value gk_value_date(gk_date d)
{
    return (gk_value){.kind = GK_DATE, .rep = d.day_only, .offset = d.offset, .u.i = d.seconds};
}
static inline gk_value gk_value_list(const gk_value *items, size_t n)
{
    return (gk_value){.kind = GK_LIST, .rep = GK_HEAP, .n = (uint32_t)n, .u.items = items};
}
static inline gk_value gk_value_map(const gk_pair *pairs, size_t n)
{
    return (gk_value){.kind = GK_MAP, .rep = GK_HEAP, .n = (uint32_t)n, .u.pairs = pairs};
}
static inline gk_value gk_value_lazy(const gk_lazy *lazy, uint32_t handle)
{
    return (gk_value){
        .kind = (uint8_t)lazy->cls->kind, .rep = GK_LAZY, .n = handle, .u.lazy = lazy};
}

/* The bytes of a string or html; empty for other kinds. */
static inline gk_view gk_value_view(gk_value v)
{
    return v.kind == GK_STRING || v.kind == GK_HTML ? gk_view_n(v.u.s, v.n) : (gk_view){NULL, 0};
}

/* An int or a float; a string or html. */
static inline bool gk_value_is_number(gk_value v)
{
    return v.kind == GK_INT || v.kind == GK_FLOAT;
}
static inline bool gk_value_is_text(gk_value v)
{
    return v.kind == GK_STRING || v.kind == GK_HTML;
}

/* A number as a float. */
static inline double gk_value_as_float(gk_value v)
{
    return v.kind == GK_INT ? (double)v.u.i : v.u.f;
}

/* The date of a date value. */
static inline gk_date gk_value_as_date(gk_value v)
{
    return (gk_date){v.u.i, v.offset, v.rep != 0};
}

/* null, false, 0, "" and empty lists and maps are false; dates are true. */
bool gk_value_truth_slow(gk_value v);
static inline bool gk_value_truth(gk_value v)
{
    if (v.kind == GK_STRING || v.kind == GK_HTML) return v.n != 0;
    return v.kind == GK_BOOL ? v.u.b : v.kind != GK_NULL && gk_value_truth_slow(v);
}

/* Items of a list, keys of a map, code points of a string or html; 0 for others. */
uint32_t gk_value_count(gk_value v);

/* Item i of a list, or value i of a map; null when out of range. */
gk_value gk_value_at(gk_value v, uint32_t i, gk_arena *arena);

/* Key i of a map. */
gk_view gk_value_key(gk_value v, uint32_t i);

/* The value of a key of a map; *found (may be NULL) tells whether the key exists. null when it does
 * not. */
gk_value gk_value_get(gk_value v, gk_view key, gk_arena *arena, bool *found);

/* Equality by content: numbers by value, strings and html by bytes, dates by instant, lists and
 * maps by items, lazy things by class and handle. */
bool gk_value_equal(gk_value a, gk_value b, gk_arena *arena);

/* A total order for sorting: null first, then numbers, dates, strings (by code points), the rest as
 * equal. */
int gk_value_compare(gk_value a, gk_value b);

/* "null", "bool", … for messages, in English as in templates. */
const char *gk_value_kind_name(gk_value v);

/* Appends v as JSON (RFC 8259), safe inside a data script; dates as RFC 3339 or a day, html as a
 * string. Stops at depth 32 or on a lazy map (false, and what was appended is to be thrown away).
 */
bool gk_value_put_json(gk_value v, gk_arena *arena, gk_buf *out);

/* Appends the plain text of a scalar: as templates print it before escaping. Lists and maps append
 * nothing, false. */
bool gk_value_put_text(gk_value v, gk_buf *out);

#endif
