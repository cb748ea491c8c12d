#include <stdlib.h>

#include "base/matcher_parts.h"
#include "base/mem.h"
#include "base/utf8.h"

enum {
    SHIFT_BITS = 15, /* of the table of jumps */
    WINDOW = 12      /* longest window, bytes; a longer one wouldn't jump over more words */
};

typedef struct term {
    uint32_t at, n; /* in gk_terms.bytes */
    uint32_t index;
    uint32_t next; /* in the same bucket: the longer first; UINT32_MAX ends it */
} term;

/* A window of `window` bytes moves over the text. Its last `block` bytes tell how far it may jump;
 * where it may not, the terms that begin with the window's bytes are compared. */
struct gk_terms {
    gk_terms_options options;
    bool has_letters, has_narrow; /* ASCII letters; letters or digits */
    uint32_t window, block;
    gk_buf bytes; /* of the terms, folded */
    term *items;
    uint32_t count;
    uint32_t *buckets, bucket_mask; /* by the window's bytes */
    uint8_t shifts[1 << SHIFT_BITS];
};

static unsigned char fold_byte(char c, bool fold)
{
    unsigned char b = (unsigned char)c;
    return fold && b >= 'A' && b <= 'Z' ? b | 0x20 : b;
}

static uint32_t mix(uint32_t h)
{
    return h * 0x9E3779B1u;
}

/* The hash of the block that ends a window. */
static inline uint32_t block_hash(const char *p, uint32_t block, bool fold)
{
    uint32_t h = fold_byte(p[0], fold);
    if (block > 1) h |= (uint32_t)fold_byte(p[1], fold) << 8;
    if (block > 2) h |= (uint32_t)fold_byte(p[2], fold) << 16;
    return mix(h) >> (32 - SHIFT_BITS);
}

static uint32_t window_hash(const char *p, uint32_t n, bool fold)
{
    uint32_t h = 2166136261u;
    for (uint32_t i = 0; i < n; i++) h = (h ^ fold_byte(p[i], fold)) * 16777619u;
    return h ^ h >> 15;
}

/* The ASCII letter or digit that the three bytes at p are the full-width form of, or 0 (U+FF10 …
 * U+FF5A are EF BC 90 … EF BD 9A). */
static char narrow(const unsigned char *p)
{
    if (p[0] != 0xEF || (p[1] != 0xBC && p[1] != 0xBD)) return 0;
    unsigned c = (p[1] & 3u) * 64 + (p[2] & 0x3Fu) + 0x20;
    bool known = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    return known ? (char)c : 0;
}

static size_t next_wide(gk_view text, size_t i)
{
    while (i + 3 <= text.n) {
        const char *p = memchr(text.p + i, '\xEF', text.n - i - 2);
        if (!p) return SIZE_MAX;
        i = (size_t)(p - text.p);
        if (narrow((const unsigned char *)p)) return i;
        i++;
    }
    return SIZE_MAX;
}

static void put_narrow(gk_buf *out, gk_view text)
{
    size_t from = 0;
    for (size_t i; (i = next_wide(text, from)) != SIZE_MAX; from = i + 3) {
        gk_buf_put(out, gk_view_n(text.p + from, i - from));
        gk_buf_putc(out, narrow((const unsigned char *)text.p + i));
    }
    gk_buf_put(out, gk_view_from(text, from));
}

static void add_term(gk_terms *t, gk_view text, size_t index)
{
    if (!text.n || text.n > GK_MATCHER_TERM || gk_view_find_byte(text, '\n', 0) != SIZE_MAX) return;
    term *added = &t->items[t->count++];
    *added = (term){.at = (uint32_t)t->bytes.n, .index = (uint32_t)index};
    if (t->options.fold_width)
        put_narrow(&t->bytes, text);
    else
        gk_buf_put(&t->bytes, text);
    added->n = (uint32_t)t->bytes.n - added->at;
    for (uint32_t i = added->at; i < t->bytes.n; i++)
        t->bytes.p[i] = (char)fold_byte(t->bytes.p[i], t->options.fold_case);
    if (added->n < t->window) t->window = added->n;
    for (uint32_t i = added->at; i < t->bytes.n; i++) {
        char c = t->bytes.p[i];
        bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        t->has_letters |= letter;
        t->has_narrow |= letter || (c >= '0' && c <= '9');
    }
}

static void fill_shifts(gk_terms *t)
{
    memset(t->shifts, (int)(t->window - t->block + 1), sizeof t->shifts);
    for (uint32_t i = 0; i < t->count; i++) {
        const char *p = t->bytes.p + t->items[i].at;
        for (uint32_t k = 0; k + t->block <= t->window; k++) {
            uint8_t *shift = &t->shifts[block_hash(p + k, t->block, false)];
            uint8_t left = (uint8_t)(t->window - t->block - k);
            if (left < *shift) *shift = left;
        }
    }
}

/* Into its bucket: behind those that are longer, or as long and earlier. */
static void put_in_bucket(gk_terms *t, uint32_t i)
{
    term *added = &t->items[i];
    uint32_t *at =
        &t->buckets[window_hash(t->bytes.p + added->at, t->window, false) & t->bucket_mask];
    while (*at != UINT32_MAX && t->items[*at].n >= added->n) at = &t->items[*at].next;
    added->next = *at;
    *at = i;
}

