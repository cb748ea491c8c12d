#include "build/build.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "build/approval.h"
#include "build/arrivals.h"
#include "build/clock.h"
#include "build/earlier.h"
#include "build/history.h"
#include "build/issued.h"
#include "build/objects.h"
#include "build/overdue.h"
#include "build/plan.h"
#include "build/rosters.h"
#include "build/search.h"
#include "store/release.h"
#include "template/template.h"

static uint64_t wall_ms(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

static uint64_t cpu_ms_of(int who)
{
    struct rusage usage;
    getrusage(who, &usage);
    uint64_t micros = (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
    return (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 + micros / 1000;
}

/* What is never a part of the site's own documents. The output may lie in the site under another
 * name: a folder with .gongkai in it is passed over anyway. */
static const gk_view not_documents[] = {{"public", 6}, {"themes", 6}, {"node_modules", 12}};
enum { NOT_DOCUMENTS = sizeof not_documents / sizeof *not_documents };

static bool holds_site(const gk_git *git, const gk_git_id *tree, gk_view path)
{
    gk_git_entry entry;
    return gk_git_find(git, tree, path, &entry);
}

gk_view gk_build_folder(const gk_git *git, const gk_git_id *commit, gk_view folder)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_git_commit read;
    bool below = !folder.n && gk_git_commit_read(git, commit, &arena, &read) &&
                 !holds_site(git, &read.tree, GK_V("site.yaml")) &&
                 holds_site(git, &read.tree, GK_V("content/site.yaml"));
    gk_arena_free(&arena);
    return below ? GK_V("content") : folder;
}

static gk_source *open_commit(gk_job *job, const gk_git_id *id, gk_diags *diags)
{
    const gk_build_options *options = job->options;
    gk_git_commit commit;
    if (!gk_git_commit_read(options->git, id, &job->arena, &commit)) return NULL;
    return gk_source_open_tree(options->git, &commit.tree, options->folder, options->shown,
                               not_documents, NOT_DOCUMENTS, diags);
}

static gk_source *open_source(gk_job *job)
{
    const gk_build_options *options = job->options;
    if (options->git) return open_commit(job, &options->commit, job->diags);
    return gk_source_open_folder(options->site, options->shown, not_documents, NOT_DOCUMENTS,
                                 job->diags);
}

/* A commit before that holds no site has nothing to say. */
static void open_before(gk_job *job)
{
    const gk_build_options *options = job->options;
    gk_diags told = GK_DIAGS_INIT;
    if (!gk_git_id_is_none(&options->before))
        job->source_before = open_commit(job, &options->before, &told);
    gk_diags_free(&told);
    if (job->source_before) gk_reader_open(&job->reader_before, job->source_before, options->share);
}

static void distrust(gk_job *job)
{
    gk_reader_distrust(&job->reader);
    if (job->source_before) gk_reader_distrust(&job->reader_before);
}

static bool open_store(gk_job *job)
{
    const gk_build_options *options = job->options;
    if (options->check) return true;
    if (options->releases) {
        job->store = gk_release_begin(options->releases, options->release, job->diags);
        return job->store != NULL;
    }
    gk_store_options store = {.dir = job->out,
                              .site = options->site,
                              .home = getenv("HOME"),
                              .no_sync = options->preview};
    job->store = gk_store_open(&store, job->diags);
    return job->store != NULL;
}

/* The site as messages call it as a whole. */
static gk_view site_name(gk_job *job)
{
    const gk_build_options *options = job->options;
    char hex[GK_GIT_HEX];
    if (!options->git) return gk_view_of(options->site);
    /* Who pushes knows which commit it is, and the commit before is called the same. */
    if (options->pushed) return options->folder.n ? options->folder : GK_V("site.yaml");
    gk_git_id_hex(&options->commit, hex);
    return GK_JOIN(&job->arena, gk_view_n(hex, 12), GK_V(":"), options->folder);
}

static bool open_site(gk_job *job)
{
    job->source = open_source(job);
    int error = errno;
    gk_view site = site_name(job);
    if (!job->source) {
        gk_fs_report(job->diags, GK_FS_READING, site, error);
        return false;
    }
    if (gk_source_find(job->source, GK_V("site.yaml")) == SIZE_MAX) {
        gk_diag_add(job->diags, GK_MSG_site_missing, gk_place_file(site));
        return false;
    }
    const gk_git *git = job->options->git;
    gk_source_use_objects(job->source,
                          gk_lfs_open_objects(git ? gk_git_common_dir(git).p : job->options->site));
    gk_reader_open(&job->reader, job->source, job->options->share);
    if (job->options->git) open_before(job);
    if (job->options->pushed) distrust(job);
    return true;
}

bool gk_stage_site(gk_job *job)
{
    gk_stage_history(job);
    if (!gk_stage_earlier(job)) return false;
    gk_stage_arrivals(job);
    gk_stage_approval(job);
    gk_site_options options = {.source = job->source,
                               .config = &job->config,
                               .calendar = &job->calendar,
                               .policy = &job->policy,
                               .now = job->now,
                               .base_url = job->base_url,
                               .history = gk_history_is_shown(job) ? job->history : NULL,
                               .past = job->history,
                               .earlier = &job->earlier,
                               .arrivals = job->arrivals,
                               .approval_rules = &job->approval_rules,
                               .approvals = job->approvals,
                               .approval_history = job->history,
                               .approval_prefix = job->history_prefix,
                               .drafts = job->options->drafts,
                               .edition = job->edition,
                               .scope = job->scope};
    job->site = gk_site_new(&options, job->digested, job->diags);
    gk_history_tell(job);
    gk_issued_check(job);
    if (!gk_stage_site_hooks(job)) return false;
    gk_plan_new(job);
    gk_objects_mark(job);
    return true;
}

static void collect_changes(gk_job *job)
{
    gk_next_change *changes = job->options->changes;
    if (!changes) return;
    gk_next_change_begin(changes, job->now);
    gk_site_changes(job->site, job->digested, changes);
    gk_clock_changes(job, changes);
    gk_history_changes(job, changes);
    gk_next_change_sort(changes);
}

/* Faults of documents do not end the stages: all are told in one run. */
static gk_build_status run(gk_job *job, gk_build_stats *stats)
{
    if (!open_site(job) || !gk_stage_config(job) || !gk_stage_plugins(job)) return GK_BUILD_CONTENT;
    if (!gk_rosters_open(job)) return GK_BUILD_CONTENT;
    if (!open_store(job) || !gk_stage_digest(job)) return GK_BUILD_SYSTEM;
    /* A plugin that hangs would hang again. */
    if (gk_job_stopped(job) || !gk_stage_site(job)) return GK_BUILD_CONTENT;
    collect_changes(job);
    if (!job->options->survey && !gk_stage_rosters(job)) return GK_BUILD_SYSTEM;
    bool rendered = job->options->survey || (gk_stage_search(job) && gk_stage_render(job, stats));
    stats->documents = job->site->doc_count;
    stats->pages = job->plan->pages;
    stats->rendered = job->rendered;
    stats->now = job->now;
    for (uint32_t p = 0; p < job->plugin_count; p++)
        stats->inert +=
            gk_value_truth(gk_value_get(job->plugins[p].manifest, GK_V("inert"), NULL, NULL));
    return rendered ? GK_BUILD_DONE : GK_BUILD_SYSTEM;
}

static void end(gk_job *job)
{
    gk_plan_free(job->plan);
    gk_site_free(job->site);
    gk_history_close(job->history);
    gk_git_close(job->git);
    gk_store_close(job->store);
    gk_spools_close(&job->spools);
    for (unsigned w = 0; w < GK_JOBS_MAX; w++) gk_region_close(&job->regions[w]);
    gk_region_close(&job->board);
    gk_map_free(&job->earlier.lines);
    gk_region_close(&job->issued_region);
    gk_region_close(&job->former_region);
    gk_region_close(&job->config_region);
    gk_rosters_close(job);
    gk_source_close(job->theme);
    gk_source_close(job->source);
    gk_reader_close(&job->reader);
    if (job->source_before) gk_reader_close(&job->reader_before);
    gk_source_close(job->source_before);
    gk_arena_free(&job->scratch);
    gk_arena_free(&job->arena);
}

/* Faults of the system among the errors: disk, permissions, processes. */
static bool is_of_system(const gk_diags *diags)
{
    for (size_t i = 0; i < diags->count; i++) {
        gk_view name = gk_view_of(gk_message_get(diags->items[i].id)->name);
        bool system = gk_view_starts(name, GK_V("DISK-")) ||
                      gk_view_starts(name, GK_V("OUTPUT-")) || gk_view_starts(name, GK_V("IO-")) ||
                      gk_view_starts(name, GK_V("WORKERS-"));
        if (system && diags->items[i].severity == GK_ERROR) return true;
    }
    return false;
}

gk_build_status gk_build_run(const gk_build_options *options, gk_diags *diags,
                             gk_build_stats *stats)
{
    gk_build_stats own = {0};
    gk_job job = {.options = options,
                  .diags = diags,
                  .jobs = gk_workers_jobs(options->jobs),
                  .reader = {.themes = -1, .plugins = -1}};
    uint64_t wall = wall_ms(), cpu = cpu_ms_of(RUSAGE_SELF) + cpu_ms_of(RUSAGE_CHILDREN);
    job.out = options->out
                  ? options->out
                  : gk_arena_printf(&job.arena, "%s/public", options->site ? options->site : ".").p;
    gk_build_status status = run(&job, &own);
    bool failed = status != GK_BUILD_DONE || diags->errors;
    if (failed && !options->check && !options->releases) gk_overdue_take_down(&job);
    end(&job);
    gk_diags_sort(diags);
    gk_template_gather(diags);
    own.errors = diags->errors;
    own.warnings = diags->warnings;
    own.wall_ms = wall_ms() - wall;
    own.cpu_ms = cpu_ms_of(RUSAGE_SELF) + cpu_ms_of(RUSAGE_CHILDREN) - cpu;
    own.peak_rss_kb = job.usage.pss_kb;
    if (diags->errors) status = is_of_system(diags) ? GK_BUILD_SYSTEM : GK_BUILD_CONTENT;
    if (stats) *stats = own;
    return status;
}

gk_build_status gk_build_look(const gk_build_options *options, gk_diags *diags,
                              void (*look)(void *ctx, const struct gk_site *site), void *ctx)
{
    gk_build_options reading = *options;
    reading.check = true;
    gk_job job = {.options = &reading,
                  .diags = diags,
                  .jobs = gk_workers_jobs(options->jobs),
                  .reader = {.themes = -1, .plugins = -1},
                  .out = options->site};
    gk_build_status status = GK_BUILD_CONTENT;
    if (open_site(&job) && gk_stage_config(&job)) {
        if (gk_stage_digest(&job)) {
            gk_stage_site(&job);
            status = GK_BUILD_DONE;
        } else {
            status = GK_BUILD_SYSTEM;
        }
    }
    gk_diags_sort(diags);
    if (diags->errors) status = is_of_system(diags) ? GK_BUILD_SYSTEM : GK_BUILD_CONTENT;
    if (status == GK_BUILD_DONE) look(ctx, job.site);
    end(&job);
    return status;
}

static bool has_themes(const char *folder)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof path, "%s/themes", folder);
    return n > 0 && (size_t)n < sizeof path && access(path, F_OK) == 0;
}

void gk_build_share(gk_buf *out)
{
    char self[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = '\0';
    /* build/gongkai, build/asan/gongkai: the repository is a few folders up. bin/gongkai:
     * PREFIX/share/gongkai. */
    for (int up = 0; up < 3; up++) {
        char *slash = strrchr(self, '/');
        if (!slash) break;
        *slash = '\0';
        size_t length = strlen(self);
        if (has_themes(self)) {
            gk_buf_puts(out, self);
            return;
        }
        if (length + sizeof "/share/gongkai" > sizeof self) break;
        memcpy(self + length, "/share/gongkai", sizeof "/share/gongkai");
        bool installed = has_themes(self);
        if (installed) gk_buf_puts(out, self);
        self[length] = '\0';
        if (installed) return;
    }
    gk_buf_puts(out, GK_DATADIR);
}
