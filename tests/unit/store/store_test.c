#include "store/store.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fs.h"
#include "harness.h"

/* One build: what to put, and what came of it. */
typedef struct build {
    gk_diags diags;
    gk_store *store;
    gk_store_file files[32];
    size_t count;
    gk_store_stats stats;
} build;

static char *below(const char *path)
{
    gk_buf name = GK_BUF_INIT;
    gk_buf_printf(&name, "%s/%s", gk_test_dir(), path);
    return gk_buf_detach(&name);
}

static bool begin(build *b, const char *out)
{
    *b = (build){.diags = GK_DIAGS_INIT};
    char *dir = below(out);
    gk_store_options options = {.dir = dir, .site = gk_test_dir()};
    b->store = gk_store_open(&options, &b->diags);
    free(dir);
    return b->store != NULL;
}

static void put(build *b, const char *path, const char *text)
{
    gk_store_file *file = &b->files[b->count++];
    file->path = gk_view_of(path);
    GK_CHECK(gk_store_put(b->store, file->path, gk_view_of(text), &file->row, &b->diags));
}

static bool commit(build *b)
{
    gk_store_pair header[] = {{GK_V("now"), GK_V("2026-11-20T09:00:00+08:00")}};
    return gk_store_commit(b->store, b->files, b->count, header, 1, &b->stats, &b->diags);
}

static void end(build *b)
{
    gk_store_close(b->store);
    gk_diags_free(&b->diags);
}

static const char *first_message(const build *b)
{
    return b->diags.count ? gk_message_get(b->diags.items[0].id)->name : "";
}

static bool exists(const char *path)
{
    struct stat st;
    char *name = below(path);
    bool found = lstat(name, &st) == 0;
    free(name);
    return found;
}

static void check_file(const char *path, const char *wanted)
{
    gk_buf bytes = GK_BUF_INIT;
    char *name = below(path);
    GK_CHECK_INT(gk_fs_read(AT_FDCWD, name, 1 << 20, &bytes), 0);
    GK_CHECK_VIEW(gk_buf_view(&bytes), wanted);
    gk_buf_free(&bytes);
    free(name);
}

/* The usual first build. */
static void first(const char *out)
{
    build b;
    GK_REQUIRE(begin(&b, out));
    put(&b, "index.html", "home");
    put(&b, "a/b/index.html", "page");
    put(&b, "a/c/index.html", "other");
    GK_CHECK(commit(&b));
    GK_CHECK_INT(b.stats.written, 3);
    end(&b);
}

GK_TEST(store_makes_a_fresh_output)
{
    mode_t mask = umask(077);
    first("public");
    umask(mask);
    check_file("public/index.html", "home");
    check_file("public/a/b/index.html", "page");
    check_file(
        "public/.gongkai/manifest.tsv",
        "#format=1\n#generator=" GK_VERSION "\n#now=2026-11-20T09:00:00+08:00\n"
        "3660315a9af3df255d8f19ab077e4797822b41488a0e2a04bc6af71213c23274\t4\ta/b/index.html\n"
        "d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa\t5\ta/c/index.html\n"
        "4ea140588150773ce3aace786aeef7f4049ce100fa649c94fbbddb960f1da942\t4\tindex.html\n");
    GK_CHECK(!exists(".public.gongkai-new"));
    struct stat st;
    char *name = below("public/a/b");
    GK_CHECK_INT(stat(name, &st), 0);
    GK_CHECK_INT(st.st_mode & 07777, 0755);
    free(name);
    name = below("public/a/b/index.html");
    GK_CHECK_INT(stat(name, &st), 0);
    GK_CHECK_INT(st.st_mode & 07777, 0644);
    free(name);
}

