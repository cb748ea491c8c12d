/* Memory for cmark-gfm: given out piece by piece, taken back all at once before the next document.
 *
 * cmark_mem carries no context, so there is one such memory in a process (see
 * tests/checks/globals). A document that wants more than the limit ends the process the way any
 * lack of memory does. */
#ifndef GK_MARKUP_MEMORY_H
#define GK_MARKUP_MEMORY_H

#include <cmark-gfm.h>
#include <stddef.h>

/* The allocator for cmark_parser_new_with_mem. */
cmark_mem *gk_memory_cmark(void);

/* Takes back everything that was given out, and bounds what may be given out until the next call.
 */
void gk_memory_reset(size_t limit);

/* What has been given out at some time. */
typedef struct gk_memory_mark {
    void *block;
    char *at, *end;
    size_t left;
} gk_memory_mark;

/* Remembers what is given out, and takes back what has been given out since. */
gk_memory_mark gk_memory_save(void);
void gk_memory_rewind(gk_memory_mark mark);

/* Gives all memory back to the system. */
void gk_memory_release(void);

#endif
