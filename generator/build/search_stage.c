#include "build/search.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "build/rosters.h"
#include "build/search_words.h"
#include "emit/search_block.h"
#include "emit/search_code.h"
#include "emit/search_summary.h"
#include "emit/search_text.h"

enum { PARTS_MOST = 64, PAGES_A_PART = 128, NAME = 24, HASH_DIGITS = 10 };

/* A block before it is made: a run of stage.items. */
typedef struct block {
    char name[NAME];
    uint32_t first, count;
    bool closed;
} block;

/* What a worker leaves of an item; shared. */
typedef struct made {
    gk_sha256 hash;
    gk_store_file *files; /* in the worker's region, like their paths */
    uint32_t file_count, shards;
    unsigned spool;
    struct {
        uint64_t at;
        size_t n;
    } runs[PARTS_MOST]; /* of a closed block, in the spool */
    gk_packed diags;
} made;

typedef struct stage {
    gk_job *job;
    uint32_t *items; /* documents, newest first; then branches, doc_count more than their number */
    block *blocks;   /* newest first; those of branches behind the newest quarter */
    uint32_t count, closed, parts;
    made *blocks_made, *parts_made;
    gk_region *regions;
    gk_spools runs;
    char summary[NAME]; /* its folder */
    /* a worker's own: */
    gk_search_block block;
    gk_search_summary part;
    gk_search_map *map;
    gk_needles *needles;
    gk_spool_window window;
    gk_buf path, date, text, url;
    gk_arena work;
    gk_diags diags;
} stage;

static gk_value option(const gk_job *job, const char *key)
{
    gk_value search = gk_value_get(job->config.site, GK_V("search"), NULL, NULL);
    return gk_value_get(search, gk_view_of(key), NULL, NULL);
}

bool gk_search_wanted(const gk_job *job)
{
    return gk_value_truth(option(job, "enabled")) && job->theme &&
           gk_source_find(job->theme, GK_V("templates/search.html")) != SIZE_MAX;
}

static bool is_below(gk_view path, gk_view folder)
{
    return gk_view_starts(path, folder) && (path.n == folder.n || path.p[folder.n] == '/');
}

static bool is_excluded(const gk_job *job, uint32_t doc)
{
    gk_value folders = option(job, "exclude");
    uint32_t section = job->site->docs[doc].section, count = gk_value_count(folders);
    for (uint32_t i = 0; section != GK_NONE && i < count; i++) {
        gk_view folder = gk_value_view(gk_value_at(folders, i, NULL));
        if (is_below(job->site->sections[section].path, folder)) return true;
    }
    return false;
}

/* Years and quarters since year 0, by the site's clock; -1: the document has no date. */
static int64_t quarter_of(const gk_job *job, uint32_t doc)
{
    int64_t date = job->site->docs[doc].card->date;
    if (date == GK_NO_DATE) return -1;
    gk_civil civil = gk_date_civil((gk_date){date, job->now.offset, true});
    return (int64_t)civil.year * 4 + (civil.month - 1) / 3;
}

/* "2026q4"; documents without a date are pages. */
static void name_quarter(char *out, size_t size, int64_t quarter)
{
    if (quarter < 0)
        snprintf(out, size, "pages");
    else
        snprintf(out, size, "%04dq%d", (int)(quarter / 4 % 10000), (int)(quarter % 4 + 1));
}

/* Items that belong together as blocks. They fill up from the oldest on, so that a new document
 * changes the last. */
static void add_blocks(stage *s, const char *name, uint32_t first, uint32_t count, size_t *cap)
{
    uint32_t number = (count + GK_SEARCH_ROWS - 1) / GK_SEARCH_ROWS;
    for (; number; number--) {
        uint32_t n = count - (number - 1) * GK_SEARCH_ROWS;
        s->blocks = gk_mem_grow(s->blocks, cap, s->count + 1, sizeof *s->blocks);
        block *b = &s->blocks[s->count++];
        *b = (block){.first = first, .count = n, .closed = true};
        char part[8] = "";
        if (number > 1) snprintf(part, sizeof part, ".%u", number & 0xFFFF);
        snprintf(b->name, sizeof b->name, "%.12s%s", name, part);
        first += n;
        count -= n;
    }
}

/* What is searched, in its order; returns how many of it are documents. */
static uint32_t list_items(stage *s)
{
    const gk_site *site = s->job->site;
    uint32_t n = 0;
    s->items = gk_mem_calloc(site->by_date.n + site->branch_count + 1, sizeof *s->items);
    for (uint32_t i = 0; i < site->by_date.n; i++)
        if (!is_excluded(s->job, site->by_date.ids[i])) s->items[n++] = site->by_date.ids[i];
    for (uint32_t b = 0; b < site->branch_count; b++) s->items[n + b] = site->doc_count + b;
    return n;
}

