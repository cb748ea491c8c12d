#include "base/needles.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

enum { BITS = 1 << 16, NOT_A_LETTER = 0xFFFD };

/* A word's letters; the next word with the same first two. */
typedef struct word {
    uint32_t *letters;
    uint32_t count;
    uint32_t next; /* index + 1 */
} word;

struct gk_needles {
    word *words;
    size_t count, cap;
    uint32_t *slots; /* index + 1 of a word by its first two letters */
    size_t slot_count;
    uint64_t firsts[BITS / 64]; /* by the first letter: most places are passed over at once */
    gk_buf *allowed;
    size_t allowed_count, allowed_cap;
};

gk_needles *gk_needles_new(void)
{
    return gk_mem_calloc(1, sizeof(gk_needles));
}

void gk_needles_free(gk_needles *needles)
{
    if (!needles) return;
    for (size_t i = 0; i < needles->count; i++) {
        word *w = &needles->words[i];
        explicit_bzero(w->letters, w->count * sizeof *w->letters);
        free(w->letters);
    }
    for (size_t i = 0; i < needles->allowed_count; i++) gk_buf_free(&needles->allowed[i]);
    free(needles->allowed);
    free(needles->words);
    free(needles->slots);
    free(needles);
}

size_t gk_needles_count(const gk_needles *needles)
{
    return needles->count;
}

/* What may stand between the letters of a name or the digits of a number. */
static bool is_passed_over(uint32_t c)
{
    switch (c) {
    case ' ':
    case '*':
    case '_':
    case '~':
    case '`':
    case '-':
    case '\\':
    case 0xA0:   /* no-break space */
    case 0xAD:   /* soft hyphen */
    case 0xB7:   /* middle dot, of names of several parts; the next three are used for it, too */
    case 0x2022: /* bullet */
    case 0x2027: /* hyphenation point */
    case 0x30FB: /* katakana middle dot */
    case 0x200B: /* zero-width: space, non-joiner, joiner, no-break space */
    case 0x200C:
    case 0x200D:
    case 0xFEFF:
    case 0x3000: /* ideographic space */ return true;
    default: return false;
    }
}

static uint32_t plain(uint32_t c)
{
    if (c >= 'A' && c <= 'Z') return c + ('a' - 'A');
    if (c >= 0xFF01 && c <= 0xFF5E) return plain(c - 0xFEE0); /* full-width forms of ASCII */
    return c;
}

static bool is_latin(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

/* The next letter at or behind *at, which moves behind it; *from is where it begins. 0 at the end:
 * a NUL, of which files that are no text are full, is like any character that is in no word. */
static uint32_t next_letter(gk_view text, size_t *at, size_t *from)
{
    while (*at < text.n) {
        *from = *at;
        uint32_t c = gk_utf8_next(text, at);
        if (!is_passed_over(c)) return c ? plain(c) : NOT_A_LETTER;
    }
    return 0;
}

static size_t slot_of(const gk_needles *needles, uint32_t first, uint32_t second)
{
    return (first * 0x9E3779B1u ^ second * 0x85EBCA6Bu) & (needles->slot_count - 1);
}

static bool same_start(const word *w, uint32_t first, uint32_t second)
{
    return w->letters[0] == first && w->letters[1] == second;
}

/* The slot of two first letters: of the words that begin with them, or a free one. */
static uint32_t *find_slot(const gk_needles *needles, uint32_t first, uint32_t second)
{
    size_t slot = slot_of(needles, first, second);
    while (needles->slots[slot] &&
           !same_start(&needles->words[needles->slots[slot] - 1], first, second))
        slot = (slot + 1) & (needles->slot_count - 1);
    return &needles->slots[slot];
}

static void put_in_slot(gk_needles *needles, size_t i)
{
    word *w = &needles->words[i];
    uint32_t *slot = find_slot(needles, w->letters[0], w->letters[1]);
    w->next = *slot;
    *slot = (uint32_t)i + 1;
    needles->firsts[w->letters[0] % BITS / 64] |= (uint64_t)1 << w->letters[0] % 64;
}

static void make_room(gk_needles *needles)
{
    if (needles->slot_count > 2 * (needles->count + 1)) return;
    free(needles->slots);
    needles->slot_count = needles->slot_count ? needles->slot_count * 2 : 64;
    needles->slots = gk_mem_calloc(needles->slot_count, sizeof *needles->slots);
    for (size_t i = 0; i < needles->count; i++) put_in_slot(needles, i);
}

void gk_needles_add(gk_needles *needles, gk_view text)
{
    size_t at = 0, from;
    word w = {gk_mem_calloc(text.n + 1, sizeof *w.letters), 0, 0};
    for (uint32_t c; (c = next_letter(text, &at, &from)) != 0;) w.letters[w.count++] = c;
    if (w.count < 2) {
        free(w.letters);
        return;
    }
    make_room(needles);
    needles->words =
        gk_mem_grow(needles->words, &needles->cap, needles->count + 1, sizeof *needles->words);
    needles->words[needles->count++] = w;
    put_in_slot(needles, needles->count - 1);
}

void gk_needles_allow(gk_needles *needles, gk_view phrase)
{
    if (!phrase.n) return;
    needles->allowed = gk_mem_grow(needles->allowed, &needles->allowed_cap,
                                   needles->allowed_count + 1, sizeof *needles->allowed);
    gk_buf *copy = &needles->allowed[needles->allowed_count++];
    *copy = (gk_buf)GK_BUF_INIT;
    gk_buf_put(copy, phrase);
}

static bool is_allowed(const gk_needles *needles, gk_view text, size_t from, size_t to)
{
    for (size_t i = 0; i < needles->allowed_count; i++) {
        gk_view phrase = gk_buf_view(&needles->allowed[i]);
        if (phrase.n < to - from) continue;
        size_t slack = phrase.n - (to - from), start = from > slack ? from - slack : 0;
        for (; start <= from && start + phrase.n <= text.n; start++)
            if (memcmp(text.p + start, phrase.p, phrase.n) == 0) return true;
    }
    return false;
}

/* Whether a run of Latin letters or digits goes on at an edge of the word. */
static bool is_cut_out(const word *w, gk_view text, size_t from, size_t to)
{
    size_t at = from;
    if (from && is_latin(w->letters[0]) && is_latin(plain(gk_utf8_prev(text, &at)))) return true;
    at = to;
    return to < text.n && is_latin(w->letters[w->count - 1]) &&
           is_latin(plain(gk_utf8_next(text, &at)));
}

static bool stands_at(const gk_needles *needles, const word *w, gk_view text, size_t from,
                      size_t *to)
{
    size_t at = from, begin;
    for (uint32_t i = 0; i < w->count; i++)
        if (next_letter(text, &at, &begin) != w->letters[i]) return false;
    *to = at;
    return !is_cut_out(w, text, from, at) && !is_allowed(needles, text, from, at);
}

bool gk_needles_find(const gk_needles *needles, gk_view text, size_t *from, size_t *to)
{
    for (size_t at = *from; needles->count && at < text.n;) {
        size_t begin = at, behind, second;
        uint32_t c = next_letter(text, &at, &begin);
        if (!c) return false;
        if (!(needles->firsts[c % BITS / 64] >> c % 64 & 1)) continue;
        behind = at;
        uint32_t d = next_letter(text, &behind, &second);
        for (uint32_t i = d ? *find_slot(needles, c, d) : 0; i; i = needles->words[i - 1].next) {
            if (!stands_at(needles, &needles->words[i - 1], text, begin, to)) continue;
            *from = begin;
            return true;
        }
    }
    return false;
}
