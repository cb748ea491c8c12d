#include "cmd/run.h"

gk_exit gk_cmd_check(const gk_options *options)
{
    return gk_run_command(options, true);
}
