/* The language: values, tags, scopes, white space, inheritance. */
#include "fixture.h"

GK_TEST(template_text_passes_through)
{
    RENDERS("", "");
    RENDERS("党务公开 { } {x} % }", "党务公开 { } {x} % }");
    RENDERS("\xEF\xBB\xBF"
            "a",
            "a");
}

GK_TEST(template_literals)
{
    RENDERS("{{ 1 }} {{ -2 }} {{ 1.5 }} {{ \"a\" }} {{ 'b' }} {{ true }} {{ none }}|",
            "1 -2 1.5 a b true |");
    RENDERS("{{ 'it\\'s' }} {{ \"a\\tb\" }}", "it&#39;s a\tb");
    RENDERS(
        "{{ [1, 2][1] }} {{ {\"a\": {\"b\": 3}}.a.b }} {{ {\"a\": 1}[\"a\"] }} {{ [1,2,][-1] }}",
        "2 3 1 "
        "2");
    RENDERS("{{ {\"a\": {\"b\": {\"c\": 1}}}.a.b.c }}", "1");
}

GK_TEST(template_arithmetic)
{
    RENDERS(
        "{{ 1 + 2 * 3 }} {{ (1 + 2) * 3 }} {{ 7 / 2 }} {{ 4 / 2 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }"
        "} {{ 7.5 % 2 }}",
        "7 9 3.5 2 3 -4 2 1.5");
    RENDERS(
        "{{ 10 - 2 - 3 }} {{ \"a\" ~ 1 ~ none ~ 2.5 }} {{ \"a\" + \"b\" }} {{ ([1] + [2])|join(\",\") }}",
        "5 a12.5 ab 1,2");
    FAULTS("{{ 1 / 0 }}", "TEMPLATE-DIVIDE 1:4");
    FAULTS("{{ 9223372036854775807 + 1 }}", "TEMPLATE-OVERFLOW 1:4");
    FAULTS("{{ 99999999999999999999 }}", "TEMPLATE-NUMBER-RANGE 1:4");
    FAULTS("{{ 1 + \"a\" }}", "TEMPLATE-OPERANDS 1:4");
    FAULTS("{{ -\"a\" }}", "TEMPLATE-OPERAND 1:4");
}

GK_TEST(template_comparisons)
{
    RENDERS(
        "{{ 1 < 2 }} {{ 2 <= 2 }} {{ \"a\" > \"b\" }} {{ 1 == 1.0 }} {{ \"a\" != 1 }} {{ 3 >= 4 }}",
        "true true false true true false");
    RENDERS(
        "{{ 2 in [1, 2] }} {{ 3 not in [1, 2] }} {{ \"党\" in \"党务\" }} {{ \"a\" in {\"a\": 1} }} {{ 1 in "
        "none }}",
        "true true true true false");
    FAULTS("{{ 1 < \"a\" }}", "TEMPLATE-OPERANDS 1:4");
    FAULTS("{{ none < 1 }}", "TEMPLATE-OPERANDS 1:4");
    RENDERS_WITH("{\"d\": day(\"2026-01-02\"), \"e\": day(\"2026-01-03\")}",
                 "{{ d < e }} {{ d == e }} {{ "
                 "d.year }}-{{ d.day }}",
                 "true false 2026-2");
}

GK_TEST(template_logic)
{
    RENDERS(
        "{{ true and \"x\" }} {{ \"\" or \"y\" }} {{ not 0 }} {{ 1 if false else 2 }}{{ 3 if false }} {{ "
        "not 1 in [1] }}",
        "x y true 2 false");
    RENDERS("{{ false and missing }}{{ true or missing }}", "falsetrue");
}

GK_TEST(template_tests)
{
    RENDERS_WITH(
        "{\"n\": none, \"m\": {\"k\": none}, \"h\": markup(\"<b>\"), \"d\": day(\"2026-01-02\")}",
        "{{ n is none }}{{ n is defined }}{{ x is defined }}{{ m.k is defined }}{{ m.z is not "
        "defined }}"
        "{{ m.z.y is undefined }}{{ m is map }}{{ [] is list }}{{ \"\" is string }}{{ 1 is number }}"
        "{{ 1 is odd }}"
        "{{ 2 is even }}{{ 9 is divisibleby(3) }}{{ 9 is divisibleby 3 }}{{ h is html }}{{ d is "
        "date }}"
        "{{ true is boolean }}",
        "truetruefalsetruetruetruetruetruetruetruetruetruetruetruetruetruetrue");
    FAULTS("{{ 1 is odd_ }}", "TEMPLATE-UNKNOWN-TEST-NEAR 1:9");
    FAULTS("{{ 1 is divisibleby }}", "TEMPLATE-FILTER-USAGE 1:9");
    FAULTS("{{ 1 is divisibleby(0) }}", "TEMPLATE-FILTER-ARGUMENT 1:21");
}

