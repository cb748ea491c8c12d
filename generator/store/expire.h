/* Files whose time has passed are replaced, without the site they were made from.
 *
 * This is the last resort of a portal that can not be built at a closing time: what must not be
 * seen any more goes, whatever is wrong with the content. */
#ifndef GK_STORE_EXPIRE_H
#define GK_STORE_EXPIRE_H

#include "base/date.h"
#include "store/store.h"

struct gk_manifest;

typedef struct gk_expiry {
    size_t replaced; /* files that were replaced */
    int64_t next;    /* the earliest time behind `now` at which another file must go; 0: none */
} gk_expiry;

/* Replaces, at once, every file of the output whose `until` in the manifest is not behind `now` by
 * a plain page that says so; files without `until` stay as they are. The page keeps no `until`. A
 * signed manifest stays as signed.tsv beside the new one, with its signature. False: errors were
 * added and the output is as it was. */
bool gk_store_expire(gk_store *store, gk_date now, gk_expiry *out, gk_diags *diags);

/* Appends the page that stands in the place of one that was taken down, as gk_store_expire makes it
 * by what the manifest says. */
void gk_store_put_expired(const struct gk_manifest *manifest, gk_buf *out);

#endif
