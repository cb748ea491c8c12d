/* CSV files as lists of maps by the header row (RFC 4180, UTF-8, a byte order mark and blank lines
 * accepted). */
#ifndef GK_META_CSV_H
#define GK_META_CSV_H

#include "base/diag.h"
#include "meta/value.h"
#include "meta/yaml.h"

/* Reads the whole text of `file`. A cell without quotes is trimmed and typed by its look
 * (meta/scalar.h; empty is null); one in quotes is a string. All rows that don't fit the header are
 * reported, up to a number. False after an error. */
bool gk_csv_read(gk_view file, gk_view text, int16_t offset, gk_arena *arena, gk_diags *diags,
                 gk_value *out);

/* The same with every cell a string as it is written; *spans has the bytes of all cells of all rows
 * but the header, row by row, in the arena. */
bool gk_csv_read_text(gk_view file, gk_view text, gk_arena *arena, gk_diags *diags, gk_value *out,
                      const gk_span **spans);

/* A cell: the name of its column, its text, and the bytes of the file, quotes included. */
typedef void gk_csv_visit(void *ctx, gk_view column, gk_view text, bool quoted, size_t from,
                          size_t to);

/* Visits the cells of all rows that fit the header, row by row. Faults are passed over. */
void gk_csv_each(gk_view text, gk_arena *arena, gk_csv_visit *visit, void *ctx);

#endif
