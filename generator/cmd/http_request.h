/* Reading one request's head. */
#ifndef GK_CMD_HTTP_REQUEST_H
#define GK_CMD_HTTP_REQUEST_H

#include "base/buf.h"

typedef struct gk_http_head {
    int status;  /* 200, or what the request has to be refused with */
    bool head;   /* HEAD: no body in the answer */
    bool close;  /* the connection ends after the answer */
    gk_buf path; /* decoded */
    gk_view query;
    gk_view range; /* of the Range header, or empty */
} gk_http_head;

/* Length of the head that text begins with, its empty line included; 0 when it is not all
 * there yet. */
size_t gk_http_head_length(gk_view text);

/* Reads a head. The views borrow text; free head->path. */
void gk_http_head_read(gk_view text, unsigned port, gk_http_head *head);

/* Reads "bytes=FROM-TO" for a file of `size` bytes: 200 for the whole, 206 with [*from, *to),
 * 416. */
int gk_http_range(gk_view range, uint64_t size, uint64_t *from, uint64_t *to);

#endif
