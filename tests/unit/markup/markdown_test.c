#include "markup/markdown.h"

#include <stdio.h>

#include "harness.h"

/* One document rendered; everything lives until closed. */
typedef struct sample {
    gk_markdown *md;
    gk_arena arena;
    gk_diags diags;
    gk_markdown_result result;
    bool ok;
} sample;

static sample render_with(const char *text, gk_markdown_options options)
{
    sample s = {.md = gk_markdown_new(), .arena = GK_ARENA_INIT, .diags = GK_DIAGS_INIT};
    s.ok = gk_markdown_render(s.md, GK_V("a.md"), gk_view_of(text), 0, &options, &s.arena,
                              &s.result, &s.diags);
    return s;
}

static sample render(const char *text)
{
    return render_with(text, (gk_markdown_options){.lang = GK_V("zh-CN")});
}

static void close_sample(sample *s)
{
    gk_buf_free(&s->result.html);
    gk_arena_free(&s->arena);
    gk_diags_free(&s->diags);
    gk_markdown_free(s->md);
}

static void check_html(const char *text, const char *html)
{
    sample s = render(text);
    GK_CHECK(s.ok);
    GK_CHECK_VIEW(gk_buf_view(&s.result.html), html);
    GK_CHECK_INT(s.diags.count, 0);
    close_sample(&s);
}

static void check_fault(const char *text, gk_message id, unsigned line, unsigned col,
                        const char *html)
{
    sample s = render(text);
    GK_CHECK_INT(s.diags.count, 1);
    if (s.diags.count) {
        GK_CHECK_STR(gk_message_get(s.diags.items[0].id)->name, gk_message_get(id)->name);
        GK_CHECK_INT(s.diags.items[0].line, line);
        GK_CHECK_INT(s.diags.items[0].col, col);
    }
    GK_CHECK_VIEW(gk_buf_view(&s.result.html), html);
    close_sample(&s);
}

GK_TEST(markdown_blocks)
{
    check_html("一段\n\n---\n\n> 引用\n",
               "<p>一段</p>\n<hr>\n<blockquote>\n<p>引用</p>\n</blockquote>\n");
    check_html("```c\na<b\n```\n", "<pre><code class=\"language-c\">a&lt;b\n</code></pre>\n");
    check_html("3. 甲\n4. 乙\n", "<ol start=\"3\">\n<li>甲</li>\n<li>乙</li>\n</ol>\n");
    check_html("a  \nb\\\nc\n", "<p>a<br>\nb<br>\nc</p>\n");
    check_html("", "");
    check_html("{{ page.title }} {% x %}\n", "<p>{{ page.title }} {% x %}</p>\n");
}

GK_TEST(markdown_soft_breaks)
{
    check_html("中文\n中文\n", "<p>中文中文</p>\n");
    check_html("中文，\n**中文**\n“引”\n", "<p>中文，<strong>中文</strong>“引”</p>\n");
    check_html("中文\nabc\n中文\n", "<p>中文\nabc\n中文</p>\n");
    check_html("한국\n어\n", "<p>한국\n어</p>\n");
}

GK_TEST(markdown_table)
{
    check_html(
        "|a|b|\n|:-:|-:|\n|1|~~2~~|\n",
        "<section class=\"table\" tabindex=\"0\" aria-label=\"表格 1\">\n<table>\n<thead>\n<tr>\n"
        "<th scope=\"col\" class=\"ta-center\">a</th>\n<th scope=\"col\" class=\"ta-right\">b</th>\n</tr>\n"
        "</thead>\n<tbody>\n<tr>\n<td class=\"ta-center\">1</td>\n<td class=\"ta-right\"><del>2</del></td>\n"
        "</tr>\n</tbody>\n</table>\n</section>\n");
}

GK_TEST(markdown_tasks)
{
    check_html(
        "- [x] 甲\n- [ ] 见 [x]\n",
        "<ul class=\"tasks\">\n"
        "<li class=\"task\"><input type=\"checkbox\" checked disabled aria-label=\"已完成\"> 甲</li>\n"
        "<li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"未完成\"> 见 [x]</li>\n</ul>\n");
}

GK_TEST(markdown_single_tilde_is_text)
{
    check_html("8:00~9:30，14:00~16:00\n", "<p>8:00~9:30，14:00~16:00</p>\n");
}

