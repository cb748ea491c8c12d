#include "base/hash.h"
#include "base/map.h"
#include "template/filters.h"

/* An item and what it is ordered or grouped by. */
typedef struct keyed {
    gk_value key, item;
} keyed;

static keyed *keyed_items(gk_use *use, gk_view path, uint32_t *count)
{
    uint32_t n = *count = gk_value_count(use->subject);
    if (!gk_run_room(use->run, 2 * n * sizeof(keyed), use->expr->span)) return NULL;
    keyed *rows = gk_arena_alloc(use->run->arena, n * sizeof *rows);
    for (uint32_t i = 0; i < n; i++) {
        rows[i].item = gk_value_at(use->subject, i, use->run->arena);
        rows[i].key = gk_filter_path(use->run, rows[i].item, path);
    }
    return rows;
}

static bool path_arg(gk_use *use, gk_view *path)
{
    *path = GK_V("");
    return !use->given[0] || gk_use_string(use, 0, path);
}

/* Merges sorted runs of width w from `from` to `to`; equal keys keep their order, backwards too. */
static void merge(const keyed *from, keyed *to, uint32_t n, uint32_t w, bool backwards)
{
    for (uint32_t low = 0; low < n; low += 2 * w) {
        uint32_t middle = n - low < w ? n : low + w, high = n - low < 2 * w ? n : low + 2 * w;
        uint32_t a = low, b = middle;
        for (uint32_t i = low; i < high; i++) {
            int order = a < middle && b < high ? gk_value_compare(from[a].key, from[b].key) : 0;
            bool left = b >= high || (a < middle && (backwards ? order >= 0 : order <= 0));
            to[i] = left ? from[a++] : from[b++];
        }
    }
}

bool gk_filter_sort(gk_use *use, gk_value *out)
{
    gk_view path;
    uint32_t n, rounds = 1;
    if (!path_arg(use, &path)) return false;
    bool backwards = use->given[1] && gk_value_truth(use->args[1]);
    if (path.n && path.p[0] == '-') {
        backwards = !backwards;
        path = gk_view_from(path, 1);
    }
    keyed *rows = keyed_items(use, path, &n);
    if (!rows) return false;
    keyed *other = gk_arena_alloc(use->run->arena, n * sizeof *other);
    for (uint32_t w = 1; w < n; w *= 2, rounds++) {
        merge(rows, other, n, w, backwards);
        keyed *swap = rows;
        rows = other;
        other = swap;
    }
    if (!gk_run_charge(use->run, (uint64_t)n * rounds / 4, use->expr->span)) return false;
    gk_value *items = gk_arena_alloc(use->run->arena, n * sizeof *items);
    for (uint32_t i = 0; i < n; i++) items[i] = rows[i].item;
    return gk_run_list(use->run, use->expr->span, items, n, out);
}

/* A name for the content of a value, so that equal ones can be found by hash; false (a fault) for
 * what can't be compared. */
static bool content_key(gk_use *use, gk_value v, gk_view *out)
{
    gk_buf *scratch = &use->run->scratch;
    char head = (char)('0' + v.kind);
    scratch->n = 0;
    gk_buf_putc(scratch, head);
    if (v.kind >= GK_LIST && v.rep == GK_LAZY) {
        gk_buf_put(scratch, gk_view_n((const char *)&v.u.lazy, sizeof v.u.lazy));
        gk_buf_put(scratch, gk_view_n((const char *)&v.n, sizeof v.n));
    } else if (v.kind == GK_DATE) {
        gk_buf_put_int(scratch, v.u.i);
    } else if (v.kind >= GK_LIST) {
        if (!gk_run_json(use->run, use->expr->span, v, scratch)) return false;
    } else {
        gk_value_put_text(v, scratch);
    }
    *out = gk_arena_view(use->run->arena, gk_buf_view(scratch));
    return true;
}

/* The number of the group of each row, in order of first appearance; false after a fault. */
static bool number_groups(gk_use *use, const keyed *rows, uint32_t n, uint32_t *numbers,
                          uint32_t *groups)
{
    gk_map seen = GK_MAP_INIT;
    bool ok = true;
    *groups = 0;
    for (uint32_t i = 0; i < n && ok; i++) {
        gk_view key;
        bool fresh;
        ok = content_key(use, rows[i].key, &key);
        if (!ok) break;
        uint64_t *number = gk_map_put(&seen, key, &fresh);
        if (fresh) *number = (*groups)++;
        numbers[i] = (uint32_t)*number;
        ok = gk_run_charge(use->run, 1, use->expr->span);
    }
    gk_map_free(&seen);
    return ok;
}

