#include "base/utf8.h"
#include "markup/render.h"

#ifdef __SSE2__
#include <immintrin.h>
#endif

/* Lengths in characters: what an excerpt should have, may have, and must have to stand alone; a salutation. */
enum { WANTED = 120, MOST = 160, LEAST = 20, SALUTATION = 40, LAST_WORDS = 40 };

/* Bytes as the count sees them. Tails follow a lead byte that has been counted; what begins with E2, E3 or EF is
 * punctuation, kana or full-width: no word. The rest is looked at as a character. */
static bool is_letter(unsigned char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool is_han_lead(unsigned char c)
{
    return c >= 0xE4 && c <= 0xE9;
}

static bool is_mute(unsigned char c)
{
    return (c & 0xC0) == 0x80 || c == 0xE2 || c == 0xE3 || c == 0xEF;
}

#ifdef __SSE2__
/* low <= byte <= high, in the order of signed bytes: what is not ASCII comes first. */
static __m128i is_between(__m128i bytes, int low, int high)
{
    __m128i above = _mm_cmpgt_epi8(bytes, _mm_set1_epi8((char)(low - 1)));
    return _mm_and_si128(above, _mm_cmplt_epi8(bytes, _mm_set1_epi8((char)(high + 1))));
}

static __m128i find_han(__m128i bytes)
{
    return is_between(bytes, 0xE4 - 256, 0xE9 - 256);
}

/* Bytes that need no look at their characters, ASCII apart. */
static unsigned find_known(__m128i bytes)
{
    __m128i tails = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0xC0 - 256));
    __m128i leads = is_between(bytes, 0xE2 - 256, 0xE9 - 256);
    __m128i forms = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0xEF - 256));
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(tails, _mm_or_si128(leads, forms)));
}

static uint32_t sum(__m128i bytes)
{
    __m128i halves = _mm_sad_epu8(bytes, _mm_setzero_si128());
    return (uint32_t)(_mm_cvtsi128_si32(halves) + _mm_extract_epi16(halves, 4));
}

/* Counts as many blocks of sixteen bytes as are Chinese all through; returns their length. */
static size_t count_chinese(const unsigned char *p, size_t n, uint32_t *words)
{
    enum { LONGEST = 255 * 16 };
    __m128i han = _mm_setzero_si128();
    size_t i = 0;
    for (; i + 16 <= n && i < LONGEST; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        if (find_known(bytes) != 0xFFFF) break;
        han = _mm_sub_epi8(han, find_han(bytes));
    }
    *words += sum(han);
    return i;
}

/* Counts n bytes at once, 16 at most, unless one of them needs to be looked at as a character. */
static bool count_mixed(const unsigned char *p, size_t n, uint32_t *words, bool *in_word)
{
    unsigned char padded[16] = {0};
    if (n < 16) p = memcpy(padded, p, n);
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
    unsigned wide = (unsigned)_mm_movemask_epi8(bytes);
    if (find_known(bytes) != wide) return false;
    __m128i lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
    __m128i letter = _mm_or_si128(is_between(bytes, '0', '9'), is_between(lower, 'a', 'z'));
    unsigned letters = (unsigned)_mm_movemask_epi8(letter);
    unsigned begins = letters & ~(letters << 1 | (*in_word ? 1 : 0));
    *words += (uint32_t)__builtin_popcount(begins & 0xFFFF) + sum(_mm_sub_epi8(_mm_setzero_si128(), find_han(bytes)));
    *in_word = letters >> (n - 1) & 1;
    return true;
}

static size_t count_many(const unsigned char *p, size_t n, uint32_t *words, bool *in_word)
{
    size_t chinese = p[0] >= 0x80 ? count_chinese(p, n, words) : 0;
    if (chinese) {
        *in_word = false;
        return chinese;
    }
    if (n > 16) n = 16;
    return count_mixed(p, n, words, in_word) ? n : 0;
}
#else
/* How many bytes could be counted together. */
static size_t count_many(const unsigned char *p, size_t n, uint32_t *words, bool *in_word)
{
    (void)p, (void)n, (void)words, (void)in_word;
    return 0;
}
#endif

void gk_render_count(gk_render *r, gk_view text)
{
    const unsigned char *p = (const unsigned char *)text.p;
    uint32_t words = 0;
    bool in_word = r->in_word;
    for (size_t i = 0; i < text.n;) {
        size_t many = count_many(p + i, text.n - i, &words, &in_word);
        if (many) {
            i += many;
            continue;
        }
        unsigned char c = p[i];
        bool letter = false;
        if (c < 0x80 || is_mute(c)) {
            i++;
            letter = is_letter(c);
        } else if (is_han_lead(c)) {
            i++;
            words++;
        } else {
            uint32_t wide = gk_utf8_next(text, &i);
            words += gk_utf8_is_han(wide);
            letter = !gk_utf8_is_cjk(wide) && gk_utf8_is_alnum(wide);
        }
        words += letter && !in_word;
        in_word = letter;
    }
    r->words += words;
    r->in_word = in_word;
}

