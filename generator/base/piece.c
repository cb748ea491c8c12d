#include "base/piece.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"

enum { TEXT_MAX = 64 * 1024 * 1024 };

void gk_pieces_begin(gk_pieces *pieces, gk_view file, gk_view whole)
{
    pieces->file = file;
    pieces->whole = whole;
    gk_buf_truncate(&pieces->text, 0);
    gk_buf_truncate(&pieces->names, 0);
    pieces->count = 0;
    pieces->locate = NULL;
    pieces->ctx = NULL;
}

gk_piece *gk_pieces_close(gk_pieces *pieces, gk_piece_kind kind, gk_piece_form form, size_t start,
                          size_t from, size_t to)
{
    size_t n = pieces->text.n - start;
    if (!n || pieces->text.n > TEXT_MAX) {
        gk_buf_truncate(&pieces->text, start);
        return NULL;
    }
    gk_buf_putc(&pieces->text, '\n');
    if (pieces->count == pieces->cap)
        pieces->items =
            gk_mem_grow(pieces->items, &pieces->cap, pieces->count + 1, sizeof *pieces->items);
    gk_piece *piece = &pieces->items[pieces->count++];
    *piece = (gk_piece){.kind = (uint8_t)kind,
                        .form = (uint8_t)form,
                        .at = (uint32_t)start,
                        .n = (uint32_t)n,
                        .from = (uint32_t)from,
                        .to = (uint32_t)to};
    return piece;
}

gk_piece *gk_pieces_add(gk_pieces *pieces, gk_piece_kind kind, gk_piece_form form, gk_view text,
                        size_t from, size_t to)
{
    size_t start = pieces->text.n;
    gk_buf_put(&pieces->text, text);
    return gk_pieces_close(pieces, kind, form, start, from, to);
}

void gk_pieces_name(gk_pieces *pieces, gk_view path)
{
    gk_piece *piece = &pieces->items[pieces->count - 1];
    piece->field = (uint32_t)pieces->names.n;
    piece->name_n = (uint32_t)path.n;
    gk_buf_put(&pieces->names, path);
}

gk_view gk_piece_text(const gk_pieces *pieces, size_t i)
{
    return gk_view_n(pieces->text.p + pieces->items[i].at, pieces->items[i].n);
}

gk_view gk_piece_field(const gk_pieces *pieces, size_t i)
{
    const gk_piece *piece = &pieces->items[i];
    return piece->name_n ? gk_view_n(pieces->names.p + piece->field, piece->name_n) : GK_V("");
}

const char *gk_piece_kind_name(gk_piece_kind kind)
{
    static const char *const names[] = {"title", "value", "text", "heading", "table",
                                        "code",  "alt",   "link", "data",    "name"};
    return kind < GK_PIECE_KINDS ? names[kind] : "text";
}

/* A walk along a text and the source that it was made of. */
typedef struct walk {
    gk_view source, text;
    size_t at, i; /* in the source; in the text */
    gk_piece_form form;
    size_t from, to; /* what is looked for in the text */
    size_t found_from, found_to;
} walk;

/* n bytes of the text were made of `len` bytes of the source. */
static void step(walk *w, size_t n, size_t len)
{
    if (w->from >= w->i && w->from < w->i + n) w->found_from = w->at;
    if (w->to > w->i && w->to <= w->i + n) w->found_to = w->at + len;
    w->i += n;
    w->at += len;
}

static unsigned hex_digits(char c)
{
    return c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
}

/* The bytes of an escape in double quotes at the source's place, and how many bytes of text it
 * makes: of those that write a character by its number, however long that is. */
