/* The site: all documents that are public now, in their sections, taxonomies, branches and series.
 *
 * Made once by the parent from cards and the configuration, then frozen: workers share it by fork
 * and only read. Arrays refer to each other by index; GK_NONE means nothing. Read from templates
 * (and later Lua) only through gk_site_value and the lazy values it leads to (model/facts.h). */
#ifndef GK_MODEL_SITE_H
#define GK_MODEL_SITE_H

#include "base/hash.h"
#include "base/map.h"
#include "meta/config.h"
#include "model/approval.h"
#include "model/card.h"
#include "model/earlier.h"
#include "model/policy.h"
#include "model/publicity.h"
#include "source/history.h"
#include "source/source.h"

#define GK_NONE UINT32_MAX

/* A run of documents in some order. */
typedef struct gk_docs {
    const uint32_t *ids;
    uint32_t n;
} gk_docs;

typedef struct gk_doc {
    const gk_card *card;
    uint32_t section;      /* GK_NONE at the root */
    uint32_t newer, older; /* neighbours in the section's order */
    uint32_t branch;
    uint32_t series, series_at;    /* series_at: place in it, from 0 */
    const gk_publicity *publicity; /* of announcements, at the site's time; else NULL */
    const gk_story *story;         /* its revisions; NULL without a history, or not in it */
} gk_doc;

/* Why a file that is a document is not among the documents. */
typedef enum gk_file_state {
    GK_FILE_MEDIA,  /* not a document */
    GK_FILE_LIVE,   /* doc is its index */
    GK_FILE_FAILED, /* has errors */
    GK_FILE_DRAFT,
    GK_FILE_FUTURE,
    GK_FILE_EXPIRED,
    GK_FILE_WITHDRAWN,  /* its address tells so, and nothing else of it */
    GK_FILE_NARROW,     /* of a scope that this edition does not show; media too */
    GK_FILE_UNAPPROVED, /* it lacks an approval that it needs */
    GK_FILE_OTHER       /* configuration, data, theme: not published by itself */
} gk_file_state;

typedef struct gk_file {
    uint8_t state; /* gk_file_state */
    uint32_t doc; /* live documents; of media: the file index of the index.md that it belongs to, or
                     GK_NONE */
    uint32_t width, height; /* of pictures, 0 = unknown */
} gk_file;

typedef struct gk_section {
    gk_view path; /* "learning/lessons" */
    gk_view title, description, type, template;
    gk_value config; /* of site.yaml, or null */
    uint32_t parent;
    uint32_t first_child, next_sibling;
    uint32_t child_count;
    uint32_t paginate;
    bool feed, hidden;
    gk_docs docs; /* its own and those below, in its order */
} gk_section;

typedef struct gk_term {
    gk_view name, label;
    gk_view path; /* in the output, "tags/党费/" */
    uint32_t taxonomy;
    gk_docs docs; /* newest first */
} gk_term;

typedef struct gk_taxonomy {
    gk_view name, title, field;
    gk_view path; /* "tags/" */
    uint32_t first_term, term_count;
    gk_map index; /* name → term */
} gk_taxonomy;

typedef struct gk_branch {
    gk_view id;
    gk_view path;   /* "branches/lending/" */
    gk_value value; /* of the organisation's file */
    uint32_t parent, first_child, next_sibling, child_count;
    gk_docs docs; /* newest first */
} gk_branch;

typedef struct gk_series {
    gk_view id;
    gk_value value; /* of data/series.yaml, or null */
    gk_docs docs;   /* in the order of series_order */
} gk_series;

/* Where an issued code leads. */
typedef enum gk_code_state {
    GK_CODE_LEADS,   /* to a document */
    GK_CODE_RETIRED, /* to a page that says so */
    GK_CODE_WITHHELD /* to a page that says nothing: this edition may not show the document */
} gk_code_state;

/* A printed code (data/codes.csv). */
typedef struct gk_code {
    gk_view code;    /* in capitals */
    gk_view path;    /* in the output, "Q/7K3MPX/" */
    gk_view printed; /* the whole address as the symbol holds it */
    gk_view reason;  /* why it was retired */
    gk_value row;    /* of the register */
    uint8_t state;   /* gk_code_state */
    uint32_t doc; /* GK_NONE unless it leads; of retired ones: their document when it is public */
} gk_code;

