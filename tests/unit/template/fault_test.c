/* Faults: their messages, and that every rendering ends. */
#include "fixture.h"

#include <stdlib.h>

GK_TEST(template_names_are_strict)
{
    FAULTS("{{ titel }}", "TEMPLATE-UNDEFINED 1:4");
    FAULTS_WITH("{\"title\": 1}", "{{ titel }}", "TEMPLATE-UNDEFINED-NEAR 1:4");
    FAULTS_WITH("{\"site\": {\"title\": 1}}", "{{ site.titel }}", "TEMPLATE-NO-KEY-NEAR 1:9");
    FAULTS_WITH("{\"site\": {\"title\": 1}}", "{{ site[\"titel\"] }}", "TEMPLATE-NO-KEY-NEAR 1:9");
    FAULTS_WITH("{\"site\": {\"title\": 1}}", "{{ site.title.x }}", "TEMPLATE-NOT-MAP 1:15");
    FAULTS_WITH("{\"site\": none}", "{{ site.title }}", "TEMPLATE-NULL-MEMBER 1:9");
    FAULTS("{{ [1][1] }}", "TEMPLATE-INDEX 1:8");
    FAULTS("{{ [1][true] }}", "TEMPLATE-NOT-INDEXED 1:4");
    FAULTS("{{ {1: 2} }}", "TEMPLATE-MAP-KEY 1:5");
    FAULTS_WITH("{\"d\": day(\"2026-01-02\")}", "{{ d.years }}", "TEMPLATE-NO-KEY-NEAR 1:6");
    RENDERS_WITH(
        "{\"a\": {\"b\": none}}",
        "{{ x|default(1) }}{{ a.z|default(2) }}{{ a.z.y|default(3) }}{{ "
        "a.b|default(4) }}{{ a.b }}{{ \"\"|default(5) }}{{ \"\"|default(6, true) }}{{ x|default }}",
        "12346");
}

static void check_fault(const char *data, const char *text, const char *expected)
{
    fixture *f = fixture_new(data);
    fixture_file(f, "t.html", gk_view_of(text));
    fixture_render(f, "t.html");
    GK_CHECK_STR(fixture_fault(f), expected);
    fixture_free(f);
}

GK_TEST(template_messages)
{
    check_fault(
        "{\"page\": {\"title\": 1}}", "<h1>{{ page.titel }}</h1>",
        "t.html:1:13: error: map 里没有“titel”，是不是想写“title”？（生成 a.md 时） [TEMPLATE-NO-KEY-NEAR]");
    check_fault(
        "", "中文{% macro card(d) %}{{ d.title }}{% endmacro %}\n{{ card(none) }}",
        "t.html:1:27: error: “d”是空的（null），取不到“title”（生成 a.md ← t.html:2 时） [TEMPLATE-NULL-MEMBER]");
    check_fault("", "{{ “a” }}",
                "t.html:1:4: error: 这里是中文标点““”，要写英文的 \" [TEMPLATE-FULLWIDTH]");
    check_fault(
        "", "{% fi x %}",
        "t.html:1:4: error: 没有“fi”这个标签，是不是想写“if”？ [TEMPLATE-UNKNOWN-TAG-NEAR]");
}

