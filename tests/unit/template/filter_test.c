/* Each filter: what it gives, and what it refuses. */
#include "fixture.h"

#define LIST                                                                                       \
    "{\"l\": [{\"n\": 3, \"t\": \"c\", \"m\": {\"k\": 1}}, "                                       \
    "{\"n\": 1, \"t\": \"a\", \"m\": none}, "                                                      \
    "{\"n\": 3, \"t\": \"b\"}, {\"n\": 2, \"t\": \"d\"}], "                                        \
    "\"h\": markup(\"<p>a&amp;b</p><p>c &lt;d&#x4e2d;</p>\"), "                                    \
    "\"d\": day(\"2026-11-20T09:05:00+08:00\"), \"day\": day(\"2026-01-02\"), \"no\": none}"

GK_TEST(template_filter_dates)
{
    RENDERS_WITH(LIST,
                 "{{ d|date }} {{ d|date(\"short\") }} {{ d|date(format=\"iso\") }} {{ "
                 "d|date(\"weekday\") }}",
                 "2026年11月20日 11月20日 2026-11-20 星期五");
    RENDERS_WITH(LIST,
                 "{{ day|date(\"datetime\") }} {{ d|date(\"datetime\") }} {{ day|date(\"dot\") }}",
                 "2026年1月2日 2026年11月20日 09:05 2026.01.02");
    RENDERS_WITH(
        LIST,
        "{{ \"2026-01-02T23:30:00Z\"|date(\"iso\") }} {{ no|date }}|{{ d.weekday }} {{ d.hour "
        "}}",
        "2026-01-02 |5 9");
    FAULTS_WITH(LIST, "{{ d|date(\"lnog\") }}", "TEMPLATE-FILTER-ARGUMENT 1:11");
    FAULTS_WITH(LIST, "{{ \"x\"|date }}", "TEMPLATE-FILTER-KIND 1:4");
    FAULTS_WITH(LIST, "{{ 1|date }}", "TEMPLATE-FILTER-KIND 1:4");
}

GK_TEST(template_filter_numbers)
{
    RENDERS(
        "{{ 1234567|number }} {{ -1234|number }} {{ 999|number }} {{ 1234.5|number(1) }} {{ 0|number }}",
        "1,234,567 -1,234 999 1,234.5 0");
    RENDERS("{{ 0|filesize }} {{ 1023|filesize }} {{ 1024|filesize }} {{ 10240|filesize }} {{ "
            "1536000|filesize }}",
            "0 B 1023 B 1.0 KB 10 KB 1.5 MB");
    RENDERS(
        "{{ 2.5|round }} {{ 2.345|round(2) }} {{ 7|round }} {{ -3|abs }} {{ -3.5|abs }} {{ \" 12 \"|int }}",
        "3 2.35 7 3 3.5 12");
    RENDERS("{{ (-3)|abs }} {{ (-3.5)|abs }} {{ 3.9|int }} {{ none|number }}|", "3 3.5 3 |");
    FAULTS("{{ \"a\"|number }}", "TEMPLATE-FILTER-KIND 1:4");
    FAULTS("{{ 1|number(-1) }}", "TEMPLATE-FILTER-ARGUMENT 1:13");
    FAULTS("{{ 1|number(99) }}", "TEMPLATE-FILTER-ARGUMENT 1:13");
    FAULTS("{{ \"a\"|int }}", "TEMPLATE-FILTER-KIND 1:4");
    FAULTS("{{ (-1)|filesize }}", "TEMPLATE-FILTER-KIND 1:4");
    FAULTS("{{ [1]|number }}", "TEMPLATE-FILTER-KIND 1:4");
}

GK_TEST(template_filter_text)
{
    RENDERS(
        "{{ \"主题党日活动\"|truncate(8) }} {{ \"主题\"|truncate(4) }} {{ \"主题党\"|truncate(5, \"\") }} {{ "
        "\"abc\"|truncate(2) }}",
        "主题党… 主题 主题 a…");
    RENDERS("{{ \"主题\"|truncate(3) }} {{ \"主题\"|truncate(0) }} {{ \"\"|truncate(3) }}|",
            "主… … |");
    RENDERS("{{ \"aé\"|upper }} {{ \"AÉ\"|lower }} {{ \"　 a b \"|trim }}|", "AÉ aé a b|");
    RENDERS("{{ \"a.b.c\"|split(\".\")|join(\"-\") }} {{ \"\"|split(\",\")|length }} {{ "
            "\"aXbX\"|replace(\"X\", \"\") }}",
            "a-b-c 1 ab");
    RENDERS(
        "{{ \"abc\"|startswith(\"ab\") }} {{ \"abc\"|endswith(\"x\") }} {{ \"abc\"|contains(\"bc\") }} "
        "{{ [1]|contains(1) }}",
        "true false true true");
    RENDERS_WITH(
        LIST,
        "{{ h|striptags }} {{ h|striptags|length }} {{ \"a<b\"|striptags }} {{ no|striptags }}|",
        "a&amp;b c &lt;d中 9 a&lt;b |");
    RENDERS(
        "{{ \"<\"|escape }}{{ \"<\"|escape|escape }} {{ \"a b/中\"|urlencode }} {{ {\"a\": [1, \"<\"]}"
        "|json|escape }}",
        "&lt;&lt; a%20b%2F%E4%B8%AD {&quot;a&quot;:[1,&quot;\\u003c&quot;]}");
    FAULTS_WITH(LIST, "{{ h|upper }}", "TEMPLATE-FILTER-HTML 1:4");
    FAULTS("{{ 1|upper }}", "TEMPLATE-FILTER-KIND 1:4");
    FAULTS("{{ \"a\"|truncate(\"x\") }}", "TEMPLATE-FILTER-ARGUMENT 1:17");
    FAULTS("{{ \"a\"|truncate(-1) }}", "TEMPLATE-FILTER-ARGUMENT 1:17");
    FAULTS("{{ \"a\"|split(\"\") }}", "TEMPLATE-FILTER-ARGUMENT 1:14");
    FAULTS("{{ \"a\"|replace(\"\", \"b\") }}", "TEMPLATE-FILTER-ARGUMENT 1:16");
    FAULTS("{{ 1|striptags }}", "TEMPLATE-FILTER-KIND 1:4");
    FAULTS("{{ 1|contains(1) }}", "TEMPLATE-FILTER-KIND 1:4");
}

