#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "source/git.h"
#include "source/repository.h"
#include "source/source.h"

typedef struct opened {
    gk_git *git;
    gk_git_commit commit;
    gk_source *source;
    gk_diags diags;
    gk_arena arena;
} opened;

/* The folder `folder` of the commit HEAD of the repository in the test's folder. */
static bool open_head(opened *o, const char *folder)
{
    static const gk_view skip[] = {GK_V("public"), GK_V("themes")};
    gk_git_id id;
    *o = (opened){.diags = GK_DIAGS_INIT, .arena = GK_ARENA_INIT};
    o->git = gk_git_open(gk_test_dir(), GK_GIT_HERE, &o->diags);
    if (!o->git || !gk_git_resolve(o->git, GK_V("HEAD"), &id, &o->diags) ||
        !gk_git_commit_read(o->git, &id, &o->arena, &o->commit))
        return false;
    o->source = gk_source_open_tree(o->git, &o->commit.tree, gk_view_of(folder), GK_V("site/"),
                                    skip, 2, &o->diags);
    return o->source != NULL;
}

static void close_head(opened *o)
{
    gk_source_close(o->source);
    gk_git_close(o->git);
    gk_arena_free(&o->arena);
    gk_diags_free(&o->diags);
}

GK_TEST(commit_lists_and_reads_as_a_folder_does)
{
    NEED_GIT();
    GK_REQUIRE(repository_run("git init -q -b main; mkdir -p c/a c/a-b c/static/.well-known "
                              "c/public c/themes/own/templates c/old/.gongkai c/.x; "
                              "printf hello > c/a/x.md; printf y > c/a-b/y.md; echo 1 > c/a.md; "
                              "echo > c/public/p; echo > c/themes/own/theme.yaml; "
                              "echo > c/themes/own/templates/base.html; echo > c/old/o.md; "
                              "echo > c/old/.gongkai/manifest.tsv; echo > c/.x/h.md; "
                              "echo > c/static/.well-known/w; chmod 755 c/a.md; "
                              "git add -Af .; git commit -qm 一"));
    opened o;
    GK_REQUIRE(open_head(&o, "c"));
    static const char *const paths[] = {"a-b/y.md", "a.md", "a/x.md", "static/.well-known/w"};
    GK_REQUIRE(gk_source_count(o.source) == 4);
    for (size_t i = 0; i < 4; i++) GK_CHECK_VIEW(gk_source_at(o.source, i)->path, paths[i]);
    size_t x = gk_source_find(o.source, GK_V("a/x.md"));
    GK_REQUIRE(x == 2);
    GK_CHECK_INT(gk_source_at(o.source, x)->size, 5);
    gk_buf text = GK_BUF_INIT;
    GK_CHECK(gk_source_read(o.source, x, 5, &text));
    GK_CHECK_VIEW(gk_buf_view(&text), "hello");
    GK_CHECK(!gk_source_read(o.source, x, 4, &text));
    GK_CHECK_INT(errno, EFBIG);
    char bytes[8] = "";
    int fd = gk_source_open_file(o.source, x);
    GK_CHECK_INT(read(fd, bytes, sizeof bytes), 5);
    GK_CHECK_STR(bytes, "hello");
    close(fd);
    gk_place place = gk_source_place(o.source, x, 1, 2, 3, &o.arena);
    GK_CHECK_VIEW(place.file, "site/a/x.md");
    GK_CHECK_VIEW(place.text, "hello");
    GK_CHECK(gk_source_has(o.source, GK_V("themes/own/theme.yaml")));
    GK_CHECK(!gk_source_has(o.source, GK_V("themes/own")));
    GK_CHECK(gk_source_peek(o.source, GK_V("themes/own/theme.yaml"), 100, &text));
    GK_CHECK_VIEW(gk_buf_view(&text), "\n");
    gk_source *theme = gk_source_open_below(o.source, GK_V("themes/own"), GK_V("own/"), &o.diags);
    GK_REQUIRE(theme);
    GK_CHECK_INT(gk_source_count(theme), 2);
    gk_source_close(theme);
    GK_CHECK(!gk_source_open_below(o.source, GK_V("themes/none"), GK_V(""), &o.diags));
    GK_CHECK_INT(o.diags.count, 0);
    gk_buf_free(&text);
    close_head(&o);
}

GK_TEST(commit_without_the_folder_is_none)
{
    NEED_GIT();
    GK_REQUIRE(repository_run("git init -q -b main; echo > file; git add .; git commit -qm 一"));
    opened o;
    GK_CHECK(!open_head(&o, "nothing"));
    GK_CHECK_INT(errno, ENOENT);
    close_head(&o);
    GK_CHECK(!open_head(&o, "file"));
    GK_CHECK_INT(errno, ENOTDIR);
    close_head(&o);
}

