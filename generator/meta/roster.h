/* Rosters: the persons of one announcement, kept outside the site.
 *
 * A roster is a CSV file whose first row names the columns, or a YAML list of maps, with the fields
 * of gk_person_fields (meta/policy_table.h) by their name or label. What it holds is personal: a
 * diagnostic about it gives the file, the line and the row, never a word of it, and no source line.
 * Rosters are read in workers only. */
#ifndef GK_META_ROSTER_H
#define GK_META_ROSTER_H

#include "base/diag.h"
#include "base/needles.h"
#include "meta/data.h"

enum { GK_ROSTER_MAX = 4 * 1024 * 1024, /* bytes of a file */ GK_ROSTER_ROWS = 5000 };

typedef struct gk_roster {
    gk_value rows; /* a list of maps: name of a field → typed value, in the order of the table; only
                      what is set */
    uint32_t count;
} gk_roster;

/* Whether a file may be a roster, by its name; and its path without the ending. */
bool gk_roster_is_named(gk_view path, gk_view *stem);

/* Reads the whole text of `file`. Dates are at `offset`. False after adding an error; *out then has
 * no rows. The arena holds the rows. */
bool gk_roster_read(gk_view file, gk_view text, int16_t offset, gk_arena *arena, gk_diags *diags,
                    gk_roster *out);

/* Appends the rows in a form that is the same for the same persons and facts, in whatever way the
 * file is written: what is sealed. */
void gk_roster_put_canonical(const gk_roster *roster, gk_buf *out);

/* Adds what must not stand in any other file: names, and numbers by which a person is known. */
void gk_roster_add_needles(const gk_roster *roster, gk_needles *needles);

#endif
