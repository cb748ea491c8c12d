#include "store/receive_log.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fs.h"
#include "harness.h"

#define ZEROS "0000000000000000000000000000000000000000"
#define ONES  "1111111111111111111111111111111111111111"

static const char *log_path(void)
{
    static char path[512];
    gk_buf name = GK_BUF_INIT;
    gk_buf_printf(&name, "%s/gongkai/receive.log", gk_test_dir());
    memcpy(path, name.p, name.n + 1);
    gk_buf_free(&name);
    return path;
}

static gk_received row(int64_t time, const char *pusher)
{
    return (gk_received){.time = {time, 0, false},
                         .ref = GK_V("refs/heads/main"),
                         .old = GK_V(ZEROS),
                         .new = GK_V(ONES),
                         .pusher = gk_view_of(pusher)};
}

static void add(int64_t time, const char *pusher)
{
    gk_received item = row(time, pusher);
    GK_CHECK_INT(gk_receive_log_append(log_path(), &item, 1), 0);
}

/* Replaces the file by what `change` makes of its bytes. */
static void rewrite(void (*change)(gk_buf *text))
{
    gk_buf text = GK_BUF_INIT;
    GK_CHECK_INT(gk_fs_read(AT_FDCWD, log_path(), 1 << 24, &text), 0);
    change(&text);
    int fd = open(log_path(), O_WRONLY | O_TRUNC | O_CLOEXEC);
    GK_CHECK_INT(gk_fs_write_all(fd, gk_buf_view(&text)), 0);
    close(fd);
    gk_buf_free(&text);
}

static gk_receive_log read_all(gk_arena *arena)
{
    gk_receive_log log;
    GK_CHECK_INT(gk_receive_log_read(log_path(), arena, &log), 0);
    return log;
}

GK_TEST(receive_log_of_nothing_is_empty)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_receive_log log = read_all(&arena);
    GK_CHECK_INT(log.count, 0);
    GK_CHECK_INT(log.broken, 0);
    gk_arena_free(&arena);
}

GK_TEST(receive_log_gives_back_what_was_appended)
{
    gk_arena arena = GK_ARENA_INIT;
    add(1763769600, "editor");
    add(1763769601, "支部\t委员%\n\xff");
    add(1763769602, "");
    gk_receive_log log = read_all(&arena);
    GK_CHECK_INT(log.count, 3);
    GK_CHECK_INT(log.lines, 3);
    GK_CHECK_INT(log.broken, 0);
    GK_CHECK_INT(log.torn, 0);
    GK_CHECK_INT(log.items[0].time.seconds, 1763769600);
    GK_CHECK_VIEW(log.items[0].ref, "refs/heads/main");
    GK_CHECK_VIEW(log.items[0].old, ZEROS);
    GK_CHECK_VIEW(log.items[0].new, ONES);
    GK_CHECK_VIEW(log.items[0].pusher, "editor");
    GK_CHECK_VIEW(log.items[1].pusher, "支部\t委员%\n\xff");
    GK_CHECK_VIEW(log.items[2].pusher, "");
    GK_CHECK_INT(log.items[2].line, 3);
    gk_arena_free(&arena);
}

static void change_pusher(gk_buf *text)
{
    size_t at = gk_view_find(gk_buf_view(text), GK_V("first"), 0);
    text->p[at] = 'F';
}

static void drop_second_line(gk_buf *text)
{
    gk_view all = gk_buf_view(text);
    size_t one = gk_view_find_byte(all, '\n', 0), two = gk_view_find_byte(all, '\n', one + 1);
    memmove(text->p + one, text->p + two, all.n - two);
    gk_buf_truncate(text, all.n - (two - one));
}

GK_TEST(receive_log_shows_a_change)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_diags diags = GK_DIAGS_INIT;
    add(1, "first");
    add(2, "second");
    add(3, "third");
    rewrite(change_pusher);
    gk_receive_log log = read_all(&arena);
    GK_CHECK_INT(log.count, 3);
    GK_CHECK_INT(log.broken, 2);
    GK_CHECK(!gk_receive_log_report(log_path(), &log, &diags));
    GK_CHECK_INT(diags.items[0].line, 2);
    gk_diags_free(&diags);
    gk_arena_free(&arena);
}

GK_TEST(receive_log_shows_a_line_taken_out)
{
    gk_arena arena = GK_ARENA_INIT;
    add(1, "first");
    add(2, "second");
    add(3, "third");
    rewrite(drop_second_line);
    gk_receive_log log = read_all(&arena);
    GK_CHECK_INT(log.count, 2);
    GK_CHECK_INT(log.broken, 2);
    gk_arena_free(&arena);
}

static void cut_end(gk_buf *text)
{
    gk_buf_truncate(text, text->n - 20);
}

