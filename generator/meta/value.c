#include "meta/value.h"

#include <math.h>
#include <stdio.h>

#include "base/utf8.h"
#include "meta/flat.h"

bool gk_value_truth_slow(gk_value v)
{
    switch ((gk_kind)v.kind) {
    case GK_NULL: return false;
    case GK_BOOL: return v.u.b;
    case GK_INT: return v.u.i != 0;
    case GK_FLOAT: return v.u.f != 0;
    case GK_STRING:
    case GK_HTML: return v.n != 0;
    case GK_DATE: return true;
    case GK_LIST: return gk_value_count(v) != 0;
    case GK_MAP: return v.rep == GK_LAZY || v.n != 0;
    }
    return false;
}

uint32_t gk_value_count(gk_value v)
{
    if (v.kind == GK_STRING || v.kind == GK_HTML) return (uint32_t)gk_utf8_count(gk_value_view(v));
    if (v.kind != GK_LIST && v.kind != GK_MAP) return 0;
    if (v.rep != GK_LAZY) return v.n;
    const gk_lazy *lazy = v.u.lazy;
    return lazy->cls->count ? lazy->cls->count(lazy->ctx, v.n) : 0;
}

static gk_value lazy_at(gk_value v, uint32_t i, gk_arena *arena)
{
    const gk_lazy *lazy = v.u.lazy;
    if (v.kind == GK_LIST)
        return lazy->cls->at ? lazy->cls->at(lazy->ctx, v.n, i, arena) : gk_value_null();
    gk_value out = gk_value_null();
    if (lazy->cls->key && lazy->cls->get)
        lazy->cls->get(lazy->ctx, v.n, lazy->cls->key(lazy->ctx, v.n, i), arena, &out);
    return out;
}

gk_value gk_value_at(gk_value v, uint32_t i, gk_arena *arena)
{
    if ((v.kind != GK_LIST && v.kind != GK_MAP) || i >= gk_value_count(v)) return gk_value_null();
    if (v.rep == GK_LAZY) return lazy_at(v, i, arena);
    if (v.rep == GK_FLAT) return v.kind == GK_LIST ? gk_flat_item(v, i) : gk_flat_member(v, i);
    return v.kind == GK_LIST ? v.u.items[i] : v.u.pairs[i].value;
}

gk_view gk_value_key(gk_value v, uint32_t i)
{
    if (v.kind != GK_MAP || i >= gk_value_count(v)) return (gk_view){NULL, 0};
    if (v.rep == GK_LAZY)
        return v.u.lazy->cls->key ? v.u.lazy->cls->key(v.u.lazy->ctx, v.n, i) : (gk_view){NULL, 0};
    if (v.rep == GK_FLAT) return gk_flat_key(v, i);
    return v.u.pairs[i].key;
}

gk_value gk_value_get(gk_value v, gk_view key, gk_arena *arena, bool *found)
{
    gk_value out = gk_value_null();
    bool hit = false;
    if (v.kind == GK_MAP && v.rep == GK_LAZY) {
        const gk_lazy *lazy = v.u.lazy;
        hit = lazy->cls->get && lazy->cls->get(lazy->ctx, v.n, key, arena, &out);
    } else if (v.kind == GK_MAP && v.rep == GK_FLAT) {
        hit = gk_flat_get(v, key, &out);
    } else if (v.kind == GK_MAP) {
        for (uint32_t i = 0; i < v.n && !hit; i++) {
            hit = gk_view_eq(v.u.pairs[i].key, key);
            if (hit) out = v.u.pairs[i].value;
        }
    }
    if (found) *found = hit;
    return out;
}

static bool equal_content(gk_value a, gk_value b, gk_arena *arena)
{
    uint32_t n = gk_value_count(a);
    if (n != gk_value_count(b)) return false;
    for (uint32_t i = 0; i < n; i++) {
        gk_value left = gk_value_at(a, i, arena), right;
        if (a.kind == GK_MAP) {
            bool found;
            right = gk_value_get(b, gk_value_key(a, i), arena, &found);
            if (!found) return false;
        } else {
            right = gk_value_at(b, i, arena);
        }
        if (!gk_value_equal(left, right, arena)) return false;
    }
    return true;
}