static bool is_lead(const gk_render *r, const cmark_node *node)
{
    return !r->lead_done && node->type == CMARK_NODE_PARAGRAPH && node->parent->type == CMARK_NODE_DOCUMENT;
}

void gk_render_block_begin(gk_render *r, const cmark_node *node)
{
    if (r->bare) return;
    r->in_word = false;
    r->block = r->plain.n;
    r->collecting = r->options->search || is_lead(r, node);
}

static bool greets(gk_view text)
{
    bool colon = gk_view_ends(text, GK_V("：")) || gk_view_ends(text, GK_V(":"));
    return colon && gk_utf8_count(text) <= SALUTATION;
}

static void add_lead(gk_render *r, gk_view text)
{
    if (r->lead_greets) gk_buf_truncate(&r->lead, 0);
    bool first = r->lead.n == 0;
    if (!first) gk_buf_putc(&r->lead, ' ');
    gk_buf_put(&r->lead, text);
    r->lead_greets = first && greets(text);
    bool enough = r->lead.n >= 4 * LEAST || gk_utf8_count(gk_buf_view(&r->lead)) >= LEAST;
    r->lead_done = !r->lead_greets && enough;
}

void gk_render_block_end(gk_render *r, const cmark_node *node)
{
    if (r->bare || !r->collecting) return;
    gk_view text = gk_view_trim(gk_view_from(gk_buf_view(&r->plain), r->block));
    if (is_lead(r, node) && text.n) add_lead(r, text);
    if (!r->options->search)
        gk_buf_truncate(&r->plain, r->block);
    else if (text.n)
        gk_buf_putc(&r->plain, '\n');
    r->collecting = false;
}

/* What a character means for the end of an excerpt. */
typedef enum meaning { PLAIN, ENDS, ENDS_LATIN, CLOSES, PAUSES } meaning;

static meaning meaning_of_ascii(char c)
{
    switch (c) {
    case '.':
    case '!':
    case '?': return ENDS_LATIN;
    case '"':
    case ')': return CLOSES;
    case ' ':
    case ',':
    case ';': return PAUSES;
    default: return PLAIN;
    }
}

static meaning meaning_of(gk_view text, size_t i)
{
    unsigned char lead = (unsigned char)text.p[i];
    if (lead < 0x80) return meaning_of_ascii(text.p[i]);
    if (lead != 0xE2 && lead != 0xE3 && lead != 0xEF) return PLAIN;
    switch (gk_utf8_next(text, &i)) {
    case 0x3002:
    case 0xFF01:
    case 0xFF1F: return ENDS;
    case 0x2019:
    case 0x201D:
    case 0x300D:
    case 0x300F:
    case 0xFF09: return CLOSES;
    case 0x3001:
    case 0xFF0C:
    case 0xFF1B: return PAUSES;
    default: return PLAIN;
    }
}

static size_t next_char(gk_view text, size_t i)
{
    do i++;
    while (i < text.n && ((unsigned char)text.p[i] & 0xC0) == 0x80);
    return i;
}

/* A full stop within a number or an address ends nothing. */
static bool ends_sentence(gk_view text, meaning what, size_t behind)
{
    if (what == ENDS) return true;
    return what == ENDS_LATIN && (behind == text.n || strchr(" \")", text.p[behind]));
}

/* Where the excerpt of text ends; *whole tells whether at the end of a sentence. */
static size_t excerpt_end(gk_view text, bool *whole)
{
    size_t sentence = 0, sentence_chars = 0, pause = 0, pause_chars = 0, limit = 0, chars = 0;
    *whole = true;
    for (size_t i = 0, next; i < text.n && chars < MOST; i = next) {
        next = next_char(text, i);
        chars++;
        meaning what = meaning_of(text, i);
        bool closing = what == CLOSES && sentence && sentence == i;
        if (closing || (what != PLAIN && ends_sentence(text, what, next))) {
            if (!closing && chars > WANTED && sentence_chars >= LEAST) return sentence;
            sentence = next;
            sentence_chars = chars;
        } else if (chars > WANTED && sentence_chars >= LEAST) {
            return sentence;
        } else if (what == PAUSES && chars <= WANTED) {
            pause = i;
            pause_chars = chars;
        }
        if (chars == WANTED) limit = next;
    }
    if (chars <= WANTED) return text.n;
    if (sentence_chars >= LEAST) return sentence;
    *whole = false;
    return pause_chars + LAST_WORDS >= WANTED ? pause : limit;
}

gk_view gk_render_excerpt(gk_render *r)
{
    gk_view text = gk_view_trim(gk_buf_view(&r->lead));
    if (!text.n) return (gk_view){NULL, 0};
    bool whole;
    size_t end = excerpt_end(text, &whole);
    gk_view cut = gk_view_trim(gk_view_sub(text, 0, end));
    return whole ? gk_arena_view(r->arena, cut) : GK_JOIN(r->arena, cut, GK_V("…"));
}
