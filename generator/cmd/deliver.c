#include "build/targets.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "cmd/report.h"
#include "cmd/serving.h"

static void say(const gk_options *options, gk_view target, const gk_delivery *delivery)
{
    gk_buf line = GK_BUF_INIT;
    if (options->format == GK_FORMAT_JSON) {
        gk_buf_puts(&line, "{\"target\": ");
        gk_buf_put_json(&line, target);
        gk_buf_printf(&line, ", \"sent\": %zu, \"removed\": %zu}\n", delivery->sent,
                      delivery->removed);
        gk_report_out(gk_buf_view(&line));
    } else {
        gk_buf_printf(&line,
                      GK_SAY(options, "%.*s：发送 %zu 个文件，删除 %zu 个",
                             "%.*s: %zu files sent, %zu removed"),
                      (int)target.n, target.p, delivery->sent, delivery->removed);
        gk_report_line(options, gk_buf_view(&line));
    }
    gk_buf_free(&line);
}

static bool deliver(const char *portal, const gk_server_target *target, const gk_options *options,
                    gk_diags *diags)
{
    gk_delivery delivery;
    gk_date now = {(int64_t)time(NULL), 0, false};
    const char *given = options->values[GK_OPT_NOW];
    if (given) gk_date_parse(gk_view_of(given), 8 * 60, &now);
    gk_delivery_options asked = {.portal = portal,
                                 .target = target,
                                 .again = options->command == GK_CMD_DELIVER &&
                                          options->values[GK_OPT_AGAIN] != NULL,
                                 .now = now.seconds};
    bool done = gk_target_deliver(&asked, &delivery, diags);
    if (done) say(options, gk_target_name(target), &delivery);
    return done;
}

/* Two at once would disturb each other's notes at the target. -1 when there is nowhere to lock. */
static int lock(const gk_server *server)
{
    gk_buf path = GK_BUF_INIT;
    if (!server->state.n || gk_fs_mkdirs(AT_FDCWD, server->state.p) != 0) return -1;
    gk_buf_printf(&path, "%s/deliver.lock", server->state.p);
    int fd = open(path.p, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    gk_buf_free(&path);
    if (fd >= 0) gk_fs_lock(fd, true);
    return fd;
}

bool gk_serving_deliver(const gk_serving *s, const gk_options *options, gk_diags *diags)
{
    const gk_server *server = &s->server;
    struct stat st;
    gk_buf current = GK_BUF_INIT;
    bool done = true;
    gk_buf_printf(&current, "%s/current", server->to.n ? server->to.p : ".");
    if (server->target_count && stat(current.p, &st) == 0) {
        int fd = lock(server);
        for (uint32_t i = 0; i < server->target_count; i++)
            done &= deliver(server->to.p, &server->targets[i], options, diags);
        if (fd >= 0) close(fd);
    }
    gk_buf_free(&current);
    return done;
}

/* A target of the command line: a folder when it is one's path. */
static gk_server_target target_of(const char *word)
{
    gk_view remote = gk_view_of(word);
    bool folder = gk_view_find_byte(remote, ':', 0) == SIZE_MAX;
    return (gk_server_target){.remote = remote,
                              .kind = folder ? GK_TARGET_FOLDER : GK_TARGET_RCLONE};
}

static gk_exit nowhere_to(gk_diags *diags)
{
    gk_diag_add(diags, GK_MSG_target_nowhere, gk_place_file((gk_view){NULL, 0}));
    return GK_EXIT_USAGE;
}

gk_exit gk_cmd_deliver(const gk_options *options)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_serving s = {.manual = false};
    gk_exit exit = GK_EXIT_FINE;
    if (options->arg_count == 2) {
        gk_server_target target = target_of(options->args[1]);
        deliver(options->args[0], &target, options, &diags);
    } else if (options->arg_count == 1) {
        exit = nowhere_to(&diags);
    } else if (gk_serving_read(options, &s, &diags) &&
               gk_serving_need(&s, false, true, options, &diags)) {
        if (s.server.target_count)
            gk_serving_deliver(&s, options, &diags);
        else
            exit = nowhere_to(&diags);
    }
    gk_report_diags(options, &diags);
    if (exit == GK_EXIT_FINE) exit = gk_report_exit(&diags);
    gk_diags_free(&diags);
    gk_serving_free(&s);
    return exit;
}
