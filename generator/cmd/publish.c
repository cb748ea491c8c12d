#include <inttypes.h>
#include <stdlib.h>

#include "base/fs.h"
#include "cmd/report.h"
#include "cmd/run.h"
#include "cmd/serving.h"
#include "store/pushes.h"

enum { SHORT_HEX = 12, OFFSET_CHINA = 8 * 60 };

static uint64_t number_of(gk_view name)
{
    int64_t number = 0;
    gk_view_to_int(gk_view_from(name, gk_view_rfind_byte(name, '-') + 1), &number);
    return (uint64_t)number;
}

static void put_commit(const gk_git_id *id, gk_buf *out)
{
    char hex[GK_GIT_HEX];
    gk_git_id_hex(id, hex);
    gk_buf_put(out, gk_view_n(hex, SHORT_HEX));
}

static void put_outcome(const gk_options *options, const gk_publish_result *result, gk_buf *out)
{
    const gk_build_stats *stats = &result->stats;
    uint64_t number = number_of(result->name);
    if (result->outcome == GK_RELEASE_SAME) {
        gk_buf_printf(out,
                      GK_SAY(options, "没有变化，仍是第 %" PRIu64 " 次发布，提交 ",
                             "nothing changed: release %" PRIu64 " stays, commit "),
                      number);
        put_commit(&result->commit, out);
    } else {
        gk_buf_puts(out, GK_SAY(options, "已发布提交 ", "published commit "));
        put_commit(&result->commit, out);
        gk_buf_printf(out,
                      GK_SAY(options,
                             "（第 %" PRIu64 " 次发布）：%zu 页，写入 %zu 个文件，沿用 %zu 个",
                             " (release %" PRIu64 "): %zu pages, %zu files written, %zu linked"),
                      number, stats->pages, stats->written, stats->unchanged);
    }
    gk_buf_putc(out, '\n');
    if (!result->held) return;
    gk_buf_puts(out, GK_SAY(options, "已经退回，提交 ", "rolled back: commit "));
    put_commit(&result->wanted, out);
    gk_buf_puts(
        out, GK_SAY(options, " 不发布，等新的推送\n", " is not published, a new push will be\n"));
}

static void put_rest(const gk_options *options, const gk_publish_result *result, bool done,
                     gk_buf *out)
{
    if (!done && result->name.n)
        gk_buf_printf(out,
                      GK_SAY(options, "网站保持原样：第 %" PRIu64 " 次发布\n",
                             "the site stays as it was: release %" PRIu64 "\n"),
                      number_of(result->name));
    if (result->again)
        gk_buf_puts(out, GK_SAY(options, "原来的提交已按现在的时间重新生成\n",
                                "its commit was built again at the present time\n"));
    if (result->expired)
        gk_buf_printf(out, GK_SAY(options, "撤下 %zu 个到期的网页\n", "%zu pages taken down\n"),
                      result->expired);
    if (result->removed)
        gk_buf_printf(out, GK_SAY(options, "清除 %zu 次旧的发布\n", "%zu old releases removed\n"),
                      result->removed);
    if (result->next) {
        gk_buf_puts(out, GK_SAY(options, "下次须在 ", "to be published again at "));
        gk_run_put_moment(options, (gk_date){result->next, OFFSET_CHINA, false}, out);
        gk_buf_puts(out, GK_SAY(options, " 更新\n", "\n"));
    }
}

static void put_json(const gk_publish_result *result, bool done, gk_buf *out)
{
    static const char *const words[] = {"none", "made", "same", "stale"};
    char hex[GK_GIT_HEX];
    gk_git_id_hex(&result->commit, hex);
    gk_buf_printf(out,
                  "{\"published\": %s, \"outcome\": \"%s\", \"release\": ", done ? "true" : "false",
                  words[result->outcome]);
    gk_buf_put_json(out, result->name);
    gk_buf_printf(out,
                  ", \"commit\": \"%s\", \"pages\": %zu, \"written\": %zu, \"linked\": %zu, "
                  "\"removed\": %zu, \"expired\": %zu, \"held\": %s, \"next\": %" PRId64 "}\n",
                  hex, result->stats.pages, result->stats.written, result->stats.unchanged,
                  result->removed, result->expired, result->held ? "true" : "false", result->next);
}

void gk_publish_report(const gk_options *options, const gk_publish_result *result,
                       gk_build_status status, const gk_diags *diags)
{
    gk_buf out = GK_BUF_INIT;
    bool done = status == GK_BUILD_DONE;
    gk_report_diags(options, diags);
    if (options->format == GK_FORMAT_JSON) {
        put_json(result, done, &out);
        gk_report_out(gk_buf_view(&out));
    } else {
        if (done) put_outcome(options, result, &out);
        put_rest(options, result, done, &out);
        if (out.n) out.n--;
        if (out.n) gk_report_line(options, gk_buf_view(&out));
    }
    gk_buf_free(&out);
}

