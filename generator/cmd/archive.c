#include "build/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/fs.h"
#include "cmd/report.h"
#include "cmd/serving.h"

/* Readable by this user alone: it may hold names. */
static bool write_archive(const gk_archived *archived, const char *path, gk_diags *diags)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int error = fd < 0 ? errno : gk_fs_write_all(fd, gk_buf_view(&archived->zip));
    if (fd >= 0 && close(fd) != 0 && !error) error = errno;
    if (error) gk_fs_report(diags, GK_FS_WRITING, gk_view_of(path), error);
    return !error;
}

static void say(const gk_options *options, const gk_archived *archived, const char *path)
{
    gk_buf line = GK_BUF_INIT;
    gk_buf_printf(&line, GK_SAY(options, "已存成 %s：%zu 个文件", "%s: %zu files"), path,
                  archived->files);
    if (archived->persons)
        gk_buf_puts(&line, GK_SAY(options, "；里面有名单，请按档案规定保管",
                                  "; it holds names: keep it accordingly"));
    gk_report_line(options, gk_buf_view(&line));
    gk_buf_free(&line);
}

gk_exit gk_cmd_archive(const gk_options *options)
{
    gk_serving s;
    gk_diags diags = GK_DIAGS_INIT;
    gk_archived archived = {.files = 0};
    if (gk_serving_read(options, &s, &diags) && gk_serving_need(&s, true, true, options, &diags)) {
        gk_archive_options asked = {.portal = s.server.to.p,
                                    .repo = s.server.repo.p,
                                    .log = s.server.log.p,
                                    .ref = s.server.ref,
                                    .signers = s.server.signers.n ? s.server.signers.p : NULL,
                                    .document = gk_view_of(options->args[0]),
                                    .share = s.share.p,
                                    .jobs = options->jobs};
        if (gk_archive_make(&asked, &archived, &diags)) {
            const char *out = options->values[GK_OPT_OUTPUT];
            const char *path = out ? out : archived.name.p;
            if (write_archive(&archived, path, &diags)) say(options, &archived, path);
        }
    }
    gk_report_diags(options, &diags);
    gk_exit exit = gk_report_exit(&diags);
    gk_archived_free(&archived);
    gk_diags_free(&diags);
    gk_serving_free(&s);
    return exit;
}
