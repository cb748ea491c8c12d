#include "build/issued.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"
#include "meta/code.h"
#include "meta/csv.h"
#include "meta/register.h"

#define REGISTER "data/" GK_REGISTER_NAME ".csv"

enum { TEXT_MAX = 8 * 1024 * 1024, CPU_MS = 120000, WALL_MS = 300000 };

/* What the worker leaves for the parent. */
typedef struct result {
    const gk_issued *rows;
} result;

typedef struct walk {
    gk_job *job;
    const gk_git *git;
    gk_git_id tip;
    gk_view path; /* of the register in the repository */
    gk_region region;
    result *result; /* shared */
    /* The worker's own. */
    gk_map seen; /* commits and blobs by their id */
    gk_map rows; /* "CODE\nbase" */
    gk_arena kept, arena;
    gk_git_id *stack; /* commits that are still to be looked at */
    size_t count, cap;
    gk_view cells[3]; /* of the row that is being read: code, base, document */
    gk_git_id commit;
} walk;

/* True the first time. */
static bool is_new(walk *w, const gk_git_id *id)
{
    bool fresh;
    gk_view bytes = gk_view_n((const char *)id->bytes, id->n);
    if (gk_map_get(&w->seen, bytes)) return false;
    gk_map_put(&w->seen, gk_arena_view(&w->kept, bytes), &fresh);
    return true;
}

static void push(walk *w, const gk_git_id *commit)
{
    w->stack = gk_mem_grow(w->stack, &w->cap, w->count + 1, sizeof *w->stack);
    w->stack[w->count++] = *commit;
}

static void keep_row(walk *w)
{
    char code[GK_CODE_LENGTH + 1];
    bool fresh;
    if (!gk_code_is_form(w->cells[0]) || !gk_code_is_good(w->cells[0])) return;
    gk_code_upper(w->cells[0], code);
    gk_view key = GK_JOIN(&w->kept, gk_view_of(code), GK_V("\n"), w->cells[1]);
    gk_map_put(&w->rows, key, &fresh);
    gk_issued *row = fresh ? gk_region_alloc(&w->region, sizeof *row) : NULL;
    const char *text[3] = {NULL, NULL, NULL};
    w->cells[0] = gk_view_of(code);
    for (int i = 0; row && i < 3; i++) text[i] = gk_region_put(&w->region, w->cells[i]);
    if (!row || !text[2]) return;
    *row = (gk_issued){.next = w->result->rows,
                       .code = gk_view_n(text[0], w->cells[0].n),
                       .base = gk_view_n(text[1], w->cells[1].n),
                       .document = gk_view_n(text[2], w->cells[2].n),
                       .commit = w->commit};
    w->result->rows = row;
}

/* A row ends where a column comes again. */
static void visit_cell(void *ctx, gk_view column, gk_view text, bool quoted, size_t from, size_t to)
{
    static const char *const columns[] = {"code", "base", "document"};
    walk *w = ctx;
    (void)quoted, (void)from, (void)to;
    for (int i = 0; i < 3; i++) {
        if (!gk_view_is(column, columns[i])) continue;
        if (w->cells[i].p) {
            keep_row(w);
            memset(w->cells, 0, sizeof w->cells);
        }
        w->cells[i] = gk_arena_view(&w->arena, gk_view_trim(text));
    }
}

static void read_register(walk *w, const gk_git_id *blob)
{
    gk_buf text = GK_BUF_INIT;
    memset(w->cells, 0, sizeof w->cells);
    if (gk_git_blob(w->git, blob, TEXT_MAX, &text)) {
        gk_csv_each(gk_buf_view(&text), &w->arena, visit_cell, w);
        keep_row(w);
    }
    gk_buf_free(&text);
}

/* First parents first, so that a row is found in the newest commit of the branch that has it. */
static void look(void *ctx, unsigned worker, size_t item)
{
    walk *w = ctx;
    gk_git_commit commit;
    gk_git_entry entry;
    (void)worker, (void)item;
    push(w, &w->tip);
    while (w->count) {
        w->commit = w->stack[--w->count];
        gk_arena_reset(&w->arena);
        if (!is_new(w, &w->commit) || !gk_git_commit_read(w->git, &w->commit, &w->arena, &commit))
            continue;
        for (size_t i = commit.parent_count; i-- > 0;) push(w, &commit.parents[i]);
        if (is_new(w, &commit.tree) && gk_git_find(w->git, &commit.tree, w->path, &entry) &&
            is_new(w, &entry.id))
            read_register(w, &entry.id);
    }
}

