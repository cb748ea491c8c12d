#include "source/history.h"

#include <fcntl.h>
#include <stdlib.h>

#include "base/fs.h"
#include "base/mem.h"
#include "source/history_parts.h"
#include "source/history_state.h"

/* One document from one commit on. */
typedef struct node {
    uint32_t commit, path;
    uint32_t before, other; /* what it was; other: in another parent of a merge */
    uint32_t carriers;      /* merges that took it, latest first: in history->carried */
    gk_git_id blob;
    uint8_t kind; /* gk_revision_kind */
    bool edge;
} node;

typedef struct carried {
    uint32_t commit, next;
} carried;

struct gk_history {
    gk_arena arena;
    gk_history_record record;
    gk_view prefix;
    gk_git_id tip;
    gk_git_id *edges;
    size_t edge_count;
    int64_t next;
    gk_history_commit *commits; /* parents first */
    uint32_t *ranks;            /* of the rows: number of the commit */
    uint32_t commit_count, fresh;
    node *nodes;
    size_t node_count, node_cap;
    carried *carried;
    size_t carried_count, carried_cap;
    gk_history_states *states;
    uint32_t last;             /* the tip's state */
    uint32_t *stamps, *serial; /* of nodes that a query has met */
};

static void read_edges(gk_history *h, const gk_git *git)
{
    gk_buf text = GK_BUF_INIT;
    size_t cap = 0;
    gk_view file = GK_JOIN(&h->arena, gk_git_common_dir(git), GK_V("/shallow")), rest, line;
    if (gk_fs_read(AT_FDCWD, file.p, (size_t)64 << 20, &text) == 0) {
        rest = gk_buf_view(&text);
        while (gk_view_split(&rest, '\n', &line)) {
            gk_git_id id;
            if (!gk_git_id_parse(line, &id)) continue;
            h->edges = gk_mem_grow(h->edges, &cap, h->edge_count + 1, sizeof *h->edges);
            h->edges[h->edge_count++] = id;
        }
    }
    gk_buf_free(&text);
}

/* Numbers the commits that the tip reaches: parents first, first parents first, whatever the order
 * in which they were read. Returns their rows. */
static size_t *number_commits(gk_history *h)
{
    const gk_history_record *r = &h->record;
    size_t *order = gk_mem_alloc((r->row_count + 1) * sizeof *order), count = 0, depth = 0;
    size_t *stack = gk_mem_alloc((r->row_count + 1) * sizeof *stack);
    uint32_t *next = gk_mem_calloc(r->row_count + 1, sizeof *next);
    size_t tip = gk_history_find(r, &h->tip);
    h->ranks = gk_mem_alloc((r->row_count + 1) * sizeof *h->ranks);
    for (size_t i = 0; i < r->row_count; i++) h->ranks[i] = GK_HISTORY_NONE;
    if (tip != SIZE_MAX) stack[depth++] = tip;
    while (depth) {
        size_t at = stack[depth - 1];
        const gk_history_row *row = &r->rows[at];
        if (next[at] < row->parents) {
            size_t parent = gk_history_find(r, &r->parents[row->first_parent + next[at]++]);
            /* One that is met again has been entered: without circles it is numbered, or gets its
             * number through the other way. */
            if (parent != SIZE_MAX && next[parent] == 0 && h->ranks[parent] == GK_HISTORY_NONE)
                stack[depth++] = parent;
            continue;
        }
        depth--;
        if (h->ranks[at] != GK_HISTORY_NONE) continue;
        h->ranks[at] = (uint32_t)count;
        order[count++] = at;
    }
    h->commit_count = (uint32_t)count;
    free(stack);
    free(next);
    return order;
}

/* The number of a row's parent, or GK_HISTORY_NONE. */
static uint32_t parent_of(const gk_history *h, const gk_history_row *row, uint32_t k)
{
    if (k >= row->parents) return GK_HISTORY_NONE;
    size_t found = gk_history_find(&h->record, &h->record.parents[row->first_parent + k]);
    return found == SIZE_MAX ? GK_HISTORY_NONE : h->ranks[found];
}