static bool group_value(gk_use *use, gk_value key, const gk_value *items, uint32_t n, gk_value *out)
{
    gk_pair *pairs = gk_arena_alloc(use->run->arena, 2 * sizeof *pairs);
    pairs[0] = (gk_pair){GK_V("key"), key};
    pairs[1].key = GK_V("items");
    return gk_run_list(use->run, use->expr->span, items, n, &pairs[1].value) &&
           gk_run_map(use->run, use->expr->span, pairs, 2, out);
}

bool gk_filter_group(gk_use *use, gk_value *out)
{
    gk_view path;
    uint32_t n, groups;
    if (!path_arg(use, &path)) return false;
    keyed *rows = keyed_items(use, path, &n);
    if (!rows) return false;
    gk_arena *arena = use->run->arena;
    uint32_t *numbers = gk_arena_alloc(arena, n * sizeof *numbers);
    if (!number_groups(use, rows, n, numbers, &groups)) return false;
    uint32_t *ends = gk_arena_calloc(arena, groups + 1, sizeof *ends);
    uint32_t *firsts = gk_arena_alloc(arena, groups * sizeof *firsts);
    for (uint32_t i = n; i-- > 0; firsts[numbers[i]] = i) ends[numbers[i]]++;
    for (uint32_t g = 1; g < groups; g++) ends[g] += ends[g - 1];
    gk_value *items = gk_arena_alloc(arena, n * sizeof *items);
    gk_value *lists = gk_arena_alloc(arena, groups * sizeof *lists);
    /* Filling from the back turns each end into the start of its group. */
    for (uint32_t i = n; i-- > 0;) items[--ends[numbers[i]]] = rows[i].item;
    for (uint32_t g = 0; g < groups; g++) {
        uint32_t end = g + 1 < groups ? ends[g + 1] : n;
        if (!group_value(use, rows[firsts[g]].key, items + ends[g], end - ends[g], &lists[g]))
            return false;
    }
    return gk_run_list(use->run, use->expr->span, lists, groups, out);
}

bool gk_filter_unique(gk_use *use, gk_value *out)
{
    gk_view path;
    uint32_t n, groups, kept = 0;
    if (!path_arg(use, &path)) return false;
    keyed *rows = keyed_items(use, path, &n);
    if (!rows) return false;
    uint32_t *numbers = gk_arena_alloc(use->run->arena, n * sizeof *numbers);
    if (!number_groups(use, rows, n, numbers, &groups)) return false;
    gk_value *items = gk_arena_alloc(use->run->arena, n * sizeof *items);
    for (uint32_t i = 0; i < n; i++)
        if (numbers[i] == kept) items[kept++] = rows[i].item;
    return gk_run_list(use->run, use->expr->span, items, kept, out);
}

static bool extreme(gk_use *use, int sign, gk_value *out)
{
    gk_view path;
    if (!path_arg(use, &path)) return false;
    uint32_t n = gk_value_count(use->subject);
    *out = gk_value_null();
    for (uint32_t i = 0; i < n; i++) {
        gk_value v = gk_filter_path(use->run, gk_value_at(use->subject, i, use->run->arena), path);
        if (v.kind == GK_NULL) continue;
        if (out->kind == GK_NULL || gk_value_compare(v, *out) * sign > 0) *out = v;
    }
    return true;
}

bool gk_filter_min(gk_use *use, gk_value *out)
{
    return extreme(use, -1, out);
}

bool gk_filter_max(gk_use *use, gk_value *out)
{
    return extreme(use, 1, out);
}

/* A number below `most` that only the seed and the step decide. */
static uint32_t draw(gk_view seed, uint32_t step, uint32_t most)
{
    gk_sha256_stream stream;
    uint64_t number = 0;
    gk_hash_start(&stream);
    gk_hash_add(&stream, seed);
    for (int i = 0; i < 4; i++) {
        char byte = (char)(step >> 8 * i);
        gk_hash_add(&stream, gk_view_n(&byte, 1));
    }
    gk_sha256 hash = gk_hash_end(&stream);
    for (int i = 0; i < 8; i++) number = number << 8 | hash.bytes[i];
    return (uint32_t)(number % most);
}

/* Fisher and Yates, in Durstenfeld's form (CACM algorithm 235). */
bool gk_filter_shuffle(gk_use *use, gk_value *out)
{
    gk_view seed;
    uint32_t n = gk_value_count(use->subject);
    if (!gk_use_string(use, 0, &seed)) return false;
    if (!gk_run_room(use->run, n * sizeof(gk_value), use->expr->span)) return false;
    gk_value *items = gk_arena_alloc(use->run->arena, n * sizeof *items);
    for (uint32_t i = 0; i < n; i++) items[i] = gk_value_at(use->subject, i, use->run->arena);
    for (uint32_t i = n; i > 1; i--) {
        uint32_t k = draw(seed, i, i);
        gk_value swap = items[i - 1];
        items[i - 1] = items[k];
        items[k] = swap;
    }
    *out = gk_value_list(items, n);
    return true;
}
