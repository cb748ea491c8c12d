#include <stdio.h>

#include "harness.h"
#include "markup/markdown.h"

static bool find_shortcode(void *ctx, gk_view name, gk_shortcode_form *form)
{
    (void)ctx;
    *form = (gk_shortcode_form){.in_text = true};
    if (gk_view_is(name, "raw")) form->body = GK_SHORTCODE_RAW;
    if (gk_view_is(name, "box")) form->body = GK_SHORTCODE_MARKDOWN;
    return true;
}

static bool expand(void *ctx, const gk_shortcode_call *call, gk_buf *html)
{
    (void)ctx, (void)call, (void)html;
    return true;
}

static const gk_shortcodes shortcodes = {find_shortcode, NULL, expand, NULL};

typedef struct fixture {
    gk_markdown *md;
    gk_arena arena;
    gk_diags diags;
    gk_markdown_result result;
    gk_pieces pieces;
} fixture;

static void open_fixture(fixture *f, const char *text)
{
    gk_markdown_options options = {.shortcodes = &shortcodes, .first_line = 3};
    *f = (fixture){.md = gk_markdown_new()};
    gk_view whole = GK_JOIN(&f->arena, GK_V("--\n--\n"), gk_view_of(text));
    gk_markdown_render(f->md, GK_V("a.md"), whole, 6, &options, &f->arena, &f->result, &f->diags);
    gk_pieces_begin(&f->pieces, GK_V("a.md"), whole);
    gk_markdown_pieces(f->md, &f->pieces);
}

static void close_fixture(fixture *f)
{
    gk_pieces_free(&f->pieces);
    gk_buf_free(&f->result.html);
    gk_diags_free(&f->diags);
    gk_arena_free(&f->arena);
    gk_markdown_free(f->md);
}

/* All pieces as "kind:text|". */
static void check_pieces(const char *text, const char *expected)
{
    fixture f;
    gk_buf shown = GK_BUF_INIT;
    open_fixture(&f, text);
    for (size_t i = 0; i < f.pieces.count; i++) {
        gk_buf_puts(&shown, gk_piece_kind_name(f.pieces.items[i].kind));
        gk_buf_putc(&shown, ':');
        gk_buf_put(&shown, gk_piece_text(&f.pieces, i));
        gk_buf_putc(&shown, '|');
    }
    GK_CHECK_STR(shown.p ? shown.p : "", expected);
    gk_buf_free(&shown);
    close_fixture(&f);
}

/* The first place where word stands in a piece; lines are those of the text. */
static void check_place(const char *text, const char *word, uint32_t line, uint32_t col,
                        uint32_t endcol)
{
    fixture f;
    open_fixture(&f, text);
    for (size_t i = 0; i < f.pieces.count; i++) {
        size_t at = gk_view_find(gk_piece_text(&f.pieces, i), gk_view_of(word), 0);
        if (at == SIZE_MAX) continue;
        gk_place place = gk_pieces_place(&f.pieces, i, at, at + strlen(word));
        char is[64], wanted[64];
        snprintf(is, sizeof is, "%u:%u-%u", place.line - 2, place.col, place.endcol);
        snprintf(wanted, sizeof wanted, "%u:%u-%u", line, col, endcol);
        GK_CHECK_STR(is, wanted);
        close_fixture(&f);
        return;
    }
    GK_CHECK_STR(word, "found");
    close_fixture(&f);
}

GK_TEST(pieces_of_blocks)
{
    check_pieces("# 标题 {#a}\n\n正**文**\n第二行\n", "heading:标题|text:正文第二行|");
    check_pieces("| 甲 | *乙* |\n|---|---|\n| a\\|b | |\n", "table:甲|table:乙|table:a|b|");
    check_pieces("```\na\nb\n```\n\n    c\n", "code:a\nb|code:c|");
    check_pieces("a ![图 *片*](b.png \"题\") [c](d.md) <https://e.example/>\n",
                 "text:a \n c https://e.example/|alt:图 片|alt:题|link:b.png|link:d.md|");
    check_pieces("<!-- a -->\n\n<b>c</b> <!-- d -->\n\na <i>b</i><!-- c -->\n",
                 "text:<b>c</b> |text:a <i>b</i>|");
    check_pieces("- a\n- [x] b\n\n> c[^1]d\n\n[^1]: e\n", "text:a|text:b|text:cd|text:e|");
    check_pieces("a\\\nb  \nc\n", "text:a\nb\nc|");
    check_pieces("a &amp; \\* `b  c`\n", "text:a & * b  c|");
    check_pieces("a{{< x t=\"文\" >}}b\n\n{{< raw >}}\nc\n{{< /raw >}}\n\n`{{< y z=1 >}}`\n",
                 "text:a\nb|text:{{< y z=1 >}}|value:文|code:\nc\n|");
    check_pieces("{{< box >}}\n甲\n{{< /box >}}\n", "text:甲|");
}

GK_TEST(pieces_of_columns)
{
    fixture f;
    open_fixture(
        &f, "| 甲 | | *丙* |\n|---|---|---|\n| 1 | 2 | |\n| | 3 | 4 |\n\n| 丁 |\n|---|\n| 5 |\n");
    static const char *const expected[] = {"甲", "", "丙", "",   "1",  "甲", "2", "",
                                           "3",  "", "4",  "丙", "丁", "",   "5", "丁"};
    GK_CHECK_INT(f.pieces.count, 8);
    for (size_t i = 0; i < 8 && i < f.pieces.count; i++) {
        GK_CHECK_VIEW(gk_piece_text(&f.pieces, i), expected[2 * i]);
        GK_CHECK_VIEW(gk_piece_field(&f.pieces, i), expected[2 * i + 1]);
    }
    close_fixture(&f);
}