static void lost(void *ctx, size_t item, gk_fate fate, int number)
{
    walk *w = ctx;
    (void)item;
    gk_job_lost(w->job, gk_source_shown(w->job->source, GK_V(REGISTER), &w->job->arena), fate,
                number);
}

void gk_issued_look(gk_job *job, const gk_git *git, const gk_git_id *tip, gk_view prefix)
{
    walk w = {.job = job, .git = git, .tip = *tip};
    gk_sandbox box = {.read_count = 0};
    w.path = GK_JOIN(&job->arena, prefix, GK_V(REGISTER));
    if (!gk_job_region(&job->issued_region, (size_t)256 << 20)) return;
    w.region = job->issued_region;
    w.result = gk_region_alloc(&w.region, sizeof *w.result);
    if (!w.result) return;
    gk_git_allow(git, &box);
    gk_crew crew = {.count = 1, .jobs = 1, .sandbox = &box, .item = look, .lost = lost, .ctx = &w};
    crew.limits = (gk_worker_limits){(size_t)1 << 30, CPU_MS, WALL_MS};
    gk_workers_run(&crew, &job->usage);
    job->issued = w.result->rows;
}

static const gk_code *find_code(const gk_site *site, gk_view code)
{
    for (uint32_t i = 0; i < site->code_count; i++)
        if (gk_view_eq(site->codes[i].code, code)) return &site->codes[i];
    return NULL;
}

/* Whether symbols with that address still lead here. */
static bool is_known_base(const gk_job *job, gk_view base)
{
    gk_value site = job->config.site, olds = gk_value_get(site, GK_V("code_base_old"), NULL, NULL);
    if (!base.n ||
        gk_view_eq(base, gk_value_view(gk_value_get(site, GK_V("code_base"), NULL, NULL))))
        return true;
    for (uint32_t i = 0; i < gk_value_count(olds); i++)
        if (gk_view_eq(gk_value_view(gk_value_at(olds, i, NULL)), base)) return true;
    return false;
}

static gk_place place_of(const gk_job *job, const gk_code *code, gk_arena *arena)
{
    static const char *const keys[] = {"line", "col", "endcol"};
    size_t file = gk_source_find(job->source, GK_V(REGISTER));
    uint32_t at[3] = {0, 0, 0};
    for (int i = 0; code && i < 3; i++)
        at[i] = (uint32_t)gk_value_get(code->row, gk_view_of(keys[i]), NULL, NULL).u.i;
    if (!code || file == SIZE_MAX)
        return gk_place_file(gk_source_shown(job->source, GK_V(REGISTER), arena));
    return gk_source_place(job->source, file, at[0], at[1], at[2], arena);
}

/* Rows that can't be read are told already, and are not gone. */
static bool is_readable(const gk_job *job, gk_arena *arena)
{
    static const gk_message of_site[] = {GK_MSG_code_dead, GK_MSG_code_withheld,
                                         GK_MSG_code_base_other, GK_MSG_code_base_missing};
    gk_view file = gk_source_shown(job->source, GK_V(REGISTER), arena);
    for (size_t i = 0; i < job->diags->count; i++) {
        const gk_diag *diag = &job->diags->items[i];
        bool later = false;
        for (size_t k = 0; k < sizeof of_site / sizeof *of_site; k++)
            later = later || diag->id == of_site[k];
        if (diag->severity == GK_ERROR && !later && gk_view_eq(diag->file, file)) return false;
    }
    return true;
}

void gk_issued_check(gk_job *job)
{
    gk_map told = GK_MAP_INIT;
    gk_arena arena = GK_ARENA_INIT;
    bool readable = is_readable(job, &arena);
    for (const gk_issued *row = job->issued; row && readable; row = row->next) {
        const gk_code *code = find_code(job->site, row->code);
        char hex[GK_GIT_HEX];
        bool fresh;
        if (code && (code->state == GK_CODE_RETIRED || is_known_base(job, row->base))) continue;
        gk_map_put(&told, row->code, &fresh);
        if (!fresh) continue;
        gk_git_id_hex(&row->commit, hex);
        gk_view commit = gk_view_sub(gk_view_of(hex), 0, 10);
        if (code)
            gk_diag_add(job->diags, GK_MSG_code_base_changed, place_of(job, code, &arena),
                        row->code, row->base, commit);
        else
            gk_diag_add(job->diags, GK_MSG_code_lost, place_of(job, NULL, &arena), row->code,
                        row->document, commit);
    }
    gk_map_free(&told);
    gk_arena_free(&arena);
}
