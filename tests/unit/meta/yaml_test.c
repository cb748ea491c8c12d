#include "meta/yaml.h"

#include <stdio.h>
#include <time.h>

#include "harness.h"
#include "meta/faults.h"

static gk_arena arena;
static gk_diags diags;
static gk_buf out;

/* The tree in one line: scalars as |text|, lists as [ ], maps as {key:value}. */
static void show(const gk_node *node, gk_buf *to)
{
    if (node->kind == GK_NODE_SCALAR) {
        gk_buf_printf(to, "|%.*s|", (int)node->u.text.n, node->u.text.p);
        return;
    }
    gk_buf_putc(to, node->kind == GK_NODE_MAP ? '{' : '[');
    for (uint32_t i = 0; i < node->count; i++) {
        const gk_entry *entry = &node->u.entries[i];
        if (i) gk_buf_putc(to, ' ');
        if (node->kind == GK_NODE_MAP) gk_buf_printf(to, "%.*s:", (int)entry->key.n, entry->key.p);
        show(&entry->node, to);
    }
    gk_buf_putc(to, node->kind == GK_NODE_MAP ? '}' : ']');
}

static const gk_node *parse(gk_view text)
{
    gk_diags_clear(&diags);
    gk_arena_reset(&arena);
    return gk_yaml_parse(GK_V("a.yaml"), text, 0, text.n, GK_YAML_FILE_MAX, &arena, &diags);
}

static const char *tree(const char *text)
{
    gk_buf_truncate(&out, 0);
    const gk_node *node = parse(gk_view_of(text));
    if (!node) return faults(&diags, &out);
    show(node, &out);
    return out.p;
}

static const char *said(const char *text)
{
    parse(gk_view_of(text));
    return faults(&diags, &out);
}

/* The help of the first diagnostic, in Chinese. */
static const char *help(void)
{
    gk_buf_truncate(&out, 0);
    if (diags.count) gk_diag_help_text(&diags.items[0], GK_LANG_ZH, &out);
    return out.p;
}

static void end(void)
{
    gk_buf_free(&out);
    gk_arena_free(&arena);
    gk_diags_free(&diags);
}

GK_TEST(yaml_reads_trees)
{
    GK_CHECK_STR(tree("title: 通知\ntags: [党费, '办 事']\nmap: {a: 1, b: no}\n"),
                 "{title:|通知| tags:[|党费| |办 事|] map:{a:|1| b:|no|}}");
    GK_CHECK_STR(tree("- a\n- b:\n    - c\n-\n"), "[|a| {b:[|c|]} ||]");
    GK_CHECK_STR(tree(""), "||");
    GK_CHECK_STR(tree("# 只有注释\n\n"), "||");
    GK_CHECK_STR(tree("a: |\n  一\n  二\nb: >-\n  x\n  y\n"), "{a:|一\n二\n| b:|x y|}");
    GK_CHECK_STR(tree("a: []\nb: {}\nc:\n"), "{a:[] b:{} c:||}");
    GK_CHECK_STR(tree("---\na: 1\n"), "{a:|1|}");
    GK_CHECK_STR(tree("a: 1\r\nb: 2\r\n"), "{a:|1| b:|2|}");
    end();
}

GK_TEST(yaml_knows_positions)
{
    gk_view text = GK_V("标题: 通知\r\n列表: [甲, \"乙\", 丙]\n地图:\n  键: 值值\n  末: 尾 # 注\n");
    const gk_node *root = parse(text);
    GK_REQUIRE(root != NULL);
    const gk_node *list = gk_node_get(root, GK_V("列表"));
    GK_REQUIRE(list && list->count == 3);
    gk_span span = list->u.entries[1].node.span;
    GK_CHECK_VIEW(gk_view_n(text.p + span.from, span.to - span.from), "\"乙\"");
    span = list->span;
    GK_CHECK_VIEW(gk_view_n(text.p + span.from, span.to - span.from), "[甲, \"乙\", 丙]");
    const gk_entry *map = gk_node_entry(root, GK_V("地图"));
    span = map->key_span;
    GK_CHECK_VIEW(gk_view_n(text.p + span.from, span.to - span.from), "地图");
    span = map->node.span;
    GK_CHECK_VIEW(gk_view_n(text.p + span.from, span.to - span.from), "键: 值值\n  末: 尾");
    span = map->node.u.entries[0].node.span;
    gk_place place = gk_place_at(GK_V("f"), text, span.from, span.to);
    GK_CHECK_INT(place.line, 4);
    GK_CHECK_INT(place.col, 6);
    GK_CHECK_INT(place.endcol, 8);
    end();
}

