/* The builder: publishes what is pushed, and what time changes. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "cmd/report.h"
#include "cmd/serving.h"
#include "store/pushes.h"

/* The clock may be set, and a message may be lost: so often it looks whatever happens. After a
 * fault of the system it tries again after the same time. */
enum { LOOK_SECONDS = 60 };

typedef struct builder {
    gk_serving *serving;
    const gk_options *options;
    const char *state;
    int lock, spool, notify, signals;
    int64_t next; /* when it has to publish next; 0: when something is pushed */
    bool failing; /* the system was at fault: try again */
} builder;

/* Takes note of the pushes before it looks at the ref: those that come later wait for the next
 * round. */
static gk_exit look(builder *b)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_diags diags = GK_DIAGS_INIT;
    gk_publish_result result;
    gk_pushes pushes;
    gk_pushes_list(b->state, &arena, &pushes);
    gk_build_status status = gk_publish_run(&b->serving->publish, &diags, &result);
    if (!gk_serving_deliver(b->serving, b->options, &diags) && status == GK_BUILD_DONE)
        status = GK_BUILD_SYSTEM; /* sent again after a while */
    gk_serving_note(b->serving, b->options, &result, status, &diags);
    gk_publish_report(b->options, &result, status, &diags);
    b->failing = status == GK_BUILD_SYSTEM;
    b->next = result.next;
    int error = b->failing ? 0 : gk_pushes_done(b->state, &pushes);
    if (error) {
        /* They would be published again and again, without a pause. */
        b->failing = true;
        gk_diags spool = GK_DIAGS_INIT;
        gk_fs_report(&spool, GK_FS_WRITING, gk_view_of(b->state), error);
        gk_report_diags(b->options, &spool);
        gk_diags_free(&spool);
    }
    gk_exit exit = gk_report_exit(&diags);
    gk_publish_result_free(&result);
    gk_diags_free(&diags);
    gk_arena_free(&arena);
    return exit == GK_EXIT_FINE ? (gk_exit)status : exit;
}

/* Whether there is anything to do at the beginning: most often there is not. */
static bool has_work(builder *b)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_trouble trouble;
    gk_view bad = {NULL, 0};
    if (gk_trouble_read(b->state, &arena, &trouble) == 0 && !trouble.of_system)
        bad = trouble.commit;
    bool work =
        gk_pushes_waiting(b->state) || gk_publish_waits(&b->serving->publish, bad, &b->next);
    gk_arena_free(&arena);
    return work;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits for a push, the next change, or a signal. False: to end. */
static bool wait_for_work(builder *b)
{
    int64_t wait = LOOK_SECONDS * 1000, until = b->next ? b->next * 1000 - now_ms() : wait;
    if (!b->failing && until < wait) wait = until < 1000 ? 1000 : until;
    struct pollfd watched[] = {{.fd = b->signals, .events = POLLIN},
                               {.fd = b->notify, .events = POLLIN}};
    if (gk_pushes_waiting(b->state) && !b->failing) return true;
    if (poll(watched, 2, (int)wait) < 0 && errno != EINTR) return false;
    char events[4096];
    while (read(b->notify, events, sizeof events) > 0) continue;
    return !(watched[0].revents & POLLIN);
}

static bool is_time(const builder *b)
{
    return b->failing || gk_pushes_waiting(b->state) || (b->next && b->next * 1000 <= now_ms());
}

static gk_exit watch(builder *b)
{
    if (has_work(b)) look(b);
    while (wait_for_work(b))
        if (is_time(b)) look(b);
    return GK_EXIT_FINE;
}

/* Until nothing waits: also nothing that came while the lock was given up. */
static gk_exit drain(builder *b)
{
    gk_exit exit = GK_EXIT_FINE;
    bool work = has_work(b);
    for (;;) {
        while (work) {
            exit = look(b);
            if (b->failing) return exit;
            work = gk_pushes_waiting(b->state);
        }
        close(b->lock);
        b->lock = -1;
        if (!gk_pushes_waiting(b->state) || gk_pushes_lock(b->state, &b->lock) != 0) return exit;
        work = true;
    }
}

static int open_signals(void)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGHUP);
    /* Not while a build is under way: it is short, and the next start would do it again. */
    sigprocmask(SIG_BLOCK, &ends, NULL);
    return signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
}

static bool open_builder(builder *b, gk_diags *diags)
{
    int error = gk_pushes_lock(b->state, &b->lock);
    if (error == EWOULDBLOCK) {
        gk_diag_add(diags, GK_MSG_publish_builder, gk_place_file(gk_view_of(b->state)));
        return false;
    }
    if (!error) error = gk_pushes_open_spool(b->state, &b->spool);
    if (!error) {
        gk_buf path = GK_BUF_INIT;
        gk_buf_printf(&path, "/proc/self/fd/%d", b->spool);
        b->signals = open_signals();
        b->notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
        if (b->signals < 0 || b->notify < 0 ||
            inotify_add_watch(b->notify, path.p, IN_MOVED_TO | IN_CREATE) < 0)
            error = errno;
        gk_buf_free(&path);
    }
    if (error) gk_fs_report(diags, GK_FS_WRITING, gk_view_of(b->state), error);
    return error == 0;
}

static void close_builder(builder *b)
{
    int fds[] = {b->lock, b->spool, b->notify, b->signals};
    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
        if (fds[i] >= 0) close(fds[i]);
}

gk_exit gk_publish_watch(gk_serving *serving, const gk_options *options, bool drains)
{
    builder b = {.serving = serving,
                 .options = options,
                 .state = serving->server.state.p,
                 .lock = -1,
                 .spool = -1,
                 .notify = -1,
                 .signals = -1};
    gk_diags diags = GK_DIAGS_INIT;
    gk_exit exit;
    serving->publish.follow = true;
    if (open_builder(&b, &diags)) {
        exit = drains ? drain(&b) : watch(&b);
    } else if (drains && diags.count && diags.items[0].id == GK_MSG_publish_builder) {
        exit = GK_EXIT_FINE; /* it will see what waits */
    } else {
        gk_report_diags(options, &diags);
        exit = gk_report_exit(&diags);
    }
    close_builder(&b);
    gk_diags_free(&diags);
    return exit;
}