bool gk_value_equal(gk_value a, gk_value b, gk_arena *arena)
{
    if (gk_value_is_number(a) && gk_value_is_number(b))
        return a.kind == b.kind && a.kind == GK_INT ? a.u.i == b.u.i
                                                    : gk_value_as_float(a) == gk_value_as_float(b);
    if (gk_value_is_text(a) && gk_value_is_text(b))
        return gk_view_eq(gk_value_view(a), gk_value_view(b));
    if (a.kind != b.kind) return false;
    switch ((gk_kind)a.kind) {
    case GK_NULL: return true;
    case GK_BOOL: return a.u.b == b.u.b;
    case GK_DATE: return a.u.i == b.u.i;
    case GK_LIST:
    case GK_MAP:
        if (a.rep == GK_LAZY && b.rep == GK_LAZY && a.u.lazy->cls == b.u.lazy->cls && a.n == b.n)
            return true;
        if (a.kind == GK_MAP && (a.rep == GK_LAZY || b.rep == GK_LAZY)) return false;
        return equal_content(a, b, arena);
    default: return false;
    }
}

static int rank(gk_value v)
{
    switch ((gk_kind)v.kind) {
    case GK_NULL: return 0;
    case GK_BOOL: return 1;
    case GK_INT:
    case GK_FLOAT: return 2;
    case GK_DATE: return 3;
    case GK_STRING:
    case GK_HTML: return 4;
    default: return 5;
    }
}

int gk_value_compare(gk_value a, gk_value b)
{
    int ra = rank(a), rb = rank(b);
    if (ra != rb) return ra - rb;
    if (ra == 1) return (int)a.u.b - (int)b.u.b;
    if (ra == 4) return gk_view_cmp(gk_value_view(a), gk_value_view(b));
    if (ra == 3 || (a.kind == GK_INT && b.kind == GK_INT)) return (a.u.i > b.u.i) - (a.u.i < b.u.i);
    if (ra == 2)
        return (gk_value_as_float(a) > gk_value_as_float(b)) -
               (gk_value_as_float(a) < gk_value_as_float(b));
    return 0;
}

const char *gk_value_kind_name(gk_value v)
{
    static const char *const names[] = {"null", "bool", "int",  "float", "string",
                                        "date", "html", "list", "map"};
    if (v.rep == GK_LAZY && (v.kind == GK_LIST || v.kind == GK_MAP)) return v.u.lazy->cls->name;
    return names[v.kind];
}

static void put_float(double f, gk_buf *out)
{
    char text[40];
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(text, sizeof text, "%.*g", precision, f);
        double back = 0;
        if (sscanf(text, "%lf", &back) == 1 && back == f) break;
    }
    gk_buf_puts(out, text);
}

bool gk_value_put_text(gk_value v, gk_buf *out)
{
    switch ((gk_kind)v.kind) {
    case GK_NULL: return true;
    case GK_BOOL: gk_buf_puts(out, v.u.b ? "true" : "false"); return true;
    case GK_INT: gk_buf_put_int(out, v.u.i); return true;
    case GK_FLOAT: put_float(v.u.f, out); return true;
    case GK_STRING:
    case GK_HTML: gk_buf_put(out, gk_value_view(v)); return true;
    case GK_DATE:
        if (v.rep)
            gk_date_put_day(out, gk_value_as_date(v));
        else
            gk_date_put_rfc3339(out, gk_value_as_date(v));
        return true;
    default: return false;
    }
}

static bool put_json(gk_value v, gk_arena *arena, gk_buf *out, unsigned depth)
{
    if (depth > 32 || (v.kind == GK_MAP && v.rep == GK_LAZY)) return false;
    uint32_t n = v.kind >= GK_LIST ? gk_value_count(v) : 0;
    switch ((gk_kind)v.kind) {
    case GK_NULL: gk_buf_puts(out, "null"); return true;
    case GK_FLOAT:
        if (!isfinite(v.u.f)) return false;
        put_float(v.u.f, out);
        return true;
    case GK_STRING:
    case GK_HTML: gk_buf_put_json(out, gk_value_view(v)); return true;
    case GK_DATE:
        gk_buf_putc(out, '"');
        gk_value_put_text(v, out);
        gk_buf_putc(out, '"');
        return true;
    case GK_LIST:
    case GK_MAP:
        gk_buf_putc(out, v.kind == GK_LIST ? '[' : '{');
        for (uint32_t i = 0; i < n; i++) {
            if (i) gk_buf_putc(out, ',');
            if (v.kind == GK_MAP) {
                gk_buf_put_json(out, gk_value_key(v, i));
                gk_buf_putc(out, ':');
            }
            if (!put_json(gk_value_at(v, i, arena), arena, out, depth + 1)) return false;
        }
        gk_buf_putc(out, v.kind == GK_LIST ? ']' : '}');
        return true;
    default: return gk_value_put_text(v, out);
    }
}

bool gk_value_put_json(gk_value v, gk_arena *arena, gk_buf *out)
{
    return put_json(v, arena, out, 0);
}
