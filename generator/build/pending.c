/* Stands in until the pipeline is here, so that the commands link; build.c takes its place by itself. */
#include "build/build.h"

__attribute__((weak)) gk_build_status gk_build_run(const gk_build_options *options, gk_diags *diags,
                                                   gk_build_stats *stats)
{
    (void)stats;
    gk_diag_add(diags, GK_MSG_io_missing, gk_place_file(gk_view_of(options->site)));
    return GK_BUILD_SYSTEM;
}

__attribute__((weak)) void gk_build_share(gk_buf *out)
{
    gk_buf_puts(out, GK_DATADIR);
}
