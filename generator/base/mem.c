#include "base/mem.h"

#include <stdlib.h>
#include <unistd.h>

void gk_mem_exhausted(void)
{
    static const char text[] = "gongkai: 内存不足 (out of memory)\n";
    ssize_t ignored = write(STDERR_FILENO, text, sizeof text - 1);
    (void)ignored;
    abort();
}

void *gk_mem_alloc(size_t n)
{
    void *p = malloc(n ? n : 1);
    if (!p) gk_mem_exhausted();
    return p;
}

void *gk_mem_calloc(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size ? size : 1);
    if (!p) gk_mem_exhausted();
    return p;
}

void *gk_mem_resize(void *p, size_t count, size_t size)
{
    void *q = reallocarray(p, count ? count : 1, size ? size : 1);
    if (!q) gk_mem_exhausted();
    return q;
}

void *gk_mem_grow(void *p, size_t *cap, size_t need, size_t size)
{
    if (need <= *cap) return p;
    size_t wanted = *cap ? *cap * 2 : 16;
    if (wanted < need) wanted = need;
    p = gk_mem_resize(p, wanted, size);
    *cap = wanted;
    return p;
}
