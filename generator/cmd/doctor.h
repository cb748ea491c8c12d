/* What the files of doctor share. */
#ifndef GK_CMD_DOCTOR_H
#define GK_CMD_DOCTOR_H

#include "cmd/serving.h"

typedef enum gk_health { GK_HEALTH_FINE, GK_HEALTH_ATTENTION, GK_HEALTH_BROKEN } gk_health;

typedef struct gk_doctor {
    const gk_options *options;
    gk_serving *serving;
    gk_arena arena;
    gk_buf out;
    gk_health worst;
    int64_t now;          /* seconds since 1970 */
    char tip[GK_GIT_HEX]; /* of the ref; "": not known */
    int64_t next;         /* when the portal changes by itself; 0: never, or not known */
} gk_doctor;

/* Adds a line: what was looked at, what was found, what to do (empty: nothing). `id` is for
 * programs. */
void gk_doctor_say(gk_doctor *d, gk_health health, const char *id, gk_text subject, gk_view found,
                   gk_view advice);

/* What is live: the last publishing, what failed since, what is overdue, the next change. First of
 * all: the others use `now` and `next`. */
void gk_doctor_release(gk_doctor *d);

/* Who publishes: the lock, the spool, the receive log, the clock. */
void gk_doctor_builder(gk_doctor *d);

/* The machine: keys, disk space, rclone for targets. */
void gk_doctor_machine(gk_doctor *d);

#endif
