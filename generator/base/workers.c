#include "base/workers.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { POLL_MS = 50, ARM_MS = 50, FAILED_STARTS_MAX = 3, EXIT_BEGIN = 113 };

#define NO_ITEM SIZE_MAX

/* Items from … to-1; one word, so that two workers never take the same. */
typedef union share {
    struct {
        uint32_t from, to;
    };
    uint64_t word;
} share;

/* One worker's page of the shared board. next and end are what it has taken and not begun. */
typedef struct slot {
    _Alignas(64) _Atomic size_t item; /* being worked on, or NO_ITEM */
    _Atomic size_t next, end;
    _Atomic uint64_t share; /* of the items, that nobody has taken yet */
    _Atomic size_t done;
    _Atomic int64_t since_ns;
    _Atomic uint64_t pss_kb;
} slot;

typedef struct board {
    slot slots[GK_JOBS_MAX];
} board;

typedef struct process {
    pid_t pid; /* 0: none */
    int pidfd;
    bool overdue, spent; /* killed by us for its wall clock; for its time on a note */
    size_t item;         /* when the note was seen first */
    uint32_t note;
    int64_t note_cpu_ns; /* what the process had used then */
} process;

typedef struct run {
    const gk_crew *crew;
    board *board;
    process processes[GK_JOBS_MAX];
    unsigned jobs, alive, failed_starts;
    bool broken, stopped;
    uint64_t cpu_us;
} run;

static int64_t now_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