GK_TEST(yaml_refuses_what_a_portal_does_not_need)
{
    GK_CHECK_STR(said("a: 1\nb: 2\na: 3\n"), "YAML-DUPLICATE 3:1:2");
    GK_CHECK_STR(said("a: &x 1\nb: *x\n"), "YAML-ANCHOR 1:4:8");
    GK_CHECK_STR(said("a: *x\n"), "YAML-ALIAS 1:4:6");
    GK_CHECK_STR(said("a: !x 1\n"), "YAML-TAG 1:4:8");
    GK_CHECK_STR(said("%YAML 1.1\n---\na: 1\n"), "YAML-DIRECTIVE 1:1:2");
    GK_CHECK_STR(said("a: 1\n---\nb: 1\n"), "YAML-DOCUMENTS 2:1:4");
    GK_CHECK_STR(said("? [a]\n: b\n"), "YAML-KEY 1:3:4");
    GK_CHECK_STR(said(": b\n"), "YAML-KEY 1:1:2");
    end();
}

GK_TEST(yaml_names_what_editors_type)
{
    GK_CHECK_STR(said("title：通知\ndate: 2026-01-01\n"), "YAML-WIDE-COLON 1:6:7");
    GK_CHECK_STR(help(), "改成英文冒号，后面空一格，写成 title: 通知");
    GK_CHECK_STR(said("title: 通知\ndate：2026-01-01\ntags：[a]\n"),
                 "YAML-WIDE-COLON 2:5:6; YAML-WIDE-COLON 3:5:6");
    GK_CHECK_STR(said("title:通知\ndate: 2026-01-01\n"), "YAML-COLON-SPACE 1:6:7");
    GK_CHECK_STR(help(), "冒号后面空一格，写成 title: 通知");
    GK_CHECK_STR(said("contact:\n\tphone: 1\n"), "YAML-TAB 2:1:2");
    GK_CHECK_STR(said("contact:\n  phone: 1\n\temail: 2\n"), "YAML-TAB 3:1:2");
    GK_CHECK_STR(said("contact:\n　phone: 1\n  email: x\n"), "YAML-WIDE-SPACE 2:1:2");
    GK_CHECK_STR(said("title: “通知: 会议”\n"), "YAML-CURLY 1:8:9");
    GK_CHECK_STR(said("tags:\n－ 党费\n－ 办事\na: 1\n"),
                 "YAML-WIDE-DASH 2:1:2; YAML-WIDE-DASH 3:1:2");
    GK_CHECK_STR(said("tags:\n-党费\na: 1\n"), "YAML-DASH-SPACE 2:1:2");
    GK_CHECK_STR(said("title: 通知: 会议\n"), "YAML-COLON-INSIDE 1:10:11");
    GK_CHECK_STR(help(), "请用英文双引号括起整个内容，写成 \"通知: 会议\"；或改用中文冒号“：”。");
    GK_CHECK_STR(said("title: @某人\n"), "YAML-START-CHAR 1:8:9");
    GK_CHECK_STR(said("title: `x`\n"), "YAML-START-CHAR 1:8:9");
    GK_CHECK_STR(said("title: 100\nx: %5\n"), "YAML-START-CHAR 2:4:5");
    GK_CHECK_STR(said("title: *重要*通知\n"), "YAML-START-CHAR 1:8:9");
    GK_CHECK_STR(said("title: [通知] 关于会议\ndate: 2026-01-01\n"), "YAML-AFTER-FLOW 1:13:17");
    GK_CHECK_STR(said("tags: [党费, 办事\ndate: 2026-01-01\n"), "YAML-FLOW-OPEN 1:7:8");
    GK_CHECK_STR(said("tags: {党费\ndate: 2026-01-01\n"), "YAML-FLOW-OPEN 1:7:8");
    GK_CHECK_STR(said("title: \"通知\"的说明\ndate: 2026-01-01\n"), "YAML-AFTER-QUOTE 1:12:15");
    GK_CHECK_STR(said("title: \"通知\ndate: 2026-01-01\n"), "YAML-QUOTE-OPEN 1:8:9");
    GK_CHECK_STR(said("title: '通知\ndate: 2026-01-01\n"), "YAML-QUOTE-OPEN 1:8:9");
    GK_CHECK_STR(said("file: \"D:\\文件\"\n"), "YAML-ESCAPE 1:10:11");
    GK_CHECK_STR(said("title: 通知\n date: 2026-01-01\n"), "YAML-INDENT 2:1:2");
    GK_CHECK_STR(said("contact:\n  phone: 1\n email: 2\n"), "YAML-INDENT 3:2:3");
    GK_CHECK_STR(said("title: 通知\n没有冒号的一行\ndate: 2026-01-01\n"), "YAML-NO-COLON 2:1:8");
    GK_CHECK_STR(said("标题\ntitle: x\n"), "YAML-NO-COLON 1:1:3");
    GK_CHECK_STR(said("title: a\x01z\n"), "YAML-CONTROL 1:9:10");
    GK_CHECK_STR(said("tags: [\"党费\"，\"办事\"]\n"), "YAML-WIDE-COMMA 1:12:13");
    GK_CHECK_STR(said("title: {{ 单位 }}\n"), "YAML-START-CHAR 1:8:10");
    GK_CHECK_STR(said("title: a\n- b\n"), "YAML-LIST-PLACE 2:1:2");
    GK_CHECK_STR(said("tags: - a\n"), "YAML-LIST-PLACE 1:7:8");
    GK_CHECK_STR(said("title: a\nurl: https://x.example/\nb：c\n"), "YAML-WIDE-COLON 3:2:3");
    GK_CHECK_STR(said("title:　通知\ndate: 2026-01-01\n"), "YAML-COLON-SPACE 1:6:7");
    GK_CHECK_STR(help(), "冒号后面空一格，写成 title: 通知");
    GK_CHECK_STR(said("title: 通知\u2028公告\ndate: 2026-01-01\n"), "YAML-CONTROL 1:10:11");
    GK_CHECK_STR(said("title: 通知\xC2\x85"
                      "公告\ndate: 2026-01-01\n"),
                 "YAML-CONTROL 1:10:11");
    GK_CHECK_STR(said("title: > 通知\n"), "YAML-START-CHAR 1:8:9");
    GK_CHECK_STR(help(), "请给整个内容加上英文双引号，写成 \"> 通知\"");
    GK_CHECK_STR(said("title: |0\n  x\n"), "YAML-START-CHAR 1:8:9");
    GK_CHECK_STR(said("title: ? 通知\n"), "YAML-START-CHAR 1:8:9");
    GK_CHECK_STR(said("tags: [a, , b]\n"), "YAML-FLOW-EMPTY 1:11:12");
    GK_CHECK_STR(said("  title: a\ndate: 2026-01-01\n"), "YAML-INDENT 2:1:2");
    GK_CHECK_STR(said("title: a\n...\ndate: 2026-01-01\n"), "YAML-DOCUMENTS 2:1:2");
    GK_CHECK_STR(said("a: \"\\ud800\"\n"), "YAML-ESCAPE 1:7:8");
    GK_CHECK_STR(said("a: !x!y b\n"), "YAML-START-CHAR 1:4:5");
    end();
}

