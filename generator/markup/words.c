#include "base/utf8.h"
#include "markup/render.h"

#ifdef __SSE2__
#include <immintrin.h>
#endif

/* What a reading of text finds. */
typedef struct tally {
    uint32_t words;
    bool in_word;
    unsigned marks;
} tally;

/* Bytes as the count sees them. Tails follow a lead byte that has been counted; what begins with
 * E2, E3 or EF is punctuation, kana or full-width: no word. The rest is looked at as a character.
 */
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

/* Counts character by character from i, to `end` or just behind; returns where it ended. */
static size_t count_characters(tally *t, gk_view text, size_t i, size_t end)
{
    while (i < end) {
        unsigned char c = (unsigned char)text.p[i];
        bool letter = false;
        if (c < 0x80 || is_mute(c)) {
            i++;
            letter = is_letter(c);
        } else if (is_han_lead(c)) {
            i++;
            t->words++;
        } else {
            uint32_t wide = gk_utf8_next(text, &i);
            t->words += gk_utf8_is_han(wide);
            letter = !gk_utf8_is_cjk(wide) && gk_utf8_is_alnum(wide);
        }
        t->words += letter && !t->in_word;
        t->in_word = letter;
    }
    return i;
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

static __m128i equal(__m128i bytes, char c)
{
    return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c));
}

/* & and ", < and > differ in one bit each: two comparisons do for the four, and hit nothing else.
 */
static unsigned find_marks(__m128i bytes)
{
    __m128i one = equal(_mm_and_si128(bytes, _mm_set1_epi8((char)0xFB)), '"');
    __m128i two = equal(_mm_and_si128(bytes, _mm_set1_epi8((char)0xFD)), '<');
    __m128i signs =
        _mm_or_si128(_mm_or_si128(equal(bytes, ':'), equal(bytes, '@')), equal(bytes, 'w'));
    __m128i escapes = _mm_or_si128(one, two);
    if (!_mm_movemask_epi8(_mm_or_si128(escapes, signs))) return 0;
    return (_mm_movemask_epi8(escapes) ? GK_RENDER_ESCAPES : 0) |
           (_mm_movemask_epi8(signs) ? GK_RENDER_SIGNS : 0);
}

static uint64_t load_eight(const unsigned char *p)
{
    uint64_t eight;
    memcpy(&eight, p, sizeof eight);
    return eight;
}

static uint32_t load_four(const unsigned char *p)
{
    uint32_t four;
    memcpy(&four, p, sizeof four);
    return four;
}

/* The n < 16 bytes at p, and zeros behind them: two loads that overlap are less work
 * than a copy of any length. */
static __m128i load_few(const unsigned char *p, size_t n)
{
    if (n >= 8) {
        uint64_t high = n == 8 ? 0 : load_eight(p + n - 8) >> (8 * (16 - n));
        return _mm_set_epi64x((long long)high, (long long)load_eight(p));
    }
    uint64_t low = 0;
    if (n >= 4) {
        low = (uint64_t)load_four(p + n - 4) << (8 * (n - 4)) | load_four(p);
    } else {
        for (size_t i = 0; i < n; i++) low |= (uint64_t)p[i] << (8 * i);
    }
    return _mm_set_epi64x(0, (long long)low);
}

/* Letters and digits among n bytes, which are no Han; words begin where none stands before. */
static void count_letters(tally *t, __m128i bytes, size_t n)
{
    __m128i lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
    __m128i letter = _mm_or_si128(is_between(bytes, '0', '9'), is_between(lower, 'a', 'z'));
    unsigned letters = (unsigned)_mm_movemask_epi8(letter);
    unsigned begins = letters & ~(letters << 1 | (t->in_word ? 1 : 0));
    if (begins) t->words += (uint32_t)__builtin_popcount(begins & 0xFFFF);
    t->in_word = letters >> (n - 1) & 1;
}

/* Sixteen bytes at a time. A lane of `han` holds 255 at most. */
static size_t read_blocks(tally *t, gk_view text, size_t i)
{
    enum { MOST = 255 };
    const unsigned char *p = (const unsigned char *)text.p;
    __m128i han = _mm_setzero_si128();
    for (size_t blocks = 0; i < text.n && blocks < MOST; blocks++) {
        size_t n = text.n - i < 16 ? text.n - i : 16;
        __m128i bytes =
            n == 16 ? _mm_loadu_si128((const __m128i *)(const void *)(p + i)) : load_few(p + i, n);
        unsigned wide = (unsigned)_mm_movemask_epi8(bytes), all = (1u << n) - 1;
        if (wide != all) t->marks |= find_marks(bytes);
        if (find_known(bytes) != wide) {
            i = count_characters(t, text, i, i + n);
            continue;
        }
        han = _mm_sub_epi8(han, find_han(bytes));
        if (wide == all)
            t->in_word = false;
        else
            count_letters(t, bytes, n);
        i += n;
    }
    t->words += sum(han);
    return i;
}
#else
static size_t read_blocks(tally *t, gk_view text, size_t i)
{
    for (size_t k = i; k < text.n; k++) {
        char c = text.p[k];
        if (c == '&' || c == '<' || c == '>' || c == '"') t->marks |= GK_RENDER_ESCAPES;
        if (c == ':' || c == '@' || c == 'w') t->marks |= GK_RENDER_SIGNS;
    }
    return count_characters(t, text, i, text.n);
}
#endif

unsigned gk_render_count(gk_render *r, gk_view text)
{
    tally t = {.in_word = r->in_word};
    for (size_t i = 0; i < text.n;) i = read_blocks(&t, text, i);
    r->words += t.words;
    r->in_word = t.in_word;
    return t.marks;
}