static void divide(stage *s)
{
    uint32_t n = list_items(s), branches = s->job->site->branch_count, closed = 0;
    size_t cap = 0;
    for (uint32_t from = 0, to; from < n; from = to) {
        int64_t quarter = quarter_of(s->job, s->items[from]);
        char name[NAME];
        name_quarter(name, sizeof name, quarter);
        for (to = from; to < n && quarter_of(s->job, s->items[to]) == quarter;) to++;
        add_blocks(s, name, from, to - from, &cap);
        if (from == 0) add_blocks(s, "branches", n, branches, &cap);
    }
    if (n == 0) add_blocks(s, "branches", n, branches, &cap);
    if (s->count) s->blocks[0].closed = false;
    for (uint32_t b = 0; b < s->count; b++) {
        s->closed += s->blocks[b].closed;
        closed += s->blocks[b].closed ? s->blocks[b].count : 0;
    }
    for (s->parts = 1; s->parts < PARTS_MOST && s->parts * PAGES_A_PART < closed;) s->parts *= 2;
}

static bool begin(void *ctx, unsigned worker)
{
    stage *s = ctx;
    (void)worker;
    s->map = gk_search_map_new();
    s->block.postings.map = s->map;
    s->needles = s->job->leaks ? NULL : gk_rosters_needles(s->job);
    return true;
}

/* Stores a file and adds it to those of the item. */
static bool store(stage *s, unsigned worker, made *m, const char *folder, gk_search_file file)
{
    gk_buf_truncate(&s->path, 0);
    gk_buf_printf(&s->path, "assets/search/%s/%.*s", folder, (int)file.name.n, file.name.p);
    gk_view path = gk_buf_view(&s->path);
    bool text = gk_view_starts(file.name, GK_V("t"));
    if (text && !gk_rosters_check_output(s->needles, file.bytes, false, path, &s->diags))
        return false;
    gk_store_file *row = &m->files[m->file_count];
    const char *kept = gk_region_put(&s->regions[worker], path);
    row->path = gk_view_n(kept, path.n);
    bool done = kept && gk_store_put(s->job->store, path, file.bytes, &row->row, &s->diags);
    m->file_count += done;
    return done;
}

/* "2026q4-0123456789" */
static void name_folder(char *out, size_t size, const char *name, const gk_sha256 *hash)
{
    char hex[65];
    gk_hash_hex(hash, hex);
    snprintf(out, size, "%s-%.*s", name, HASH_DIGITS, hex);
}

static bool add_document(stage *s, uint32_t id)
{
    const gk_site *site = s->job->site;
    const gk_doc *doc = &site->docs[id];
    const gk_card *card = doc->card;
    gk_search_page page = {.url = gk_card_view(card, card->url),
                           .title = gk_card_view(card, card->title)};
    gk_buf_truncate(&s->date, 0);
    if (card->date != GK_NO_DATE)
        gk_date_put_day(&s->date, (gk_date){card->date, s->job->now.offset, true});
    page.date = gk_buf_view(&s->date);
    if (doc->section != GK_NONE) {
        page.section = site->sections[doc->section].path;
        page.column = site->sections[doc->section].title;
    }
    if (doc->branch != GK_NONE) page.branch = site->branches[doc->branch].id;
    gk_view body;
    if (!gk_spools_get(&s->job->spools, card->spool, card->body_at, card->body_n, &s->window,
                       &body))
        return false;
    gk_buf_truncate(&s->text, 0);
    gk_search_text(body, &s->text);
    gk_arena_reset(&s->work);
    gk_search_words(site, id, &s->work, &s->text);
    page.text = gk_buf_view(&s->text);
    gk_search_block_add(&s->block, &page);
    return true;
}

static void add_branch(stage *s, const gk_branch *branch)
{
    const gk_site *site = s->job->site;
    gk_search_page page = {.column = site->branches_title, .branch = branch->id};
    gk_arena_reset(&s->work);
    page.title = gk_value_view(gk_value_get(branch->value, GK_V("name"), &s->work, NULL));
    gk_buf_truncate(&s->url, 0);
    gk_site_put_url(site, branch->path, &s->url);
    page.url = gk_buf_view(&s->url);
    gk_buf_truncate(&s->text, 0);
    gk_search_branch_words(branch, &s->work, &s->text);
    page.text = gk_buf_view(&s->text);
    gk_search_block_add(&s->block, &page);
}

