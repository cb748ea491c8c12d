#include "base/fetch.h"

#include "harness.h"

typedef struct seen {
    size_t count, failed;
} seen;

static gk_wish wish(void *ctx, size_t i)
{
    static const char *const urls[] = {"http://127.0.0.1:1/nothing", "file:///etc/hostname",
                                       "not a url at all"};
    (void)ctx;
    return (gk_wish){.url = gk_view_of(urls[i % 3]), .most = 100, .keep = true};
}

static void done(void *ctx, size_t i, const gk_fetched *got)
{
    seen *s = ctx;
    (void)i;
    s->count++;
    s->failed += !got->status && got->error && *got->error;
    GK_CHECK_INT(got->body.n, 0);
}

/* Nobody answers, and nothing but HTTP is asked for. What answers is tested with real servers. */
GK_TEST(fetch_without_an_answer)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_fetch *fetch = gk_fetch_open(&diags);
    if (!fetch) {
        gk_diags_free(&diags);
        GK_SKIP("no libcurl");
    }
    seen s = {0, 0};
    gk_fetch_work work = {20, wish, done, &s};
    gk_fetch_run(fetch, &work);
    GK_CHECK_INT(s.count, 20);
    GK_CHECK_INT(s.failed, 20);
    gk_fetch_close(fetch);
    gk_diags_free(&diags);
}
