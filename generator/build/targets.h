/* Where a finished portal is copied to: a folder, or any remote of rclone (object storage, WebDAV,
 * SFTP).
 *
 * The target holds the manifest of what lies there, written last. A delivery compares it with the
 * portal's own and sends the differences alone: first what must go by now, then assets, other files
 * and pages, then it removes what is gone, then comes the manifest with its signature. Before the
 * first change the paths that are about to change are noted at the target
 * (.gongkai/delivering.txt); a delivery that was killed, at whatever point, leaves that note, and
 * the next one does those paths again. Files that gongkai did not put there are left alone, unless
 * the manifest there was lost: then all is listed, and what is not of the portal is removed.
 *
 * A target has no clock: pages with names go there when a delivery is made, not by themselves. So a
 * portal with rosters is not delivered to remotes that keep old versions of files, where names
 * would stay for ever.
 *
 * A folder is written like any output (store/store.h): at once, by a journal. */
#ifndef GK_BUILD_TARGETS_H
#define GK_BUILD_TARGETS_H

#include "base/diag.h"
#include "meta/server.h"

typedef struct gk_delivery {
    size_t sent, removed;
} gk_delivery;

typedef struct gk_delivery_options {
    const char *portal; /* the folder of a built portal, or of releases: its current one */
    const gk_server_target *target;
    bool again;  /* send everything, and list the target for files to remove */
    int64_t now; /* seconds since 1970 */
} gk_delivery_options;

/* Delivers; *out also tells what a failed delivery did. False after an error: the target is as it
 * was, or the next delivery goes on from there. */
bool gk_target_deliver(const gk_delivery_options *options, gk_delivery *out, gk_diags *diags);

/* Where a target is, for messages. */
static inline gk_view gk_target_name(const gk_server_target *target)
{
    return target->remote;
}

#endif
