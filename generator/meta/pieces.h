/* Pieces of text of front matter, data files and names of files: every scalar with the path of its
 * key and its exact place. See base/piece.h. */
#ifndef GK_META_PIECES_H
#define GK_META_PIECES_H

#include "base/piece.h"
#include "meta/data.h"
#include "meta/schema.h"

/* Adds the scalars of a document's front matter. A path names keys only ("contact.phone",
 * "attachments.file"): items of a list share theirs. The fields of `type` (NULL: none) tell the
 * kinds; the field `title` is a GK_PIECE_TITLE. `pieces` was begun with the whole text. */
void gk_pieces_add_front(gk_pieces *pieces, const gk_schema *type, const gk_node *front);

/* Adds the scalars of the data file that pieces was begun with: YAML and JSON with paths as above,
 * CSV with the names of columns. A text that can't be read is one piece without a path; its faults
 * are told elsewhere. */
void gk_pieces_add_data(gk_pieces *pieces, gk_data_kind kind, gk_arena *arena);

/* Adds the name of a file, without its folder and without a place in a text. */
void gk_pieces_add_name(gk_pieces *pieces, gk_view path);

#endif
