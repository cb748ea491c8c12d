#include "base/workers.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/region.h"
#include "harness.h"

enum { ITEMS = 200, LOST_MAX = 8 };

typedef struct probe {
    unsigned char *seen; /* shared: what was finished */
    size_t lost[LOST_MAX];
    gk_fate fate[LOST_MAX];
    size_t lost_count;
    void (*harm)(void);
    gk_signs *signs;
    uint32_t note;
    size_t stop_at, finished;
} probe;

static void probe_item(void *ctx, unsigned worker, size_t i)
{
    probe *p = ctx;
    (void)worker;
    if (i == 70 && p->harm) p->harm();
    p->seen[i]++;
}

static void probe_lost(void *ctx, size_t i, gk_fate fate, int number)
{
    probe *p = ctx;
    (void)number;
    if (p->lost_count == LOST_MAX) return;
    p->lost[p->lost_count] = i;
    p->fate[p->lost_count++] = fate;
}

static void run_probe(probe *p, unsigned jobs, const gk_sandbox *sandbox)
{
    gk_region region;
    GK_CHECK(gk_region_open(&region, 1 << 20));
    p->seen = gk_region_alloc(&region, ITEMS);
    gk_crew crew = {.count = ITEMS,
                    .jobs = jobs,
                    .limits = {64 << 20, 300, 3000},
                    .sandbox = sandbox,
                    .item = probe_item,
                    .lost = probe_lost,
                    .ctx = p};
    GK_CHECK(gk_workers_run(&crew, NULL));
    size_t finished = 0;
    for (size_t i = 0; i < ITEMS; i++) finished += p->seen[i] == 1;
    GK_CHECK_INT(finished, p->harm ? ITEMS - 1 : ITEMS);
    gk_region_close(&region);
}

static void check_harm(void (*harm)(void), gk_fate fate)
{
    probe p = {.harm = harm};
    gk_sandbox box = {.read_count = 0};
    run_probe(&p, 2, &box);
    GK_CHECK_INT(p.lost_count, 1);
    GK_CHECK_INT(p.lost[0], 70);
    GK_CHECK_INT(p.fate[0], fate);
}

/* The second worker waits at its first item until the last one has been made: by the first. */
static void uneven_item(void *ctx, unsigned worker, size_t i)
{
    unsigned char *by = ctx;
    for (int n = 0;
         i == ITEMS / 2 && n < 20000 && !__atomic_load_n(&by[ITEMS - 1], __ATOMIC_SEQ_CST); n++)
        usleep(1000);
    GK_CHECK_INT(by[i], 0);
    __atomic_store_n(&by[i], (unsigned char)(worker + 1), __ATOMIC_SEQ_CST);
}

GK_TEST(workers_help_each_other_and_make_nothing_twice)
{
    gk_region region;
    GK_CHECK(gk_region_open(&region, 1 << 20));
    unsigned char *by = gk_region_alloc(&region, ITEMS);
    gk_crew crew = {.count = ITEMS, .chunk = 3, .jobs = 2, .item = uneven_item, .ctx = by};
    GK_CHECK(gk_workers_run(&crew, NULL));
    size_t made = 0, changes = 0;
    for (size_t i = 0; i < ITEMS; i++) made += by[i] != 0;
    for (size_t i = ITEMS / 2 + 1; i < ITEMS; i++) changes += by[i] != by[i - 1];
    GK_CHECK_INT(made, ITEMS);
    GK_CHECK_INT(by[ITEMS - 1], 1); /* the first worker helped from the end … */
    GK_CHECK(changes <= 1);         /* … and the second, if it came, went on from the front */
    gk_region_close(&region);
}

GK_TEST(workers_finish_every_item_once)
{
    for (unsigned jobs = 1; jobs <= 5; jobs += 2) {
        probe p = {.harm = NULL};
        run_probe(&p, jobs, NULL);
        GK_CHECK_INT(p.lost_count, 0);
    }
}

static void harm_spin(void)
{
    for (volatile unsigned i = 0;; i++) {}
}

static void harm_crash(void)
{
    raise(SIGSEGV);
}

