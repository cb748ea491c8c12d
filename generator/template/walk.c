#include "template/run.h"

/* Lists that hold the same list twice, again and again, are small in memory and endless to walk:
 * every item is charged. */

enum { JSON_DEPTH_MAX = 32 };

static bool deep(gk_value v)
{
    return v.kind == GK_LIST || v.kind == GK_MAP;
}

static bool equal_items(gk_run *run, gk_span span, gk_value a, gk_value b, bool *yes)
{
    uint32_t n = gk_value_count(a);
    *yes = n == gk_value_count(b);
    for (uint32_t i = 0; i < n && *yes; i++) {
        gk_value left = gk_value_at(a, i, run->arena), right;
        if (a.kind == GK_LIST)
            right = gk_value_at(b, i, run->arena);
        else
            right = gk_value_get(b, gk_value_key(a, i), run->arena, yes);
        if (*yes && !gk_run_equal(run, span, left, right, yes)) return false;
    }
    return true;
}

bool gk_run_equal(gk_run *run, gk_span span, gk_value a, gk_value b, bool *yes)
{
    bool walks = deep(a) && a.kind == b.kind &&
                 !(a.kind == GK_MAP && (a.rep == GK_LAZY || b.rep == GK_LAZY));
    if (!gk_run_charge(run, 1, span)) return false;
    if (walks && a.rep == b.rep && a.n == b.n && a.u.items == b.u.items) {
        *yes = true;
        return true;
    }
    if (walks) return equal_items(run, span, a, b, yes);
    *yes = gk_value_equal(a, b, run->arena);
    return true;
}

static bool not_json(gk_run *run, gk_span span, gk_value v)
{
    return GK_RUN_FAULT(run, span, GK_MSG_template_json, gk_view_of(gk_value_kind_name(v)));
}

static bool put_json(gk_run *run, gk_span span, gk_value v, gk_buf *out, unsigned depth)
{
    if (!deep(v)) return gk_value_put_json(v, run->arena, out) || not_json(run, span, v);
    if (depth > JSON_DEPTH_MAX || (v.kind == GK_MAP && v.rep == GK_LAZY))
        return not_json(run, span, v);
    uint32_t n = gk_value_count(v);
    gk_buf_putc(out, v.kind == GK_LIST ? '[' : '{');
    for (uint32_t i = 0; i < n; i++) {
        if (i) gk_buf_putc(out, ',');
        if (v.kind == GK_MAP) {
            gk_buf_put_json(out, gk_value_key(v, i));
            gk_buf_putc(out, ':');
        }
        if (!gk_run_charge(run, 1, span) || !gk_run_room(run, out->n, span)) return false;
        if (!put_json(run, span, gk_value_at(v, i, run->arena), out, depth + 1)) return false;
    }
    gk_buf_putc(out, v.kind == GK_LIST ? ']' : '}');
    return true;
}

bool gk_run_json(gk_run *run, gk_span span, gk_value v, gk_buf *out)
{
    return put_json(run, span, v, out, 0);
}
