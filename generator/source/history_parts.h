/* What the files of history_*.c share. Not for others. */
#ifndef GK_SOURCE_HISTORY_PARTS_H
#define GK_SOURCE_HISTORY_PARTS_H

#include "base/map.h"
#include "source/history.h"

/* Bytes of record.pool. */
typedef struct gk_history_text {
    uint32_t at, n;
} gk_history_text;

/* What a commit did to one document. */
typedef struct gk_history_change {
    uint32_t path;
    uint32_t from;  /* it was there before; GK_HISTORY_NONE: nowhere, or at path */
    uint32_t taken; /* from this parent (1, 2 …) of a merge as it is; 0: made here */
    gk_git_id blob; /* none: it is gone from path */
} gk_history_change;

/* A commit as it is kept. */
typedef struct gk_history_row {
    gk_git_id id, tree;
    uint8_t merge, listed, edge; /* 0 or 1; edge: its parents are not known */
    int64_t time;
    uint32_t first_parent, parents; /* in record.parents */
    uint32_t first_change, changes; /* in record.changes */
    gk_history_text subject, author, email;
} gk_history_row;

/* What is known of commits, in the order in which they were read: what the cache holds. */
typedef struct gk_history_record {
    gk_history_row *rows;
    gk_git_id *parents;
    gk_history_change *changes;
    gk_history_text *paths;
    gk_buf pool;
    size_t row_count, row_cap, parent_count, parent_cap, change_count, change_cap, path_count,
        path_cap;
    gk_map row_index;  /* bytes of an id → row */
    gk_map path_index; /* path → number */
    gk_arena keys;     /* of the two */
} gk_history_record;

/* The number of a path. */
uint32_t gk_history_path(gk_history_record *record, gk_view path);
gk_view gk_history_text_of(const gk_history_record *record, gk_history_text text);
gk_history_text gk_history_keep(gk_history_record *record, gk_view text);

/* The row of a commit, or SIZE_MAX. */
size_t gk_history_find(const gk_history_record *record, const gk_git_id *id);

/* Adds a row that was filled; its number. */
size_t gk_history_add(gk_history_record *record, const gk_history_row *row);
void gk_history_add_change(gk_history_record *record, const gk_history_change *change);
void gk_history_record_free(gk_history_record *record);

/* Reads the cache into an empty record; false (and the record is empty) when there is none that can
 * be used. Writes it anew, without the rows at the edge; failing is nothing to tell. */
bool gk_history_load(gk_history_record *record, const char *file);
void gk_history_save(const gk_history_record *record, const char *file);

/* A file that two trees have differently; one of the two may be none. */
typedef struct gk_history_difference {
    gk_view path;
    gk_git_id before, after;
} gk_history_difference;

typedef struct gk_history_differences {
    gk_arena arena; /* of paths */
    gk_history_difference *items;
    size_t count, cap;
} gk_history_differences;

/* Finds the documents (files *.md) and types (types/NAME.yaml) that differ between two trees; a
 * tree that is none is empty. False when a tree can't be read; what was found by then stays. */
bool gk_history_compare(const gk_git *git, const gk_git_id *before, const gk_git_id *after,
                        gk_history_differences *out);

/* Of differences of one commit: finds which new paths were which old ones. from[i] is the number of
 * the difference that i comes from, or SIZE_MAX; taken[i]: not to be looked at. */
void gk_history_pair(const gk_git *git, const gk_history_differences *found, const bool *taken,
                     size_t *from);

/* Reads the commits that `tip` reaches and the record does not have. */
typedef struct gk_history_reading {
    const gk_git *git;
    gk_history_record *record;
    const gk_git_id *edges; /* commits without their parents, of a shallow clone */
    size_t edge_count;
    uint32_t fresh, unreadable; /* commits: read in this run; that could not be read whole */
} gk_history_reading;
void gk_history_read(gk_history_reading *reading, const gk_git_id *tip);

#endif
