#include "store/release.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "harness.h"

#define C1 "1111111111111111111111111111111111111111"
#define C2 "2222222222222222222222222222222222222222"

typedef struct page {
    const char *path, *text;
    int64_t until;
    bool private;
} page;

typedef struct run {
    gk_diags diags;
    gk_releases *releases;
    gk_release_options options;
    gk_store_stats stats;
    gk_release_outcome outcome;
} run;

static const char *below(const char *path)
{
    static char names[4][600];
    static int turn;
    char *name = names[turn++ % 4];
    snprintf(name, sizeof names[0], "%s/%s", gk_test_dir(), path);
    return name;
}

static bool open_run(run *r, bool make)
{
    *r = (run){.diags = GK_DIAGS_INIT};
    gk_releases_options options = {.dir = below("www"), .make = make};
    r->releases = gk_releases_open(&options, &r->diags);
    return r->releases != NULL;
}

static void close_run(run *r)
{
    gk_releases_close(r->releases);
    gk_diags_free(&r->diags);
}

/* Makes a release of some pages. */
static void publish_with(run *r, const char *commit, const page *pages, size_t count)
{
    gk_store_file files[16];
    gk_store_pair header[] = {{GK_V("now"), GK_V("2026-11-20T09:00:00+08:00")},
                              {GK_V("commit"), gk_view_of(commit)}};
    r->options.commit = gk_view_of(commit);
    if (!r->options.keep) r->options.keep = 3;
    GK_CHECK_INT(gk_releases_lock(r->releases, false), 0);
    gk_store *store = gk_release_begin(r->releases, &r->options, &r->diags);
    GK_REQUIRE(store != NULL);
    for (size_t i = 0; i < count; i++) {
        files[i].path = gk_view_of(pages[i].path);
        GK_CHECK(gk_store_put(store, files[i].path, gk_view_of(pages[i].text), &files[i].row,
                              &r->diags));
        files[i].row.until = pages[i].until;
        files[i].row.private = pages[i].private;
    }
    GK_CHECK(gk_store_commit(store, files, count, header, 2, &r->stats, &r->diags));
    gk_store_close(store);
    r->outcome = gk_releases_outcome(r->releases);
}

static gk_release_outcome publish(const char *commit, const page *pages, size_t count)
{
    run r;
    if (!open_run(&r, true)) return GK_RELEASE_NONE;
    publish_with(&r, commit, pages, count);
    GK_CHECK_INT(r.diags.count, 0);
    gk_release_outcome outcome = r.outcome;
    close_run(&r);
    return outcome;
}

static const page three[] = {{"index.html", "home", 0, false},
                             {"a/b/index.html", "page", 0, false},
                             {"assets/main.0123456789.css", "style", 0, false}};

static void check_file(const char *path, const char *wanted)
{
    gk_buf bytes = GK_BUF_INIT;
    GK_CHECK_INT(gk_fs_read(AT_FDCWD, below(path), 1 << 20, &bytes), 0);
    GK_CHECK_VIEW(gk_buf_view(&bytes), wanted);
    gk_buf_free(&bytes);
}

static bool exists(const char *path)
{
    struct stat st;
    return lstat(below(path), &st) == 0;
}

static ino_t inode(const char *path)
{
    struct stat st;
    return stat(below(path), &st) == 0 ? st.st_ino : 0;
}

static bool manifest_holds(const char *path, const char *text)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_fs_read(AT_FDCWD, below(path), 1 << 20, &bytes);
    bool found = gk_view_find(gk_buf_view(&bytes), gk_view_of(text), 0) != SIZE_MAX;
    gk_buf_free(&bytes);
    return found;
}

GK_TEST(release_first_is_current)
{
    mode_t mask = umask(077);
    GK_CHECK_INT(publish(C1, three, 3), GK_RELEASE_MADE);
    umask(mask);
    char to[200];
    ssize_t n = readlink(below("www/current"), to, sizeof to - 1);
    to[n > 0 ? n : 0] = '\0';
    GK_CHECK_STR(to, "releases/" C1 "-1");
    check_file("www/current/a/b/index.html", "page");
    GK_CHECK(!exists("www/releases/.building"));
    struct stat st;
    GK_CHECK_INT(stat(below("www/current/a"), &st), 0);
    GK_CHECK_INT(st.st_mode & 07777, 0755);
    GK_CHECK(exists("www/releases/.made"));
}