unsigned gk_workers_jobs(unsigned jobs)
{
    if (jobs == 0) {
        cpu_set_t set;
        jobs = sched_getaffinity(0, sizeof set, &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
    }
    return jobs < 1 ? 1 : jobs > GK_JOBS_MAX ? GK_JOBS_MAX : jobs;
}

static uint64_t read_pss(int fd)
{
    char text[1024];
    ssize_t n = pread(fd, text, sizeof text - 1, 0);
    if (n <= 0) return 0;
    text[n] = '\0';
    const char *line = strstr(text, "\nPss:");
    return line ? strtoull(line + 5, NULL, 10) : 0;
}

uint64_t gk_workers_pss(void)
{
    int fd = open("/proc/self/smaps_rollup", O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    uint64_t pss = read_pss(fd);
    close(fd);
    return pss;
}

/* Reads "VmData:" of the worker itself: what RLIMIT_DATA counts. */
static size_t data_size(void)
{
    char text[4096];
    int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
    if (fd >= 0) close(fd);
    if (n <= 0) return 0;
    text[n] = '\0';
    const char *line = strstr(text, "\nVmData:");
    return line ? strtoull(line + 8, NULL, 10) * 1024 : 0;
}

static void set_limits(const gk_worker_limits *limits)
{
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    if (!limits->memory) return;
#if !defined(__SANITIZE_ADDRESS__)
    rlim_t most = data_size() + limits->memory;
    struct rlimit data = {most, most};
    setrlimit(RLIMIT_DATA, &data);
#else
    (void)data_size;
#endif
}

/* The kernel ends the worker by SIGPROF when it has used its time. */
static void arm_cpu_limit(unsigned ms)
{
    struct itimerval timer = {{0, 0}, {(time_t)(ms / 1000), (suseconds_t)(ms % 1000 * 1000)}};
    setitimer(ITIMER_PROF, &timer, NULL);
}

static bool is_stopped(const run *r)
{
    return r->crew->signs && __atomic_load_n(&r->crew->signs->stop, __ATOMIC_ACQUIRE);
}

static share share_of(const slot *s)
{
    return (share){.word = atomic_load(&s->share)};
}

/* The worker that has most left. */
static slot *fullest(const run *r)
{
    slot *found = &r->board->slots[0];
    uint32_t most = 0;
    for (unsigned w = 0; w < r->jobs; w++) {
        share left = share_of(&r->board->slots[w]);
        if (left.to - left.from <= most) continue;
        most = left.to - left.from;
        found = &r->board->slots[w];
    }
    return found;
}

/* Takes a chunk: the next of the worker's own share, else the last of another's, half of what is
 * left there at most. */
static bool take_chunk(const run *r, slot *s)
{
    uint32_t chunk = r->crew->chunk ? (uint32_t)r->crew->chunk : 16;
    for (;;) {
        share own = share_of(s);
        slot *from = own.from < own.to ? s : fullest(r);
        share left = share_of(from), rest = left, taken = left;
        if (left.from >= left.to) return false;
        uint32_t n = from == s ? left.to - left.from : (left.to - left.from + 1) / 2;
        if (n > chunk) n = chunk;
        if (from == s)
            rest.from = taken.to = left.from + n;
        else
            rest.to = taken.from = left.to - n;
        if (!atomic_compare_exchange_strong(&from->share, &left.word, rest.word)) continue;
        atomic_store(&s->end, taken.to);
        atomic_store(&s->next, taken.from);
        return true;
    }
}

static void work(const run *r, unsigned worker)
{
    const gk_crew *crew = r->crew;
    slot *s = &r->board->slots[worker];
    int64_t armed = INT64_MIN / 2;
    for (;;) {
        size_t i = atomic_load(&s->next);
        if (is_stopped(r)) break;
        if (i >= atomic_load(&s->end)) {
            if (!take_chunk(r, s)) break;
            continue;
        }
        int64_t now = now_ns();
        atomic_store_explicit(&s->since_ns, now, memory_order_relaxed);
        atomic_store(&s->item, i);
        atomic_store(&s->next, i + 1);
        /* Not for every item anew: most take a tenth of a millisecond. None gets less than its
         * time, nor more than ARM_MS above it. */
        if (crew->limits.cpu_ms && now - armed >= (int64_t)ARM_MS * 1000000) {
            arm_cpu_limit(crew->limits.cpu_ms + ARM_MS);
            armed = now;
        }
        crew->item(crew->ctx, worker, i);
        atomic_store(&s->item, NO_ITEM);
        atomic_fetch_add_explicit(&s->done, 1, memory_order_relaxed);
    }
    arm_cpu_limit(0);
}

static _Noreturn void be_worker(const run *r, unsigned worker, pid_t parent)
{
    const gk_crew *crew = r->crew;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(EXIT_BEGIN);
    static const int ours[] = {SIGPIPE, SIGPROF, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTERM};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) signal(ours[i], SIG_DFL);
    signal(SIGINT, SIG_IGN);
    umask(022); /* what workers make does not depend on who called */
    int memory = open("/proc/self/smaps_rollup", O_RDONLY | O_CLOEXEC);
    set_limits(&crew->limits);
    if (crew->sandbox && !gk_sandbox_enter(crew->sandbox)) _exit(EXIT_BEGIN);
    if (crew->begin && !crew->begin(crew->ctx, worker)) _exit(EXIT_BEGIN);
    work(r, worker);
    if (crew->end) crew->end(crew->ctx, worker);
    if (memory >= 0) atomic_store(&r->board->slots[worker].pss_kb, read_pss(memory));
    _exit(0);
}

static bool start(run *r, unsigned worker)
{
    pid_t parent = getpid();
    fflush(NULL);
    pid_t pid = fork();
    if (pid < 0) return false;
    if (pid == 0) be_worker(r, worker, parent);
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    r->processes[worker] = (process){.pid = pid, .pidfd = pidfd};
    r->alive++;
    return true;
}

static gk_fate fate_of(int signal_number, const process *p)
{
    if (p->overdue) return GK_FATE_WALL;
    if (p->spent) return GK_FATE_CPU;
    switch (signal_number) {
    case SIGPROF:
    case SIGXCPU: return GK_FATE_CPU;
    case SIGABRT: return GK_FATE_MEMORY;
    case SIGKILL:
    case SIGTERM:
    case SIGHUP:
    case SIGQUIT: return GK_FATE_KILLED;
    default: return GK_FATE_CRASHED;
    }
}

static uint64_t micros(struct timeval t)
{
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_usec;
}

/* Tells of the item that was lost, and replaces the worker while there is work left. */
static void replace(run *r, unsigned worker, int status, const process *ended)
{
    gk_signs *signs = r->crew->signs;
    slot *s = &r->board->slots[worker];
    size_t item = atomic_load(&s->item);
    if (item == NO_ITEM && ++r->failed_starts > FAILED_STARTS_MAX) {
        r->broken = true;
        return;
    }
    if (signs) signs->lost = signs->workers[worker].note;
    if (item != NO_ITEM && r->crew->lost) {
        int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
        r->crew->lost(r->crew->ctx, item, fate_of(number, ended), number);
    }
    if (signs) signs->workers[worker].note = 0;
    if (item != NO_ITEM) atomic_fetch_add(&s->done, 1);
    atomic_store(&s->item, NO_ITEM);
    if (is_stopped(r)) return;
    if (!start(r, worker)) r->broken = true;
}

static void reap(run *r, unsigned worker)
{
    process *p = &r->processes[worker];
    int status;
    struct rusage usage;
    if (wait4(p->pid, &status, WNOHANG, &usage) != p->pid) return;
    r->cpu_us += micros(usage.ru_utime) + micros(usage.ru_stime);
    process ended = *p;
    if (p->pidfd >= 0) close(p->pidfd);
    *p = (process){.pid = 0, .pidfd = -1};
    r->alive--;
    if (r->stopped) return; /* ended by us, whatever it was doing */
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_BEGIN)
        r->broken = true;
    else
        replace(r, worker, status, &ended);
}

