/* Publishing: a commit becomes the release that is served (store/release.h).
 *
 * The lock of the releases is taken first and the ref is read then, so that a slow older build can
 * never overtake a newer one. Before the switch the ref is read again; when it has moved on, or a
 * time at which a page must go has passed meanwhile, the work is thrown away and done again. A
 * commit with faults leaves the live release as it was, but for what must go by now: the commit
 * that is live is built again at the new time, and when that fails too its pages that are due are
 * replaced (store/expire.h). */
#ifndef GK_BUILD_PUBLISH_H
#define GK_BUILD_PUBLISH_H

#include "build/build.h"
#include "store/release.h"

typedef struct gk_publish_options {
    /* What holds for every build: share, private_folder, signers, jobs, base_url, edition, verbose,
     * progress; now only when it was given. The rest is filled in. */
    gk_build_options build;
    const char *repo;
    gk_view rev;     /* a ref (refs/heads/main), or anything that names a commit */
    gk_view site;    /* the site's folder in the repository; empty: its top */
    bool follow;     /* rev is the ref that is published by itself: a rollback from its tip holds
                        until it moves on */
    const char *log; /* the receive log (store/receive_log.h); NULL: none */
    gk_view ref;     /* whose lines of it count */
    const char *to;
    const char *home;
    const char *key;        /* signs manifests (build/sign.h); NULL or empty: they are not signed */
    unsigned keep;          /* releases */
    bool anew;              /* make a release even when nothing changed, and write every file */
    bool wait;              /* for another that publishes at the same time */
    int64_t (*clock)(void); /* seconds since 1970 */
} gk_publish_options;

typedef struct gk_publish_result {
    gk_release_outcome outcome;
    gk_build_stats stats;
    gk_git_id wanted, commit; /* the ref's, and what was built: not the same while a rollback holds
                                 or when an older commit was built again */
    gk_view name;             /* of the release that is live now; in the arena, may be empty */
    bool held;                /* a rollback holds */
    bool again;               /* the commit had faults; the live one was built again */
    size_t removed;           /* old releases */
    size_t expired;           /* pages that were replaced because no build went well */
    int64_t next;             /* when to publish again whatever is pushed; 0: never */
    gk_arena arena;
} gk_publish_result;

/* Publishes. Diagnostics are those of the commit that was wanted; GK_BUILD_DONE only when it was
 * published, or nothing had to be. Free the result with gk_publish_result_free. */
gk_build_status gk_publish_run(const gk_publish_options *options, gk_diags *diags,
                               gk_publish_result *result);

/* Builds, at the time that it is, the commit that was live `back` (from 1) commits ago. */
gk_build_status gk_publish_back(const gk_publish_options *options, unsigned back, gk_diags *diags,
                                gk_publish_result *result);

/* Whether publishing would find anything to do: nothing is live yet, the ref has another commit
 * than the live one (and than `bad`, hexadecimal, that is known to have faults; may be empty), or
 * the live one shows something else by now. *next is when it does; 0: never. For a ref that is
 * followed. */
bool gk_publish_waits(const gk_publish_options *options, gk_view bad, int64_t *next);

void gk_publish_result_free(gk_publish_result *result);

#endif
