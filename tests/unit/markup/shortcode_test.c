#include "markup/markdown.h"

#include "harness.h"

/* box and em take Markdown, em also in the text; raw takes text; leaf takes nothing, pic makes a
 * picture; many makes a lot. */
static bool find(void *ctx, gk_view name, gk_shortcode_form *form)
{
    static const struct {
        const char *name;
        gk_shortcode_form form;
    } known[] = {{"box", {.body = GK_SHORTCODE_MARKDOWN}},
                 {"em", {.body = GK_SHORTCODE_MARKDOWN, .in_text = true}},
                 {"raw", {.body = GK_SHORTCODE_RAW, .in_text = true}},
                 {"opt", {.body = GK_SHORTCODE_MARKDOWN, .body_optional = true}},
                 {"leaf", {.in_text = true}},
                 {"pic", {.in_text = false}},
                 {"bad", {.in_text = true}}};
    (void)ctx;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (!gk_view_is(name, known[i].name)) continue;
        *form = known[i].form;
        return true;
    }
    return false;
}

static gk_view nearest(void *ctx, gk_view word)
{
    static const gk_view names[] = {{"box", 3}, {"em", 2}, {"raw", 3}, {"leaf", 4}, {"pic", 3}};
    (void)ctx;
    return gk_view_nearest(word, names, 5);
}

static bool expand(void *ctx, const gk_shortcode_call *call, gk_buf *html)
{
    (void)ctx;
    if (gk_view_is(call->name, "bad")) {
        gk_buf_puts(html, "\x02U99\x03");
        return true;
    }
    if (gk_view_is(call->name, "pic")) {
        gk_buf_puts(html, "<img src=\"");
        gk_buf_put(html, gk_shortcode_link(call, call->args[0].value, true, true,
                                           call->args[0].from, call->args[0].to));
        gk_buf_puts(html, "\" alt=\"x\">");
        return true;
    }
    gk_buf_printf(html, "<%.*s%s #%u", (int)call->name.n, call->name.p, call->is_inline ? "" : "!",
                  call->index);
    for (size_t i = 0; i < call->arg_count; i++)
        gk_buf_printf(html, " %.*s=%.*s", (int)call->args[i].name.n, call->args[i].name.p,
                      (int)call->args[i].value.n, call->args[i].value.p);
    gk_buf_puts(html, ">");
    if (call->form.body == GK_SHORTCODE_NONE) return true;
    gk_buf_put(html, call->body);
    gk_buf_puts(html, "</>");
    return true;
}

static const gk_shortcodes shortcodes = {find, nearest, expand, NULL};

typedef struct fixture {
    gk_markdown *md;
    gk_arena arena;
    gk_diags diags;
    gk_markdown_result result;
    gk_buf shown;
} fixture;

static void render(fixture *f, const char *text)
{
    gk_markdown_options options = {.shortcodes = &shortcodes};
    *f = (fixture){.md = gk_markdown_new()};
    gk_markdown_render(f->md, GK_V("a.md"), gk_view_of(text), 0, &options, &f->arena, &f->result,
                       &f->diags);
    for (size_t i = 0; i < f->diags.count; i++)
        gk_diag_print_gcc(&f->diags.items[i], GK_LANG_EN, &f->shown);
}

static void drop(fixture *f)
{
    gk_buf_free(&f->shown);
    gk_buf_free(&f->result.html);
    gk_diags_free(&f->diags);
    gk_arena_free(&f->arena);
    gk_markdown_free(f->md);
}

static void check(const char *text, const char *html)
{
    fixture f;
    render(&f, text);
    GK_CHECK_STR(f.result.html.p ? f.result.html.p : "", html);
    GK_CHECK_STR(f.shown.p ? f.shown.p : "", "");
    drop(&f);
}

/* The first diagnostic. */
static void check_fault(const char *text, const char *expected)
{
    fixture f;
    render(&f, text);
    size_t end = gk_view_find_byte(gk_buf_view(&f.shown), '\n', 0);
    if (end != SIZE_MAX) gk_buf_truncate(&f.shown, end);
    GK_CHECK_STR(f.shown.p ? f.shown.p : "", expected);
    drop(&f);
}

