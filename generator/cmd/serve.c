#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "cmd/http.h"
#include "cmd/pages.h"
#include "cmd/report.h"
#include "cmd/run.h"
#include "cmd/watch.h"

/* A preview: one loop over connections, changes of files, and a build that runs as a child
 * process. */
typedef struct preview {
    const gk_options *options;
    gk_run run;
    gk_pages pages;
    gk_http *http;
    gk_watch *watch;
    gk_buf url, temporary, out;
    sigset_t before; /* the mask of signals, for children */
    int signals;
    pid_t child; /* the build that runs, or 0 */
    int pipe;    /* from it, or -1 */
    gk_buf message;
    int64_t changed_ms; /* when files changed last, of changes that are not built yet; 0: none */
    bool good, ended;   /* a build went well; Ctrl-C */
    gk_exit failure;    /* of the latest build */
} preview;

enum { PORT = 8000, DEBOUNCE_MS = 100, BEAT_MS = 15000 };

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* What the building process sends: this, then its packed diagnostics. */
typedef struct report {
    gk_build_stats stats;
    gk_build_status status;
} report;

_Noreturn static void build_and_exit(preview *p, int to)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_buf message = GK_BUF_INIT;
    report head;
    memset(&head, 0, sizeof head);
    sigprocmask(SIG_SETMASK, &p->before, NULL);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    p->run.build.system_time = (int64_t)time(NULL);
    head.status = gk_build_run(&p->run.build, &diags, &head.stats);
    gk_run_end_progress(&p->run);
    gk_buf_put(&message, gk_view_n((const char *)&head, sizeof head));
    gk_diags_pack(&diags, &message);
    _exit(gk_fs_write_all(to, gk_buf_view(&message)) == 0 ? 0 : 1);
}

static void start_build(preview *p)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return;
    p->changed_ms = 0;
    p->child = fork();
    if (p->child == 0) {
        setpgid(0, 0);
        build_and_exit(p, ends[1]);
    }
    close(ends[1]);
    if (p->child < 0) {
        close(ends[0]);
        p->child = 0;
        return;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    p->pipe = ends[0];
    gk_buf_truncate(&p->message, 0);
}

static void show_result(preview *p, const report *head, const gk_diags *diags)
{
    bool ok = head->status == GK_BUILD_DONE;
    p->failure = (gk_exit)head->status;
    gk_buf line = GK_BUF_INIT;
    gk_report_diags(p->options, diags);
    gk_run_put_summary(p->options, &head->stats, &line);
    gk_report_line(p->options, gk_buf_view(&line));
    gk_buf_free(&line);
    if (ok && (!p->good || head->stats.written + head->stats.removed > 0)) p->pages.generation++;
    p->good |= ok;
    gk_pages_set_state(&p->pages, ok, p->good, diags);
    gk_http_event(p->http, "state", gk_buf_view(&p->pages.state));
}

/* The child has closed its end: the build is over. */
static void finish_build(preview *p)
{
    gk_diags diags = GK_DIAGS_INIT;
    report head;
    memset(&head, 0, sizeof head);
    close(p->pipe);
    p->pipe = -1;
    waitpid(p->child, NULL, 0);
    p->child = 0;
    gk_view message = gk_buf_view(&p->message);
    if (message.n >= sizeof head) {
        memcpy(&head, message.p, sizeof head);
        gk_diags_unpack(&diags, gk_view_from(message, sizeof head));
    } else {
        head.status = GK_BUILD_SYSTEM;
        head.stats.errors = 1;
        gk_diag_add(&diags, GK_MSG_serve_build, gk_place_file((gk_view){NULL, 0}));
    }
    if (!p->ended) show_result(p, &head, &diags);
    gk_diags_free(&diags);
}

static void read_child(preview *p)
{
    char piece[65536];
    ssize_t n;
    while ((n = read(p->pipe, piece, sizeof piece)) > 0)
        gk_buf_put(&p->message, gk_view_n(piece, (size_t)n));
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) finish_build(p);
}

static void take_signal(preview *p)
{
    struct signalfd_siginfo info;
    while (read(p->signals, &info, sizeof info) == (ssize_t)sizeof info) p->ended = true;
}

/* Waits for whatever comes first, and does it. */
static void turn(preview *p)
{
    struct pollfd fds[GK_HTTP_FDS + 3];
    size_t n = gk_http_wait_for(p->http, fds);
    struct pollfd *own = fds + n;
    own[0] = (struct pollfd){p->signals, POLLIN, 0};
    own[1] = (struct pollfd){p->watch ? gk_watch_fd(p->watch) : -1, POLLIN, 0};
    own[2] = (struct pollfd){p->pipe, POLLIN, 0};
    int64_t wait = BEAT_MS;
    if (p->changed_ms && !p->child) wait = p->changed_ms + DEBOUNCE_MS - now_ms();
    if (poll(fds, n + 3, wait < 0 ? 0 : (int)wait) < 0) return;
    if (own[0].revents) take_signal(p);
    if (own[1].revents && gk_watch_read(p->watch)) p->changed_ms = now_ms();
    gk_http_work(p->http, fds, n, now_ms() / 1000);
    if (own[2].revents) read_child(p);
    if (p->changed_ms && !p->child && now_ms() >= p->changed_ms + DEBOUNCE_MS) start_build(p);
}

