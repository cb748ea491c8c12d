/* Flat values: the form that a value has in a record. Cells hold offsets relative to themselves, no
 * pointers, so that the same bytes can be sent by a worker, kept in a cache and mapped by the site
 * at any address (8-byte aligned).
 *
 * A list is n cells in a row; a map is n pairs of cells (key string, value), in the order they were
 * given. */
#ifndef GK_META_FLAT_H
#define GK_META_FLAT_H

#include "meta/value.h"

typedef struct gk_cell {
    uint8_t kind;
    uint8_t rep; /* of dates: day only */
    int16_t offset;
    uint32_t n;
    int64_t data; /* number, date, or offset from this cell to the bytes or cells */
} gk_cell;

_Static_assert(sizeof(gk_cell) == 16, "a cell is 16 bytes");

/* Appends v (8-byte aligned, padding added) and gives the offset of its cell in out. Lazy values
 * are written as null; depth beyond 64 likewise. */
size_t gk_flat_put(gk_buf *out, gk_value v, gk_arena *arena);

/* The value of a cell; it borrows the record. */
gk_value gk_flat_value(const gk_cell *cell);

/* Used by meta/value.c on values of representation GK_FLAT; i in range. */
gk_value gk_flat_item(gk_value list, uint32_t i);
gk_value gk_flat_member(gk_value map, uint32_t i);
gk_view gk_flat_key(gk_value map, uint32_t i);
bool gk_flat_get(gk_value map, gk_view key, gk_value *out);

/* The value of a key in a map whose keys stand in a known order with some left out: it stands at
 * `place` or before. Null when it is not there. */
gk_value gk_flat_ordered(gk_value map, uint32_t place, gk_view key);

#endif
