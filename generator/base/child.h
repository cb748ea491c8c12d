/* Another program run to its end: no shell, an own list of words, its output caught.
 *
 * For stock tools that are found on PATH (ssh-keygen, rclone). The child gets standard input,
 * output and error and no other descriptor of ours (all are close-on-exec), LC_ALL=C so that what
 * it says can be read, and the signals as they are by default. */
#ifndef GK_BASE_CHILD_H
#define GK_BASE_CHILD_H

#include "base/buf.h"

typedef struct gk_child {
    const char *const *words; /* NULL behind the last; words[0] is looked for on PATH */
    gk_view input;            /* what it reads; empty: nothing */
    const char *folder;       /* where it works; NULL: here */
    unsigned seconds;         /* it is killed after so long; 0: never */
    size_t most;              /* bytes kept of each of its outputs; the rest is read and dropped */
} gk_child;

typedef enum gk_child_end {
    GK_CHILD_EXITED,  /* `status` is what it exited with */
    GK_CHILD_KILLED,  /* by a signal: `status` */
    GK_CHILD_LATE,    /* by us, for it took longer than `seconds` */
    GK_CHILD_MISSING, /* there is no such program */
    GK_CHILD_FAILED   /* it could not be started: `status` is an errno */
} gk_child_end;

/* Runs it and waits. What it prints is appended to out and err, either of which may be NULL (then
 * it is dropped). */
gk_child_end gk_child_run(const gk_child *child, gk_buf *out, gk_buf *err, int *status);

/* Whether PATH has a program of this name. */
bool gk_child_exists(const char *name);

#endif