static bool add_item(stage *s, uint32_t item)
{
    const gk_site *site = s->job->site;
    if (item < site->doc_count) return add_document(s, item);
    add_branch(s, &site->branches[item - site->doc_count]);
    return true;
}

static bool put_runs(stage *s, unsigned worker, made *m)
{
    m->spool = worker;
    for (uint32_t p = 0; p < s->block.parts; p++) {
        gk_view run = gk_buf_view(&s->block.runs[p]);
        m->runs[p].n = run.n;
        if (!gk_spools_put(&s->runs, worker, run, &m->runs[p].at)) return false;
    }
    return true;
}

static void make_block(void *ctx, unsigned worker, size_t i)
{
    stage *s = ctx;
    const block *b = &s->blocks[i];
    made *m = &s->blocks_made[i];
    char folder[NAME + HASH_DIGITS + 2];
    bool good = true;
    gk_diags_clear(&s->diags);
    gk_search_block_begin(&s->block, b->closed, b->closed ? s->parts : 0);
    for (uint32_t d = 0; good && d < b->count; d++) good = add_item(s, s->items[b->first + d]);
    gk_search_block_end(&s->block);
    uint32_t count = gk_search_block_files(&s->block);
    m->hash = gk_search_block_hash(&s->block);
    m->shards = s->block.shards.shards;
    m->files = gk_region_alloc(&s->regions[worker], count * sizeof *m->files);
    name_folder(folder, sizeof folder, b->name, &m->hash);
    good = good && m->files && put_runs(s, worker, m);
    for (uint32_t f = 0; good && f < count; f++)
        good = store(s, worker, m, folder, gk_search_block_file(&s->block, f));
    if (!good && !s->diags.errors)
        gk_diag_add(&s->diags, GK_MSG_search_failed, gk_place_file((gk_view){NULL, 0}),
                    gk_view_of(b->name));
    m->diags = gk_job_pack(&s->regions[worker], &s->diags);
}

static bool gather(stage *s, size_t part)
{
    uint32_t number = 0;
    gk_view run;
    for (uint32_t b = s->count; b-- > 0;) {
        const made *m = &s->blocks_made[b];
        if (!s->blocks[b].closed) continue;
        if (!gk_spools_get(&s->runs, m->spool, m->runs[part].at, m->runs[part].n, &s->window, &run))
            return false;
        gk_search_summary_add(&s->part, number++, run);
    }
    return true;
}

static void make_part(void *ctx, unsigned worker, size_t part)
{
    stage *s = ctx;
    made *m = &s->parts_made[part];
    gk_diags_clear(&s->diags);
    gk_search_summary_begin(&s->part);
    bool good = gather(s, part);
    gk_search_summary_end(&s->part, s->parts);
    m->shards = s->part.lines.shards;
    m->files = gk_region_alloc(&s->regions[worker], m->shards * sizeof *m->files);
    good = good && m->files;
    for (uint32_t f = 0; good && f < m->shards; f++) {
        char name[NAME];
        snprintf(name, sizeof name, "%u-%u.txt", (unsigned)(part & 0xFF), f);
        gk_search_file file = {gk_view_of(name), gk_search_lines_shard(&s->part.lines, f)};
        good = store(s, worker, m, s->summary, file);
    }
    if (!good && !s->diags.errors)
        gk_diag_add(&s->diags, GK_MSG_search_failed, gk_place_file((gk_view){NULL, 0}),
                    gk_view_of(s->summary));
    m->diags = gk_job_pack(&s->regions[worker], &s->diags);
}

static void lost(void *ctx, size_t i, gk_fate fate, int number)
{
    (void)i;
    gk_job_lost(((stage *)ctx)->job, GK_V("search/"), fate, number);
}

static bool run(stage *s, size_t count, void (*item)(void *, unsigned, size_t), const made *results)
{
    gk_job *job = s->job;
    gk_sandbox box = {.read_count = 0};
    gk_sandbox_allow_read(&box, gk_source_root(job->source));
    if (job->private) gk_sandbox_allow_read(&box, gk_source_root(job->private));
    gk_sandbox_allow_read(&box, gk_store_top_fd(job->store));
    gk_sandbox_allow_write(&box, gk_store_staging_fd(job->store));
    gk_crew crew = {.count = count,
                    .chunk = 1,
                    .sandbox = &box,
                    .begin = begin,
                    .item = item,
                    .lost = lost,
                    .ctx = s};
    if (!gk_job_run(job, &crew)) return false;
    for (size_t i = 0; i < count; i++) gk_job_unpack(job, results[i].diags);
    return !job->diags->errors;
}

/* The summary is made of the closed blocks' runs, and these of their texts and sections alone,
 * which the names of their folders stand for. */
