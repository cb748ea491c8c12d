#include "base/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

static int open_dir(void)
{
    int error;
    return gk_fs_open_dir(AT_FDCWD, gk_test_dir(), &error);
}

GK_TEST(fs_reads_whole_files)
{
    gk_buf out = GK_BUF_INIT;
    gk_test_file("a.txt", "hello", 5);
    gk_test_file("empty", "", 0);
    int dir = open_dir();
    gk_buf_puts(&out, "> ");
    GK_CHECK_INT(gk_fs_read(dir, "a.txt", 100, &out), 0);
    GK_CHECK_VIEW(gk_buf_view(&out), "> hello");
    GK_CHECK_INT(gk_fs_read(dir, "empty", 0, &out), 0);
    GK_CHECK_INT(gk_fs_read(dir, "a.txt", 5, &out), 0);
    GK_CHECK_VIEW(gk_buf_view(&out), "> hellohello");
    GK_CHECK_INT(gk_fs_read(dir, "a.txt", 4, &out), EFBIG);
    GK_CHECK_INT(gk_fs_read(dir, "none", 4, &out), ENOENT);
    GK_CHECK_INT(gk_fs_read(dir, ".", 4, &out), EISDIR);
    GK_CHECK_INT(symlinkat("a.txt", dir, "link"), 0);
    GK_CHECK_INT(gk_fs_read(dir, "link", 100, &out), ELOOP);
    GK_CHECK_INT(mkfifoat(dir, "pipe", 0600), 0);
    GK_CHECK_INT(gk_fs_read(dir, "pipe", 100, &out), EINVAL);
    GK_CHECK_VIEW(gk_buf_view(&out), "> hellohello");
    gk_buf_free(&out);
    close(dir);
}

GK_TEST(fs_hashes_what_is_left_of_a_file)
{
    gk_buf text = GK_BUF_INIT;
    for (int i = 0; i < 20000; i++) gk_buf_put_int(&text, i);
    gk_test_file("long", text.p, text.n);
    gk_test_file("empty", "", 0);
    gk_sha256 hash, all = gk_hash_sha256(gk_buf_view(&text));
    uint64_t size;
    int dir = open_dir(), fd = openat(dir, "long", O_RDONLY);
    GK_CHECK_INT(gk_fs_hash(fd, &hash, &size), 0);
    GK_CHECK_INT(size, text.n);
    GK_CHECK(memcmp(&hash, &all, sizeof all) == 0);
    lseek(fd, 70000, SEEK_SET);
    all = gk_hash_sha256(gk_view_from(gk_buf_view(&text), 70000));
    GK_CHECK_INT(gk_fs_hash(fd, &hash, &size), 0);
    GK_CHECK_INT(size, text.n - 70000);
    GK_CHECK(memcmp(&hash, &all, sizeof all) == 0);
    GK_CHECK_INT(gk_fs_hash(dir, &hash, &size), EISDIR);
    GK_CHECK_INT(size, text.n - 70000);
    close(fd);
    fd = openat(dir, "empty", O_RDONLY);
    all = gk_hash_sha256(GK_V(""));
    GK_CHECK_INT(gk_fs_hash(fd, &hash, &size), 0);
    GK_CHECK_INT(size, 0);
    GK_CHECK(memcmp(&hash, &all, sizeof all) == 0);
    close(fd);
    close(dir);
    gk_buf_free(&text);
}

GK_TEST(fs_makes_folders)
{
    struct stat st;
    int dir = open_dir();
    mode_t mask = umask(077);
    GK_CHECK_INT(gk_fs_mkdirs(dir, "a/b/c"), 0);
    umask(mask);
    GK_CHECK_INT(gk_fs_mkdirs(dir, "a/b/c"), 0);
    GK_CHECK_INT(fstatat(dir, "a/b", &st, 0), 0);
    GK_CHECK_INT(st.st_mode & 0777, 0755);
    gk_test_file("file", "x", 1);
    GK_CHECK_INT(gk_fs_mkdirs(dir, "file"), ENOTDIR);
    GK_CHECK_INT(gk_fs_mkdirs(dir, "file/a"), ENOTDIR);
    close(dir);
}

