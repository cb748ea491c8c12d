#include "cmd/http_request.h"

#include "harness.h"

enum { PORT = 8000 };

static int status_of(const char *text)
{
    gk_http_head head;
    gk_view view = gk_view_of(text);
    GK_CHECK_INT(gk_http_head_length(view), view.n);
    gk_http_head_read(view, PORT, &head);
    gk_buf_free(&head.path);
    return head.status;
}

/* The path that a target is decoded to, or "" when it is refused. */
static void check_path(const char *target, const char *wanted)
{
    gk_http_head head;
    gk_buf text = GK_BUF_INIT;
    gk_buf_printf(&text, "GET %s HTTP/1.1\r\nHost: localhost:8000\r\n\r\n", target);
    gk_http_head_read(gk_buf_view(&text), PORT, &head);
    gk_view path = gk_view_n(head.path.p, head.status == 200 ? head.path.n : 0);
    GK_CHECK_VIEW(path, wanted);
    gk_buf_free(&head.path);
    gk_buf_free(&text);
}

#define HOST "Host: 127.0.0.1:8000\r\n"

GK_TEST(http_takes_only_our_host)
{
    GK_CHECK_INT(status_of("GET / HTTP/1.1\r\nHost: 127.0.0.1:8000\r\n\r\n"), 200);
    GK_CHECK_INT(status_of("GET / HTTP/1.1\r\nhost: LOCALHOST:8000\r\n\r\n"), 200);
    GK_CHECK_INT(status_of("GET / HTTP/1.1\r\nHost: [::1]:8000\r\n\r\n"), 200);
    GK_CHECK_INT(status_of("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), 403);
    GK_CHECK_INT(status_of("GET / HTTP/1.1\r\nHost: 127.0.0.1:8001\r\n\r\n"), 403);
    GK_CHECK_INT(status_of("GET / HTTP/1.1\r\nHost: evil.example:8000\r\n\r\n"), 403);
    GK_CHECK_INT(status_of("GET / HTTP/1.1\r\nHost: localhost:8000.evil.example\r\n\r\n"), 403);
    GK_CHECK_INT(status_of("GET / HTTP/1.1\r\n\r\n"), 400);
    GK_CHECK_INT(status_of("GET / HTTP/1.1\r\n" HOST HOST "\r\n"), 400);
    GK_CHECK_INT(status_of("GET http://evil.example/ HTTP/1.1\r\n" HOST "\r\n"), 400);
}

GK_TEST(http_takes_only_questions)
{
    GK_CHECK_INT(status_of("HEAD / HTTP/1.1\r\n" HOST "\r\n"), 200);
    GK_CHECK_INT(status_of("POST / HTTP/1.1\r\n" HOST "\r\n"), 405);
    GK_CHECK_INT(status_of("GET / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\n"), 400);
    GK_CHECK_INT(status_of("GET / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"), 400);
    GK_CHECK_INT(status_of("GET / HTTP/2.0\r\n" HOST "\r\n"), 505);
    GK_CHECK_INT(status_of("nonsense\r\n" HOST "\r\n"), 400);
    GK_CHECK_INT(status_of("\r\n\r\n"), 400);
    GK_CHECK_INT((int)gk_http_head_length(GK_V("GET / HTTP/1.1\r\nHost: x\r\n")), 0);
}

GK_TEST(http_decodes_paths_that_stay_inside)
{
    check_path("/", "/");
    check_path("/a/?q=1", "/a/");
    check_path("/%E5%85%AC%E5%BC%80/", "/公开/");
    check_path("/a%20b.pdf", "/a b.pdf");
    check_path("/../etc/passwd", "");
    check_path("/%2e%2e/etc/passwd", "");
    check_path("/a/%2e%2e%2fb", "");
    check_path("//evil.example/", "");
    check_path("/a%00b", "");
    check_path("/a%0ab", "");
    check_path("/%ff", "");
    check_path("/%zz", "");
    check_path("/%2", "");
    check_path("/.gongkai", "");
}

static void check_range(const char *range, uint64_t size, int status, uint64_t from, uint64_t to)
{
    uint64_t a, b;
    GK_CHECK_INT(gk_http_range(gk_view_of(range), size, &a, &b), status);
    if (status == 416) return;
    GK_CHECK_INT(a, from);
    GK_CHECK_INT(b, to);
}

GK_TEST(http_serves_ranges)
{
    check_range("", 10, 200, 0, 10);
    check_range("bytes=0-3", 10, 206, 0, 4);
    check_range("bytes=5-", 10, 206, 5, 10);
    check_range("bytes=-3", 10, 206, 7, 10);
    check_range("bytes=-30", 10, 206, 0, 10);
    check_range("bytes=5-500", 10, 206, 5, 10);
    check_range("bytes=10-", 10, 416, 0, 0);
    check_range("bytes=-0", 10, 416, 0, 0);
    check_range("bytes=0-", 0, 416, 0, 0);
    /* What is no range is no range. */
    check_range("bytes=3-1", 10, 200, 0, 10);
    check_range("bytes=-", 10, 200, 0, 10);
    check_range("bytes=a-b", 10, 200, 0, 10);
    check_range("bytes=0-1,3-4", 10, 200, 0, 10);
    check_range("lines=0-1", 10, 200, 0, 10);
    check_range("bytes=99999999999999999999-", 10, 200, 0, 10);
}
