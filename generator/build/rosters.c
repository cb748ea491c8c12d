/* Rosters in workers: reading, searching, showing. */
#include "build/rosters.h"

#include <stdlib.h>

#include "build/roster_parts.h"

enum { ALLOWED_MAX = 1024 * 1024 };

bool gk_roster_load(const gk_job *job, size_t file, gk_arena *arena, gk_diags *diags,
                    gk_roster *out)
{
    gk_buf text = GK_BUF_INIT;
    gk_view path = gk_source_at(job->private, file)->path;
    gk_view shown = gk_source_shown(job->private, path, arena);
    bool read = gk_source_read(job->private, file, GK_ROSTER_MAX, &text);
    gk_view copy = gk_arena_view(arena, gk_buf_view(&text));
    gk_buf_free(&text);
    *out = (gk_roster){gk_value_list(NULL, 0), 0};
    if (!read) {
        gk_diag_add(diags, GK_MSG_roster_file, gk_place_file(shown), GK_V("IO-READ"));
        return false;
    }
    return gk_roster_read(shown, copy, job->now.offset, arena, diags, out);
}

static void allow_words(const gk_job *job, gk_needles *needles)
{
    gk_buf text = GK_BUF_INIT;
    size_t file = gk_source_find(job->private, GK_V("allowed.txt"));
    gk_view rest, line;
    if (file != SIZE_MAX && gk_source_read(job->private, file, ALLOWED_MAX, &text)) {
        rest = gk_buf_view(&text);
        while (gk_view_split(&rest, '\n', &line)) gk_needles_allow(needles, gk_view_trim(line));
    }
    gk_buf_free(&text);
}

/* A roster with faults of its own was told of; it has nothing to look for. */
gk_needles *gk_rosters_needles(const gk_job *job)
{
    if (!job->private || !gk_publicity_gate_searches()) return NULL;
    gk_needles *needles = gk_needles_new();
    gk_arena arena = GK_ARENA_INIT;
    gk_diags faults = GK_DIAGS_INIT;
    for (size_t i = 0; i < gk_source_count(job->private); i++) {
        gk_view stem;
        gk_roster roster;
        if (!gk_roster_is_named(gk_source_at(job->private, i)->path, &stem)) continue;
        gk_arena_reset(&arena);
        if (gk_roster_load(job, i, &arena, &faults, &roster))
            gk_roster_add_needles(&roster, needles);
    }
    allow_words(job, needles);
    gk_diags_free(&faults);
    gk_arena_free(&arena);
    return needles;
}

static bool is_age(gk_view field)
{
    return gk_view_is(field, "age");
}

/* Full years on the day the announcement opens. */
static int64_t age_at(gk_date born, gk_date opens)
{
    gk_civil a = gk_date_civil(born), b = gk_date_civil(opens);
    bool before = b.month < a.month || (b.month == a.month && b.day < a.day);
    return b.year - a.year - before;
}

/* A cell as it is read on the page. */
static gk_value cell_of(gk_value row, gk_view field, gk_date opens, gk_arena *arena)
{
    gk_buf text = GK_BUF_INIT;
    gk_value value = gk_value_get(row, field, arena, NULL);
    gk_value born = gk_value_get(row, GK_V("birth_date"), arena, NULL);
    if (value.kind == GK_NULL && is_age(field) && born.kind == GK_DATE)
        value = gk_value_int(age_at(gk_value_as_date(born), opens));
    if (value.kind == GK_DATE)
        gk_wording_day(gk_calendar_day(gk_value_as_date(value)), GK_LANG_ZH, &text);
    else if (value.kind != GK_NULL)
        gk_value_put_text(value, &text);
    value = gk_value_string(gk_arena_view(arena, gk_buf_view(&text)));
    gk_buf_free(&text);
    return value;
}

