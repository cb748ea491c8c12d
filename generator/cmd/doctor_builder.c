/* doctor: who publishes, and by which clock. */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/child.h"
#include "cmd/doctor.h"
#include "cmd/report.h"
#include "store/pushes.h"
#include "store/receive_log.h"

enum { CLOCK_SLACK = 60, OUT_MAX = 4096, SECONDS = 10 };

static gk_view say(const gk_doctor *d, const char *zh, const char *en)
{
    return gk_view_of(GK_SAY(d->options, zh, en));
}

/* Whether systemd has an active unit of this program. */
static bool has_unit(const char *pattern)
{
    const char *const words[] = {"systemctl", "list-units",  "--state=active,waiting",
                                 "--plain",   "--no-legend", pattern,
                                 NULL};
    gk_child child = {.words = words, .seconds = SECONDS, .most = OUT_MAX};
    gk_buf out = GK_BUF_INIT;
    int status;
    bool has = gk_child_run(&child, &out, NULL, &status) == GK_CHILD_EXITED && status == 0 &&
               gk_view_trim(gk_buf_view(&out)).n > 0;
    gk_buf_free(&out);
    return has;
}

static void check_spool(gk_doctor *d, bool busy)
{
    gk_pushes pushes = {NULL, 0};
    const gk_text subject = {"等待发布的推送", "pushes that wait"};
    gk_pushes_list(d->serving->server.state.p, &d->arena, &pushes);
    bool stuck = pushes.count && !busy;
    gk_doctor_say(
        d, stuck ? GK_HEALTH_BROKEN : GK_HEALTH_FINE, "spool", subject,
        gk_arena_printf(&d->arena, GK_SAY(d->options, "%zu 个", "%zu"), pushes.count),
        stuck
            ? say(d,
                  "没有程序在处理：运行 gongkai publish --watch，或者启用 gongkai-publish@ 服务。",
                  "nobody looks after them: run gongkai publish --watch or enable gongkai-publish@")
            : GK_V(""));
}

/* The lock tells whether a builder is at work; what time changes needs one that stays, or a
 * timer. */
static bool check_lock(gk_doctor *d)
{
    int fd = -1;
    const gk_text subject = {"后台发布", "the builder"}, timer = {"定时", "the timer"};
    const char *state = d->serving->server.state.p;
    struct stat st;
    int error = stat(state, &st) == 0 ? gk_pushes_lock(state, &fd) : ENOENT;
    bool busy = error == EWOULDBLOCK;
    if (fd >= 0) close(fd);
    gk_doctor_say(d, GK_HEALTH_FINE, "lock", subject,
                  busy ? say(d, "正在运行", "at work")
                       : say(d, "没有在运行，锁是空闲的", "not at work, the lock is free"),
                  GK_V(""));
    bool timed = busy || has_unit("gongkai*.timer") || has_unit("gongkai-publish@*.service");
    bool lacks = d->next && !timed;
    gk_doctor_say(d, lacks ? GK_HEALTH_ATTENTION : GK_HEALTH_FINE, "timer", timer,
                  timed   ? say(d, "到时会自动更新", "pages are updated when it is time")
                  : lacks ? say(d, "到下次变化时没有程序会更新网页",
                                "nobody will update the pages at the next change")
                          : say(d, "没有需要按时更新的网页", "nothing changes by itself"),
                  lacks ? say(d, "启用 systemd 服务 gongkai-publish@名称（见编辑手册《部署》）。",
                              "enable the systemd unit gongkai-publish@NAME (see the manual)")
                        : GK_V(""));
    return busy;
}

/* What the log says last of the ref that is published; NULL: nothing. */
static const gk_received *last_of_ref(const gk_doctor *d, const gk_receive_log *log)
{
    for (size_t i = log->count; i-- > 0;)
        if (gk_view_eq(log->items[i].ref, d->serving->server.ref)) return &log->items[i];
    return NULL;
}

/* A chain is whole also when its end is cut off: then the ref is further than its last line. */
static void say_log(gk_doctor *d, const char *path, const gk_receive_log *log, int error)
{
    gk_view found =
        gk_arena_printf(&d->arena, GK_SAY(d->options, "%zu 条", "%zu lines"), log->count);
    gk_view advice = GK_V("");
    gk_health health = GK_HEALTH_BROKEN;
    const gk_received *last = last_of_ref(d, log);
    if (error) {
        found = gk_arena_printf(&d->arena, GK_SAY(d->options, "读不了 %s", "can't read %s"), path);
        advice = say(d, "检查文件权限。", "look at its permissions");
    } else if (log->broken) {
        found = gk_arena_printf(
            &d->arena,
            GK_SAY(d->options, "第 %u 行起与前面接不上", "from line %u on the chain is broken"),
            log->broken);
        advice = say(d, "记录被改过：保存原件，查清是谁改的。",
                     "it was changed: keep a copy and find out who did it");
    } else if (d->tip[0] && last && !gk_view_is(last->new, d->tip)) {
        found = gk_arena_printf(&d->arena,
                                GK_SAY(d->options, "最后记的是 %.12s，分支已到 %.12s",
                                       "its last line tells of %.12s, the branch is at %.12s"),
                                last->new.p, d->tip);
        advice =
            say(d, "末尾缺了几行，或者有人不经推送改了分支：与备份比较，查清原因。",
                "lines are missing at its end, or the branch was changed without a push: compare "
                "it with a backup");
    } else if (d->tip[0] && !last) {
        health = GK_HEALTH_ATTENTION;
        found = say(d, "没有这个分支的记录", "nothing of the branch");
        advice =
            say(d, "装好钩子以后还没有推送过的，下次推送就有；有过推送的，是记录丢了：从备份恢复。",
                "it begins with the first push after the hooks were installed; if there was "
                "one, the log was lost: take it from a backup");
    } else {
        health = GK_HEALTH_FINE;
    }
    gk_doctor_say(d, health, "receive_log", (gk_text){"接收记录", "the receive log"}, found,
                  advice);
}

/* The server's time was never behind what it wrote down before. */
static void check_clock(gk_doctor *d)
{
    gk_receive_log log = {.count = 0};
    const gk_text clock = {"时钟", "the clock"};
    const char *path = d->serving->server.log.p;
    int64_t last = 0;
    int error = gk_receive_log_read(path, &d->arena, &log);
    for (size_t i = 0; i < log.count; i++)
        if (log.items[i].time.seconds > last) last = log.items[i].time.seconds;
    bool behind = last > d->now + CLOCK_SLACK;
    gk_buf now = GK_BUF_INIT;
    gk_date_put_rfc3339(&now, (gk_date){d->now, 8 * 60, false});
    if (behind)
        gk_buf_puts(&now, GK_SAY(d->options, "，比接收记录里的时间还早",
                                 ", earlier than what the receive log tells"));
    gk_doctor_say(
        d, behind ? GK_HEALTH_BROKEN : GK_HEALTH_FINE, "clock", clock, gk_buf_view(&now),
        behind ? say(d, "时间不对会让名单早撤或晚撤：用 timedatectl 打开网络校时。",
                     "names go too late or too early by a wrong clock: timedatectl set-ntp true")
               : GK_V(""));
    gk_buf_free(&now);
    say_log(d, path, &log, error);
}

void gk_doctor_builder(gk_doctor *d)
{
    bool busy = check_lock(d);
    check_spool(d, busy);
    check_clock(d);
}
