/* Lines of terms, dealt out to shards of about one size. */
#ifndef GK_EMIT_SEARCH_SHARDS_H
#define GK_EMIT_SEARCH_SHARDS_H

#include "base/buf.h"

/* Bytes of a shard as they are stored; about 3 KB once they are compressed. */
enum { GK_SEARCH_SHARD = 5000 };

/* A line, and what decides on its shard. */
typedef struct gk_search_line {
    size_t at;
    uint32_t n, hash;
} gk_search_line;

typedef struct gk_search_lines {
    gk_buf text; /* lines as they come; begin one with _line, write it here */
    gk_search_line *items;
    size_t count, cap;
    gk_buf dealt; /* the same by shards */
    size_t *ends; /* by shard, in dealt */
    uint32_t shards;
} gk_search_lines;

/* Begins and ends a line. */
void gk_search_line_begin(gk_search_lines *lines, uint32_t hash);
void gk_search_line_end(gk_search_lines *lines);

/* Deals the lines out; their order within a shard is that of their making. There is at least one
 * shard. hash / divisor % shards is a line's shard. */
void gk_search_lines_deal(gk_search_lines *lines, uint32_t divisor);

/* The bytes of a shard. They begin with a newline, so that every line stands between two. */
gk_view gk_search_lines_shard(const gk_search_lines *lines, uint32_t shard);

void gk_search_lines_clear(gk_search_lines *lines);
void gk_search_lines_free(gk_search_lines *lines);

#endif