GK_TEST(shortcode_blocks)
{
    check("a\n\n{{< leaf >}}\n\nb\n", "<p>a</p>\n<leaf! #1>\n<p>b</p>\n");
    check("a\n{{<leaf>}}\nb\n", "<p>a</p>\n<leaf! #1>\n<p>b</p>\n");
    check("{{< leaf a=\"1 2\" b=3 c d='x' >}}\n", "<leaf! #1 a=1 2 b=3 c=true d=x>\n");
    check("{{< leaf\n  a=\"1\"\n  b=2\n>}}\n", "<leaf! #1 a=1 b=2>\n");
    check("{{< box >}}\n*a*\n\nb\n{{< /box >}}\n", "<box! #1><p><em>a</em></p>\n<p>b</p>\n</>\n");
    check("{{< box >}}\n{{< box >}}\na\n{{< /box >}}\n{{< leaf >}}\n{{< /box >}}\n",
          "<box! #1><box! #2><p>a</p>\n</>\n<leaf! #3>\n</>\n");
    check("> {{< box >}}\n> a\n> {{< /box >}}\n",
          "<blockquote>\n<box! #1><p>a</p>\n</>\n</blockquote>\n");
    check("- {{< box >}}\n  a\n  {{< /box >}}\n- b\n",
          "<ul>\n<li>\n<box! #1>a\n</>\n</li>\n<li>b</li>\n</ul>\n");
    check("{{< box >}}*a* b{{< /box >}}\n", "<box! #1><em>a</em> b</>\n");
    check("1. a\n\n    {{< leaf >}}\n", "<ol>\n<li>\n<p>a</p>\n<leaf! #1>\n</li>\n</ol>\n");
    check(
        "| a |\n|---|\n| b |\n{{< leaf >}}\n",
        "<section class=\"table\" tabindex=\"0\" aria-label=\"表格 1\">\n<table>\n<thead>\n<tr>\n<th "
        "scope=\"col\">a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>\n"
        "</section>\n<leaf! #1>\n");
}

GK_TEST(shortcode_with_or_without_body)
{
    check("{{< opt >}}\n\na\n", "<opt! #1></>\n<p>a</p>\n");
    check("{{< opt >}}\na\n{{< /opt >}}\n\n{{< opt >}}\n",
          "<opt! #1><p>a</p>\n</>\n<opt! #2></>\n");
}

GK_TEST(shortcode_in_text)
{
    check("a {{< leaf >}} b {{< leaf x=1 >}}\n", "<p>a <leaf #1> b <leaf #2 x=1></p>\n");
    check("a{{< em >}}**b**{{< /em >}}c\n", "<p>a<em #1><strong>b</strong></>c</p>\n");
    check("**{{< leaf >}}**\n", "<p><strong><leaf #1></strong></p>\n");
    check("# a {{< leaf >}}\n", "<h1 id=\"a\">a <leaf #1></h1>\n");
    check(
        "| {{< leaf a=\"|\" >}} |\n|---|\n",
        "<section class=\"table\" tabindex=\"0\" aria-label=\"表格 1\">\n<table>\n<thead>\n<tr>\n<th "
        "scope=\"col\"><leaf #1 a=|></th>\n</tr>\n</thead>\n</table>\n</section>\n");
    check("[{{< leaf >}}](https://a.example/)\n",
          "<p><a href=\"https://a.example/\"><leaf #1></a></p>\n");
}

GK_TEST(shortcode_raw)
{
    check("{{< raw >}}\na,**b**\n\n{{< leaf >}} # c\n{{< /raw >}}\n",
          "<raw! #1>\na,**b**\n\n{{< leaf >}} # c\n</>\n");
    check("a {{< raw >}}*b*{{< /raw >}} c\n", "<p>a <raw #1>*b*</> c</p>\n");
    check("> {{< raw >}}\n> > x\n> {{< /raw >}}\n",
          "<blockquote>\n<raw! #1>\n> > x\n> </>\n</blockquote>\n");
    check("{{< raw >}}\n```\n{{< /raw >}}\n\n{{< leaf >}}\n", "<raw! #1>\n```\n</>\n<leaf! #2>\n");
}

