/* An arena: memory that is given out piece by piece and taken back all at once.
 *
 * Pieces are aligned to 16 bytes and live until gk_arena_reset, gk_arena_rewind or gk_arena_free.
 */
#ifndef GK_BASE_ARENA_H
#define GK_BASE_ARENA_H

#include "base/view.h"

struct gk_arena_block;

typedef struct gk_arena {
    struct gk_arena_block *block; /* the one in use, newest */
    size_t used;                  /* bytes used of it */
    size_t total;                 /* bytes given out since the last reset */
} gk_arena;

#define GK_ARENA_INIT                                                                              \
    {                                                                                              \
        NULL, 0, 0                                                                                 \
    }

/* A place in the arena to come back to. */
typedef struct gk_arena_mark {
    struct gk_arena_block *block;
    size_t used, total;
} gk_arena_mark;

/* n bytes, not initialised; never NULL. */
void *gk_arena_alloc(gk_arena *arena, size_t n);

/* count zeroed things of `size` bytes. */
void *gk_arena_calloc(gk_arena *arena, size_t count, size_t size);

/* A copy of v in the arena, with a NUL behind it that is not counted. */
gk_view gk_arena_view(gk_arena *arena, gk_view v);

/* The pieces one behind the other. */
gk_view gk_arena_join(gk_arena *arena, const gk_view *pieces, size_t count);
#define GK_JOIN(arena, ...)                                                                        \
    gk_arena_join(arena, (gk_view[]){__VA_ARGS__},                                                 \
                  sizeof((gk_view[]){__VA_ARGS__}) / sizeof(gk_view))

/* printf into the arena; in a format, %.*s takes (int)v.n, v.p. */
gk_view gk_arena_printf(gk_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Remembers and returns to a place: everything given out since is gone. */
gk_arena_mark gk_arena_save(const gk_arena *arena);
void gk_arena_rewind(gk_arena *arena, gk_arena_mark mark);

/* Empties the arena but keeps one block for the next use. */
void gk_arena_reset(gk_arena *arena);

/* Gives all memory back. The arena may be used again. */
void gk_arena_free(gk_arena *arena);

#endif
