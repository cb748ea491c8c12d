/* The register of printed codes: data/codes.csv, one row for every code that was ever issued.
 *
 *     code,document,issued,note,state,base
 *     7K3MPX,/learning/lessons/a/index.md,2026-03-01,一号海报,active,https://party.example/
 *
 * state is `active`, `moved PATH` (the code leads to another document now) or `retired REASON`.
 * base is the address that the symbol was printed with (code_base of site.yaml at the time);
 * without the column it is today's. Rows are never taken out. */
#ifndef GK_META_REGISTER_H
#define GK_META_REGISTER_H

#include "base/diag.h"
#include "meta/value.h"

#define GK_REGISTER_NAME   "codes" /* of the data file */
#define GK_REGISTER_HEADER "code,document,issued,note,state,base"

/* Reads and checks the whole text: form and check character of each code, no code twice, days,
 * states. *out is a list of maps: code (capitals), document and target (paths in the site without a
 * leading slash), issued (date), note, state ("active", "moved", "retired"), reason, base: strings;
 * line, col, endcol: of the cell that says where the code leads. False after an error; *out then
 * holds the good rows. */
bool gk_register_read(gk_view file, gk_view text, int16_t offset, gk_arena *arena, gk_diags *diags,
                      gk_value *out);

#endif
