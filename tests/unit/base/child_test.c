#include "base/child.h"

#include <errno.h>
#include <signal.h>

#include "harness.h"

typedef struct ran {
    gk_child_end end;
    int status;
    gk_buf out, err;
} ran;

static ran run(gk_view input, unsigned seconds, const char *script)
{
    const char *const words[] = {"sh", "-c", script, NULL};
    gk_child child = {.words = words, .input = input, .seconds = seconds, .most = 1 << 20};
    ran r = {.out = GK_BUF_INIT, .err = GK_BUF_INIT};
    r.end = gk_child_run(&child, &r.out, &r.err, &r.status);
    return r;
}

static void forget(ran *r)
{
    gk_buf_free(&r->out);
    gk_buf_free(&r->err);
}

GK_TEST(child_output)
{
    ran r = run(GK_V("abc"), 0, "cat; echo oops >&2; exit 3");
    GK_CHECK_INT(r.end, GK_CHILD_EXITED);
    GK_CHECK_INT(r.status, 3);
    GK_CHECK_STR(r.out.p, "abc");
    GK_CHECK_STR(r.err.p, "oops\n");
    forget(&r);
}

GK_TEST(child_says_much)
{
    /* More than a pipe holds, on both sides, and more than is kept. */
    ran r = run(GK_V(""), 20, "head -c 3000000 /dev/zero >&2; head -c 3000000 /dev/zero");
    GK_CHECK_INT(r.end, GK_CHILD_EXITED);
    GK_CHECK_INT(r.out.n, 1 << 20);
    GK_CHECK_INT(r.err.n, 1 << 20);
    forget(&r);
}

GK_TEST(child_leaves_its_input)
{
    gk_buf much = GK_BUF_INIT;
    for (int i = 0; i < 300000; i++) gk_buf_put_int(&much, i);
    ran r = run(gk_buf_view(&much), 20, "exit 0");
    GK_CHECK_INT(r.end, GK_CHILD_EXITED);
    GK_CHECK_INT(r.status, 0);
    gk_buf_free(&much);
    forget(&r);
}

GK_TEST(child_ends_badly)
{
    ran r = run(GK_V(""), 0, "kill -9 $$");
    GK_CHECK_INT(r.end, GK_CHILD_KILLED);
    GK_CHECK_INT(r.status, SIGKILL);
    forget(&r);
    r = run(GK_V(""), 1, "exec sleep 30");
    GK_CHECK_INT(r.end, GK_CHILD_LATE);
    forget(&r);
    r = run(GK_V(""), 1, "exec sleep 30 >&- 2>&-");
    GK_CHECK_INT(r.end, GK_CHILD_LATE);
    forget(&r);
}

GK_TEST(child_missing)
{
    const char *const words[] = {"no-such-program-anywhere", NULL};
    gk_child child = {.words = words};
    int status;
    GK_CHECK_INT(gk_child_run(&child, NULL, NULL, &status), GK_CHILD_MISSING);
    GK_CHECK(!gk_child_exists("no-such-program-anywhere"));
    GK_CHECK(gk_child_exists("sh"));
    const char *const works[] = {"sh", "-c", "pwd", NULL};
    gk_child elsewhere = {.words = works, .folder = "/no/such/folder", .most = 100};
    GK_CHECK(gk_child_run(&elsewhere, NULL, NULL, &status) != GK_CHILD_EXITED);
}

GK_TEST(child_words_and_folder)
{
    const char *const words[] = {"printf", "%s\n", "a b", "$HOME", "*", NULL};
    gk_child child = {.words = words, .folder = "/", .most = 1000};
    gk_buf out = GK_BUF_INIT;
    int status;
    GK_CHECK_INT(gk_child_run(&child, &out, NULL, &status), GK_CHILD_EXITED);
    GK_CHECK_STR(out.p, "a b\n$HOME\n*\n");
    gk_buf_truncate(&out, 0);
    const char *const where[] = {"sh", "-c", "pwd; echo $LC_ALL", NULL};
    child.words = where;
    GK_CHECK_INT(gk_child_run(&child, &out, NULL, &status), GK_CHILD_EXITED);
    GK_CHECK_STR(out.p, "/\nC\n");
    gk_buf_free(&out);
}