GK_TEST(pieces_places_of_text)
{
    check_place("甲乙丙丁", "丙", 1, 3, 4);
    check_place("一\n\n  甲乙\n  丙丁", "丙丁", 4, 3, 5);
    check_place("甲**乙**丙", "乙丙", 1, 4, 8);
    check_place("甲*乙**丙***丁", "丙", 1, 6, 7);
    check_place("按步\n就班", "按步就班", 1, 1, 3);
    check_place("甲按\n步就班", "步", 2, 1, 2);
    check_place("甲 &amp;乙 &#x4e2d;丙", "中丙", 1, 10, 19);
    check_place("\\*甲\\_乙", "乙", 1, 6, 7);
    check_place("\\*甲\\_乙", "_乙", 1, 4, 7);
    check_place("a `` 甲`乙 `` 丙", "甲`乙", 1, 6, 9);
    check_place("a `` 甲`乙 `` 丙", "丙", 1, 13, 14);
    check_place("[甲](乙.md \"丙\") 甲丁", "甲丁", 1, 15, 17);
    check_place("[甲](a.md) [乙][x] [丙][] [丁] 戊\n\n[x]: 1.md\n[丙]: 2.md\n[丁]: 3.md\n", "丁 戊",
                1, 25, 29);
    check_place("![甲](a.md)乙", "乙", 1, 11, 12);
    check_place("<https://a.example/> 乙", "乙", 1, 22, 23);
    check_place("a[^1]乙\n\n[^1]: 丙\n", "a乙", 1, 1, 7);
    check_place("a[^1]乙\n\n[^1]: 丙\n", "丙", 3, 7, 8);
    check_place("a <b>乙</b> 丙", "丙", 1, 12, 13);
    check_place("~~甲~~乙", "乙", 1, 6, 7);
    check_place("甲  \n乙", "乙", 2, 1, 2);
    check_place("甲\\\n乙", "乙", 2, 1, 2);
    check_place("# 甲 乙 #\n", "乙", 1, 5, 6);
    check_place("甲\n乙\n===\n", "乙", 2, 1, 2);
    check_place("[a]: b.md\n甲乙\n", "乙", 2, 2, 3);
    check_place("[甲乙]: b.md\n甲乙**丙**\n", "乙丙", 2, 2, 6);
    check_place("[甲乙]: b.md\n[甲乙] 丙\n", "乙", 2, 3, 4);
}

GK_TEST(pieces_places_in_containers)
{
    check_place("> 甲\n> 乙**丙**\n丁", "丙", 2, 6, 7);
    check_place("> 甲\n> 乙**丙**\n丁", "丁", 3, 1, 2);
    check_place("> 甲\n> 乙\n丁", "乙", 2, 3, 4);
    check_place("- 甲\n  - 乙\n    丙\n", "丙", 3, 5, 6);
    check_place("- [ ] 甲\n- [x] 乙*丙*\n", "丙", 2, 9, 10);
    check_place("1. > 甲\n   > 乙\n", "乙", 2, 6, 7);
    check_place("| 甲 | 甲乙 |\n|---|---|\n| 丙 | 乙\\|丁 |\n", "甲乙", 1, 7, 9);
    check_place("| 甲 | 甲乙 |\n|---|---|\n| 丙 | 乙\\|丁 |\n", "|丁", 3, 8, 11);
    check_place("段\n| 甲 | 甲乙 |\n|---|---|\n| 丙 | `a\\|b` |\n", "甲乙", 2, 7, 9);
    check_place("段\n| 甲 | 甲乙 |\n|---|---|\n| 丙 | `a\\|b` |\n", "b", 4, 11, 12);
    check_place("段\n| 甲 | 甲乙 |\n|---|---|\n", "段", 1, 1, 2);
    check_place("- | 甲 | 乙 |\n  |---|---|\n  | 丙 | 丁 |\n", "乙", 1, 9, 10);
    check_place("- | 甲 | 乙 |\n  |---|---|\n  | 丙 | 丁 |\n", "丁", 3, 9, 10);
    check_place("甲 | 乙\n---|---\n丙 | 丁\n", "丁", 3, 5, 6);
    check_place("> ```\n> 甲\n> 乙丙\n> ```\n", "丙", 3, 4, 5);
    check_place("- a\n\n      甲乙\n", "乙", 3, 8, 9);
    check_place("<div>\n甲 乙\n</div>\n", "乙", 2, 3, 4);
}

GK_TEST(pieces_places_of_links)
{
    check_place("甲 ![乙*丙*](丁.png \"戊\")", "丙", 1, 7, 8);
    check_place("甲 ![乙*丙*](丁.png \"戊\")", "丁", 1, 11, 12);
    check_place("甲 ![乙*丙*](丁.png \"戊\")", "戊", 1, 18, 19);
    check_place("[甲](a\\(b.md)", "b.md", 1, 8, 12);
    check_place("[甲](<a b.md>)", "b.md", 1, 8, 12);
    check_place("[![甲](乙.png)](丙.md)", "丙", 1, 15, 16);
    check_place("[![甲](乙.png)](丙.md)", "乙", 1, 7, 8);
    check_place("甲{{< x >}}**乙**丙", "丙", 1, 16, 17);
    check_place("甲{{< x a=\"b\" >}}", "b", 1, 11, 12);
    check_place("甲{{< x a=\"\\\"b\" >}}", "b", 1, 13, 14);
    check_place("{{< raw >}}\n甲\n乙\n{{< /raw >}}", "乙", 3, 1, 2);
}