static void make_commit(gk_history *h, const gk_history_row *row, uint32_t rank, int64_t now)
{
    const gk_history_record *r = &h->record;
    bool believed = row->time <= now && row->time > 0;
    int64_t time = believed ? row->time : GK_HISTORY_NEVER;
    for (uint32_t k = 0; k < row->parents; k++) {
        uint32_t parent = parent_of(h, row, k);
        if (parent == GK_HISTORY_NONE) continue;
        if (h->commits[parent].time > time) time = h->commits[parent].time;
    }
    bool sooner = h->next == GK_HISTORY_NEVER || row->time < h->next;
    if (row->time > now && sooner) h->next = row->time;
    h->commits[rank] = (gk_history_commit){.id = row->id,
                                           .time = time,
                                           .said = row->time,
                                           .subject = gk_history_text_of(r, row->subject),
                                           .author = gk_history_text_of(r, row->author),
                                           .email = gk_history_text_of(r, row->email),
                                           .merge = row->merge,
                                           .listed = row->listed};
}

static uint32_t add_node(gk_history *h, const node *n)
{
    h->nodes = gk_mem_grow(h->nodes, &h->node_cap, h->node_count + 1, sizeof *h->nodes);
    h->nodes[h->node_count] = *n;
    return (uint32_t)h->node_count++;
}

static void carry(gk_history *h, uint32_t at, uint32_t commit)
{
    h->carried = gk_mem_grow(h->carried, &h->carried_cap, h->carried_count + 1, sizeof *h->carried);
    h->carried[h->carried_count] = (carried){commit, h->nodes[at].carriers};
    h->nodes[at].carriers = (uint32_t)h->carried_count++;
}

/* What a commit made of a path: the node that stands there from now on. `before` is the state of
 * its first parent. */
static uint32_t make_node(gk_history *h, const gk_history_row *row, uint32_t rank,
                          const gk_history_change *change, uint32_t before)
{
    node made = {.commit = rank,
                 .path = change->path,
                 .other = GK_HISTORY_NONE,
                 .carriers = GK_HISTORY_NONE,
                 .blob = change->blob,
                 .edge = row->edge};
    uint32_t old = change->from != GK_HISTORY_NONE ? change->from : change->path;
    made.before = gk_history_state_get(h->states, before, old);
    for (uint32_t k = 1; k < row->parents && !row->edge; k++) {
        uint32_t parent = parent_of(h, row, k);
        uint32_t there = parent == GK_HISTORY_NONE
                             ? GK_HISTORY_NONE
                             : gk_history_state_get(h->states, parent, change->path);
        if (there == GK_HISTORY_NONE || there == made.before) continue;
        if (k == change->taken) {
            carry(h, there, rank);
            return there;
        }
        if (made.before == GK_HISTORY_NONE)
            made.before = there;
        else if (made.other == GK_HISTORY_NONE)
            made.other = there;
    }
    if (made.before == GK_HISTORY_NONE)
        made.kind = GK_REVISION_CREATED;
    else if (made.other == GK_HISTORY_NONE && gk_git_id_eq(&h->nodes[made.before].blob, &made.blob))
        made.kind = GK_REVISION_MOVED;
    else
        made.kind = GK_REVISION_CHANGED;
    return add_node(h, &made);
}

static void replay_row(gk_history *h, const gk_history_row *row, uint32_t rank)
{
    const gk_history_change *changes = h->record.changes + row->first_change;
    uint32_t before = parent_of(h, row, 0);
    uint32_t *made = gk_mem_alloc((row->changes + 1) * sizeof *made);
    /* All of them look at the state before any is put into it. */
    for (uint32_t i = 0; i < row->changes; i++)
        made[i] =
            changes[i].blob.n ? make_node(h, row, rank, &changes[i], before) : GK_HISTORY_NONE;
    gk_history_state_follow(h->states, rank, before);
    for (uint32_t i = 0; i < row->changes; i++)
        gk_history_state_set(h->states, rank, changes[i].path, made[i]);
    free(made);
}

static void replay(gk_history *h, int64_t now)
{
    size_t *order = number_commits(h);
    uint32_t *uses = gk_mem_calloc(h->commit_count + 1, sizeof *uses);
    h->commits = gk_arena_calloc(&h->arena, h->commit_count + 1, sizeof *h->commits);
    for (uint32_t i = 0; i < h->commit_count; i++) {
        const gk_history_row *row = &h->record.rows[order[i]];
        for (uint32_t k = 0; k < row->parents; k++) {
            uint32_t parent = parent_of(h, row, k);
            if (parent != GK_HISTORY_NONE) uses[parent]++;
        }
    }
    h->states = gk_history_states_new(h->commit_count, h->record.path_count, uses);
    for (uint32_t i = 0; i < h->commit_count; i++) {
        make_commit(h, &h->record.rows[order[i]], i, now);
        replay_row(h, &h->record.rows[order[i]], i);
    }
    h->last = h->commit_count ? h->commit_count - 1 : GK_HISTORY_NONE;
    h->stamps = gk_mem_calloc(h->node_count + 1, sizeof *h->stamps);
    h->serial = gk_arena_calloc(&h->arena, 1, sizeof *h->serial);
    free(uses);
    free(order);
}

