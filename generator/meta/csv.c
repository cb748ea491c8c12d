#include "meta/csv.h"

#include <stdlib.h>

#include "base/mem.h"
#include "meta/encoding.h"
#include "meta/scalar.h"

enum { COLUMNS_MAX = 500, FAULTS_MAX = 20 };

typedef struct cell {
    gk_view text;
    bool quoted;
    size_t from, to; /* in the file */
} cell;

typedef struct reading {
    gk_view file, text;
    size_t at;
    int16_t offset;
    gk_arena *arena;
    gk_diags *diags;
    size_t faults;
    cell *cells; /* of the row, COLUMNS_MAX */
    size_t count;
    bool as_text;   /* cells are strings as they are written */
    gk_span *spans; /* of all cells so far */
    size_t span_count, span_cap;
} reading;

static void fault(reading *r, gk_message id, size_t from, size_t to, gk_view a, gk_view b)
{
    if (r->faults++ < FAULTS_MAX)
        gk_diag_add(r->diags, id, gk_place_at(r->file, r->text, from, to), a, b);
}

static gk_view count_text(reading *r, size_t n)
{
    return gk_arena_printf(r->arena, "%zu", n);
}

static bool at_end(const reading *r)
{
    return r->at >= r->text.n;
}

static bool at_break(const reading *r)
{
    return at_end(r) || r->text.p[r->at] == '\n' ||
           (r->text.p[r->at] == '\r' && (r->at + 1 == r->text.n || r->text.p[r->at + 1] == '\n'));
}

static void skip_break(reading *r)
{
    if (!at_end(r) && r->text.p[r->at] == '\r') r->at++;
    if (!at_end(r) && r->text.p[r->at] == '\n') r->at++;
}

/* Behind the opening quote; doubled quotes are one. False when the quote is not closed. */
static bool read_quoted(reading *r, cell *out)
{
    size_t from = r->at, n = 0;
    char *text = NULL;
    for (size_t pass = 0; pass < 2; pass++) {
        if (pass) text = gk_arena_alloc(r->arena, n + 1);
        n = 0;
        for (r->at = from; !at_end(r); r->at++) {
            char c = r->text.p[r->at];
            if (c == '"' && (r->at + 1 >= r->text.n || r->text.p[r->at + 1] != '"')) break;
            if (c == '"') r->at++;
            if (text) text[n] = c;
            n++;
        }
        if (at_end(r)) return false;
    }
    r->at++;
    out->text = gk_view_n(text, n);
    return true;
}

static bool read_cell(reading *r, cell *out)
{
    *out = (cell){.from = r->at};
    if (!at_end(r) && r->text.p[r->at] == '"') {
        out->quoted = true;
        r->at++;
        if (!read_quoted(r, out)) {
            fault(r, GK_MSG_csv_quote, out->from, out->from + 1, (gk_view){NULL, 0},
                  (gk_view){NULL, 0});
            r->at = r->text.n;
            return false;
        }
        size_t behind = r->at;
        while (!at_break(r) && r->text.p[r->at] != ',') r->at++;
        if (r->at > behind)
            fault(r, GK_MSG_csv_quote, behind, r->at, (gk_view){NULL, 0}, (gk_view){NULL, 0});
    } else {
        while (!at_break(r) && r->text.p[r->at] != ',') r->at++;
        out->text = gk_view_trim(gk_view_n(r->text.p + out->from, r->at - out->from));
    }
    out->to = r->at;
    return true;
}

/* The cells of one row; cells beyond COLUMNS_MAX are only counted. False when a quote is not
 * closed. */
static bool read_row(reading *r)
{
    cell spare;
    for (r->count = 0;; r->at++) {
        bool fine = read_cell(r, r->count < COLUMNS_MAX ? &r->cells[r->count] : &spare);
        r->count++;
        if (!fine) return false;
        if (at_break(r)) break;
    }
    skip_break(r);
    return true;
}

static void skip_blank(reading *r)
{
    for (;;) {
        size_t at = r->at;
        while (!at_end(r) && r->text.p[r->at] == ' ') r->at++;
        if (at_end(r) || !at_break(r)) {
            if (!at_end(r)) r->at = at;
            return;
        }
        skip_break(r);
    }
}

