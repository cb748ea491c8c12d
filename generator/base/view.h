/* A view borrows bytes: a pointer and a length, never an owner.
 *
 * Bytes are UTF-8 unless a function says otherwise; no terminating NUL is implied.
 * A view with n == 0 may have p == NULL. */
#ifndef GK_BASE_VIEW_H
#define GK_BASE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct gk_view {
    const char *p;
    size_t n;
} gk_view;

/* A view of a string literal. */
#define GK_V(literal) ((gk_view){"" literal, sizeof(literal) - 1})

/* Views a NUL-terminated string; NULL gives the empty view. */
static inline gk_view gk_view_of(const char *s)
{
    return (gk_view){s, s ? strlen(s) : 0};
}

/* Views n bytes at p. */
static inline gk_view gk_view_n(const char *p, size_t n)
{
    return (gk_view){p, n};
}

/* The bytes from `from` to the end; `from` beyond the end gives the empty view. */
static inline gk_view gk_view_from(gk_view v, size_t from)
{
    return from >= v.n ? (gk_view){v.p ? v.p + v.n : NULL, 0} : (gk_view){v.p + from, v.n - from};
}

/* At most n bytes from `from`. */
static inline gk_view gk_view_sub(gk_view v, size_t from, size_t n)
{
    gk_view rest = gk_view_from(v, from);
    if (rest.n > n) rest.n = n;
    return rest;
}

/* Byte-wise equality. */
static inline bool gk_view_eq(gk_view a, gk_view b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* The same for names, which are short and many: two loads that overlap compare up to sixteen bytes
 * in less than a call takes. */
static inline bool gk_view_same_name(gk_view a, gk_view b)
{
    uint64_t a_first = 0, b_first = 0, a_last, b_last;
    if (a.n != b.n) return false;
    if (a.n > 2 * sizeof a_first) return memcmp(a.p, b.p, a.n) == 0;
    if (a.n < sizeof a_first) {
        for (size_t i = 0; i < a.n; i++)
            if (a.p[i] != b.p[i]) return false;
        return true;
    }
    memcpy(&a_first, a.p, sizeof a_first);
    memcpy(&b_first, b.p, sizeof b_first);
    memcpy(&a_last, a.p + a.n - sizeof a_last, sizeof a_last);
    memcpy(&b_last, b.p + b.n - sizeof b_last, sizeof b_last);
    return a_first == b_first && a_last == b_last;
}

/* Equality with a NUL-terminated string. */
static inline bool gk_view_is(gk_view a, const char *s)
{
    return gk_view_eq(a, gk_view_of(s));
}

/* Order by bytes (which is the order of code points in UTF-8): <0, 0, >0. */
int gk_view_cmp(gk_view a, gk_view b);

/* Whether they are equal but for capitals of ASCII. */
bool gk_view_same_word(gk_view a, gk_view b);

/* Whether v begins or ends with the given bytes. */
bool gk_view_starts(gk_view v, gk_view prefix);
bool gk_view_ends(gk_view v, gk_view suffix);

/* Whether a name ends with one of the endings (".jpg"), in any case of letters, and is more than
 * it. */
bool gk_view_has_ending(gk_view name, const char *const *endings, size_t count);

/* Offset of the first byte c at or after `from`, or SIZE_MAX. */
size_t gk_view_find_byte(gk_view v, char c, size_t from);

/* Offset of the first occurrence of needle at or after `from`, or SIZE_MAX. An empty needle is
 * found at `from`. */
size_t gk_view_find(gk_view v, gk_view needle, size_t from);

/* Offset of the last byte c, or SIZE_MAX. */
size_t gk_view_rfind_byte(gk_view v, char c);

/* Without leading and trailing ASCII white space. */
gk_view gk_view_trim(gk_view v);

/* Takes the next piece up to `sep` off *rest; false when nothing is left. "a,,b" gives "a" "" "b".
 */
bool gk_view_split(gk_view *rest, char sep, gk_view *piece);

/* Parses the whole of v as a decimal integer (optional sign); false on anything else or overflow.
 */
bool gk_view_to_int(gk_view v, int64_t *out);

/* The candidate that is most like `word` (edit distance on code points whatever their case, at most
 * a third of the length), or the empty view. For "did you mean". Ref.: Damerau, "A technique for
 * computer detection and correction of spelling errors", CACM 7(3), 1964 (optimal string
 * alignment). */
gk_view gk_view_nearest(gk_view word, const gk_view *candidates, size_t count);

#endif
