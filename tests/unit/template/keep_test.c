/* What is kept from page to page must not show on a page that means something else. */
#include <stdio.h>

#include "fixture.h"

/* Renders the templates a.html, b.html … in turn,
    again and again in one set; each page must be what a set of its own makes
 * of it. `site` is the same on every page. */
static void check_alone(const char *const *texts, size_t count, const char *first,
                        const char *second)
{
    static const char *const names[] = {"a.html", "b.html", "c.html", "d.html"};
    const char *datas[2] = {first, second};
    fixture *shared = fixture_new(first), *other = fixture_new(second);
    for (size_t i = 0; i < count; i++) fixture_file(shared, names[i], gk_view_of(texts[i]));
    gk_templates_constant(shared->set, GK_V("site"));
    gk_value globals[2] = {shared->globals, other->globals};
    for (size_t turn = 0; turn < 3 * 2 * count; turn++) {
        size_t which = turn % count, data = turn / count % 2;
        fixture *alone = fixture_new(datas[data]);
        for (size_t i = 0; i < count; i++) fixture_file(alone, names[i], gk_view_of(texts[i]));
        shared->globals = globals[data];
        GK_CHECK_STR(fixture_render(shared, names[which]), fixture_render(alone, names[which]));
        fixture_free(alone);
    }
    fixture_free(shared);
    fixture_free(other);
}

#define SITE   "\"site\": {\"title\": \"S\", \"on\": true, \"list\": [1, 2, 3]}"
#define PAGE_A "{" SITE ", \"page\": {\"title\": \"A\", \"n\": 1, \"base\": \"https://a.example\"}}"
#define PAGE_B "{" SITE ", \"page\": {\"title\": \"B\", \"n\": 2, \"base\": \"/\"}}"
#define ALONE(...)                                                                                 \
    do {                                                                                           \
        const char *texts_[] = {__VA_ARGS__};                                                      \
        check_alone(texts_, sizeof texts_ / sizeof *texts_, PAGE_A, PAGE_B);                       \
    } while (0)

GK_TEST(template_keep_pages_apart)
{
    ALONE(
        "{{ page.title }}{% if site.on %}{{ page.title }}{% endif %}{% for i in site.list %}{{ i }}{{ "
        "page.n }}{% endfor %}");
    ALONE(
        "{% set x = page.title %}{% if site.on %}{{ x }}{% endif %}{% if site.on %}{% set y = x %}{% endif "
        "%}{{ y }}");
    ALONE(
        "{% for i in range(page.n) %}{% for k in site.list %}{{ i }}{{ k }}{{ loop.index }}{% endfor %}{% "
        "endfor %}");
    ALONE(
        "{% for p in [page.title, 2] %}{% if site.on %}{{ p }}{{ loop.first }}{% endif %}{% endfor %}");
    ALONE(
        "{% if site.on %}{{ later|default(\"-\") }}{% endif %}{% set later = page.title %}{% if site.on %}"
        "{{ later }}{% endif %}");
    ALONE("{% if site.on %}{% if page is defined %}{{ page.title }}{% endif %}{% endif %}");
}

/* Texts with what is fixed behind them are one piece, small macros are not looked for, names are
 * looked for where they were: none of it may show. */
GK_TEST(template_keep_shortcuts)
{
    ALONE(
        "a{{ site.title }}b{{ site.title }}c{{ page.title }}d{% if site.on %}e{% endif %}f{% if page.n == 2 %}g{{ "
        "site.title }}h{% endif %}i",
        "a{% if page.n == 2 %}{{ site.title }}{% endif %}b{{ site.title }}c{% for i in site.list %}x{{ i }}y{{ "
        "site.title }}{% endfor %}z");
    ALONE(
        "{% from \"b.html\" import m %}{% for i in range(20) %}{{ m(i % 12) }}{% endfor %}{{ m(page.n) }}",
        "{% macro m(n) %}{% for i in range(n) %}{{ i }}{% endfor %}{% endmacro %}");
    ALONE(
        "{% for k in range(2) %}{% for v in site.list %}{% set w = v %}{% if w in [1, page.n, 3] %}{{ w }}{% endif "
        "%}{% if v in [1, 2] %}{{ v }}{% endif %}{% endfor %}{% endfor %}{% set v = page.title %}{{ v }}",
        "{% set z = 1 %}{% set v = site.title %}{{ v }}{% for z in site.list %}{{ v }}{{ z }}{% endfor %}{{ z }}");
}

