/* Signatures by SSH keys, made and checked by the stock ssh-keygen (-Y, PROTOCOL.sshsig of
 * OpenSSH), which runs as a child process: what a portal's signature is worth can be found out
 * without this program.
 *
 * A signature is for a namespace ("gongkai", "git"): one made for another purpose proves nothing.
 * Who may sign stands in a file of allowed signers (ssh-keygen(1), ALLOWED SIGNERS), with the time
 * from and until which a key is good. */
#ifndef GK_BASE_SIGNATURE_H
#define GK_BASE_SIGNATURE_H

#include "base/date.h"

typedef enum gk_signature_state {
    GK_SIGNATURE_GOOD,
    GK_SIGNATURE_WRONG,     /* of other bytes, or not of this key */
    GK_SIGNATURE_DAMAGED,   /* not a signature at all */
    GK_SIGNATURE_NAMESPACE, /* made for another purpose */
    GK_SIGNATURE_UNKNOWN,   /* its key is not among the allowed signers, or not for this purpose */
    GK_SIGNATURE_EXPIRED,   /* its key is, but not at this time */
    GK_SIGNATURE_SIGNERS,   /* the file of allowed signers can not be read */
    GK_SIGNATURE_KEY,       /* the key can not be used for signing */
    GK_SIGNATURE_NO_TOOL    /* there is no ssh-keygen, or it failed to run */
} gk_signature_state;

typedef struct gk_signature_case {
    gk_view bytes;       /* what was signed */
    gk_view signature;   /* "-----BEGIN SSH SIGNATURE-----" … */
    const char *space;   /* the namespace */
    const char *signers; /* the file of allowed signers */
    gk_date at;          /* the time at which the key must be good */
} gk_signature_case;

/* Checks a signature. GOOD: the signer's name in the file of allowed signers is appended to
 * `signer`. Else what ssh-keygen said is appended to `said`. */
gk_signature_state gk_signature_check(const gk_signature_case *given, gk_buf *signer, gk_buf *said);

/* Signs with a private key's file (or a public one whose private part an agent holds). GOOD: the
 * signature is appended to out; else KEY or NO_TOOL, and `said`. */
gk_signature_state gk_signature_make(const char *key, const char *space, gk_view bytes, gk_buf *out,
                                     gk_buf *said);

#endif