GK_TEST(fs_removes_trees_without_following_links)
{
    struct stat st;
    int error, dir = open_dir();
    gk_test_file("tree/a/b.txt", "x", 1);
    gk_test_file("kept/c.txt", "x", 1);
    GK_CHECK_INT(symlinkat("../kept", dir, "tree/link"), 0);
    GK_CHECK_INT(gk_fs_empty(dir, "tree", "a"), 0);
    GK_CHECK(gk_fs_holds_only(dir, "tree", "a", &error));
    GK_CHECK(!gk_fs_holds_only(dir, "tree", NULL, &error));
    GK_CHECK_INT(error, 0);
    GK_CHECK_INT(gk_fs_remove_tree(dir, "tree"), 0);
    GK_CHECK_INT(gk_fs_remove_tree(dir, "tree"), 0);
    GK_CHECK_INT(fstatat(dir, "tree", &st, 0), -1);
    GK_CHECK_INT(fstatat(dir, "kept/c.txt", &st, 0), 0);
    close(dir);
}

GK_TEST(fs_replaces_files_at_once)
{
    gk_buf out = GK_BUF_INIT;
    int dir = open_dir();
    GK_CHECK_INT(gk_fs_replace(dir, "x", GK_V("one")), 0);
    GK_CHECK_INT(gk_fs_replace(dir, "x", GK_V("two")), 0);
    GK_CHECK_INT(gk_fs_read(dir, "x", 10, &out), 0);
    GK_CHECK_VIEW(gk_buf_view(&out), "two");
    GK_CHECK_INT(faccessat(dir, "x.tmp", F_OK, 0), -1);
    gk_buf_free(&out);
    close(dir);
}

GK_TEST(fs_says_what_an_error_means)
{
    static const struct {
        int error;
        const char *name;
    } rows[] = {{ENOSPC, "DISK-FULL"},   {EDQUOT, "DISK-QUOTA"}, {EACCES, "IO-DENIED"},
                {EROFS, "IO-READ-ONLY"}, {ENOENT, "IO-MISSING"}, {EMFILE, "IO-OPEN-FILES"},
                {EIO, "IO-WRITE"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gk_diags diags = GK_DIAGS_INIT;
        gk_fs_report(&diags, GK_FS_WRITING, GK_V("public"), rows[i].error);
        GK_CHECK_STR(gk_message_get(diags.items[0].id)->name, rows[i].name);
        gk_diags_free(&diags);
    }
}

/* As the workers of a killed process do: they share its open file. */
GK_TEST(fs_lock_waits_a_moment_for_who_is_ending)
{
    gk_test_file("lock", "", 0);
    int dir = open_dir(), held = openat(dir, "lock", O_RDWR), mine = openat(dir, "lock", O_RDWR);
    GK_CHECK_INT(gk_fs_lock(held, false), 0);
    pid_t child = fork();
    if (child == 0) {
        usleep(100000);
        _exit(0);
    }
    close(held);
    GK_CHECK_INT(gk_fs_lock(mine, false), 0);
    waitpid(child, NULL, 0);
    close(mine);
    close(dir);
}

static void interrupt(int number)
{
    (void)number;
}

/* Takes the lock, however often a signal comes between; 0 when it is there. */
static int lock_among_signals(int dir)
{
    const struct sigaction action = {.sa_handler = interrupt}; /* no SA_RESTART */
    const struct itimerval often = {{0, 10000}, {0, 10000}};
    int mine = openat(dir, "lock", O_RDWR);
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    return gk_fs_lock(mine, true);
}

GK_TEST(fs_lock_waits_for_as_long_as_it_is_told)
{
    int status = -1;
    gk_test_file("lock", "", 0);
    int dir = open_dir(), held = openat(dir, "lock", O_RDWR), mine = openat(dir, "lock", O_RDWR);
    GK_CHECK_INT(gk_fs_lock(held, true), 0);
    pid_t child = fork();
    if (child == 0) {
        close(held); /* which would keep the lock */
        _exit(lock_among_signals(dir));
    }
    /* Who waits is still there when who does not has given up. */
    GK_CHECK_INT(gk_fs_lock(mine, false), EWOULDBLOCK);
    GK_CHECK_INT(waitpid(child, &status, WNOHANG), 0);
    close(held);
    GK_CHECK_INT(waitpid(child, &status, 0), child);
    GK_CHECK_INT(status, 0);
    close(mine);
    close(dir);
}
