#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/options.h"
#include "cmd/report.h"

/* A closed standard stream would be the number of the next file that is opened, and messages would
 * go there. What is put in its place can not be used, so that whoever needs the stream still learns
 * that it is closed. */
static void hold_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* Who pushed, as a forge or the web server tells its hooks. */
static const char *find_pusher(void)
{
    static const char *const names[] = {"GL_USERNAME", "GITEA_PUSHER_NAME", "REMOTE_USER"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *name = getenv(names[i]);
        if (name && *name) return name;
    }
    return NULL;
}

int main(int argc, char **argv)
{
    hold_streams();
    /* A file that the system's limit of sizes does not allow is a fault of writing, not the end of
     * the process. */
    signal(SIGXFSZ, SIG_IGN);
    gk_surroundings around = {
        .lc_all = getenv("LC_ALL"),
        .lc_messages = getenv("LC_MESSAGES"),
        .lang = getenv("LANG"),
        .no_color = getenv("NO_COLOR"),
        .source_date_epoch = getenv("SOURCE_DATE_EPOCH"),
        .home = getenv("HOME"),
        .tmpdir = getenv("TMPDIR"),
        .private_folder = getenv("GONGKAI_PRIVATE"),
        .pusher = find_pusher(),
        .stderr_is_terminal = isatty(STDERR_FILENO) == 1,
        .stdout_is_terminal = isatty(STDOUT_FILENO) == 1,
    };
    gk_diags diags = GK_DIAGS_INIT;
    gk_options options;
    bool understood = gk_options_parse(argc, argv, &around, &options, &diags);
    if (!understood) gk_report_diags(&options, &diags);
    gk_diags_free(&diags);
    if (!understood) return GK_EXIT_USAGE;
    gk_exit result = gk_command_get(options.command)->run(&options);
    /* Without a command the help was shown, but nothing was asked for that could have been done. */
    return argc == 1 && result == GK_EXIT_FINE ? GK_EXIT_USAGE : (int)result;
}
