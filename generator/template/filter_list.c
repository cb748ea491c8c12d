#include "template/filters.h"

static bool finish(gk_use *use, const gk_value *items, size_t n, gk_value *out)
{
    return gk_run_list(use->run, use->expr->span, items, n, out);
}

static gk_value *room(gk_use *use, size_t n)
{
    if (!gk_run_room(use->run, n * sizeof(gk_value), use->expr->span)) return NULL;
    return gk_arena_alloc(use->run->arena, n * sizeof(gk_value));
}

/* Items [from, to) of the subject as a list of their own. */
static bool part(gk_use *use, uint32_t from, uint32_t to, gk_value *out)
{
    uint32_t n = gk_value_count(use->subject);
    if (to > n) to = n;
    if (from > to) from = to;
    *out = use->subject;
    if (from == 0 && to == n) return true;
    gk_value *items = room(use, to - from);
    if (!items) return false;
    for (uint32_t i = from; i < to; i++)
        items[i - from] = gk_value_at(use->subject, i, use->run->arena);
    return finish(use, items, to - from, out);
}

static uint32_t clamp(int64_t n)
{
    return n > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uint32_t)n;
}

bool gk_filter_limit(gk_use *use, gk_value *out)
{
    int64_t n;
    return gk_use_int(use, 0, 0, &n) && part(use, 0, clamp(n), out);
}

bool gk_filter_offset(gk_use *use, gk_value *out)
{
    int64_t n;
    return gk_use_int(use, 0, 0, &n) && part(use, clamp(n), UINT32_MAX, out);
}

bool gk_filter_slice(gk_use *use, gk_value *out)
{
    int64_t from, n;
    return gk_use_int(use, 0, 0, &from) && gk_use_int(use, 1, 0, &n) &&
           part(use, clamp(from), clamp(from) + clamp(n), out);
}

bool gk_filter_length(gk_use *use, gk_value *out)
{
    gk_value v = use->subject;
    bool counted =
        v.kind == GK_NULL || v.kind == GK_STRING || v.kind == GK_HTML || v.kind >= GK_LIST;
    if (!counted) return gk_use_kind(use, v, GK_V("list, map, string"));
    *out = gk_value_int(gk_value_count(v));
    return true;
}

bool gk_filter_first(gk_use *use, gk_value *out)
{
    *out = gk_value_at(use->subject, 0, use->run->arena);
    return true;
}

bool gk_filter_last(gk_use *use, gk_value *out)
{
    uint32_t n = gk_value_count(use->subject);
    *out = n ? gk_value_at(use->subject, n - 1, use->run->arena) : gk_value_null();
    return true;
}

bool gk_filter_reverse(gk_use *use, gk_value *out)
{
    uint32_t n = gk_value_count(use->subject);
    gk_value *items = room(use, n);
    if (!items) return false;
    for (uint32_t i = 0; i < n; i++)
        items[i] = gk_value_at(use->subject, n - 1 - i, use->run->arena);
    return finish(use, items, n, out);
}

bool gk_filter_batch(gk_use *use, gk_value *out)
{
    int64_t size;
    if (!gk_use_int(use, 0, 1, &size)) return false;
    uint32_t n = gk_value_count(use->subject), by = clamp(size), groups = n / by + (n % by != 0);
    gk_value *items = room(use, n), *lists = room(use, groups);
    if (!items || !lists) return false;
    for (uint32_t i = 0; i < n; i++) items[i] = gk_value_at(use->subject, i, use->run->arena);
    for (uint32_t g = 0; g < groups; g++) {
        uint32_t from = g * by, count = n - from < by ? n - from : by;
        if (!finish(use, items + from, count, &lists[g])) return false;
    }
    return finish(use, lists, groups, out);
}

bool gk_filter_join(gk_use *use, gk_value *out)
{
    gk_view separator = GK_V(""), path = GK_V("");
    if (use->given[0] && !gk_use_string(use, 0, &separator)) return false;
    if (use->given[1] && !gk_use_string(use, 1, &path)) return false;
    uint32_t n = gk_value_count(use->subject);
    gk_buf *scratch = &use->run->scratch;
    bool html = false;
    gk_value *items = room(use, n);
    if (!items) return false;
    for (uint32_t i = 0; i < n; i++) {
        items[i] = gk_value_at(use->subject, i, use->run->arena);
        if (path.n) items[i] = gk_filter_path(use->run, items[i], path);
        html |= items[i].kind == GK_HTML;
    }
    scratch->n = 0;
    for (uint32_t i = 0; i < n; i++) {
        gk_value v = items[i];
        if (v.kind == GK_LIST || v.kind == GK_MAP)
            return GK_RUN_FAULT(use->run, use->expr->span, GK_MSG_template_print,
                                gk_view_of(gk_value_kind_name(v)));
        if (i && html) gk_buf_put_html(scratch, separator);
        if (i && !html) gk_buf_put(scratch, separator);
        if (html && v.kind == GK_STRING)
            gk_buf_put_html(scratch, gk_value_view(v));
        else
            gk_value_put_text(v, scratch);
        if (!gk_run_room(use->run, scratch->n, use->expr->span)) return false;
    }
    if (!gk_run_string(use->run, use->expr->span, out)) return false;
    if (html) out->kind = GK_HTML;
    return true;
}