gk_history *gk_history_open(const gk_history_options *options, gk_diags *diags)
{
    gk_history *h = gk_mem_calloc(1, sizeof *h);
    h->tip = options->tip;
    h->next = GK_HISTORY_NEVER;
    h->prefix = gk_arena_view(&h->arena, options->prefix);
    read_edges(h, options->git);
    /* What lies at the edge of a shallow clone is something else once the clone has more. */
    const char *cache = h->edge_count ? NULL : options->cache;
    if (cache) gk_history_load(&h->record, cache);
    gk_history_reading reading = {
        .git = options->git, .record = &h->record, .edges = h->edges, .edge_count = h->edge_count};
    gk_history_read(&reading, &h->tip);
    h->fresh = reading.fresh;
    if (cache && options->keep && reading.fresh && !reading.unreadable)
        gk_history_save(&h->record, cache);
    replay(h, options->now);
    if (reading.unreadable)
        gk_diag_add(diags, GK_MSG_history_unreadable, gk_place_file((gk_view){NULL, 0}),
                    gk_arena_printf(&diags->arena, "%u", reading.unreadable));
    return h;
}

void gk_history_close(gk_history *history)
{
    if (!history) return;
    gk_history_record_free(&history->record);
    gk_history_states_free(history->states);
    free(history->edges);
    free(history->ranks);
    free(history->nodes);
    free(history->carried);
    free(history->stamps);
    gk_arena_free(&history->arena);
    free(history);
}

static uint32_t node_at(const gk_history *h, gk_view path)
{
    gk_buf whole = GK_BUF_INIT;
    gk_buf_put(&whole, h->prefix);
    gk_buf_put(&whole, path);
    const uint64_t *number = gk_map_get(&h->record.path_index, gk_buf_view(&whole));
    gk_buf_free(&whole);
    if (!number || h->last == GK_HISTORY_NONE) return GK_HISTORY_NONE;
    return gk_history_state_get(h->states, h->last, (uint32_t)*number);
}

typedef struct collected {
    uint32_t *ids;
    size_t count, cap;
} collected;

static void meet(const gk_history *h, collected *all, uint32_t at)
{
    if (at == GK_HISTORY_NONE || h->stamps[at] == *h->serial) return;
    h->stamps[at] = *h->serial;
    all->ids = gk_mem_grow(all->ids, &all->cap, all->count + 1, sizeof *all->ids);
    all->ids[all->count++] = at;
}

static int newest_first(const void *a, const void *b, void *ctx)
{
    const gk_history *h = ctx;
    const node *x = &h->nodes[*(const uint32_t *)a], *y = &h->nodes[*(const uint32_t *)b];
    int64_t t = h->commits[x->commit].time, u = h->commits[y->commit].time;
    if (t != u) return t > u ? -1 : 1;
    return (x->commit < y->commit) - (x->commit > y->commit);
}

static void put_revision(const gk_history *h, const node *n, gk_revision *out)
{
    gk_view path = gk_history_text_of(&h->record, h->record.paths[n->path]);
    bool inside = gk_view_starts(path, h->prefix);
    if (inside) path = gk_view_from(path, h->prefix.n);
    *out = (gk_revision){n->commit, n->kind, path, inside, n->blob};
}

static void tell_story(const gk_history *h, const collected *all, gk_arena *arena, gk_story *out)
{
    out->revisions = gk_arena_alloc(arena, all->count * sizeof *out->revisions);
    out->stands = gk_arena_alloc(arena, all->count * sizeof *out->stands);
    for (size_t i = 0; i < all->count; i++) {
        const node *n = &h->nodes[all->ids[i]];
        gk_revision revision;
        put_revision(h, n, &revision);
        if (i && revision.inside)
            out->stands[out->stand_count++] = (struct gk_story_stand){
                revision.path, n->blob, n->commit, h->nodes[all->ids[i - 1]].commit};
        if (n->edge) {
            out->whole = false;
            continue;
        }
        int64_t time = h->commits[n->commit].time;
        if (out->changed == GK_HISTORY_NEVER && n->kind != GK_REVISION_MOVED) out->changed = time;
        out->created = time;
        out->revisions[out->count++] = revision;
    }
    if (!out->whole) out->created = GK_HISTORY_NEVER;
}

