#include "meta/register.h"

#include "base/map.h"
#include "meta/code.h"
#include "meta/csv.h"

enum { CODE, DOCUMENT, ISSUED, STATE, NOTE, BASE, COLUMNS, NEEDED = NOTE, KEYS = 11 };

static const char *const names[COLUMNS] = {"code", "document", "issued", "state", "note", "base"};

typedef struct reading {
    gk_view file, text;
    int16_t offset;
    gk_arena *arena;
    gk_diags *diags;
    gk_value rows;
    const gk_span *spans;
    uint32_t columns, at[COLUMNS]; /* cells of a row; which is which */
    gk_map seen;                   /* code → row + 1 */
} reading;

typedef struct row {
    uint32_t number;
    gk_view cells[COLUMNS];
    gk_view state, target, reason;
    char code[GK_CODE_LENGTH + 1];
    gk_date issued;
} row;

static gk_place place_of(const reading *r, const row *w, int column)
{
    gk_span span = r->spans[w->number * r->columns + r->at[column]];
    return gk_place_at(r->file, r->text, span.from, span.to);
}

/* Which column is which. False when one is missing. */
static bool find_columns(reading *r)
{
    gk_value first = gk_value_at(r->rows, 0, r->arena);
    r->columns = gk_value_count(first);
    for (int c = 0; c < COLUMNS; c++) {
        r->at[c] = UINT32_MAX;
        for (uint32_t i = 0; i < r->columns; i++)
            if (gk_view_is(gk_value_key(first, i), names[c])) r->at[c] = i;
        if (r->at[c] != UINT32_MAX || c >= NEEDED) continue;
        gk_diag_add(r->diags, GK_MSG_code_column, gk_place_at(r->file, r->text, 0, 0),
                    gk_view_of(names[c]));
        return false;
    }
    return true;
}

static bool take_code(reading *r, row *w)
{
    gk_view code = w->cells[CODE];
    bool fresh;
    if (!gk_code_is_form(code)) {
        gk_diag_add(r->diags, GK_MSG_code_form, place_of(r, w, CODE), code);
        return false;
    }
    if (!gk_code_is_good(code)) {
        gk_diag_add(r->diags, GK_MSG_code_check, place_of(r, w, CODE), code);
        return false;
    }
    gk_code_upper(code, w->code);
    uint64_t *first = gk_map_put(&r->seen, gk_arena_view(r->arena, gk_view_of(w->code)), &fresh);
    if (!fresh) {
        gk_view line = gk_arena_printf(
            r->arena, "%u",
            gk_place_at(r->file, r->text, r->spans[*first * r->columns + r->at[CODE]].from, 0)
                .line);
        gk_diag_add(r->diags, GK_MSG_code_twice, place_of(r, w, CODE), code, line);
        return false;
    }
    *first = w->number;
    return true;
}

/* A path in the site, with or without the leading slash. */
static gk_view tidy_path(gk_view path)
{
    path = gk_view_trim(path);
    return gk_view_starts(path, GK_V("/")) ? gk_view_from(path, 1) : path;
}

/* "moved /a/b.md", "moved: /a/b.md", "retired：课程已经停用" */
static bool take_state(reading *r, row *w)
{
    static const gk_view words[] = {{"active", 6}, {"moved", 5}, {"retired", 7}};
    gk_view text = w->cells[STATE], rest = {NULL, 0};
    size_t end = 0;
    while (end < text.n && text.p[end] >= 'a' && text.p[end] <= 'z') end++;
    w->state = gk_view_n(text.p, end);
    rest = gk_view_trim(gk_view_from(text, end));
    if (gk_view_starts(rest, GK_V(":"))) rest = gk_view_from(rest, 1);
    if (gk_view_starts(rest, GK_V("："))) rest = gk_view_from(rest, strlen("："));
    rest = gk_view_trim(rest);
    if (gk_view_is(w->state, "active") && !rest.n) return true;
    if (gk_view_is(w->state, "moved")) w->target = tidy_path(rest);
    if (gk_view_is(w->state, "retired")) w->reason = rest;
    if (w->target.n || w->reason.n) return true;
    bool known = gk_view_is(w->state, "moved") || gk_view_is(w->state, "retired");
    if (known) {
        gk_diag_add(r->diags, GK_MSG_code_state_bare, place_of(r, w, STATE), w->state);
        return false;
    }
    gk_view near = gk_view_nearest(w->state, words, 3);
    gk_diag_add(r->diags, near.n ? GK_MSG_code_state_near : GK_MSG_code_state,
                place_of(r, w, STATE), text, near);
    return false;
}

