/* Reads commits that are not known yet. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "source/git_parts.h"
#include "source/history_parts.h"

enum { SUBJECT_MOST = 120, NAME_MOST = 60 /* code points */, LINE_MOST = 4096 };

/* A commit of which the parents are being read. */
typedef struct visit {
    gk_git_id id;
    bool entered;
} visit;

typedef struct stack {
    visit *items;
    size_t count, cap;
} stack;

static void push(stack *s, const gk_git_id *id)
{
    s->items = gk_mem_grow(s->items, &s->cap, s->count + 1, sizeof *s->items);
    s->items[s->count++] = (visit){*id, false};
}

/* One line for people: no controls, nothing that hides or turns the direction, not without end. */
static void put_line(gk_buf *out, gk_view text, size_t most)
{
    size_t i = 0, n = 0;
    bool space = false;
    text = gk_view_sub(text, 0, LINE_MOST);
    while (i < text.n && n < most) {
        uint32_t c = gk_utf8_next(text, &i);
        if (gk_utf8_is_space(c) || c == '\t') {
            space = n > 0;
            continue;
        }
        if (gk_utf8_is_hidden(c)) continue;
        if (space) gk_buf_putc(out, ' ');
        space = false;
        gk_utf8_put(out, c);
        n++;
    }
    if (i < text.n && n == most) gk_buf_puts(out, "…");
}

static gk_history_text keep_line(gk_history_record *record, gk_view text, size_t most)
{
    gk_buf line = GK_BUF_INIT;
    put_line(&line, text, most);
    gk_history_text kept = gk_history_keep(record, gk_buf_view(&line));
    gk_buf_free(&line);
    return kept;
}

static gk_view first_line(gk_view message)
{
    gk_view line, rest = message;
    while (gk_view_split(&rest, '\n', &line))
        if (gk_view_trim(line).n) return gk_view_trim(line);
    return (gk_view){NULL, 0};
}

static gk_history_text keep_email(gk_history_record *record, gk_view email)
{
    gk_history_text kept = gk_history_keep(record, gk_view_sub(email, 0, LINE_MOST));
    for (size_t i = kept.at; i < kept.at + kept.n; i++)
        if (record->pool.p[i] >= 'A' && record->pool.p[i] <= 'Z') record->pool.p[i] += 'a' - 'A';
    return kept;
}

static bool is_edge(const gk_history_reading *reading, const gk_git_id *id)
{
    for (size_t i = 0; i < reading->edge_count; i++)
        if (gk_git_id_eq(&reading->edges[i], id)) return true;
    return false;
}

/* The number of the parent (1, 2 …) that has these bytes at this path, or 0. */
static uint32_t taken_from(const gk_history_reading *reading, const gk_git_commit *commit,
                           const gk_git_id *trees, const gk_history_difference *d)
{
    gk_git_entry entry;
    for (size_t p = 1; d->after.n && p < commit->parent_count; p++)
        if (trees[p].n && gk_git_find(reading->git, &trees[p], d->path, &entry) &&
            gk_git_id_eq(&entry.id, &d->after))
            return (uint32_t)p;
    return 0;
}

static void add_changes(gk_history_reading *reading, const gk_git_commit *commit,
                        const gk_git_id *trees, const gk_history_differences *found)
{
    gk_history_record *record = reading->record;
    size_t n = found->count;
    size_t *from = gk_mem_alloc((n + 1) * sizeof *from);
    uint32_t *parent = gk_mem_calloc(n + 1, sizeof *parent);
    bool *taken = gk_mem_calloc(n + 1, sizeof *taken);
    for (size_t i = 0; i < n; i++) {
        parent[i] = taken_from(reading, commit, trees, &found->items[i]);
        taken[i] = parent[i] != 0;
    }
    gk_history_pair(reading->git, found, taken, from);
    for (size_t i = 0; i < n; i++) {
        gk_history_change change = {.path = gk_history_path(record, found->items[i].path),
                                    .from = GK_HISTORY_NONE,
                                    .taken = parent[i],
                                    .blob = found->items[i].after};
        if (from[i] != SIZE_MAX) change.from = gk_history_path(record, found->items[from[i]].path);
        gk_history_add_change(record, &change);
    }
    free(from);
    free(parent);
    free(taken);
}

