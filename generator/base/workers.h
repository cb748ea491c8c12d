/* Forked workers: each begins with a share of the items 0 … count-1, neighbours all, and helps the
 * others from the end of theirs when it is through with its own (work stealing).
 *
 * What an item's function makes it leaves in memory that was shared before the fork
 * (base/region.h). A worker that crashes or runs over a limit costs one item: the parent is told
 * which and why, a new worker takes the place and goes on with the next; everything that was
 * finished stays. The parent itself never runs an item.
 *
 * Order of calls in a worker: begin once (after the sandbox), item for each, end once. In the
 * parent: tick now and then, lost for an item that took its worker with it. */
#ifndef GK_BASE_WORKERS_H
#define GK_BASE_WORKERS_H

#include "base/sandbox.h"
#include "base/view.h"

typedef enum gk_fate {
    GK_FATE_KILLED,  /* by a signal from outside */
    GK_FATE_CRASHED, /* by a signal of its own making, a forbidden system call included */
    GK_FATE_CPU,     /* used more processor time than limits.cpu_ms */
    GK_FATE_WALL,    /* took longer than limits.wall_ms */
    GK_FATE_MEMORY   /* wanted more memory than limits.memory */
} gk_fate;

typedef struct gk_worker_limits {
    size_t memory;    /* bytes of private memory beyond what it began with */
    unsigned cpu_ms;  /* processor time an item; up to 50 ms more */
    unsigned wall_ms; /* time an item by the clock; killed by the parent */
} gk_worker_limits;

/* The number of workers at most. */
enum { GK_JOBS_MAX = 64 };

/* What workers and parent tell each other while items are worked on. In memory that the caller
 * shares (base/region.h), zeroed before the run. */
typedef struct gk_signs {
    struct {
        uint32_t note;      /* what the worker does within its item; 0: nothing of note */
        uint32_t apart[15]; /* workers write often: a cache line each */
    } workers[GK_JOBS_MAX];
    uint32_t lost; /* the note of the worker that `lost` is called for */
    uint32_t stop; /* set by a worker or by `lost`: all workers are ended at once */
} gk_signs;

typedef struct gk_crew {
    size_t count;  /* items, below 2³² */
    size_t chunk;  /* items taken at a time; 0 = 16 */
    unsigned jobs; /* workers; 0 = processors available */
    gk_worker_limits limits;
    const gk_sandbox *sandbox;                 /* NULL: none */
    bool (*begin)(void *ctx, unsigned worker); /* false ends the worker: the run fails */
    void (*item)(void *ctx, unsigned worker, size_t i);
    void (*end)(void *ctx, unsigned worker);
    void (*lost)(void *ctx, size_t i, gk_fate fate, int signal);
    void (*tick)(void *ctx, size_t done);
    void *ctx;
    gk_signs *signs;  /* NULL: none */
    unsigned note_ms; /* processor time that a worker may spend on one note of an item (looked at
                         twenty times a second); 0: as much as on the item */
} gk_crew;

/* What the workers used: processor time, and memory at the end of their work with pages shared
 * among processes divided by their number (PSS). */
typedef struct gk_crew_usage {
    uint64_t cpu_us;
    uint64_t pss_kb;
} gk_crew_usage;

/* The number of workers that `jobs` asks for, at most GK_JOBS_MAX. */
unsigned gk_workers_jobs(unsigned jobs);

/* Runs all items, or those before signs->stop. False when workers could not be started or could not
 * begin; usage (may be NULL) is added to. */
bool gk_workers_run(const gk_crew *crew, gk_crew_usage *usage);

/* The proportional set size of the calling process in KiB, 0 when the system does not tell. */
uint64_t gk_workers_pss(void);

#endif
