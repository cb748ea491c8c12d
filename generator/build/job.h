/* What the stages of one build share. Made by build.c; each stage reads what earlier ones left and
 * adds its own. */
#ifndef GK_BUILD_JOB_H
#define GK_BUILD_JOB_H

#include "base/region.h"
#include "base/workers.h"
#include "build/build.h"
#include "build/reader.h"
#include "build/spool.h"
#include "model/approval.h"
#include "model/policy.h"
#include "model/site.h"
#include "script/plugin.h"
#include "store/store.h"

/* Diagnostics that a worker left for one item: packed, or NULL. */
typedef struct gk_packed {
    const char *p;
    size_t n;
} gk_packed;

struct gk_plan;
struct gk_roster_found;

enum { GK_TEMPLATE_MAX = 1024 * 1024 /* bytes */ };

/* A file that a plugin declares to make. */
typedef struct gk_plugin_output {
    uint32_t plugin;
    gk_view name, path;
    bool of_page; /* one for each document of the types, beside its page; else one for the site */
    bool *types;  /* by number of the type */
} gk_plugin_output;

typedef struct gk_job {
    const gk_build_options *options;
    gk_diags *diags;
    gk_arena arena; /* lives as long as the build */
    unsigned jobs;
    gk_crew_usage usage; /* of all stages; pss_kb: the largest so far */
    const char *out;     /* the output folder */

    gk_source *source;        /* the site's files */
    gk_source *theme;         /* the theme's */
    gk_source *private;       /* the folder of rosters, or NULL */
    bool leaks;               /* names of rosters were found in the site's own files */
    gk_view seal_key;         /* empty: there is none yet */
    gk_reader reader;         /* of the configuration, and of the program's themes and plugins */
    gk_source *source_before; /* what a push changes (options->before), or NULL */
    gk_reader reader_before;
    gk_region config_region;
    gk_config config;
    gk_calendar calendar;     /* of data/holidays/ */
    gk_policy policy;         /* of data/policy.yaml */
    bool site_faulty;         /* what site.yaml says of sections can not be relied on */
    bool organisation_faulty; /* nor what its data file says of units */
    gk_date now;
    gk_view base_url;
    gk_view edition; /* its name; and the narrowest scope that it shows (meta/tier.h) */
    uint32_t scope;

    gk_region regions[GK_JOBS_MAX]; /* a worker's records: cards stay here for the whole build */
    gk_plugin *plugins;             /* in the order of their hooks */
    uint32_t plugin_count;
    gk_plugin_output *plugin_outputs;
    uint32_t plugin_output_count;
    bool hooks_failed; /* templates would miss what site hooks give: pages are only checked */
    gk_signs *signs;   /* of the crew that is running: which plugin a worker is in */
    gk_spools spools;
    gk_region board;                 /* small results by item */
    gk_digested *digested;           /* by file of the source */
    bool *mentioned;                 /* by file: see build/objects.h; NULL: no object is missing */
    struct gk_roster_found *rosters; /* likewise, shared; NULL without rosters (build/rosters.h) */

    gk_git *git;           /* the folder's own repository, or NULL */
    gk_history *history;   /* NULL: there is none */
    gk_earliers earlier;   /* what earlier texts said of addresses (build/earlier.h) */
    gk_arrivals *arrivals; /* NULL: there is no log, or nothing in it */
    gk_region issued_region;
    const struct gk_issued *issued; /* rows of earlier registers (build/issued.h) */
    gk_view history_prefix;         /* the site's folder in the repository: "" or "content/" */
    gk_approval_rules approval_rules;
    gk_region former_region;
    const gk_approval_rules **former; /* by push of the log: build/former.h; or NULL */
    gk_approval *approvals;           /* by file of the source; NULL: no rules */
    gk_arena scratch;                 /* emptied by whoever uses it */
    gk_store *store;                  /* NULL when checking */
    gk_site *site;
    struct gk_plan *plan;
    gk_store_file *search_files; /* stored already (build/search.h) */
    size_t search_count;
    size_t rendered;
} gk_job;

/* Reserves a region, less when the system does not give so much address space; false when it gives
 * none. */
bool gk_job_region(gk_region *region, size_t wanted);

/* Puts a worker's diagnostics of one item into its region. */
gk_packed gk_job_pack(gk_region *region, const gk_diags *diags);

/* Adds what a worker packed to the job's diagnostics. */
void gk_job_unpack(gk_job *job, gk_packed packed);

/* Adds a diagnostic for an item whose worker died. When it was in a plugin, the plugin is named and
 * the crew is stopped. */
void gk_job_lost(gk_job *job, gk_view file, gk_fate fate, int signal);

/* Whether the crew that ran last was stopped before its end, because of a plugin. */
bool gk_job_stopped(const gk_job *job);

/* Runs a crew and keeps its usage; a crew that could not work is an error of the system. */
bool gk_job_run(gk_job *job, gk_crew *crew);

/* Limits of the workers of every stage. */
extern const gk_worker_limits gk_job_limits;

/* The stages, in this order. False: an error was added that ends the build. */
bool gk_stage_config(gk_job *job);
bool gk_stage_plugins(gk_job *job);
bool gk_stage_digest(gk_job *job);
bool gk_stage_site(gk_job *job);
bool gk_stage_site_hooks(gk_job *job); /* a part of gk_stage_site */
bool gk_stage_render(gk_job *job, gk_build_stats *stats);

#endif