static void harm_memory(void)
{
    abort();
}

static void harm_open(void)
{
    int fd = open("/etc/passwd", O_RDONLY);
    if (fd < 0) raise(SIGSEGV); /* Landlock refused, as it should */
}

static void harm_spawn(void)
{
    if (fork() >= 0) _exit(0);
}

/* A file of others, and what is allowed for the worker's own. */
static void harm_mode(void)
{
    if (fchmodat(AT_FDCWD, "/dev/null", 0666, 0) == 0) _exit(0);
}

static void harm_parent(void)
{
    tgkill(getpid() - 1, getpid() - 1, 0);
    _exit(0);
}

GK_TEST(workers_survive_a_loop)
{
    check_harm(harm_spin, GK_FATE_CPU);
}

GK_TEST(workers_survive_a_crash)
{
    check_harm(harm_crash, GK_FATE_CRASHED);
}

GK_TEST(workers_survive_an_abort)
{
    check_harm(harm_memory, GK_FATE_MEMORY);
}

GK_TEST(workers_open_nothing_outside)
{
    check_harm(harm_open, GK_FATE_CRASHED);
}

GK_TEST(workers_reach_nothing_of_others)
{
#if defined(__SANITIZE_ADDRESS__)
    (void)harm_spawn, (void)harm_mode, (void)harm_parent;
    GK_SKIP("the list of system calls is off under sanitizers");
#else
    check_harm(harm_spawn, GK_FATE_CRASHED);
    check_harm(harm_mode, GK_FATE_CRASHED);
    check_harm(harm_parent, GK_FATE_CRASHED);
#endif
}

/* Items that note what they do: 5 hangs with a note, 9 without one. */
static void noting_item(void *ctx, unsigned worker, size_t i)
{
    probe *p = ctx;
    __atomic_store_n(&p->signs->workers[worker].note, (uint32_t)i + 1, __ATOMIC_RELAXED);
    for (volatile bool on = i == 5; on;) continue;
    __atomic_store_n(&p->signs->workers[worker].note, 0, __ATOMIC_RELAXED);
    p->seen[i]++;
    if (i == p->stop_at) p->signs->stop = 1;
}

static void noting_lost(void *ctx, size_t i, gk_fate fate, int number)
{
    probe *p = ctx;
    probe_lost(ctx, i, fate, number);
    p->note = p->signs->lost;
}

static void run_noting(probe *p, unsigned jobs, size_t count)
{
    gk_region region;
    GK_CHECK(gk_region_open(&region, 1 << 20));
    p->seen = gk_region_alloc(&region, ITEMS);
    p->signs = gk_region_alloc(&region, sizeof *p->signs);
    gk_crew crew = {.count = count,
                    .chunk = 1,
                    .jobs = jobs,
                    .limits = {64 << 20, 5000, 20000},
                    .item = noting_item,
                    .lost = noting_lost,
                    .ctx = p,
                    .signs = p->signs,
                    .note_ms = 100};
    GK_CHECK(gk_workers_run(&crew, NULL));
    p->finished = 0;
    for (size_t i = 0; i < count; i++) p->finished += p->seen[i];
    gk_region_close(&region);
}

GK_TEST(workers_know_what_a_worker_was_at)
{
    probe p = {.stop_at = SIZE_MAX};
    run_noting(&p, 2, 20);
    GK_CHECK_INT(p.lost_count, 1);
    GK_CHECK_INT(p.lost[0], 5);
    GK_CHECK_INT(p.fate[0], GK_FATE_CPU);
    GK_CHECK_INT(p.note, 6);
    GK_CHECK_INT(p.finished, 19);
}

GK_TEST(workers_stop_at_once)
{
    probe p = {.stop_at = 3};
    run_noting(&p, 1, 20);
    GK_CHECK_INT(p.lost_count, 0);
    GK_CHECK_INT(p.finished, 4);
    p = (probe){.stop_at = 7};
    run_noting(&p, 2, 20); /* the other one hangs in 5, and is ended without being told of */
    GK_CHECK_INT(p.lost_count, 0);
    GK_CHECK(p.finished >= 5 && p.finished < 19);
}
