#include "cmd/run.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "cmd/report.h"
#include "cmd/serving.h"
#include "model/next_change.h"

static void show_progress(void *ctx, gk_build_stage stage, size_t done, size_t total)
{
    static const gk_text words[] = {
        [GK_STAGE_CONFIG] = {"正在读取配置", "reading the configuration"},
        [GK_STAGE_DIGEST] = {"正在检查文稿", "reading documents"},
        [GK_STAGE_RENDER] = {"正在生成网页", "making pages"},
        [GK_STAGE_COMMIT] = {"正在写入", "writing"},
    };
    gk_run *run = ctx;
    gk_buf line = GK_BUF_INIT;
    gk_buf_printf(&line, "\r\033[K%s", gk_text_in(words[stage], run->options->lang));
    if (total) gk_buf_printf(&line, " %zu/%zu", done, total);
    gk_report_err(gk_buf_view(&line));
    run->progressed = true;
    gk_buf_free(&line);
}

void gk_run_end_progress(gk_run *run)
{
    if (run->progressed) gk_report_err(GK_V("\r\033[K"));
    run->progressed = false;
}

/* The site is a folder of a commit. A configuration says of which, unless that is said. */
static bool open_rev(gk_run *run, const char *argument, gk_diags *diags)
{
    const gk_options *options = run->options;
    gk_options asked = *options;
    if (!gk_serving_find(options, &run->arena, diags, &run->server)) return false;
    if (options->values[GK_OPT_CONFIG]) {
        if (!asked.values[GK_OPT_REPO]) asked.values[GK_OPT_REPO] = run->server.repo.p;
        if (!asked.values[GK_OPT_REV]) asked.values[GK_OPT_REV] = run->server.ref.p;
        if (!argument && run->server.site.n) argument = run->server.site.p;
    }
    if (!gk_rev_open(&run->rev, &asked, argument, diags)) return false;
    if (!run->rev.git) return true;
    gk_buf_put(&run->site, gk_buf_view(&run->rev.place));
    if (run->rev.folder.n) gk_report_shown(run->rev.folder.p, &run->shown);
    if (run->site.n || options->values[GK_OPT_OUTPUT] || options->command != GK_CMD_BUILD)
        return true;
    gk_diag_add(diags, GK_MSG_usage_rev_output, gk_place_file((gk_view){NULL, 0}));
    return false;
}

static gk_exit find_site(gk_run *run)
{
    const gk_options *options = run->options;
    bool named = options->command == GK_CMD_APPROVAL;
    const char *argument = named                ? options->values[GK_OPT_SITE]
                           : options->arg_count ? options->args[0]
                                                : NULL;
    gk_diags diags = GK_DIAGS_INIT;
    gk_exit result = GK_EXIT_FINE;
    if (!open_rev(run, argument, &diags)) {
        gk_report_diags(options, &diags);
        result = gk_report_exit(&diags);
    } else if (!run->rev.git) {
        gk_report_site(argument, &run->site);
        gk_report_shown(run->site.p, &run->shown);
    }
    gk_diags_free(&diags);
    return result;
}

gk_exit gk_run_init(gk_run *run, const gk_options *options)
{
    *run = (gk_run){.options = options};
    gk_exit result = find_site(run);
    gk_build_share(&run->share);
    const gk_server *server = &run->server;
    const char *private = options->values[GK_OPT_PRIVATE],
               *signers = options->values[GK_OPT_SIGNERS];
    bool configured = options->values[GK_OPT_CONFIG] != NULL;
    if (!private && configured && server->private_folder.n) private = server->private_folder.p;
    if (!private) private = options->around.private_folder;
    if (!signers && configured && server->signers.n) signers = server->signers.p;
    bool watched = options->around.stderr_is_terminal && options->format == GK_FORMAT_HUMAN &&
                   !options->values[GK_OPT_QUIET];
    run->build = (gk_build_options){
        .site = run->site.n ? run->site.p : NULL,
        .git = run->rev.git,
        .commit = run->rev.commit,
        .folder = gk_buf_view(&run->rev.folder),
        .out = options->values[GK_OPT_OUTPUT],
        .share = run->share.p,
        .log = server->log.n ? server->log.p : NULL,
        .log_ref = server->ref,
        .signers = signers,
        .shown = gk_buf_view(&run->shown),
        .verbose = options->values[GK_OPT_VERBOSE] != NULL,
        .private_folder = private,
        .private_optional = options->values[GK_OPT_PRIVATE] == NULL,
        .drafts = options->values[GK_OPT_DRAFTS] != NULL,
        .jobs = options->jobs,
        .base_url = gk_view_of(options->values[GK_OPT_BASE_URL]),
        .edition = gk_view_of(options->values[GK_OPT_EDITION]),
        .now = gk_view_of(options->values[GK_OPT_NOW]),
        .has_epoch = options->has_epoch,
        .epoch = options->epoch,
        .system_time = (int64_t)time(NULL),
        .progress = watched ? show_progress : NULL,
        .progress_ctx = run,
    };
    return result;
}

void gk_run_free(gk_run *run)
{
    gk_buf_free(&run->site);
    gk_buf_free(&run->shown);
    gk_buf_free(&run->share);
    gk_rev_close(&run->rev);
    gk_arena_free(&run->arena);
}

static void put_count(const gk_options *options, size_t n, const char *zh, const char *en,
                      gk_buf *out)
{
    gk_buf_printf(out, "%zu%s", n, GK_SAY(options, zh, " "));
    gk_buf_puts(out, GK_SAY(options, "", en));
    gk_buf_puts(out, GK_SAY(options, "", n == 1 ? "" : "s"));
}

