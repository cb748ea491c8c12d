/* Which new documents of a commit were which old ones. A type is called as its file is: under
 * another name it is another one. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "source/history_parts.h"

/* A commit that moves more files than these and changes them all is told by names alone. */
enum {
    BLOB_MAX = 1 << 20, /* bytes; larger ones are only compared as a whole */
    NAMED_MAX = 4000,   /* pairs of one name */
    MATRIX_MAX = 64,    /* of them each with each */
    CHUNK = 64          /* bytes of a line that are told apart, as git does */
};

/* A piece of a text: the hash of a line (or of 64 bytes of it) and how many bytes such have. */
typedef struct piece {
    uint64_t hash;
    uint64_t bytes;
} piece;

typedef struct text {
    bool read;
    size_t size, count;
    piece *pieces; /* by hash; NULL: can't be compared */
} text;

typedef struct pairing {
    const gk_git *git;
    const gk_history_differences *found;
    size_t *from;
    bool *used;  /* old ones that were found again */
    text *texts; /* by number of the difference: of its one side */
    size_t *old, *new;
    size_t old_count, new_count;
} pairing;

static int by_hash(const void *a, const void *b)
{
    const piece *x = a, *y = b;
    return (x->hash > y->hash) - (x->hash < y->hash);
}

static void add_piece(text *t, size_t *cap, gk_view bytes)
{
    uint64_t hash = gk_hash64(bytes, 0);
    t->pieces = gk_mem_grow(t->pieces, cap, t->count + 1, sizeof *t->pieces);
    t->pieces[t->count++] = (piece){hash, bytes.n};
}

/* Lines, cut at 64 bytes; those that are the same become one. */
static void cut(gk_view bytes, text *t)
{
    size_t cap = 0, from = 0, kept = 0;
    for (size_t i = 0; i < bytes.n; i++) {
        if (bytes.p[i] != '\n' && i - from + 1 < CHUNK && i + 1 < bytes.n) continue;
        add_piece(t, &cap, gk_view_sub(bytes, from, i + 1 - from));
        from = i + 1;
    }
    if (!t->count) return;
    qsort(t->pieces, t->count, sizeof *t->pieces, by_hash);
    for (size_t i = 1; i < t->count; i++) {
        if (t->pieces[i].hash == t->pieces[kept].hash)
            t->pieces[kept].bytes += t->pieces[i].bytes;
        else
            t->pieces[++kept] = t->pieces[i];
    }
    t->count = kept + 1;
}

static const text *text_of(pairing *p, size_t i)
{
    text *t = &p->texts[i];
    const gk_history_difference *d = &p->found->items[i];
    gk_buf bytes = GK_BUF_INIT;
    if (t->read) return t;
    t->read = true;
    if (gk_git_blob(p->git, d->before.n ? &d->before : &d->after, BLOB_MAX, &bytes)) {
        t->size = bytes.n;
        cut(gk_buf_view(&bytes), t);
    }
    gk_buf_free(&bytes);
    return t;
}

/* How much of the larger text both have, in thousandths. */
static unsigned likeness(pairing *p, size_t old, size_t new)
{
    const text *a = text_of(p, old), *b = text_of(p, new);
    uint64_t common = 0;
    size_t larger = a->size > b->size ? a->size : b->size;
    if (!a->count || !b->count || (a->size + b->size - larger) * 2 < larger) return 0;
    for (size_t i = 0, k = 0; i < a->count && k < b->count;) {
        const piece *x = &a->pieces[i], *y = &b->pieces[k];
        if (x->hash == y->hash) common += x->bytes < y->bytes ? x->bytes : y->bytes;
        i += x->hash <= y->hash;
        k += y->hash <= x->hash;
    }
    return (unsigned)(common * 1000 / larger);
}

static gk_view last_part(gk_view path)
{
    size_t slash = gk_view_rfind_byte(path, '/');
    return slash == SIZE_MAX ? path : gk_view_from(path, slash + 1);
}

/* The document's own name: that of the folder of an index.md, without .md otherwise. */
static gk_view name_of(gk_view path)
{
    gk_view name = last_part(path);
    if (gk_view_is(name, "index.md") && name.n < path.n)
        return last_part(gk_view_n(path.p, path.n - name.n - 1));
    return gk_view_n(name.p, name.n - 3);
}

static void match(pairing *p, size_t old, size_t new)
{
    p->from[new] = old;
    p->used[old] = true;
}

static gk_view bytes_of(const gk_git_id *id)
{
    return gk_view_n((const char *)id->bytes, id->n);
}

/* Lists of old ones under one key, in the order in which they stand. */
typedef struct chains {
    gk_map first; /* key → number + 1 */
    size_t *next; /* number → number + 1 of the next, 0: none */
} chains;

static void chain(chains *c, gk_view key, size_t i)
{
    bool fresh;
    uint64_t *first = gk_map_put(&c->first, key, &fresh);
    c->next[i] = fresh ? 0 : *first;
    *first = i + 1;
}