static bool step_escape(walk *w)
{
    if (w->at + 1 >= w->source.n) return false;
    char c = w->source.p[w->at + 1];
    size_t digits = hex_digits(c), i = w->i;
    if (c == '\n' || c == '\r') { /* the line goes on */
        w->at += 2;
        while (w->at < w->source.n && strchr(" \t\n", w->source.p[w->at])) w->at++;
        return true;
    }
    gk_utf8_next(w->text, &i);
    step(w, digits || c == 'N' || c == '_' || c == 'L' || c == 'P' ? i - w->i : 1, 2 + digits);
    return w->at <= w->source.n;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* White space of the source: line breaks and indentation, which are a space, a break or nothing. */
static void step_blanks(walk *w)
{
    size_t end = w->at;
    while (end < w->source.n && is_blank(w->source.p[end])) end++;
    size_t n = 0;
    while (w->i + n < w->text.n && is_blank(w->text.p[w->i + n])) n++;
    step(w, n, end - w->at);
}

static bool step_one(walk *w)
{
    char c = w->source.p[w->at], next = w->at + 1 < w->source.n ? w->source.p[w->at + 1] : '\0';
    if (w->form == GK_PIECE_DOUBLE && c == '\\') return step_escape(w);
    bool twice = (w->form == GK_PIECE_SINGLE && c == '\'') || (w->form == GK_PIECE_CSV && c == '"');
    if (twice && next == c && w->text.p[w->i] == c) {
        step(w, 1, 2);
    } else if (c == w->text.p[w->i] && !(c == '\n' && w->form != GK_PIECE_CSV)) {
        step(w, 1, 1);
    } else if (is_blank(c) && w->form != GK_PIECE_CSV) {
        step_blanks(w);
    } else if (c == '\r') {
        w->at++;
    } else {
        return false;
    }
    return true;
}

/* Looks for [from, to) of the text in a scalar; false when the two don't belong together. */
static bool find_in_scalar(gk_view source, gk_piece_form form, gk_view text, size_t from, size_t to,
                           size_t *found_from, size_t *found_to)
{
    walk w = {.source = source,
              .text = text,
              .form = form,
              .from = from,
              .to = to,
              .found_from = SIZE_MAX,
              .found_to = SIZE_MAX};
    if (form == GK_PIECE_DOUBLE || form == GK_PIECE_SINGLE || form == GK_PIECE_CSV) w.at = 1;
    while (w.i < to && w.at < source.n)
        if (!step_one(&w)) return false;
    if (from == to) w.found_to = w.found_from;
    if (w.found_from == SIZE_MAX || w.found_to == SIZE_MAX) return false;
    *found_from = w.found_from;
    *found_to = w.found_to;
    return true;
}

static bool locate(const gk_pieces *pieces, const gk_piece *piece, gk_view text, size_t from,
                   size_t to, size_t *found_from, size_t *found_to)
{
    if (piece->form == GK_PIECE_OTHER)
        return pieces->locate &&
               pieces->locate(pieces->ctx, piece, text, from, to, found_from, found_to);
    if (piece->form == GK_PIECE_AS_IS) {
        *found_from = piece->from + from;
        *found_to = piece->from + to;
        return true;
    }
    gk_view source = gk_view_sub(pieces->whole, piece->from, piece->to - piece->from);
    if (!find_in_scalar(source, (gk_piece_form)piece->form, text, from, to, found_from, found_to))
        return false;
    *found_from += piece->from;
    *found_to += piece->from;
    return true;
}

static size_t line_end(gk_view text, size_t from)
{
    size_t end = gk_view_find_byte(text, '\n', from);
    return end == SIZE_MAX ? text.n : end;
}

gk_place gk_pieces_place(const gk_pieces *pieces, size_t i, size_t from, size_t to)
{
    const gk_piece *piece = &pieces->items[i];
    gk_view text = gk_piece_text(pieces, i);
    if (piece->form == GK_PIECE_NOWHERE) return gk_place_file(pieces->file);
    if (to > text.n) to = text.n;
    if (from > to) from = to;
    size_t found_from, found_to;
    if (locate(pieces, piece, text, from, to, &found_from, &found_to) &&
        found_to <= pieces->whole.n && found_from <= found_to)
        return gk_place_at(pieces->file, pieces->whole, found_from, found_to);
    found_to = piece->to;
    if (piece->form == GK_PIECE_OTHER) found_to = line_end(pieces->whole, piece->from);
    return gk_place_at(pieces->file, pieces->whole, piece->from, found_to);
}

void gk_pieces_free(gk_pieces *pieces)
{
    gk_buf_free(&pieces->text);
    gk_buf_free(&pieces->names);
    free(pieces->items);
    *pieces = (gk_pieces)GK_PIECES_INIT;
}
