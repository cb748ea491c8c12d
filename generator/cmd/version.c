#include "cmd/report.h"

gk_exit gk_cmd_version(const gk_options *options)
{
    (void)options;
    return gk_report_out(GK_V("gongkai " GK_VERSION "\n")) ? GK_EXIT_FINE : GK_EXIT_SYSTEM;
}
