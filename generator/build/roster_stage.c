/* The stage of rosters: each is checked against its announcement, each file of the site is
 * searched. */
#include <stdlib.h>

#include "base/fs.h"
#include "build/roster_parts.h"
#include "meta/frontmatter.h"

enum { TEXT_MAX = 16 * 1024 * 1024, SEAL_MAX = 4096, HITS_MAX = 5 };

typedef struct stage {
    gk_job *job;
    gk_packed *diags;    /* shared, by file of the source */
    gk_region *regions;  /* a worker's diagnostics */
    gk_needles *needles; /* a worker's own from here on */
    gk_arena arena;
    gk_diags found;
    gk_buf text;
} stage;

static bool begin(void *ctx, unsigned worker)
{
    stage *s = ctx;
    (void)worker;
    s->needles = gk_rosters_needles(s->job);
    return true;
}

/* The place of a key of the front matter, read again because it is rarely needed. */
static gk_place place_of(stage *s, size_t i, const char *key)
{
    const gk_job *job = s->job;
    gk_view path = gk_source_at(job->source, i)->path;
    gk_view file = gk_source_shown(job->source, path, &s->arena);
    gk_diags faults = GK_DIAGS_INIT;
    gk_frontmatter front = {.node = NULL};
    gk_place place = gk_place_file(file);
    if (gk_source_read(job->source, i, TEXT_MAX, &s->text)) {
        gk_view text = gk_buf_view(&s->text);
        gk_frontmatter_read(file, text, &s->arena, &faults, &front);
        const gk_entry *entry = gk_node_entry(front.node, gk_view_of(key));
        if (entry) place = gk_place_at(file, text, entry->key_span.from, entry->node.span.to);
    }
    gk_diags_free(&faults);
    return place;
}

/* Where something of a roster stands, without the line itself: it holds a name. */
static gk_place bare_place(gk_view file, gk_view text, size_t from, size_t to)
{
    gk_place place = gk_place_at(file, text, from, to);
    place.text = (gk_view){NULL, 0};
    return place;
}

static void search(stage *s, size_t i)
{
    const gk_job *job = s->job;
    gk_view path = gk_source_at(job->source, i)->path;
    gk_view file = gk_source_shown(job->source, path, &s->arena);
    size_t from = 0, to = 0, hits = 0;
    if (!s->needles || !gk_needles_count(s->needles)) return;
    if (gk_needles_find(s->needles, path, &from, &to))
        gk_diag_add(&s->found, GK_MSG_roster_leak, gk_place_file(file));
    if (!gk_source_read(job->source, i, TEXT_MAX, &s->text)) return;
    gk_view text = gk_buf_view(&s->text);
    for (from = 0; hits < HITS_MAX && gk_needles_find(s->needles, text, &from, &to);
         from = to, hits++)
        gk_diag_add(&s->found, GK_MSG_roster_leak, bare_place(file, text, from, to));
}

/* The document's roster, and a second one of another form (both SIZE_MAX when there is none). */
static size_t find_roster(const gk_job *job, gk_view document, size_t *second)
{
    static const char *const endings[] = {".csv", ".yaml", ".yml"};
    gk_buf name = GK_BUF_INIT;
    size_t first = SIZE_MAX;
    *second = SIZE_MAX;
    gk_roster_put_stem(document, &name);
    size_t stem = name.n;
    for (size_t k = 0; k < 3 && *second == SIZE_MAX; k++) {
        gk_buf_truncate(&name, stem);
        gk_buf_puts(&name, endings[k]);
        size_t found = gk_source_find(job->private, gk_buf_view(&name));
        *(first == SIZE_MAX ? &first : second) = found;
    }
    gk_buf_free(&name);
    return first;
}

/* The day of a point of a person's way, or false when it is not known. The step that is announced
 * is not taken before the announcement has stood: when the roster gives no date of it, it is the
 * last day. */
static bool point_of(gk_value row, gk_point point, const gk_publicity *publicity, int64_t *day)
{
    static const char *const fields[GK_POINTS] = {
        [GK_POINT_BORN] = "birth_date",           [GK_POINT_APPLIED] = "applied",
        [GK_POINT_ACTIVIST] = "activist",         [GK_POINT_CANDIDATE] = "candidate",
        [GK_POINT_PROBATIONARY] = "probationary", [GK_POINT_FULL] = "full",
        [GK_POINT_SUBMITTED] = "submitted",       [GK_POINT_APPROVED] = "approved"};
    *day = publicity->window.first;
    if (point == GK_POINT_OPENS) return true;
    gk_value value = gk_value_get(row, gk_view_of(fields[point]), NULL, NULL);
    *day =
        value.kind == GK_DATE ? gk_calendar_day(gk_value_as_date(value)) : publicity->planned.last;
    return value.kind == GK_DATE || gk_view_is(publicity->rule->stage, fields[point]);
}

