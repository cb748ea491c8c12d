/* What two trees have differently. Trees are compared as they are stored: most of their bytes are
 * the same. */
#include "base/mem.h"
#include "source/git_parts.h"
#include "source/history_parts.h"

enum { TREE_MAX = 64 << 20, DEPTH_MAX = 64, PATH_MOST = 4096 };

typedef struct comparing {
    const gk_git *git;
    gk_history_differences *out;
    gk_buf path; /* of the folder, with its '/' */
    bool good;
} comparing;

/* A tree's bytes, and the entry that is next. */
typedef struct cursor {
    git_odb_object *object;
    gk_view rest;
    gk_view whole; /* the entry's bytes; empty: at the end */
    gk_view name;
    uint32_t mode;
    const uint8_t *id;
} cursor;

static bool is_folder(const cursor *c)
{
    return c->whole.n && c->mode == GK_GIT_MODE_TREE;
}

/* Documents, and the types of documents. Links and what other repositories hold are neither. */
static bool is_told(const comparing *work, const cursor *c)
{
    static const char *const endings[] = {".md", ".yaml", ".yml"};
    gk_view folder = gk_buf_view(&work->path);
    if (!c->whole.n || (c->mode & 0170000) != 0100000) return false;
    if (gk_view_has_ending(c->name, endings, 1)) return gk_view_ends(c->name, GK_V(".md"));
    bool types = gk_view_is(folder, "types/") || gk_view_ends(folder, GK_V("/types/"));
    return types && gk_view_has_ending(c->name, endings + 1, 2);
}

static void step(comparing *work, cursor *c)
{
    size_t id = GIT_OID_RAWSZ, at = 0;
    c->whole = (gk_view){NULL, 0};
    if (!c->rest.n) return;
    size_t nul = gk_view_find_byte(c->rest, '\0', 0);
    c->mode = 0;
    for (; at < c->rest.n && c->rest.p[at] >= '0' && c->rest.p[at] <= '7' && at < 7; at++)
        c->mode = c->mode * 8 + (uint32_t)(c->rest.p[at] - '0');
    bool good = nul != SIZE_MAX && c->rest.n - nul > id && at < nul && c->rest.p[at] == ' ';
    if (!good) {
        work->good = false;
        c->rest.n = 0;
        return;
    }
    c->whole = gk_view_n(c->rest.p, nul + 1 + id);
    c->name = gk_view_n(c->rest.p + at + 1, nul - at - 1);
    c->id = (const uint8_t *)c->rest.p + nul + 1;
    c->rest = gk_view_from(c->rest, nul + 1 + id);
}

static void open_tree(comparing *work, const gk_git_id *id, cursor *c)
{
    *c = (cursor){.object = NULL};
    if (gk_git_id_is_none(id)) return;
    c->object = gk_git_object(work->git, id, GK_GIT_TREE, TREE_MAX);
    if (!c->object) {
        work->good = false;
        return;
    }
    c->rest = gk_view_n(work->git->library.odb_object_data(c->object),
                        work->git->library.odb_object_size(c->object));
    step(work, c);
}

static void close_tree(const comparing *work, cursor *c)
{
    if (c->object) work->git->library.odb_object_free(c->object);
}

/* Folders are ordered as if their names ended with '/'. */
static int order(const cursor *a, const cursor *b)
{
    if (!a->whole.n || !b->whole.n) return a->whole.n ? -1 : 1;
    size_t n = a->name.n < b->name.n ? a->name.n : b->name.n;
    int cmp = memcmp(a->name.p, b->name.p, n);
    if (cmp) return cmp;
    int x = a->name.n > n ? (unsigned char)a->name.p[n] : is_folder(a) ? '/' : 0;
    int y = b->name.n > n ? (unsigned char)b->name.p[n] : is_folder(b) ? '/' : 0;
    return x - y;
}

static gk_git_id id_of(const cursor *c)
{
    gk_git_id id = {.n = GIT_OID_RAWSZ};
    memcpy(id.bytes, c->id, GIT_OID_RAWSZ);
    return id;
}

static void add(comparing *work, gk_view name, const cursor *before, const cursor *after)
{
    gk_history_differences *out = work->out;
    out->items = gk_mem_grow(out->items, &out->cap, out->count + 1, sizeof *out->items);
    gk_history_difference *d = &out->items[out->count++];
    *d = (gk_history_difference){.path = GK_JOIN(&out->arena, gk_buf_view(&work->path), name)};
    if (before) d->before = id_of(before);
    if (after) d->after = id_of(after);
}

static void compare(comparing *work, const gk_git_id *before, const gk_git_id *after,
                    unsigned depth);

static void enter(comparing *work, gk_view name, const cursor *before, const cursor *after,
                  unsigned depth)
{
    size_t length = work->path.n;
    gk_git_id a = before ? id_of(before) : (gk_git_id){.n = 0};
    gk_git_id b = after ? id_of(after) : (gk_git_id){.n = 0};
    if (depth >= DEPTH_MAX || length + name.n > PATH_MOST) return;
    gk_buf_put(&work->path, name);
    gk_buf_putc(&work->path, '/');
    compare(work, &a, &b, depth + 1);
    gk_buf_truncate(&work->path, length);
}

/* An entry that stands on one side only, or on both under the same name and of the same sort. */
static void take(comparing *work, const cursor *before, const cursor *after, unsigned depth)
{
    gk_view name = before ? before->name : after->name;
    const cursor *a = before && is_told(work, before) ? before : NULL;
    const cursor *b = after && is_told(work, after) ? after : NULL;
    bool same = before && after && memcmp(before->id, after->id, GIT_OID_RAWSZ) == 0;
    if (is_folder(before ? before : after)) {
        if (!same) enter(work, name, before, after, depth);
    } else if ((a || b) && !(a && b && same)) {
        add(work, name, a, b);
    }
}

static void compare(comparing *work, const gk_git_id *before, const gk_git_id *after,
                    unsigned depth)
{
    cursor a, b;
    open_tree(work, before, &a);
    open_tree(work, after, &b);
    while (a.whole.n || b.whole.n) {
        bool same = a.whole.n == b.whole.n && memcmp(a.whole.p, b.whole.p, a.whole.n) == 0;
        int cmp = same ? 0 : order(&a, &b);
        if (!same) take(work, cmp <= 0 ? &a : NULL, cmp >= 0 ? &b : NULL, depth);
        if (cmp <= 0) step(work, &a);
        if (cmp >= 0) step(work, &b);
    }
    close_tree(work, &a);
    close_tree(work, &b);
}

bool gk_history_compare(const gk_git *git, const gk_git_id *before, const gk_git_id *after,
                        gk_history_differences *out)
{
    comparing work = {.git = git, .out = out, .path = GK_BUF_INIT, .good = true};
    if (!gk_git_id_eq(before, after)) compare(&work, before, after, 0);
    gk_buf_free(&work.path);
    return work.good;
}