/* Of the same bytes; of several, one of the same name. */
static void match_exact(pairing *p)
{
    chains c = {GK_MAP_INIT, gk_mem_calloc(p->found->count, sizeof(size_t))};
    const gk_history_difference *items = p->found->items;
    for (size_t o = p->old_count; o-- > 0;)
        chain(&c, bytes_of(&items[p->old[o]].before), p->old[o]);
    for (size_t n = 0; n < p->new_count; n++) {
        size_t new = p->new[n], best = SIZE_MAX, tries = 0;
        const uint64_t *first = gk_map_get(&c.first, bytes_of(&items[new].after));
        for (size_t o = first ? (size_t)*first : 0; o && tries < MATRIX_MAX; o = c.next[o - 1]) {
            bool named = gk_view_eq(name_of(items[o - 1].path), name_of(items[new].path));
            tries++;
            if (p->used[o - 1]) continue;
            if (best == SIZE_MAX || named) best = o - 1;
            if (named) break;
        }
        if (best != SIZE_MAX) match(p, best, new);
    }
    gk_map_free(&c.first);
    free(c.next);
}

/* Of the same name: a folder of many that was moved and changed at once. */
static void match_named(pairing *p)
{
    chains c = {GK_MAP_INIT, gk_mem_calloc(p->found->count, sizeof(size_t))};
    size_t tries = 0;
    for (size_t o = p->old_count; o-- > 0;)
        if (!p->used[p->old[o]]) chain(&c, name_of(p->found->items[p->old[o]].path), p->old[o]);
    for (size_t n = 0; n < p->new_count && tries < NAMED_MAX; n++) {
        size_t new = p->new[n];
        if (p->from[new] != SIZE_MAX) continue;
        const uint64_t *first = gk_map_get(&c.first, name_of(p->found->items[new].path));
        /* Only when there is no doubt which. */
        if (!first || c.next[*first - 1] || p->used[*first - 1]) continue;
        tries++;
        if (likeness(p, (size_t)*first - 1, new) >= 500) match(p, (size_t)*first - 1, new);
    }
    gk_map_free(&c.first);
    free(c.next);
}

typedef struct candidate {
    unsigned score;
    size_t old, new;
} candidate;

static int by_score(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->score != y->score) return x->score > y->score ? -1 : 1;
    if (x->new != y->new) return x->new < y->new ? -1 : 1;
    return (x->old > y->old) - (x->old < y->old);
}

static size_t rest_of(const size_t *all, size_t count, const pairing *p, bool old, size_t *out)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        bool done = old ? p->used[all[i]] : p->from[all[i]] != SIZE_MAX;
        if (done) continue;
        if (n < MATRIX_MAX) out[n] = all[i];
        n++;
    }
    return n;
}

/* Each with each; those that are most alike first. */
static void match_alike(pairing *p)
{
    size_t old[MATRIX_MAX], new[MATRIX_MAX], count = 0;
    size_t olds = rest_of(p->old, p->old_count, p, true, old);
    size_t news = rest_of(p->new, p->new_count, p, false, new);
    if (!olds || !news || olds > MATRIX_MAX || news > MATRIX_MAX) return;
    candidate *list = gk_mem_alloc(olds * news * sizeof *list);
    for (size_t n = 0; n < news; n++)
        for (size_t o = 0; o < olds; o++) {
            unsigned score = likeness(p, old[o], new[n]);
            if (score >= 500) list[count++] = (candidate){score, old[o], new[n]};
        }
    if (count) qsort(list, count, sizeof *list, by_score);
    for (size_t i = 0; i < count; i++)
        if (!p->used[list[i].old] && p->from[list[i].new] == SIZE_MAX)
            match(p, list[i].old, list[i].new);
    free(list);
}

void gk_history_pair(const gk_git *git, const gk_history_differences *found, const bool *taken,
                     size_t *from)
{
    size_t count = found->count;
    pairing p = {.git = git,
                 .found = found,
                 .from = from,
                 .used = gk_mem_calloc(count, sizeof *p.used),
                 .texts = gk_mem_calloc(count, sizeof *p.texts),
                 .old = gk_mem_calloc(count, sizeof *p.old),
                 .new = gk_mem_calloc(count, sizeof *p.new)};
    for (size_t i = 0; i < count; i++) {
        const gk_history_difference *d = &found->items[i];
        from[i] = SIZE_MAX;
        if (!gk_view_ends(d->path, GK_V(".md"))) continue;
        if (!d->after.n)
            p.old[p.old_count++] = i;
        else if (!d->before.n && !taken[i])
            p.new[p.new_count++] = i;
    }
    if (p.old_count && p.new_count) {
        match_exact(&p);
        match_named(&p);
        match_alike(&p);
    }
    for (size_t i = 0; i < count; i++) free(p.texts[i].pieces);
    free(p.used);
    free(p.texts);
    free(p.old);
    free(p.new);
}
