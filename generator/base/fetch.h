/* Files of other hosts, by HTTP and HTTPS. libcurl has its home in fetch.c and is loaded when a
 * session is opened: only commands that look at a live portal need it.
 *
 * Certificates are checked as the system says; nothing is kept between sessions. Requests go in
 * parallel over few connections, and are tried a second time when the connection fails. */
#ifndef GK_BASE_FETCH_H
#define GK_BASE_FETCH_H

#include "base/diag.h"
#include "base/hash.h"

typedef struct gk_fetch gk_fetch;

/* NULL after a diagnostic: libcurl is not installed. */
gk_fetch *gk_fetch_open(gk_diags *diags);
void gk_fetch_close(gk_fetch *fetch);

typedef struct gk_wish {
    gk_view url;
    uint64_t most; /* bytes of the body: what is longer is cut there, see `longer` */
    bool keep;     /* the body, not only its hash */
    bool follow;   /* redirects, five at most */
} gk_wish;

typedef struct gk_fetched {
    long status;       /* of HTTP; 0: there was no answer */
    const char *error; /* then why, in English words of libcurl */
    uint64_t size;     /* of the body as far as it was read */
    bool longer;       /* than the wish's `most` */
    gk_sha256 hash;    /* of the body */
    gk_view body;      /* when it was to be kept */
    gk_view url;       /* where it came from in the end */
    gk_view location;  /* where a redirect that was not followed leads; empty: nowhere */
} gk_fetched;

/* What is to be fetched. wish() says what the i-th is (its url is copied), done() is given what
 * came; what it borrows ends with the call. */
typedef struct gk_fetch_work {
    size_t count;
    gk_wish (*wish)(void *ctx, size_t i);
    void (*done)(void *ctx, size_t i, const gk_fetched *got);
    void *ctx;
} gk_fetch_work;

/* Fetches all of it, in any order. */
void gk_fetch_run(gk_fetch *fetch, const gk_fetch_work *work);

#endif
