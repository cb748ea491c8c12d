/* What the files about targets share. Not for others. */
#ifndef GK_BUILD_TARGETS_PARTS_H
#define GK_BUILD_TARGETS_PARTS_H

#include "build/targets.h"
#include "store/state.h"

/* The note at the target of what is about to change. */
#define GK_TARGET_NOTE "delivering.txt"

typedef struct gk_sending {
    const gk_delivery_options *options;
    gk_delivery *out;
    gk_diags *diags;
    gk_view place; /* the target, for messages */
    gk_buf folder; /* the portal's, absolute */
    int top;       /* the same */
    gk_manifest manifest;
    gk_buf record; /* its text */
} gk_sending;

/* One delivery of what the manifest lists. */
bool gk_send_to_folder(gk_sending *s);
bool gk_send_to_remote(gk_sending *s);

/* rclone: runs it with the target's configuration. `input` may be empty. GK_CHILD_EXITED and its
 * status, or an error was added (rclone is not there, was killed). */
bool gk_rclone_run(const gk_sending *s, const char *const *words, gk_view input, gk_buf *out,
                   gk_buf *said, int *status);

/* Appends the address of a file below the remote. */
void gk_rclone_put(const gk_sending *s, const char *path, gk_buf *out);

/* False after an error: the remote keeps what is removed, or can't tell, and the portal has pages
 * that must go. */
bool gk_rclone_forgets(const gk_sending *s);

#endif
