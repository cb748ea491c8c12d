/* What the files about rosters share. Not for others. */
#ifndef GK_BUILD_ROSTER_PARTS_H
#define GK_BUILD_ROSTER_PARTS_H

#include "build/rosters.h"
#include "meta/roster.h"

/* In a worker: reads a roster of the private folder. */
bool gk_roster_load(const gk_job *job, size_t file, gk_arena *arena, gk_diags *diags,
                    gk_roster *out);

/* A seal as it stands in its file. */
typedef struct gk_seal {
    gk_sha256 hmac;
    uint32_t persons, corrections;
    gk_date first; /* published */
} gk_seal;

/* Reads a seal's file; a time without a zone is at `offset`. */
bool gk_seal_parse(gk_view text, int16_t offset, gk_seal *out);
/* Appends it as it is read. */
void gk_seal_put(const gk_seal *seal, gk_buf *out);

/* What is sealed: the path of the document and its persons. */
gk_sha256 gk_seal_of(gk_view key, gk_view path, const gk_roster *roster);

/* Appends the path in the private folder of a document's roster, without an ending. */
void gk_roster_put_stem(gk_view document, gk_buf *out);

#endif
