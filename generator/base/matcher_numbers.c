#include "base/matcher_parts.h"
#include "base/utf8.h"

#ifdef __SSE2__
#include <immintrin.h>
#endif

enum { GROUPS = GK_NUMBER_MAX };

typedef struct group {
    size_t from, to; /* bytes */
    uint32_t digits; /* an X counted */
    bool dotted;     /* behind a dot */
} group;

/* A row of groups with one separator between them. */
typedef struct row {
    group groups[GROUPS];
    size_t count;
} row;

/* Full-width digits are EF BC 90…99; EF begins full-width commas too. */
static bool is_start(gk_view text, size_t i)
{
    const unsigned char *p = (const unsigned char *)text.p + i;
    if (p[0] != 0xEF) return true;
    return text.n - i >= 3 && p[1] == 0xBC && p[2] >= 0x90 && p[2] <= 0x99;
}

/* The next digit from i on. */
static size_t next_start(gk_view text, size_t i)
{
#ifdef __SSE2__
    for (; i + 16 <= text.n; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(text.p + i));
        __m128i digit = _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8('0' - 1)),
                                      _mm_cmplt_epi8(bytes, _mm_set1_epi8('9' + 1)));
        __m128i wide = _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)0xEF));
        unsigned mask = (unsigned)_mm_movemask_epi8(_mm_or_si128(digit, wide));
        for (; mask; mask &= mask - 1) {
            size_t at = i + (size_t)__builtin_ctz(mask);
            if (is_start(text, at)) return at;
        }
    }
#endif
    for (; i < text.n; i++) {
        bool may = (text.p[i] >= '0' && text.p[i] <= '9') || text.p[i] == '\xEF';
        if (may && is_start(text, i)) return i;
    }
    return text.n;
}

/* The bytes of an ASCII or full-width character from `low` to `high` at i; 0: there is none. */
static size_t at_char(gk_view text, size_t i, char low, char high, char *c)
{
    if (i >= text.n) return 0;
    const unsigned char *p = (const unsigned char *)text.p + i;
    if (p[0] < 0x80) {
        *c = (char)p[0];
        return *c >= low && *c <= high ? 1 : 0;
    }
    if (p[0] != 0xEF || text.n - i < 3 || (p[1] != 0xBC && p[1] != 0xBD)) return 0;
    unsigned wide = (p[1] & 3u) * 64 + (p[2] & 0x3Fu) + 0x20;
    *c = (char)wide;
    return wide < 0x7F && *c >= low && *c <= high ? 3 : 0;
}

static inline size_t at_digit(gk_view text, size_t i)
{
    char c;
    if (i < text.n && (unsigned char)text.p[i] != 0xEF)
        return text.p[i] >= '0' && text.p[i] <= '9' ? 1 : 0;
    return at_char(text, i, '0', '9', &c);
}

static inline size_t at_letter(gk_view text, size_t i)
{
    char c;
    if (i < text.n && (unsigned char)text.p[i] != 0xEF)
        return (text.p[i] | 0x20) >= 'a' && (text.p[i] | 0x20) <= 'z' ? 1 : 0;
    size_t n = at_char(text, i, 'A', 'Z', &c);
    return n ? n : at_char(text, i, 'a', 'z', &c);
}

static size_t at_x(gk_view text, size_t i)
{
    char c;
    size_t n = at_char(text, i, 'X', 'X', &c);
    return n ? n : at_char(text, i, 'x', 'x', &c);
}

static bool follows_letter(gk_view text, size_t i)
{
    if (!i) return false;
    size_t before = i - 1;
    if ((unsigned char)text.p[before] < 0x80) return at_letter(text, before) != 0;
    before = i;
    gk_utf8_prev(text, &before);
    return at_letter(text, before) != 0;
}

/* One space or hyphen of any width between two groups. */
static size_t at_separator(gk_view text, size_t i)
{
    if (i >= text.n) return 0;
    if ((unsigned char)text.p[i] < 0x80) return text.p[i] == ' ' || text.p[i] == '-' ? 1 : 0;
    size_t end = i;
    uint32_t c = gk_utf8_next(text, &end);
    bool fine =
        c == 0xA0 || c == 0x3000 || c == 0xFF0D || c == 0x2212 || (c >= 0x2010 && c <= 0x2014);
    return fine ? end - i : 0;
}

/* A dot between two groups: of any width, or in the middle of the line. */
static size_t at_dot(gk_view text, size_t i)
{
    if (i >= text.n) return 0;
    if ((unsigned char)text.p[i] < 0x80) return text.p[i] == '.' ? 1 : 0;
    size_t end = i;
    uint32_t c = gk_utf8_next(text, &end);
    return c == 0xB7 || c == 0x2022 || c == 0x30FB || c == 0xFF0E ? end - i : 0;
}