GK_TEST(template_filter_lists)
{
    RENDERS("{{ [1,2,3]|first }}{{ [1,2,3]|last }}{{ []|first }}{{ []|last }}{{ none|first }}",
            "13");
    RENDERS(
        "{{ [1,2,3]|limit(2)|join }} {{ [1,2,3]|limit(9)|join }} {{ [1,2,3]|offset(1)|join }} {{ "
        "[1,2,3]|offset(9)|join }}|",
        "12 123 23 |");
    RENDERS(
        "{{ [1,2,3,4]|slice(1, 2)|join }} {{ [1,2,3]|slice(9, 2)|join }}|{{ [1,2,3]|reverse|join }}",
        "23 |321");
    RENDERS("{% for b in [1,2,3]|batch(2) %}{{ b|join(\",\") }};{% endfor %}", "1,2;3;");
    RENDERS("{{ [1,2]|length }}{{ \"党费\"|length }}{{ {\"a\": 1}|length }}{{ none|length }}",
            "2210");
    RENDERS("{{ {\"a\": 1, \"b\": 2}|keys|join }} {{ {\"a\": 1, \"b\": 2}|values|join }}", "ab 12");
    RENDERS_WITH(LIST,
                 "{{ l|map(\"t\")|join(\",\") }} {{ l|map(\"m.k\")|join(\",\") }} {{ l|join(\"-\", "
                 "\"n\") }}",
                 "c,a,b,d 1,,, 3-1-3-2");
    RENDERS_WITH(
        LIST,
        "{{ l|where(\"n\", 3)|map(\"t\")|join }} {{ l|reject(\"n\", 3)|map(\"t\")|join }} {{ "
        "l|where(\"m\")|length }}",
        "cb ad 1");
    RENDERS_WITH(LIST,
                 "{{ l|where(\"m\", none)|length }} {{ l|sum(\"n\") }} {{ l|min(\"n\") }} {{ "
                 "l|max(\"t\") }} {{ []|max }}|",
                 "3 9 1 d |");
    RENDERS("{{ [1, 2.5]|sum }} {{ [markup(\"<b>\"), \"<\"]|join(\"&\") }}", "3.5 <b>&amp;&lt;");
    FAULTS("{{ [[1]]|join }}", "TEMPLATE-PRINT 1:4");
    FAULTS("{{ \"a\"|first }}", "TEMPLATE-FILTER-KIND 1:4");
    FAULTS("{{ [1]|batch(0) }}", "TEMPLATE-FILTER-ARGUMENT 1:14");
    FAULTS("{{ [1]|slice(1) }}", "TEMPLATE-FILTER-USAGE 1:4");
    FAULTS("{{ [\"a\"]|sum }}", "TEMPLATE-FILTER-KIND 1:4");
    FAULTS("{{ 5|length }}", "TEMPLATE-FILTER-KIND 1:4");
}

GK_TEST(template_filter_order)
{
    RENDERS_WITH(LIST,
                 "{{ l|sort(\"n\")|map(\"t\")|join }} {{ l|sort(\"-n\")|map(\"t\")|join }} {{ "
                 "l|sort(\"n\", true)|map(\"t\")|join }}",
                 "adcb cbda cbda");
    RENDERS(
        "{{ [3, none, 1, 2]|sort|join(\",\") }} {{ [\"b\", \"a\", \"中\"]|sort(reverse=true)|join }} {{ "
        "[]|sort|length }}",
        ",1,2,3 中ba 0");
    RENDERS_WITH(
        LIST, "{% for g in l|group(\"n\") %}{{ g.key }}:{{ g.items|map(\"t\")|join }} {% endfor %}",
        "3:cb 1:a 2:d ");
    RENDERS("{{ [1, \"1\", 1, [1], [1], none, none, 1.5]|unique|length }} {{ [\"b\", \"a\", "
            "\"b\"]|unique|join }}",
            "5 ba");
    RENDERS_WITH(LIST, "{{ l|unique(\"n\")|map(\"t\")|join }} {{ [d, d]|unique|length }}", "cad 1");
    RENDERS("{% set r = range(3000) %}{{ r|sort(reverse=true)|first }} {{ r|unique|length }}",
            "2999 3000");
}