GK_TEST(markdown_bare_links)
{
    check_html("详见https://a.cn/b。谢谢\n",
               "<p>详见<a href=\"https://a.cn/b\">https://a.cn/b</a>。谢谢</p>\n");
    check_html("（www.a.cn）\n", "<p>（<a href=\"http://www.a.cn\">www.a.cn</a>）</p>\n");
    check_html("邮箱a@b.cn，\n", "<p>邮箱<a href=\"mailto:a@b.cn\">a@b.cn</a>，</p>\n");
    check_html(":a@b.c http:// www. ftp://a.cn\n",
               "<p>:<a href=\"mailto:a@b.c\">a@b.c</a> http:// www. ftp://a.cn</p>\n");
    check_html("`https://a.cn`\n", "<p><code>https://a.cn</code></p>\n");
}

GK_TEST(markdown_links)
{
    sample s = render(
        "第一行\n[甲](../a/%E4%B9%99.md?x=1#%E9%94%9A \"题\")和![图](p.jpg)\n[丙](https://a.cn/?a&b)\n");
    GK_CHECK_VIEW(
        gk_buf_view(&s.result.html),
        "<p>第一行<a href=\"\" title=\"题\">甲</a>和<img src=\"\" alt=\"图\" loading=\"lazy\" "
        "decoding=\"async\"><a href=\"https://a.cn/?a&amp;b\">丙</a></p>\n");
    GK_CHECK_INT(s.result.link_count, 3);
    GK_CHECK_INT(s.result.slot_count, 3);
    const gk_markdown_link *link = s.result.links;
    GK_CHECK_VIEW(link[0].path, "../a/乙.md");
    GK_CHECK_VIEW(link[0].query, "x=1");
    GK_CHECK_VIEW(link[0].fragment, "锚");
    GK_CHECK_INT(link[0].line, 2);
    GK_CHECK_INT(link[0].col, 5);
    GK_CHECK_INT(link[1].kind, GK_LINK_IMAGE);
    GK_CHECK_INT(link[1].line, 2);
    GK_CHECK(!link[1].external);
    GK_CHECK(link[2].external);
    GK_CHECK_VIEW(link[2].path, "https://a.cn/?a&b");
    GK_CHECK_INT(link[2].line, 3);
    GK_CHECK_INT(s.result.slots[1].kind, GK_SLOT_URL);
    GK_CHECK_INT(s.result.slots[2].kind, GK_SLOT_SIZE);
    GK_CHECK_INT(s.result.slots[2].link, 1);
    const char *html = s.result.html.p;
    GK_CHECK(strncmp(html + s.result.slots[0].offset, "\" title", 7) == 0);
    GK_CHECK(strncmp(html + s.result.slots[1].offset, "\" alt", 5) == 0);
    GK_CHECK(strncmp(html + s.result.slots[2].offset, " loading", 8) == 0);
    close_sample(&s);
}

GK_TEST(markdown_refused_links)
{
    check_fault("看[这里](javascript:alert(1))\n", GK_MSG_link_scheme, 1, 7, "<p>看这里</p>\n");
    check_fault("a\n\n[b](JAR:x)\n", GK_MSG_link_scheme, 3, 5, "<p>a</p>\n<p>b</p>\n");
    check_fault("[b](feed:javascript:x)\n", GK_MSG_link_scheme, 1, 5, "<p>b</p>\n");
    check_fault("[b](//evil.cn)\n", GK_MSG_link_host, 1, 5, "<p>b</p>\n");
    check_fault("[b](C:\\a.txt)\n", GK_MSG_link_local, 1, 5, "<p>b</p>\n");
    check_fault("[b](a\\b.md)\n", GK_MSG_link_backslash, 1, 5, "<p>b</p>\n");
    check_fault("[b](www.a.cn)\n", GK_MSG_link_www, 1, 5, "<p>b</p>\n");
    check_fault("[b](https：//a.cn)\n", GK_MSG_link_fullwidth, 1, 5, "<p>b</p>\n");
    check_fault("[b]()\n", GK_MSG_link_empty, 1, 2, "<p>b</p>\n");
    check_fault("![图](data:image/png;base64,AAAA)\n", GK_MSG_link_scheme, 1, 6, "<p>图</p>\n");
    check_fault("<javascript:x>\n", GK_MSG_link_scheme, 1, 2, "<p>javascript:x</p>\n");
}