bool gk_filter_map(gk_use *use, gk_value *out)
{
    gk_view path;
    uint32_t n = gk_value_count(use->subject);
    if (!gk_use_string(use, 0, &path)) return false;
    gk_value *items = room(use, n);
    if (!items) return false;
    for (uint32_t i = 0; i < n; i++)
        items[i] = gk_filter_path(use->run, gk_value_at(use->subject, i, use->run->arena), path);
    return finish(use, items, n, out);
}

static bool select_items(gk_use *use, bool keep, gk_value *out)
{
    gk_view path;
    uint32_t n = gk_value_count(use->subject), kept = 0;
    if (!gk_use_string(use, 0, &path)) return false;
    gk_value *items = room(use, n);
    if (!items) return false;
    for (uint32_t i = 0; i < n; i++) {
        gk_value item = gk_value_at(use->subject, i, use->run->arena),
                 v = gk_filter_path(use->run, item, path);
        bool match = gk_value_truth(v);
        if (use->given[1] && !gk_run_equal(use->run, use->expr->span, v, use->args[1], &match))
            return false;
        if (match == keep) items[kept++] = item;
    }
    return finish(use, items, kept, out);
}

bool gk_filter_where(gk_use *use, gk_value *out)
{
    return select_items(use, true, out);
}

bool gk_filter_reject(gk_use *use, gk_value *out)
{
    return select_items(use, false, out);
}

bool gk_filter_contains(gk_use *use, gk_value *out)
{
    gk_value in = use->subject, v = use->args[0];
    bool yes = false;
    if (in.kind == GK_STRING || in.kind == GK_HTML) {
        gk_view text;
        if (!gk_use_string(use, 0, &text)) return false;
        yes = gk_view_find(gk_value_view(in), text, 0) != SIZE_MAX;
    } else if (in.kind == GK_LIST) {
        uint32_t n = gk_value_count(in);
        for (uint32_t i = 0; i < n && !yes; i++)
            if (!gk_run_equal(use->run, use->expr->span, v, gk_value_at(in, i, use->run->arena),
                              &yes))
                return false;
    } else if (in.kind != GK_NULL) {
        return gk_use_kind(use, in, GK_V("list, string"));
    }
    *out = gk_value_bool(yes);
    return true;
}

bool gk_filter_keys(gk_use *use, gk_value *out)
{
    uint32_t n = gk_value_count(use->subject);
    gk_value *items = room(use, n);
    if (!items) return false;
    for (uint32_t i = 0; i < n; i++) items[i] = gk_value_string(gk_value_key(use->subject, i));
    return gk_run_charge(use->run, n, use->expr->span) && finish(use, items, n, out);
}

bool gk_filter_values(gk_use *use, gk_value *out)
{
    use->run->varies |= use->subject.rep == GK_LAZY; /* one of them may be */
    uint32_t n = gk_value_count(use->subject);
    gk_value *items = room(use, n);
    if (!items) return false;
    for (uint32_t i = 0; i < n; i++) items[i] = gk_value_at(use->subject, i, use->run->arena);
    return gk_run_charge(use->run, n, use->expr->span) && finish(use, items, n, out);
}

bool gk_filter_sum(gk_use *use, gk_value *out)
{
    gk_view path = GK_V("");
    int64_t whole = 0;
    double f = 0;
    bool floats = false;
    if (use->given[0] && !gk_use_string(use, 0, &path)) return false;
    uint32_t n = gk_value_count(use->subject);
    for (uint32_t i = 0; i < n; i++) {
        gk_value v = gk_filter_path(use->run, gk_value_at(use->subject, i, use->run->arena), path);
        if (v.kind == GK_NULL) continue;
        if (v.kind != GK_INT && v.kind != GK_FLOAT) return gk_use_kind(use, v, GK_V("int, float"));
        if (v.kind == GK_INT && __builtin_add_overflow(whole, v.u.i, &whole))
            return GK_RUN_FAULT(use->run, use->expr->span, GK_MSG_template_overflow);
        if (v.kind == GK_FLOAT) f += v.u.f;
        floats |= v.kind == GK_FLOAT;
    }
    *out = floats ? gk_value_float(f + (double)whole) : gk_value_int(whole);
    return true;
}
