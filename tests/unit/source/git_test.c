#include "source/git.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/workers.h"
#include "source/git_parts.h"
#include "source/repository.h"

static gk_git *open_at(const char *below, gk_git_where where, gk_diags *diags)
{
    char path[1024];
    snprintf(path, sizeof path, "%s%s", gk_test_dir(), below);
    return gk_git_open(path, where, diags);
}

static void check_refused(const char *below, gk_git_where where, gk_message id)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_git *git = open_at(below, where, &diags);
    GK_CHECK(!git);
    GK_CHECK_INT(diags.count, 1);
    if (diags.count) GK_CHECK_INT(diags.items[0].id, id);
    gk_git_close(git);
    gk_diags_free(&diags);
}

/* The commit `rev`, its tree's entry at `path`, and the entry's bytes. */
static void check_file(const gk_git *git, const char *rev, const char *path, const char *bytes)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_arena arena = GK_ARENA_INIT;
    gk_buf text = GK_BUF_INIT;
    gk_git_id id;
    gk_git_commit commit;
    gk_git_entry entry;
    GK_CHECK(gk_git_resolve(git, gk_view_of(rev), &id, &diags));
    GK_CHECK(gk_git_commit_read(git, &id, &arena, &commit));
    GK_CHECK(gk_git_find(git, &commit.tree, gk_view_of(path), &entry));
    GK_CHECK(gk_git_blob(git, &entry.id, 1000, &text));
    GK_CHECK_VIEW(gk_buf_view(&text), bytes);
    gk_buf_free(&text);
    gk_arena_free(&arena);
    gk_diags_free(&diags);
}

static const char small[] = "git init -q -b main; mkdir -p content/a; echo one > content/a/x.md; "
                            "git add .; git commit -qm 'First\n\nMore.'; git tag -a v1 -m tag; "
                            "echo two > content/a/x.md; git commit -qam Second; ";

GK_TEST(git_reads_commits_and_files)
{
    NEED_GIT();
    GK_REQUIRE(repository_run(small));
    gk_diags diags = GK_DIAGS_INIT;
    gk_arena arena = GK_ARENA_INIT;
    gk_git *git = open_at("/content/a", GK_GIT_UPWARD, &diags);
    GK_REQUIRE(git);
    gk_git_id id, first;
    gk_git_commit commit;
    GK_REQUIRE(gk_git_resolve(git, GK_V("main"), &id, &diags));
    GK_REQUIRE(gk_git_resolve(git, GK_V("v1"), &first, &diags));
    GK_REQUIRE(gk_git_commit_read(git, &id, &arena, &commit));
    GK_CHECK_INT(commit.parent_count, 1);
    GK_CHECK(gk_git_id_eq(&commit.parents[0], &first));
    GK_CHECK_VIEW(commit.author.name, "甲");
    GK_CHECK_VIEW(commit.author.email, "a@xinghu.example");
    GK_CHECK_INT(commit.author.time, 1795000000);
    GK_CHECK_INT(commit.author.offset, 480);
    GK_CHECK_INT(commit.committer.offset, -210);
    GK_CHECK_VIEW(commit.message, "Second\n");
    GK_CHECK_INT(commit.signature.n, 0);
    GK_CHECK(gk_git_descends(git, &id, &first));
    GK_CHECK(gk_git_descends(git, &id, &id));
    GK_CHECK(!gk_git_descends(git, &first, &id));
    check_file(git, "v1", "content/a/x.md", "one\n");
    check_file(git, "HEAD", "content/a/x.md", "two\n");
    GK_CHECK(!gk_git_resolve(git, GK_V("nosuch"), &id, &diags));
    GK_CHECK_INT(diags.count, 1);
    gk_git_close(git);
    gk_arena_free(&arena);
    gk_diags_free(&diags);
}