static gk_value columns_of(const gk_rule *rule, gk_arena *arena)
{
    gk_value *columns = gk_arena_alloc(arena, rule->show_count * sizeof *columns);
    uint32_t n = 0;
    for (uint32_t k = 0; k < rule->show_count; k++) {
        const gk_person_field *field = rule->show[k];
        gk_pair *pairs = gk_arena_alloc(arena, 2 * sizeof *pairs);
        pairs[0] = (gk_pair){GK_V("name"), gk_value_string(gk_view_of(field->name))};
        pairs[1] = (gk_pair){GK_V("label"), gk_value_string(gk_view_of(field->label))};
        if (!field->never) columns[n++] = gk_value_map(pairs, 2);
    }
    return gk_value_list(columns, n);
}

static gk_value row_of(const gk_rule *rule, gk_value row, gk_date opens, gk_arena *arena)
{
    gk_value *cells = gk_arena_alloc(arena, rule->show_count * sizeof *cells);
    uint32_t n = 0;
    for (uint32_t k = 0; k < rule->show_count; k++)
        if (!rule->show[k]->never)
            cells[n++] = cell_of(row, gk_view_of(rule->show[k]->name), opens, arena);
    return gk_value_list(cells, n);
}

gk_value gk_rosters_persons(const gk_job *job, uint32_t doc, gk_arena *arena)
{
    const gk_doc *d = &job->site->docs[doc];
    const gk_roster_found *found = job->rosters ? &job->rosters[d->card->source] : NULL;
    gk_diags faults = GK_DIAGS_INIT;
    gk_roster roster;
    /* A preview of drafts shows nobody: what it makes could be taken for the portal. */
    if (!found || !found->file || d->card->draft) return gk_value_null();
    bool read = gk_roster_load(job, found->file - 1, arena, &faults, &roster);
    gk_diags_free(&faults);
    /* Not the one that was checked: somebody changes it at this moment. */
    if (!read || roster.count != found->persons) return gk_value_null();
    gk_value *rows = gk_arena_alloc(arena, roster.count * sizeof *rows);
    for (uint32_t i = 0; i < roster.count; i++)
        rows[i] = row_of(d->publicity->rule, gk_value_at(roster.rows, i, arena),
                         d->publicity->window.opens, arena);
    gk_pair *pairs = gk_arena_alloc(arena, 3 * sizeof *pairs);
    pairs[0] = (gk_pair){GK_V("columns"), columns_of(d->publicity->rule, arena)};
    pairs[1] = (gk_pair){GK_V("rows"), gk_value_list(rows, roster.count)};
    pairs[2] = (gk_pair){GK_V("until"), gk_value_date(d->publicity->until)};
    return gk_value_map(pairs, 3);
}

void gk_rosters_hide(const gk_needles *needles, gk_diags *diags)
{
    for (size_t i = 0; needles && i < diags->count; i++)
        for (size_t k = 0; k < GK_DIAG_ARGS; k++) {
            size_t from = 0, to;
            if (gk_needles_find(needles, diags->items[i].args[k], &from, &to))
                diags->items[i].args[k] = GK_V("…");
        }
}

/* The bytes in which persons may stand: one section. */
static void roster_section(gk_view page, size_t *from, size_t *to)
{
    *from = gk_view_find(page, GK_V("<section data-roster"), 0);
    *to = *from == SIZE_MAX ? SIZE_MAX : gk_view_find(page, GK_V("</section>"), *from);
}

bool gk_rosters_check_output(const gk_needles *needles, gk_view bytes, bool private, gk_view origin,
                             gk_diags *diags)
{
    size_t open = SIZE_MAX, close = SIZE_MAX, from = 0, to;
    if (private) roster_section(bytes, &open, &close);
    if (private && gk_publicity_gate_searches() &&
        gk_view_find(bytes, GK_V("content=\"noindex, noarchive\""), 0) == SIZE_MAX) {
        gk_diag_add(diags, GK_MSG_roster_indexed, gk_place_file(origin));
        return false;
    }
    for (; needles && gk_needles_find(needles, bytes, &from, &to); from = to) {
        if (from >= open && open != SIZE_MAX && to <= close && close != SIZE_MAX) continue;
        gk_diag_add(diags, GK_MSG_roster_output, gk_place_file(origin));
        return false;
    }
    return true;
}
