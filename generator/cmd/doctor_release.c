/* doctor: what is live. */
#include <time.h>

#include "cmd/doctor.h"
#include "cmd/report.h"
#include "cmd/run.h"
#include "store/pushes.h"

enum { SHORT_HEX = 12, OFFSET_CHINA = 8 * 60 };

static const gk_text last_publish = {"最近一次发布", "last publishing"};

static gk_view moment(gk_doctor *d, int64_t seconds)
{
    gk_buf text = GK_BUF_INIT;
    gk_run_put_moment(d->options, (gk_date){seconds, OFFSET_CHINA, false}, &text);
    gk_view kept = gk_arena_view(&d->arena, gk_buf_view(&text));
    gk_buf_free(&text);
    return kept;
}

static gk_view say(const gk_doctor *d, const char *zh, const char *en)
{
    return gk_view_of(GK_SAY(d->options, zh, en));
}

/* Whether the ref has gone on since. */
static void check_ref(gk_doctor *d, const gk_release_row *row)
{
    gk_diags ignored = GK_DIAGS_INIT;
    gk_git_id tip;
    char hex[GK_GIT_HEX] = "";
    const gk_server *server = &d->serving->server;
    const gk_text subject = {"分支", "the branch"};
    gk_git *git = gk_git_open(server->repo.p, GK_GIT_HERE, &ignored);
    if (!git) {
        gk_doctor_say(d, GK_HEALTH_BROKEN, "repository", subject,
                      gk_arena_printf(&d->arena,
                                      GK_SAY(d->options, "打不开仓库 %s", "can't open %s"),
                                      server->repo.p),
                      say(d, "检查仓库的位置、所属的用户和权限。",
                          "look at its place, owner and permissions"));
    } else if (!gk_git_resolve(git, server->ref, &tip, &ignored)) {
        gk_doctor_say(d, GK_HEALTH_ATTENTION, "repository", subject,
                      say(d, "仓库里还没有要发布的分支", "the repository has no such branch yet"),
                      say(d, "推送一次；或者检查配置里的 ref。",
                          "push to it, or look at ref in the configuration"));
    } else {
        gk_git_id_hex(&tip, hex);
        gk_git_id_hex(&tip, d->tip);
        bool live = row && (gk_view_is(row->commit, hex) || gk_view_is(row->instead_of, hex));
        gk_view found =
            gk_arena_printf(&d->arena,
                            live ? GK_SAY(d->options, "%.12s 已发布", "%.12s is published")
                                 : GK_SAY(d->options, "最新的提交 %.12s 还没有发布",
                                          "the newest commit, %.12s, is not published"),
                            hex);
        gk_doctor_say(
            d, live ? GK_HEALTH_FINE : GK_HEALTH_ATTENTION, "branch", subject, found,
            live
                ? GK_V("")
                : say(d, "刚推送的请稍等；否则运行 gongkai publish 看看为什么。",
                      "wait a moment if it was just pushed; else run gongkai publish and see why"));
    }
    gk_git_close(git);
    gk_diags_free(&ignored);
}

static void check_trouble(gk_doctor *d)
{
    gk_trouble trouble;
    const gk_text subject = {"上次失败", "last failure"};
    if (gk_trouble_read(d->serving->server.state.p, &d->arena, &trouble) != 0) return;
    gk_view first = gk_view_sub(trouble.text, 0, gk_view_find_byte(trouble.text, '\n', 0));
    gk_buf found = GK_BUF_INIT;
    gk_buf_put(&found, moment(d, trouble.time.seconds));
    gk_buf_puts(&found, GK_SAY(d->options, " 没有发布成功：", " publishing failed: "));
    gk_buf_put(&found, first);
    gk_doctor_say(d, GK_HEALTH_BROKEN, "trouble", subject, gk_buf_view(&found),
                  say(d, "改好后再推送；全部问题见 gongkai publish --list。",
                      "mend it and push again; gongkai publish --list shows all of it"));
    gk_buf_free(&found);
}

static void check_times(gk_doctor *d, const gk_release_row *row)
{
    const gk_text overdue = {"到期的名单", "names that are due"},
                  next = {"下次变化", "next change"};
    if (row->until && row->until <= d->now)
        gk_doctor_say(d, GK_HEALTH_BROKEN, "overdue", overdue,
                      gk_arena_printf(&d->arena,
                                      GK_SAY(d->options, "%.*s 就该撤下，现在还在",
                                             "due at %.*s, and still there"),
                                      (int)moment(d, row->until).n, moment(d, row->until).p),
                      say(d, "立即运行 gongkai publish；不行就运行 gongkai expire。",
                          "run gongkai publish at once, or gongkai expire if that fails"));
    else
        gk_doctor_say(d, GK_HEALTH_FINE, "overdue", overdue, say(d, "没有", "none"), GK_V(""));
    d->next = row->until && (!row->next_change || row->until < row->next_change) ? row->until
                                                                                 : row->next_change;
    bool missed = d->next && d->next <= d->now;
    gk_doctor_say(
        d, missed ? GK_HEALTH_BROKEN : GK_HEALTH_FINE, "next_change", next,
        d->next ? moment(d, d->next) : say(d, "没有", "none"),
        missed
            ? say(d,
                  "这个时刻已经过了，网页没有更新：运行 gongkai publish，并检查后台发布是否在运行。",
                  "that has passed and the pages are as they were: run gongkai publish, and see whether "
                  "the builder runs")
            : GK_V(""));
}

void gk_doctor_release(gk_doctor *d)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_date now = {(int64_t)time(NULL), OFFSET_CHINA, false};
    const char *given = d->options->values[GK_OPT_NOW];
    if (given) gk_date_parse(gk_view_of(given), OFFSET_CHINA, &now);
    d->now = now.seconds;
    gk_releases_options place = {.dir = d->serving->server.to.p};
    gk_releases *releases = gk_releases_open(&place, &diags);
    const gk_release_row *row = releases ? gk_releases_current(releases) : NULL;
    if (!row) {
        gk_doctor_say(
            d, GK_HEALTH_BROKEN, "release", last_publish,
            say(d, "还没有发布过", "nothing was published yet"),
            say(d, "推送一次，或者运行 gongkai publish。", "push, or run gongkai publish"));
    } else if (row->damaged) {
        gk_doctor_say(d, GK_HEALTH_BROKEN, "release", last_publish,
                      say(d, "它的清单已损坏", "its manifest is damaged"),
                      say(d, "运行 gongkai publish --again。", "run gongkai publish --again"));
    } else {
        gk_view made = moment(d, row->made);
        gk_doctor_say(
            d, GK_HEALTH_FINE, "release", last_publish,
            gk_arena_printf(
                &d->arena,
                GK_SAY(d->options, "%.*s，提交 %.12s，%zu 页%s", "%.*s, commit %.12s, %zu pages%s"),
                (int)made.n, made.p, row->commit.p, row->pages,
                row->instead_of.n ? GK_SAY(d->options, "（退回的）", " (a rollback)") : ""),
            GK_V(""));
    }
    check_ref(d, row);
    check_trouble(d);
    if (row && !row->damaged) check_times(d, row);
    gk_releases_close(releases);
    gk_diags_free(&diags);
}