GK_TEST(template_if)
{
    RENDERS(
        "{% if 1 %}a{% endif %}{% if 0 %}b{% elif 2 %}c{% else %}d{% endif %}{% if [] %}e{% else %}f{% "
        "endif %}",
        "acf");
}

GK_TEST(template_for)
{
    RENDERS("{% for x in [1,2,3] %}{{ x }}{{ \",\" if not loop.last }}{% endfor %}", "1,2,3");
    RENDERS("{% for x in [] %}a{% else %}b{% endfor %}{% for x in none %}a{% else %}c{% endfor %}",
            "bc");
    RENDERS("{% for k, v in {\"a\": 1, \"b\": 2} %}{{ k }}={{ v }};{% endfor %}", "a=1;b=2;");
    RENDERS("{% for k in {\"a\": 1, \"b\": 2} %}{{ k }}{% endfor %}", "ab");
    RENDERS("{% for a, b in [[1, 2], [3, 4]] %}{{ a }}{{ b }};{% endfor %}", "12;34;");
    RENDERS(
        "{% for x in range(6) if x is even %}{{ loop.index }}/{{ loop.length }}:{{ x }} {% endfor %}",
        "1/3:0 2/3:2 3/3:4 ");
    RENDERS(
        "{% for x in [1,2] %}{% for y in [3] %}{{ loop.first }}{{ x }}{{ y }}{% endfor %}{{ loop.index0 }"
        "}{% endfor %}",
        "true130true231");
    RENDERS(
        "{% for x in \"abc\"|split(\"b\") %}{{ loop.revindex }}{{ loop.previtem }}{{ loop.nextitem }}{% "
        "endfor %}",
        "2c1a");
    RENDERS("{% for x in range(2, 5) %}{{ x }}{% endfor %}", "234");
    FAULTS("{% for x in 3 %}{% endfor %}", "TEMPLATE-NOT-LIST 1:13");
    FAULTS("{% for a, b in [1] %}{% endfor %}", "TEMPLATE-UNPACK 1:1");
    FAULTS("{% for x in [1] if loop.first %}{% endfor %}", "TEMPLATE-LOOP-CONDITION 1:20");
    FAULTS("{% for x in [1] %}{{ loop.frist }}{% endfor %}", "TEMPLATE-NO-KEY-NEAR 1:27");
    FAULTS("{{ range(100000) }}", "TEMPLATE-RANGE 1:4");
}

GK_TEST(template_set)
{
    RENDERS("{% set x = 1 %}{{ x }}{% set x = x + 1 %}{{ x }}", "12");
    RENDERS("{% set x %}<b>{{ \"<\" }}</b>{% endset %}{{ x }}{{ x ~ \"&\" }}",
            "<b>&lt;</b><b>&lt;</b>&amp;");
    RENDERS("{% set x = 1 %}{% for i in [1, 2] %}{% set x = x + i %}{{ x }}{% endfor %}{{ x }}",
            "231");
    RENDERS("{% if true %}{% set x = 5 %}{% endif %}{{ x }}", "5");
    FAULTS("{% set loop = 1 %}", "TEMPLATE-RESERVED 1:8");
}

