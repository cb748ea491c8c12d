#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/mem.h"

extern char **environ;

enum { PIECE = 65536 };

typedef struct running {
    pid_t pid;
    int input;    /* a file in memory: the child may leave it unread */
    int pipes[2]; /* its outputs, read by us; -1: ended */
    gk_buf *kept[2];
    size_t most;
    int64_t until; /* milliseconds of the monotonic clock; 0: no end */
} running;

static int64_t clock_ms(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int open_input(gk_view bytes)
{
    int fd = memfd_create("input", MFD_CLOEXEC);
    if (fd < 0) return -1;
    int error = gk_fs_write_all(fd, bytes);
    if (!error && lseek(fd, 0, SEEK_SET) == 0) return fd;
    if (error) errno = error;
    close(fd);
    return -1;
}

/* Ours, with LC_ALL=C in place of its own. */
static char **make_environment(void)
{
    size_t n = 0, kept = 0;
    while (environ[n]) n++;
    char **copy = gk_mem_calloc(n + 2, sizeof *copy);
    for (size_t i = 0; i < n; i++)
        if (!gk_view_starts(gk_view_of(environ[i]), GK_V("LC_ALL="))) copy[kept++] = environ[i];
    copy[kept] = (char *)(uintptr_t) "LC_ALL=C";
    return copy;
}

static int spawn(running *run, const gk_child *child, const int ends[2])
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_adddup2(&actions, run->input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[0], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
    if (child->folder) posix_spawn_file_actions_addchdir_np(&actions, child->folder);
    char **environment = make_environment();
    int error = posix_spawnp(&run->pid, child->words[0], &actions, &attributes,
                             (char **)(uintptr_t)child->words, environment);
    free(environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

static void take(running *run, int which)
{
    char piece[PIECE];
    ssize_t n = read(run->pipes[which], piece, sizeof piece);
    if (n < 0 && errno == EINTR) return;
    if (n <= 0) {
        close(run->pipes[which]);
        run->pipes[which] = -1;
        return;
    }
    gk_buf *kept = run->kept[which];
    size_t room = kept && kept->n < run->most ? run->most - kept->n : 0;
    if (room) gk_buf_put(kept, gk_view_n(piece, (size_t)n < room ? (size_t)n : room));
}

/* Reads both outputs to their ends; false when the time is over. */
static bool listen_to(running *run)
{
    while (run->pipes[0] >= 0 || run->pipes[1] >= 0) {
        struct pollfd fds[2] = {{run->pipes[0], POLLIN, 0}, {run->pipes[1], POLLIN, 0}};
        int64_t left = run->until ? run->until - clock_ms() : -1;
        if (run->until && left <= 0) return false;
        if (poll(fds, 2, left > INT_MAX ? INT_MAX : (int)left) < 0 && errno != EINTR) return false;
        for (int i = 0; i < 2; i++)
            if (run->pipes[i] >= 0 && fds[i].revents) take(run, i);
    }
    return true;
}

/* Its outputs have ended, or it is to be killed; it may have closed them and still run. */
static bool wait_for(running *run, bool *late, int *status)
{
    enum { STEP_MS = 5 };
    if (*late) kill(run->pid, SIGKILL);
    for (;;) {
        bool may_wait = *late || !run->until;
        pid_t got = waitpid(run->pid, status, may_wait ? 0 : WNOHANG);
        if (got == run->pid) return true;
        if (got < 0 && errno != EINTR) return false;
        if (got != 0) continue;
        if (clock_ms() >= run->until) {
            *late = true;
            kill(run->pid, SIGKILL);
        }
        nanosleep(&(struct timespec){0, STEP_MS * 1000000L}, NULL);
    }
}

static gk_child_end finish(running *run, int *status)
{
    int how = 0;
    bool late = !listen_to(run);
    bool known = wait_for(run, &late, &how);
    for (int i = 0; i < 2; i++)
        if (run->pipes[i] >= 0) close(run->pipes[i]);
    *status = 0;
    if (late) return GK_CHILD_LATE;
    if (!known) return GK_CHILD_FAILED;
    *status = WIFEXITED(how) ? WEXITSTATUS(how) : WTERMSIG(how);
    return WIFEXITED(how) ? GK_CHILD_EXITED : GK_CHILD_KILLED;
}

gk_child_end gk_child_run(const gk_child *child, gk_buf *out, gk_buf *err, int *status)
{
    running run = {.pipes = {-1, -1}, .kept = {out, err}, .most = child->most};
    int both[2][2] = {{-1, -1}, {-1, -1}};
    if (child->seconds) run.until = clock_ms() + (int64_t)child->seconds * 1000;
    run.input = open_input(child->input);
    int error = run.input < 0 ? errno : 0;
    for (int i = 0; !error && i < 2; i++)
        if (pipe2(both[i], O_CLOEXEC) != 0) error = errno;
    if (!error) error = spawn(&run, child, (int[]){both[0][1], both[1][1]});
    if (run.input >= 0) close(run.input);
    for (int i = 0; i < 2; i++) {
        if (both[i][1] >= 0) close(both[i][1]);
        run.pipes[i] = both[i][0];
        if (error && both[i][0] >= 0) close(both[i][0]);
    }
    *status = error;
    if (error) return error == ENOENT ? GK_CHILD_MISSING : GK_CHILD_FAILED;
    return finish(&run, status);
}

bool gk_child_exists(const char *name)
{
    const char *path = getenv("PATH");
    gk_view rest = gk_view_of(path ? path : "/usr/bin:/bin"), folder;
    bool found = false;
    gk_buf file = GK_BUF_INIT;
    while (!found && gk_view_split(&rest, ':', &folder)) {
        gk_buf_truncate(&file, 0);
        gk_buf_put(&file, folder.n ? folder : GK_V("."));
        gk_buf_printf(&file, "/%s", name);
        found = access(file.p, X_OK) == 0;
    }
    gk_buf_free(&file);
    return found;
}
