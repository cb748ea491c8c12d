/* The history of documents: which commits brought them to where and what they are.
 *
 * One walk over the commits that a tip reaches. For each commit only what it did to documents
 * (NAME.md) and to files of types/ is looked at, against its first parent; folders that both have
 * are not entered. What a commit did never changes, so it is kept in a file (`cache`) and the next
 * walk reads only commits that are not in it; a damaged file, or one of another version, is thrown
 * away, and the result is the same with and without it.
 *
 * Merges. What a merge took from another parent as it stood there keeps the revisions that it has
 * there; only what the merge itself wrote (a conflict solved, say) is a revision of its own, with
 * what went before in both. A side branch whose text did not get in leaves no trace. Commits are
 * gone through parents first, first parents first: any clone with the same commits gives the same.
 *
 * Renames, within one commit: files of the same bytes; then files of the same name, then few of
 * them each with each, that share at least half of their text. A document that was deleted and
 * made again begins anew.
 *
 * Times are those that the committers' clocks said, made credible as far as that goes: none is
 * earlier than those of the commits before it, and one that lies behind `now` counts as that of its
 * parents (GK_HISTORY_NEVER where there is none). What lies behind the edge of a shallow clone is
 * not known: documents that only come from there have no dates.
 */
#ifndef GK_SOURCE_HISTORY_H
#define GK_SOURCE_HISTORY_H

#include "source/git.h"

#define GK_HISTORY_NONE  UINT32_MAX
#define GK_HISTORY_NEVER INT64_MIN

typedef struct gk_history gk_history;

typedef struct gk_history_options {
    const gk_git *git; /* is read while it is opened, not afterwards */
    gk_git_id tip;
    gk_view prefix;    /* the site's folder in the repository: "" or "content/" */
    int64_t now;       /* seconds since 1970 */
    const char *cache; /* a file; NULL: none */
    bool keep;         /* the cache may be written; its folder is made when it is missing */
} gk_history_options;

/* Reads the history. Never NULL: what can not be read is told as a warning, and counts as the edge
 * of what is known. Free with gk_history_close. */
gk_history *gk_history_open(const gk_history_options *options, gk_diags *diags);
void gk_history_close(gk_history *history);

/* A commit. Texts are UTF-8 of one line without controls, whatever the commit holds. */
typedef struct gk_history_commit {
    gk_git_id id;
    int64_t time;    /* credible; or GK_HISTORY_NEVER */
    int64_t said;    /* as it stands in the commit */
    gk_view subject; /* the first line of the message */
    gk_view author;  /* name */
    gk_view email;   /* of the author, as it stands in the commit, in small letters */
    bool merge;
    bool listed; /* the message has a line "Approves: …" */
} gk_history_commit;

typedef enum gk_revision_kind {
    GK_REVISION_CREATED,
    GK_REVISION_CHANGED,
    GK_REVISION_MOVED /* the text stayed */
} gk_revision_kind;

typedef struct gk_revision {
    uint32_t commit; /* for gk_history_at */
    uint8_t kind;    /* gk_revision_kind */
    gk_view path;    /* where the document was since; in the site, or in the repository when it lay
                        outside of the site */
    bool inside;     /* path lies in the site */
    gk_git_id blob;
} gk_revision;

/* What is known of one document. */
typedef struct gk_story {
    gk_revision *revisions; /* newest first; those behind the edge are not among them */
    uint32_t count;
    struct gk_story_stand {
        gk_view path; /* in the site */
        gk_git_id blob;
        uint32_t since, left; /* commits: that brought it, that took it away or changed it */
    } * stands;               /* where and what it was before, within the site; newest first */
    uint32_t stand_count;
    bool whole;      /* nothing of it lies behind the edge */
    int64_t created; /* GK_HISTORY_NEVER: not known */
    int64_t changed; /* its text; GK_HISTORY_NEVER: not known */
    uint32_t commit; /* that brought the present text to the present path; or GK_HISTORY_NONE */
    gk_git_id blob;  /* the present text */
} gk_story;

/* The story of a document by its path in the site; false when the tip does not have it. What it
 * holds lives in the arena. */
bool gk_history_story(const gk_history *history, gk_view path, gk_arena *arena, gk_story *out);

/* Its `commit` alone. */
uint32_t gk_history_bringer(const gk_history *history, gk_view path);

/* The merges that took the present text of a document to the branches that end in the tip, in the
 * order in which they did; *count of them, in the arena. */
const uint32_t *gk_history_carriers(const gk_history *history, gk_view path, gk_arena *arena,
                                    uint32_t *count);

/* A commit by its number: those that the tip reaches, parents first. */
uint32_t gk_history_count(const gk_history *history);
const gk_history_commit *gk_history_at(const gk_history *history, uint32_t commit);

/* Which commits are `id` or lie before it (1, others 0), by number, in the arena; NULL when the tip
 * does not reach it. */
const uint32_t *gk_history_before(const gk_history *history, const gk_git_id *id, gk_arena *arena);

/* Gives the commit `id` and those before it the number `mark` in `marks` (zeroed by the caller, one
 * for each commit), unless they have one: then those before them have one, too, as long as all
 * marks are made by this function. Returns how many got it; 0 when the tip does not reach `id`. */
uint32_t gk_history_mark(const gk_history *history, const gk_git_id *id, uint32_t mark,
                         uint32_t *marks);

/* Whether the clone is shallow; the date of the future that comes next, as a commit says it
 * (GK_HISTORY_NEVER: none): the history will be another then. */
bool gk_history_is_shallow(const gk_history *history);
int64_t gk_history_next(const gk_history *history);

/* Appends what the history depends on, for the record of a build's inputs: the tip, and the edge of
 * a shallow clone. */
void gk_history_put_input(const gk_history *history, gk_buf *out);

/* Commits that were read in this run, not taken from the cache: for tests and measures. */
uint32_t gk_history_fresh(const gk_history *history);

#endif