static bool read_header(reading *r, gk_view **names, size_t *count)
{
    skip_blank(r);
    if (at_end(r)) {
        fault(r, GK_MSG_csv_empty, 0, 0, (gk_view){NULL, 0}, (gk_view){NULL, 0});
        return false;
    }
    if (!read_row(r)) return false;
    *count = r->count < COLUMNS_MAX ? r->count : COLUMNS_MAX;
    *names = gk_arena_alloc(r->arena, *count * sizeof **names);
    for (size_t i = 0; i < *count; i++) {
        const cell *c = &r->cells[i];
        (*names)[i] = c->text;
        bool fine = c->text.n && gk_view_find_byte(c->text, '\n', 0) == SIZE_MAX &&
                    !gk_scalar_has_hidden(c->text);
        if (!fine || r->count > COLUMNS_MAX) {
            fault(r, GK_MSG_csv_header, c->from, c->to, count_text(r, i + 1), (gk_view){NULL, 0});
            return false;
        }
        for (size_t k = 0; k < i; k++)
            if (gk_view_eq((*names)[k], c->text))
                fault(r, GK_MSG_csv_twice, c->from, c->to, c->text, (gk_view){NULL, 0});
    }
    return true;
}

static void keep_spans(reading *r, size_t count)
{
    r->spans = gk_mem_grow(r->spans, &r->span_cap, r->span_count + count, sizeof *r->spans);
    for (size_t i = 0; i < count; i++)
        r->spans[r->span_count++] = (gk_span){(uint32_t)r->cells[i].from, (uint32_t)r->cells[i].to};
}

static gk_value make_row(reading *r, const gk_view *names, size_t count)
{
    gk_pair *pairs = gk_arena_alloc(r->arena, count * sizeof *pairs);
    for (size_t i = 0; i < count; i++) {
        const cell *c = &r->cells[i];
        pairs[i] =
            (gk_pair){names[i], c->quoted || r->as_text ? gk_value_string(c->text)
                                                        : gk_scalar_by_look(c->text, r->offset)};
    }
    if (r->as_text) keep_spans(r, count);
    return gk_value_map(pairs, count);
}

static gk_value read_rows(reading *r, const gk_view *names, size_t count)
{
    gk_value *rows = NULL;
    size_t n = 0, cap = 0;
    for (skip_blank(r); !at_end(r); skip_blank(r)) {
        size_t from = r->at;
        if (!read_row(r)) break;
        if (r->count != count) {
            fault(r, GK_MSG_csv_ragged, from, r->at, count_text(r, r->count), count_text(r, count));
            continue;
        }
        rows = gk_mem_grow(rows, &cap, n + 1, sizeof *rows);
        rows[n++] = make_row(r, names, count);
    }
    gk_value *kept = gk_arena_alloc(r->arena, n * sizeof *kept);
    if (n) memcpy(kept, rows, n * sizeof *kept);
    free(rows);
    return gk_value_list(kept, n);
}

static bool read_all(reading *r, gk_value *out)
{
    *out = gk_value_null();
    if (!gk_encoding_check(r->file, r->text, r->diags)) return false;
    r->at = gk_encoding_bom(r->text);
    r->cells = gk_arena_alloc(r->arena, COLUMNS_MAX * sizeof *r->cells);
    gk_view *names = NULL;
    size_t count = 0;
    if (read_header(r, &names, &count)) *out = read_rows(r, names, count);
    return r->faults == 0;
}

bool gk_csv_read(gk_view file, gk_view text, int16_t offset, gk_arena *arena, gk_diags *diags,
                 gk_value *out)
{
    reading r = {.file = file, .text = text, .offset = offset, .arena = arena, .diags = diags};
    return read_all(&r, out);
}

bool gk_csv_read_text(gk_view file, gk_view text, gk_arena *arena, gk_diags *diags, gk_value *out,
                      const gk_span **spans)
{
    reading r = {.file = file, .text = text, .arena = arena, .diags = diags, .as_text = true};
    bool good = read_all(&r, out);
    gk_span *kept = gk_arena_alloc(arena, r.span_count * sizeof *kept);
    if (r.span_count) memcpy(kept, r.spans, r.span_count * sizeof *kept);
    free(r.spans);
    *spans = kept;
    return good;
}

void gk_csv_each(gk_view text, gk_arena *arena, gk_csv_visit *visit, void *ctx)
{
    gk_diags told = GK_DIAGS_INIT;
    reading r = {.text = text, .arena = arena, .diags = &told, .at = gk_encoding_bom(text)};
    r.cells = gk_arena_alloc(arena, COLUMNS_MAX * sizeof *r.cells);
    gk_view *names = NULL;
    size_t count = 0;
    if (read_header(&r, &names, &count)) {
        for (skip_blank(&r); !at_end(&r); skip_blank(&r)) {
            bool whole = read_row(&r);
            for (size_t i = 0; r.count == count && i < count; i++) {
                const cell *c = &r.cells[i];
                visit(ctx, names[i], c->text, c->quoted, c->from, c->to);
            }
            if (!whole) break;
        }
    }
    gk_diags_free(&told);
}