/* The school's rules about the time between two steps, for each person. */
static void check_timeline(stage *s, const gk_publicity *publicity, const gk_roster *roster,
                           gk_view file)
{
    const gk_rule *rule = publicity->rule;
    for (uint32_t i = 0; i < roster->count; i++) {
        gk_value row = gk_value_at(roster->rows, i, NULL);
        for (uint32_t k = 0; k < rule->timeline_count; k++) {
            const gk_timeline_rule *wanted = &rule->timeline[k];
            int64_t from, to;
            if (!gk_rule_covers(wanted, rule->stage) ||
                !point_of(row, wanted->from, publicity, &from) ||
                !point_of(row, wanted->to, publicity, &to) || gk_rule_holds(wanted, from, to))
                continue;
            gk_diag_add(&s->found, GK_MSG_roster_timeline, gk_place_file(file),
                        gk_arena_printf(&s->arena, "%u", i + 1), wanted->message);
            gk_diag_severity(&s->found, wanted->severity);
        }
    }
}

/* Published so late that the rest of the window is shorter than the rules ask for. */
static void check_first(stage *s, size_t i, const gk_publicity *publicity, gk_date first)
{
    gk_window window;
    int32_t missing;
    if (first.seconds <= publicity->planned.opens.seconds ||
        gk_calendar_day(first) == publicity->planned.first)
        return;
    gk_date day = gk_calendar_date(gk_calendar_day(first), first.offset);
    if (!gk_window_make(&s->job->calendar, day, &publicity->rule->length, publicity->rule->closes,
                        &window, &missing) ||
        window.ends.seconds <= publicity->window.ends.seconds)
        return;
    gk_buf text = GK_BUF_INIT;
    gk_date_put_day(&text, day);
    gk_diag_add(&s->found, GK_MSG_roster_first, place_of(s, i, "opens"), gk_buf_view(&text));
    gk_buf_free(&text);
}

/* Compares with what was published first; notes what is to be sealed. */
static void check_seal(stage *s, size_t i, const gk_publicity *publicity, const gk_roster *roster,
                       gk_roster_found *found)
{
    const gk_job *job = s->job;
    gk_view path = gk_source_at(job->source, i)->path;
    gk_buf name = GK_BUF_INIT;
    gk_seal seal;
    gk_roster_put_stem(path, &name);
    gk_buf_puts(&name, ".seal");
    size_t file = gk_source_find(job->private, gk_buf_view(&name));
    gk_view shown = gk_source_shown(job->private, gk_buf_view(&name), &s->arena);
    gk_buf_free(&name);
    if (job->seal_key.n) found->hmac = gk_seal_of(job->seal_key, path, roster);
    found->corrections = publicity->corrections;
    found->first = job->now;
    if (file == SIZE_MAX) {
        found->unsealed = publicity->state == GK_PUBLICITY_OPEN;
        return;
    }
    if (!gk_source_read(job->private, file, SEAL_MAX, &s->text) ||
        !gk_seal_parse(gk_buf_view(&s->text), job->now.offset, &seal)) {
        gk_diag_add(&s->found, GK_MSG_roster_seal_bad, gk_place_file(shown));
        return;
    }
    bool same = memcmp(&seal.hmac, &found->hmac, sizeof seal.hmac) == 0;
    if (!job->seal_key.n)
        gk_diag_add(&s->found, GK_MSG_roster_key, gk_place_file(shown));
    else if (!same && publicity->corrections > seal.corrections) {
        found->unsealed = true;
        if (publicity->rule->effects[GK_EVENT_CORRECT] != GK_EFFECT_RESTART)
            found->first = seal.first;
    } else if (!same)
        gk_diag_add(&s->found, GK_MSG_roster_changed, place_of(s, i, "opens"));
    check_first(s, i, publicity, seal.first);
}