void gk_run_put_summary(const gk_options *options, const gk_build_stats *stats, gk_buf *out)
{
    double seconds = (double)stats->wall_ms / 1000;
    put_count(options, stats->pages, " 页", "page", out);
    gk_buf_puts(out, GK_SAY(options, "，", ", "));
    put_count(options, stats->errors, " 错误", "error", out);
    if (stats->warnings) {
        gk_buf_puts(out, GK_SAY(options, "，", ", "));
        put_count(options, stats->warnings, " 警告", "warning", out);
    }
    gk_buf_printf(out, GK_SAY(options, "，%.1f 秒", ", %.1f s"), seconds);
}

static void put_stats(const gk_build_stats *stats, const gk_next_change *changes, gk_buf *out)
{
    const struct {
        const char *name;
        uint64_t value;
    } members[] = {
        {"pages", stats->pages},         {"rendered", stats->rendered},
        {"written", stats->written},     {"unchanged", stats->unchanged},
        {"removed", stats->removed},     {"errors", stats->errors},
        {"warnings", stats->warnings},   {"wall_ms", stats->wall_ms},
        {"cpu_ms", stats->cpu_ms},       {"peak_rss_kb", stats->peak_rss_kb},
        {"documents", stats->documents}, {"files", stats->files},
    };
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        gk_buf_printf(out, "%s\"%s\": %" PRIu64, i ? ", " : "{", members[i].name, members[i].value);
    gk_buf_puts(out, ", \"next_change\": ");
    gk_next_change_put_json(changes, out);
    gk_buf_puts(out, "}\n");
}

/* Not by renaming: the file may be a pipe or /dev/stdout. */
static bool write_stats(const gk_options *options, const gk_build_stats *stats,
                        const gk_next_change *changes)
{
    const char *path = options->values[GK_OPT_STATS];
    gk_buf text = GK_BUF_INIT;
    if (!path) return true;
    put_stats(stats, changes, &text);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    int error = fd < 0 ? errno : gk_fs_write_all(fd, gk_buf_view(&text));
    if (fd >= 0 && close(fd) != 0 && !error) error = errno;
    gk_buf_free(&text);
    if (!error) return true;
    gk_diags diags = GK_DIAGS_INIT;
    gk_fs_report(&diags, GK_FS_WRITING, gk_view_of(path), error);
    gk_report_diags(options, &diags);
    gk_diags_free(&diags);
    return false;
}

static void say_written(const gk_options *options, const gk_build_stats *stats)
{
    gk_buf line = GK_BUF_INIT;
    gk_buf_printf(&line,
                  GK_SAY(options, "写入 %zu 个文件，未变 %zu 个，删除 %zu 个",
                         "%zu files written, %zu unchanged, %zu removed"),
                  stats->written, stats->unchanged, stats->removed);
    gk_report_line(options, gk_buf_view(&line));
    if (options->values[GK_OPT_VERBOSE]) {
        gk_buf_truncate(&line, 0);
        gk_buf_printf(&line, GK_SAY(options, "时间 ", "time "));
        gk_date_put_rfc3339(&line, stats->now);
        gk_buf_printf(&line,
                      GK_SAY(options, "，文稿 %zu 篇，处理器 %.1f 秒，内存 %.0f MB",
                             ", %zu documents, processor %.1f s, memory %.0f MB"),
                      stats->documents, (double)stats->cpu_ms / 1000,
                      (double)stats->peak_rss_kb / 1024);
        gk_report_line(options, gk_buf_view(&line));
    }
    gk_buf_free(&line);
}

/* One line: the first cause, and how many more. */
static void say_next_change(const gk_options *options, const gk_next_change *changes)
{
    gk_buf line = GK_BUF_INIT;
    size_t first = gk_next_change_first(changes);
    if (!first) return;
    const gk_change *change = &changes->items[0];
    gk_buf_puts(&line, GK_SAY(options, "下次须在 ", "to be built again at "));
    gk_run_put_moment(options, change->when, &line);
    gk_buf_printf(&line, GK_SAY(options, " 重新生成：%s", ": %s"),
                  gk_change_text(change->why, options->lang));
    if (change->path.n) gk_buf_printf(&line, " %.*s", (int)change->path.n, change->path.p);
    if (first > 1) gk_buf_printf(&line, GK_SAY(options, "，共 %zu 处", ", %zu in all"), first);
    gk_report_line(options, gk_buf_view(&line));
    gk_buf_free(&line);
}

static gk_exit run_build(gk_run *run, bool check)
{
    const gk_options *options = run->options;
    gk_diags diags = GK_DIAGS_INIT;
    gk_build_stats stats = {.pages = 0};
    gk_next_change changes = GK_NEXT_CHANGE_INIT;
    run->build.check = check;
    run->build.changes = &changes;
    gk_build_status status = gk_build_run(&run->build, &diags, &stats);
    gk_run_end_progress(run);
    gk_report_diags(options, &diags);
    bool counted = write_stats(options, &stats, &changes);
    gk_exit result = gk_report_exit(&diags);
    if (result == GK_EXIT_FINE) result = (gk_exit)status;
    if (!check && status == GK_BUILD_DONE) say_written(options, &stats);
    if (!check && status == GK_BUILD_DONE) say_next_change(options, &changes);
    gk_next_change_free(&changes);
    gk_buf summary = GK_BUF_INIT;
    gk_run_put_summary(options, &stats, &summary);
    gk_report_line(options, gk_buf_view(&summary));
    gk_buf_free(&summary);
    gk_diags_free(&diags);
    return result == GK_EXIT_FINE && !counted ? GK_EXIT_SYSTEM : result;
}

gk_exit gk_run_command(const gk_options *options, bool check)
{
    gk_run run;
    gk_exit result = gk_run_init(&run, options);
    if (result == GK_EXIT_FINE) result = run_build(&run, check);
    gk_run_free(&run);
    return result;
}