GK_TEST(receive_log_goes_on_behind_a_line_cut_off)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_diags diags = GK_DIAGS_INIT;
    add(1, "first");
    add(2, "second");
    rewrite(cut_end);
    gk_receive_log log = read_all(&arena);
    GK_CHECK_INT(log.count, 1);
    GK_CHECK_INT(log.torn, 1);
    GK_CHECK_INT(log.broken, 0);
    add(3, "third");
    log = read_all(&arena);
    GK_CHECK_INT(log.count, 2);
    GK_CHECK_INT(log.lines, 3);
    GK_CHECK_INT(log.torn, 1);
    GK_CHECK_INT(log.broken, 0);
    GK_CHECK_VIEW(log.items[1].pusher, "third");
    GK_CHECK(gk_receive_log_report(log_path(), &log, &diags));
    GK_CHECK_INT(diags.warnings, 1);
    gk_diags_free(&diags);
    gk_arena_free(&arena);
}

/* What the log's name holds before something is appended, and what appending to it gives. */
GK_TEST(receive_log_touches_nothing_else)
{
    static const struct {
        const char *text;
        int error;
    } rows[] = {
        {"", 0},
        {"0", 0},
        {ZEROS, 0},
        {ZEROS "000000000000000000000000", 0},
        {ZEROS "000000000000000000000000\t", 0},
        {ZEROS "000000000000000000000000\t2026-03-0", 0},
        {ZEROS "\n", 0}, /* cut off, and then gone on from */
        {ONES "111111111111111111111111\t2026-03-05T", 0},
        {"root:x:0:0:root:/root:/bin/bash\n", EEXIST},
        {"\n", EEXIST},
        {ZEROS "1", EEXIST},
        {ZEROS "0000000000000000000000000", EEXIST},
        {ZEROS "00000000000000000000000g\t2026-03-05T", EEXIST},
        {ONES "111111111111111111111111", EEXIST}, /* like a key */
    };
    gk_received item = row(1, "first");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_buf left = GK_BUF_INIT;
        size_t n = strlen(rows[i].text);
        gk_test_file("gongkai/receive.log", rows[i].text, n);
        GK_CHECK_INT(gk_receive_log_append(log_path(), &item, 1), rows[i].error);
        GK_CHECK_INT(gk_fs_read(AT_FDCWD, log_path(), 4096, &left), 0);
        GK_CHECK(gk_view_starts(gk_buf_view(&left), gk_view_of(rows[i].text)));
        GK_CHECK(rows[i].error ? left.n == n : left.n > n);
        gk_buf_free(&left);
    }
}

GK_TEST(receive_log_is_a_file_of_its_own)
{
    gk_received item = row(1, "first");
    gk_test_file("gongkai/other", "", 0);
    GK_CHECK_INT(symlink("other", log_path()), 0);
    GK_CHECK_INT(gk_receive_log_append(log_path(), &item, 1), EEXIST);
    GK_CHECK_INT(unlink(log_path()), 0);
    GK_CHECK_INT(mkfifo(log_path(), 0600), 0);
    GK_CHECK_INT(gk_receive_log_append(log_path(), &item, 1), EEXIST);
    GK_CHECK_INT(unlink(log_path()), 0);
    GK_CHECK_INT(mkdir(log_path(), 0700), 0);
    GK_CHECK_INT(gk_receive_log_append(log_path(), &item, 1), EEXIST);
    GK_CHECK_INT(rmdir(log_path()), 0);
    /* Another name of a log, as backups make them: still a log. */
    add(1, "first");
    gk_buf name = GK_BUF_INIT;
    gk_buf_printf(&name, "%s/kept", gk_test_dir());
    GK_CHECK_INT(link(log_path(), name.p), 0);
    add(2, "second");
    gk_buf_free(&name);
}

GK_TEST(receive_log_takes_several_writers)
{
    enum { WRITERS = 8, EACH = 25 };
    gk_arena arena = GK_ARENA_INIT;
    log_path(); /* made by the parent, for all of them */
    for (int w = 0; w < WRITERS; w++) {
        if (fork() != 0) continue;
        gk_received item = row(w, "writer");
        for (int i = 0; i < EACH; i++)
            if (gk_receive_log_append(log_path(), &item, 1) != 0) _exit(1);
        _exit(0);
    }
    int status;
    while (wait(&status) > 0) GK_CHECK_INT(status, 0);
    gk_receive_log log = read_all(&arena);
    GK_CHECK_INT(log.count, WRITERS * EACH);
    GK_CHECK_INT(log.broken, 0);
    GK_CHECK_INT(log.torn, 0);
    gk_arena_free(&arena);
}

/* A write that fails half-way (here: by the limit of a file's size) leaves the log as it was. */
GK_TEST(receive_log_is_whole_after_a_failed_write)
{
    gk_arena arena = GK_ARENA_INIT;
    struct stat st;
    add(1, "first");
    GK_CHECK_INT(stat(log_path(), &st), 0);
    if (fork() == 0) {
        struct rlimit limit = {(rlim_t)st.st_size + 10, (rlim_t)st.st_size + 10};
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        gk_received item = row(2, "second");
        _exit(gk_receive_log_append(log_path(), &item, 1) ? 7 : 0);
    }
    int status;
    wait(&status);
    GK_CHECK_INT(WEXITSTATUS(status), 7);
    add(3, "third");
    gk_receive_log log = read_all(&arena);
    GK_CHECK_INT(log.count, 2);
    GK_CHECK_INT(log.torn, 0);
    GK_CHECK_INT(log.broken, 0);
    gk_arena_free(&arena);
}