static void check_roster(stage *s, size_t i)
{
    gk_job *job = s->job;
    const gk_card *card = job->digested[i].card;
    gk_publicity publicity;
    if (!card || !job->config.types.items[card->type].publicity) return;
    if (card->draft && !job->options->drafts) return;
    if (gk_publicity_of(&job->policy, &job->calendar, gk_card_values(card), job->now, &publicity,
                        NULL) != GK_PUBLICITY_FINE)
        return;
    size_t second, file = find_roster(job, gk_source_at(job->source, i)->path, &second);
    bool counted = publicity.count > 0 || file == SIZE_MAX; /* a roster needs a count */
    if (counted && !gk_publicity_wants_roster(&publicity) && gk_publicity_gate_searches()) return;
    if (file == SIZE_MAX) {
        if (gk_publicity_wants_roster(&publicity))
            gk_diag_add(&s->found, GK_MSG_roster_missing, place_of(s, i, "count"),
                        gk_source_at(job->source, i)->path);
        return;
    }
    if (second != SIZE_MAX) {
        gk_diag_add(&s->found, GK_MSG_roster_twice, place_of(s, i, "count"),
                    gk_source_at(job->private, file)->path,
                    gk_source_at(job->private, second)->path);
        return;
    }
    gk_roster roster;
    if (!gk_roster_load(job, file, &s->arena, &s->found, &roster)) return;
    gk_roster_found *found = &job->rosters[i];
    if (roster.count != publicity.count) {
        gk_view rows = gk_arena_printf(&s->arena, "%u", roster.count);
        gk_view count = gk_arena_printf(&s->arena, "%u", publicity.count);
        gk_diag_add(&s->found, GK_MSG_roster_count, place_of(s, i, "count"), count, rows);
        return;
    }
    *found = (gk_roster_found){.file = (uint32_t)file + 1, .persons = roster.count};
    check_timeline(
        s, &publicity, &roster,
        gk_source_shown(job->private, gk_source_at(job->private, file)->path, &s->arena));
    check_seal(s, i, &publicity, &roster, found);
}

static void check(void *ctx, unsigned worker, size_t i)
{
    stage *s = ctx;
    gk_arena_reset(&s->arena);
    gk_diags_clear(&s->found);
    search(s, i);
    check_roster(s, i);
    s->diags[i] = gk_job_pack(&s->regions[worker], &s->found);
}

static void lost(void *ctx, size_t i, gk_fate fate, int number)
{
    stage *s = ctx;
    gk_view path = gk_source_at(s->job->source, i)->path;
    s->job->rosters[i].file = 0;
    gk_job_lost(s->job, gk_source_shown(s->job->source, path, &s->job->arena), fate, number);
}

static bool run(stage *s)
{
    gk_job *job = s->job;
    size_t count = gk_source_count(job->source);
    gk_sandbox box = {.read_count = 0};
    gk_source_allow(job->source, &box);
    gk_source_allow(job->private, &box);
    gk_crew crew = {
        .count = count, .sandbox = &box, .begin = begin, .item = check, .lost = lost, .ctx = s};
    if (!gk_job_run(job, &crew)) return false;
    for (size_t i = 0; i < count; i++) gk_job_unpack(job, s->diags[i]);
    for (size_t i = 0; i < job->diags->count; i++)
        job->leaks |= job->diags->items[i].id == GK_MSG_roster_leak;
    return true;
}

/* How many announcements lack their persons, because there is no private folder. */
static void warn(gk_job *job)
{
    uint32_t lacking = 0;
    for (uint32_t i = 0; i < job->site->open.n; i++) {
        const gk_publicity *publicity = job->site->docs[job->site->open.ids[i]].publicity;
        lacking += publicity && gk_publicity_wants_roster(publicity);
    }
    if (lacking)
        gk_diag_add(job->diags,
                    job->options->releases ? GK_MSG_publish_rosters : GK_MSG_private_missing,
                    gk_place_file(gk_source_shown(job->source, GK_V("site.yaml"), &job->arena)),
                    gk_arena_printf(&job->arena, "%u", lacking));
}

bool gk_stage_rosters(gk_job *job)
{
    size_t count = gk_source_count(job->source);
    gk_region regions[GK_JOBS_MAX] = {{NULL, 0}};
    stage s = {.job = job, .regions = regions, .found = GK_DIAGS_INIT};
    if (!job->private) {
        warn(job);
        return true;
    }
    job->rosters = gk_region_alloc(&job->board, count * sizeof *job->rosters);
    s.diags = gk_region_alloc(&job->board, count * sizeof *s.diags);
    bool good = job->rosters && s.diags;
    for (unsigned w = 0; good && w < job->jobs; w++)
        good = gk_job_region(&regions[w], (size_t)1 << 28);
    if (!good)
        gk_diag_add(job->diags, GK_MSG_workers_failed, gk_place_file((gk_view){NULL, 0}));
    else
        good = run(&s);
    for (unsigned w = 0; w < job->jobs; w++) gk_region_close(&regions[w]);
    return good;
}
