/* Memory from the heap. The one place where running out of it ends the program. */
#ifndef GK_BASE_MEM_H
#define GK_BASE_MEM_H

#include <stddef.h>

/* Allocates n bytes (never NULL; n may be 0). The caller frees with free(). */
void *gk_mem_alloc(size_t n);

/* Allocates count zeroed things of `size` bytes; an overflow of the product counts as out of
 * memory. */
void *gk_mem_calloc(size_t count, size_t size);

/* Resizes to count things of `size` bytes; p may be NULL. */
void *gk_mem_resize(void *p, size_t count, size_t size);

/* Says that there is no memory and aborts. */
_Noreturn void gk_mem_exhausted(void);

/* Grows an array so that it holds at least `need` items: doubles *cap. Returns the new address. */
void *gk_mem_grow(void *p, size_t *cap, size_t need, size_t size);

#endif
