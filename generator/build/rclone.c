/* rclone as a child process: addresses, and what kind of place a remote is. */
#include "base/child.h"
#include "build/targets_parts.h"

enum { WORDS_MAX = 24, SAID_MAX = 256 * 1024, OUT_MAX = 1 << 30 };

bool gk_rclone_run(const gk_sending *s, const char *const *words, gk_view input, gk_buf *out,
                   gk_buf *said, int *status)
{
    const gk_server_target *target = s->options->target;
    const char *all[WORDS_MAX] = {
        "rclone", "--log-level", "ERROR", "--ask-password=false", "--stats", "0"};
    size_t n = 6;
    if (target->config.n) {
        all[n++] = "--config";
        all[n++] = target->config.p;
    }
    for (size_t i = 0; words[i] && n + 1 < WORDS_MAX; i++) all[n++] = words[i];
    gk_child child = {.words = all, .input = input, .most = OUT_MAX};
    gk_buf own = GK_BUF_INIT;
    gk_child_end end = gk_child_run(&child, out, said ? said : &own, status);
    gk_buf_free(&own);
    if (end == GK_CHILD_EXITED) return true;
    if (end == GK_CHILD_MISSING)
        gk_diag_add(s->diags, GK_MSG_target_rclone, gk_place_file(s->place));
    else
        gk_diag_add(s->diags, GK_MSG_target_failed, gk_place_file(s->place),
                    GK_V("rclone was killed"));
    return false;
}

void gk_rclone_put(const gk_sending *s, const char *path, gk_buf *out)
{
    gk_view remote = s->place;
    gk_buf_put(out, remote);
    if (!*path) return;
    if (remote.n && remote.p[remote.n - 1] != ':' && remote.p[remote.n - 1] != '/')
        gk_buf_putc(out, '/');
    gk_buf_puts(out, path);
}

/* The value of "key = value" in a remote's section; empty when there is none. */
static gk_view value_of(gk_view section, const char *key)
{
    gk_view rest = section, line;
    while (gk_view_split(&rest, '\n', &line)) {
        size_t equals = gk_view_find_byte(line, '=', 0);
        if (equals != SIZE_MAX && gk_view_is(gk_view_trim(gk_view_sub(line, 0, equals)), key))
            return gk_view_trim(gk_view_from(line, equals + 1));
    }
    return (gk_view){NULL, 0};
}

/* The kind of remote: ":webdav,url=…:" says it itself, of a named one the configuration. */
static bool read_kind(const gk_sending *s, gk_buf *section, gk_view *kind, gk_view *vendor)
{
    gk_view remote = s->place;
    *vendor = (gk_view){NULL, 0};
    if (gk_view_starts(remote, GK_V(":"))) {
        gk_view rest = gk_view_from(remote, 1);
        size_t end = 0;
        while (end < rest.n && rest.p[end] != ',' && rest.p[end] != ':') end++;
        *kind = gk_view_sub(rest, 0, end);
        size_t at = gk_view_find(rest, GK_V("vendor="), 0);
        if (at != SIZE_MAX) {
            *vendor = gk_view_from(rest, at + strlen("vendor="));
            end = 0;
            while (end < vendor->n && vendor->p[end] != ',' && vendor->p[end] != ':') end++;
            vendor->n = end;
        }
        return true;
    }
    gk_buf name = GK_BUF_INIT;
    int status;
    gk_buf_put(&name, gk_view_sub(remote, 0, gk_view_find_byte(remote, ':', 0)));
    const char *const words[] = {"config", "show", name.p, NULL};
    bool ran = gk_rclone_run(s, words, (gk_view){NULL, 0}, section, NULL, &status);
    gk_buf_free(&name);
    *kind = value_of(gk_buf_view(section), "type");
    *vendor = value_of(gk_buf_view(section), "vendor");
    return ran;
}

static bool is_among(gk_view word, const char *words)
{
    gk_view rest = gk_view_of(words), each;
    while (gk_view_split(&rest, ' ', &each))
        if (gk_view_eq(word, each)) return true;
    return false;
}

/* Buckets of S3 keep versions when they are told so: that is asked. */
static bool bucket_forgets(const gk_sending *s)
{
    gk_buf answer = GK_BUF_INIT;
    int status = 1;
    const char *const words[] = {"backend", "versioning",          s->place.p, "--retries",
                                 "1",       "--low-level-retries", "1",        NULL};
    bool ran = gk_rclone_run(s, words, (gk_view){NULL, 0}, &answer, NULL, &status);
    gk_view said = gk_view_trim(gk_buf_view(&answer));
    bool forgets = ran && status == 0 && gk_view_find(said, GK_V("Enabled"), 0) == SIZE_MAX &&
                   gk_view_find(said, GK_V("Suspended"), 0) == SIZE_MAX;
    gk_buf_free(&answer);
    return forgets;
}

bool gk_rclone_forgets(const gk_sending *s)
{
    gk_buf section = GK_BUF_INIT;
    gk_view kind, vendor;
    bool forgets = false;
    if (s->options->target->versions) {
        gk_diag_add(s->diags, GK_MSG_target_versions, gk_place_file(s->place));
        return false;
    }
    if (!read_kind(s, &section, &kind, &vendor)) {
        gk_buf_free(&section);
        return false;
    }
    if (gk_view_is(kind, "webdav"))
        forgets = !is_among(vendor, "nextcloud owncloud sharepoint sharepoint-ntlm");
    else if (gk_view_is(kind, "s3"))
        forgets = bucket_forgets(s);
    else
        forgets = is_among(kind, "local sftp ftp smb hdfs memory");
    gk_buf_free(&section);
    if (!forgets) gk_diag_add(s->diags, GK_MSG_target_versions, gk_place_file(s->place));
    return forgets;
}
