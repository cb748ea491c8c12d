#include "cmd/http_request.h"

#include <stdio.h>
#include <strings.h>

#include "store/store.h"

size_t gk_http_head_length(gk_view text)
{
    size_t end = gk_view_find(text, GK_V("\r\n\r\n"), 0);
    return end == SIZE_MAX ? 0 : end + 4;
}

static bool is_word(gk_view v, const char *word)
{
    return v.n == strlen(word) && strncasecmp(v.p, word, v.n) == 0;
}

/* What may be stored may be asked for; a slash at the end means the folder's page. */
static bool is_fine(gk_view path)
{
    if (gk_view_is(path, "/")) return true;
    gk_view rest = gk_view_from(path, 1);
    if (gk_view_ends(rest, GK_V("/"))) rest.n--;
    /* The preview's own addresses begin with the one name that no file has. */
    return gk_store_path_ok(rest) || gk_view_starts(rest, GK_V(".gongkai/"));
}

static bool is_our_host(gk_view host, unsigned port)
{
    static const char *const names[] = {"127.0.0.1", "localhost", "[::1]"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char with_port[32];
        snprintf(with_port, sizeof with_port, "%s:%u", names[i], port);
        if (is_word(host, with_port) || (port == 80 && is_word(host, names[i]))) return true;
    }
    return false;
}

static int read_target(gk_view target, gk_http_head *head)
{
    size_t mark = gk_view_find_byte(target, '?', 0);
    head->query = mark == SIZE_MAX ? (gk_view){NULL, 0} : gk_view_from(target, mark + 1);
    if (!gk_view_starts(target, GK_V("/")) ||
        !gk_buf_put_unescaped(&head->path, gk_view_sub(target, 0, mark)))
        return 400;
    return is_fine(gk_buf_view(&head->path)) ? 200 : 404;
}

/* "GET /path HTTP/1.1" */
static int read_first_line(gk_view line, gk_http_head *head)
{
    gk_view method, target, version;
    if (!gk_view_split(&line, ' ', &method) || !gk_view_split(&line, ' ', &target) ||
        !gk_view_split(&line, ' ', &version) || line.n)
        return 400;
    if (!gk_view_is(version, "HTTP/1.1") && !gk_view_is(version, "HTTP/1.0")) return 505;
    head->close = gk_view_is(version, "HTTP/1.0");
    head->head = gk_view_is(method, "HEAD");
    if (!head->head && !gk_view_is(method, "GET")) return 405;
    return read_target(target, head);
}

void gk_http_head_read(gk_view text, unsigned port, gk_http_head *head)
{
    gk_view line, name;
    size_t hosts = 0;
    bool ours = false;
    *head = (gk_http_head){.status = 400};
    text.n -= 2; /* the empty line */
    bool first = true;
    int status = 400;
    while (text.n && gk_view_split(&text, '\n', &line)) {
        if (!gk_view_ends(line, GK_V("\r"))) status = 400;
        line = gk_view_trim(line);
        if (first) {
            status = read_first_line(line, head);
            first = false;
            continue;
        }
        size_t colon = gk_view_find_byte(line, ':', 0);
        if (colon == SIZE_MAX) continue;
        name = gk_view_sub(line, 0, colon);
        gk_view value = gk_view_trim(gk_view_from(line, colon + 1));
        if (is_word(name, "host")) {
            hosts++;
            ours = is_our_host(value, port);
        } else if (is_word(name, "range")) {
            head->range = value;
        } else if (is_word(name, "connection") && is_word(value, "close")) {
            head->close = true;
        } else if (is_word(name, "transfer-encoding") ||
                   (is_word(name, "content-length") && !gk_view_is(value, "0"))) {
            status = status == 200 ? 400 : status;
            head->close = true;
        }
    }
    if (hosts != 1 || !ours) status = hosts == 1 ? 403 : 400;
    head->status = status;
    if (status != 200 && status != 404) head->close = true;
}

int gk_http_range(gk_view range, uint64_t size, uint64_t *from, uint64_t *to)
{
    int64_t first = -1, last = -1;
    *from = 0;
    *to = size;
    if (!gk_view_starts(range, GK_V("bytes=")) || gk_view_find_byte(range, ',', 0) != SIZE_MAX)
        return 200;
    range = gk_view_from(range, 6);
    size_t dash = gk_view_find_byte(range, '-', 0);
    if (dash == SIZE_MAX) return 200;
    gk_view left = gk_view_sub(range, 0, dash), right = gk_view_from(range, dash + 1);
    if ((left.n && (!gk_view_to_int(left, &first) || first < 0)) ||
        (right.n && (!gk_view_to_int(right, &last) || last < 0)) || (!left.n && !right.n))
        return 200;
    if (!left.n) {
        /* The last so many bytes. */
        if (last == 0 || size == 0) return 416;
        *from = (uint64_t)last < size ? size - (uint64_t)last : 0;
        return 206;
    }
    if (right.n && last < first) return 200;
    if ((uint64_t)first >= size) return 416;
    *from = (uint64_t)first;
    if (right.n && (uint64_t)last < size) *to = (uint64_t)last + 1;
    return 206;
}
