/* Texts are fed here and, whole, to the library: both must end with the same blocks. */
#include "markup/feed.h"

#include <cmark-gfm-core-extensions.h>
#include <node.h>
#include <parser.h>

#include "harness.h"
#include "markup/memory.h"
#include "markup/plain.h"
#include "markup/preflight.h"
#include "markup/render.h"

enum { MEMORY = 1 << 24 };

static const char *const extensions[] = {"table", "strikethrough", "tasklist"};

static cmark_parser *new_parser(int options)
{
    cmark_gfm_core_extensions_ensure_registered();
    cmark_parser *parser = cmark_parser_new_with_mem(options, gk_memory_cmark());
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
        cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(extensions[i]));
    return parser;
}

static bool is_block(const cmark_node *node)
{
    return CMARK_NODE_TYPE_BLOCK_P((cmark_node_type)node->type);
}

/* What the library does not look at again (LAST_LINE_CHECKED, columns of cells) is left out. */
static void dump_one(cmark_node *node, bool content, gk_buf *out)
{
    bool cell = node->type == CMARK_NODE_TABLE_CELL;
    gk_buf_printf(out, "%x %d:%d-%d:%d", node->type, node->start_line,
                  cell ? 0 : node->start_column, node->end_line, cell ? 0 : node->end_column);
    if (content)
        gk_buf_printf(out, " %d", node->flags & (CMARK_NODE__OPEN | CMARK_NODE__LAST_LINE_BLANK));
    if (node->type == CMARK_NODE_LIST || node->type == CMARK_NODE_ITEM) {
        const cmark_list *list = &node->as.list;
        gk_buf_printf(out, " list %d %d %d %d %d %d %d", list->list_type, list->marker_offset,
                      list->padding, list->start, list->delimiter, list->bullet_char, list->tight);
    }
    if (node->type == CMARK_NODE_HEADING)
        gk_buf_printf(out, " heading %d %d", node->as.heading.level, node->internal_offset);
    if (node->type == CMARK_NODE_TABLE) {
        int columns = cmark_gfm_extensions_get_table_columns(node);
        gk_buf_printf(out, " table %d ", columns);
        for (int i = 0; i < columns; i++)
            gk_buf_printf(out, "%d ", cmark_gfm_extensions_get_table_alignments(node)[i]);
    }
    if (node->type == CMARK_NODE_TABLE_ROW)
        gk_buf_printf(out, " head %d", cmark_gfm_extensions_get_table_row_is_header(node));
    if (content && node->type != CMARK_NODE_TABLE)
        gk_buf_printf(out, " [%.*s]", (int)node->content.size, (const char *)node->content.ptr);
    gk_buf_putc(out, '\n');
}

static void dump(cmark_node *node, bool content, int depth, gk_buf *out)
{
    gk_buf_printf(out, "%*s", depth, "");
    dump_one(node, content, out);
    for (cmark_node *child = node->first_child; child; child = child->next)
        if (is_block(child)) dump(child, content, depth + 1, out);
}

static gk_buf parse_whole(gk_view text, int options)
{
    gk_buf out = GK_BUF_INIT;
    gk_memory_reset(MEMORY);
    cmark_parser *parser = new_parser(options);
    cmark_parser_feed(parser, text.p, text.n);
    dump(parser->root, true, 0, &out);
    dump(cmark_parser_finish(parser), false, 0, &out);
    return out;
}

static gk_buf parse_lines(gk_view text, int options, const gk_preflight *check)
{
    gk_buf out = GK_BUF_INIT;
    gk_memory_reset(MEMORY);
    cmark_parser *parser = new_parser(options);
    cmark_syntax_extension *mark = gk_plain_extension();
    gk_feed(parser, text, check->lines, check->line_count, mark);
    dump(parser->root, true, 0, &out);
    cmark_node *hidden = gk_plain_mark(parser, mark);
    cmark_node *root = cmark_parser_finish(parser);
    gk_plain_show(hidden);
    dump(root, false, 0, &out);
    cmark_syntax_extension_free(cmark_get_default_mem_allocator(), mark);
    return out;
}

static bool is_same(gk_view text, int options, gk_preflight *check)
{
    if (!gk_preflight_run(check, text)) return true;
    gk_buf whole = parse_whole(text, options), lines = parse_lines(text, options, check);
    bool same = gk_view_eq(gk_buf_view(&whole), gk_buf_view(&lines));
    if (!same) {
        gk_buf_putc(&whole, '\0');
        gk_buf_putc(&lines, '\0');
        fprintf(stderr, "--- %.*s\n--- whole\n%s--- by lines\n%s", (int)text.n, text.p, whole.p,
                lines.p);
    }
    gk_buf_free(&whole);
    gk_buf_free(&lines);
    return same;
}

