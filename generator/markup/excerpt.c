#include "base/utf8.h"
#include "markup/render.h"

/* Lengths in characters: what an excerpt should have, may have, and must have to stand alone; a
 * salutation. */
enum { WANTED = 120, MOST = 160, LEAST = 20, SALUTATION = 40, LAST_WORDS = 40 };

static bool is_lead(const gk_render *r, const cmark_node *node)
{
    return !r->lead_done && node->type == CMARK_NODE_PARAGRAPH &&
           node->parent->type == CMARK_NODE_DOCUMENT;
}

void gk_render_block_begin(gk_render *r, const cmark_node *node)
{
    if (r->bare) return;
    r->in_word = false;
    r->block = r->plain.n;
    r->collecting = is_lead(r, node);
}

static bool greets(gk_view text)
{
    bool colon = gk_view_ends(text, GK_V("：")) || gk_view_ends(text, GK_V(":"));
    return colon && gk_utf8_count(text) <= SALUTATION;
}

/* Paragraphs of Chinese follow each other without a space, as lines do. */
static bool needs_space(gk_view before, gk_view after)
{
    size_t last = before.n, first = 0;
    if (!before.n || !after.n) return false;
    return !gk_utf8_is_cjk(gk_utf8_prev(before, &last)) &&
           !gk_utf8_is_cjk(gk_utf8_next(after, &first));
}

static void add_lead(gk_render *r, gk_view text)
{
    if (r->lead_greets) gk_buf_truncate(&r->lead, 0);
    bool first = r->lead.n == 0;
    if (needs_space(gk_buf_view(&r->lead), text)) gk_buf_putc(&r->lead, ' ');
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
    gk_buf_truncate(&r->plain, r->block);
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

/* Whether an ideograph of three bytes begins at i (or one of the few signs beside them). */
static bool begins_han(gk_view text, size_t i)
{
    unsigned char lead = (unsigned char)text.p[i];
    return lead >= 0xE4 && lead <= 0xE9 && i + 3 <= text.n;
}

static size_t next_char(gk_view text, size_t i)
{
    if (begins_han(text, i)) return i + 3;
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

/* Goes over ideographs, while there are less than `most` characters: they end nothing. */
static size_t skip_han(gk_view text, size_t i, size_t *chars, size_t most)
{
    for (; i < text.n && *chars < most && begins_han(text, i); ++*chars) i += 3;
    return i;
}

/* Where the excerpt of text ends; *whole tells whether at the end of a sentence. */
static size_t excerpt_end(gk_view text, bool *whole)
{
    size_t sentence = 0, sentence_chars = 0, pause = 0, pause_chars = 0, limit = 0, chars = 0;
    *whole = true;
    for (size_t i = 0, next; i < text.n && chars < MOST; i = next) {
        i = skip_han(text, i, &chars, WANTED - 1);
        if (i == text.n) break;
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
