#include "cmd/http.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "cmd/http_request.h"

enum {
    HEAD_MAX = 16384,
    IDLE_SECONDS = 75,
    EVENTS_PENDING_MAX = 1 << 20,
    PORTS = 100,
    SEND_PIECE = 1 << 20
};

typedef enum connection_state { READING, WRITING, STREAMING } connection_state;

typedef struct connection {
    int fd;
    connection_state state;
    bool close;     /* after this answer */
    gk_buf in, out; /* what was received; what is still to be sent */
    size_t sent;    /* of out */
    int file;       /* sent behind out, or -1 */
    off_t at;
    uint64_t left;  /* of the file */
    int64_t active; /* when something happened last, seconds */
} connection;

struct gk_http {
    int listening[2]; /* IPv4, IPv6; -1: none */
    unsigned port;
    gk_http_handler handler;
    void *ctx;
    connection connections[GK_HTTP_CONNECTIONS];
    size_t count;
};

static int listen_on(const struct sockaddr *address, socklen_t size)
{
    int on = 1;
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address->sa_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (bind(fd, address, size) == 0 && listen(fd, 64) == 0) return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

static bool try_port(gk_http *http, unsigned port)
{
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
    six.sin6_addr = in6addr_loopback;
    http->listening[0] = listen_on((const struct sockaddr *)&four, sizeof four);
    if (http->listening[0] < 0) return false;
    /* Where there is no IPv6, the preview does without. */
    http->listening[1] = listen_on((const struct sockaddr *)&six, sizeof six);
    http->port = port;
    return true;
}

gk_http *gk_http_open(unsigned port, bool next, gk_http_handler handler, void *ctx, int *error)
{
    gk_http *http = gk_mem_calloc(1, sizeof *http);
    http->handler = handler;
    http->ctx = ctx;
    for (unsigned i = 0; i < (next ? PORTS : 1) && port + i <= 65535; i++) {
        if (try_port(http, port + i)) return http;
        *error = errno;
        if (errno != EADDRINUSE && errno != EACCES) break;
    }
    free(http);
    return NULL;
}

unsigned gk_http_port(const gk_http *http)
{
    return http->port;
}

static void drop(gk_http *http, size_t i)
{
    connection *c = &http->connections[i];
    close(c->fd);
    if (c->file >= 0) close(c->file);
    gk_buf_free(&c->in);
    gk_buf_free(&c->out);
    *c = http->connections[--http->count];
}

static const char *reason(int status)
{
    static const struct {
        int status;
        const char *text;
    } rows[] = {{200, "OK"},
                {206, "Partial Content"},
                {301, "Moved Permanently"},
                {400, "Bad Request"},
                {403, "Forbidden"},
                {404, "Not Found"},
                {405, "Method Not Allowed"},
                {416, "Range Not Satisfiable"},
                {431, "Request Header Fields Too Large"},
                {503, "Service Unavailable"},
                {505, "HTTP Version Not Supported"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].status == status) return rows[i].text;
    return "Error";
}

static void put_head(connection *c, const gk_response *response, uint64_t length, const char *more)
{
    gk_buf_printf(&c->out, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\n", response->status,
                  reason(response->status),
                  response->type ? response->type : "text/plain; charset=utf-8");
    if (!response->events)
        gk_buf_printf(&c->out, "Content-Length: %llu\r\n", (unsigned long long)length);
    if (response->location.n) gk_buf_printf(&c->out, "Location: %s\r\n", response->location.p);
    gk_buf_printf(
        &c->out,
        "%sCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: %s\r\n\r\n",
        more, c->close ? "close" : "keep-alive");
}

/* A file's answer: the whole, or the part that was asked for. */
static void answer_file(connection *c, const gk_http_head *head, gk_response *response)
{
    uint64_t from = 0, to = response->size;
    char more[128] = "Accept-Ranges: bytes\r\n";
    int status =
        response->status == 200 ? gk_http_range(head->range, response->size, &from, &to) : 200;
    if (status == 206)
        snprintf(more, sizeof more,
                 "Accept-Ranges: bytes\r\nContent-Range: bytes %llu-%llu/%llu\r\n",
                 (unsigned long long)from, (unsigned long long)to - 1,
                 (unsigned long long)response->size);
    else if (status == 416)
        snprintf(more, sizeof more, "Content-Range: bytes */%llu\r\n",
                 (unsigned long long)response->size);
    if (status != 200) response->status = status;
    if (status == 416) to = from = 0;
    put_head(c, response, to - from, more);
    c->file = response->fd;
    c->at = (off_t)from;
    c->left = head->head ? 0 : to - from;
}

static void answer(gk_http *http, connection *c, const gk_http_head *head)
{
    gk_response response = {.status = head->status, .fd = -1};
    gk_request request = {gk_buf_view(&head->path), head->query};
    c->close = head->close;
    if (head->status == 200 || (head->status == 404 && head->path.n))
        http->handler(http->ctx, &request, &response);
    else
        gk_buf_printf(&response.body, "%d %s\n", head->status, reason(head->status));
    if (response.events && head->head) c->close = true;
    if (response.fd >= 0) {
        answer_file(c, head, &response);
    } else {
        put_head(c, &response, response.body.n, head->status == 405 ? "Allow: GET, HEAD\r\n" : "");
        if (!head->head) gk_buf_put(&c->out, gk_buf_view(&response.body));
    }
    c->state = response.events && !head->head ? STREAMING : WRITING;
    gk_buf_free(&response.body);
    gk_buf_free(&response.location);
}

/* Answers the next request that is there as a whole. */
static void take_request(gk_http *http, connection *c)
{
    gk_http_head head = {.status = 431, .close = true};
    size_t n = gk_http_head_length(gk_buf_view(&c->in));
    if (n == 0 && c->in.n < HEAD_MAX) return;
    if (n) gk_http_head_read(gk_view_n(c->in.p, n), http->port, &head);
    answer(http, c, &head);
    gk_buf_free(&head.path);
    size_t rest = n ? c->in.n - n : 0;
    memmove(c->in.p, c->in.p + n, rest);
    gk_buf_truncate(&c->in, rest);
}

/* Sends what is there; false when the connection is of no more use. */
static bool send_some(connection *c)
{
    while (c->sent < c->out.n) {
        ssize_t n = send(c->fd, c->out.p + c->sent, c->out.n - c->sent, MSG_NOSIGNAL);
        if (n < 0) return errno == EAGAIN || errno == EINTR;
        c->sent += (size_t)n;
    }
    gk_buf_truncate(&c->out, 0);
    c->sent = 0;
    while (c->left) {
        size_t piece = c->left < SEND_PIECE ? (size_t)c->left : SEND_PIECE;
        ssize_t n = sendfile(c->fd, c->file, &c->at, piece);
        if (n < 0) return errno == EAGAIN || errno == EINTR;
        if (n == 0) return false; /* the file became shorter; the length was promised */
        c->left -= (uint64_t)n;
    }
    return true;
}

static bool is_sent(const connection *c)
{
    return c->sent == c->out.n && c->left == 0;
}

static bool receive(connection *c)
{
    char piece[4096];
    ssize_t n = recv(c->fd, piece, sizeof piece, 0);
    if (n < 0) return errno == EAGAIN || errno == EINTR;
    if (n == 0) return false;
    /* Whoever listens to events has nothing more to say. */
    if (c->state == READING) gk_buf_put(&c->in, gk_view_n(piece, (size_t)n));
    return true;
}

/* Goes as far as it can; false when the connection ends. */
static bool advance(gk_http *http, connection *c)
{
    for (;;) {
        if (c->state == READING) take_request(http, c);
        if (c->state == READING) return true;
        if (!send_some(c)) return false;
        if (!is_sent(c) || c->state == STREAMING) return true;
        if (c->file >= 0) close(c->file);
        c->file = -1;
        if (c->close) return false;
        c->state = READING;
    }
}

static void accept_all(gk_http *http, int listening, int64_t now)
{
    for (;;) {
        int fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        if (http->count == GK_HTTP_CONNECTIONS) {
            close(fd);
            continue;
        }
        http->connections[http->count++] = (connection){.fd = fd, .file = -1, .active = now};
    }
}

size_t gk_http_wait_for(const gk_http *http, struct pollfd fds[GK_HTTP_FDS])
{
    size_t n = 0;
    fds[n++] = (struct pollfd){http->listening[0], POLLIN, 0};
    fds[n++] = (struct pollfd){http->listening[1], POLLIN, 0};
    for (size_t i = 0; i < http->count; i++) {
        const connection *c = &http->connections[i];
        short events = c->state == WRITING ? POLLOUT : POLLIN;
        if (c->state == STREAMING && !is_sent(c)) events |= POLLOUT;
        fds[n++] = (struct pollfd){c->fd, events, 0};
    }
    return n;
}

void gk_http_work(gk_http *http, const struct pollfd *fds, size_t count, int64_t now)
{
    /* From the end, so that dropping one moves only those that were seen. */
    for (size_t i = count - 2; i-- > 0;) {
        connection *c = &http->connections[i];
        short ready = fds[i + 2].revents;
        bool alive = true;
        if (ready & POLLIN)
            alive = receive(c);
        else if (ready & (POLLERR | POLLHUP | POLLNVAL))
            alive = false;
        if (ready) c->active = now;
        if (alive && ready) alive = advance(http, c);
        if (!alive || (c->state != STREAMING && now - c->active > IDLE_SECONDS)) drop(http, i);
    }
    for (int k = 0; k < 2; k++)
        if (fds[k].revents & POLLIN) accept_all(http, http->listening[k], now);
}

void gk_http_event(gk_http *http, const char *name, gk_view data)
{
    for (size_t i = http->count; i-- > 0;) {
        connection *c = &http->connections[i];
        if (c->state != STREAMING) continue;
        gk_buf_printf(&c->out, "event: %s\ndata: ", name);
        gk_buf_put(&c->out, data);
        gk_buf_puts(&c->out, "\n\n");
        if (!send_some(c) || c->out.n - c->sent > EVENTS_PENDING_MAX) drop(http, i);
    }
}

void gk_http_close(gk_http *http)
{
    if (!http) return;
    while (http->count) drop(http, http->count - 1);
    for (int k = 0; k < 2; k++)
        if (http->listening[k] >= 0) close(http->listening[k]);
    free(http);
}
