/* What the hooks of a repository leave for the builder, and what the builder leaves for people.
 *
 *     STATE/spool/…        an entry a push: "REF<TAB>NEW"; only that there is one counts, for the
 *                          builder reads the ref as it is then
 *     STATE/builder.lock   locked by the builder that looks after the spool
 *     STATE/fault          what went wrong last; gone when the next publishing went well
 *
 * A hook first writes its entry and then looks whether a builder has the lock; a builder that ends
 * gives up the lock and then looks at the spool once more (gk_pushes_waiting): so no entry is
 * missed. STATE is `state` of meta/server.h. Functions give 0 or an errno. */
#ifndef GK_STORE_PUSHES_H
#define GK_STORE_PUSHES_H

#include "base/arena.h"
#include "base/date.h"

/* Adds an entry. */
int gk_pushes_add(const char *state, gk_view ref, gk_view new);

typedef struct gk_pushes {
    gk_view *names; /* in the arena */
    size_t count;
} gk_pushes;

/* Lists the entries that wait (regular files alone); none when there is no spool. */
int gk_pushes_list(const char *state, gk_arena *arena, gk_pushes *out);

/* Removes entries that were listed before; one that can't be removed does not keep the others. */
int gk_pushes_done(const char *state, const gk_pushes *pushes);

/* Whether any entry waits. */
bool gk_pushes_waiting(const char *state);

/* Makes and opens the spool, to watch it. */
int gk_pushes_open_spool(const char *state, int *fd);

/* Takes the builder's lock: EWOULDBLOCK when a builder has it. Given up by closing *fd. */
int gk_pushes_lock(const char *state, int *fd);

/* What went wrong. */
typedef struct gk_trouble {
    gk_date time;
    gk_view commit; /* hexadecimal; empty: not known */
    bool of_system; /* disk, permissions …: else the content */
    gk_view text;   /* the diagnostics as people read them */
} gk_trouble;

/* Keeps it in the place of the last one. */
int gk_trouble_write(const char *state, const gk_trouble *fault);

/* Reads it, in the arena; ENOENT: all is well. */
int gk_trouble_read(const char *state, gk_arena *arena, gk_trouble *out);

/* All is well again. */
int gk_trouble_clear(const char *state);

#endif
