/* Whether a portal is what was published: its files against its manifest, the manifest against its
 * signature.
 *
 * Of a folder everything is seen. Over HTTP every file that the manifest names is fetched; what
 * else lies on the host can not be seen from outside (nobody lists it), and needs a run over the
 * folder.
 *
 * A page that had to go by now must not be as it was published: it is gone, or is the plain page of
 * gk_store_expire. After that has replaced pages, the record that was signed is the one beside the
 * manifest (signed.tsv). */
#ifndef GK_BUILD_VERIFY_H
#define GK_BUILD_VERIFY_H

#include "base/date.h"
#include "base/diag.h"

typedef struct gk_verify_options {
    const char *where;   /* a folder, the folder of releases (its `current` is meant), or a URL */
    const char *signers; /* the file of allowed signers; NULL: the signature is not looked at */
    gk_date now;
    bool now_given; /* else a portal with a clock of its own (a sample) is judged by that */
} gk_verify_options;

/* What was found. Texts are in the arena. */
typedef struct gk_verified {
    size_t files; /* rows of the manifest that were looked at */
    size_t good, changed, missing, overdue;
    size_t led;          /* that the server answered by leading on within the portal */
    size_t down;         /* taken down when they had to go */
    size_t added;        /* of a folder */
    bool over_http;      /* nothing is known of added ones */
    bool read;           /* the manifest could be read */
    gk_view signer;      /* the name in the file of allowed signers; empty: not verified */
    gk_view now, commit; /* of the manifest */
    gk_view record;      /* the manifest itself */
    gk_arena arena;
} gk_verified;

/* Verifies; every finding is a diagnostic whose file is the path in the portal. True when there is
 * none that is an error. Free *out with gk_verified_free in any case. */
bool gk_verify_run(const gk_verify_options *options, gk_verified *out, gk_diags *diags);
void gk_verified_free(gk_verified *verified);

/* Whether `where` is the address of a portal, not a folder. */
bool gk_verify_is_url(const char *where);

#endif
