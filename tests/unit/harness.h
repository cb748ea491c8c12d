/* The unit tests' harness.
 *
 * A test is a function that registers itself before main runs, so that a new file under tests/unit
 * needs no list:
 *
 *     GK_TEST(buf_grows)
 *     {
 *         GK_CHECK_INT(gk_buf_len(&b), 3);
 *     }
 *
 * A check that fails prints "FAIL file:line: expression" and the test goes on; GK_REQUIRE leaves
 * the test. A test passes when none of its checks failed. GK_SKIP leaves the test as skipped, with
 * the reason. Checks may be made in functions that a test calls, but not in another process.
 *
 * The runner takes prefixes, of a test's name or of its file below tests/unit ("base/",
 * "markup/cjk"), and runs what any of them matches; `-v` prints each name. Its last line is
 * "unit: N passed, N failed, N skipped"; it exits 1 when a check failed. */
#ifndef GK_TESTS_HARNESS_H
#define GK_TESTS_HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct gk_test {
    const char *name;
    const char *file;
    void (*run)(void);
    struct gk_test *next;
};

void gk_test_register(struct gk_test *test);

/* A fresh empty folder for the running test, without a trailing slash; removed with all it holds
 * when the test ends. The same folder on every call within one test. */
const char *gk_test_dir(void);

/* Writes dir/path (folders on the way are made); for tests that need files. The returned name
 * lives until the test ends. */
const char *gk_test_file(const char *path, const void *bytes, size_t len);

bool gk_test_check(bool ok, const char *file, int line, const char *expression);
bool gk_test_check_int(long long a, long long b, const char *file, int line, const char *expr_a,
                       const char *expr_b);
bool gk_test_check_bytes(const char *a, size_t a_len, const char *b, size_t b_len, const char *file,
                         int line, const char *expression);
void gk_test_skip(const char *reason);

#define GK_TEST(name_)                                                                             \
    static void gk_test_run_##name_(void);                                                         \
    __attribute__((constructor)) static void gk_test_add_##name_(void)                             \
    {                                                                                              \
        static struct gk_test test = {#name_, __FILE__, gk_test_run_##name_, NULL};                \
        gk_test_register(&test);                                                                   \
    }                                                                                              \
    static void gk_test_run_##name_(void)

#define GK_CHECK(x) ((void)gk_test_check((x) ? true : false, __FILE__, __LINE__, #x))

#define GK_REQUIRE(x)                                                                              \
    do {                                                                                           \
        if (!gk_test_check((x) ? true : false, __FILE__, __LINE__, #x)) {                          \
            return;                                                                                \
        }                                                                                          \
    } while (0)

#define GK_CHECK_INT(a, b)                                                                         \
    ((void)gk_test_check_int((long long)(a), (long long)(b), __FILE__, __LINE__, #a, #b))

/* NULL equals only NULL. */
#define GK_CHECK_STR(a, b)                                                                         \
    do {                                                                                           \
        const char *gk_a_ = (a);                                                                   \
        const char *gk_b_ = (b);                                                                   \
        (void)gk_test_check_bytes(gk_a_, gk_a_ ? strlen(gk_a_) : 0, gk_b_,                         \
                                  gk_b_ ? strlen(gk_b_) : 0, __FILE__, __LINE__, #a);              \
    } while (0)

/* A view is a pointer and a length, in that order, whatever its members are called; an empty view
 * equals "". */
#define GK_CHECK_VIEW(view, cstr)                                                                  \
    do {                                                                                           \
        struct {                                                                                   \
            const char *bytes;                                                                     \
            size_t len;                                                                            \
        } gk_v_;                                                                                   \
        __typeof__(view) gk_in_ = (view);                                                          \
        _Static_assert(sizeof(gk_v_) == sizeof(gk_in_), "a view is a pointer and a size_t");       \
        memcpy(&gk_v_, &gk_in_, sizeof(gk_v_));                                                    \
        const char *gk_s_ = (cstr);                                                                \
        (void)gk_test_check_bytes(gk_v_.bytes ? gk_v_.bytes : "", gk_v_.len, gk_s_, strlen(gk_s_), \
                                  __FILE__, __LINE__, #view);                                      \
    } while (0)

#define GK_SKIP(reason)                                                                            \
    do {                                                                                           \
        gk_test_skip(reason);                                                                      \
        return;                                                                                    \
    } while (0)

#endif