GK_TEST(template_syntax_faults)
{
    FAULTS("{{ }}", "TEMPLATE-VALUE-EXPECTED 1:4");
    FAULTS("{{ 1 2 }}", "TEMPLATE-EXPECTED 1:6");
    FAULTS("{{ 1", "TEMPLATE-UNCLOSED-BRACE 1:1");
    FAULTS("{% if 1", "TEMPLATE-UNCLOSED-BRACE 1:1");
    FAULTS("{{ \"a }}", "TEMPLATE-UNCLOSED-STRING 1:4");
    FAULTS("{{ a. }}", "TEMPLATE-EXPECTED 1:7");
    FAULTS("{{ a| }}", "TEMPLATE-EXPECTED 1:7");
    FAULTS("{{ a|b(1 }}", "TEMPLATE-EXPECTED 1:10");
    FAULTS("{{ (1 }}", "TEMPLATE-EXPECTED 1:7");
    FAULTS("{{ [1 }}", "TEMPLATE-EXPECTED 1:7");
    FAULTS("{{ 标题 }}", "TEMPLATE-CHARACTER 1:4");
    FAULTS("{{ a ! b }}", "TEMPLATE-CHARACTER 1:6");
    FAULTS("{{ 1 < 2 < 3 }}", "TEMPLATE-EXPECTED 1:10");
    FAULTS("{% if 1 %}", "TEMPLATE-UNCLOSED 1:1");
    FAULTS("{% if 1 %}{% else %}", "TEMPLATE-UNCLOSED 1:1");
    FAULTS("{% for a in [1] %}", "TEMPLATE-UNCLOSED 1:1");
    FAULTS("{% macro a() %}", "TEMPLATE-UNCLOSED 1:1");
    FAULTS("{% endif %}", "TEMPLATE-STRAY-END 1:4");
    FAULTS("{% if 1 %}{% endfor %}{% endif %}", "TEMPLATE-MISMATCH 1:14");
    FAULTS("{% if 1 %}{% else %}{% elif 2 %}{% endif %}", "TEMPLATE-MISMATCH 1:24");
    FAULTS("{% %}", "TEMPLATE-EXPECTED 1:4");
    FAULTS("{% set a.b = 1 %}", "TEMPLATE-EXPECTED 1:9");
    FAULTS("{% set a = %}", "TEMPLATE-VALUE-EXPECTED 1:12");
    FAULTS("{% for in x %}{% endfor %}", "TEMPLATE-RESERVED 1:8");
    FAULTS("{% block a %}{% endblock b %}", "TEMPLATE-EXPECTED 1:26");
    FAULTS("{% block a %}{% endblock %}{% block a %}{% endblock %}", "TEMPLATE-BLOCK-TWICE 1:28");
    FAULTS("{% macro m() %}{% block a %}{% endblock %}{% endmacro %}", "TEMPLATE-BLOCK-PLACE 1:16");
    FAULTS("{{ super() }}", "TEMPLATE-SUPER-PLACE 1:4");
    FAULTS("{% extends x %}", "TEMPLATE-EXPECTED 1:12");
    FAULTS("{% import \"a.html\" %}", "TEMPLATE-EXPECTED 1:20");
    FAULTS("{{ 1|nmuber }}{{ 2|date(1, 2) }}{% foo %}",
           "TEMPLATE-UNKNOWN-FILTER-NEAR 1:6 "
           "TEMPLATE-FILTER-USAGE 1:18 TEMPLATE-UNKNOWN-TAG-NEAR 1:36");
    FAULTS("{{ \"a\"|truncate }}", "TEMPLATE-FILTER-USAGE 1:4");
    FAULTS("{{ \"a\"|truncate(wide=1) }}", "TEMPLATE-FILTER-USAGE 1:17");
    FAULTS("{% include 1 %}", "TEMPLATE-FILE-NAME 1:12");
    FAULTS("{% include \"../x.html\" %}", "TEMPLATE-MISSING 1:12");
    FAULTS("{% include \"t.html\" with 1 %}", "TEMPLATE-WITH 1:26");
    FAULTS("a\n{% if 1 %}\n中文{{ b }}\n{% endif %}", "TEMPLATE-UNDEFINED 3:6");
}

static const char *render_text(fixture *f, gk_view text)
{
    fixture_file(f, "t.html", text);
    return fixture_render(f, "t.html");
}

GK_TEST(template_unreadable_files)
{
    fixture *f = fixture_new("");
    GK_CHECK_STR(render_text(f, GK_V("ab\nc\xFFz")), "TEMPLATE-ENCODING 2:2");
    fixture_free(f);
    f = fixture_new("");
    GK_CHECK_STR(render_text(f, gk_view_n("a\0b", 3)), "TEMPLATE-NUL 1:2");
    fixture_free(f);
    f = fixture_new("");
    char *large = calloc(1, 3000000);
    memset(large, 'a', 3000000);
    GK_CHECK_STR(render_text(f, gk_view_n(large, 3000000)), "TEMPLATE-SIZE 1:1");
    fixture_free(f);
    free(large);
    f = fixture_new("");
    GK_CHECK_STR(fixture_render(f, "none.html"), "TEMPLATE-MISSING 0:0");
    fixture_free(f);
}