GK_TEST(markdown_empty_heading)
{
    check_fault("甲\n\n##\n", GK_MSG_markdown_heading_empty, 3, 1,
                "<p>甲</p>\n<h2 id=\"section\"></h2>\n");
    sample s = render("##\n\n## 乙\n");
    GK_CHECK_INT(s.result.heading_count, 1);
    close_sample(&s);
}

GK_TEST(markdown_lost_links)
{
    check_fault("见[附件](附 件.pdf)。\n", GK_MSG_markdown_link_lost, 1, 6,
                "<p>见[附件](附 件.pdf)。</p>\n");
    check_fault("[通知]（../a.md）\n", GK_MSG_markdown_link_lost, 1, 5,
                "<p>[通知]（../a.md）</p>\n");
    check_html("[甲]（略）、[2020](3 号)、[乙](\n", "<p>[甲]（略）、[2020](3 号)、[乙](</p>\n");
}

GK_TEST(markdown_raw_html)
{
    check_html("a<!-- b -->c\n\n<!--\n\n注释\n-->\n", "<p>ac</p>\n");
    check_fault("a <b>c\n", GK_MSG_markdown_html, 1, 3, "<p>a &lt;b&gt;c</p>\n");
    check_fault("x\n\n<img src=x onerror=alert(1)>\n", GK_MSG_markdown_html, 3, 1,
                "<p>x</p>\n<p>&lt;img src=x onerror=alert(1)&gt;</p>\n");
    check_fault("<!-- a\n", GK_MSG_markdown_html, 1, 1, "<p>&lt;!-- a</p>\n");
}

GK_TEST(markdown_headings)
{
    sample s = render(
        "# 第一章 Hello, World！\n\n## 重复\n\n## 重复\n\n## ？！\n\n## 名 `代码` {#own.id}\n\n## É é\n");
    const char *ids[] = {"第一章-hello-world", "重复", "重复-2", "section", "own.id", "é-é"};
    GK_CHECK_INT(s.result.heading_count, 6);
    for (size_t i = 0; i < s.result.heading_count && i < 6; i++) {
        GK_CHECK_VIEW(s.result.headings[i].id, ids[i]);
        GK_CHECK_VIEW(s.result.anchors[i], ids[i]);
        GK_CHECK_INT(s.result.headings[i].line, i * 2 + 1);
    }
    const gk_markdown_heading *h = &s.result.headings[4];
    GK_CHECK_VIEW(h->text, "名 代码");
    GK_CHECK_INT(s.diags.count, 0);
    close_sample(&s);
    check_fault("# 甲 {#a}\n\n# 乙 {#a}\n", GK_MSG_markdown_anchor_twice, 3, 7,
                "<h1 id=\"a\">甲</h1>\n<h1 id=\"a-2\">乙</h1>\n");
}

GK_TEST(markdown_footnotes)
{
    sample s = render("甲[^a]乙[^a]\n\n[^a]: 注\n");
    GK_CHECK_VIEW(
        gk_buf_view(&s.result.html),
        "<p>甲<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1\" role=\"doc-noteref\" "
        "aria-label=\"脚注 1\">1</a></sup>乙<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1-2\" "
        "role=\"doc-noteref\" aria-label=\"脚注 1\">1</a></sup></p>\n"
        "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"脚注\">\n<ol>\n<li id=\"fn-1\">\n"
        "<p>注 <a href=\"#fnref-1\" class=\"footnote-backref\" role=\"doc-backlink\" "
        "aria-label=\"回到正文 1\">↩</a> <a href=\"#fnref-1-2\" class=\"footnote-backref\" "
        "role=\"doc-backlink\" aria-label=\"回到正文 1-2\">↩<sup class=\"footnote-ref\">2</sup></a></p>\n"
        "</li>\n</ol>\n</section>\n");
    GK_CHECK_INT(s.result.anchor_count, 1);
    close_sample(&s);
}

GK_TEST(markdown_figure)
{
    check_html("![图](p.jpg \"题<\")\n",
               "<figure><img src=\"\" alt=\"图\" loading=\"lazy\" decoding=\"async\">"
               "<figcaption>题&lt;</figcaption></figure>\n");
    check_fault("![](p.jpg)\n", GK_MSG_markdown_image_alt, 1, 5,
                "<figure><img src=\"\" alt=\"\" loading=\"lazy\" decoding=\"async\"></figure>\n");
}

