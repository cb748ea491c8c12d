/* What happens when a push was accepted. It is short: whoever pushes waits for it. */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "cmd/hook.h"
#include "cmd/report.h"
#include "cmd/serving.h"
#include "store/pushes.h"
#include "store/receive_log.h"

enum { LOG_MAX = 1024 * 1024, LOG_MODE = 0640 };

static gk_view pusher_of(const gk_options *options, gk_arena *arena)
{
    if (options->around.pusher) return gk_view_of(options->around.pusher);
    const struct passwd *user = getpwuid(getuid());
    if (user) return gk_arena_view(arena, gk_view_of(user->pw_name));
    return gk_arena_printf(arena, "%u", (unsigned)getuid());
}

/* Lines "OLD NEW REF". */
static gk_received *parse_input(gk_view text, gk_view pusher, gk_arena *arena, size_t *count)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.n; i++) lines += text.p[i] == '\n';
    gk_received *items = gk_arena_calloc(arena, lines, sizeof *items);
    gk_date now = {(int64_t)time(NULL), 0, false};
    gk_view line;
    *count = 0;
    while (gk_view_split(&text, '\n', &line)) {
        gk_received *item = &items[*count];
        *item = (gk_received){.time = now, .pusher = pusher};
        if (!gk_view_split(&line, ' ', &item->old) || !gk_view_split(&line, ' ', &item->new))
            continue;
        item->ref = line;
        *count += item->ref.n != 0;
    }
    return items;
}

static void warn(gk_diags *diags, gk_message id, const char *path, int error)
{
    gk_diag_add(diags, id, gk_place_file(gk_view_of(path)), gk_view_of(strerror(error)));
}

/* A builder's output goes to a file of its own, which does not grow without end. */
static int open_output(const char *state)
{
    struct stat st;
    gk_buf path = GK_BUF_INIT;
    gk_buf_printf(&path, "%s/builder.log", state);
    int fd = open(path.p, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, LOG_MODE);
    if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > LOG_MAX && ftruncate(fd, 0) != 0)
        st.st_size = 0;
    gk_buf_free(&path);
    return fd;
}

/* In the child: a process that holds nothing of the push, least of all its connection. */
static _Noreturn void become_builder(const char *state, char *const *words)
{
    static const char *const of_git[] = {"GIT_DIR", "GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY",
                                         "GIT_ALTERNATE_OBJECT_DIRECTORIES",
                                         "GIT_PUSH_OPTION_COUNT"};
    setsid();
    for (size_t i = 0; i < sizeof of_git / sizeof *of_git; i++) unsetenv(of_git[i]);
    int none = open("/dev/null", O_RDWR | O_CLOEXEC), out = open_output(state);
    dup2(none, STDIN_FILENO);
    dup2(out >= 0 ? out : none, STDOUT_FILENO);
    dup2(out >= 0 ? out : none, STDERR_FILENO);
    close_range(STDERR_FILENO + 1, ~0U, 0);
    execv("/proc/self/exe", words);
    _exit(127);
}

/* Starts a builder, which ends soon when another is at work: that one looks at the spool again
 * before it ends. */
static void start_builder(const gk_serving *s)
{
    bool configured = s->server.file.n != 0;
    char *words[] = {"gongkai",
                     "publish",
                     "--drain",
                     configured ? "--config" : "--repo",
                     (char *)(uintptr_t)(configured ? s->server.file.p : s->server.repo.p),
                     NULL};
    pid_t child = fork();
    if (child == 0) become_builder(s->server.state.p, words);
}

static void say_received(const gk_options *options, const gk_received *item, const char *branch,
                         bool published)
{
    gk_buf line = GK_BUF_INIT;
    gk_buf_printf(&line,
                  published
                      ? GK_SAY(options, "gongkai：已收到 %s %.12s，随后发布",
                               "gongkai: received %s %.12s, which is published now")
                      : GK_SAY(options, "gongkai：已收到 %s %.12s", "gongkai: received %s %.12s"),
                  branch, item->new.p);
    gk_report_line(options, gk_buf_view(&line));
    gk_buf_free(&line);
}

static void receive(const gk_serving *s, const gk_options *options, gk_arena *arena,
                    gk_diags *diags)
{
    gk_buf input = GK_BUF_INIT;
    size_t count;
    gk_hook_read_input(&input);
    gk_received *items = parse_input(gk_buf_view(&input), pusher_of(options, arena), arena, &count);
    int error = count ? gk_receive_log_append(s->server.log.p, items, count) : 0;
    if (error == EEXIST)
        gk_diag_add(diags, GK_MSG_hook_log_other, gk_place_file(s->server.log));
    else if (error)
        warn(diags, GK_MSG_hook_log, s->server.log.p, error);
    for (size_t i = 0; i < count; i++) {
        if (!gk_view_eq(items[i].ref, s->server.ref)) continue;
        error = gk_pushes_add(s->server.state.p, items[i].ref, items[i].new);
        if (error) warn(diags, GK_MSG_hook_spool, s->server.state.p, error);
        const char *branch = s->server.ref.p;
        if (gk_view_starts(s->server.ref, GK_V("refs/heads/"))) branch += strlen("refs/heads/");
        say_received(options, &items[i], branch, s->server.to.n != 0);
        if (s->server.to.n) start_builder(s);
        break;
    }
    gk_buf_free(&input);
}

gk_exit gk_hook_post_receive(const gk_options *options)
{
    gk_serving s;
    gk_diags diags = GK_DIAGS_INIT;
    if (gk_serving_read(options, &s, &diags) && gk_serving_need(&s, true, false, options, &diags))
        receive(&s, options, &s.arena, &diags);
    gk_report_diags(options, &diags);
    gk_exit exit = gk_report_exit(&diags);
    gk_diags_free(&diags);
    gk_serving_free(&s);
    return exit;
}