GK_TEST(yaml_puts_carets_under_chinese)
{
    parse(GK_V("title: 关于《章程》的通知: 会议\n"));
    gk_buf_truncate(&out, 0);
    GK_REQUIRE(diags.count == 1);
    gk_diag_print_human(&diags.items[0], GK_LANG_ZH, false, &out);
    GK_CHECK(
        strstr(out.p,
               "\n    1 | title: 关于《章程》的通知: 会议\n      |                          ^\n") !=
        NULL);
    end();
}

/* Wide bounds: the clock of a busy machine is no judge. Measured: 50 ms at most, for 500 KB of one
 * key. */
static void bomb(gk_view text, bool passes)
{
    struct timespec a, b;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    const gk_node *node = parse(text);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    double ms = (double)(b.tv_sec - a.tv_sec) * 1e3 + (double)(b.tv_nsec - a.tv_nsec) / 1e6;
    bool as_expected =
        passes ? node && diags.count == 0 : !node && diags.count >= 1 && diags.count <= 30;
    GK_CHECK(as_expected && ms < 1000);
    if (!as_expected || ms > 1000)
        printf("    %.10s of %zu bytes: %zu faults, %.1f ms\n", text.p, text.n, diags.count, ms);
}

static void repeat(gk_buf *to, const char *piece, size_t bytes)
{
    gk_buf_truncate(to, 0);
    while (to->n < bytes) gk_buf_puts(to, piece);
}

GK_TEST(yaml_refuses_bombs_quickly)
{
    static const char *const refused[] = {
        "[",      "{a: ", "- ",        "? ",     "&a [",   "&a [*a, ", "%TAG !a! tag:x,2:\n",
        "a: b: ", "!!x ", "!<",        "\"",     "| ",     "[a, [",    "{",
        "%",      "*a ",  "a: &a b\n", "a: 1\n", "[a]: ",  "&",        "!",
        "`",      "\t",   "{a, ",      "\"\\",   "--- \n", "? a\n",    "- - a\n  b:\n"};
    static const char *const passed[] = {"x\n", "： ", "a：b\n", "a:b\n", "'", "- - a\n", "#"};
    gk_buf text = GK_BUF_INIT;
    for (size_t size = 50 * 1024; size <= 500 * 1024; size *= 10) {
        for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
            repeat(&text, refused[i], size);
            bomb(gk_buf_view(&text), false);
        }
        for (size_t i = 0; i < sizeof passed / sizeof *passed; i++) {
            repeat(&text, passed[i], size);
            bomb(gk_buf_view(&text), true);
        }
    }
    gk_buf_free(&text);
    GK_CHECK_STR(said("a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n"), "YAML-ANCHOR 1:4:8");
    end();
}

GK_TEST(yaml_caps_the_size)
{
    gk_buf text = GK_BUF_INIT;
    repeat(&text, "# x\n", GK_YAML_FRONT_MAX + 1);
    gk_diags_clear(&diags);
    GK_CHECK(!gk_yaml_parse(GK_V("a.md"), gk_buf_view(&text), 0, text.n, GK_YAML_FRONT_MAX, &arena,
                            &diags));
    GK_CHECK_STR(faults(&diags, &out), "YAML-SIZE 1:1:1");
    gk_buf_free(&text);
    end();
}