GK_TEST(release_links_what_is_unchanged_but_never_what_is_private)
{
    const page one[] = {{"index.html", "home", 0, false}, {"p/index.html", "names", 9000, true}};
    const page two[] = {{"index.html", "home", 0, false},
                        {"p/index.html", "names", 9000, true},
                        {"q/index.html", "new", 0, false}};
    GK_CHECK_INT(publish(C1, one, 2), GK_RELEASE_MADE);
    GK_CHECK_INT(publish(C2, two, 3), GK_RELEASE_MADE);
    GK_CHECK_INT(inode("www/releases/" C1 "-1/index.html"),
                 inode("www/releases/" C2 "-2/index.html"));
    GK_CHECK(inode("www/releases/" C1 "-1/p/index.html") !=
             inode("www/releases/" C2 "-2/p/index.html"));
    check_file("www/current/q/index.html", "new");
}

/* The bytes were public before they were marked: even then they are not linked. */
GK_TEST(release_copies_what_becomes_private)
{
    const page one[] = {{"p/index.html", "names", 0, false}};
    const page two[] = {{"p/index.html", "names", 9000, true}};
    GK_CHECK_INT(publish(C1, one, 1), GK_RELEASE_MADE);
    GK_CHECK_INT(publish(C2, two, 1), GK_RELEASE_MADE);
    GK_CHECK(inode("www/releases/" C1 "-1/p/index.html") !=
             inode("www/releases/" C2 "-2/p/index.html"));
    check_file("www/current/p/index.html", "names");
}

GK_TEST(release_of_the_same_is_not_made)
{
    GK_CHECK_INT(publish(C1, three, 3), GK_RELEASE_MADE);
    GK_CHECK_INT(publish(C1, three, 3), GK_RELEASE_SAME);
    GK_CHECK(!exists("www/releases/" C1 "-2"));
    GK_CHECK(!exists("www/releases/.building"));
    /* Another commit with the same pages is another release. */
    GK_CHECK_INT(publish(C2, three, 3), GK_RELEASE_MADE);
    /* A page that somebody took away comes back. */
    unlink(below("www/current/a/b/index.html"));
    GK_CHECK_INT(publish(C2, three, 3), GK_RELEASE_MADE);
    check_file("www/current/a/b/index.html", "page");
}

GK_TEST(release_keeps_assets_for_a_while)
{
    run r;
    GK_CHECK_INT(publish(C1, three, 3), GK_RELEASE_MADE);
    GK_CHECK_INT(publish(C2, three, 2), GK_RELEASE_MADE);
    check_file("www/current/assets/main.0123456789.css", "style");
    GK_CHECK(manifest_holds("www/current/.gongkai/manifest.tsv",
                            "assets/main.0123456789.css\tkept=1\n"));
    /* It is no change that it is kept. */
    GK_CHECK_INT(publish(C2, three, 2), GK_RELEASE_SAME);
    GK_CHECK_INT(publish(C1, three, 2), GK_RELEASE_MADE);
    GK_CHECK(manifest_holds("www/current/.gongkai/manifest.tsv", "kept=2\n"));
    GK_CHECK_INT(publish(C2, three, 2), GK_RELEASE_MADE);
    GK_CHECK(!exists("www/current/assets"));
    /* In use again: it is as any other. */
    GK_CHECK_INT(publish(C1, three, 3), GK_RELEASE_MADE);
    GK_CHECK(!manifest_holds("www/current/.gongkai/manifest.tsv", "kept="));
    GK_REQUIRE(open_run(&r, false));
    size_t count;
    const gk_release_row *rows = gk_releases_list(r.releases, &count);
    GK_CHECK_INT(count, 5);
    GK_CHECK_VIEW(rows[4].commit, C1);
    GK_CHECK_INT(rows[4].pages, 2);
    GK_CHECK_INT(rows[4].files, 3);
    GK_CHECK(rows[4].current && rows[4].there && !rows[0].current);
    close_run(&r);
}

static bool no(void *ctx, int64_t until)
{
    *(int64_t *)ctx = until;
    return false;
}

GK_TEST(release_that_is_stale_is_thrown_away)
{
    const page two[] = {{"index.html", "home", 0, false}, {"p/index.html", "names", 9000, true}};
    run r;
    int64_t until = 0;
    GK_CHECK_INT(publish(C1, three, 3), GK_RELEASE_MADE);
    GK_REQUIRE(open_run(&r, true));
    r.options.go = no;
    r.options.ctx = &until;
    publish_with(&r, C2, two, 2);
    GK_CHECK_INT(r.outcome, GK_RELEASE_STALE);
    GK_CHECK_INT(until, 9000);
    GK_CHECK(!exists("www/releases/.building"));
    check_file("www/current/a/b/index.html", "page");
    close_run(&r);
}