static gk_exit publish(gk_serving *s, const gk_options *options, gk_diags *diags)
{
    gk_publish_result result;
    int64_t back = 1;
    const char *word = options->args[0];
    gk_build_status status;
    bool rollback = options->values[GK_OPT_ROLLBACK] != NULL;
    if (word && (!rollback || !gk_view_to_int(gk_view_of(word), &back) || back < 1 ||
                 back > GK_SERVER_KEEP_MAX)) {
        gk_diag_add(diags, GK_MSG_usage_extra, gk_place_file((gk_view){NULL, 0}), gk_view_of(word));
        gk_report_diags(options, diags);
        return GK_EXIT_USAGE;
    }
    if (rollback)
        status = gk_publish_back(&s->publish, (unsigned)back, diags, &result);
    else
        status = gk_publish_run(&s->publish, diags, &result);
    if (!gk_serving_deliver(s, options, diags) && status == GK_BUILD_DONE) status = GK_BUILD_SYSTEM;
    if (!rollback) gk_serving_note(s, options, &result, status, diags);
    gk_publish_report(options, &result, status, diags);
    gk_publish_result_free(&result);
    gk_exit exit = gk_report_exit(diags);
    return exit == GK_EXIT_FINE ? (gk_exit)status : exit;
}

static void put_row(const gk_options *options, const gk_release_row *row, gk_buf *out)
{
    gk_buf_puts(out, row->current ? "* " : "  ");
    gk_buf_printf(out, GK_SAY(options, "第 %" PRIu64 " 次  ", "release %" PRIu64 "  "),
                  row->number);
    gk_run_put_moment(options, (gk_date){row->made, OFFSET_CHINA, false}, out);
    gk_buf_printf(out, "  %.*s", SHORT_HEX, row->commit.p);
    gk_buf_printf(out, GK_SAY(options, "  %zu 页", "  %zu pages"), row->pages);
    if (row->current) gk_buf_puts(out, GK_SAY(options, "  正在使用", "  live"));
    if (row->instead_of.n) gk_buf_puts(out, GK_SAY(options, "  退回的", "  a rollback"));
    if (row->damaged)
        gk_buf_puts(out, GK_SAY(options, "  清单已损坏", "  its manifest is damaged"));
    if (!row->there)
        gk_buf_puts(out, GK_SAY(options, "  文件已清除，可以退回重新生成",
                                "  removed, can be built again"));
    gk_buf_putc(out, '\n');
}

static void put_row_json(const gk_release_row *row, gk_buf *out)
{
    gk_buf_puts(out, "{\"release\": ");
    gk_buf_put_json(out, row->name);
    gk_buf_puts(out, ", \"commit\": ");
    gk_buf_put_json(out, row->commit);
    gk_buf_printf(out,
                  ", \"number\": %" PRIu64 ", \"made\": %" PRId64 ", \"pages\": %zu, "
                  "\"current\": %s, \"there\": %s, \"damaged\": %s, \"rollback\": %s}\n",
                  row->number, row->made, row->pages, row->current ? "true" : "false",
                  row->there ? "true" : "false", row->damaged ? "true" : "false",
                  row->instead_of.n ? "true" : "false");
}

/* What went wrong last, if it was not made good. */
static void put_trouble(const gk_options *options, const gk_serving *s, gk_buf *out)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_trouble trouble;
    if (s->server.state.n && gk_trouble_read(s->server.state.p, &arena, &trouble) == 0) {
        gk_buf_puts(out, GK_SAY(options, "\n上次没有发布成功：", "\nthe last attempt failed: "));
        gk_run_put_moment(options, trouble.time, out);
        gk_buf_printf(out, GK_SAY(options, "，提交 %.*s\n", ", commit %.*s\n"),
                      (int)(trouble.commit.n < SHORT_HEX ? trouble.commit.n : SHORT_HEX),
                      trouble.commit.p);
        gk_buf_put(out, trouble.text);
    }
    gk_arena_free(&arena);
}

static gk_exit list(gk_serving *s, const gk_options *options, gk_diags *diags)
{
    gk_releases_options place = {.dir = s->server.to.p};
    gk_releases *releases = gk_releases_open(&place, diags);
    gk_buf out = GK_BUF_INIT;
    size_t count = 0;
    const gk_release_row *rows = releases ? gk_releases_list(releases, &count) : NULL;
    for (size_t i = count; i-- > 0;) {
        if (options->format == GK_FORMAT_JSON)
            put_row_json(&rows[i], &out);
        else
            put_row(options, &rows[i], &out);
    }
    if (options->format == GK_FORMAT_HUMAN) put_trouble(options, s, &out);
    gk_report_diags(options, diags);
    gk_report_out(gk_buf_view(&out));
    gk_buf_free(&out);
    gk_releases_close(releases);
    return gk_report_exit(diags);
}

gk_exit gk_cmd_publish(const gk_options *options)
{
    gk_serving s;
    gk_diags diags = GK_DIAGS_INIT;
    bool lists = options->values[GK_OPT_LIST] != NULL;
    bool watches = options->values[GK_OPT_WATCH] != NULL, drains = options->values[GK_OPT_DRAIN];
    gk_exit exit;
    if (!gk_serving_read(options, &s, &diags) ||
        !gk_serving_need(&s, !lists, true, options, &diags)) {
        gk_report_diags(options, &diags);
        exit = gk_report_exit(&diags);
    } else if (lists) {
        exit = list(&s, options, &diags);
    } else if (watches || drains) {
        exit = gk_publish_watch(&s, options, drains);
    } else {
        exit = publish(&s, options, &diags);
    }
    gk_diags_free(&diags);
    gk_serving_free(&s);
    return exit;
}
