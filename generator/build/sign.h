/* The signature of a portal's manifest: with it anybody can find out whether what is served is what
 * was published.
 *
 * The key stays where the portal is built; the web host only has the signature, as a file beside
 * the manifest. */
#ifndef GK_BUILD_SIGN_H
#define GK_BUILD_SIGN_H

#include "base/diag.h"

/* The namespace of the signatures. */
#define GK_SIGN_SPACE "gongkai"

/* Signs the text of a manifest: the signature is appended to out. False after an error. */
bool gk_sign_record(const char *key, gk_view record, gk_buf *out, gk_diags *diags);

/* Signs .gongkai/manifest.tsv of the output `dir` with a key (as ssh-keygen takes it) and puts the
 * signature beside it. Not while a build is writing there. False after an error. */
bool gk_sign_output(const char *dir, const char *key, gk_diags *diags);

#endif
