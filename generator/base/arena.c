#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

enum { BLOCK_SIZE = 32 * 1024, ALIGN = 16 };

struct gk_arena_block {
    struct gk_arena_block *older;
    size_t size;
    _Alignas(16) char bytes[];
};

static void add_block(gk_arena *arena, size_t need)
{
    size_t size = arena->block ? arena->block->size * 2 : BLOCK_SIZE;
    if (size > 1024 * 1024) size = 1024 * 1024;
    if (size < need) size = need;
    struct gk_arena_block *block = gk_mem_alloc(sizeof *block + size);
    block->older = arena->block;
    block->size = size;
    arena->block = block;
    arena->used = 0;
}

void *gk_arena_alloc(gk_arena *arena, size_t n)
{
    if (n > SIZE_MAX - ALIGN - sizeof(struct gk_arena_block)) gk_mem_exhausted();
    n = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (!arena->block || arena->block->size - arena->used < n) add_block(arena, n);
    char *p = arena->block->bytes + arena->used;
    arena->used += n;
    arena->total += n;
    return p;
}

void *gk_arena_calloc(gk_arena *arena, size_t count, size_t size)
{
    size_t n;
    if (__builtin_mul_overflow(count, size, &n)) gk_mem_exhausted();
    return memset(gk_arena_alloc(arena, n), 0, n);
}

gk_view gk_arena_view(gk_arena *arena, gk_view v)
{
    char *p = gk_arena_alloc(arena, v.n + 1);
    if (v.n) memcpy(p, v.p, v.n);
    p[v.n] = '\0';
    return gk_view_n(p, v.n);
}

gk_view gk_arena_join(gk_arena *arena, const gk_view *pieces, size_t count)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) n += pieces[i].n;
    char *p = gk_arena_alloc(arena, n + 1);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (pieces[i].n) memcpy(p + at, pieces[i].p, pieces[i].n);
        at += pieces[i].n;
    }
    p[n] = '\0';
    return gk_view_n(p, n);
}

gk_view gk_arena_printf(gk_arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0) n = 0;
    char *p = gk_arena_alloc(arena, (size_t)n + 1);
    p[0] = '\0';
    vsnprintf(p, (size_t)n + 1, format, again);
    va_end(again);
    return gk_view_n(p, (size_t)n);
}

gk_arena_mark gk_arena_save(const gk_arena *arena)
{
    return (gk_arena_mark){arena->block, arena->used, arena->total};
}

void gk_arena_rewind(gk_arena *arena, gk_arena_mark mark)
{
    while (arena->block != mark.block) {
        struct gk_arena_block *older = arena->block->older;
        free(arena->block);
        arena->block = older;
    }
    arena->used = mark.used;
    arena->total = mark.total;
}

void gk_arena_reset(gk_arena *arena)
{
    while (arena->block && arena->block->older) {
        struct gk_arena_block *older = arena->block->older;
        arena->block->older = older->older;
        free(older);
    }
    arena->used = 0;
    arena->total = 0;
}

void gk_arena_free(gk_arena *arena)
{
    while (arena->block) {
        struct gk_arena_block *older = arena->block->older;
        free(arena->block);
        arena->block = older;
    }
    *arena = (gk_arena)GK_ARENA_INIT;
}