GK_TEST(template_macro)
{
    RENDERS(
        "{% macro m(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1) }} {{ m(1, 3) }} {{ m(1, "
        "c=9) }} {{ m(a=4) }}",
        "121 131 129 424");
    RENDERS(
        "{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}{{ m(\"<\") ~ \"<\" }}{% set y = m(1) %}{{ y }}",
        "<i>&lt;</i>&lt;<i>1</i>");
    RENDERS(
        "{% set g = 7 %}{% macro m() %}{{ g }}{% endmacro %}{% for g in [1] %}{{ m() }}{% endfor %}",
        "7");
    RENDERS(
        "{% macro tree(n) %}{{ n }}{% if n %}{{ tree(n - 1) }}{% endif %}{% endmacro %}{{ tree(3) }}",
        "3210");
    FAULTS("{% macro m(a) %}{% endmacro %}{{ m() }}", "TEMPLATE-ARGUMENT-MISSING 1:34");
    FAULTS("{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}", "TEMPLATE-ARGUMENT-MANY 1:39");
    FAULTS("{% macro m(a) %}{% endmacro %}{{ m(b=2) }}", "TEMPLATE-ARGUMENT-UNKNOWN 1:36");
    FAULTS("{% macro m(a) %}{% endmacro %}{{ m(1, a=2) }}", "TEMPLATE-ARGUMENT-UNKNOWN 1:39");
    FAULTS("{% macro m(a, a) %}{% endmacro %}", "TEMPLATE-PARAM-TWICE 1:15");
    FAULTS("{% macro mark() %}{% endmacro %}{{ marc() }}", "TEMPLATE-NO-FUNCTION-NEAR 1:36");
    FAULTS("{{ \"a\"() }}", "TEMPLATE-NOT-CALLABLE 1:4");
    FAULTS("{% set a = {\"b\": 1} %}{{ a.b() }}", "TEMPLATE-NOT-CALLABLE 1:26");
}

GK_TEST(template_functions)
{
    RENDERS("{{ show(1, \"a\", k=2) }} {{ 1|show(2, z=3) }} {{ \"x\"|show }}",
            "[1 a k=2] [1 2 z=3] [x]");
    FAULTS("{{ day(\"x\") }}", "TEMPLATE-DIVIDE 1:4");
    FAULTS("{{ shwo(1) }}", "TEMPLATE-NO-FUNCTION-NEAR 1:4");
    FAULTS("{{ 1|shwo }}", "TEMPLATE-UNKNOWN-FILTER-NEAR 1:6");
}

GK_TEST(template_raw_and_comments)
{
    RENDERS("{% raw %}{{ x }} {% if %}{% endraw %}!", "{{ x }} {% if %}!");
    RENDERS("a{# {{ x }} {% if %} #}b", "ab");
    RENDERS("a {#- x -#} b", "ab");
    FAULTS("a{# x", "TEMPLATE-UNCLOSED-BRACE 1:2");
    FAULTS("{% raw %}x", "TEMPLATE-UNCLOSED 1:1");
}

GK_TEST(template_white_space)
{
    RENDERS("<ul>\n  {% for x in [1,2] %}\n  <li>{{ x }}</li>\n  {% endfor %}\n</ul>\n",
            "<ul>\n  <li>1</li>"
            "\n  <li>2</li>\n</ul>\n");
    RENDERS("a\n\n{% if 1 %}\nb\n{% endif %}\n\nc", "a\n\nb\n\nc");
    RENDERS("a \n {%- if 1 -%} \n b {%- endif -%} \n c", "abc");
    RENDERS("a {{- \" b \" -}} c", "a b c");
    RENDERS("a\n{{ 1 }}\nb", "a\n1\nb");
    RENDERS("  {%+ if 1 +%}\nx{% endif %}", "  \nx");
    RENDERS("{# c #}\r\na\r\n{% if 1 %}\r\nb\r\n{% endif %}\r\n", "a\r\nb\r\n");
    RENDERS("a {% if 1 %}b{% endif %} c", "a b c");
}

static void file(fixture *f, const char *name, const char *text)
{
    fixture_file(f, name, gk_view_of(text));
}