GK_TEST(template_every_page_ends)
{
    FAULTS("{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
           "TEMPLATE-DEPTH 1:57");
    FAULTS(
        "{% set r = range(10000) %}{% for a in r %}{% for b in r %}{% for c in r %}{% endfor %}{% endfor "
        "%}{% endfor %}",
        "TEMPLATE-STEPS 1:59");
    FAULTS(
        "{% set r = range(10000) %}{% for a in r %}{% for b in r %}0123456789{% endfor %}{% endfor %}",
        "TEMPLATE-OUTPUT 1:59");
    FAULTS(
        "{% set x = \"0123456789\" %}{% for a in range(100) %}{% set x = \"a\" %}{% endfor %}"
        "{% macro d(x, n) %}{% if n %}{{ d(x ~ x, n - 1) }}{% else %}{{ x|length }}{% endif %}{% endmacro "
        "%}{{ d(x, 28) }}",
        "TEMPLATE-MEMORY 1:115");
    FAULTS(
        "{% macro d(x, n) %}{% if n %}{{ d(x + x, n - 1) }}{% else %}{{ x|length }}{% endif %}{% endmacro "
        "%}{{ d([1], 28) }}",
        "TEMPLATE-MEMORY 1:35");
    FAULTS(
        "{% macro d(x, n) %}{% if n %}{{ d([x, x], n - 1) }}{% else %}{{ x == x ~ x }}{{ [x, [1]] == [x, "
        "[1]] }}{% endif %}{% endmacro %}{{ d([1], 28) }}",
        "TEMPLATE-PRINT 1:70");
    FAULTS(
        "{% macro d(x, y, n) %}{% if n %}{{ d([x, x], [y, y], n - 1) }}{% else %}{{ x == y }}{% endif %}"
        "{% endmacro %}{{ d([1], [1], 28) }}",
        "TEMPLATE-STEPS 1:76");
    FAULTS(
        "{% macro d(x, n) %}{% if n %}{{ d([x, x], n - 1) }}{% else %}{{ x|json }}{% endif %}{% endmacro "
        "%}{{ d([1], 28) }}",
        "TEMPLATE-STEPS 1:65");
}

/* `head`, `times` times `middle`, `tail`. */
static const char *repeated(fixture *f, const char *head, const char *middle, size_t times,
                            const char *tail)
{
    gk_buf text = GK_BUF_INIT;
    gk_buf_puts(&text, head);
    for (size_t i = 0; i < times; i++) gk_buf_puts(&text, middle);
    gk_buf_puts(&text, tail);
    gk_view kept = gk_arena_view(&f->arena, gk_buf_view(&text));
    gk_buf_free(&text);
    return render_text(f, kept);
}

static void check_repeated(const char *head, const char *middle, size_t times, const char *tail,
                           const char *expected)
{
    fixture *f = fixture_new("");
    const char *got = repeated(f, head, middle, times, tail);
    GK_CHECK(strncmp(got, expected, strlen(expected)) == 0);
    if (strncmp(got, expected, strlen(expected)) != 0) GK_CHECK_STR(got, expected);
    fixture_free(f);
}

