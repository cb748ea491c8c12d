#include "meta/frontmatter.h"

#include "harness.h"
#include "meta/faults.h"

static gk_arena arena;
static gk_diags diags;
static gk_buf out;
static gk_frontmatter front;

static bool read(gk_view text)
{
    gk_diags_clear(&diags);
    return gk_frontmatter_read(GK_V("a.md"), text, &arena, &diags, &front);
}

static const char *said(const char *text)
{
    read(gk_view_of(text));
    return faults(&diags, &out);
}

static void end(void)
{
    gk_buf_free(&out);
    gk_arena_free(&arena);
    gk_diags_free(&diags);
}

GK_TEST(frontmatter_splits)
{
    gk_view text = GK_V("---\ntitle: 通知\n---\n正文\n");
    GK_REQUIRE(read(text));
    GK_CHECK_VIEW(gk_node_get(front.node, GK_V("title"))->u.text, "通知");
    GK_CHECK_VIEW(gk_view_from(text, front.body), "正文\n");
    GK_CHECK_INT(front.body_line, 4);
    text = GK_V("\xEF\xBB\xBF---\r\ntitle: 通知\r\n---\r\n\r\n正文\r\n");
    GK_REQUIRE(read(text));
    GK_CHECK_VIEW(gk_node_get(front.node, GK_V("title"))->u.text, "通知");
    GK_CHECK_VIEW(gk_view_from(text, front.body), "\r\n正文\r\n");
    GK_CHECK_INT(front.body_line, 4);
    GK_REQUIRE(read(GK_V("---\n---\n")));
    GK_CHECK_INT(front.node->kind, GK_NODE_MAP);
    GK_CHECK_INT(front.node->count, 0);
    GK_CHECK_INT(front.body, 8);
    GK_REQUIRE(read(GK_V("---\ntitle: a\n---")));
    GK_CHECK_INT(front.body, 16);
    end();
}

GK_TEST(frontmatter_positions_are_those_of_the_file)
{
    GK_CHECK_STR(said("\xEF\xBB\xBF---\r\ntitle: a\r\ntitle: b\r\n---\r\n"),
                 "YAML-DUPLICATE 3:1:6");
    GK_CHECK_STR(said("---\ntitle：通知\n---\n正文\n"), "YAML-WIDE-COLON 2:6:7");
    GK_CHECK_STR(said("---\ntitle:通知\n---\n"), "YAML-COLON-SPACE 2:6:7");
    end();
}

GK_TEST(frontmatter_names_faults_of_the_file)
{
    GK_CHECK_STR(said(""), "FRONT-MISSING 1:1:1");
    GK_CHECK_STR(said("---\rtitle: a\r---\r"), "FRONT-CR 1:4:5");
    GK_CHECK_STR(said("# 标题\n正文\n"), "FRONT-MISSING 1:1:5");
    GK_CHECK_STR(said("\n\n---\ntitle: a\n---\n"), "FRONT-FENCE 3:1:4");
    GK_CHECK_STR(said("----\ntitle: a\n----\n"), "FRONT-FENCE 1:1:5");
    GK_CHECK_STR(said("——\ntitle: a\n——\n"), "FRONT-FENCE 1:1:3");
    GK_CHECK_STR(said("---\ntitle: a\n正文\n"), "FRONT-UNCLOSED 1:1:4");
    GK_CHECK_STR(said("---\ntitle: a\n－－－\n正文\n"), "FRONT-FENCE 3:1:4");
    GK_CHECK_STR(said("---\n- a\n---\n"), "FRONT-NOT-MAP 2:1:4");
    GK_CHECK_STR(said("---\n标题\n---\n"), "FRONT-NOT-MAP 2:1:3");
    end();
}

GK_TEST(frontmatter_names_other_encodings)
{
    GK_CHECK_STR(said("---\ntitle: \xCD\xA8\xD6\xAA\n---\n\xD5\xFD\xCE\xC4\n"), "TEXT-GBK 2:8:9");
    GK_CHECK_STR(said("---\ntitle: a\xFF\xFEz\n---\n"), "TEXT-UTF8 2:9:10");
    GK_CHECK_STR(said("---\ntitle: 通\xE7\n---\n正文\n"), "TEXT-UTF8 2:9:10");
    read(GK_V("---\ntitle: a\n---\n正\0文\n"));
    GK_CHECK_STR(faults(&diags, &out), "TEXT-NUL 4:2:3");
    read(GK_V("\xFF\xFE-\0-\0-\0\n\0"));
    GK_CHECK_STR(faults(&diags, &out), "TEXT-UTF16 1:1:2");
    read(GK_V("-\0-\0-\0\n\0"));
    GK_CHECK_STR(faults(&diags, &out), "TEXT-UTF16 1:1:2");
    end();
}
