#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fetch.h"
#include "base/fs.h"
#include "base/mem.h"
#include "cmd/qr.h"
#include "cmd/report.h"

enum { PAGE_MAX = 4 * 1024 * 1024 };

static const gk_place nowhere = {{NULL, 0}, {NULL, 0}, 0, 0, 0};

typedef struct walk {
    gk_qr_work *work;
    int dir;          /* a built site, or -1 */
    const char *live; /* an address that takes the place of code_base, or NULL */
    bool *dead;       /* by code, of a live portal */
    gk_buf url;
    size_t good, bad;
} walk;

static void put_lower(gk_view text, gk_buf *out)
{
    for (size_t i = 0; i < text.n; i++)
        gk_buf_putc(out, text.p[i] >= 'A' && text.p[i] <= 'Z' ? (char)(text.p[i] - 'A' + 'a')
                                                              : text.p[i]);
}

/* Where a page leads by its refresh, as a path in the output; empty when it stays. */
static void find_target(gk_view page, gk_view base_path, gk_buf *out)
{
    const gk_view mark = GK_V("content=\"0; url=");
    size_t at = gk_view_find(page, mark, 0);
    if (at == SIZE_MAX) return;
    gk_view rest = gk_view_from(page, at + mark.n);
    gk_view url = gk_view_sub(rest, 0, gk_view_find_byte(rest, '"', 0));
    if (gk_view_starts(url, base_path)) url = gk_view_from(url, base_path.n);
    gk_buf_put_unescaped(out, url);
    if (!out->n || out->p[out->n - 1] == '/') gk_buf_puts(out, "index.html");
}

static gk_view base_path_of(const gk_qr_work *work)
{
    gk_view base =
        gk_value_view(gk_value_get(work->site.config.site, GK_V("base_url"), NULL, NULL));
    size_t host = gk_view_find(base, GK_V("://"), 0);
    size_t slash = host == SIZE_MAX ? SIZE_MAX : gk_view_find_byte(base, '/', host + 3);
    return slash == SIZE_MAX ? GK_V("/") : gk_view_from(base, slash);
}

/* In a built site: the code's page is there, and so is what it leads to. */
static bool check_built(walk *w, gk_view path, gk_buf *why)
{
    gk_buf page = GK_BUF_INIT, target = GK_BUF_INIT, name = GK_BUF_INIT;
    gk_buf_put(&name, path);
    gk_buf_puts(&name, "/index.html");
    bool there = gk_fs_read(w->dir, name.p, PAGE_MAX, &page) == 0;
    if (there) find_target(gk_buf_view(&page), base_path_of(w->work), &target);
    bool good = there && (!target.n || faccessat(w->dir, target.p, R_OK, 0) == 0);
    if (!good) gk_buf_put(why, there ? gk_buf_view(&target) : gk_buf_view(&name));
    gk_buf_free(&page);
    gk_buf_free(&target);
    gk_buf_free(&name);
    return good;
}

/* Both ways to write it: as printed, and as people type it. */
static void put_code_path(gk_view code, bool small, gk_buf *out)
{
    gk_buf_puts(out, small ? "q/" : "Q/");
    if (small)
        put_lower(code, out);
    else
        gk_buf_put(out, code);
}

static void report(walk *w, gk_view code, gk_view why)
{
    gk_diag_add(&w->work->diags, GK_MSG_qr_dead, nowhere, code, why);
}

static void check_code(walk *w, gk_value row)
{
    gk_view code = gk_qr_text(row, "code");
    bool good = true;
    for (int small = 0; small < 2 && good; small++) {
        gk_buf path = GK_BUF_INIT, why = GK_BUF_INIT;
        put_code_path(code, small, &path);
        good = check_built(w, gk_buf_view(&path), &why);
        if (!good) report(w, code, gk_buf_view(&why));
        gk_buf_free(&path);
        gk_buf_free(&why);
    }
    w->good += good;
    w->bad += !good;
}

/* On a live portal: two addresses a code. */
static gk_wish wish_code(void *ctx, size_t i)
{
    walk *w = ctx;
    gk_buf_truncate(&w->url, 0);
    gk_buf_puts(&w->url, w->live);
    if (!gk_view_ends(gk_buf_view(&w->url), GK_V("/"))) gk_buf_putc(&w->url, '/');
    gk_view code = gk_qr_text(gk_value_at(w->work->rows, (uint32_t)(i / 2), NULL), "code");
    put_code_path(code, i % 2, &w->url);
    return (gk_wish){.url = gk_buf_view(&w->url), .most = PAGE_MAX, .follow = true};
}

static void take_code(void *ctx, size_t i, const gk_fetched *got)
{
    walk *w = ctx;
    bool *dead = &w->dead[i / 2];
    if (got->status == 200 || *dead) return;
    gk_buf why = GK_BUF_INIT;
    *dead = true;
    if (got->status)
        gk_buf_printf(&why, "%ld %.*s", got->status, (int)got->url.n, got->url.p);
    else
        gk_buf_puts(&why, got->error);
    report(w, gk_qr_text(gk_value_at(w->work->rows, (uint32_t)(i / 2), NULL), "code"),
           gk_buf_view(&why));
    gk_buf_free(&why);
}

static bool check_live(walk *w, uint32_t count)
{
    gk_fetch *fetch = gk_fetch_open(&w->work->diags);
    if (!fetch) return false;
    w->dead = gk_mem_calloc(count, sizeof *w->dead);
    gk_fetch_work work = {(size_t)count * 2, wish_code, take_code, w};
    gk_fetch_run(fetch, &work);
    for (uint32_t i = 0; i < count; i++) w->bad += w->dead[i];
    w->good = count - w->bad;
    free(w->dead);
    gk_buf_free(&w->url);
    gk_fetch_close(fetch);
    return true;
}

static bool open_built(walk *w)
{
    const char *given = w->work->options->values[GK_OPT_OUTPUT];
    gk_buf path = GK_BUF_INIT;
    int error = 0;
    if (given)
        gk_buf_puts(&path, given);
    else
        gk_buf_printf(&path, "%s/public", w->work->folder.p);
    w->dir = gk_fs_open_dir(AT_FDCWD, path.p, &error);
    if (w->dir < 0) gk_fs_report(&w->work->diags, GK_FS_READING, gk_buf_view(&path), error);
    gk_buf_free(&path);
    return w->dir >= 0;
}

gk_exit gk_qr_check(gk_qr_work *work)
{
    walk w = {.work = work, .dir = -1, .live = work->options->values[GK_OPT_LIVE]};
    uint32_t count = gk_value_count(work->rows);
    if (!count) {
        gk_diag_add(&work->diags, GK_MSG_qr_nothing, nowhere);
        return GK_EXIT_CONTENT;
    }
    if (w.live ? !check_live(&w, count) : !open_built(&w)) return GK_EXIT_SYSTEM;
    for (uint32_t i = 0; !w.live && i < count; i++)
        check_code(&w, gk_value_at(work->rows, i, NULL));
    if (w.dir >= 0) close(w.dir);
    gk_buf line = GK_BUF_INIT;
    gk_buf_printf(
        &line,
        GK_SAY(work->options, "%zu 个代号打得开，%zu 个打不开", "%zu codes lead on, %zu do not"),
        w.good, w.bad);
    gk_report_line(work->options, gk_buf_view(&line));
    gk_buf_free(&line);
    return w.bad ? GK_EXIT_CONTENT : GK_EXIT_FINE;
}
