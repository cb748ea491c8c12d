#include "cmd/report.h"

gk_exit gk_cmd_markdown(const gk_options *options)
{
    (void)options;
    return GK_EXIT_SYSTEM;
}
