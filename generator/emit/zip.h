/* A ZIP archive made in memory, the same bytes for the same input: entries stand in the order in
 * which they were added, with one time. libzip has its home in zip.c and is loaded when the first
 * archive is made. */
#ifndef GK_EMIT_ZIP_H
#define GK_EMIT_ZIP_H

#include "base/date.h"
#include "base/diag.h"

typedef struct gk_zip gk_zip;

/* `when`: the time of all entries, as a calendar at its offset shows it. NULL after a diagnostic:
 * libzip is not installed. */
gk_zip *gk_zip_new(gk_date when, gk_diags *diags);

/* Adds a file: a name with '/', UTF-8; the bytes are copied. */
void gk_zip_add(gk_zip *zip, gk_view name, gk_view bytes);

/* Appends the archive to out and frees it (free alone when out is NULL). False when libzip
 * failed. */
bool gk_zip_finish(gk_zip *zip, gk_buf *out);

#endif
