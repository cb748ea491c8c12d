/* Watches folders with all that is below them for changes (inotify).
 *
 * Names that begin with '.' or end with '~' are not looked at, nor folders that hold an output
 * of gongkai. */
#ifndef GK_CMD_WATCH_H
#define GK_CMD_WATCH_H

#include <stdbool.h>

typedef struct gk_watch gk_watch;

/* NULL when the system has no inotify to give. */
gk_watch *gk_watch_open(void);

/* Watches a folder and those below it; nothing happens when there is none. False when the
 * system's limit is reached. */
bool gk_watch_add(gk_watch *watch, const char *folder);

/* To poll for input. */
int gk_watch_fd(const gk_watch *watch);

/* Reads what happened, watches folders that are new; whether anything changed that matters. */
bool gk_watch_read(gk_watch *watch);

void gk_watch_close(gk_watch *watch);

#endif
