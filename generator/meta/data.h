/* Data files: YAML, JSON and CSV by the ending of their names. */
#ifndef GK_META_DATA_H
#define GK_META_DATA_H

#include "base/diag.h"
#include "meta/value.h"

typedef enum gk_data_kind { GK_DATA_NONE, GK_DATA_YAML, GK_DATA_JSON, GK_DATA_CSV } gk_data_kind;

enum { GK_DATA_MAX = 8 * 1024 * 1024 /* bytes of a JSON or CSV file; YAML: GK_YAML_FILE_MAX */ };

/* What a file of that name holds (.yaml .yml .json .csv), and its name without the ending. */
gk_data_kind gk_data_kind_of(gk_view name, gk_view *stem);

/* Reads the whole text of `file`. YAML without a schema is typed by its look (gk_scalar_by_look):
 * null, true and false, numbers and days; `no` and `yes` stay strings. Days are at `offset`. False
 * after an error. */
bool gk_data_read(gk_data_kind kind, gk_view file, gk_view text, int16_t offset, gk_arena *arena,
                  gk_diags *diags, gk_value *out);

#endif
