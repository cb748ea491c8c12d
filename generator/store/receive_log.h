/* The receive log: which push reached the server when.
 *
 * Dates inside commits are what their authors say; these are the server's own. One line a ref,
 * appended and synced before the push is answered for:
 *     PREVIOUS<TAB>TIME<TAB>REF<TAB>OLD<TAB>NEW<TAB>PUSHER
 * PREVIOUS is the SHA-256 of the line before (its bytes without the newline; 64 zeros in the
 * first), so that no line can be changed, taken out or put in without every later one showing it.
 * TIME is RFC 3339 in UTC. Names have controls, '%' and what is no UTF-8 percent-encoded.
 *
 * Several processes may append at once: the file is locked. A line that a crash cut off stays as it
 * is, gets its newline with the next append and counts in the chain; readers tell of it. */
#ifndef GK_STORE_RECEIVE_LOG_H
#define GK_STORE_RECEIVE_LOG_H

#include "base/arena.h"
#include "base/date.h"
#include "base/diag.h"
#include "base/hash.h"

typedef struct gk_received {
    gk_date time;     /* of the server */
    gk_view ref;      /* "refs/heads/main" */
    gk_view old, new; /* hexadecimal; zeros: the ref was made or deleted */
    gk_view pusher;
    uint32_t line;  /* in the file; set by the reader, like: */
    gk_sha256 hash; /* of its line, to which the next one is chained */
} gk_received;

typedef struct gk_receive_log {
    gk_received *items; /* oldest first; in the arena, like their texts */
    size_t count;
    uint32_t lines;  /* of the file */
    uint32_t torn;   /* how many lines a crash cut off */
    uint32_t broken; /* the first line that does not follow the one before, or 0 */
    gk_sha256 head;  /* of the last line; zeros when there is none */
} gk_receive_log;

/* Appends lines and syncs the file; it is made (0640) with its folder when absent. 0 or an errno;
 * then nothing was added.
 *
 * EEXIST: something else is there, which is left alone whatever a configuration says: a link, a
 * device, a file that does not begin like a log (PREVIOUS<TAB>, or as much of a first line as a
 * crash let through). Further names of a log (hard links) do no harm. */
int gk_receive_log_append(const char *path, const gk_received *items, size_t count);

/* Reads and checks the whole file. A file that does not exist is an empty log. Lines behind a break
 * of the chain are given too: `broken` says from where on they can't be relied on. 0 or an errno.
 */
int gk_receive_log_read(const char *path, gk_arena *arena, gk_receive_log *out);

/* The same from the file's bytes. */
void gk_receive_log_parse(gk_view text, gk_arena *arena, gk_receive_log *out);

/* Says what reading found: a broken chain is an error, a line cut off a warning. False when there
 * was an error. */
bool gk_receive_log_report(const char *path, const gk_receive_log *log, gk_diags *diags);

#endif
