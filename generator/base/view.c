#include "base/view.h"

#include <strings.h>

#include "base/utf8.h"

int gk_view_cmp(gk_view a, gk_view b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;
    if (order) return order;
    return (a.n > b.n) - (a.n < b.n);
}

bool gk_view_same_word(gk_view a, gk_view b)
{
    if (a.n != b.n) return false;
    for (size_t i = 0; i < a.n; i++) {
        char x = a.p[i], y = b.p[i];
        if (x >= 'A' && x <= 'Z') x += 'a' - 'A';
        if (y >= 'A' && y <= 'Z') y += 'a' - 'A';
        if (x != y) return false;
    }
    return true;
}

bool gk_view_starts(gk_view v, gk_view prefix)
{
    return v.n >= prefix.n && (prefix.n == 0 || memcmp(v.p, prefix.p, prefix.n) == 0);
}

bool gk_view_ends(gk_view v, gk_view suffix)
{
    return v.n >= suffix.n &&
           (suffix.n == 0 || memcmp(v.p + v.n - suffix.n, suffix.p, suffix.n) == 0);
}

bool gk_view_has_ending(gk_view name, const char *const *endings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t n = strlen(endings[i]);
        if (name.n > n && strncasecmp(name.p + name.n - n, endings[i], n) == 0) return true;
    }
    return false;
}

size_t gk_view_find_byte(gk_view v, char c, size_t from)
{
    if (from >= v.n) return SIZE_MAX;
    const char *hit = memchr(v.p + from, c, v.n - from);
    return hit ? (size_t)(hit - v.p) : SIZE_MAX;
}

size_t gk_view_find(gk_view v, gk_view needle, size_t from)
{
    enum { TRIES = 8 };
    if (from > v.n) return SIZE_MAX;
    if (needle.n == 0) return from;
    /* Linear whatever the bytes are, memmem fills a table first; a rare first byte needs none. */
    for (int tries = 0; tries < TRIES; tries++, from++) {
        if (v.n - from < needle.n) return SIZE_MAX;
        const char *first = memchr(v.p + from, needle.p[0], v.n - from - needle.n + 1);
        if (!first) return SIZE_MAX;
        from = (size_t)(first - v.p);
        if (memcmp(first, needle.p, needle.n) == 0) return from;
    }
    const char *hit = memmem(v.p + from, v.n - from, needle.p, needle.n);
    return hit ? (size_t)(hit - v.p) : SIZE_MAX;
}

size_t gk_view_rfind_byte(gk_view v, char c)
{
    if (v.n == 0) return SIZE_MAX;
    const char *hit = memrchr(v.p, c, v.n);
    return hit ? (size_t)(hit - v.p) : SIZE_MAX;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

gk_view gk_view_trim(gk_view v)
{
    while (v.n && is_space(v.p[0])) v.p++, v.n--;
    while (v.n && is_space(v.p[v.n - 1])) v.n--;
    return v;
}

bool gk_view_split(gk_view *rest, char sep, gk_view *piece)
{
    if (!rest->p) return false;
    size_t at = gk_view_find_byte(*rest, sep, 0);
    if (at == SIZE_MAX) {
        *piece = *rest;
        *rest = (gk_view){NULL, 0};
        return true;
    }
    *piece = gk_view_n(rest->p, at);
    *rest = gk_view_n(rest->p + at + 1, rest->n - at - 1);
    return true;
}

bool gk_view_to_int(gk_view v, int64_t *out)
{
    size_t i = 0;
    bool negative = v.n && v.p[0] == '-';
    if (v.n && (v.p[0] == '-' || v.p[0] == '+')) i = 1;
    if (i == v.n) return false;
    int64_t value = 0;
    for (; i < v.n; i++) {
        if (v.p[i] < '0' || v.p[i] > '9') return false;
        int64_t digit = v.p[i] - '0';
        if (__builtin_mul_overflow(value, 10, &value)) return false;
        if (__builtin_sub_overflow(value, digit, &value)) return false;
    }
    if (!negative && value == INT64_MIN) return false;
    *out = negative ? value : -value;
    return true;
}

enum { NEAREST_MAX = 64 };

/* Case is not what is compared: DATE is near to date. */
static size_t to_points(gk_view v, uint32_t *out)
{
    size_t n = 0;
    for (size_t i = 0; i < v.n && n < NEAREST_MAX; n++) {
        out[n] = gk_utf8_next(v, &i);
        if (out[n] >= 'A' && out[n] <= 'Z') out[n] += 'a' - 'A';
    }
    return n;
}

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t m = a < b ? a : b;
    return m < c ? m : c;
}

static size_t edit_distance(const uint32_t *a, size_t an, const uint32_t *b, size_t bn)
{
    size_t rows[3][NEAREST_MAX + 1];
    for (size_t j = 0; j <= bn; j++) rows[0][j] = j;
    for (size_t i = 1; i <= an; i++) {
        size_t *now = rows[i % 3], *before = rows[(i + 2) % 3], *before2 = rows[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= bn; j++) {
            size_t cost = a[i - 1] != b[j - 1];
            now[j] = min3(before[j] + 1, now[j - 1] + 1, before[j - 1] + cost);
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped && before2[j - 2] + 1 < now[j]) now[j] = before2[j - 2] + 1;
        }
    }
    return rows[an % 3][bn];
}

gk_view gk_view_nearest(gk_view word, const gk_view *candidates, size_t count)
{
    uint32_t a[NEAREST_MAX], b[NEAREST_MAX];
    size_t an = to_points(word, a), best = SIZE_MAX;
    gk_view found = {NULL, 0};
    for (size_t i = 0; i < count; i++) {
        size_t bn = to_points(candidates[i], b);
        size_t distance = edit_distance(a, an, b, bn);
        size_t longest = an > bn ? an : bn;
        if (distance < best && distance < longest && distance * 3 <= longest + (longest < 5)) {
            best = distance;
            found = candidates[i];
        }
    }
    return found;
}
