#include "build/history.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "build/issued.h"

static gk_value setting(const gk_job *job, const char *key)
{
    gk_value history = gk_value_get(job->config.site, GK_V("history"), NULL, NULL);
    return gk_value_get(history, gk_view_of(key), NULL, NULL);
}

/* Whether a folder above `path` holds a repository: most sites of the tests don't, and libgit2
 * takes longer to load than they take to build. */
static bool is_below_repository(const char *path)
{
    char name[PATH_MAX + 8];
    for (size_t n = strlen(path); n > 0; n--) {
        if (path[n] != '/' && path[n] != '\0') continue;
        snprintf(name, sizeof name, "%.*s/.git", (int)n, path);
        if (access(name, F_OK) == 0) return true;
    }
    return access("/.git", F_OK) == 0;
}

/* The nearest repository of the site's folder, with the commit that it stands on. */
static const gk_git *open_nearest(gk_job *job, gk_git_id *tip, gk_view *prefix, gk_diags *diags)
{
    char real[PATH_MAX], work[PATH_MAX];
    if (!job->options->site || !realpath(job->options->site, real)) return NULL;
    if (!is_below_repository(real)) return NULL;
    if (!job->git) job->git = gk_git_open(real, GK_GIT_UPWARD, diags);
    if (!job->git || !gk_git_resolve(job->git, GK_V("HEAD"), tip, diags)) return NULL;
    gk_view tree = gk_git_work_tree(job->git);
    if (!tree.n || !realpath(tree.p, work)) return NULL;
    size_t n = strlen(work);
    if (strncmp(real, work, n) != 0 || (real[n] && real[n] != '/')) return NULL;
    *prefix =
        real[n] ? GK_JOIN(&job->arena, gk_view_of(real + n + 1), GK_V("/")) : (gk_view){NULL, 0};
    return job->git;
}

static const gk_git *find_repository(gk_job *job, gk_git_id *tip, gk_view *prefix, gk_diags *diags)
{
    gk_view folder = job->options->folder;
    if (!job->options->git) return open_nearest(job, tip, prefix, diags);
    *tip = job->options->commit;
    *prefix = folder.n ? GK_JOIN(&job->arena, folder, GK_V("/")) : folder;
    return job->options->git;
}

/* Only a site that says that it has a history misses one. */
static void report_none(gk_job *job, bool asked, const gk_diags *why)
{
    gk_buf words = GK_BUF_INIT;
    if (!asked) return;
    if (why->count) {
        gk_buf_puts(&words, "：");
        gk_diag_message(&why->items[0], GK_LANG_ZH, &words);
    }
    gk_view file = gk_source_shown(job->source, GK_V("site.yaml"), &job->arena);
    gk_diag_add(job->diags, GK_MSG_history_none, gk_place_file(file), gk_buf_view(&words));
    gk_buf_free(&words);
}

bool gk_history_is_shown(const gk_job *job)
{
    gk_value wanted = setting(job, "enabled");
    return wanted.kind != GK_BOOL || wanted.u.b;
}

void gk_stage_history(gk_job *job)
{
    gk_value wanted = setting(job, "enabled");
    bool asked = wanted.kind == GK_BOOL && wanted.u.b;
    gk_history_options options = {.now = job->now.seconds, .keep = !job->options->check};
    gk_diags why = GK_DIAGS_INIT;
    bool needed = job->approval_rules.rule_count || job->options->log;
    if (!gk_history_is_shown(job) && !needed) return;
    options.git = find_repository(job, &options.tip, &options.prefix, &why);
    if (options.git) {
        /* The repository's own folder: no other is sure to be there for all of its builds. */
        gk_view common = gk_git_common_dir(options.git);
        options.cache = GK_JOIN(&job->arena, common, GK_V("/gongkai/history")).p;
        job->history_prefix = options.prefix;
        job->history = gk_history_open(&options, job->diags);
        gk_issued_look(job, options.git, &options.tip, options.prefix);
    } else {
        report_none(job, asked, &why);
    }
    gk_diags_free(&why);
}

typedef struct standing {
    const gk_source *source;
    gk_view prefix; /* of the site in the repository */
    bool fails;
} standing;

/* Strangers matter when they are files of the site. */
static void see_change(void *ctx, gk_view path, bool tracked)
{
    standing *s = ctx;
    gk_view below = gk_view_from(path, s->prefix.n);
    size_t i = gk_source_lower(s->source, below);
    bool ours =
        i < gk_source_count(s->source) && gk_view_starts(gk_source_at(s->source, i)->path, below);
    s->fails = s->fails || tracked || ours;
}

bool gk_history_stands_on(gk_job *job, gk_git_id *commit, gk_view *folder)
{
    standing s = {.source = job->source};
    gk_diags quiet = GK_DIAGS_INIT;
    const gk_git *git = open_nearest(job, commit, &s.prefix, &quiet);
    gk_diags_free(&quiet);
    *folder = gk_view_sub(s.prefix, 0, s.prefix.n ? s.prefix.n - 1 : 0);
    return git && gk_git_status(git, *folder, see_change, &s) && !s.fails;
}

/* The commit of a document's that has the latest date of the future, or GK_HISTORY_NONE. */
static uint32_t future_of(const gk_job *job, const gk_story *story)
{
    for (uint32_t i = 0; i < story->count; i++)
        if (gk_history_at(job->history, story->revisions[i].commit)->said > job->now.seconds)
            return story->revisions[i].commit;
    return GK_HISTORY_NONE;
}

void gk_history_tell(gk_job *job)
{
    const gk_site *site = job->site;
    uint32_t cut = 0, future = 0, example = GK_HISTORY_NONE;
    gk_place nowhere = gk_place_file((gk_view){NULL, 0});
    for (uint32_t d = 0; site->history && d < site->doc_count; d++) {
        const gk_story *story = site->docs[d].story;
        if (!story) continue;
        uint32_t commit = future_of(job, story);
        cut += !story->whole;
        future += commit != GK_HISTORY_NONE;
        if (commit != GK_HISTORY_NONE && example == GK_HISTORY_NONE) example = commit;
    }
    if (cut && gk_history_is_shallow(job->history))
        gk_diag_add(job->diags, GK_MSG_history_shallow, nowhere,
                    gk_arena_printf(&job->arena, "%u", cut));
    if (!future) return;
    char hex[GK_GIT_HEX];
    gk_git_id_hex(&gk_history_at(job->history, example)->id, hex);
    gk_diag_add(job->diags, GK_MSG_history_future, nowhere,
                gk_arena_printf(&job->arena, "%u", future),
                gk_arena_printf(&job->arena, "%.10s", hex));
}

void gk_history_changes(const gk_job *job, gk_next_change *changes)
{
    int64_t next = job->site->history ? gk_history_next(job->history) : GK_HISTORY_NEVER;
    bool matters = false;
    for (uint32_t d = 0; next != GK_HISTORY_NEVER && d < job->site->doc_count; d++)
        matters = matters || (job->site->docs[d].story &&
                              future_of(job, job->site->docs[d].story) != GK_HISTORY_NONE);
    if (matters)
        gk_next_change_add(changes, (gk_date){next, job->now.offset, false}, GK_CHANGE_DATE,
                           (gk_view){NULL, 0});
}