/* In the output: one picture of all codes that lead, a view each, for the sheet of codes. */
#define GK_SITE_SYMBOLS "Q/symbols.svg"

/* Whether a symbol of it is shown. */
static inline bool gk_code_shown(const gk_code *code)
{
    return code->state == GK_CODE_LEADS && code->doc != GK_NONE;
}

/* A list of documents that a plugin made. */
typedef struct gk_plugin_list {
    gk_view name;
    gk_docs docs; /* in the plugin's order */
} gk_plugin_list;

/* An address at which a document was before it was moved, or before it said something else. */
typedef struct gk_moved {
    const gk_card *card;
    uint32_t doc;       /* GK_NONE: it was withdrawn, */
    uint32_t withdrawn; /* then this one of site->withdrawn stands there */
    gk_view path;       /* in the output */
    uint32_t left;      /* the commit that moved it away */
} gk_moved;

/* When commits reached the server, as its log has it (build/arrivals.h). */
typedef struct gk_arrival {
    int64_t time;
    uint32_t line;      /* of the log */
    bool founding;      /* with the push that made the branch */
    gk_git_id old, new; /* its tips */
} gk_arrival;

typedef struct gk_arrivals {
    const gk_arrival *items;
    uint32_t count;
    const uint32_t *of; /* by commit of the history: number + 1; 0: the log does not tell */
    gk_sha256 head;     /* of the last line that told of a commit */
} gk_arrivals;

/* An address of a document that was withdrawn: its own, an alias, or one of before (gk_moved). */
typedef struct gk_withdrawn {
    const gk_card *card;
    gk_view path; /* in the output */
    bool alias, moved;
    gk_view reason; /* may be empty */
} gk_withdrawn;

/* A page that a plugin made. */
typedef struct gk_generated {
    gk_view path; /* in the output, "a/b/" */
    gk_view title, description, template;
    gk_view file;        /* of the plugin, for messages */
    gk_value body, data; /* html or null; anything or null */
    gk_docs docs;
    bool noindex; /* not to be found by search engines */
} gk_generated;

typedef struct gk_site {
    gk_arena arena;
    const gk_source *source;
    const gk_config *config;
    const gk_calendar *calendar;
    const gk_policy *policy;
    gk_date now;
    gk_view base_url;  /* ends with '/' */
    gk_view base_path; /* its path, "/" or "/sub/" */
    gk_view edition;
    uint32_t scope; /* the narrowest that the edition shows */
    gk_file *files; /* by index of the source */
    size_t file_count;
    gk_doc *docs; /* by order of path */
    uint32_t doc_count;
    gk_docs by_date; /* all, newest first */
    gk_docs open;    /* announcements and notices whose window is open, by its end */
    gk_section *sections;
    uint32_t section_count, first_section;
    gk_taxonomy *taxonomies;
    uint32_t taxonomy_count;
    gk_term *terms;
    uint32_t term_count;
    gk_branch *branches;
    uint32_t branch_count, first_branch;
    gk_series *series;
    uint32_t series_count;
    gk_view branches_title, branches_path;
    uint32_t paginate; /* documents on a page of a list that says nothing else */
    gk_map section_index, branch_index, series_index; /* by path or id */
    gk_code *codes;
    uint32_t code_count;
    uint32_t *code_of_doc;       /* the newest code that leads to a document, or GK_NONE */
    const gk_history *history;   /* of its repository, as pages show it; NULL: they show none */
    const gk_history *past;      /* that of the stories: also when pages show none; or NULL */
    const gk_arrivals *arrivals; /* of the commits of `past`; NULL: there is no log */
    const gk_approval_rules *approval_rules;
    const gk_approval *approvals;       /* by file, or NULL */
    const gk_history *approval_history; /* in which approvals were looked for, or NULL */
    gk_view approval_prefix;            /* before a path of the site in it */
    bool subjects, authors;     /* revisions are shown with the messages' first lines; with names */
    const gk_earliers *earlier; /* what earlier texts of `past` said of addresses; or NULL */
    gk_moved *moved;            /* those that left last first */
    uint32_t moved_count;
    gk_withdrawn *withdrawn;
    uint32_t withdrawn_count;
    gk_map outputs;        /* path in the output → anything; filled by the plan (build/plan.h) */
    gk_value plugin;       /* map: plugin → what its site hook gave */
    gk_plugin_list *lists; /* ordered by name */
    uint32_t list_count;
    gk_generated *generated;
    uint32_t generated_count;
} gk_site;

