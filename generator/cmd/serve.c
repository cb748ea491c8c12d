#include "cmd/report.h"

gk_exit gk_cmd_serve(const gk_options *options)
{
    (void)options;
    return GK_EXIT_SYSTEM;
}
