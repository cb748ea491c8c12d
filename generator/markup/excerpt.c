#include "base/utf8.h"
#include "markup/render.h"

/* Lengths in characters: what an excerpt should have, may have, and must have to stand alone; a salutation. */
enum { WANTED = 120, MOST = 160, LEAST = 20, SALUTATION = 40, LAST_WORDS = 40 };

void gk_render_count(gk_render *r, gk_view text)
{
    for (size_t i = 0; i < text.n;) {
        unsigned char c = (unsigned char)text.p[i];
        bool letter = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        if (c < 0x80) {
            i++;
        } else if (c >= 0xE4 && c <= 0xE9 && i + 2 < text.n) {
            /* U+4000 to U+9FFF, nearly all of it Han */
            i += 3;
            r->words++;
        } else {
            uint32_t wide = gk_utf8_next(text, &i);
            if (gk_utf8_is_han(wide))
                r->words++;
            else
                letter = !gk_utf8_is_cjk(wide) && gk_utf8_is_alnum(wide);
        }
        /* An apostrophe is part of a word. */
        if (c == '\'' && r->in_word) continue;
        if (letter && !r->in_word) r->words++;
        r->in_word = letter;
    }
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
    r->lead_done = !r->lead_greets && gk_utf8_count(gk_buf_view(&r->lead)) >= LEAST;
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

static bool ends_sentence(uint32_t c, uint32_t next)
{
    if (c == 0x3002 || c == 0xFF01 || c == 0xFF1F) return true;
    bool latin = c == '.' || c == '!' || c == '?';
    return latin && (next == 0 || next == ' ' || next == '"' || next == ')');
}

static bool closes(uint32_t c)
{
    return c == 0x201D || c == 0x2019 || c == 0x300D || c == 0x300F || c == 0xFF09 || c == '"' || c == ')';
}

static bool pauses(uint32_t c)
{
    return c == 0xFF0C || c == 0x3001 || c == 0xFF1B || c == ' ' || c == ',' || c == ';';
}

/* Where the excerpt of text ends; *whole tells whether at the end of a sentence. */
static size_t excerpt_end(gk_view text, bool *whole)
{
    size_t sentence = 0, sentence_chars = 0, pause = 0, pause_chars = 0, limit = 0, chars = 0;
    *whole = true;
    for (size_t i = 0; i < text.n && chars <= MOST;) {
        size_t at = i;
        uint32_t c = gk_utf8_next(text, &i);
        size_t peek = i;
        uint32_t next = i < text.n ? gk_utf8_next(text, &peek) : 0;
        chars++;
        if (ends_sentence(c, next) || (sentence == at && sentence && closes(c))) {
            if (chars > WANTED && sentence_chars >= LEAST && sentence != at) return sentence;
            sentence = i;
            sentence_chars = chars;
            if (chars >= WANTED && !closes(next)) return sentence;
        }
        if (pauses(c) && chars <= WANTED) pause = at, pause_chars = chars;
        if (chars == WANTED) limit = i;
        if (i == text.n && chars <= WANTED) return i;
    }
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
