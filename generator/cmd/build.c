#include "cmd/run.h"

gk_exit gk_cmd_build(const gk_options *options)
{
    return gk_run_command(options, false);
}
