/* A small HTTP/1.1 server for previews, on the loopback addresses only. GET and HEAD; one
 * thread, driven by poll.
 *
 * A request is answered only when its Host is exactly 127.0.0.1, localhost or [::1] with our
 * port, so that no page of another name can reach the preview through the browser (DNS
 * rebinding). References: RFC 9110, RFC 9112; server-sent events: HTML standard, section 9.2.
 *
 * Order of calls: gk_http_open; then again and again gk_http_wait_for, poll, gk_http_work;
 * gk_http_close. */
#ifndef GK_CMD_HTTP_H
#define GK_CMD_HTTP_H

#include <poll.h>

#include "base/buf.h"

typedef struct gk_http gk_http;

enum { GK_HTTP_CONNECTIONS = 96, GK_HTTP_FDS = GK_HTTP_CONNECTIONS + 2 };

typedef struct gk_request {
    gk_view path;  /* decoded, begins with '/'; checked: UTF-8, no empty, "." or ".." parts, no
                      controls */
    gk_view query; /* behind '?', as sent */
} gk_request;

/* What a handler fills in; zeroed before, with status 200 and fd -1. */
typedef struct gk_response {
    int status;
    const char *type; /* Content-Type */
    gk_buf location;  /* of a redirect */
    gk_buf body;
    int fd;        /* a file to send instead of body, from its beginning; the server closes it */
    uint64_t size; /* of the file */
    bool events; /* a stream of events: body is its beginning and it stays open for gk_http_event */
} gk_response;

typedef void (*gk_http_handler)(void *ctx, const gk_request *request, gk_response *response);

/* Listens on a port: this one, or when `next` the first free one of a hundred from it on.
 * NULL: *error is an errno. */
gk_http *gk_http_open(unsigned port, bool next, gk_http_handler handler, void *ctx, int *error);

/* The port that it listens on. */
unsigned gk_http_port(const gk_http *http);

/* Fills in what to poll for; the number of entries. */
size_t gk_http_wait_for(const gk_http *http, struct pollfd fds[GK_HTTP_FDS]);

/* Does what poll said is possible, for the same entries. now: seconds of a monotonic clock,
 * for connections that idle. */
void gk_http_work(gk_http *http, const struct pollfd *fds, size_t count, int64_t now);

/* Sends an event to all streams; data is one line. */
void gk_http_event(gk_http *http, const char *name, gk_view data);

/* Closes everything. */
void gk_http_close(gk_http *http);

#endif