GK_TEST(shortcode_as_text)
{
    check("`{{< none >}}` `` {{< raw >}} ``\n",
          "<p><code>{{&lt; none &gt;}}</code> <code>{{&lt; raw &gt;}}</code></p>\n");
    check("```\n{{< none >}}\n{{< raw >}}\n```\n\n{{< leaf >}}\n",
          "<pre><code>{{&lt; none &gt;}}\n{{&lt; raw &gt;}}\n</code></pre>\n<leaf! #1>\n");
    check("    {{< none >}}\n", "<pre><code>{{&lt; none &gt;}}\n</code></pre>\n");
    check("{{</* leaf a=\"b\" */>}} \\{{< leaf >}}\n",
          "<p>{{&lt; leaf a=&quot;b&quot; &gt;}} {{&lt; leaf &gt;}}</p>\n");
    check("{{ a }} {% b %} {{<= 1 >}} {{<\n", "<p>{{ a }} {% b %} {{&lt;= 1 &gt;}} {{&lt;</p>\n");
    check("`a\n{{< leaf >}}\nb`\n", "<p><code>a {{&lt; leaf &gt;}} b</code></p>\n");
}

GK_TEST(shortcode_faults)
{
    check_fault("文 {{< lef >}}\n",
                "a.md:1:7: error: there is no shortcode lef [SHORTCODE-UNKNOWN-NEAR]");
    check_fault("{{< nothing >}}\n",
                "a.md:1:5: error: there is no shortcode nothing [SHORTCODE-UNKNOWN]");
    check_fault("a\n\n{{< box >}}\nb\n",
                "a.md:3:5: error: the shortcode box is not closed [SHORTCODE-UNCLOSED]");
    check_fault("{{< raw >}}\nb\n",
                "a.md:1:5: error: the shortcode raw is not closed [SHORTCODE-UNCLOSED]");
    check_fault("a {{< box >}}b{{< /box >}}\n",
                "a.md:1:7: error: the shortcode box can't stand within a text [SHORTCODE-ALONE]");
    check_fault(
        "{{< /box >}}\n",
        "a.md:1:6: error: nothing is open here that {{< /box >}} could close [SHORTCODE-STRAY]");
    check_fault(
        "{{< /leaf >}}\n",
        "a.md:1:6: error: the shortcode leaf has no body and is not closed [SHORTCODE-NO-BODY]");
    check_fault(
        "{{< box >}}\n> {{< /box >}}\n",
        "a.md:2:8: error: nothing is open here that {{< /box >}} could close [SHORTCODE-STRAY]");
    check_fault("{{< leaf\n", "a.md:1:1: error: the shortcode leaf lacks its >}} [SHORTCODE-OPEN]");
    check_fault(
        "a {{< leaf\nb >}}\n",
        "a.md:1:3: error: the shortcode leaf goes over several lines, where other text stands [SHORTCODE-SPREAD]");
    check_fault("{{< leaf a=“b” >}}\n",
                "a.md:1:12: error: this is a full-width “ [SHORTCODE-FULL-WIDTH]");
    check_fault("{{< leaf a=\"b >}}\n",
                "a.md:1:12: error: the quotation mark is not closed [SHORTCODE-QUOTE]");
    check_fault("{{< leaf a=1 a=2 >}}\n",
                "a.md:1:14: error: the argument a is given twice [SHORTCODE-ARG-TWICE]");
    check_fault("{{< leaf \"x\" >}}\n",
                "a.md:1:10: error: \"\"x\"\" is no argument [SHORTCODE-ARG]");
    check_fault("{{< bad >}}\n",
                "a.md:1:5: error: the shortcode bad makes control characters [SHORTCODE-TOKEN]");
}

