#include "store/expire.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cmd/report.h"

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
    bool done = is_output(dir);
    if (!done) gk_diag_add(&diags, GK_MSG_expire_nothing, gk_place_file(gk_view_of(dir)));
    if (done) {
        gk_store_options store = {.dir = dir, .home = options->around.home};
        gk_store *output = gk_store_open(&store, &diags);
        done = output && gk_store_expire(output, now, &expiry, &diags);
        gk_store_close(output);
    }
    gk_report_diags(options, &diags);
    if (done && options->format == GK_FORMAT_JSON)
        say_json(&expiry);
    else if (done)
        say(options, &expiry);
    gk_exit result = gk_report_exit(&diags);
    gk_diags_free(&diags);
    return result;
}
