/* The journal: what a commit is about to do to the output, so that a crash in the middle can
 * be completed.
 *
 * "#journal=1", then "-<TAB>path" for what goes and "+<TAB>hash<TAB>size<TAB>path" for what
 * comes from staging/, then "#end=COUNT". It is written whole before the first change and
 * removed after the last. */
#ifndef GK_STORE_JOURNAL_H
#define GK_STORE_JOURNAL_H

#include "store/store.h"

typedef struct gk_change {
    gk_view path;
    gk_store_row row; /* of what comes */
    bool comes;       /* else it goes */
    bool first;       /* of what comes: the last manifest does not have it */
    char undo; /* what was done: 0 nothing, 'm' moved, 'x' exchanged, 't' moved over one that is in
                  the trash */
} gk_change;

/* All changes: first what goes, then what comes, each by order of bytes. */
typedef struct gk_changes {
    gk_change *items;
    size_t count, cap;
} gk_changes;

/* Adds a change of nothing but the path, which is borrowed; valid until the next addition. */
gk_change *gk_changes_add(gk_changes *changes, gk_view path);
/* Gives the memory back. */
void gk_changes_free(gk_changes *changes);

/* Appends the journal's text. */
void gk_journal_format(const gk_changes *changes, gk_buf *out);

/* Reads a journal; the paths borrow from text. False when it is not whole. */
bool gk_journal_parse(gk_view text, gk_changes *changes);

/* Does the changes, in order. What goes is moved to trash/, so that all can be taken back.
 * `replay`: some may be done already, which their hashes tell. 0, or the errno of the one that
 * failed, *failed. Folders left empty are removed. */
int gk_changes_apply(gk_store *store, gk_changes *changes, bool replay, const gk_change **failed);

/* Takes back what gk_changes_apply did. 0 or an errno. */
int gk_changes_undo(gk_store *store, gk_changes *changes);

#endif
