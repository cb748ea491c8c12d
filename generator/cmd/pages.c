#include "cmd/pages.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "cmd/preview_script.h"
#include "emit/media_types.h"
#include "store/walk.h"

enum { HTML_MAX = 64 << 20, SHOWN_DIAGNOSTICS = 50 };

/* Opens a file of the output, following no link. -1 with an errno; EISDIR for a folder. */
static int open_below(const char *out, gk_view path, struct stat *st)
{
    gk_walk walk;
    int top, dir, error, fd = -1;
    const char *name;
    top = open(out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (top < 0) return -1;
    gk_walk_start(&walk, top, false);
    error = gk_walk_enter(&walk, path, false, &dir, &name);
    if (!error) {
        fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
        error = fd < 0 || fstat(fd, st) != 0 ? errno : 0;
    }
    if (!error && !S_ISREG(st->st_mode)) error = S_ISDIR(st->st_mode) ? EISDIR : EACCES;
    gk_walk_reset(&walk);
    close(top);
    if (error && fd >= 0) close(fd);
    errno = error;
    return error ? -1 : fd;
}

/* Puts the preview's script before the end of the body. */
static void inject(const gk_pages *pages, gk_view html, gk_buf *out)
{
    size_t at = html.n;
    for (size_t i = html.n; i >= 7; i--) {
        if (strncasecmp(html.p + i - 7, "</body>", 7) != 0) continue;
        at = i - 7;
        break;
    }
    gk_buf_put(out, gk_view_sub(html, 0, at));
    gk_buf_printf(out, "<script src=\"/.gongkai/preview.js?%" PRIu64 "\"></script>\n",
                  pages->generation);
    gk_buf_put(out, gk_view_from(html, at));
}

static bool serve_html(const gk_pages *pages, int fd, const struct stat *st, gk_response *response)
{
    if (st->st_size > HTML_MAX) return false;
    gk_buf html = GK_BUF_INIT;
    char piece[65536];
    ssize_t n;
    while ((n = read(fd, piece, sizeof piece)) > 0) gk_buf_put(&html, gk_view_n(piece, (size_t)n));
    inject(pages, gk_buf_view(&html), &response->body);
    gk_buf_free(&html);
    close(fd);
    return true;
}

/* Serves one file of the output; false with an errno when there is none. */
static bool serve_file(const gk_pages *pages, gk_view path, gk_response *response)
{
    struct stat st;
    int fd = open_below(pages->out, path, &st);
    if (fd < 0) return false;
    response->type = gk_media_type_served(path);
    if (strncmp(response->type, "text/html", 9) == 0 && serve_html(pages, fd, &st, response))
        return true;
    response->fd = fd;
    response->size = (uint64_t)st.st_size;
    return true;
}

/* A page of our own, for when the output has none: its script shows what is wrong. */
static void serve_notice(const gk_pages *pages, int status, gk_text text, gk_response *response)
{
    bool zh = pages->lang == GK_LANG_ZH;
    gk_buf page = GK_BUF_INIT;
    gk_buf_printf(
        &page,
        "<!DOCTYPE html>\n<html lang=\"%s\">\n<head><meta charset=\"utf-8\"><title>%s</title></head>\n"
        "<body><p>%s</p></body>\n</html>\n",
        zh ? "zh-CN" : "en", zh ? "预览" : "Preview", zh ? text.zh : text.en);
    response->status = status;
    response->type = "text/html; charset=utf-8";
    inject(pages, gk_buf_view(&page), &response->body);
    gk_buf_free(&page);
}

static void serve_missing(const gk_pages *pages, gk_response *response)
{
    static const gk_text unbuilt = {"还没有生成成功的网页。", "No build has gone well yet."};
    static const gk_text missing = {"没有这个网页。", "There is no such page."};
    if (access(pages->out, F_OK) != 0) {
        serve_notice(pages, 503, unbuilt, response);
    } else if (serve_file(pages, GK_V("404.html"), response)) {
        response->status = 404;
    } else {
        serve_notice(pages, 404, missing, response);
    }
}

static void serve_own(const gk_pages *pages, gk_view name, gk_response *response)
{
    if (gk_view_is(name, "preview.js")) {
        response->type = "text/javascript; charset=utf-8";
        gk_buf_puts(&response->body, gk_preview_script);
    } else if (gk_view_is(name, "events")) {
        response->type = "text/event-stream; charset=utf-8";
        response->events = true;
        gk_buf_puts(&response->body, "retry: 1000\n\nevent: state\ndata: ");
        gk_buf_put(&response->body, gk_buf_view(&pages->state));
        gk_buf_puts(&response->body, "\n\n");
    } else {
        serve_missing(pages, response);
    }
}

void gk_pages_handle(void *ctx, const gk_request *request, gk_response *response)
{
    const gk_pages *pages = ctx;
    gk_view path = gk_view_from(request->path, 1);
    if (response->status != 200) {
        serve_missing(pages, response);
        return;
    }
    if (gk_view_starts(path, GK_V(".gongkai/"))) {
        serve_own(pages, gk_view_from(path, 9), response);
        return;
    }
    gk_buf file = GK_BUF_INIT;
    gk_buf_put(&file, path);
    if (path.n == 0 || gk_view_ends(path, GK_V("/"))) gk_buf_puts(&file, "index.html");
    if (!serve_file(pages, gk_buf_view(&file), response)) {
        if (errno == EISDIR && file.n == path.n) {
            response->status = 301;
            gk_buf_put_path(&response->location, request->path);
            gk_buf_putc(&response->location, '/');
        } else {
            serve_missing(pages, response);
        }
    }
    gk_buf_free(&file);
}

void gk_pages_set_state(gk_pages *pages, bool ok, bool good, const gk_diags *diags)
{
    gk_buf *out = &pages->state;
    size_t shown = diags->count < SHOWN_DIAGNOSTICS ? diags->count : SHOWN_DIAGNOSTICS;
    bool zh = pages->lang == GK_LANG_ZH;
    gk_buf_truncate(out, 0);
    gk_buf_printf(out, "{\"generation\":%" PRIu64 ",\"ok\":%s,\"title\":", pages->generation,
                  ok ? "true" : "false");
    gk_buf title = GK_BUF_INIT;
    if (!ok)
        gk_buf_printf(&title,
                      zh ? "生成失败：%zu 个错误，改好保存后会自动刷新。"
                         : "The build failed: %zu errors. It reloads once they are gone.",
                      diags->errors);
    if (!ok && good)
        gk_buf_puts(&title,
                    zh ? "现在看到的是上一次的网页。" : " This page is of the last good build.");
    gk_buf_put_json(out, gk_buf_view(&title));
    gk_buf_printf(out, ",\"more\":%zu,\"diagnostics\":[", diags->count - shown);
    for (size_t i = 0; i < shown && !ok; i++) {
        gk_buf_truncate(&title, 0);
        gk_diag_print_json(&diags->items[i], pages->lang, &title);
        if (i) gk_buf_putc(out, ',');
        gk_buf_put(out, gk_view_trim(gk_buf_view(&title)));
    }
    gk_buf_puts(out, "]}");
    gk_buf_free(&title);
}