/* One digested file: what a worker found. */
typedef struct gk_digested {
    const gk_card *card;   /* NULL: not a document, or one with errors */
    const gk_card *faulty; /* of one with errors: what it mentions and its anchors, nothing else */
    const gk_card *narrow; /* of one that the edition does not show: what it mentions, no more */
    uint32_t width, height;
    const gk_lfs_pointer *pointer; /* NULL: the file is none */
    gk_lfs_state object;           /* what it stands for */
    gk_sha256 content;             /* of the file; not made when nothing is to be published */
} gk_digested;

typedef struct gk_site_options {
    const gk_source *source;
    const gk_config *config;
    const gk_calendar *calendar;
    const gk_policy *policy;
    gk_date now;
    gk_view base_url;
    const gk_history *history;  /* may be NULL, like: */
    const gk_history *past;     /* the same as history, when that is not NULL */
    const gk_earliers *earlier; /* what its texts said, or NULL */
    const gk_arrivals *arrivals;
    const gk_approval_rules *approval_rules;
    const gk_approval *approvals; /* by file of the source; NULL: nothing needs any */
    const gk_history *approval_history;
    gk_view approval_prefix;
    bool drafts; /* drafts and documents of the future count as public */
    gk_view edition;
    uint32_t scope; /* the narrowest that the edition shows; see meta/tier.h */
} gk_site_options;

/* Builds the site. digested has one entry for each file of the source. Faults that need the whole
 * site (two documents with one value of a unique field) go to diags. The site borrows everything it
 * is given. */
gk_site *gk_site_new(const gk_site_options *options, const gk_digested *digested, gk_diags *diags);

void gk_site_free(gk_site *site);

/* The path of a base URL: "https://host/sub/" → "/sub/". */
gk_view gk_site_base_path(gk_view url);

/* Whether a document has a page that is one file: its type says so, and its address is a folder. An
 * announcement never has one: a copy would outlive it. */
bool gk_site_has_single(const gk_site *site, uint32_t doc);

/* What last changed a document's text after it had been made, by site->past; NULL when nothing did,
 * or nobody knows. */
const gk_revision *gk_site_edit(const gk_site *site, uint32_t doc);

/* When a document's text was changed after it had been made, as its history knows; GK_NO_DATE when
 * it was not, or nobody knows. */
int64_t gk_site_edited(const gk_site *site, uint32_t doc);

/* When it last changed: what it says itself (gk_card_changed), and when it says nothing of changes,
 * its history. GK_NO_DATE: nobody knows. */
int64_t gk_site_changed(const gk_site *site, uint32_t doc);

/* When its page last changed: besides, as an announcement's events, end and outcome made it. */
int64_t gk_site_page_changed(const gk_site *site, uint32_t doc);

/* The path of a document's file in the site. */
gk_view gk_site_doc_path(const gk_site *site, uint32_t doc);

/* Sorts documents by an order such as ["-date", "path"]; ties by date (newest first), then by path.
 */
void gk_site_sort(const gk_site *site, uint32_t *ids, uint32_t n, const gk_order *order,
                  uint32_t order_count);

/* Adds the moments at which documents appear and expire, and windows open and close. */
struct gk_next_change;
void gk_site_changes(const gk_site *site, const gk_digested *digested,
                     struct gk_next_change *changes);

/* Whether a file of the source is a document, by its name and folder. */
bool gk_site_is_document(gk_view path);

/* Whether a path lies in a folder that is not published by itself: types data static themes
 * plugins, or a name with '_'. */
bool gk_site_is_reserved(gk_view path);

/* Where a media file is published, without leading slash; appended to out. */
void gk_site_media_path(const gk_site *site, uint32_t file, gk_buf *out);

/* Appends the address of a path of the output within the host (base path and percent-encoding), or
 * the absolute one. */
void gk_site_put_url(const gk_site *site, gk_view path, gk_buf *out);
void gk_site_put_permalink(const gk_site *site, gk_view path, gk_buf *out);

#endif
