/* A build: from the folder of a site to the folder of a portal.
 *
 * Stages: source (parent) → configuration (one worker) → digest of the documents (workers) → site
 * and plan (parent) → pages (workers) → store (parent). Foreign bytes are parsed in workers only.
 * Nothing of the output changes unless every stage went well: content with faults leaves it as it
 * was, but for pages of the last build that must go by now (build/overdue.h). */
#ifndef GK_BUILD_BUILD_H
#define GK_BUILD_BUILD_H

#include "base/date.h"
#include "base/diag.h"
#include "source/git.h"

typedef enum gk_build_status {
    GK_BUILD_DONE = 0,
    GK_BUILD_CONTENT = 1, /* the content is at fault; see the diagnostics */
    GK_BUILD_SYSTEM = 3   /* files, folders, memory or processes of the system */
} gk_build_status;

typedef enum gk_build_stage {
    GK_STAGE_CONFIG,
    GK_STAGE_DIGEST,
    GK_STAGE_RENDER,
    GK_STAGE_COMMIT
} gk_build_stage;

struct gk_releases;
struct gk_release_options;

typedef struct gk_build_options {
    const char *site; /* the folder that holds site.yaml; with git: where that would be, or NULL */
    const char
        *out; /* the output folder; NULL: "public" in the site (not with a site that is NULL) */
    const char *share; /* the folder that holds the program's themes/ and plugins/ */
    const gk_git *git; /* the site is read from a commit of it (source/git.h); or NULL */
    gk_git_id commit;
    const char *log;      /* the server's log of what it received (build/arrivals.h); NULL: none */
    gk_view log_ref;      /* whose lines count: refs/heads/main */
    gk_view log_until;    /* the hash of the last line that counts, hexadecimal; empty: all do */
    const char *signers;  /* file of allowed signers (ssh-keygen(1)) of approvals; NULL: none */
    bool survey_approval; /* what lacks approval is not told as a fault */
    /* The build is published: it becomes a release (store/release.h), and `out` is not looked at.
     * What is right only for a trial is refused: a fixed clock, announcements without persons. */
    struct gk_releases *releases;
    const struct gk_release_options *release;
    gk_view instead_of; /* a rollback: the commit (hexadecimal) that is not published; or empty */
    gk_view folder;     /* of the site in the commit: "content", or empty for the top */
    bool pushed;        /* by somebody: no code of the site's own runs, the gate always does */
    gk_git_id before;   /* the commit whose policy and approvals hold; none: the site's own */
    gk_view shown;      /* what stands before a file's path in messages: "content/", or empty */
    bool check;         /* everything but the output */
    const char *live;   /* with check: the folder of the release that this one would take the place
                           of (build/vanished.h); NULL: none */
    bool survey;        /* no pages are made at all: what documents and site say is enough */
    bool preview;       /* the output need not outlive a power cut */
    bool verbose;       /* with what plugins log */
    const char *private_folder; /* of rosters; NULL or empty: none */
    bool private_optional; /* it comes from the surroundings: a site that names none needs none */
    bool drafts;           /* with drafts and documents of the future */
    unsigned jobs;         /* 0: as many as there are processors */
    gk_view base_url;      /* replaces that of site.yaml when not empty */
    gk_view edition;       /* of site.yaml; empty: the public one */
    bool all_scopes;       /* with no edition: documents of every scope */
    gk_view now;           /* RFC 3339 or a day; empty: not given */
    bool has_epoch;        /* SOURCE_DATE_EPOCH is set */
    int64_t epoch;         /* its value, seconds since 1970 */
    int64_t system_time;   /* the system's, seconds since 1970 */
    /* Filled with the moments to come at which the portal changes by itself, sorted, once the site
     * is known; may be NULL. The caller frees it. */
    struct gk_next_change *changes;
    /* Progress of long work, about ten times a second; may be NULL. */
    void (*progress)(void *ctx, gk_build_stage stage, size_t done, size_t total);
    void *progress_ctx;
} gk_build_options;

typedef struct gk_build_stats {
    size_t documents; /* public documents */
    size_t pages;     /* HTML pages of the portal */
    size_t rendered;  /* pages made in this run */
    size_t files;     /* of the output, all kinds */
    size_t written, unchanged, removed;
    size_t errors, warnings;
    size_t inert;                          /* plugins of the site that did not run: it was pushed */
    uint64_t wall_ms, cpu_ms, peak_rss_kb; /* memory: parent and workers, shared pages once */
    gk_date now;                           /* the time of the build */
} gk_build_stats;

/* Runs a build. Diagnostics are sorted. stats may be NULL. */
gk_build_status gk_build_run(const gk_build_options *options, gk_diags *diags,
                             gk_build_stats *stats);

/* The folder of the site in a commit, when nobody names one: the top, or content/ when only that
 * holds a site.yaml. A folder that is given stays. */
gk_view gk_build_folder(const gk_git *git, const gk_git_id *commit, gk_view folder);

struct gk_site;

/* Reads and checks a site without making pages, and gives the frozen site to `look`, unless errors
 * were found; what it borrows ends with the call. Diagnostics are sorted. */
gk_build_status gk_build_look(const gk_build_options *options, gk_diags *diags,
                              void (*look)(void *ctx, const struct gk_site *site), void *ctx);

/* The folder that holds themes/ for the running program: the repository when run from its build
 * folder, else PREFIX/share/gongkai. Appended to out, without trailing slash. */
void gk_build_share(gk_buf *out);

#endif
