#include "store/expire.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cmd/report.h"
#include "store/release.h"

/* A day alone means its first minute in China: the output does not know the site's zone. */
enum { DAY_OFFSET = 8 * 60 };

static bool is_output(const char *dir)
{
    gk_buf path = GK_BUF_INIT;
    gk_buf_printf(&path, "%s/.gongkai", dir);
    bool there = access(path.p, F_OK) == 0;
    gk_buf_free(&path);
    return there;
}

/* The folder of releases that `dir` is, or that it lies in as one of them (DIR/current): all of
 * them hold names. NULL: it is an output by itself. To be freed. */
static char *find_releases(const char *dir)
{
    char *real = realpath(dir, NULL);
    if (!real || gk_releases_is(real)) return real;
    gk_view path = gk_view_of(real);
    size_t slash = gk_view_rfind_byte(path, '/');
    gk_view above = gk_view_sub(path, 0, slash == SIZE_MAX ? 0 : slash);
    bool release = gk_view_ends(above, GK_V("/releases"));
    if (release) real[above.n - strlen("/releases")] = '\0';
    if (release && gk_releases_is(real)) return real;
    free(real);
    return NULL;
}

static bool expire_releases(const char *dir, gk_date now, gk_expiry *out, gk_diags *diags)
{
    gk_releases_options options = {.dir = dir};
    size_t removed = 0;
    gk_releases *releases = gk_releases_open(&options, diags);
    bool done = releases && gk_releases_expire(releases, now, out, &removed, diags);
    gk_releases_close(releases);
    return done;
}

static bool expire_output(const gk_options *options, gk_date now, gk_expiry *out, gk_diags *diags)
{
    const char *dir = options->args[0];
    gk_store_options store = {.dir = dir, .home = options->around.home};
    if (!is_output(dir)) {
        gk_diag_add(diags, GK_MSG_expire_nothing, gk_place_file(gk_view_of(dir)));
        return false;
    }
    gk_store *output = gk_store_open(&store, diags);
    bool done = output && gk_store_expire(output, now, out, diags);
    gk_store_close(output);
    return done;
}

static void say(const gk_options *options, const gk_expiry *expiry)
{
    gk_buf line = GK_BUF_INIT;
    gk_buf_printf(&line, GK_SAY(options, "撤下 %zu 个到期的网页", "%zu pages taken down"),
                  expiry->replaced);
    if (expiry->next) {
        gk_buf_puts(&line, GK_SAY(options, "，下一个到期时间 ", ", the next is due at "));
        gk_date_put_rfc3339(&line, (gk_date){expiry->next, DAY_OFFSET, false});
    }
    gk_report_line(options, gk_buf_view(&line));
    gk_buf_free(&line);
}

/* One object, for what plans the next run. */
static void say_json(const gk_expiry *expiry)
{
    gk_buf line = GK_BUF_INIT;
    gk_buf_printf(&line, "{\"replaced\": %zu, \"next\": %lld}\n", expiry->replaced,
                  (long long)expiry->next);
    gk_report_out(gk_buf_view(&line));
    gk_buf_free(&line);
}

gk_exit gk_cmd_expire(const gk_options *options)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_expiry expiry = {0, 0};
    gk_date now = {(int64_t)time(NULL), DAY_OFFSET, false};
    const char *dir = options->args[0], *given = options->values[GK_OPT_NOW];
    if (given) gk_date_parse(gk_view_of(given), DAY_OFFSET, &now); /* checked with the options */
    char *releases = find_releases(dir);
    bool done = releases ? expire_releases(releases, now, &expiry, &diags)
                         : expire_output(options, now, &expiry, &diags);
    free(releases);
    gk_report_diags(options, &diags);
    if (done && options->format == GK_FORMAT_JSON)
        say_json(&expiry);
    else if (done)
        say(options, &expiry);
    gk_exit result = gk_report_exit(&diags);
    gk_diags_free(&diags);
    return result;
}
