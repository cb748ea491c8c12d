/* The tests behind `is`. */
#ifndef GK_TEMPLATE_IS_H
#define GK_TEMPLATE_IS_H

#include "meta/value.h"

typedef struct gk_is {
    const char *name;
    const char *usage;
    const char *zh;
    bool (*run)(gk_value v, gk_value arg); /* NULL for defined and undefined */
    bool takes_arg;                        /* a whole number that is not 0 */
} gk_is;

/* The row of a name, or NULL; and row i, or NULL behind the last. */
const gk_is *gk_is_find(gk_view name);
const gk_is *gk_is_at(size_t i);

#endif
