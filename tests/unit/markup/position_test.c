#include "markup/markdown.h"

#include <stdio.h>

#include "harness.h"

/* Every link says its own line in its path: "3.md" must be found in line 3. */
static void check_lines(const char *text)
{
    gk_markdown *md = gk_markdown_new();
    gk_arena arena = GK_ARENA_INIT;
    gk_diags diags = GK_DIAGS_INIT;
    gk_markdown_result result = {.html = GK_BUF_INIT};
    gk_markdown_options options = {0};
    GK_CHECK(gk_markdown_render(md, GK_V("a.md"), gk_view_of(text), 0, &options, &arena, &result,
                                &diags));
    GK_CHECK(result.link_count > 0);
    for (size_t i = 0; i < result.link_count; i++) {
        char path[16];
        snprintf(path, sizeof path, "%u.md", result.links[i].line);
        GK_CHECK_VIEW(result.links[i].path, path);
    }
    gk_buf_free(&result.html);
    gk_arena_free(&arena);
    gk_diags_free(&diags);
    gk_markdown_free(md);
}

GK_TEST(position_of_links)
{
    check_lines("[甲](1.md)\n[乙](2.md) `代码\n跨行` [丙](3.md \"题\n题\") [丁](4.md)\n");
    check_lines("[甲](1&#46;md)\n[乙](2\\.md)\n");
    check_lines(
        "> 引用\n> [甲](2.md)\n- 项\n  [乙](4.md)\n\n  | 表 |\n  |---|\n  | [丙](8.md) |\n  | [丁](9.md) |\n");
    check_lines("段\n| [甲](2.md) |\n|---|\n| [乙](4.md) |\n");
    check_lines("注[^1] [甲](1.md)\n\n[^1]: [乙](3.md)\n    续 [丙](4.md)\n\n[丁](6.md)\n===\n");
    check_lines("a\r\n\r\n![甲](3.md)\r\n![乙](4.md)\r\n");
    check_lines("x\n\n\t* [甲](3.md)\n\n1. [乙](5.md)\n2. [丙](6.md)\n");
    check_lines("[x]: 9.md\n\n\n\n\n\n\n\n[九][x]\n");
}
