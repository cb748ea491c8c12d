#include "build/former.h"

#include "meta/config.h"
#include "meta/flat.h"

enum { TEXT_MAX = 8 * 1024 * 1024, CPU_MS = 60000, WALL_MS = 120000, FILES = 2 };

/* The rules that one push found. */
typedef struct found {
    uint32_t push;
    const gk_cell *value;
} found;

typedef struct result {
    found *items;
    size_t count;
} result;

typedef struct search {
    gk_job *job;
    const gk_git *git;
    gk_view files[FILES]; /* in the repository */
    const bool *wanted;   /* by push */
    gk_region *region;
    result *result; /* shared */
} search;

/* The blobs of the rules' files in a commit; none where there is none. */
static void find_files(const search *s, const gk_git_id *id, gk_git_id *blobs)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_git_commit commit;
    gk_git_entry entry;
    bool read = gk_git_commit_read(s->git, id, &arena, &commit);
    for (size_t i = 0; i < FILES; i++) {
        blobs[i] = (gk_git_id){.n = 0};
        if (read && gk_git_find(s->git, &commit.tree, s->files[i], &entry)) blobs[i] = entry.id;
    }
    gk_arena_free(&arena);
}

static void read_rules(const search *s, const gk_git_id *blobs, found *out)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_buf text = GK_BUF_INIT, flat = GK_BUF_INIT;
    for (size_t i = 0; i < FILES && !out->value; i++) {
        if (!gk_git_blob(s->git, &blobs[i], TEXT_MAX, &text)) continue;
        gk_value value = gk_config_read_approval(gk_arena_view(&arena, gk_buf_view(&text)), &arena);
        gk_buf_truncate(&flat, 0);
        size_t cell = gk_flat_put(&flat, value, &arena);
        const char *copy = gk_region_put(s->region, gk_buf_view(&flat));
        if (copy) out->value = (const gk_cell *)(const void *)(copy + cell);
    }
    gk_buf_free(&text);
    gk_buf_free(&flat);
    gk_arena_free(&arena);
}

static void look(void *ctx, unsigned worker, size_t item)
{
    search *s = ctx;
    const gk_arrivals *arrivals = s->job->arrivals;
    (void)worker, (void)item;
    for (uint32_t p = 0; p < arrivals->count; p++) {
        gk_git_id old[FILES], new[FILES];
        bool changed = false;
        if (!s->wanted[p] || arrivals->items[p].founding) continue;
        find_files(s, &arrivals->items[p].old, old);
        find_files(s, &arrivals->items[p].new, new);
        for (size_t i = 0; i < FILES; i++) changed = changed || !gk_git_id_eq(&old[i], &new[i]);
        if (!changed) continue;
        found *out = &s->result->items[s->result->count];
        *out = (found){.push = p};
        read_rules(s, old, out);
        s->result->count += out->value != NULL;
    }
}

static void lost(void *ctx, size_t item, gk_fate fate, int number)
{
    search *s = ctx;
    (void)item;
    gk_job_lost(s->job, gk_source_shown(s->job->source, GK_V("data/approval.yaml"), &s->job->arena),
                fate, number);
}

/* The pushes that brought the present text of a document. */
static const bool *find_wanted(gk_job *job)
{
    bool *wanted = gk_arena_calloc(&job->arena, job->arrivals->count, sizeof *wanted);
    for (size_t i = 0; i < gk_source_count(job->source); i++) {
        if (!job->digested[i].card) continue;
        uint32_t commit = gk_history_bringer(job->history, gk_source_at(job->source, i)->path);
        uint32_t number = commit == GK_HISTORY_NONE ? 0 : job->arrivals->of[commit];
        if (number) wanted[number - 1] = true;
    }
    return wanted;
}

static void take(gk_job *job, const result *from)
{
    if (!from->count) return;
    job->former = gk_arena_calloc(&job->arena, job->arrivals->count, sizeof *job->former);
    for (size_t i = 0; i < from->count; i++) {
        gk_approval_rules *rules = gk_arena_calloc(&job->arena, 1, sizeof *rules);
        gk_approval_rules_make(gk_flat_value(from->items[i].value), &job->arena, rules);
        job->former[from->items[i].push] = rules;
    }
}

void gk_former_find(gk_job *job, const gk_git *git)
{
    gk_sandbox box = {.read_count = 0};
    gk_region *region = &job->former_region;
    search s = {.job = job, .git = git, .region = region};
    if (!job->arrivals || !git || !gk_job_region(region, (size_t)256 << 20)) return;
    s.files[0] = GK_JOIN(&job->arena, job->history_prefix, GK_V("data/approval.yaml"));
    s.files[1] = GK_JOIN(&job->arena, job->history_prefix, GK_V("data/approval.yml"));
    s.wanted = find_wanted(job);
    s.result = gk_region_alloc(region, sizeof *s.result);
    found *items = gk_region_alloc(region, (job->arrivals->count + 1) * sizeof *items);
    if (!s.result || !items) return;
    s.result->items = items;
    gk_git_allow(git, &box);
    gk_crew crew = {.count = 1, .jobs = 1, .sandbox = &box, .item = look, .lost = lost, .ctx = &s};
    crew.limits = (gk_worker_limits){(size_t)1 << 30, CPU_MS, WALL_MS};
    gk_workers_run(&crew, &job->usage);
    take(job, s.result);
}

const gk_approval_rules *gk_former_of(const gk_job *job, uint32_t commit)
{
    uint32_t number = job->former ? job->arrivals->of[commit] : 0;
    return number ? job->former[number - 1] : NULL;
}
