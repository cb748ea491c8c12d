#include "markup/align_parts.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static char byte(const gk_aligner *a, size_t i)
{
    return i < a->limit ? a->body.p[i] : '\0';
}

/* White space, over the end of a line too. */
static void skip_space(gk_aligner *a)
{
    while (is_space(byte(a, a->at))) {
        if (byte(a, a->at) == '\n' || byte(a, a->at) == '\r')
            gk_align_break(a);
        else
            a->at++;
    }
}

typedef struct target {
    size_t address, address_to, title, title_to;
} target;

static void read_address(gk_aligner *a, target *t)
{
    bool pointed = byte(a, a->at) == '<';
    if (pointed) a->at++;
    t->address = a->at;
    for (int open = 0; a->at < a->limit; a->at++) {
        char c = byte(a, a->at);
        if (c == '\\' && a->at + 1 < a->limit) {
            a->at++;
            continue;
        }
        if (pointed ? c == '>' : is_space(c) || (c == ')' && !open)) break;
        if (!pointed) open += (c == '(') - (c == ')');
    }
    t->address_to = a->at;
    if (pointed && byte(a, a->at) == '>') a->at++;
}

static bool read_title(gk_aligner *a, target *t)
{
    char open = byte(a, a->at), close = open == '(' ? ')' : open;
    if (open != '"' && open != '\'' && open != '(') return true;
    t->title = ++a->at;
    while (a->at < a->limit && byte(a, a->at) != close) a->at += byte(a, a->at) == '\\' ? 2 : 1;
    if (a->at >= a->limit) return false;
    t->title_to = a->at++;
    return true;
}

static bool read_target(gk_aligner *a, target *t)
{
    a->at++;
    skip_space(a);
    read_address(a, t);
    skip_space(a);
    if (!read_title(a, t)) return false;
    skip_space(a);
    if (byte(a, a->at) != ')') return false;
    a->at++;
    return true;
}

static gk_view chunk_view(const gk_aligner *a, const cmark_chunk *chunk)
{
    return gk_render_restore(a->r, gk_view_n((const char *)chunk->data, (size_t)chunk->len));
}

/* The part, which is written in [from, to). */
static void emit(gk_aligner *a, gk_view text, size_t from, size_t to)
{
    size_t at = a->at, limit = a->limit;
    bool silent = a->silent;
    a->silent = false;
    a->at = from;
    a->limit = to;
    while (text.n && !a->lost) { /* a title may go over lines */
        size_t end = gk_view_find_byte(text, '\n', 0);
        gk_view line = gk_view_sub(text, 0, end);
        gk_align_words(a, line);
        text = gk_view_from(text, line.n);
        if (!text.n) break;
        size_t before = a->at;
        gk_align_break(a);
        gk_align_emit(a, 1, before, a->at);
        text = gk_view_from(text, 1);
    }
    a->silent = silent;
    a->at = at;
    a->limit = limit;
}

void gk_align_target(gk_aligner *a, const cmark_node *link)
{
    size_t behind = a->at;
    target t = {0};
    if (byte(a, a->at) == '(' && read_target(a, &t)) {
        if (link == a->node && a->part == GK_PART_ADDRESS)
            emit(a, chunk_view(a, &link->as.link.url), t.address, t.address_to);
        if (link == a->node && a->part == GK_PART_CAPTION && t.title)
            emit(a, chunk_view(a, &link->as.link.title), t.title, t.title_to);
        return;
    }
    a->at = behind;
    if (byte(a, a->at) != '[') return;
    size_t end = gk_view_find_byte(gk_view_sub(a->body, 0, a->limit), ']', a->at);
    if (end != SIZE_MAX) a->at = end + 1;
}
