#include "build/arrivals.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/receive_log.h"

/* In marks: not met; there before the log told of it; from here on the number of a push. */
enum { UNMET, EARLIER, FIRST };

typedef struct spreading {
    const gk_job *job;
    const gk_git *git;
    const gk_receive_log *log;
    uint32_t *marks;    /* by commit */
    uint32_t met;       /* how many have one */
    gk_arrival *pushes; /* that brought something */
    uint32_t push_count;
    gk_sha256 head; /* of the last of them */
    bool beyond;    /* the branch went on behind the tip of this history */
} spreading;

static bool counts(const spreading *s, const gk_received *line)
{
    return gk_view_eq(line->ref, s->job->options->log_ref);
}

static uint32_t mark(spreading *s, gk_view hex, uint32_t number)
{
    gk_git_id id;
    uint32_t count =
        gk_git_id_parse(hex, &id) ? gk_history_mark(s->job->history, &id, number, s->marks) : 0;
    s->met += count;
    return count;
}

static gk_git_id tip_of(const spreading *s)
{
    return gk_history_at(s->job->history, gk_history_count(s->job->history) - 1)->id;
}

static bool leads_beyond(const spreading *s, const gk_received *line)
{
    gk_git_id new, tip = tip_of(s);
    return s->git && gk_git_id_parse(line->new, &new) && gk_git_descends(s->git, &new, &tip);
}

/* One push. */
static void spread(spreading *s, const gk_received *line)
{
    gk_git_id old = {.n = 0};
    char hex[GK_GIT_HEX];
    bool founding = gk_git_id_parse(line->old, &old) && gk_git_id_is_none(&old);
    mark(s, line->old, EARLIER);
    uint32_t brought = mark(s, line->new, FIRST + s->push_count);
    /* This history ends inside of the push. */
    if (!brought && s->beyond && leads_beyond(s, line)) {
        gk_git_id tip = tip_of(s);
        gk_git_id_hex(&tip, hex);
        brought = mark(s, gk_view_of(hex), FIRST + s->push_count);
    }
    if (!brought) return;
    gk_arrival *push = &s->pushes[s->push_count++];
    *push = (gk_arrival){
        .time = line->time.seconds, .line = line->line, .founding = founding, .old = old};
    gk_git_id_parse(line->new, &push->new);
    s->head = line->hash;
}

static bool is_until(gk_view until, const gk_received *line)
{
    gk_sha256 hash;
    return until.n && gk_hash_parse(until, &hash) && memcmp(&hash, &line->hash, sizeof hash) == 0;
}

static void spread_all(spreading *s)
{
    uint32_t count = gk_history_count(s->job->history);
    for (size_t i = s->log->count; i-- > 0;)
        if (counts(s, &s->log->items[i])) {
            s->beyond = leads_beyond(s, &s->log->items[i]);
            break;
        }
    for (size_t i = 0; i < s->log->count && s->met < count; i++) {
        if (counts(s, &s->log->items[i])) spread(s, &s->log->items[i]);
        if (is_until(s->job->options->log_until, &s->log->items[i])) break;
    }
}

/* The commits' numbers, from the marks. */
static gk_arrivals *keep(gk_job *job, const spreading *s)
{
    uint32_t count = gk_history_count(job->history);
    gk_arrivals *out = gk_arena_calloc(&job->arena, 1, sizeof *out);
    uint32_t *of = gk_arena_calloc(&job->arena, count, sizeof *of);
    for (uint32_t c = 0; c < count; c++)
        if (s->marks[c] >= FIRST) of[c] = s->marks[c] - FIRST + 1;
    *out = (gk_arrivals){.items = s->pushes, .count = s->push_count, .of = of, .head = s->head};
    return out;
}

/* Whether the log can be relied on. An absent one is empty. */
static bool read_log(gk_job *job, gk_arena *arena, gk_receive_log *log)
{
    gk_place place = gk_place_file(gk_view_of(job->options->log));
    int error = gk_receive_log_read(job->options->log, arena, log);
    if (error)
        gk_diag_add(job->diags, GK_MSG_receive_unread, place, gk_view_of(strerror(error)));
    else if (log->broken)
        gk_diag_add(job->diags, GK_MSG_receive_unused, place,
                    gk_arena_printf(&job->arena, "%u", log->broken));
    return !error && !log->broken;
}

/* One that was to be read up to a line which is not there is another. */
static bool has_until(gk_job *job, const gk_receive_log *log)
{
    gk_view until = job->options->log_until;
    if (!until.n) return true;
    for (size_t i = 0; i < log->count; i++)
        if (is_until(until, &log->items[i])) return true;
    gk_diag_add(job->diags, GK_MSG_receive_other, gk_place_file(gk_view_of(job->options->log)),
                gk_view_sub(until, 0, 12));
    return false;
}

void gk_stage_arrivals(gk_job *job)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_receive_log log;
    if (!job->options->log || !job->history || !gk_history_count(job->history)) return;
    if (read_log(job, &arena, &log) && has_until(job, &log)) {
        spreading s = {.job = job, .git = job->options->git, .log = &log};
        s.marks = gk_mem_calloc(gk_history_count(job->history), sizeof *s.marks);
        s.pushes = gk_arena_calloc(&job->arena, log.count + 1, sizeof *s.pushes);
        spread_all(&s);
        if (s.push_count) job->arrivals = keep(job, &s);
        free(s.marks);
    }
    gk_arena_free(&arena);
}
