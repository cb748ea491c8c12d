#include "markup/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Every piece has its size in front of it. Freed pieces are not used again: a stale pointer of the
 * library's then reads old bytes, never another piece, and what it decides does not depend on
 * addresses. Behind each block there is room for what zeroing by strides writes too much. */
enum {
    STEP = 8,
    HEAD = 8,
    STRIDE = 32,
    LARGE = 512,
    FIRST_BLOCK = 512 * 1024,
    LARGEST_BLOCK = 8 * 1024 * 1024
};

typedef struct block {
    struct block *older;
    size_t size;
} block;

static struct {
    block *newest, *oldest;
    char *at, *end; /* what is left of the newest block */
    size_t left;    /* bytes that may still be asked of the system */
} memory;

static size_t *size_of(void *p)
{
    return (size_t *)((char *)p - HEAD);
}

static char *begin(block *b)
{
    return (char *)b + sizeof *b + HEAD;
}

static __attribute__((noinline, cold)) void add_block(size_t need)
{
    size_t size = memory.newest ? memory.newest->size * 2 : FIRST_BLOCK;
    if (size > LARGEST_BLOCK) size = LARGEST_BLOCK;
    if (size < need + 2 * STEP) size = need + 2 * STEP;
    if (size > memory.left) gk_mem_exhausted();
    memory.left -= size;
    block *b = gk_mem_alloc(sizeof *b + size + STRIDE);
    *b = (block){memory.newest, size};
    if (!memory.newest) memory.oldest = b;
    memory.newest = b;
    memory.at = begin(b);
    memory.end = (char *)b + sizeof *b + size;
}

static inline void *take(size_t n)
{
    size_t size = (n + HEAD + STEP - 1) & ~(size_t)(STEP - 1);
    if (size < n) gk_mem_exhausted();
    if ((size_t)(memory.end - memory.at) < size) add_block(size);
    char *p = memory.at;
    memory.at += size;
    *size_of(p) = size;
    return p;
}

static void *take_zeroed(size_t count, size_t size)
{
    size_t n;
    if (__builtin_mul_overflow(count, size, &n)) gk_mem_exhausted();
    char *p = take(n);
    if (n > LARGE) return memset(p, 0, n);
    /* Nearly all pieces are small: a call would cost more than these stores. */
    for (size_t i = 0; i < n; i += STRIDE) memset(p + i, 0, STRIDE);
    return p;
}

/* Only the newest piece can be taken back at once. */
static void give_back(void *p)
{
    if (p && (char *)p + *size_of(p) == memory.at) memory.at = p;
}

static void *resize(void *p, size_t n)
{
    if (!p) return take(n);
    size_t size = *size_of(p);
    if (n <= size - HEAD) return p;
    give_back(p);
    char *larger = take(n);
    if (larger != p) memcpy(larger, p, size - HEAD);
    return larger;
}

cmark_mem *gk_memory_cmark(void)
{
    static const cmark_mem mem = {take_zeroed, resize, give_back};
    return (cmark_mem *)&mem;
}

void gk_memory_reset(size_t limit)
{
    while (memory.newest != memory.oldest) {
        block *older = memory.newest->older;
        free(memory.newest);
        memory.newest = older;
    }
    if (memory.newest) {
        memory.at = begin(memory.newest);
        memory.end = (char *)memory.newest + sizeof(block) + memory.newest->size;
    }
    memory.left = limit;
}

gk_memory_mark gk_memory_save(void)
{
    return (gk_memory_mark){memory.newest, memory.at, memory.end, memory.left};
}

void gk_memory_rewind(gk_memory_mark mark)
{
    while (memory.newest != mark.block) {
        block *older = memory.newest->older;
        free(memory.newest);
        memory.newest = older;
    }
    if (!memory.newest) memory.oldest = NULL;
    memory.at = mark.at;
    memory.end = mark.end;
    memory.left = mark.left;
}

void gk_memory_release(void)
{
    gk_memory_reset(0);
    free(memory.newest);
    memset(&memory, 0, sizeof memory);
}
