/* Releases: whole trees beside each other, of which a symbolic link names the one that is served.
 *
 *     DIR/current            -> releases/NAME; what the web server's root is
 *     DIR/releases/NAME/     a tree with its own .gongkai/manifest.tsv; NAME is COMMIT-NUMBER,
 *                            numbers grow
 *     DIR/releases/.building what is being made; .gone-…: what is being removed
 *     DIR/releases/.made     the last releases, also those that are removed, one a line:
 *                            NUMBER<TAB>COMMIT<TAB>TIME<TAB>PAGES, of a rollback also
 *                            <TAB>INSTEAD-OF
 *
 * A release is made with the same puts as any output (store/store.h): gk_release_begin gives a
 * gk_store, gk_store_commit makes it the current one. A file that equals the current release's is a
 * hard link to it, but never one that is marked private; nothing ever writes into a file that is
 * placed. Everything is synced before it counts: files, folders from the bottom up, the manifest,
 * then the release gets its name, its parent is synced, and only then `current` is renamed into
 * place. After a fault the new tree is thrown away and the current one is as it was.
 *
 * One process at a time makes releases (gk_releases_lock). Taking down what is due needs no lock:
 * it must never wait for a build. */
#ifndef GK_STORE_RELEASE_H
#define GK_STORE_RELEASE_H

#include "base/date.h"
#include "store/expire.h"
#include "store/manifest.h"
#include "store/store.h"

typedef struct gk_releases gk_releases;

typedef struct gk_release_row {
    gk_view name;        /* "HEX-12"; lives as long as the list */
    gk_view commit;      /* the part before the number */
    uint64_t number;     /* the part behind it */
    gk_date now;         /* the time that it shows */
    int64_t made;        /* seconds since 1970: when it was finished */
    int64_t next_change; /* when its pages change by themselves; 0: never, or not known */
    int64_t until;       /* the earliest time at which a file of it must go; 0: none */
    size_t pages, files;
    gk_view instead_of; /* a rollback: the commit that was left out by it; else empty */
    bool current;
    bool there;   /* else only its line in .made is */
    bool damaged; /* its manifest can't be read */
} gk_release_row;

typedef enum gk_release_outcome {
    GK_RELEASE_NONE, /* nothing was made: see the diagnostics */
    GK_RELEASE_MADE,
    GK_RELEASE_SAME,  /* the current release is the same already */
    GK_RELEASE_STALE, /* `go` said no: the tree was thrown away */
} gk_release_outcome;

typedef struct gk_releases_options {
    const char *dir;  /* DIR */
    const char *site; /* DIR must not be this folder nor hold it; or NULL */
    const char *home; /* nor be this one; or NULL */
    bool make;        /* make what is missing */
} gk_releases_options;

/* Opens DIR. NULL after a diagnostic: RELEASE-… when something else is in the way. With `make`
 * unset, a folder that has no releases/ is RELEASE-NOTHING. */
gk_releases *gk_releases_open(const gk_releases_options *options, gk_diags *diags);
void gk_releases_close(gk_releases *releases);

/* Whether a folder is one of these: has releases/ and, unless nothing was published yet, current.
 */
bool gk_releases_is(const char *dir);

/* Takes the lock, waiting for it when `wait`; then removes what crashed runs left. 0, EWOULDBLOCK
 * (somebody has it) or an errno. Given back with gk_releases_close. */
int gk_releases_lock(gk_releases *releases, bool wait);

/* Reads which releases there are, by number, newest last; valid until the next call. */
const gk_release_row *gk_releases_list(gk_releases *releases, size_t *count);

/* The row of the current one, or NULL; likewise valid until then. */
const gk_release_row *gk_releases_current(gk_releases *releases);

typedef struct gk_release_options {
    gk_view commit;     /* hexadecimal */
    gk_view instead_of; /* as in the row: also for the list of those that are removed */
    unsigned keep;      /* as gk_releases_prune: assets of so many releases stay in the new one */
    bool anew;          /* even when nothing changed; every file is written */
    /* Signs the manifest; false after a diagnostic, then nothing is published. May be NULL. */
    bool (*sign)(void *ctx, gk_view manifest, gk_buf *signature, gk_diags *diags);
    /* Asked when all is synced, before the switch: whether to go on. `until` is the earliest time
     * at which a file of the new release has to go, 0: none. May be NULL. */
    bool (*go)(void *ctx, int64_t until);
    void *ctx;
} gk_release_options;

/* Begins a release; needs the lock. For puts and gk_store_commit, then gk_store_close. NULL after a
 * diagnostic. Borrows releases and options. */
gk_store *gk_release_begin(gk_releases *releases, const gk_release_options *options,
                           gk_diags *diags);

/* The manifest of the release that was live when `store` was begun; empty when there was none. */
const gk_manifest *gk_release_last(const gk_store *store);

/* What gk_store_commit came to; and the name of what it made. */
gk_release_outcome gk_releases_outcome(const gk_releases *releases);
gk_view gk_releases_made(const gk_releases *releases);

/* Removes releases that are not current: those beyond the last `keep` (the current one counts), and
 * those that hold a file whose time has passed by `now`. The number of those removed is added to
 * *removed. */
bool gk_releases_prune(gk_releases *releases, unsigned keep, int64_t now, size_t *removed,
                       gk_diags *diags);

/* Takes down what is due by `now`: in the current release by a plain page (gk_store_expire), in
 * others with the whole release; and what crashed runs left, if nobody is at work. Needs no lock.
 * `keep` 0: however many there are. */
bool gk_releases_expire(gk_releases *releases, gk_date now, gk_expiry *out, size_t *removed,
                        gk_diags *diags);

/* The folder of the current release, absolute, in `out`; false when there is none. */
bool gk_releases_current_path(const gk_releases *releases, gk_buf *out);

#endif
