#include <errno.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/hasher.h"
#include "build/document.h"
#include "build/inputs.h"
#include "build/job.h"
#include "build/objects.h"
#include "emit/image.h"
#include "emit/media_types.h"

/* What a worker keeps between documents. */
typedef struct desk {
    gk_digester *digester;
    gk_diags diags;
    gk_buf head;
} desk;

typedef struct stage {
    gk_job *job;
    gk_packed *diags; /* shared, by file */
    gk_hasher *hasher;
    desk desk; /* a worker's own after the fork */
} stage;

static bool begin(void *ctx, unsigned worker)
{
    stage *s = ctx;
    s->desk.digester = gk_digester_new(s->job, worker);
    return s->desk.digester != NULL;
}

static void measure_picture(stage *s, size_t i)
{
    gk_digested *out = &s->job->digested[i];
    int fd = gk_source_open_file(s->job->source, i);
    if (fd < 0) return;
    gk_buf_reserve(&s->desk.head, GK_IMAGE_HEAD);
    ssize_t n = read(fd, s->desk.head.p, GK_IMAGE_HEAD);
    close(fd);
    if (n > 0) gk_image_size(gk_view_n(s->desk.head.p, (size_t)n), &out->width, &out->height);
}

static void digest(void *ctx, unsigned worker, size_t i)
{
    stage *s = ctx;
    gk_view path = gk_source_at(s->job->source, i)->path;
    if (gk_site_is_document(path)) {
        gk_diags_clear(&s->desk.diags);
        gk_digester_read(s->desk.digester, i, &s->desk.diags, &s->job->digested[i]);
        s->diags[i] = gk_job_pack(&s->job->regions[worker], &s->desk.diags);
        if (s->job->store)
            gk_hasher_take(s->hasher, gk_digester_text(s->desk.digester),
                           &s->job->digested[i].content);
        return;
    }
    gk_objects_look(s->job->source, i, &s->job->regions[worker], &s->desk.head,
                    &s->job->digested[i]);
    if (gk_media_is_picture(path)) measure_picture(s, i);
    if (s->job->store) gk_inputs_hash_file(s->job, i);
    gk_diags_clear(&s->desk.diags);
    gk_digester_ask(s->desk.digester, i, &s->desk.diags);
    s->diags[i] = gk_job_pack(&s->job->regions[worker], &s->desk.diags);
}

static void end(void *ctx, unsigned worker)
{
    (void)worker;
    gk_hasher_finish(((stage *)ctx)->hasher);
}

static void lost(void *ctx, size_t i, gk_fate fate, int number)
{
    stage *s = ctx;
    gk_view path = gk_source_at(s->job->source, i)->path;
    s->job->digested[i].card = s->job->digested[i].faulty = NULL;
    s->job->digested[i].narrow = NULL;
    gk_job_lost(s->job, gk_source_shown(s->job->source, path, &s->job->arena), fate, number);
}

static void tick(void *ctx, size_t done)
{
    const gk_job *job = ((stage *)ctx)->job;
    if (job->options->progress)
        job->options->progress(job->options->progress_ctx, GK_STAGE_DIGEST, done,
                               gk_source_count(job->source));
}

static bool prepare(stage *s)
{
    gk_job *job = s->job;
    size_t count = gk_source_count(job->source);
    bool room = gk_job_region(&job->board, (size_t)2 << 30);
    for (unsigned w = 0; room && w < job->jobs; w++)
        room = gk_job_region(&job->regions[w], (size_t)4 << 30);
    if (room) {
        job->digested = gk_region_alloc(&job->board, count * sizeof *job->digested);
        s->diags = gk_region_alloc(&job->board, count * sizeof *s->diags);
    }
    if (!room || !job->digested || !s->diags) {
        gk_diag_add(job->diags, GK_MSG_workers_failed, gk_place_file((gk_view){NULL, 0}));
        return false;
    }
    int folder = job->store ? gk_store_staging_fd(job->store) : -1;
    if (gk_spools_open(&job->spools, job->jobs, folder, &job->board)) return true;
    gk_fs_report(job->diags, GK_FS_WRITING, gk_view_of(job->out), errno);
    return false;
}

bool gk_stage_digest(gk_job *job)
{
    stage s = {.job = job, .desk = {.diags = GK_DIAGS_INIT, .head = GK_BUF_INIT}};
    gk_sandbox box = {.read_count = 0};
    if (!prepare(&s)) return false;
    size_t count = gk_source_count(job->source);
    gk_source_allow(job->source, &box);
    gk_crew crew = {.count = count,
                    .sandbox = &box,
                    .begin = begin,
                    .item = digest,
                    .end = end,
                    .lost = lost,
                    .tick = tick,
                    .ctx = &s};
    s.hasher = gk_hasher_new();
    bool done = gk_job_run(job, &crew);
    gk_hasher_free(s.hasher);
    if (!done) return false;
    for (size_t i = 0; i < count; i++) gk_job_unpack(job, s.diags[i]);
    gk_objects_take(job);
    return true;
}
