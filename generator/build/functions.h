/* The functions that the build declares for templates: asset, t, url, abs_url. */
#ifndef GK_BUILD_FUNCTIONS_H
#define GK_BUILD_FUNCTIONS_H

#include "build/job.h"
#include "template/template.h"

typedef struct gk_functions {
    const gk_job *job;
    gk_map string_index; /* of the theme: key → number in strings */
    gk_view *strings;    /* in the site's language */
    gk_buf filled;       /* by t: a string with what is put in */
} gk_functions;

/* Declares the functions in a set; `functions` must outlive it. */
void gk_functions_declare(gk_functions *functions, const gk_job *job, gk_template_set *set);

/* A string of the theme in the site's language; empty when there is none. */
gk_view gk_functions_string(const gk_functions *functions, gk_view key);

#endif