/* Trees that no checkout makes: `git mktree` takes them as they are. */
static void check_fault(const char *entry, gk_message id)
{
    char script[1024];
    snprintf(script, sizeof script,
             "[ -d .git ] || git init -q -b main; blob=$(echo x | git hash-object -w --stdin); "
             "empty=$(git mktree </dev/null); "
             "tree=$(printf \"%s\" | git mktree -z --missing); "
             "git update-ref HEAD $(git commit-tree -m 一 $tree)",
             entry);
    opened o;
    GK_REQUIRE(repository_run(script));
    GK_REQUIRE(open_head(&o, ""));
    GK_CHECK_INT(o.diags.count, 1);
    if (o.diags.count) GK_CHECK_INT(o.diags.items[0].id, id);
    if (o.diags.count != 1 || o.diags.items[0].id != id) printf("    of %s\n", entry);
    close_head(&o);
}

GK_TEST(commit_refuses_names_and_modes)
{
    NEED_GIT();
    check_fault("120000 blob $blob\\ta.md\\0", GK_MSG_name_link);
    check_fault("160000 commit 1111111111111111111111111111111111111111\\tother\\0",
                GK_MSG_name_gitlink);
    check_fault("100644 blob $blob\\ta\\nb.md\\0", GK_MSG_name_hidden);
    check_fault("100644 blob $blob\\ta\\342\\200\\256b.md\\0", GK_MSG_name_hidden);
    check_fault("100644 blob $blob\\ta\\\\134b.md\\0", GK_MSG_name_hidden);
    check_fault("100644 blob $blob\\ta\\377.md\\0", GK_MSG_name_utf8);
    check_fault("100644 blob $blob\\te\\314\\201.md\\0", GK_MSG_name_nfc);
    check_fault("100644 blob $blob\\tA.md\\000"
                "100644 blob $blob\\ta.md\\0",
                GK_MSG_name_case);
    check_fault("040000 tree $empty\\t.Git\\0", GK_MSG_name_git);
    check_fault("040000 tree $empty\\tgit~1\\0", GK_MSG_name_git);
    check_fault("040000 tree $empty\\t.g\\342\\200\\214it\\0", GK_MSG_name_git);
    check_fault("100644 blob 1111111111111111111111111111111111111111\\ta.md\\0",
                GK_MSG_git_object);
    check_fault("040000 tree 1111111111111111111111111111111111111111\\ta\\0", GK_MSG_git_object);
}

/* The size is in the header; its bytes are never unpacked. */
GK_TEST(commit_refuses_a_huge_blob_by_its_header)
{
    NEED_GIT();
    GK_REQUIRE(repository_run("git init -q -b main; truncate -s 140M big; "
                              "git -c core.bigFileThreshold=1m add big; git commit -qm 大; "
                              "rm big; echo > small.md; git add small.md; git commit -qm 小"));
    opened o;
    GK_REQUIRE(open_head(&o, ""));
    GK_REQUIRE(o.diags.count == 1);
    GK_CHECK_INT(o.diags.items[0].id, GK_MSG_git_large);
    GK_CHECK_VIEW(o.diags.items[0].file, "site/big");
    GK_CHECK_INT(gk_source_count(o.source), 1);
    close_head(&o);
}

/* Ten folders deep, each ten times the same: 10^10 files in a few hundred bytes. */
GK_TEST(commit_refuses_a_bomb_of_trees)
{
    NEED_GIT();
    GK_REQUIRE(repository_run(
        "git init -q -b main; t=$(git mktree </dev/null); "
        "for d in 1 2 3 4 5 6 7 8 9 10; do "
        "t=$(for n in a b c d e f g h i j; do printf '040000 tree %s\\t%s\\n' $t $n; done | "
        "git mktree); done; git update-ref HEAD $(git commit-tree -m 一 $t)"));
    opened o;
    GK_REQUIRE(open_head(&o, ""));
    GK_REQUIRE(o.diags.count == 1);
    GK_CHECK_INT(o.diags.items[0].id, GK_MSG_git_many);
    close_head(&o);
    GK_REQUIRE(repository_run("t=$(git mktree </dev/null); i=0; while [ $i -lt 80 ]; do "
                              "t=$(printf '040000 tree %s\\ta\\n' $t | git mktree); "
                              "i=$((i+1)); done; git update-ref HEAD $(git commit-tree -m 一 $t)"));
    GK_REQUIRE(open_head(&o, ""));
    GK_REQUIRE(o.diags.count == 1);
    GK_CHECK_INT(o.diags.items[0].id, GK_MSG_name_deep);
    close_head(&o);
}
