#include "markup/preflight.h"

#include <stdlib.h>

#include "base/mem.h"
#include "harness.h"
#include "markup/markdown.h"

/* `head`, then `unit` again and again up to `size` bytes; a line end every `line` bytes or so (0:
 * none). */
static gk_buf repeat(const char *head, const char *unit, size_t size, size_t line)
{
    gk_buf text = GK_BUF_INIT;
    size_t since = 0;
    gk_buf_puts(&text, head);
    while (text.n < size) {
        gk_buf_puts(&text, unit);
        since += strlen(unit);
        if (line && since >= line) {
            gk_buf_putc(&text, '\n');
            since = 0;
        }
    }
    return text;
}

typedef struct bomb {
    const char *head, *unit;
    size_t line;
    gk_message small, large; /* what becomes of 50 KB and 500 KB; GK_MSG_COUNT: accepted */
} bomb;

/* Texts that cost cmark-gfm from seconds to minutes, or gigabytes. */
static const bomb bombs[] = {
    {"", "- ", 0, GK_MSG_markdown_line, GK_MSG_markdown_line},
    {"", "+ ", 1000, GK_MSG_markdown_depth, GK_MSG_markdown_depth},
    {"", "1. ", 1000, GK_MSG_markdown_depth, GK_MSG_markdown_depth},
    {"", "- ", 1000, GK_MSG_COUNT, GK_MSG_COUNT},
    {"", ">", 0, GK_MSG_markdown_line, GK_MSG_markdown_line},
    {"", ">", 1000, GK_MSG_markdown_depth, GK_MSG_markdown_depth},
    {"", "[^1]:", 1000, GK_MSG_markdown_depth, GK_MSG_markdown_depth},
    {"", "a|b|c\n-|-\n", 0, GK_MSG_markdown_table_headers, GK_MSG_markdown_table_headers},
    {"", "a<?<!?", 15000, GK_MSG_markdown_declarations, GK_MSG_markdown_declarations},
    {"|", "x|", 15000, GK_MSG_COUNT, GK_MSG_COUNT},
    {"", "![[]()", 15000, GK_MSG_markdown_brackets, GK_MSG_markdown_brackets},
    {"", "_a~~b*", 15000, GK_MSG_markdown_marks, GK_MSG_markdown_marks},
    {"", "[^1]", 15000, GK_MSG_markdown_notes, GK_MSG_markdown_notes},
    {"[a]: (", "[a]\n", 0, GK_MSG_markdown_references, GK_MSG_markdown_references},
    {"", "\t", 1000, GK_MSG_COUNT, GK_MSG_COUNT},
    {"", "\r", 0, GK_MSG_COUNT, GK_MSG_COUNT},
    {"", "a\n", 0, GK_MSG_COUNT, GK_MSG_COUNT},
};

static const char *name_of(gk_message id)
{
    return id == GK_MSG_COUNT ? "accepted" : gk_message_get(id)->name;
}

GK_TEST(preflight_bombs)
{
    gk_preflight check = {0};
    for (size_t i = 0; i < sizeof bombs / sizeof bombs[0]; i++) {
        for (int large = 0; large < 2; large++) {
            gk_buf text =
                repeat(bombs[i].head, bombs[i].unit, large ? 500000 : 50000, bombs[i].line);
            bool ok = gk_preflight_run(&check, gk_buf_view(&text));
            GK_CHECK_STR(name_of(check.refusal), name_of(large ? bombs[i].large : bombs[i].small));
            GK_CHECK_INT(ok, check.refusal == GK_MSG_COUNT);
            gk_buf_free(&text);
        }
    }
    gk_preflight_free(&check);
}

static gk_message refusal_of(const char *text)
{
    gk_preflight check = {0};
    gk_preflight_run(&check, gk_view_of(text));
    gk_message refusal = check.refusal;
    gk_preflight_free(&check);
    return refusal;
}