GK_TEST(template_keep_blocks_apart)
{
    ALONE(
        "{% if site.on %}[{% block x %}base{% endblock %}]{% endif %}{% for i in site.list %}{% if "
        "loop.first %}{% block y %}y{% endblock %}{% endif %}{% endfor %}",
        "{% extends \"a.html\" %}{% block x %}b{{ super() }}{% endblock %}",
        "{% extends \"a.html\" %}{% block x %}c{% if site.on %}{{ super() }}{% endif %}{% endblock %}{% "
        "block y %}z{% endblock %}",
        "{% extends \"b.html\" %}{% block x %}d{{ super() }}{% block in_x %}1{% endblock %}{% endblock %}");
    ALONE(
        "{% block x %}{% if site.on %}{% block inner %}a{% endblock %}{% endif %}{% endblock %}",
        "{% extends \"a.html\" %}{% block x %}b{% if site.on %}{{ super() }}{% endif %}{% endblock %}",
        "{% extends \"b.html\" %}{% block inner %}c{{ page.title }}{% endblock %}");
}

GK_TEST(template_keep_names_apart)
{
    ALONE(
        "{% macro m(a) %}{{ a }}{{ site.title }}{% endmacro %}{% macro n(a) %}{{ a }}{{ page.title }}{% "
        "endmacro %}",
        "{% from \"a.html\" import m, n %}{{ m(1) }}{{ n(1) }}{% if site.on %}{{ m(2) }}{{ n(2) }}{% endif "
        "%}",
        "{% from \"a.html\" import n as m, m as n %}{{ m(1) }}{{ n(1) }}{% if site.on %}{{ m(2) }}{{ n(2) }"
        "}{% endif %}");
    ALONE(
        "{% set c = page.title %}{% macro m() %}{{ c }}{% endmacro %}{% set d = site.title %}",
        "{% import \"a.html\" as a %}{{ a.m() }}{% if site.on %}{{ a.m() }}{{ a.d }}{{ a.c }}{% endif %}");
    ALONE(
        "{% macro m(x) %}{{ x }}{{ y }}{% endmacro %}{% set y = 1 %}",
        "{% from \"a.html\" import m %}{% set y = 2 %}{{ m(y) }}{% include \"c.html\" %}{% include "
        "\"c.html\" with {\"y\": 3} %}",
        "({% if site.on %}{{ y }}{% endif %})");
    ALONE(
        "{% if site.on %}{{ title|default(\"none\") }}{% endif %}",
        "{% set title = page.title %}{% include \"a.html\" %}",
        "{% for title in site.list %}{% include \"a.html\" %}{% endfor %}{% include \"a.html\" %}");
    ALONE(
        "{% macro m(x, y=page.title) %}{{ x }}{{ y }}{% endmacro %}",
        "{% from \"a.html\" import m %}{{ m(1) }}{{ m(1, 2) }}{{ m(y=3, x=1) }}{{ m(1.5) }}{{ m(\"1\") }}"
        "{{ m(none) }}{{ m(true) }}");
}

/* A function that is given constants is called once, unless its name means something else. */
GK_TEST(template_keep_results_apart)
{
    ALONE(
        "{{ show(\"a\", 1, k=2) }}{{ show(page.title) }}{{ show(\"a\", k=page.n) }}{{ show([1, 2]|length) }}",
        "{% macro show(x) %}macro {{ x }}{% endmacro %}{{ show(\"a\") }}",
        "{% set show = page.title %}{{ show }}{{ markup(\"<b>\") }}",
        "{% for show in [1] %}{{ day(\"2026-11-20\").year }}{{ day(\"2026-11-20\")|date(\"iso\") }}{% endfor %}");
}

GK_TEST(template_keep_no_result_that_varies)
{
    fixture *f = fixture_new("");
    fixture_file(f, "a.html", GK_V("{{ times() }} {% if times() %}{{ times(\"a\") }}{% endif %}"));
    GK_CHECK_STR(fixture_render(f, "a.html"), "1 3");
    GK_CHECK_STR(fixture_render(f, "a.html"), "4 6");
    fixture_free(f);
}

/* Where a key was the last time is a guess only: maps of other shapes, dates and lists come too. */
GK_TEST(template_keep_hints_apart)
{
    ALONE(
        "{% for m in [{\"a\": 1, \"b\": 2}, {\"b\": 3}, {\"c\": 0, \"a\": 5, \"b\": 4}, {\"bb\": 6}, page] %}"
        "{{ m.b|default(\"-\") }}{{ m.n|default(\"+\") }}{% endfor %}",
        "{% for m in [{\"year\": 1}, day(\"2026-11-20\"), {\"x\": 2, \"year\": 3}] %}{{ m.year }}{% endfor %}");
}

GK_TEST(template_keep_addresses_apart)
{
    ALONE("{% set tail = \"/x\" %}<a href=\"{{ page.base }}{{ \"/evil.example\" }}\">");
    ALONE("<a href=\"{% if page.n == 2 %}/{% endif %}{{ \"/evil.example\" }}\">");
    ALONE("<a href=\"{% if page.n == 2 %}/{% else %}.{% endif %}{{ \"/evil.example\" }}\">");
}