static void stop_all(run *r)
{
    r->stopped = true;
    for (unsigned w = 0; w < r->jobs; w++)
        if (r->processes[w].pid) kill(r->processes[w].pid, SIGKILL);
}

static int64_t cpu_ns_of(pid_t pid)
{
    clockid_t clock;
    struct timespec ts;
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &ts) != 0) return 0;
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* Notes how long a worker has been at the same note of the same item: processor time, or -1. */
static int64_t time_on_note(run *r, unsigned worker)
{
    process *p = &r->processes[worker];
    size_t item = atomic_load(&r->board->slots[worker].item);
    uint32_t note = __atomic_load_n(&r->crew->signs->workers[worker].note, __ATOMIC_RELAXED);
    if (!p->pid || !note || item == NO_ITEM) {
        p->note = 0;
        return -1;
    }
    int64_t cpu = cpu_ns_of(p->pid);
    if (note != p->note || item != p->item) {
        p->note = note;
        p->item = item;
        p->note_cpu_ns = cpu;
    }
    return cpu - p->note_cpu_ns;
}

/* The same note of the same item must not stand for too long. Workers that share the processors
 * would need as many times longer by the clock when several stand: they get half the time. */
static void watch_notes(run *r)
{
    int64_t times[GK_JOBS_MAX], limit = (int64_t)r->crew->note_ms * 1000000;
    unsigned standing = 0;
    for (unsigned w = 0; w < r->jobs; w++) {
        times[w] = time_on_note(r, w);
        standing += times[w] >= limit / 4;
    }
    if (standing > 1) limit /= 2;
    for (unsigned w = 0; w < r->jobs; w++) {
        if (times[w] < limit) continue;
        r->processes[w].spent = true;
        kill(r->processes[w].pid, SIGKILL);
    }
}

static void kill_overdue(run *r)
{
    if (!r->crew->limits.wall_ms) return;
    int64_t now = now_ns(), limit = (int64_t)r->crew->limits.wall_ms * 1000000;
    for (unsigned w = 0; w < r->jobs; w++) {
        slot *s = &r->board->slots[w];
        bool busy = r->processes[w].pid && atomic_load(&s->item) != NO_ITEM;
        if (!busy || now - atomic_load(&s->since_ns) < limit) continue;
        r->processes[w].overdue = true;
        kill(r->processes[w].pid, SIGKILL);
    }
}

static void supervise(run *r)
{
    while (r->alive) {
        struct pollfd fds[GK_JOBS_MAX];
        nfds_t n = 0;
        for (unsigned w = 0; w < r->jobs; w++)
            if (r->processes[w].pid) fds[n++] = (struct pollfd){r->processes[w].pidfd, POLLIN, 0};
        poll(fds, n, POLL_MS);
        for (unsigned w = 0; w < r->jobs; w++)
            if (r->processes[w].pid) reap(r, w);
        kill_overdue(r);
        if (r->crew->signs && r->crew->note_ms) watch_notes(r);
        if (!r->stopped && is_stopped(r)) stop_all(r);
        if (!r->crew->tick) continue;
        size_t done = 0;
        for (unsigned w = 0; w < r->jobs; w++) done += atomic_load(&r->board->slots[w].done);
        r->crew->tick(r->crew->ctx, done);
    }
}

bool gk_workers_run(const gk_crew *crew, gk_crew_usage *usage)
{
    if (crew->count == 0) return true;
    run r = {.crew = crew, .jobs = gk_workers_jobs(crew->jobs)};
    if (r.jobs > crew->count) r.jobs = (unsigned)crew->count;
    r.board =
        mmap(NULL, sizeof *r.board, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (r.board == MAP_FAILED) return false;
    for (unsigned w = 0; w < r.jobs; w++) {
        share own = {.from = (uint32_t)(crew->count * w / r.jobs),
                     .to = (uint32_t)(crew->count * (w + 1) / r.jobs)};
        atomic_store(&r.board->slots[w].item, NO_ITEM);
        atomic_store(&r.board->slots[w].share, own.word);
    }
    for (unsigned w = 0; w < r.jobs && !r.broken; w++) r.broken = !start(&r, w);
    supervise(&r);
    if (usage) {
        usage->cpu_us += r.cpu_us;
        for (unsigned w = 0; w < r.jobs; w++)
            usage->pss_kb += atomic_load(&r.board->slots[w].pss_kb);
    }
    munmap(r.board, sizeof *r.board);
    return !r.broken;
}