GK_TEST(template_deep_nesting)
{
    check_repeated("", "{% if 1 %}", 100000, "", "TEMPLATE-NESTING 1:64");
    check_repeated("{{ ", "(", 300000, "", "TEMPLATE-EXPRESSION-DEEP");
    check_repeated("{{ ", "[", 300000, "", "TEMPLATE-EXPRESSION-DEEP");
    check_repeated("{{ ", "{\"a\":", 300000, "", "TEMPLATE-EXPRESSION-DEEP");
    check_repeated("{{ ", "not ", 300000, "1 }}", "TEMPLATE-EXPRESSION-DEEP");
    check_repeated("{{ ", "-", 300000, "1 }}", "TEMPLATE-EXPRESSION-DEEP");
    check_repeated("{{ 1", "+1", 300000, " }}", "TEMPLATE-EXPRESSION-DEEP");
    check_repeated("{{ a", ".a", 300000, " }}", "TEMPLATE-EXPRESSION-DEEP");
    check_repeated("{{ \"a\"", "|upper", 100000, " }}", "TEMPLATE-EXPRESSION-DEEP");
    check_repeated("{{ 1", " or 1", 100000, " }}", "TEMPLATE-EXPRESSION-DEEP");
    check_repeated("{{ 1", " if 1 else 1", 100000, " }}", "TEMPLATE-EXPRESSION-DEEP");
    check_repeated("{{ f(", "f(", 100000, " }}", "TEMPLATE-EXPRESSION-DEEP");
    check_repeated("{{ 0", "~1", 500000, "", "TEMPLATE-UNCLOSED-BRACE");
    check_repeated("{% set x = 1 %}", "{% set x = [x] %}", 60000, "{{ x == x }}",
                   "TEMPLATE-VALUE-DEEP");
    check_repeated("", "{{ a", 200000, "", "TEMPLATE-EXPECTED");
    check_repeated("", "{% a", 200000, "", "TEMPLATE-UNKNOWN-TAG");
    check_repeated("", "{# ", 300000, "", "TEMPLATE-UNCLOSED-BRACE");
    check_repeated("", "{% raw %}", 100000, "", "TEMPLATE-UNCLOSED");
    check_repeated("<a ", "b=\"c\" ", 200000, ">", "<a b=");
    check_repeated("", "<!--", 200000, "-->", "<!--");
    check_repeated("{% if 0 %}", "{% elif 0 %}", 50000, "{% endif %}", "");
    check_repeated("", "{% block a %}{% endblock %}", 20000, "", "TEMPLATE-BLOCK-TWICE");
}

GK_TEST(template_check_follows_what_is_named)
{
    fixture *f = fixture_new("");
    fixture_file(f, "main.html",
                 GK_V("{% extends \"base.html\" %}{% block a %}{% include \"gone.html\" %}{% "
                      "include \"gone2.html\" ignore missing %}{% endblock %}"));
    fixture_file(f, "base.html", GK_V("{% import \"bad.html\" as m %}{% block a %}{% endblock %}"));
    fixture_file(f, "bad.html", GK_V("{% if %}{% endif %}{{ 1|nofilter }}"));
    fixture_file(f, "good.html", GK_V("{% import \"good.html\" as me %}"));
    fixture_render(f, "good.html");
    GK_CHECK(gk_templates_check(f->set, GK_V("good.html"), &f->diags));
    GK_CHECK(!gk_templates_check(f->set, GK_V("main.html"), &f->diags));
    GK_CHECK_INT(f->diags.count, 3);
    fixture_free(f);
}

GK_TEST(template_faults_of_many_pages_become_one)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_place place = {GK_V("t.html"), {NULL, 0}, 3, 1, 2},
             other = {GK_V("t.html"), {NULL, 0}, 4, 1, 2};
    const char *pages[] = {"c.md", "a.md", "b.md"};
    for (int i = 0; i < 3; i++)
        gk_diag_add(&diags, GK_MSG_template_undefined, place, GK_V("x"), GK_V(""), GK_V(""),
                    GK_V(""), gk_view_of(pages[i]));
    gk_diag_add(&diags, GK_MSG_template_undefined, place, GK_V("y"), GK_V(""), GK_V(""), GK_V(""),
                GK_V("a.md"));
    gk_diag_add(&diags, GK_MSG_template_undefined, other, GK_V("x"), GK_V(""), GK_V(""), GK_V(""),
                GK_V("a.md"));
    gk_diags_sort(&diags);
    gk_template_gather(&diags);
    GK_CHECK_INT(diags.count, 3);
    GK_CHECK_INT(diags.errors, 3);
    GK_CHECK_VIEW(diags.items[0].args[4], "a.md +2");
    GK_CHECK_VIEW(diags.items[1].args[4], "a.md");
    gk_diags_free(&diags);
}
