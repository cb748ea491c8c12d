#include "build/earlier.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/hash.h"
#include "base/mem.h"
#include "build/history.h"
#include "model/earlier.h"

enum { KNOWN_MAX = 256 << 20, TEXT_MAX = 2 << 20 };

typedef struct wanted {
    gk_git_id id;
    bool type;
} wanted;

typedef struct search {
    gk_job *job;
    const gk_git *git;
    gk_map seen; /* ids, as bytes */
    wanted *items;
    size_t count, cap;
    gk_packed *lines; /* shared, by item */
    gk_earliers known;
    gk_buf line; /* a worker's own */
} search;

/* "addresses+1 0.1.0", then the sum of all that follows. */
static void put_head(gk_view lines, gk_buf *out)
{
    char hex[65];
    gk_sha256 sum = gk_hash_sha256(lines);
    gk_hash_hex(&sum, hex);
    gk_buf_printf(out, "addresses+1 %s %s\n", GK_VERSION, hex);
}

static const char *cache_of(const search *s)
{
    return GK_JOIN(&s->job->arena, gk_git_common_dir(s->git), GK_V("/gongkai/addresses")).p;
}

static void load(search *s)
{
    gk_buf bytes = GK_BUF_INIT, head = GK_BUF_INIT;
    if (gk_fs_read(AT_FDCWD, cache_of(s), KNOWN_MAX, &bytes) == 0) {
        gk_view rest = gk_buf_view(&bytes), line;
        gk_view_split(&rest, '\n', &line);
        put_head(rest, &head);
        if (gk_view_starts(gk_buf_view(&bytes), gk_buf_view(&head)))
            gk_earliers_take(&s->known, gk_arena_view(&s->job->arena, rest));
    }
    gk_buf_free(&head);
    gk_buf_free(&bytes);
}

static void save(const search *s, gk_view lines)
{
    gk_buf bytes = GK_BUF_INIT;
    int error;
    gk_view folder = GK_JOIN(&s->job->arena, gk_git_common_dir(s->git), GK_V("/gongkai"));
    int dir =
        gk_fs_mkdirs(AT_FDCWD, folder.p) == 0 ? gk_fs_open_dir(AT_FDCWD, folder.p, &error) : -1;
    put_head(lines, &bytes);
    gk_buf_put(&bytes, lines);
    if (dir >= 0) gk_fs_replace(dir, "addresses", gk_buf_view(&bytes));
    if (dir >= 0) close(dir);
    gk_buf_free(&bytes);
}

/* The present text of a document is read as a part of the site; that of a type only with what it
 * inherits. */
static void want(search *s, const gk_story *story, bool type)
{
    bool says, fresh;
    gk_earlier ignored;
    for (uint32_t i = 0; i < story->stand_count + type; i++) {
        const gk_git_id *id = i < story->stand_count ? &story->stands[i].blob : &story->blob;
        if (!type && gk_git_id_eq(id, &story->blob)) continue;
        if (gk_earlier_find(&s->known, id, &says, &ignored)) continue;
        gk_view key = gk_view_n((const char *)id->bytes, id->n);
        gk_map_put(&s->seen, gk_arena_view(&s->job->arena, key), &fresh);
        if (!fresh) continue;
        s->items = gk_mem_grow(s->items, &s->cap, s->count + 1, sizeof *s->items);
        s->items[s->count++] = (wanted){*id, type};
    }
}

static bool is_type(gk_view path)
{
    static const char *const endings[] = {".yaml", ".yml"};
    return gk_view_starts(path, GK_V("types/")) && gk_view_has_ending(path, endings, 2);
}

/* Most sites never changed a type. */
static bool types_changed(const gk_job *job)
{
    gk_arena arena = GK_ARENA_INIT;
    bool changed = false;
    for (size_t i = 0; i < gk_source_count(job->source) && !changed; i++) {
        gk_view path = gk_source_at(job->source, i)->path;
        gk_story story;
        changed = is_type(path) && gk_history_story(job->history, path, &arena, &story) &&
                  story.stand_count;
    }
    gk_arena_free(&arena);
    return changed;
}

static void find_wanted(search *s)
{
    gk_arena arena = GK_ARENA_INIT;
    const gk_job *job = s->job;
    bool types = types_changed(job);
    for (size_t i = 0; i < gk_source_count(job->source); i++) {
        gk_view path = gk_source_at(job->source, i)->path;
        gk_story story;
        bool type = is_type(path);
        if (type ? !types : !job->digested[i].card) continue;
        gk_arena_reset(&arena);
        if (gk_history_story(job->history, path, &arena, &story)) want(s, &story, type);
    }
    gk_arena_free(&arena);
}

static void look(void *ctx, unsigned worker, size_t i)
{
    search *s = ctx;
    gk_buf text = GK_BUF_INIT;
    gk_git_kind kind;
    uint64_t size;
    /* A text that is too large was never a document. */
    bool good = gk_git_header(s->git, &s->items[i].id, &kind, &size) && size <= TEXT_MAX &&
                gk_git_blob(s->git, &s->items[i].id, TEXT_MAX, &text);
    gk_buf_truncate(&s->line, 0);
    gk_earlier_put(&s->items[i].id, good ? gk_buf_view(&text) : GK_V("-"), s->items[i].type,
                   &s->line);
    const char *kept = gk_region_put(&s->job->regions[worker], gk_buf_view(&s->line));
    if (kept) s->lines[i] = (gk_packed){kept, s->line.n};
    gk_buf_free(&text);
}

static void lost(void *ctx, size_t i, gk_fate fate, int number)
{
    (void)ctx, (void)i, (void)fate, (void)number;
}

static bool read_wanted(search *s)
{
    gk_job *job = s->job;
    gk_sandbox box = {.read_count = 0};
    s->lines = gk_region_alloc(&job->board, s->count * sizeof *s->lines);
    if (!s->lines) return false;
    gk_git_allow(s->git, &box);
    gk_crew crew = {.count = s->count, .sandbox = &box, .item = look, .lost = lost, .ctx = s};
    return gk_job_run(job, &crew);
}

static gk_view all_lines(const search *s)
{
    gk_buf all = GK_BUF_INIT;
    gk_buf_put(&all, s->known.text);
    for (size_t i = 0; i < s->count; i++) gk_buf_put(&all, gk_view_n(s->lines[i].p, s->lines[i].n));
    gk_view kept = gk_arena_view(&s->job->arena, gk_buf_view(&all));
    gk_buf_free(&all);
    return kept;
}

bool gk_stage_earlier(gk_job *job)
{
    search s = {.job = job,
                .git = job->options->git ? job->options->git : job->git,
                .seen = GK_MAP_INIT,
                .known = {.lines = GK_MAP_INIT}};
    if (!job->history || !s.git || !gk_history_is_shown(job)) return true;
    load(&s);
    find_wanted(&s);
    bool done = !s.count || read_wanted(&s);
    if (done && s.count) {
        gk_map_free(&s.known.lines);
        gk_earliers_take(&s.known, all_lines(&s));
        if (!job->options->check && !gk_history_is_shallow(job->history)) save(&s, s.known.text);
    }
    job->earlier = s.known;
    free(s.items);
    gk_map_free(&s.seen);
    return done;
}