static const char *const samples[] = {
    "",
    "一段话",
    "一段话\n",
    "\xef\xbb\xbf一段话\n\n两段\n",
    "一段\n又一行\n\n# 标题\n正文\n## 二级 ##\n### 三级 \n",
    "- 甲\n- 乙\n\n- 丙\n\n\n正文\n",
    "- 甲\n- 乙\n+ 丙\n1. 丁\n2. 戊\n3) 己\n",
    "- 甲\n续\n  又续\n\n  第二段\n\n正文\n",
    "- 甲\n  - 乙\n\n  - 丙\n\n正文\n\n- 丁\n",
    "- 甲\n\n- 乙\n",
    "- 甲\n- [x] 乙\n- [丙](a.md)\n- [丁]: /b\n\n正文\n",
    "[甲]: /a\n[乙](b.md)\n[丙]: /c\n\n[丁](d.md)\n\n",
    "> 甲\n> 乙\n丙\n\n> 丁\n>\n> 戊\n\n正文\n",
    "> - 甲\n乙\n> - 丙\n\n",
    "| 甲 | 乙 |\n|---|:-:|\n| 一 | **二** |\n| 三 |\n| 四 | 五 | 六 |\n|| x |\n\n正文\n",
    "| 甲 | 乙 |\n| --- | ---: |\n| 一 | `a\\|b` |\n后面\n\n正文\n",
    "| 甲 |\n| 乙 |\n|---|\n| 丙 |\n",
    "| 甲 |\n| 乙 |\n|---|---|---|\n| 丙 |\n",
    "-\n\n- 甲\n\n正文\n\n又一段\n",
    "| 甲 |\n|---|---|\n| 丙 |\n\n|\n||\n|-|\n|x|\n",
    "正文\n| 甲 |\n|---|\n| 丙 |\n- 丁\n",
    "- 甲\n| 乙 |\n|---|\n| 丙 |\n",
    "一段\n===\n\n又一段\n---\n- 甲\n---\n",
    "```\n文\n\n- 甲\n```\n    码\n\n正文\n<div>\n\n文\n</div>\n\n",
    "文[^1]\n\n[^1]: 注\n\n续\n\n- 甲\n",
    "-\n- \n-  甲\n\n1234567890. 乙\n123456789. 丙\n",
    "甲\r\n乙\r\n\r\n- 丙\r\n\r\n| a |\r\n|---|\r\n| b |\r\n\r\n甲\r乙\r\r- 丙\r",
    "- 甲\n\n\n\n  乙\n\n> 丙\n- 丁\n# 戊\n- 己\n\n# 庚\n",
};

GK_TEST(feed_samples)
{
    gk_preflight check = {.found = 0};
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        GK_CHECK(is_same(gk_view_of(samples[i]), 0, &check));
        GK_CHECK(is_same(gk_view_of(samples[i]), CMARK_OPT_FOOTNOTES, &check));
    }
    gk_preflight_free(&check);
}

/* Beginnings of lines of every kind, and what may follow them. */
static const char *const heads[] = {
    "",       "",    "",    "",      "- ",    "- ",          "* ",     "+ ", "1. ",
    "2. ",    "3) ", "# ",  "### ",  "#",     "> ",          "> ",     ">",  "  ",
    "    ",   "\t",  "   ", "> - ",  "- > ",  "  - ",        "| ",     "| ", "|",
    "[",      "```", "~~~", "<div>", "[^1]:", "[甲]: ",      "- [ ] ", "\\", "*",
    "- - - ", "=",   "---", "- # ",  "- 1. ", "\xef\xbb\xbf"};
static const char *const texts[] = {"",
                                    "",
                                    "",
                                    "甲",
                                    "甲乙",
                                    "text",
                                    "文 **字** 文",
                                    "[链](a.md)",
                                    "甲 | 乙 |",
                                    "a | b",
                                    "--- |",
                                    "---|---|",
                                    ":-: |",
                                    "-|:-|",
                                    "`a`",
                                    "===",
                                    "---",
                                    " ",
                                    "甲 ",
                                    "甲 #",
                                    "甲  ",
                                    "x | \\| | y |",
                                    "|",
                                    "[x]",
                                    "[a]: /url",
                                    "[^1]",
                                    "</div>",
                                    "&amp;",
                                    "```",
                                    "丙|",
                                    "- 丁",
                                    "2) x"};

static size_t roll(uint64_t *seed, size_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (size_t)((*seed >> 33) % below);
}

static void make_text(uint64_t *seed, gk_buf *out)
{
    static const char *const ends[] = {"\n", "\n", "\n", "\n", "\n", "\n", "\r\n", "\r"};
    size_t lines = 1 + roll(seed, 9), kinds = roll(seed, 4) ? 6 : sizeof ends / sizeof *ends;
    for (size_t i = 0; i < lines; i++) {
        if (roll(seed, 4)) {
            gk_buf_puts(out, heads[roll(seed, sizeof heads / sizeof *heads)]);
            gk_buf_puts(out, texts[roll(seed, sizeof texts / sizeof *texts)]);
        }
        if (i + 1 < lines || roll(seed, 4)) gk_buf_puts(out, ends[roll(seed, kinds)]);
    }
}

GK_TEST(feed_random_texts)
{
    enum { TEXTS = 20000 };
    gk_preflight check = {.found = 0};
    gk_buf text = GK_BUF_INIT;
    uint64_t seed = 1;
    for (int i = 0; i < TEXTS; i++) {
        gk_buf_truncate(&text, 0);
        make_text(&seed, &text);
        bool same = is_same(gk_buf_view(&text), roll(&seed, 2) ? CMARK_OPT_FOOTNOTES : 0, &check);
        GK_CHECK(same);
        if (!same) break;
    }
    gk_buf_free(&text);
    gk_preflight_free(&check);
}