GK_TEST(template_inheritance)
{
    fixture *f = fixture_new("");
    file(f, "base.html",
         "{% set top = top|default(\"none\") %}{{ top }}[{% block a %}base a{% endblock %}"
         "][{% block b %}base b{% endblock %}]");
    file(f, "mid.html",
         "{% extends \"base.html\" %}\n{% block a %}mid({{ super() }}){% endblock %}");
    file(f, "leaf.html",
         "{% extends \"mid.html\" %}{% set top = \"T\" %}\n{% block a %}leaf({{ super() }}"
         "){% block inner %}i{% endblock %}{% endblock a %}");
    file(f, "bad.html", "{% extends \"base.html\" %}\ntext {% block a %}{% endblock %}{{ 1 }}");
    file(f, "ring1.html", "{% extends \"ring2.html\" %}");
    file(f, "ring2.html", "{% extends \"ring1.html\" %}");
    file(f, "orphan.html", "{% extends \"bsae.html\" %}");
    file(f, "lost.html",
         "{% extends \"mid.html\" %}\n{% block c %}x{% block d %}{% endblock %}"
         "{% endblock %}");
    GK_CHECK_STR(fixture_render(f, "lost.html"), "TEMPLATE-BLOCK-UNKNOWN 2:1");
    file(f, "late.html", "x{% extends \"base.html\" %}");
    file(f, "super.html", "{% block z %}{{ super() }}{% endblock %}");
    GK_CHECK_STR(fixture_render(f, "base.html"), "none[base a][base b]");
    GK_CHECK_STR(fixture_render(f, "mid.html"), "none[mid(base a)][base b]");
    GK_CHECK_STR(fixture_render(f, "leaf.html"), "T[leaf(mid(base a))i][base b]");
    GK_CHECK_STR(fixture_render(f, "leaf.html"), "T[leaf(mid(base a))i][base b]");
    GK_CHECK_STR(fixture_render(f, "bad.html"),
                 "TEMPLATE-OUTSIDE-BLOCK 2:1 TEMPLATE-OUTSIDE-BLOCK 2:33");
    GK_CHECK_STR(fixture_render(f, "ring1.html"), "TEMPLATE-EXTENDS-RING 1:12");
    GK_CHECK_STR(fixture_render(f, "orphan.html"), "TEMPLATE-MISSING-NEAR 1:12");
    GK_CHECK_STR(fixture_render(f, "late.html"), "TEMPLATE-EXTENDS-FIRST 1:2");
    GK_CHECK_STR(fixture_render(f, "super.html"), "TEMPLATE-SUPER 1:17");
    fixture_free(f);
}

GK_TEST(template_include_and_import)
{
    fixture *f = fixture_new("{\"site\": {\"title\": \"门户\"}}");
    file(f, "part.html", "({{ x }}{{ site.title }}){% set x = 9 %}");
    file(f, "macros.html",
         "ignored {{ nothing }}{% set colour = \"red\" %}{% macro hi(n) %}{{ n }}@{{ "
         "site.title }} {{ colour }}{% endmacro %}");
    file(f, "main.html",
         "{% set x = 1 %}{% include \"part.html\" %}{% include \"part.html\" with {\"x\": 2} "
         "%}{{ x }}"
         "{% import \"macros.html\" as m %}{{ m.hi(\"a\") }}{% from \"macros.html\" import "
         "hi as ho, colour %}{{ ho(\"b\") }}{{ colour }}{{ m.colour }}");
    file(f, "loop.html", "{% include \"loop.html\" %}");
    file(f, "miss.html", "{% include \"nowhere.html\" %}");
    file(f, "ok.html", "a{% include \"nowhere.html\" ignore missing %}b");
    file(f, "dyn.html", "{% set n = \"part\" %}{% include n ~ \".html\" with {\"x\": 1} %}");
    file(f, "noname.html", "{% from \"macros.html\" import hii %}");
    file(f, "nokey.html", "{% import \"macros.html\" as m %}{{ m.hoo() }}");
    GK_CHECK_STR(fixture_render(f, "main.html"), "(1门户)(2门户)1a@门户 redb@门户 redredred");
    GK_CHECK_STR(fixture_render(f, "loop.html"), "TEMPLATE-DEPTH 1:1");
    GK_CHECK_STR(fixture_render(f, "miss.html"), "TEMPLATE-MISSING 1:12");
    GK_CHECK_STR(fixture_render(f, "ok.html"), "ab");
    GK_CHECK_STR(fixture_render(f, "dyn.html"), "(1门户)");
    GK_CHECK_STR(fixture_render(f, "noname.html"), "TEMPLATE-IMPORT-NEAR 1:30");
    file(f, "blocks.html", "{% set x %}{% block a %}in{% endblock %}{% endset %}");
    file(f, "captured.html",
         "{% import \"blocks.html\" as m %}{% block a %}out{% endblock %}{{ m.x }}");
    GK_CHECK_STR(fixture_render(f, "captured.html"), "outin");
    GK_CHECK_STR(fixture_render(f, "nokey.html"), "TEMPLATE-NO-KEY 1:37");
    fixture_free(f);
}