static gk_git_id tree_of(const gk_history_record *record, const gk_git_id *commit)
{
    size_t row = gk_history_find(record, commit);
    return row == SIZE_MAX ? (gk_git_id){.n = 0} : record->rows[row].tree;
}

static bool has_list(gk_view message)
{
    gk_view line, rest = message, key = GK_V("Approves:");
    while (gk_view_split(&rest, '\n', &line))
        if (gk_view_same_word(gk_view_sub(line, 0, key.n), key)) return true;
    return false;
}

static void add_commit(gk_history_reading *reading, const gk_git_commit *commit, bool edge)
{
    gk_history_record *record = reading->record;
    gk_history_differences found = {.items = NULL};
    gk_history_row row;
    size_t count = edge ? 0 : commit->parent_count;
    gk_git_id *trees = gk_mem_calloc(count + 1, sizeof *trees);
    /* Padding too: it is written to a file. */
    memset(&row, 0, sizeof row);
    row.id = commit->id;
    row.merge = count > 1;
    row.tree = commit->tree;
    row.time = commit->committer.time;
    row.listed = has_list(commit->message);
    row.subject = keep_line(record, first_line(commit->message), SUBJECT_MOST);
    row.author = keep_line(record, commit->author.name, NAME_MOST);
    row.email = keep_email(record, commit->author.email);
    row.first_parent = (uint32_t)record->parent_count;
    row.parents = (uint32_t)count;
    for (size_t p = 0; p < count; p++) {
        record->parents = gk_mem_grow(record->parents, &record->parent_cap,
                                      record->parent_count + 1, sizeof *record->parents);
        record->parents[record->parent_count++] = commit->parents[p];
        trees[p] = tree_of(record, &commit->parents[p]);
    }
    /* Without its parent everything would seem to be new. */
    row.edge = edge || (count && !trees[0].n);
    row.first_change = (uint32_t)record->change_count;
    if (!gk_history_compare(reading->git, &trees[0], &commit->tree, &found)) {
        reading->unreadable++;
        row.edge = true;
    }
    add_changes(reading, commit, trees, &found);
    row.changes = (uint32_t)record->change_count - row.first_change;
    gk_history_add(record, &row);
    reading->fresh++;
    gk_arena_free(&found.arena);
    free(found.items);
    free(trees);
}

/* A commit is added when all its parents are there. */
static void visit_commit(gk_history_reading *reading, stack *s)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_git_commit commit;
    visit *top = &s->items[s->count - 1];
    gk_git_id id = top->id;
    bool entered = top->entered;
    top->entered = true;
    if (gk_history_find(reading->record, &id) != SIZE_MAX) {
        s->count--;
        return;
    }
    if (!gk_git_commit_read(reading->git, &id, &arena, &commit)) {
        commit = (gk_git_commit){.id = id};
        reading->unreadable++;
        add_commit(reading, &commit, true);
        s->count--;
    } else if (entered || is_edge(reading, &id)) {
        add_commit(reading, &commit, is_edge(reading, &id));
        s->count--;
    } else {
        /* The first parent is on top: it is gone through first. */
        for (size_t p = commit.parent_count; p-- > 0;)
            if (gk_history_find(reading->record, &commit.parents[p]) == SIZE_MAX)
                push(s, &commit.parents[p]);
    }
    gk_arena_free(&arena);
}

void gk_history_read(gk_history_reading *reading, const gk_git_id *tip)
{
    stack s = {.items = NULL};
    const gk_git_library *library = &reading->git->library;
    /* Every folder on the way to a document is read for every commit. To hash each of them anew
     * would take four times as long as all else; damage is found by the checksums of packs and
     * streams, as git finds it. What is published is hashed (source/git.c). */
    library->libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
    push(&s, tip);
    while (s.count) visit_commit(reading, &s);
    library->libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
    free(s.items);
}
