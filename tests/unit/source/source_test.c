#include "source/source.h"

#include <stdio.h>
#include <unistd.h>

#include "harness.h"

static gk_source *open_here(gk_diags *diags)
{
    static const gk_view skip[] = {GK_V("public")};
    return gk_source_open_folder(gk_test_dir(), GK_V("site/"), skip, 1, diags);
}

GK_TEST(source_lists_sorted_and_reads)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_test_file("b/x.md", "x", 1);
    gk_test_file("a.md", "hello", 5);
    gk_test_file(".git/config", "no", 2);
    gk_test_file("public/index.html", "no", 2);
    gk_test_file("old/.gongkai/manifest.tsv", "no", 2);
    gk_test_file("old/index.html", "no", 2);
    gk_source *source = open_here(&diags);
    GK_REQUIRE(source);
    GK_REQUIRE(gk_source_count(source) == 2);
    GK_CHECK_VIEW(gk_source_at(source, 0)->path, "a.md");
    GK_CHECK_VIEW(gk_source_at(source, 1)->path, "b/x.md");
    GK_CHECK_INT(gk_source_find(source, GK_V("b/x.md")), 1);
    GK_CHECK(gk_source_find(source, GK_V("b/y.md")) == SIZE_MAX);
    gk_buf text = GK_BUF_INIT;
    GK_CHECK(gk_source_read(source, 0, 100, &text));
    GK_CHECK_VIEW(gk_buf_view(&text), "hello");
    GK_CHECK(!gk_source_read(source, 0, 4, &text));
    GK_CHECK_INT(diags.count, 0);
    gk_buf_free(&text);
    gk_source_close(source);
    gk_diags_free(&diags);
}

GK_TEST(source_lists_hidden_names_of_static_only)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_test_file("static/.well-known/x", "x", 1);
    gk_test_file("static/a/.gitkeep", "", 0);
    gk_test_file("a/.x", "x", 1);
    gk_source *source = open_here(&diags);
    GK_REQUIRE(source);
    GK_REQUIRE(gk_source_count(source) == 1);
    GK_CHECK_VIEW(gk_source_at(source, 0)->path, "static/.well-known/x");
    gk_source_close(source);
    gk_diags_free(&diags);
}

static void check_fault(gk_message id)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_source *source = open_here(&diags);
    GK_REQUIRE(source);
    GK_REQUIRE(diags.count == 1);
    GK_CHECK_INT(diags.items[0].id, id);
    gk_source_close(source);
    gk_diags_free(&diags);
}

GK_TEST(source_refuses_links)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/passwd.md", gk_test_dir());
    GK_REQUIRE(symlink("/etc/passwd", path) == 0);
    check_fault(GK_MSG_name_link);
}

GK_TEST(source_refuses_newlines_in_names)
{
    gk_test_file("a\nb.md", "x", 1);
    check_fault(GK_MSG_name_hidden);
}

GK_TEST(source_refuses_bidi_in_names)
{
    gk_test_file("a\xE2\x80\xAE"
                 "b.md",
                 "x", 1);
    check_fault(GK_MSG_name_hidden);
}

GK_TEST(source_refuses_bytes_in_names)
{
    gk_test_file("a\xFF.md", "x", 1);
    check_fault(GK_MSG_name_utf8);
}

GK_TEST(source_refuses_names_equal_but_for_case)
{
    gk_test_file("a/Notice.md", "x", 1);
    gk_test_file("a/notice.md", "x", 1);
    check_fault(GK_MSG_name_case);
}

GK_TEST(source_refuses_decomposed_names)
{
    gk_test_file("cafe\xCC\x81.md", "x", 1);
    check_fault(GK_MSG_name_nfc);
}