bool gk_history_story(const gk_history *history, gk_view path, gk_arena *arena, gk_story *out)
{
    collected all = {.ids = NULL};
    uint32_t head = node_at(history, path);
    *out = (gk_story){.whole = true,
                      .created = GK_HISTORY_NEVER,
                      .changed = GK_HISTORY_NEVER,
                      .commit = GK_HISTORY_NONE};
    if (head == GK_HISTORY_NONE) return false;
    out->blob = history->nodes[head].blob;
    if (!history->nodes[head].edge) out->commit = history->nodes[head].commit;
    ++*history->serial;
    meet(history, &all, head);
    for (size_t i = 0; i < all.count; i++) {
        const node n = history->nodes[all.ids[i]];
        meet(history, &all, n.before);
        meet(history, &all, n.other);
    }
    qsort_r(all.ids, all.count, sizeof *all.ids, newest_first, (void *)(uintptr_t)history);
    tell_story(history, &all, arena, out);
    free(all.ids);
    return true;
}

uint32_t gk_history_bringer(const gk_history *history, gk_view path)
{
    uint32_t head = node_at(history, path);
    bool known = head != GK_HISTORY_NONE && !history->nodes[head].edge;
    return known ? history->nodes[head].commit : GK_HISTORY_NONE;
}

const uint32_t *gk_history_carriers(const gk_history *history, gk_view path, gk_arena *arena,
                                    uint32_t *count)
{
    uint32_t head = node_at(history, path), n = 0;
    *count = 0;
    if (head == GK_HISTORY_NONE) return NULL;
    for (uint32_t c = history->nodes[head].carriers; c != GK_HISTORY_NONE;
         c = history->carried[c].next)
        ++*count;
    uint32_t *commits = gk_arena_alloc(arena, *count * sizeof *commits);
    for (uint32_t c = history->nodes[head].carriers; c != GK_HISTORY_NONE;
         c = history->carried[c].next)
        commits[*count - ++n] = history->carried[c].commit;
    return commits;
}

uint32_t gk_history_mark(const gk_history *history, const gk_git_id *id, uint32_t mark,
                         uint32_t *marks)
{
    const gk_history_record *r = &history->record;
    size_t row = gk_history_find(r, id), depth = 0;
    uint32_t count = 0;
    if (row == SIZE_MAX || history->ranks[row] == GK_HISTORY_NONE || marks[history->ranks[row]])
        return 0;
    size_t *stack = gk_mem_alloc((history->commit_count + 1) * sizeof *stack);
    marks[history->ranks[row]] = mark;
    stack[depth++] = row;
    while (depth) {
        const gk_history_row *at = &r->rows[stack[--depth]];
        count++;
        for (uint32_t k = 0; k < at->parents; k++) {
            size_t parent = gk_history_find(r, &r->parents[at->first_parent + k]);
            if (parent == SIZE_MAX || history->ranks[parent] == GK_HISTORY_NONE ||
                marks[history->ranks[parent]])
                continue;
            marks[history->ranks[parent]] = mark;
            stack[depth++] = parent;
        }
    }
    free(stack);
    return count;
}

const uint32_t *gk_history_before(const gk_history *history, const gk_git_id *id, gk_arena *arena)
{
    uint32_t *before = gk_arena_calloc(arena, history->commit_count + 1, sizeof *before);
    return gk_history_mark(history, id, 1, before) ? before : NULL;
}

uint32_t gk_history_count(const gk_history *history)
{
    return history->commit_count;
}

const gk_history_commit *gk_history_at(const gk_history *history, uint32_t commit)
{
    return &history->commits[commit];
}

bool gk_history_is_shallow(const gk_history *history)
{
    return history->edge_count > 0;
}

int64_t gk_history_next(const gk_history *history)
{
    return history->next;
}

void gk_history_put_input(const gk_history *history, gk_buf *out)
{
    char hex[GK_GIT_HEX];
    gk_git_id_hex(&history->tip, hex);
    gk_buf_puts(out, hex);
    for (size_t i = 0; i < history->edge_count; i++) {
        gk_git_id_hex(&history->edges[i], hex);
        gk_buf_putc(out, '\n');
        gk_buf_puts(out, hex);
    }
}

uint32_t gk_history_fresh(const gk_history *history)
{
    return history->fresh;
}