static gk_exit fail(preview *p, gk_message id, gk_view first, gk_view second)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_diag_add(&diags, id, gk_place_file((gk_view){NULL, 0}), first, second);
    gk_report_diags(p->options, &diags);
    gk_diags_free(&diags);
    return GK_EXIT_SYSTEM;
}

static bool choose_output(preview *p)
{
    if (p->options->values[GK_OPT_OUTPUT]) {
        gk_buf_puts(&p->out, p->options->values[GK_OPT_OUTPUT]);
    } else {
        const char *tmpdir = p->options->around.tmpdir;
        gk_buf_printf(&p->temporary, "%s/gongkai-XXXXXX", tmpdir && *tmpdir ? tmpdir : "/tmp");
        if (!mkdtemp(p->temporary.p)) return false;
        gk_buf_printf(&p->out, "%s/site", p->temporary.p);
    }
    p->run.build.out = p->out.p;
    p->pages.out = p->out.p;
    return true;
}

static void watch_all(preview *p)
{
    static const char *const shared[] = {"themes", "plugins"};
    bool all = true;
    p->watch = gk_watch_open();
    if (p->watch) {
        all = gk_watch_add(p->watch, p->run.build.site);
        for (size_t i = 0; i < 2 && all; i++) {
            gk_buf path = GK_BUF_INIT;
            gk_buf_printf(&path, "%s/%s", p->run.build.share, shared[i]);
            all = gk_watch_add(p->watch, path.p);
            gk_buf_free(&path);
        }
    }
    if (!p->watch || !all) fail(p, GK_MSG_serve_watch, (gk_view){NULL, 0}, (gk_view){NULL, 0});
}

static bool has_site(const preview *p)
{
    gk_buf path = GK_BUF_INIT;
    gk_buf_printf(&path, "%s/site.yaml", p->run.build.site);
    bool found = access(path.p, F_OK) == 0;
    gk_buf_free(&path);
    return found;
}

static void catch_signals(preview *p)
{
    sigset_t ours;
    sigemptyset(&ours);
    sigaddset(&ours, SIGINT);
    sigaddset(&ours, SIGTERM);
    sigaddset(&ours, SIGHUP);
    sigprocmask(SIG_BLOCK, &ours, &p->before);
    p->signals = signalfd(-1, &ours, SFD_NONBLOCK | SFD_CLOEXEC);
}

static void say_url(const preview *p)
{
    gk_buf line = GK_BUF_INIT;
    gk_buf_printf(
        &line,
        GK_SAY(p->options, "预览地址：%s（按 Ctrl-C 结束）\n", "preview: %s (Ctrl-C ends it)\n"),
        p->url.p);
    gk_report_out(gk_buf_view(&line));
    gk_buf_free(&line);
}

static void run_preview(preview *p)
{
    gk_buf_printf(&p->url, "http://127.0.0.1:%u/", gk_http_port(p->http));
    p->run.build.base_url = gk_buf_view(&p->url);
    p->run.build.preview = true;
    catch_signals(p);
    watch_all(p);
    /* Another number than an earlier preview's, so that its pages that are still open load
     * again. */
    p->pages.generation = (uint64_t)time(NULL);
    gk_diags none = GK_DIAGS_INIT;
    gk_pages_set_state(&p->pages, true, false, &none);
    start_build(p);
    while (p->child && !p->ended) turn(p);
    if (!p->ended && (p->good || has_site(p))) say_url(p);
    while (!p->ended && (p->good || has_site(p))) turn(p);
}

static void end_preview(preview *p)
{
    if (p->child) {
        kill(-p->child, SIGTERM);
        waitpid(p->child, NULL, 0);
        close(p->pipe);
    }
    gk_http_close(p->http);
    gk_watch_close(p->watch);
    if (p->temporary.n) gk_fs_remove_tree(AT_FDCWD, p->temporary.p);
    close(p->signals);
    sigprocmask(SIG_SETMASK, &p->before, NULL);
    gk_run_free(&p->run);
    gk_buf_free(&p->pages.state);
    gk_buf_free(&p->message);
    gk_buf_free(&p->url);
    gk_buf_free(&p->out);
    gk_buf_free(&p->temporary);
}

gk_exit gk_cmd_serve(const gk_options *options)
{
    preview p = {.options = options, .pipe = -1, .signals = -1, .pages = {.lang = options->lang}};
    int error = 0;
    bool given = options->port != 0;
    unsigned port = given ? options->port : PORT;
    gk_exit result = GK_EXIT_SYSTEM;
    gk_exit begun = gk_run_init(&p.run, options);
    sigprocmask(SIG_BLOCK, NULL, &p.before);
    p.http = gk_http_open(port, !given, gk_pages_handle, &p.pages, &error);
    if (begun) {
        result = begun;
    } else if (!p.http) {
        char number[16];
        snprintf(number, sizeof number, "%u", port);
        fail(&p, GK_MSG_serve_port, gk_view_of(number), gk_view_of(strerror(error)));
    } else if (!choose_output(&p)) {
        gk_diags diags = GK_DIAGS_INIT;
        gk_fs_report(&diags, GK_FS_WRITING, gk_buf_view(&p.temporary), errno);
        gk_report_diags(options, &diags);
        gk_diags_free(&diags);
        gk_buf_truncate(&p.temporary, 0);
    } else {
        run_preview(&p);
        result = p.ended ? GK_EXIT_FINE : p.failure;
    }
    end_preview(&p);
    return result;
}
