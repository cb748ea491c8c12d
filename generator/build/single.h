/* A page as one file to keep or send: its style sheets and pictures are inside, its links and its
 * films are absolute addresses, scripts are left out. */
#ifndef GK_BUILD_SINGLE_H
#define GK_BUILD_SINGLE_H

#include "build/job.h"

/* Appends the page with what it asks for put in. page is HTML that a template made. False after
 * adding an error: something could not be read. */
bool gk_single_put(const gk_job *job, gk_view page, gk_arena *arena, gk_buf *out, gk_diags *diags);

#endif
