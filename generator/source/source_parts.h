/* What the kinds of sources share. Not for others. */
#ifndef GK_SOURCE_SOURCE_PARTS_H
#define GK_SOURCE_SOURCE_PARTS_H

#include "base/map.h"
#include "source/git.h"
#include "source/source.h"

enum { GK_SOURCE_DEPTH_MAX = 64 };

/* How a kind of source does it; see source.h for each. */
typedef struct gk_source_kind {
    int (*open_file)(const gk_source *source, size_t i);
    bool (*read)(const gk_source *source, size_t i, size_t most, gk_buf *out);
    bool (*has)(const gk_source *source, gk_view path);
    bool (*peek)(const gk_source *source, gk_view path, size_t most, gk_buf *out);
    gk_source *(*open_below)(const gk_source *source, gk_view folder, gk_view shown,
                             gk_diags *diags);
    void (*allow)(const gk_source *source, gk_sandbox *box);
} gk_source_kind;

struct gk_source {
    const gk_source_kind *kind;
    gk_arena arena;
    gk_view shown;
    gk_source_file *files;
    size_t count, cap;
    gk_map index;      /* path → number */
    int root;          /* of a folder; else -1 */
    int objects;       /* of Git LFS, or -1 */
    const gk_git *git; /* of a commit; and its tree, and the files' blobs in their order */
    gk_git_id tree;
    gk_git_id *blobs;
    size_t blob_cap;
};

/* A listing under way. */
typedef struct gk_listing {
    gk_source *source;
    gk_diags *diags;
    const gk_view *skip;
    size_t skip_count;
    size_t seen; /* entries of a commit */
} gk_listing;

/* Reads a whole file of about `size` bytes into out, closes it. False with errno. */
bool gk_source_read_fd(int fd, uint64_t size, size_t most, gk_buf *out);

/* An empty source of a kind. */
gk_source *gk_source_new(const gk_source_kind *kind, gk_view shown);

/* Sorts what was listed and makes the index. */
void gk_source_ready(gk_source *source);

/* The path as messages show it. */
gk_view gk_listing_shown(const gk_listing *listing, gk_view path);

/* Whether a name can be a file's: else a fault is told. */
bool gk_listing_is_good(const gk_listing *listing, gk_view path, gk_view name);

/* Whether it was asked to pass a path over. */
bool gk_listing_is_skipped(const gk_listing *listing, gk_view path);

/* Whether a name is nobody's document: it begins with '.', outside static/; or tools left it. */
bool gk_listing_is_hidden(gk_view folder, gk_view name);

/* Tells of two names of one folder that a case-blind system (or a reader) takes for one. */
void gk_listing_check_case(const gk_listing *listing, gk_view folder, const gk_view *names,
                           size_t count);

#endif
