#include "meta/flat.h"

static void align8(gk_buf *out)
{
    static const char zeros[8] = {0};
    gk_buf_put(out, gk_view_n(zeros, (8 - out->n % 8) % 8));
}

static size_t reserve_cells(gk_buf *out, size_t count)
{
    align8(out);
    size_t at = out->n, bytes = count * sizeof(gk_cell);
    gk_buf_reserve(out, bytes);
    memset(out->p + at, 0, bytes);
    out->n += bytes;
    return at;
}

static void fill_cell(gk_buf *out, size_t at, gk_value v, gk_arena *arena, unsigned depth);

static int64_t put_items(gk_buf *out, size_t at, gk_value v, gk_arena *arena, unsigned depth)
{
    uint32_t n = gk_value_count(v);
    size_t per = v.kind == GK_MAP ? 2 : 1;
    size_t cells = reserve_cells(out, n * per);
    for (uint32_t i = 0; i < n; i++) {
        size_t cell = cells + i * per * sizeof(gk_cell);
        if (v.kind == GK_MAP) {
            fill_cell(out, cell, gk_value_string(gk_value_key(v, i)), arena, depth + 1);
            cell += sizeof(gk_cell);
        }
        fill_cell(out, cell, gk_value_at(v, i, arena), arena, depth + 1);
    }
    return (int64_t)cells - (int64_t)at;
}

/* out->p may move while children are written: the cell is completed last. */
static void fill_cell(gk_buf *out, size_t at, gk_value v, gk_arena *arena, unsigned depth)
{
    bool container = v.kind == GK_LIST || v.kind == GK_MAP;
    if (depth > 64 || (container && v.rep == GK_LAZY)) v = gk_value_null();
    gk_cell cell = {.kind = v.kind, .n = v.n};
    switch ((gk_kind)v.kind) {
    case GK_STRING:
    case GK_HTML:
        cell.data = (int64_t)out->n - (int64_t)at;
        gk_buf_put(out, gk_value_view(v));
        break;
    case GK_LIST:
    case GK_MAP: cell.data = put_items(out, at, v, arena, depth); break;
    case GK_BOOL: cell.data = v.u.b; break;
    case GK_DATE:
        cell.rep = v.rep;
        cell.offset = v.offset;
        cell.data = v.u.i;
        break;
    case GK_FLOAT: memcpy(&cell.data, &v.u.f, sizeof v.u.f); break;
    default: cell.data = v.kind == GK_INT ? v.u.i : 0; break;
    }
    memcpy(out->p + at, &cell, sizeof cell);
}

size_t gk_flat_put(gk_buf *out, gk_value v, gk_arena *arena)
{
    size_t at = reserve_cells(out, 1);
    fill_cell(out, at, v, arena, 0);
    align8(out);
    return at;
}

gk_value gk_flat_value(const gk_cell *cell)
{
    gk_value v = {.kind = cell->kind, .n = cell->n};
    switch ((gk_kind)cell->kind) {
    case GK_STRING:
    case GK_HTML: v.u.s = (const char *)cell + cell->data; break;
    case GK_LIST:
    case GK_MAP:
        v.rep = GK_FLAT;
        v.u.cells = (const gk_cell *)(const void *)((const char *)cell + cell->data);
        break;
    case GK_BOOL: v.u.b = cell->data != 0; break;
    case GK_FLOAT: memcpy(&v.u.f, &cell->data, sizeof v.u.f); break;
    case GK_DATE:
        v.rep = cell->rep;
        v.offset = cell->offset;
        v.u.i = cell->data;
        break;
    default: v.u.i = cell->data; break;
    }
    return v;
}

gk_value gk_flat_item(gk_value list, uint32_t i)
{
    return gk_flat_value(&list.u.cells[i]);
}

gk_value gk_flat_member(gk_value map, uint32_t i)
{
    return gk_flat_value(&map.u.cells[2 * i + 1]);
}

gk_view gk_flat_key(gk_value map, uint32_t i)
{
    return gk_value_view(gk_flat_value(&map.u.cells[2 * i]));
}

static bool has_name(const gk_cell *cell, gk_view name)
{
    return gk_view_same_name(gk_view_n((const char *)cell + cell->data, cell->n), name);
}

bool gk_flat_get(gk_value map, gk_view key, gk_value *out)
{
    const gk_cell *cell = map.u.cells;
    for (uint32_t i = 0; i < map.n; i++, cell += 2) {
        if (!has_name(cell, key)) continue;
        *out = gk_flat_value(cell + 1);
        return true;
    }
    return false;
}

gk_value gk_flat_ordered(gk_value map, uint32_t place, gk_view key)
{
    for (uint32_t i = place < map.n ? place + 1 : map.n; i-- > 0;) {
        const gk_cell *cell = &map.u.cells[2 * i];
        if (has_name(cell, key)) return gk_flat_value(cell + 1);
    }
    return gk_value_null();
}
