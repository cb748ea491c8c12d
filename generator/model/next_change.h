/* When a portal changes by itself: the moments to come at which its pages would be made otherwise.
 *
 * Whoever knows of such a moment adds it; only those later than `now` are kept. The portal must be
 * built again at the first of them. */
#ifndef GK_MODEL_NEXT_CHANGE_H
#define GK_MODEL_NEXT_CHANGE_H

#include "base/arena.h"
#include "base/date.h"
#include "base/diag.h"

/* Why; the words of each are in the table of next_change.c. */
typedef enum gk_change_why {
    GK_CHANGE_APPEARS,      /* a document's date comes */
    GK_CHANGE_EXPIRES,      /* a document's `expires` comes */
    GK_CHANGE_WITHDRAWN,    /* likewise `withdrawn` */
    GK_CHANGE_WINDOW_OPENS, /* of a notice */
    GK_CHANGE_WINDOW_CLOSES,
    GK_CHANGE_PUBLICITY_OPENS, /* of an announcement */
    GK_CHANGE_PUBLICITY_CLOSES,
    GK_CHANGE_OUTCOME_DUE,
    GK_CHANGE_DATE, /* a page says today's date, or counts with it */
    GK_CHANGES
} gk_change_why;

typedef struct gk_change {
    gk_date when;
    gk_change_why why;
    gk_view path; /* of the document in the site; empty: no single one */
} gk_change;

typedef struct gk_next_change {
    gk_arena arena;
    gk_date now;
    gk_change *items;
    size_t count, cap;
    bool begun; /* a site was looked at: no changes means that there are none */
} gk_next_change;

#define GK_NEXT_CHANGE_INIT                                                                        \
    {                                                                                              \
        .items = NULL                                                                              \
    }

/* Begins anew with the time of a build. */
void gk_next_change_begin(gk_next_change *changes, gk_date now);

/* Adds a moment; those that are not later than now are passed over. The path is copied. */
void gk_next_change_add(gk_next_change *changes, gk_date when, gk_change_why why, gk_view path);

/* Orders them by time, cause and path. Afterwards the first gk_next_change_first are those of the
 * next moment. */
void gk_next_change_sort(gk_next_change *changes);

/* The number of changes at the first moment; 0 when there are none at all. */
size_t gk_next_change_first(const gk_next_change *changes);

/* "文稿发布", "a document appears"; the identifier for programs: "appears". */
const char *gk_change_text(gk_change_why why, gk_lang lang);
const char *gk_change_name(gk_change_why why);

/* Appends the first moment and its causes as JSON, or null: {"at": …, "epoch": …, "why": [{"why",
 * "path"}]}. */
void gk_next_change_put_json(const gk_next_change *changes, gk_buf *out);

/* Gives the memory back. */
void gk_next_change_free(gk_next_change *changes);

#endif