GK_TEST(preflight_tables)
{
    gk_buf wide = repeat("|", "x|", 2 * 120, 0);
    gk_buf text = GK_BUF_INIT;
    gk_buf_printf(&text, "%s\n", wide.p);
    GK_CHECK_STR(name_of(refusal_of(text.p)), "accepted");
    gk_buf_printf(&text, "%s\n|-|\n", wide.p);
    GK_CHECK_STR(name_of(refusal_of(text.p)), "MARKDOWN-TABLE-WIDE");
    gk_buf_truncate(&text, 0);
    gk_buf_puts(&text, "|a|b|c|d|e|f|g|h|\n|-|-|-|-|-|-|-|-|\n");
    for (int i = 0; i < 30000; i++) gk_buf_puts(&text, "|1\n");
    GK_CHECK_STR(name_of(refusal_of(text.p)), "MARKDOWN-TABLE-LARGE");
    gk_buf_free(&wide);
    gk_buf_free(&text);
}

GK_TEST(preflight_nesting)
{
    gk_buf text = GK_BUF_INIT;
    for (int i = 0; i < 128; i++) gk_buf_printf(&text, "%*s- a\n", 2 * i, "");
    GK_CHECK_STR(name_of(refusal_of(text.p)), "accepted");
    for (int i = 0; i < 100000; i++) gk_buf_putc(&text, '\n');
    GK_CHECK_STR(name_of(refusal_of(text.p)), "MARKDOWN-NESTING");
    gk_buf_truncate(&text, 0);
    gk_buf_printf(&text, "%*sa\n", 300, "");
    GK_CHECK_STR(name_of(refusal_of(text.p)), "MARKDOWN-INDENT");
    gk_buf_free(&text);
}

/* A megabyte of what people write passes. */
GK_TEST(preflight_long_documents)
{
    static const char *const units[] = {
        "这是一个普通的段落，里面有**重点**和[链接](../a/b.md)，也有`代码`。\n\n",
        "- [第一条](../a/b.md) **重点**文字，~~删去~~\n",
        "12. [第一条](../a/b.md) **重点**文字\n",
        "Lorem *ipsum* dolor sit amet, [consectetur](a.md) <b>adipiscing</b> <!-- x -->\n\n",
        "> 引用 **文字**\n>\n> - 列表\n\n",
        "## 标题\n\n文字\n\n| 甲 | 乙 |\n| --- | --- |\n| **1** | - |\n\n",
    };
    gk_preflight check = {0};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        gk_buf text = repeat("", units[i], 1000000, 0);
        gk_preflight_run(&check, gk_buf_view(&text));
        GK_CHECK_STR(name_of(check.refusal), "accepted");
        gk_buf_free(&text);
    }
    gk_buf text = repeat("| 甲 | 乙 |\n| --- | --- |\n", "| [一](a.md) | **二** |\n", 1000000, 0);
    gk_preflight_run(&check, gk_buf_view(&text));
    GK_CHECK_STR(name_of(check.refusal), "accepted");
    gk_buf_free(&text);
    gk_preflight_free(&check);
}

GK_TEST(preflight_needs)
{
    gk_preflight check = {0};
    gk_preflight_run(&check, GK_V("普通文字**重点**内容。\n"));
    GK_CHECK(!check.tables && !check.tildes && !check.tasks && !check.footnotes && !check.emphasis);
    GK_CHECK(!check.addresses && !check.odd_caret);
    gk_preflight_run(&check, GK_V("**重点。**内容\n"));
    GK_CHECK(check.emphasis && !check.look_ahead);
    gk_preflight_run(&check, GK_V("内容**`a`**\n"));
    GK_CHECK(check.emphasis && check.look_ahead);
    gk_preflight_run(&check, GK_V("- [x] a~b\n\n|a|\n|-|\n\n[^1] www.a.cn\n"));
    GK_CHECK(check.tasks && check.tildes && check.tables && check.footnotes && check.addresses);
    gk_preflight_run(&check, GK_V("[\\^a]\n"));
    GK_CHECK(check.odd_caret);
    gk_preflight_run(&check, GK_V("[&#x05E;a]\n"));
    GK_CHECK(check.odd_caret);
    gk_preflight_free(&check);
}

GK_TEST(preflight_lines)
{
    gk_preflight check = {0};
    gk_preflight_run(&check, GK_V("a\nb\r\nc\rd"));
    GK_CHECK_INT(check.line_count, 4);
    if (check.line_count == 4) {
        GK_CHECK_INT(check.lines[1], 2);
        GK_CHECK_INT(check.lines[2], 5);
        GK_CHECK_INT(check.lines[3], 7);
    }
    gk_preflight_free(&check);
}
