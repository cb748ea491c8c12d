#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fs.h"
#include "cmd/qr.h"
#include "cmd/report.h"

enum { PAGE_MAX = 4 * 1024 * 1024, ANSWER_MAX = 4096 };

static const gk_place nowhere = {{NULL, 0}, {NULL, 0}, 0, 0, 0};

typedef struct walk {
    gk_qr_work *work;
    int dir;          /* a built site, or -1 */
    const char *live; /* an address that takes the place of code_base, or NULL */
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

/* Runs curl and gives what it printed; false when it can not be run. */
static bool run_curl(const char *url, gk_buf *answer)
{
    extern char **environ;
    const char *const args[] = {"curl", "-sSL", "--max-time", "20", "--max-redirs",
                                "5",    "-o",   "/dev/null",  "-w", "%{http_code} %{url_effective}",
                                "--",   url,    NULL};
    int pipes[2], status = 0;
    char bytes[ANSWER_MAX];
    pid_t child;
    posix_spawn_file_actions_t actions;
    if (pipe2(pipes, O_CLOEXEC) != 0) return false;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO);
    int error = posix_spawnp(&child, "curl", &actions, NULL, (char **)(uintptr_t)args, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(pipes[1]);
    for (ssize_t n; !error && (n = read(pipes[0], bytes, sizeof bytes)) > 0;)
        gk_buf_put(answer, gk_view_n(bytes, (size_t)n));
    close(pipes[0]);
    return !error && waitpid(child, &status, 0) == child;
}

static bool check_live(walk *w, gk_view path, gk_buf *why)
{
    gk_buf url = GK_BUF_INIT;
    gk_buf_puts(&url, w->live);
    if (!gk_view_ends(gk_buf_view(&url), GK_V("/"))) gk_buf_putc(&url, '/');
    gk_buf_put(&url, path);
    bool ran = run_curl(url.p, why);
    if (!ran) gk_buf_puts(why, "curl");
    gk_buf_free(&url);
    return ran && gk_view_starts(gk_buf_view(why), GK_V("200 "));
}

/* Both ways to write it: as printed, and as people type it. */
static void check_code(walk *w, gk_value row)
{
    gk_view code = gk_qr_text(row, "code");
    bool good = true;
    for (int small = 0; small < 2 && good; small++) {
        gk_buf path = GK_BUF_INIT, why = GK_BUF_INIT;
        gk_buf_puts(&path, small ? "q/" : "Q/");
        if (small)
            put_lower(code, &path);
        else
            gk_buf_put(&path, code);
        good = w->live ? check_live(w, gk_buf_view(&path), &why)
                       : check_built(w, gk_buf_view(&path), &why);
        if (!good) gk_diag_add(&w->work->diags, GK_MSG_qr_dead, nowhere, code, gk_buf_view(&why));
        gk_buf_free(&path);
        gk_buf_free(&why);
    }
    w->good += good;
    w->bad += !good;
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
    if (!w.live && !open_built(&w)) return GK_EXIT_SYSTEM;
    for (uint32_t i = 0; i < count; i++) check_code(&w, gk_value_at(work->rows, i, NULL));
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