GK_TEST(git_tells_kinds_sizes_and_what_is_missing)
{
    NEED_GIT();
    GK_REQUIRE(repository_run(small));
    gk_diags diags = GK_DIAGS_INIT;
    gk_arena arena = GK_ARENA_INIT;
    gk_buf text = GK_BUF_INIT;
    gk_git *git = open_at("", GK_GIT_HERE, &diags);
    GK_REQUIRE(git);
    gk_git_id id, none;
    gk_git_commit commit;
    gk_git_entry entry;
    gk_git_kind kind;
    uint64_t size;
    GK_REQUIRE(gk_git_resolve(git, GK_V("main"), &id, &diags));
    GK_REQUIRE(gk_git_commit_read(git, &id, &arena, &commit));
    GK_REQUIRE(gk_git_find(git, &commit.tree, GK_V("content/a/x.md"), &entry));
    GK_CHECK_INT(entry.mode, GK_GIT_MODE_FILE);
    GK_CHECK(gk_git_header(git, &entry.id, &kind, &size));
    GK_CHECK_INT(kind, GK_GIT_BLOB);
    GK_CHECK_INT(size, 4);
    GK_CHECK(!gk_git_blob(git, &entry.id, 3, &text));
    GK_CHECK_INT(errno, EFBIG);
    GK_CHECK(!gk_git_blob(git, &commit.tree, 1000, &text));
    GK_CHECK_INT(errno, EINVAL);
    GK_CHECK(!gk_git_find(git, &commit.tree, GK_V("content/a/x.md/y"), &entry));
    GK_CHECK(!gk_git_find(git, &commit.tree, GK_V("content/b"), &entry));
    GK_CHECK_INT(errno, ENOENT);
    GK_CHECK(gk_git_find(git, &commit.tree, GK_V(""), &entry));
    GK_CHECK(gk_git_id_eq(&entry.id, &commit.tree));
    GK_REQUIRE(gk_git_id_parse(GK_V("1234567890123456789012345678901234567890"), &none));
    GK_CHECK(!gk_git_header(git, &none, &kind, &size));
    GK_CHECK_INT(errno, ENOENT);
    GK_REQUIRE(gk_git_id_parse(GK_V("0000000000000000000000000000000000000000"), &none));
    GK_CHECK(gk_git_id_is_none(&none));
    GK_CHECK(!gk_git_blob(git, &none, 1000, &text));
    gk_buf_free(&text);
    gk_git_close(git);
    gk_arena_free(&arena);
    gk_diags_free(&diags);
}

GK_TEST(git_opens_every_kind_of_repository)
{
    NEED_GIT();
    GK_REQUIRE(repository_run(small));
    GK_REQUIRE(repository_run("git clone -q --bare . bare.git; git -C bare.git repack -qad; "
                              "git clone -qs bare.git shared; git worktree add -q linked; "
                              "git config extensions.worktreeConfig true; "
                              "git config core.repositoryformatversion 1"));
    static const char *const places[] = {"", "/.git", "/bare.git", "/shared", "/linked"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        gk_diags diags = GK_DIAGS_INIT;
        gk_git *git = open_at(places[i], GK_GIT_HERE, &diags);
        GK_CHECK(git);
        if (git) check_file(git, "HEAD", "content/a/x.md", "two\n");
        GK_CHECK_INT(diags.count, 0);
        gk_git_close(git);
        gk_diags_free(&diags);
    }
    check_refused("/content", GK_GIT_HERE, GK_MSG_git_none);
    check_refused("/none", GK_GIT_HERE, GK_MSG_git_none);
}

GK_TEST(git_opens_repositories_of_other_users)
{
    NEED_GIT();
    if (geteuid() != 0) GK_SKIP("only root can give files away");
    gk_diags diags = GK_DIAGS_INIT;
    char path[4096];
    GK_CHECK(repository_run("git init -q --bare other.git && chown -R 12345 other.git"));
    snprintf(path, sizeof path, "%s/other.git", gk_test_dir());
    gk_git *git = gk_git_open(path, GK_GIT_HERE, &diags);
    GK_CHECK(git != NULL);
    GK_CHECK_INT(diags.count, 0);
    gk_git_close(git);
    gk_diags_free(&diags);
}

GK_TEST(git_refuses_what_it_can_not_read)
{
    NEED_GIT();
    if (!repository_run("git init -q --object-format=sha256 new"))
        GK_SKIP("this git makes no repositories with SHA-256 names");
    check_refused("/new", GK_GIT_HERE, GK_MSG_git_sha256);
}

typedef struct reading {
    gk_git *git;
    gk_git_id id;
    unsigned *good; /* shared */
} reading;

static void read_one(void *ctx, unsigned worker, size_t i)
{
    const reading *r = ctx;
    gk_arena arena = GK_ARENA_INIT;
    gk_buf text = GK_BUF_INIT;
    gk_git_commit commit;
    gk_git_entry entry;
    (void)worker, (void)i;
    if (gk_git_commit_read(r->git, &r->id, &arena, &commit) &&
        gk_git_find(r->git, &commit.tree, GK_V("content/a/x.md"), &entry) &&
        gk_git_blob(r->git, &entry.id, 1000, &text) && gk_view_is(gk_buf_view(&text), "two\n"))
        __atomic_fetch_add(r->good, 1, __ATOMIC_SEQ_CST);
    gk_buf_free(&text);
    gk_arena_free(&arena);
}

static void count_lost(void *ctx, size_t i, gk_fate fate, int number)
{
    (void)ctx, (void)i, (void)fate;
    GK_CHECK_INT(number, 0);
}

