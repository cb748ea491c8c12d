#include "source/lfs.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "harness.h"
#include "source/source.h"

/* SHA-256 of "hello". */
#define OID     "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
#define POINTER "version https://git-lfs.github.com/spec/v1\noid sha256:" OID "\nsize 5\n"
#define OBJECT  "lfs/objects/2c/f2/" OID

static bool parses(const char *text)
{
    gk_lfs_pointer pointer;
    return gk_lfs_parse(gk_view_of(text), &pointer);
}

GK_TEST(lfs_parses_what_the_specification_says)
{
    gk_lfs_pointer pointer;
    char hex[65];
    GK_REQUIRE(gk_lfs_parse(GK_V(POINTER), &pointer));
    gk_hash_hex(&pointer.oid, hex);
    GK_CHECK_STR(hex, OID);
    GK_CHECK_INT(pointer.size, 5);
    GK_CHECK(!pointer.extended);
    GK_CHECK(parses("version http://git-media.io/v/2\noid sha256:" OID "\nsize 0\n"));
    GK_CHECK(
        parses("version https://git-lfs.github.com/spec/v1\r\noid sha256:" OID "\r\nsize 5\r\n"));
    GK_REQUIRE(gk_lfs_parse(GK_V("version https://git-lfs.github.com/spec/v1\next-0-foo sha256:" OID
                                 "\noid sha256:" OID "\nsize 5\n"),
                            &pointer));
    GK_CHECK(pointer.extended);
}

GK_TEST(lfs_parses_nothing_else)
{
    static const char *const others[] = {
        "",
        "version ",
        "version 1\noid sha256:" OID "\nsize 5\n",
        "oid sha256:" OID "\nsize 5\n",
        "version https://git-lfs.github.com/spec/v1\noid sha256:" OID "\n",
        "version https://git-lfs.github.com/spec/v1\nsize 5\n",
        "version https://git-lfs.github.com/spec/v1\noid sha256:2cf2\nsize 5\n",
        "version https://git-lfs.github.com/spec/v1\noid md5:" OID "\nsize 5\n",
        "version https://git-lfs.github.com/spec/v1\noid sha256:../../../etc/passwd\nsize 5\n",
        "version https://git-lfs.github.com/spec/v1\noid sha256:" OID "\nsize -5\n",
        "version https://git-lfs.github.com/spec/v1\noid sha256:" OID "\nsize 5 \n",
        "version https://git-lfs.github.com/spec/v1\noid sha256:" OID
        "\nsize 9999999999999999999\n",
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) GK_CHECK(!parses(others[i]));
    char large[GK_LFS_POINTER_MAX + 2];
    memset(large, '\n', sizeof large);
    memcpy(large, POINTER, sizeof POINTER - 1);
    gk_lfs_pointer pointer;
    GK_CHECK(!gk_lfs_parse(gk_view_n(large, sizeof large), &pointer));
}

/* The state of "hello" in the repository that a path of the test's folder is in. */
static gk_lfs_state look(const char *path)
{
    gk_lfs_pointer pointer;
    gk_lfs_state state = GK_LFS_HERE;
    char whole[512];
    snprintf(whole, sizeof whole, "%s/%s", gk_test_dir(), path);
    GK_CHECK(gk_lfs_parse(GK_V(POINTER), &pointer));
    int objects = gk_lfs_open_objects(whole), fd = gk_lfs_open(objects, &pointer, &state);
    GK_CHECK(fd >= 0 || errno == ENOENT);
    GK_CHECK((fd >= 0) == (state == GK_LFS_HERE));
    if (fd >= 0) close(fd);
    if (objects >= 0) close(objects);
    return state;
}

GK_TEST(lfs_finds_objects_of_any_kind_of_repository)
{
    gk_test_file("work/.git/" OBJECT, "hello", 5);
    gk_test_file("work/content/deep/site.yaml", "", 0);
    GK_CHECK_INT(look("work/content/deep"), GK_LFS_HERE);
    GK_CHECK_INT(look("work"), GK_LFS_HERE);
    /* A work tree of its own: its folder names the common one. */
    gk_test_file("work/.git/worktrees/other/commondir", "../..\n", 6);
    gk_test_file("other/.git", "gitdir: ../work/.git/worktrees/other\n", 37);
    gk_test_file("other/content/site.yaml", "", 0);
    GK_CHECK_INT(look("other/content"), GK_LFS_HERE);
    gk_test_file("bare.git/HEAD", "ref: refs/heads/main\n", 21);
    gk_test_file("bare.git/refs/x", "", 0);
    gk_test_file("bare.git/objects/x", "", 0);
    GK_CHECK_INT(look("bare.git"), GK_LFS_MISSING);
    gk_test_file("bare.git/" OBJECT, "hello", 5);
    GK_CHECK_INT(look("bare.git"), GK_LFS_HERE);
    GK_CHECK_INT(look("nowhere"), GK_LFS_MISSING);
}

GK_TEST(lfs_tells_a_damaged_object)
{
    gk_test_file(".git/" OBJECT, "hell", 4);
    GK_CHECK_INT(look("."), GK_LFS_DAMAGED);
}

GK_TEST(lfs_a_pointer_reads_as_what_it_stands_for)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_lfs_pointer pointer;
    gk_buf text = GK_BUF_INIT;
    gk_test_file(".git/" OBJECT, "hello", 5);
    gk_test_file("a.mp4", POINTER, sizeof POINTER - 1);
    gk_source *source = gk_source_open_folder(gk_test_dir(), GK_V(""), NULL, 0, &diags);
    GK_REQUIRE(source && gk_source_count(source) == 1);
    gk_source_use_objects(source, gk_lfs_open_objects(gk_test_dir()));
    GK_REQUIRE(gk_source_read(source, 0, 1000, &text));
    GK_CHECK_VIEW(gk_buf_view(&text), POINTER);
    GK_REQUIRE(gk_lfs_parse(gk_buf_view(&text), &pointer));
    gk_source_stand_in(source, 0, &pointer, GK_LFS_HERE);
    GK_CHECK_INT(gk_source_at(source, 0)->size, 5);
    GK_REQUIRE(gk_source_read(source, 0, 1000, &text));
    GK_CHECK_VIEW(gk_buf_view(&text), "hello");
    gk_buf_free(&text);
    gk_source_close(source);
    gk_diags_free(&diags);
}
