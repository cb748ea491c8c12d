/* The table of tags. */
#ifndef GK_TEMPLATE_TAGS_H
#define GK_TEMPLATE_TAGS_H

#include "template/parser.h"

typedef struct gk_tag {
    const char *name;
    const char *usage;
    const char *zh;
    gk_stmt *(*parse)(gk_parser *p, gk_span open); /* NULL without a fault: nothing to run */
} gk_tag;

/* Row i, or NULL behind the last. */
const gk_tag *gk_tag_at(size_t i);

#endif
