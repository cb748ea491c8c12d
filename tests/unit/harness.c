#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
    struct gk_test *tests;
    const struct gk_test *running;
    bool failed;
    const char *skipped;
    char dir[4096];
    char file[8192];
} state;

/* libgit2 1.5 keeps what it took for each expression that did not match (settings of git that it
 * looks through when it opens a repository). */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libpcre2-8\n";
}

void gk_test_register(struct gk_test *test)
{
    test->next = state.tests;
    state.tests = test;
}

static void print_bytes(const char *label, const char *bytes, size_t len)
{
    printf("    %s ", label);
    if (!bytes) {
        printf("NULL\n");
        return;
    }
    putchar('"');
    for (size_t i = 0; i < len && i < 2000; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c == '\n') {
            printf("\\n");
        } else if (c == '"' || c == '\\') {
            printf("\\%c", c);
        } else if (c < 0x20 || c == 0x7f) {
            printf("\\x%02x", c);
        } else {
            putchar(c);
        }
    }
    printf("\"%s (%zu bytes)\n", len > 2000 ? "…" : "", len);
}

bool gk_test_check(bool ok, const char *file, int line, const char *expression)
{
    if (!ok) {
        state.failed = true;
        printf("FAIL %s:%d: %s\n", file, line, expression);
    }
    return ok;
}

bool gk_test_check_int(long long a, long long b, const char *file, int line, const char *expr_a,
                       const char *expr_b)
{
    if (a == b) {
        return true;
    }
    gk_test_check(false, file, line, expr_a);
    printf("    is %lld, wanted %lld (%s)\n", a, b, expr_b);
    return false;
}

bool gk_test_check_bytes(const char *a, size_t a_len, const char *b, size_t b_len, const char *file,
                         int line, const char *expression)
{
    if (!a || !b ? a == b : a_len == b_len && memcmp(a, b, a_len) == 0) {
        return true;
    }
    gk_test_check(false, file, line, expression);
    print_bytes("is    ", a, a_len);
    print_bytes("wanted", b, b_len);
    return false;
}

void gk_test_skip(const char *reason)
{
    state.skipped = reason;
}

static void die(const char *what)
{
    fprintf(stderr, "unit: %s: %s\n", what, strerror(errno));
    exit(1);
}

const char *gk_test_dir(void)
{
    if (!state.dir[0]) {
        const char *base = getenv("TMPDIR");
        snprintf(state.dir, sizeof(state.dir), "%.4000s/gk-unit-XXXXXX",
                 base && *base ? base : "/tmp");
        if (!mkdtemp(state.dir)) {
            die(state.dir);
        }
    }
    return state.dir;
}

const char *gk_test_file(const char *path, const void *bytes, size_t len)
{
    int n = snprintf(state.file, sizeof(state.file), "%s/%s", gk_test_dir(), path);
    if (n < 0 || (size_t)n >= sizeof(state.file)) {
        errno = ENAMETOOLONG;
        die(path);
    }
    for (char *p = state.file + strlen(state.dir) + 1; (p = strchr(p, '/')); p++) {
        *p = '\0';
        if (mkdir(state.file, 0777) < 0 && errno != EEXIST) {
            die(state.file);
        }
        *p = '/';
    }
    FILE *f = fopen(state.file, "we");
    if (!f || fwrite(bytes, 1, len, f) != len || fclose(f) != 0) {
        die(state.file);
    }
    return state.file;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    (void)!remove(path);
    return 0;
}

static void remove_dir(void)
{
    if (state.dir[0]) {
        nftw(state.dir, remove_one, 32, FTW_DEPTH | FTW_PHYS);
        state.dir[0] = '\0';
    }
}

/* Names the test that crashed; the default action then ends the process, so no summary follows. */
static void on_crash(int sig)
{
    const char *name = state.running ? state.running->name : "?";
    ssize_t unused = write(STDOUT_FILENO, "FAIL crashed in ", 16);
    unused = write(STDOUT_FILENO, name, strlen(name));
    unused = write(STDOUT_FILENO, "\n", 1);
    (void)unused;
    raise(sig);
}

static void catch_crashes(void)
{
    struct sigaction action = {.sa_handler = on_crash, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGABRT, &action, NULL);
#ifndef __SANITIZE_ADDRESS__
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    sigaction(SIGFPE, &action, NULL);
#endif
}

static const char *short_file(const char *file)
{
    const char *p = strstr(file, "tests/unit/");
    return p ? p + strlen("tests/unit/") : file;
}

static bool matches(const struct gk_test *test, int argc, char **argv)
{
    bool any = false;
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] == '-') {
            continue;
        }
        any = true;
        size_t len = strlen(argv[i]);
        if (strncmp(test->name, argv[i], len) == 0 ||
            strncmp(short_file(test->file), argv[i], len) == 0) {
            return true;
        }
    }
    return !any;
}

static int by_file_and_name(const void *a, const void *b)
{
    const struct gk_test *x = *(struct gk_test *const *)a;
    const struct gk_test *y = *(struct gk_test *const *)b;
    int c = strcmp(x->file, y->file);
    return c ? c : strcmp(x->name, y->name);
}

/* Constructors run in link order; sorting makes the order that of the names. */
static struct gk_test **sorted(size_t *count)
{
    size_t n = 0;
    for (struct gk_test *t = state.tests; t; t = t->next) {
        n++;
    }
    struct gk_test **all = calloc(n + 1, sizeof(struct gk_test *));
    if (!all) {
        die("memory");
    }
    n = 0;
    for (struct gk_test *t = state.tests; t; t = t->next) {
        all[n++] = t;
    }
    qsort(all, n, sizeof(struct gk_test *), by_file_and_name);
    *count = n;
    return all;
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    catch_crashes();
    bool verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
    size_t n;
    struct gk_test **all = sorted(&n);
    int passed = 0, failed = 0, skipped = 0;
    for (size_t i = 0; i < n; i++) {
        if (!matches(all[i], argc, argv)) {
            continue;
        }
        state.running = all[i];
        state.failed = false;
        state.skipped = NULL;
        if (verbose) {
            printf("%s %s\n", short_file(all[i]->file), all[i]->name);
        }
        all[i]->run();
        remove_dir();
        if (state.failed) {
            printf("FAIL %s (%s)\n", all[i]->name, short_file(all[i]->file));
            failed++;
        } else if (state.skipped) {
            printf("SKIP %s: %s\n", all[i]->name, state.skipped);
            skipped++;
        } else {
            passed++;
        }
    }
    free(all);
    printf("unit: %d passed, %d failed, %d skipped\n", passed, failed, skipped);
    return failed ? 1 : 0;
}
