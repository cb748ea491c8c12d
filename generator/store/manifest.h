/* The manifest of a finished output: what gongkai made there, so that it knows what to leave,
 * replace and remove.
 *
 * Read-only and mapped; workers that are forked later share it. Rows are in strictly ascending
 * order of bytes. */
#ifndef GK_STORE_MANIFEST_H
#define GK_STORE_MANIFEST_H

#include "store/store.h"

typedef struct gk_manifest {
    gk_view text;  /* mapped; empty when there is none */
    bool borrowed; /* not mapped */
    size_t body;   /* offset of the first row */
    size_t rows;
    uint32_t *slots; /* offset of a row + 1, by hash of its path; 0 = free */
    size_t mask;
} gk_manifest;

/* Maps and checks the manifest in the folder `own`. 0: read, or there is none; EBADMSG:
 * damaged in line *line; else an errno. */
int gk_manifest_open(gk_manifest *manifest, int own, size_t *line);

/* The same for a text that is borrowed, such as one that came from another host. False: damaged in
 * line *line. */
bool gk_manifest_take(gk_manifest *manifest, gk_view text, size_t *line);

/* Unmaps and frees; the manifest is empty then. */
void gk_manifest_close(gk_manifest *manifest);

/* The row of a path; false when there is none. */
bool gk_manifest_find(const gk_manifest *manifest, gk_view path, gk_store_row *row);

/* Goes through the rows in order: *at starts at manifest->body. False at the end. */
bool gk_manifest_next(const gk_manifest *manifest, size_t *at, gk_view *path);

/* Goes through the lines of the header that the caller gave, likewise: *at starts at 0. */
bool gk_manifest_next_pair(const gk_manifest *manifest, size_t *at, gk_store_pair *pair);

/* Appends the header's lines, and a row. */
void gk_manifest_put_header(gk_buf *out, const gk_store_pair *header, size_t count);
void gk_manifest_put_row(gk_buf *out, const gk_store_row *row, gk_view path);

/* Reads a row "hash<TAB>size<TAB>path" and its marks: until=TIME, private, kept=N, redirect,
 * lasting, source=FILE. What the row borrows of the line lives as long as that. */
bool gk_manifest_parse_row(gk_view line, gk_store_row *row, gk_view *path);

#endif