GK_TEST(release_old_ones_are_removed)
{
    run r;
    size_t removed = 0, count;
    for (int i = 0; i < 5; i++) publish(i % 2 ? C2 : C1, three, 3);
    GK_REQUIRE(open_run(&r, true));
    GK_CHECK_INT(gk_releases_lock(r.releases, false), 0);
    GK_CHECK(gk_releases_prune(r.releases, 3, 0, &removed, &r.diags));
    GK_CHECK_INT(removed, 2);
    const gk_release_row *rows = gk_releases_list(r.releases, &count);
    GK_CHECK_INT(count, 5);
    GK_CHECK(!rows[1].there && rows[2].there && rows[4].current);
    GK_CHECK_VIEW(rows[1].commit, C2);
    close_run(&r);
}

GK_TEST(release_with_names_goes_when_their_time_has_passed)
{
    const page one[] = {{"index.html", "home", 0, false}, {"p/index.html", "names", 9000, true}};
    run r;
    gk_expiry expiry;
    size_t removed = 0;
    publish(C1, one, 2);
    publish(C2, one, 2);
    GK_REQUIRE(open_run(&r, false));
    GK_CHECK(
        gk_releases_expire(r.releases, (gk_date){8999, 0, false}, &expiry, &removed, &r.diags));
    GK_CHECK_INT(expiry.replaced, 0);
    GK_CHECK_INT(expiry.next, 9000);
    GK_CHECK_INT(removed, 0);
    GK_CHECK(
        gk_releases_expire(r.releases, (gk_date){9000, 0, false}, &expiry, &removed, &r.diags));
    GK_CHECK_INT(expiry.replaced, 1);
    GK_CHECK_INT(removed, 1);
    GK_CHECK(!exists("www/releases/" C1 "-1"));
    GK_CHECK(exists("www/current/p/index.html"));
    GK_CHECK(!manifest_holds("www/current/p/index.html", "names"));
    check_file("www/current/index.html", "home");
    close_run(&r);
}

/* Taking down does not wait for a build that holds the lock, nor does it take its tree away. */
GK_TEST(release_expiry_does_not_wait)
{
    const page one[] = {{"p/index.html", "names", 9000, true}};
    run builder, r;
    gk_expiry expiry;
    size_t removed = 0;
    publish(C1, one, 1);
    GK_REQUIRE(open_run(&builder, true));
    GK_CHECK_INT(gk_releases_lock(builder.releases, false), 0);
    builder.options = (gk_release_options){.commit = GK_V(C2), .keep = 3};
    gk_store *store = gk_release_begin(builder.releases, &builder.options, &builder.diags);
    GK_REQUIRE(open_run(&r, false));
    GK_CHECK_INT(gk_releases_lock(r.releases, false), EWOULDBLOCK);
    GK_CHECK(
        gk_releases_expire(r.releases, (gk_date){9000, 0, false}, &expiry, &removed, &r.diags));
    GK_CHECK_INT(expiry.replaced, 1);
    GK_CHECK(exists("www/releases/.building"));
    close_run(&r);
    gk_store_close(store);
    GK_CHECK(!exists("www/releases/.building"));
    close_run(&builder);
}

GK_TEST(release_remains_of_a_crash_go)
{
    run r;
    publish(C1, three, 3);
    gk_test_file("www/releases/.building/x/index.html", "half", 4);
    gk_test_file("www/releases/.gone-" C2 "-9/x", "half", 4);
    gk_test_file("www/releases/" C2 "-2/x", "never current", 13);
    GK_CHECK_INT(symlink("releases/none", below("www/.current.gongkai-new")), 0);
    GK_REQUIRE(open_run(&r, true));
    GK_CHECK_INT(gk_releases_lock(r.releases, false), 0);
    GK_CHECK(!exists("www/releases/.building"));
    GK_CHECK(!exists("www/releases/.gone-" C2 "-9"));
    GK_CHECK(!exists("www/releases/" C2 "-2"));
    GK_CHECK(!exists("www/.current.gongkai-new"));
    GK_CHECK(exists("www/releases/" C1 "-1"));
    close_run(&r);
}

static void refused(const char *says, bool make)
{
    run r;
    GK_CHECK(!open_run(&r, make));
    GK_CHECK_INT(r.diags.count, 1);
    GK_CHECK_STR(r.diags.count ? gk_message_get(r.diags.items[0].id)->name : "", says);
    close_run(&r);
}

GK_TEST(release_leaves_what_is_not_its_own)
{
    refused("RELEASE-NOTHING", false);
    gk_test_file("www/current", "a file", 6);
    refused("RELEASE-CURRENT", true);
    unlink(below("www/current"));
    gk_test_file("www/releases", "a file", 6);
    refused("RELEASE-FOLDER", true);
    unlink(below("www/releases"));
    gk_test_file("www/.gongkai/manifest.tsv", "#format=1\n", 10);
    refused("RELEASE-OUTPUT", true);
}
