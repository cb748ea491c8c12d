#include "cmd/hook.h"

#include <errno.h>
#include <unistd.h>

#include "cmd/report.h"

typedef struct part {
    const char *name;
    gk_exit (*run)(const gk_options *options);
} part;

static const part parts[] = {{"install", gk_hook_install},
                             {"pre-receive", gk_hook_pre_receive},
                             {"post-receive", gk_hook_post_receive}};

void gk_hook_read_input(gk_buf *out)
{
    enum { INPUT_MAX = 4 * 1024 * 1024 };
    for (;;) {
        gk_buf_reserve(out, 4096);
        ssize_t got = read(STDIN_FILENO, out->p + out->n, 4096);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0 || out->n > INPUT_MAX) break;
        out->n += (size_t)got;
        out->p[out->n] = '\0';
    }
}

gk_exit gk_cmd_hook(const gk_options *options)
{
    gk_diags diags = GK_DIAGS_INIT;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (gk_view_is(gk_view_of(options->args[0]), parts[i].name)) return parts[i].run(options);
    gk_diag_add(&diags, GK_MSG_hook_part, gk_place_file((gk_view){NULL, 0}),
                gk_view_of(options->args[0]));
    gk_report_diags(options, &diags);
    gk_diags_free(&diags);
    return GK_EXIT_USAGE;
}