static void name_summary(stage *s)
{
    gk_sha256_stream stream;
    gk_hash_start(&stream);
    for (uint32_t b = 0; b < s->count; b++) {
        const gk_sha256 *hash = &s->blocks_made[b].hash;
        if (s->blocks[b].closed)
            gk_hash_add(&stream, gk_view_n((const char *)hash->bytes, sizeof hash->bytes));
    }
    gk_sha256 hash = gk_hash_end(&stream);
    name_folder(s->summary, sizeof s->summary, "s", &hash);
}

/* Lines: the format's number; the table of characters; the summary's folder and the number of
 * shards of each of its parts; then a block a line, newest first: folder, pages, shards, and 1 if
 * it is closed. */
static void put_index(const stage *s, gk_view fold, gk_buf *out)
{
    gk_buf_puts(out, "1\n");
    gk_buf_put(out, fold);
    gk_buf_printf(out, "\n%s", s->summary);
    for (uint32_t p = 0; p < s->parts; p++) gk_buf_printf(out, " %u", s->parts_made[p].shards);
    for (uint32_t b = 0; b < s->count; b++) {
        char folder[NAME + HASH_DIGITS + 2];
        name_folder(folder, sizeof folder, s->blocks[b].name, &s->blocks_made[b].hash);
        gk_buf_printf(out, "\n%s %u %u %d", folder, s->blocks[b].count, s->blocks_made[b].shards,
                      s->blocks[b].closed);
    }
    gk_buf_putc(out, '\n');
}

static size_t copy_files(gk_store_file *to, const made *results, size_t count)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        for (uint32_t f = 0; f < results[i].file_count; f++) {
            if (to) to[n] = results[i].files[f];
            n++;
        }
    return n;
}

/* The two files that are not of a block; the paths of the others move out of the regions. */
static bool finish(stage *s)
{
    gk_job *job = s->job;
    gk_sha256 hash = gk_hash_sha256(gk_search_pairs());
    char fold[NAME];
    name_folder(fold, sizeof fold, "fold", &hash);
    size_t n =
        copy_files(NULL, s->blocks_made, s->count) + copy_files(NULL, s->parts_made, s->parts);
    gk_store_file *files = gk_arena_calloc(&job->arena, n + 2, sizeof *files);
    size_t blocks = copy_files(files, s->blocks_made, s->count);
    copy_files(files + blocks, s->parts_made, s->parts);
    for (size_t i = 0; i < n; i++) files[i].path = gk_arena_view(&job->arena, files[i].path);
    gk_view name = gk_arena_printf(&job->arena, "%s.txt", fold);
    files[n].path = GK_JOIN(&job->arena, GK_V("assets/search/"), name);
    files[n + 1].path = GK_V("search/index.txt");
    gk_buf index = GK_BUF_INIT;
    put_index(s, name, &index);
    bool good =
        gk_store_put(job->store, files[n].path, gk_search_pairs(), &files[n].row, job->diags) &&
        gk_store_put(job->store, files[n + 1].path, gk_buf_view(&index), &files[n + 1].row,
                     job->diags);
    gk_buf_free(&index);
    job->search_files = files;
    job->search_count = n + 2;
    return good;
}

static bool make(stage *s)
{
    gk_job *job = s->job;
    divide(s);
    s->blocks_made = gk_region_alloc(&job->board, (s->count + 1) * sizeof *s->blocks_made);
    s->parts_made = gk_region_alloc(&job->board, s->parts * sizeof *s->parts_made);
    bool room = s->blocks_made && s->parts_made;
    for (unsigned w = 0; room && w < job->jobs; w++)
        room = gk_job_region(&s->regions[w], (size_t)1 << 30);
    room =
        room && gk_spools_open(&s->runs, job->jobs, gk_store_staging_fd(job->store), &job->board);
    if (!room) {
        gk_diag_add(job->diags, GK_MSG_workers_failed, gk_place_file((gk_view){NULL, 0}));
        return false;
    }
    if (!run(s, s->count, make_block, s->blocks_made)) return false;
    name_summary(s);
    return run(s, s->parts, make_part, s->parts_made) && finish(s);
}

bool gk_stage_search(gk_job *job)
{
    gk_region regions[GK_JOBS_MAX] = {{NULL, 0}};
    stage s = {.job = job, .regions = regions, .diags = GK_DIAGS_INIT};
    if (!job->store || job->diags->errors || !gk_search_wanted(job)) return true;
    bool good = make(&s);
    for (unsigned w = 0; w < job->jobs; w++) gk_region_close(&regions[w]);
    gk_spools_close(&s.runs);
    free(s.items);
    free(s.blocks);
    return good || job->diags->errors;
}
