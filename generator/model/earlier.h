/* What earlier texts said of the addresses that were made of them: the fields of documents that a
 * permalink can name, what keeps a document from being shown, and the permalinks of types. Each is
 * told by the text alone, so it is found once and kept by the text's id (build/earlier.h).
 *
 * Texts that could not be read then, or that no edition ever showed (drafts), say nothing. */
#ifndef GK_MODEL_EARLIER_H
#define GK_MODEL_EARLIER_H

#include "base/map.h"
#include "source/git.h"

typedef struct gk_earlier {
    gk_view slug, branch, type, scope, date; /* as they are written; empty: nothing is said */
    gk_view permalink, extends;              /* of a type */
} gk_earlier;

/* What is known of texts, a line each: their id, and the seven values or nothing. */
typedef struct gk_earliers {
    gk_view text; /* borrowed; whole lines */
    gk_map lines; /* hex id → offset in text of what follows it */
} gk_earliers;

/* Appends the line of a text, which is that of a document, or of a type's file. */
void gk_earlier_put(const gk_git_id *id, gk_view text, bool type, gk_buf *out);

/* Reads lines. Those that are not of the form are passed over. Free `lines` with gk_map_free. */
void gk_earliers_take(gk_earliers *all, gk_view text);

/* Whether a text is known; *says: whether it says anything, which is in *out then. */
bool gk_earlier_find(const gk_earliers *all, const gk_git_id *id, bool *says, gk_earlier *out);

#endif