static bool take_rest(reading *r, row *w)
{
    if (!gk_date_parse(w->cells[ISSUED], r->offset, &w->issued) || !w->issued.day_only) {
        gk_diag_add(r->diags, GK_MSG_code_issued, place_of(r, w, ISSUED), w->cells[ISSUED]);
        return false;
    }
    w->cells[DOCUMENT] = tidy_path(w->cells[DOCUMENT]);
    if (w->cells[DOCUMENT].n) return true;
    gk_diag_add(r->diags, GK_MSG_code_document, place_of(r, w, DOCUMENT), gk_view_of(w->code));
    return false;
}

static gk_value text_or_null(gk_view text)
{
    return text.n ? gk_value_string(text) : gk_value_null();
}

static gk_value row_value(reading *r, const row *w)
{
    gk_place place = place_of(r, w, gk_view_is(w->state, "moved") ? STATE : DOCUMENT);
    gk_pair *pairs = gk_arena_alloc(r->arena, KEYS * sizeof *pairs);
    const gk_pair made[KEYS] = {
        {GK_V("code"), gk_value_string(gk_arena_view(r->arena, gk_view_of(w->code)))},
        {GK_V("document"), gk_value_string(w->cells[DOCUMENT])},
        {GK_V("issued"), gk_value_date(w->issued)},
        {GK_V("note"), text_or_null(w->cells[NOTE])},
        {GK_V("state"), gk_value_string(w->state)},
        {GK_V("target"), text_or_null(w->target)},
        {GK_V("reason"), text_or_null(w->reason)},
        {GK_V("base"), text_or_null(w->cells[BASE])},
        {GK_V("line"), gk_value_int(place.line)},
        {GK_V("col"), gk_value_int(place.col)},
        {GK_V("endcol"), gk_value_int(place.endcol)},
    };
    memcpy(pairs, made, sizeof made);
    return gk_value_map(pairs, KEYS);
}

bool gk_register_read(gk_view file, gk_view text, int16_t offset, gk_arena *arena, gk_diags *diags,
                      gk_value *out)
{
    reading r = {.file = file, .text = text, .offset = offset, .arena = arena, .diags = diags};
    bool good = gk_csv_read_text(file, text, arena, diags, &r.rows, &r.spans);
    uint32_t count = gk_value_count(r.rows), n = 0;
    *out = gk_value_list(NULL, 0);
    if (!good || !count) return good;
    if (!find_columns(&r)) return false;
    gk_value *rows = gk_arena_alloc(arena, count * sizeof *rows);
    for (uint32_t i = 0; i < count; i++) {
        row w = {.number = i};
        gk_value cells = gk_value_at(r.rows, i, arena);
        for (int c = 0; c < COLUMNS; c++)
            if (r.at[c] != UINT32_MAX)
                w.cells[c] = gk_view_trim(gk_value_view(gk_value_at(cells, r.at[c], arena)));
        bool fine = take_code(&r, &w);
        fine = take_state(&r, &w) && fine;
        fine = take_rest(&r, &w) && fine;
        if (fine) rows[n++] = row_value(&r, &w);
        good = good && fine;
    }
    *out = gk_value_list(rows, n);
    gk_map_free(&r.seen);
    return good;
}