/* Whether the letters that end before i are a word by themselves ("Tel"), not one letter, nor the
 * inside of a name that has digits too ("a1b"). */
static bool follows_word(gk_view text, size_t i)
{
    size_t letters = 0;
    for (; i && follows_letter(text, i); letters++) gk_utf8_prev(text, &i);
    if (letters < 2) return false;
    if (!i) return true;
    gk_utf8_prev(text, &i);
    return !at_digit(text, i) && text.p[i] != '_';
}

static bool precedes_word(gk_view text, size_t i)
{
    size_t letters = 0;
    for (size_t n; (n = at_letter(text, i)); letters++) i += n;
    return letters > 1 && !at_digit(text, i) && (i >= text.n || text.p[i] != '_');
}

/* The group at i: its end; digits is 0 when it is part of a word. Where groups are looked for, a
 * number may be glued to a word: "Tel138…". */
static group read_group(gk_view text, size_t i, bool glued)
{
    group g = {.from = i, .to = i};
    bool word = follows_letter(text, i) && !(glued && follows_word(text, i));
    for (size_t n; (n = at_digit(text, g.to)); g.to += n) g.digits++;
    size_t x = at_x(text, g.to);
    if (x && !at_letter(text, g.to + x) && !at_digit(text, g.to + x)) {
        g.to += x;
        g.digits++;
    }
    if (at_letter(text, g.to) && !(glued && precedes_word(text, g.to))) word = true;
    if (!word) return g;
    g.digits = 0;
    for (size_t n; (n = at_digit(text, g.to)) || (n = at_letter(text, g.to));) g.to += n;
    return g;
}

static void put_digits(gk_view text, size_t from, size_t to, gk_buf *out)
{
    for (size_t i = from; i < to;) {
        char c;
        size_t n = at_char(text, i, '0', '9', &c);
        if (n)
            gk_buf_putc(out, c);
        else if ((n = at_x(text, i)))
            gk_buf_putc(out, 'X');
        if (!n) n = at_separator(text, i);
        i += n ? n : at_dot(text, i);
    }
}

static void add(gk_view text, const group *first, const group *last, uint32_t digits, gk_hits *hits)
{
    gk_hit hit = {.from = (uint32_t)first->from,
                  .to = (uint32_t)last->to,
                  .number = (uint32_t)hits->digits.n,
                  .n = digits};
    put_digits(text, first->from, last->to, &hits->digits);
    gk_matcher_hit(hits, hit);
}

/* An X ends a number. */
static bool ends_with_x(gk_view text, const group *g)
{
    char last = text.p[g->to - 1];
    return (last | 0x20) == 'x' || (last & 0x80 && !at_digit(text, g->to - 3));
}

/* Groups with dots between them are one number when there are three or more of three digits or
 * more: others are dates, amounts, versions and addresses of machines. */
static bool is_number(const row *r, size_t first, size_t last)
{
    size_t dots = 0;
    for (size_t k = first + 1; k <= last; k++) dots += r->groups[k].dotted;
    if (!dots) return true;
    for (size_t k = first; k <= last; k++)
        if (r->groups[k].digits < 3) return false;
    return dots == last - first && dots >= 2;
}

static void add_rows(const gk_numbers_options *numbers, gk_view text, const row *r, gk_hits *hits)
{
    for (size_t i = 0; i < r->count; i++) {
        uint32_t digits = 0;
        for (size_t k = i; k < r->count; k++) {
            digits += r->groups[k].digits;
            if (digits > numbers->max) break;
            if (digits >= numbers->min && is_number(r, i, k))
                add(text, &r->groups[i], &r->groups[k], digits, hits);
            if (!numbers->grouped || ends_with_x(text, &r->groups[k])) break;
        }
    }
}

/* The row that begins at i, a digit; returns where to go on. */
static size_t read_row(const gk_numbers_options *numbers, gk_view text, size_t i, row *r)
{
    bool dotted = false;
    r->count = 0;
    for (;;) {
        group g = read_group(text, i, numbers->grouped);
        if (!g.digits) return g.to;
        g.dotted = dotted;
        r->groups[r->count++] = g;
        size_t gap = at_separator(text, g.to);
        dotted = !gap;
        if (dotted) gap = at_dot(text, g.to);
        bool more = numbers->grouped && r->count < GROUPS && gap && at_digit(text, g.to + gap);
        if (!more) return g.to;
        i = g.to + gap;
    }
}

void gk_numbers_run(const gk_numbers_options *numbers, gk_view text, gk_hits *hits)
{
    for (size_t i = 0; (i = next_start(text, i)) < text.n;) {
        row r;
        i = read_row(numbers, text, i, &r);
        add_rows(numbers, text, &r, hits);
    }
}