GK_TEST(store_leaves_what_is_unchanged)
{
    build b;
    struct stat before, after;
    first("public");
    char *name = below("public/index.html"), *manifest = below("public/.gongkai/manifest.tsv");
    GK_CHECK_INT(stat(name, &before), 0);
    GK_REQUIRE(begin(&b, "public"));
    put(&b, "a/c/index.html", "other");
    put(&b, "index.html", "home");
    put(&b, "a/b/index.html", "changed");
    put(&b, "d/index.html", "new");
    GK_CHECK(commit(&b));
    GK_CHECK_INT(b.stats.written, 2);
    GK_CHECK_INT(b.stats.unchanged, 2);
    GK_CHECK_INT(b.stats.removed, 0);
    end(&b);
    GK_CHECK_INT(stat(name, &after), 0);
    GK_CHECK_INT(before.st_ino, after.st_ino);
    GK_CHECK_INT(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
    check_file("public/a/b/index.html", "changed");
    check_file("public/d/index.html", "new");
    GK_CHECK(!exists("public/.gongkai/staging"));
    GK_CHECK(!exists("public/.gongkai/trash"));
    GK_CHECK(!exists("public/.gongkai/journal"));
    GK_CHECK(!exists("public/.gongkai/manifest.new"));
    /* Once more the same: not even the manifest is touched. */
    GK_CHECK_INT(stat(manifest, &before), 0);
    GK_REQUIRE(begin(&b, "public"));
    put(&b, "a/c/index.html", "other");
    put(&b, "index.html", "home");
    put(&b, "a/b/index.html", "changed");
    put(&b, "d/index.html", "new");
    GK_CHECK(commit(&b));
    GK_CHECK_INT(b.stats.unchanged, 4);
    end(&b);
    GK_CHECK_INT(stat(manifest, &after), 0);
    GK_CHECK_INT(before.st_ino, after.st_ino);
    free(name);
    free(manifest);
}

GK_TEST(store_removes_what_is_no_longer_made)
{
    build b;
    first("public");
    gk_test_file("public/a/b/own.txt", "kept", 4);
    GK_REQUIRE(begin(&b, "public"));
    put(&b, "index.html", "home");
    GK_CHECK(commit(&b));
    GK_CHECK_INT(b.stats.removed, 2);
    end(&b);
    GK_CHECK(!exists("public/a/c"));
    GK_CHECK(!exists("public/a/b/index.html"));
    check_file("public/a/b/own.txt", "kept");
}

GK_TEST(store_turns_a_file_into_a_folder_and_back)
{
    build b;
    first("public");
    GK_REQUIRE(begin(&b, "public"));
    put(&b, "a", "a file now");
    put(&b, "index.html/x", "a folder now");
    GK_CHECK(commit(&b));
    end(&b);
    check_file("public/a", "a file now");
    check_file("public/index.html/x", "a folder now");
    first("public");
    check_file("public/a/b/index.html", "page");
    check_file("public/index.html", "home");
}

GK_TEST(store_rewrites_what_somebody_changed_or_removed)
{
    build b;
    first("public");
    gk_test_file("public/index.html", "longer than before", 18);
    char *name = below("public/a/b/index.html");
    unlink(name);
    free(name);
    GK_REQUIRE(begin(&b, "public"));
    put(&b, "index.html", "home");
    put(&b, "a/b/index.html", "page");
    put(&b, "a/c/index.html", "other");
    GK_CHECK(commit(&b));
    GK_CHECK_INT(b.stats.written, 2);
    end(&b);
    check_file("public/index.html", "home");
    check_file("public/a/b/index.html", "page");
}

GK_TEST(store_throws_away_what_is_not_committed)
{
    build b;
    GK_REQUIRE(begin(&b, "public"));
    put(&b, "index.html", "home");
    end(&b);
    GK_CHECK(!exists("public"));
    GK_CHECK(!exists(".public.gongkai-new"));
    first("public");
    GK_REQUIRE(begin(&b, "public"));
    put(&b, "index.html", "changed");
    end(&b);
    check_file("public/index.html", "home");
    GK_CHECK(!exists("public/.gongkai/staging"));
}

GK_TEST(store_refuses_foreign_folders)
{
    build b;
    gk_test_file("public/mine.txt", "x", 1);
    GK_CHECK(!begin(&b, "public"));
    GK_CHECK_STR(first_message(&b), "OUTPUT-FOREIGN");
    end(&b);
    GK_CHECK(!exists("public/.gongkai"));
    GK_CHECK(!begin(&b, "."));
    GK_CHECK_STR(first_message(&b), "OUTPUT-FORBIDDEN");
    end(&b);
    GK_CHECK(!begin(&b, ".."));
    GK_CHECK_STR(first_message(&b), "OUTPUT-FORBIDDEN");
    end(&b);
    GK_CHECK(!begin(&b, "public/mine.txt"));
    GK_CHECK_STR(first_message(&b), "OUTPUT-NOT-FOLDER");
    end(&b);
    GK_CHECK(!begin(&b, "public/mine.txt/deeper"));
    GK_CHECK_STR(first_message(&b), "OUTPUT-NOT-FOLDER");
    end(&b);
    gk_test_file(".new.gongkai-new/mine.txt", "x", 1);
    GK_CHECK(!begin(&b, "new"));
    GK_CHECK_STR(first_message(&b), "OUTPUT-FOREIGN");
    end(&b);
    check_file(".new.gongkai-new/mine.txt", "x");
}

GK_TEST(store_leaves_foreign_files)
{
    build b;
    first("public");
    gk_test_file("public/new.html", "mine", 4);
    GK_REQUIRE(begin(&b, "public"));
    put(&b, "index.html", "changed");
    put(&b, "new.html", "made");
    GK_CHECK(!commit(&b));
    GK_CHECK_STR(first_message(&b), "OUTPUT-BLOCKED");
    end(&b);
    check_file("public/new.html", "mine");
    check_file("public/index.html", "home");
    GK_REQUIRE(begin(&b, "public"));
    put(&b, "index.html", "changed");
    put(&b, "new.html", "mine");
    GK_CHECK(commit(&b));
    end(&b);
    GK_REQUIRE(begin(&b, "public"));
    put(&b, "index.html", "changed");
    put(&b, "new.html", "made");
    GK_CHECK(commit(&b));
    end(&b);
    check_file("public/new.html", "made");
}

GK_TEST(store_lets_one_build_in)
{
    build a, b;
    GK_REQUIRE(begin(&a, "public"));
    GK_CHECK(!begin(&b, "public"));
    GK_CHECK_STR(first_message(&b), "OUTPUT-BUSY");
    end(&b);
    put(&a, "index.html", "home");
    GK_CHECK(commit(&a));
    GK_CHECK(!begin(&b, "public"));
    GK_CHECK_STR(first_message(&b), "OUTPUT-BUSY");
    end(&b);
    end(&a);
    GK_CHECK(begin(&b, "public"));
    end(&b);
    check_file("public/index.html", "home");
}

GK_TEST(store_refuses_bad_paths)
{
    static const char *const bad[] = {"",
                                      "/a",
                                      "a/",
                                      "a//b",
                                      ".",
                                      "..",
                                      "a/../b",
                                      "./a",
                                      "a\nb",
                                      "a\tb",
                                      "\xff",
                                      ".gongkai",
                                      ".gongkai/manifest.tsv"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        GK_CHECK(!gk_store_path_ok(gk_view_of(bad[i])));
    GK_CHECK(gk_store_path_ok(GK_V("公开/2026/index.html")));
    GK_CHECK(gk_store_path_ok(GK_V(".well-known/x")));
    build b;
    GK_REQUIRE(begin(&b, "public"));
    GK_CHECK(!gk_store_put(b.store, GK_V("../x"), GK_V("y"), &b.files[0].row, &b.diags));
    GK_CHECK_STR(first_message(&b), "OUTPUT-PATH");
    end(&b);
}

GK_TEST(store_names_what_is_made_twice)
{
    build b;
    GK_REQUIRE(begin(&b, "public"));
    put(&b, "a/index.html", "one");
    put(&b, "a/index.html", "two");
    GK_CHECK(!commit(&b));
    GK_CHECK_STR(first_message(&b), "OUTPUT-TWICE");
    end(&b);
    GK_CHECK(!exists("public"));
    GK_REQUIRE(begin(&b, "public"));
    put(&b, "a", "file");
    GK_CHECK(!gk_store_put(b.store, GK_V("a/b"), GK_V("y"), &b.files[1].row, &b.diags));
    GK_CHECK_STR(first_message(&b), "OUTPUT-CLASH");
    end(&b);
    first("public");
    GK_REQUIRE(begin(&b, "public"));
    put(&b, "a/b/index.html", "page");
    put(&b, "a/b", "file");
    GK_CHECK(!commit(&b));
    GK_CHECK_STR(first_message(&b), "OUTPUT-CLASH");
    end(&b);
}

GK_TEST(store_follows_no_link_out)
{
    build b;
    first("public");
    gk_test_file("elsewhere/index.html", "not ours", 8);
    char *link = below("public/a/b"), *page = below("public/a/b/index.html"),
         *target = below("elsewhere");
    GK_CHECK_INT(unlink(page), 0);
    GK_CHECK_INT(rmdir(link), 0);
    GK_CHECK_INT(symlink(target, link), 0);
    GK_REQUIRE(begin(&b, "public"));
    put(&b, "a/b/index.html", "changed");
    GK_CHECK(!commit(&b));
    GK_CHECK_STR(first_message(&b), "OUTPUT-BLOCKED");
    end(&b);
    check_file("elsewhere/index.html", "not ours");
    GK_REQUIRE(begin(&b, "public"));
    put(&b, "index.html", "home");
    GK_CHECK(commit(&b));
    end(&b);
    check_file("elsewhere/index.html", "not ours");
    free(link);
    free(page);
    free(target);
}

GK_TEST(store_says_that_the_manifest_is_damaged)
{
    build b;
    first("public");
    gk_test_file("public/.gongkai/manifest.tsv", "#format=1\nx\n", 12);
    GK_CHECK(!begin(&b, "public"));
    GK_CHECK_STR(first_message(&b), "OUTPUT-MANIFEST");
    GK_CHECK_INT(b.diags.items[0].line, 2);
    end(&b);
    check_file("public/index.html", "home");
}

/* A commit that stopped after its journal, with one file placed and one not, is completed. */
GK_TEST(store_completes_a_journal)
{
    build b;
    static const char journal[] =
        "#journal=1\n"
        "-\ta/c/index.html\n"
        "+\t8a34bbd0b8ed97e2a4ac9d0d4b8bcb3bbbd0c9c3d9e6c1d1c4fbb1d1cb5fb1e0\t3\ta/x/index.html\n"
        "#end=2\n";
    first("public");
    /* "new" in staging, with its true hash. */
    gk_sha256 hash = gk_hash_sha256(GK_V("new"));
    char hex[65];
    gk_hash_hex(&hash, hex);
    char text[sizeof journal];
    memcpy(text, journal, sizeof journal);
    memcpy(strchr(text, '+') + 2, hex, 64);
    gk_test_file("public/.gongkai/journal", text, sizeof journal - 1);
    gk_test_file("public/.gongkai/staging/a/x/index.html", "new", 3);
    GK_CHECK(begin(&b, "public"));
    end(&b);
    check_file("public/a/x/index.html", "new");
    GK_CHECK(!exists("public/a/c"));
    GK_CHECK(!exists("public/.gongkai/journal"));
    GK_CHECK(!exists("public/.gongkai/trash"));
    /* One that is not whole never began. */
    gk_test_file("public/.gongkai/journal", "#journal=1\n-\tindex.html\n", 24);
    GK_CHECK(begin(&b, "public"));
    end(&b);
    check_file("public/index.html", "home");
}

GK_TEST(store_streams_big_files)
{
    build b;
    enum { SIZE = 300000 };
    char *bytes = malloc(SIZE);
    for (size_t i = 0; i < SIZE; i++) bytes[i] = (char)(i * 7);
    const char *source = gk_test_file("film.mp4", bytes, SIZE);
    for (int round = 0; round < 2; round++) {
        GK_REQUIRE(begin(&b, "public"));
        int fd = open(source, O_RDONLY);
        b.files[0].path = GK_V("media/film.mp4");
        GK_CHECK(gk_store_put_fd(b.store, b.files[0].path, fd, &b.files[0].row, &b.diags));
        close(fd);
        b.count = 1;
        gk_sha256 hash = gk_hash_sha256(gk_view_n(bytes, SIZE));
        GK_CHECK(memcmp(&hash, &b.files[0].row.hash, sizeof hash) == 0);
        GK_CHECK_INT(b.files[0].row.size, SIZE);
        GK_CHECK(commit(&b));
        GK_CHECK_INT(b.stats.unchanged, round);
        end(&b);
    }
    free(bytes);
}

GK_TEST(store_takes_files_from_forked_workers)
{
    build b;
    GK_REQUIRE(begin(&b, "public"));
    pid_t child = fork();
    if (child == 0) {
        gk_store_row row;
        bool ok = gk_store_put(b.store, GK_V("x/index.html"), GK_V("of a worker"), &row, &b.diags);
        _exit(ok ? 0 : 1);
    }
    int status;
    waitpid(child, &status, 0);
    GK_CHECK_INT(status, 0);
    put(&b, "index.html", "home");
    b.files[1] = (gk_store_file){GK_V("x/index.html"),
                                 {.hash = gk_hash_sha256(GK_V("of a worker")), .size = 11}};
    b.count = 2;
    GK_CHECK(commit(&b));
    end(&b);
    check_file("public/x/index.html", "of a worker");
}