/* Texts that would take long if something were looked through again and again. */
GK_TEST(shortcode_caps)
{
    static const char *const parts[] = {"{{<a `",  "{{</* ",        "{{< raw >}}{{< none >}} ",
                                        "`{{<a\n", "{{< leaf >}} ", "{{< box >}}\n"};
    static const char *const faults[] = {"SHORTCODE-MANY", "",
                                         "SHORTCODE-MANY", "SHORTCODE-MANY",
                                         "SHORTCODE-MANY", "SHORTCODE-DEEP"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        gk_buf text = GK_BUF_INIT;
        while (text.n < 60000) gk_buf_puts(&text, text.n % 1000 < 20 ? "\n" : parts[i]);
        fixture f;
        render(&f, text.p);
        GK_CHECK(gk_view_find(gk_buf_view(&f.shown), gk_view_of(faults[i]), 0) != SIZE_MAX);
        drop(&f);
        gk_buf_free(&text);
    }
}

GK_TEST(shortcode_links)
{
    fixture f;
    render(
        &f,
        "[a](a.md)\n\n{{< box >}}\n[b](b.md) ![c](c.png)\n{{< /box >}}\n\n{{< pic src=\"d.png\" >}}\n");
    GK_CHECK_STR(f.shown.p ? f.shown.p : "", "");
    GK_CHECK_INT(f.result.link_count, 4);
    GK_CHECK_VIEW(f.result.links[3].path, "d.png");
    GK_CHECK_INT(f.result.links[3].line, 7);
    GK_CHECK_INT(f.result.links[3].col, 13);
    static const struct {
        gk_markdown_slot_kind kind;
        uint32_t link;
        const char *before;
    } slots[] = {{GK_SLOT_URL, 0, "href=\""}, {GK_SLOT_URL, 1, "href=\""},
                 {GK_SLOT_URL, 2, "src=\""},  {GK_SLOT_SIZE, 2, "alt=\"c\""},
                 {GK_SLOT_URL, 3, "src=\""},  {GK_SLOT_SIZE, 3, "src=\"\""}};
    GK_CHECK_INT(f.result.slot_count, 6);
    for (size_t i = 0; i < 6 && i < f.result.slot_count; i++) {
        GK_CHECK_INT(f.result.slots[i].kind, slots[i].kind);
        GK_CHECK_INT(f.result.slots[i].link, slots[i].link);
        gk_view before = gk_view_n(f.result.html.p, f.result.slots[i].offset);
        GK_CHECK(gk_view_ends(before, gk_view_of(slots[i].before)));
    }
    drop(&f);
}

GK_TEST(shortcode_beside_text)
{
    fixture f;
    render(&f, "{{< leaf >}}\n\n党务公开{{< leaf >}}工作\n\n## 标题{{< leaf >}}\n");
    GK_CHECK_VIEW(f.result.excerpt, "党务公开工作");
    GK_CHECK_VIEW(f.result.headings[0].text, "标题");
    GK_CHECK_VIEW(f.result.headings[0].id, "标题");
    GK_CHECK_INT(f.result.words, 8);
    drop(&f);
    GK_CHECK(gk_shortcode_is_token(GK_V("\x02U12\x03")));
    GK_CHECK(!gk_shortcode_is_token(GK_V("\x02U12\x03x")));
    GK_CHECK(!gk_shortcode_is_token(GK_V("")));
}

static void check_fragment(gk_markdown *md, const gk_shortcode_call *call, const char *text,
                           const char *html, size_t faults)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_diags diags = GK_DIAGS_INIT;
    gk_buf out = GK_BUF_INIT;
    gk_place place = {GK_V("a.md"), GK_V(""), 3, 4, 5};
    gk_markdown_fragment(md, gk_view_of(text), call, place, &arena, &out, &diags);
    GK_CHECK_STR(out.p ? out.p : "", html);
    GK_CHECK_INT(diags.count, faults);
    if (faults && diags.count) GK_CHECK_INT(diags.items[0].line, 3);
    gk_buf_free(&out);
    gk_diags_free(&diags);
    gk_arena_free(&arena);
}

GK_TEST(shortcode_fragments)
{
    gk_markdown *md = gk_markdown_new();
    check_fragment(md, NULL, "# a\n\n*b* [c](/d%20e?f#g)\n",
                   "<h1>a</h1>\n<p><em>b</em> <a href=\"/d%20e?f#g\">c</a></p>\n", 0);
    check_fragment(md, NULL, "[a](javascript:b)\n", "<p>a</p>\n", 1);
    check_fragment(md, NULL, "", "", 0);
    gk_markdown_free(md);
}
