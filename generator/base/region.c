#include "base/region.h"

#include <sys/mman.h>

enum { HEADER = 64, ALIGN = 16 };

static size_t *used_of(const gk_region *region)
{
    return (size_t *)(void *)region->base;
}

bool gk_region_open(gk_region *region, size_t size)
{
    void *p =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) return false;
    *region = (gk_region){p, size};
    *used_of(region) = HEADER;
    return true;
}

void *gk_region_alloc(gk_region *region, size_t n)
{
    size_t *used = used_of(region);
    if (n > region->size - *used - ALIGN) return NULL;
    char *p = region->base + *used;
    *used += (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    return p;
}

void *gk_region_put(gk_region *region, gk_view v)
{
    void *p = gk_region_alloc(region, v.n);
    if (p && v.n) memcpy(p, v.p, v.n);
    return p;
}

void gk_region_close(gk_region *region)
{
    if (region->base) munmap(region->base, region->size);
    *region = (gk_region){NULL, 0};
}
