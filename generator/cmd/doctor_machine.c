/* doctor: keys, disk space, tools. */
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/child.h"
#include "base/signature.h"
#include "build/sign.h"
#include "cmd/doctor.h"
#include "cmd/report.h"

enum { MB = 1024 * 1024, LOW_MB = 200, SHORT_MB = 1024 };

static gk_view say(const gk_doctor *d, const char *zh, const char *en)
{
    return gk_view_of(GK_SAY(d->options, zh, en));
}

static const gk_text key_subject = {"签名钥匙", "the signing key"};

/* Signs a line, and checks it by the allowed signers when they are known. */
static void try_key(gk_doctor *d, const char *key)
{
    gk_buf signature = GK_BUF_INIT, said = GK_BUF_INIT, signer = GK_BUF_INIT;
    const gk_server *server = &d->serving->server;
    gk_view line = GK_V("gongkai doctor\n");
    gk_signature_state state = gk_signature_make(key, GK_SIGN_SPACE, line, &signature, &said);
    bool signs = state == GK_SIGNATURE_GOOD;
    if (signs && server->signers.n) {
        gk_signature_case given = {.bytes = line,
                                   .signature = gk_buf_view(&signature),
                                   .space = GK_SIGN_SPACE,
                                   .signers = server->signers.p,
                                   .at = {d->now, 0, false}};
        state = gk_signature_check(&given, &signer, &said);
    }
    if (!signs)
        gk_doctor_say(
            d, GK_HEALTH_BROKEN, "key", key_subject, gk_view_trim(gk_buf_view(&said)),
            say(d, "没有签名就不会发布：检查文件是否在、权限是否为 600、有没有口令。",
                "nothing is published unsigned: see that it is there, has mode 600 and no passphrase"));
    else if (state != GK_SIGNATURE_GOOD)
        gk_doctor_say(d, GK_HEALTH_BROKEN, "key", key_subject,
                      say(d, "能签名，但不在可信签名人文件里，或已失效",
                          "it signs, but the allowed signers don't have it, or not any more"),
                      say(d, "把它的公钥写进 signers 文件，或换一把钥匙。",
                          "list its public part there, or take another key"));
    else
        gk_doctor_say(d, GK_HEALTH_FINE, "key", key_subject, say(d, "可以签名", "it signs"),
                      GK_V(""));
    gk_buf_free(&signature);
    gk_buf_free(&said);
    gk_buf_free(&signer);
}

static void check_key(gk_doctor *d)
{
    const gk_server *server = &d->serving->server;
    if (!server->key.n)
        gk_doctor_say(
            d, GK_HEALTH_ATTENTION, "key", key_subject,
            say(d, "没有设置，发布的网站不签名", "none: what is published is not signed"),
            say(d, "用 ssh-keygen -t ed25519 生成一把，写进服务器配置的 key。",
                "make one by ssh-keygen -t ed25519 and name it in the server's configuration (key:)"));
    else
        try_key(d, server->key.p);
}

static void check_disk(gk_doctor *d)
{
    struct statvfs fs;
    const gk_text subject = {"磁盘空间", "disk space"};
    if (statvfs(d->serving->server.to.p, &fs) != 0) return;
    uint64_t left = (uint64_t)fs.f_bavail * fs.f_frsize / MB;
    bool few_nodes = fs.f_files && fs.f_favail < fs.f_files / 50;
    gk_health health = left < LOW_MB                  ? GK_HEALTH_BROKEN
                       : left < SHORT_MB || few_nodes ? GK_HEALTH_ATTENTION
                                                      : GK_HEALTH_FINE;
    gk_doctor_say(
        d, health, "disk", subject,
        gk_arena_printf(
            &d->arena, GK_SAY(d->options, "还有 %llu MB%s", "%llu MB left%s"),
            (unsigned long long)left,
            few_nodes ? GK_SAY(d->options, "，文件数快到上限", ", and few files may be made") : ""),
        health ? say(d, "清理磁盘，或者把 keep 改小，少留几次发布。",
                     "make room, or keep fewer releases (keep:)")
               : GK_V(""));
}

static void check_targets(gk_doctor *d)
{
    const gk_server *server = &d->serving->server;
    const gk_text subject = {"发送去处", "targets"};
    bool needs = false;
    for (uint32_t i = 0; i < server->target_count; i++)
        needs |= server->targets[i].kind == GK_TARGET_RCLONE;
    bool lacks = needs && !gk_child_exists("rclone");
    if (!server->target_count) return;
    gk_doctor_say(
        d, lacks ? GK_HEALTH_BROKEN : GK_HEALTH_FINE, "targets", subject,
        lacks ? say(d, "没有安装 rclone", "rclone is not installed")
              : gk_arena_printf(&d->arena, GK_SAY(d->options, "%u 处", "%u"), server->target_count),
        lacks ? say(d, "安装 Debian 的软件包 rclone。", "install Debian's package rclone")
              : GK_V(""));
}

/* Names in announcements need their folder, which nobody else may read. */
static void check_private(gk_doctor *d)
{
    struct stat st;
    const gk_text subject = {"名册文件夹", "the folder of rosters"};
    const gk_server *server = &d->serving->server;
    if (!server->private_folder.n) return;
    bool there = stat(server->private_folder.p, &st) == 0 && S_ISDIR(st.st_mode) &&
                 access(server->private_folder.p, R_OK | X_OK) == 0;
    bool open = there && (st.st_mode & 07) != 0;
    gk_doctor_say(
        d,
        !there ? GK_HEALTH_BROKEN
        : open ? GK_HEALTH_ATTENTION
               : GK_HEALTH_FINE,
        "private", subject,
        !there ? say(d, "不在，或者读不了", "not there, or can't be read")
        : open ? say(d, "这台机器上的其他用户也能读", "other users of this machine can read it")
               : say(d, "可读，只有本用户和本组能看", "there, and closed to others"),
        !there ? say(d, "检查配置里的 private。", "look at private in the configuration")
        : open ? say(d, "运行 chmod o-rwx 收回权限。", "chmod o-rwx")
               : GK_V(""));
}

void gk_doctor_machine(gk_doctor *d)
{
    check_key(d);
    check_private(d);
    check_targets(d);
    check_disk(d);
}