GK_TEST(git_is_read_by_workers_shut_in)
{
    NEED_GIT();
    GK_REQUIRE(repository_run(small));
    GK_REQUIRE(repository_run("git clone -q --bare . bare.git; git -C bare.git repack -qad; "
                              "git clone -qs bare.git shared"));
    static const char *const places[] = {"", "/bare.git", "/shared"};
    unsigned *good =
        mmap(NULL, sizeof *good, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    GK_REQUIRE(good != MAP_FAILED);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        gk_diags diags = GK_DIAGS_INIT;
        gk_git *git = open_at(places[i], GK_GIT_HERE, &diags);
        GK_REQUIRE(git);
        gk_sandbox box = {.read_count = 0};
        reading r = {.git = git, .good = good};
        *good = 0;
        GK_CHECK(gk_git_resolve(git, GK_V("HEAD"), &r.id, &diags));
        gk_git_allow(git, &box);
        gk_crew crew = {.count = 3,
                        .chunk = 1,
                        .jobs = 2,
                        .sandbox = &box,
                        .item = read_one,
                        .lost = count_lost,
                        .ctx = &r};
        GK_CHECK(gk_workers_run(&crew, NULL));
        GK_CHECK_INT(*good, 3);
        gk_git_close(git);
        gk_diags_free(&diags);
    }
    munmap(good, sizeof *good);
}

static const char signed_commit[] =
    "tree 1111111111111111111111111111111111111111\n"
    "author A B <a@xinghu.example> 1795000000 +0000\n"
    "committer <> <> 99999999999999999999 -9999\n"
    "gpgsig -----BEGIN SSH SIGNATURE-----\n abc\n \n -----END SSH SIGNATURE-----\n"
    "encoding GBK\n"
    "\nMessage\n\ngpgsig no\n";

GK_TEST(git_takes_a_signature_out_of_a_commit)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_git_commit commit;
    GK_REQUIRE(gk_git_parse_commit(gk_view_of(signed_commit), &arena, &commit));
    GK_CHECK_VIEW(commit.signature,
                  "-----BEGIN SSH SIGNATURE-----\nabc\n\n-----END SSH SIGNATURE-----\n");
    GK_CHECK_VIEW(commit.payload, "tree 1111111111111111111111111111111111111111\n"
                                  "author A B <a@xinghu.example> 1795000000 +0000\n"
                                  "committer <> <> 99999999999999999999 -9999\n"
                                  "encoding GBK\n"
                                  "\nMessage\n\ngpgsig no\n");
    GK_CHECK_VIEW(commit.message, "Message\n\ngpgsig no\n");
    GK_CHECK_VIEW(commit.author.name, "A B");
    GK_CHECK_INT(commit.committer.time, 0);
    GK_CHECK_INT(commit.committer.offset, 0);
    gk_arena_free(&arena);
}

/* Cut at every byte: refused or not, never read beyond (the sanitized run sees it). */
GK_TEST(git_takes_any_bytes_for_commits_and_trees)
{
    static const char tree[] = "100644 a\0AAAAAAAAAAAAAAAAAAAA"
                               "40000 folder\0BBBBBBBBBBBBBBBBBBBB";
    gk_arena arena = GK_ARENA_INIT;
    gk_git_commit commit;
    gk_git_entry *entries;
    size_t count;
    for (size_t n = 0; n < sizeof signed_commit; n++) {
        char *copy = malloc(n + 1);
        memcpy(copy, signed_commit, n);
        gk_git_parse_commit(gk_view_n(copy, n), &arena, &commit);
        free(copy);
    }
    for (size_t n = 0; n < sizeof tree; n++) {
        char *copy = malloc(n + 1);
        memcpy(copy, tree, n);
        bool good = gk_git_parse_tree(gk_view_n(copy, n), 20, &arena, &entries, &count);
        GK_CHECK_INT(good, n == 0 || n == 29 || n == sizeof tree - 1);
        free(copy);
    }
    GK_REQUIRE(gk_git_parse_tree(gk_view_n(tree, sizeof tree - 1), 20, &arena, &entries, &count));
    GK_CHECK_INT(count, 2);
    GK_CHECK_VIEW(entries[1].name, "folder");
    GK_CHECK_INT(entries[1].mode, GK_GIT_MODE_TREE);
    static const char *const bad[] = {"100648 a", "1006440000 a", " a", "100644 /", "100644 "};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[64] = {0};
        strcpy(text, bad[i]);
        memset(text + strlen(bad[i]) + 1, 'A', 20);
        GK_CHECK(
            !gk_git_parse_tree(gk_view_n(text, strlen(bad[i]) + 21), 20, &arena, &entries, &count));
    }
    gk_arena_free(&arena);
}
