#include "build/targets.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "build/targets_parts.h"

/* A portal that changes while it is sent is sent again. */
enum { ROUNDS = 5, RECORD_MAX = 1 << 30 };

static bool fail(gk_sending *s, gk_view file, int error)
{
    gk_fs_report(s->diags, GK_FS_READING, file, error);
    return false;
}

/* The portal: `current` of a folder of releases is followed once. */
static bool open_portal(gk_sending *s)
{
    struct stat st;
    const char *portal = s->options->portal;
    s->top = open(portal, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (s->top < 0) return fail(s, gk_view_of(portal), errno);
    bool itself = fstatat(s->top, GK_STORE_OWN "/" GK_STORE_RECORD, &st, 0) == 0;
    if (!itself) {
        int current = openat(s->top, "current", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        close(s->top);
        s->top = current;
    }
    if (s->top < 0) {
        gk_diag_add(s->diags, GK_MSG_sign_nothing, gk_place_file(gk_view_of(portal)));
        return false;
    }
    char link[64], real[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", s->top);
    ssize_t n = readlink(link, real, sizeof real);
    if (n < 0) return fail(s, gk_view_of(portal), errno);
    gk_buf_put(&s->folder, gk_view_n(real, (size_t)n));
    return true;
}

static bool read_portal(gk_sending *s)
{
    size_t line;
    int error = gk_fs_read(s->top, GK_STORE_OWN "/" GK_STORE_RECORD, RECORD_MAX, &s->record);
    gk_view file = gk_buf_view(&s->folder);
    if (error) return fail(s, file, error);
    if (gk_manifest_take(&s->manifest, gk_buf_view(&s->record), &line)) return true;
    gk_diag_add(s->diags, GK_MSG_sign_nothing, gk_place_file(file));
    return false;
}

static void close_portal(gk_sending *s)
{
    gk_manifest_close(&s->manifest);
    gk_buf_free(&s->record);
    gk_buf_free(&s->folder);
    if (s->top >= 0) close(s->top);
    s->top = -1;
}

/* Whether the portal is another one by now: published anew, or pages were taken down. */
static bool has_moved(const gk_sending *s)
{
    gk_diags ignored = GK_DIAGS_INIT;
    gk_sending now = {.options = s->options, .diags = &ignored, .top = -1};
    bool same = open_portal(&now) && read_portal(&now) &&
                gk_view_eq(gk_buf_view(&now.record), gk_buf_view(&s->record));
    close_portal(&now);
    gk_diags_free(&ignored);
    return !same;
}

bool gk_target_deliver(const gk_delivery_options *options, gk_delivery *out, gk_diags *diags)
{
    bool done = false, moved = true;
    *out = (gk_delivery){0, 0};
    for (int round = 0; moved && round < ROUNDS; round++) {
        gk_sending s = {.options = options,
                        .out = out,
                        .diags = diags,
                        .place = gk_target_name(options->target),
                        .top = -1};
        size_t errors = diags->errors;
        gk_diags found = GK_DIAGS_INIT;
        s.diags = &found;
        done = open_portal(&s) && read_portal(&s);
        moved = done;
        if (done) {
            done = options->target->kind == GK_TARGET_FOLDER ? gk_send_to_folder(&s)
                                                             : gk_send_to_remote(&s);
            moved = has_moved(&s);
        }
        /* A release that was removed meanwhile is no fault when another one is there. */
        if (!moved || round + 1 == ROUNDS) gk_diags_append(diags, &found);
        gk_diags_free(&found);
        close_portal(&s);
        if (diags->errors > errors) break;
    }
    return done && !moved;
}
