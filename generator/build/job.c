#include "build/job.h"

#include <errno.h>
#include <sys/resource.h>

const gk_worker_limits gk_job_limits = {
    .memory = (size_t)512 << 20, .cpu_ms = 5000, .wall_ms = 30000};

enum { PLUGIN_MS = 600 }; /* processor time of one plugin for one item */

bool gk_job_region(gk_region *region, size_t wanted)
{
    const size_t least = (size_t)4 << 20;
    struct rlimit space;
    /* Where address space is rationed, the first regions must not take what the later ones and the
     * workers need. */
    if (getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY &&
        space.rlim_cur / 16 < wanted)
        wanted = space.rlim_cur / 16;
    for (size_t size = wanted; size >= least; size /= 2)
        if (gk_region_open(region, size)) return true;
    return false;
}

gk_packed gk_job_pack(gk_region *region, const gk_diags *diags)
{
    if (diags->count == 0) return (gk_packed){NULL, 0};
    gk_buf bytes = GK_BUF_INIT;
    gk_diags_pack(diags, &bytes);
    gk_packed packed = {gk_region_put(region, gk_buf_view(&bytes)), bytes.n};
    gk_buf_free(&bytes);
    return packed;
}

void gk_job_unpack(gk_job *job, gk_packed packed)
{
    if (packed.p) gk_diags_unpack(job->diags, gk_view_n(packed.p, packed.n));
}

/* The worker was in a plugin: false when it was not. */
static bool lost_in_plugin(gk_job *job, gk_view file, gk_fate fate, int number)
{
    uint32_t note = job->signs ? job->signs->lost : 0;
    if (!note || note > job->plugin_count || fate == GK_FATE_KILLED) return false;
    const gk_plugin *plugin = &job->plugins[note - 1];
    gk_message id = fate == GK_FATE_MEMORY    ? GK_MSG_plugin_memory
                    : fate == GK_FATE_CRASHED ? GK_MSG_plugin_crashed
                                              : GK_MSG_plugin_steps;
    gk_view detail = fate == GK_FATE_MEMORY
                         ? gk_arena_printf(&job->arena, "%zu MB", gk_job_limits.memory >> 20)
                         : gk_arena_printf(&job->arena, "%d", number);
    gk_diag_add(job->diags, id, gk_place_file(plugin->file), plugin->name, detail,
                (gk_view){NULL, 0}, plugin->file, file);
    job->signs->stop = 1;
    return true;
}

void gk_job_lost(gk_job *job, gk_view file, gk_fate fate, int number)
{
    static const gk_message messages[] = {[GK_FATE_KILLED] = GK_MSG_worker_killed,
                                          [GK_FATE_CRASHED] = GK_MSG_worker_crashed,
                                          [GK_FATE_CPU] = GK_MSG_worker_cpu,
                                          [GK_FATE_WALL] = GK_MSG_worker_wall,
                                          [GK_FATE_MEMORY] = GK_MSG_worker_memory};
    if (lost_in_plugin(job, file, fate, number)) return;
    gk_view text = gk_arena_printf(&job->arena, "%d", number);
    gk_diag_add(job->diags, messages[fate], gk_place_file(file), text);
}

bool gk_job_stopped(const gk_job *job)
{
    return job->signs && job->signs->stop;
}

bool gk_job_run(gk_job *job, gk_crew *crew)
{
    gk_crew_usage usage = {0, 0};
    crew->jobs = job->jobs;
    crew->limits = gk_job_limits;
    crew->signs = job->signs;
    if (job->signs) *job->signs = (gk_signs){.stop = 0};
    if (!crew->note_ms) crew->note_ms = PLUGIN_MS;
    bool done = gk_workers_run(crew, &usage);
    uint64_t together = usage.pss_kb + gk_workers_pss();
    job->usage.cpu_us += usage.cpu_us;
    if (together > job->usage.pss_kb) job->usage.pss_kb = together;
    if (!done) gk_diag_add(job->diags, GK_MSG_workers_failed, gk_place_file((gk_view){NULL, 0}));
    return done;
}
