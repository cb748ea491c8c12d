/* The plan: every file that the portal will have, before the first one is made. Frozen with the
 * site. */
#ifndef GK_BUILD_PLAN_H
#define GK_BUILD_PLAN_H

#include "build/job.h"
#include "model/page.h"

typedef enum gk_output_kind {
    GK_OUTPUT_PAGE, /* page */
    GK_OUTPUT_FEED, /* of page: home, a section, a branch */
    GK_OUTPUT_CALENDAR,
    GK_OUTPUT_SITEMAP, /* id: which part */
    GK_OUTPUT_SITEMAP_INDEX,
    GK_OUTPUT_ROBOTS,
    GK_OUTPUT_SYMBOL, /* id: code, or GK_NONE: all of them in one file */
    GK_OUTPUT_MEDIA,  /* id: file of the source */
    GK_OUTPUT_STATIC, /* id: file of the source, below static/ */
    GK_OUTPUT_ASSET,  /* id: file of the theme, below assets/ */
    GK_OUTPUT_PLUGIN  /* number: which of job->plugin_outputs; id: document, or GK_NONE */
} gk_output_kind;

typedef struct gk_output {
    uint8_t kind; /* gk_output_kind */
    bool hidden;  /* not to be listed in the sitemap */
    gk_page page; /* of pages and feeds; otherwise id alone counts */
} gk_output;

typedef struct gk_asset {
    gk_view name;       /* "css/main.css" */
    gk_view path;       /* "assets/css/main.5f3a….css" */
    char integrity[52]; /* "sha256-…" */
} gk_asset;

typedef struct gk_plan {
    gk_output *outputs;
    size_t count, cap;
    size_t pages; /* of them HTML pages */
    uint32_t sitemaps;
    const gk_card **unplanned; /* of documents without a page because of a fault: only checked */
    size_t unplanned_count, unplanned_cap;
    gk_asset *assets;   /* by file of the theme */
    gk_map asset_index; /* name → file of the theme */
} gk_plan;

/* Plans all outputs of job->site and registers their paths in it. Two for one path, and bad
 * aliases, are errors. */
gk_plan *gk_plan_new(gk_job *job);

void gk_plan_free(gk_plan *plan);

/* Appends the file of an output. */
void gk_output_put_file(const gk_job *job, const gk_output *output, gk_buf *out);

/* Reads a file of the theme as it is served: style sheets without comments. False with errno. */
bool gk_asset_read(const gk_job *job, uint32_t file, size_t most, gk_buf *bytes);

/* Whether an output is such a style sheet, not a copy of a file. */
bool gk_output_is_sheet(const gk_job *job, const gk_output *output);

/* What messages call the origin of an output: a source file, or the kind of page. Appended to out.
 */
void gk_output_put_origin(const gk_job *job, const gk_output *output, gk_buf *out);

/* Pages of one sitemap at most (sitemaps.org protocol 0.9). */
enum { GK_SITEMAP_MOST = 50000 };

/* Whether the sitemap lists an output: pages that are there to be found, of lists the first. */
bool gk_output_in_sitemap(const gk_output *output);

#endif