/* Nobody's browser is sent to another host unasked. */
GK_TEST(markdown_pictures_of_other_hosts)
{
    check_fault("甲![图](https://a.cn/p.jpg)乙\n", GK_MSG_image_elsewhere, 1, 7, "<p>甲图乙</p>\n");
    check_fault("![图](https://a.cn/p.jpg \"题\")\n", GK_MSG_image_elsewhere, 1, 6, "<p>图</p>\n");
}

static void check_excerpt(const char *text, const char *excerpt)
{
    sample s = render(text);
    GK_CHECK_VIEW(s.result.excerpt, excerpt);
    close_sample(&s);
}

GK_TEST(markdown_excerpt)
{
    check_excerpt(
        "# 题\n\n第一句话要够长才能单独成为摘要，所以这里多写几个字再结束。\n\n第二段。\n",
        "第一句话要够长才能单独成为摘要，所以这里多写几个字再结束。");
    check_excerpt("各党支部：\n\n请按时交纳党费。\n\n谢谢。\n", "请按时交纳党费。谢谢。");
    check_excerpt("Short lead.\n\nAnd more.\n", "Short lead. And more.");
    check_excerpt("各党支部：\n", "各党支部：");
    check_excerpt("- 列表\n", "");
    char text[4000] = "", want[4000] = "";
    for (int i = 0; i < 20; i++) strcat(text, "这一句话恰好有十个字。");
    for (int i = 0; i < 10; i++) strcat(want, "这一句话恰好有十个字。");
    check_excerpt(text, want);
}

GK_TEST(markdown_words)
{
    sample s = render("# 标题\n\n中文 two words，it's 3.\n\n|甲|乙|\n|-|-|\n|`x`|丁|\n");
    GK_CHECK_INT(s.result.words, 2 + 2 + 5 + 4);
    close_sample(&s);
}

GK_TEST(markdown_first_line)
{
    const char *text = "---\ntitle: x\n---\n正文\n\n[b](jar:x)\n";
    sample s = {.md = gk_markdown_new(), .arena = GK_ARENA_INIT, .diags = GK_DIAGS_INIT};
    gk_markdown_options options = {.first_line = 4};
    gk_markdown_render(s.md, GK_V("a.md"), gk_view_of(text), 17, &options, &s.arena, &s.result,
                       &s.diags);
    GK_CHECK_INT(s.diags.count, 1);
    GK_CHECK_INT(s.diags.items[0].line, 6);
    GK_CHECK_VIEW(s.diags.items[0].source, "[b](jar:x)");
    close_sample(&s);
}

GK_TEST(markdown_bare)
{
    gk_markdown_options options = {.bare = true};
    sample s = render_with("# a\n\n[b](c.md) [d](javascript:x) <i>\n\n|a|\n|-:|\n", options);
    GK_CHECK_VIEW(
        gk_buf_view(&s.result.html),
        "<h1>a</h1>\n<p><a href=\"c.md\">b</a> <a href=\"\">d</a> &lt;i&gt;</p>\n"
        "<table>\n<thead>\n<tr>\n<th align=\"right\">a</th>\n</tr>\n</thead>\n</table>\n");
    GK_CHECK_INT(s.diags.count, 0);
    GK_CHECK_INT(s.result.slot_count, 0);
    close_sample(&s);
}

GK_TEST(markdown_is_used_again)
{
    gk_markdown *md = gk_markdown_new();
    gk_arena arena = GK_ARENA_INIT;
    gk_diags diags = GK_DIAGS_INIT;
    gk_markdown_result result = {.html = GK_BUF_INIT};
    gk_markdown_options options = {0};
    for (int i = 0; i < 3; i++) {
        gk_arena_reset(&arena);
        gk_view text = i == 1 ? GK_V("# 乙[^1]\n\n[^1]: x\n") : GK_V("# 甲\n\n[x](y)\n");
        GK_CHECK(gk_markdown_render(md, GK_V("a"), text, 0, &options, &arena, &result, &diags));
        GK_CHECK_INT(result.heading_count, 1);
        GK_CHECK_VIEW(result.headings[0].id, i == 1 ? "乙" : "甲");
        GK_CHECK_INT(result.link_count, i == 1 ? 0 : 1);
    }
    gk_buf_free(&result.html);
    gk_arena_free(&arena);
    gk_diags_free(&diags);
    gk_markdown_free(md);
}