gk_terms *gk_terms_new(const gk_view *terms, size_t count, gk_terms_options options)
{
    gk_terms *t = gk_mem_calloc(1, sizeof *t);
    if (count > GK_MATCHER_TERMS) count = GK_MATCHER_TERMS;
    t->options = options;
    t->items = gk_mem_calloc(count + 1, sizeof *t->items);
    t->window = WINDOW;
    for (size_t i = 0; i < count; i++) add_term(t, terms[i], i);
    /* Most lists are Chinese: there is nothing to fold. */
    t->options.fold_case &= t->has_letters;
    t->options.fold_width &= t->has_narrow;
    t->block = t->window < 3 ? t->window : 3;
    uint32_t buckets = 64;
    while (buckets < t->count * 2) buckets *= 2;
    t->bucket_mask = buckets - 1;
    t->buckets = gk_mem_alloc(buckets * sizeof *t->buckets);
    memset(t->buckets, 0xFF, buckets * sizeof *t->buckets);
    fill_shifts(t);
    for (uint32_t i = 0; i < t->count; i++) put_in_bucket(t, i);
    return t;
}

void gk_terms_free(gk_terms *t)
{
    if (!t) return;
    gk_buf_free(&t->bytes);
    free(t->items);
    free(t->buckets);
    free(t);
}

static bool is_equal(const char *text, const char *folded, uint32_t n, bool fold)
{
    if (!fold) return memcmp(text, folded, n) == 0;
    for (uint32_t i = 0; i < n; i++)
        if (fold_byte(text[i], true) != (unsigned char)folded[i]) return false;
    return true;
}

/* The longest term that begins at p, of `left` bytes; NULL when there is none. */
static const term *find_at(const gk_terms *t, const char *p, size_t left)
{
    bool fold = t->options.fold_case;
    uint32_t i = t->buckets[window_hash(p, t->window, fold) & t->bucket_mask];
    for (; i != UINT32_MAX; i = t->items[i].next) {
        const term *candidate = &t->items[i];
        if (candidate->n <= left && is_equal(p, t->bytes.p + candidate->at, candidate->n, fold))
            return candidate;
    }
    return NULL;
}

/* Made anew for each kind of block, because the loop is short. */
static inline __attribute__((always_inline)) void scan(const gk_terms *t, gk_view text,
                                                       gk_hits *hits, bool fold, uint32_t block)
{
    uint32_t window = t->window, most = window - block + 1;
    const char *last = text.p + window - block;
    for (size_t at = 0; at + window <= text.n;) {
        uint8_t shift;
        if (at + window + 3 * most <= text.n) {
            /* Long jumps follow long jumps: four are looked up without waiting for each other. */
            const char *p = last + at;
            uint8_t first = t->shifts[block_hash(p, block, fold)];
            uint8_t second = t->shifts[block_hash(p + most, block, fold)];
            uint8_t third = t->shifts[block_hash(p + 2 * most, block, fold)];
            uint8_t fourth = t->shifts[block_hash(p + 3 * most, block, fold)];
            if (first + second + third + fourth == 4 * (int)most) {
                at += 4 * most;
                continue;
            }
            bool one = first == most, two = one && second == most, three = two && third == most;
            at += ((size_t)one + two + three) * most;
            shift = three ? fourth : two ? third : one ? second : first;
        } else {
            shift = t->shifts[block_hash(last + at, block, fold)];
        }
        if (shift) {
            at += shift;
            continue;
        }
        const term *found = find_at(t, text.p + at, text.n - at);
        if (found)
            gk_matcher_hit(hits, (gk_hit){.from = (uint32_t)at,
                                          .to = (uint32_t)(at + found->n),
                                          .index = found->index});
        at += found ? found->n : 1;
    }
}

static void scan_text(const gk_terms *t, gk_view text, gk_hits *hits)
{
    if (t->block == 3 && !t->options.fold_case)
        scan(t, text, hits, false, 3);
    else if (t->block == 3)
        scan(t, text, hits, true, 3);
    else if (t->block == 2)
        scan(t, text, hits, t->options.fold_case, 2);
    else
        scan(t, text, hits, t->options.fold_case, 1);
}

/* Hits of the narrow copy become hits of the text: both are walked along together. */
static void widen(gk_view text, gk_hits *hits, size_t first)
{
    size_t wide = 0, narrowed = 0, next = next_wide(text, 0);
    for (size_t i = first; i < hits->count; i++) {
        uint32_t *ends[] = {&hits->items[i].from, &hits->items[i].to};
        for (size_t k = 0; k < 2; k++) {
            while (next != SIZE_MAX && narrowed + (next - wide) < *ends[k]) {
                narrowed += next - wide + 1;
                wide = next + 3;
                next = next_wide(text, wide);
            }
            *ends[k] = (uint32_t)(wide + (*ends[k] - narrowed));
        }
    }
}

void gk_terms_run(const gk_terms *t, gk_view text, gk_hits *hits)
{
    if (!t->count) return;
    if (!t->options.fold_width || next_wide(text, 0) == SIZE_MAX) {
        scan_text(t, text, hits);
        return;
    }
    gk_buf copy = GK_BUF_INIT;
    size_t first = hits->count;
    put_narrow(&copy, text);
    scan_text(t, gk_buf_view(&copy), hits);
    gk_buf_free(&copy);
    widen(text, hits, first);
}
