/* Where an output may stand, and how it is written there. */
#include <stdio.h>
#include <string.h>

#include "fixture.h"

#define DATA                                                                                       \
    "{\"x\": \"<a href='x'>&\", \"s\": \"javascript:alert(1)\", \"u\": \"/a?b=1&c\", "             \
    "\"h\": markup(\"<b>!</b>\"), \"n\": none}"

GK_TEST(template_escapes_text)
{
    RENDERS_WITH(DATA, "<p>{{ x }}</p>{{ h }}{{ n }}",
                 "<p>&lt;a href=&#39;x&#39;&gt;&amp;</p><b>!</b>");
    RENDERS_WITH(DATA, "<title>{{ x }}</title><textarea>{{ x }}</textarea>",
                 "<title>&lt;a href=&#39;x&#39;&gt;&amp;</title><textarea>&lt;a "
                 "href=&#39;x&#39;&gt;&amp;</textarea>");
    RENDERS_WITH(DATA, "a < {{ 1 }} <3 {{ 2 }}", "a < 1 <3 2");
    FAULTS_WITH(DATA, "{{ [1] }}", "TEMPLATE-PRINT 1:4");
    FAULTS_WITH(DATA, "{{ {} }}", "TEMPLATE-PRINT 1:4");
}

GK_TEST(template_escapes_attributes)
{
    RENDERS_WITH(DATA, "<p title=\"{{ x }}\" class='a {{ x }}'>",
                 "<p title=\"&lt;a "
                 "href=&#39;x&#39;&gt;&amp;\" class='a &lt;a href=&#39;x&#39;&gt;&amp;'>");
    RENDERS_WITH(
        DATA,
        "<p class=\"a{% if x %} b{% else %} {{ u }}{% endif %}\"{% if x %} hidden{% endif %}"
        ">",
        "<p class=\"a b\" hidden>");
    RENDERS_WITH(
        DATA, "<p{% for k in [1,2] %} data-a{% if k == 2 %}b{% endif %}=\"{{ k }}\"{% endfor %}>",
        "TEMPLATE-GLUED 1:45 TEMPLATE-GLUED 1:57 TEMPLATE-IN-TAG 1:59");
    RENDERS_WITH(DATA, "<p{% for k in [1,2] %} data-a=\"{{ k }}\"{% endfor %}>",
                 "<p data-a=\"1\" "
                 "data-a=\"2\">");
    RENDERS_WITH(DATA, "<p title=\"{{ h|striptags }}\">", "<p title=\"!\">");
    FAULTS_WITH(DATA, "<p title=\"{{ h }}\">", "TEMPLATE-HTML-ATTRIBUTE 1:14");
    FAULTS_WITH(DATA, "<p title=\"{{ [] }}\">", "TEMPLATE-PRINT 1:14");
}

GK_TEST(template_checks_addresses)
{
    RENDERS_WITH(DATA, "<a href=\"{{ u }}\">", "<a href=\"/a?b=1&amp;c\">");
    RENDERS_WITH(DATA, "<a href=\"{{ \"https://a.example/\" }}{{ \"x:y\" }}\">",
                 "TEMPLATE-URL 1:39");
    RENDERS_WITH(DATA, "<a href=\"{{ \"https://a.example\" }}/{{ \"x\" }}?q={{ \"x:y\" }}\">",
                 "<a "
                 "href=\"https://a.example/x?q=x:y\">");
    RENDERS_WITH(
        DATA,
        "<a href=\"mailto:{{ \"a@b.example\" }}\"><a href=\"tel:{{ \"1\" }}\"><a href=\"#{{ s "
        "}}\"><a href=\"/x/{{ s }}\">",
        "<a href=\"mailto:a@b.example\"><a href=\"tel:1\"><a href=\"#javascript:alert(1)\"><a "
        "href=\"/x/javascript:alert(1)\">");
    RENDERS_WITH(DATA, "<img src=\"a{{ 1 }}.png\"><use href=\"{{ u }}#x\">",
                 "<img src=\"a1.png\"><use "
                 "href=\"/a?b=1&amp;c#x\">");
    FAULTS_WITH(DATA, "<a href=\"{{ s }}\">", "TEMPLATE-URL 1:13");
    FAULTS_WITH(DATA, "<a HREF = '{{ s }}'>", "TEMPLATE-URL 1:15");
    FAULTS_WITH(DATA, "<form action=\"{{ \" java\\tscript:x\" }}\">", "TEMPLATE-URL 1:18");
    FAULTS_WITH(DATA, "<a href=\"{{ \"//evil.example\" }}\">", "TEMPLATE-URL 1:13");
    FAULTS_WITH(DATA, "<a href=\"{{ \"/\\\\evil.example\" }}\">", "TEMPLATE-URL 1:13");
    FAULTS_WITH(DATA, "<a href=\"/{{ \"/evil.example\" }}\">", "TEMPLATE-URL 1:14");
    FAULTS_WITH(DATA, "<a href=\"{{ \"\" }}/{{ \"/evil.example\" }}\">", "TEMPLATE-URL 1:22");
    FAULTS("<a href=\"{% if 1 %}/{% endif %}{{ \"/evil.example\" }}\">", "TEMPLATE-URL 1:35");
    FAULTS_WITH(DATA, "<a href=\"{{ \"\\\\\" }}{{ \"/evil.example\" }}\">", "TEMPLATE-URL 1:23");
    FAULTS_WITH(DATA, "<a href=\"{{ \" /\" }}{{ \"/evil.example\" }}\">", "TEMPLATE-URL 1:23");
    FAULTS_WITH(DATA, "<meta content=\"0; URL = '{{ s }}'\">", "TEMPLATE-URL 1:29");
    FAULTS_WITH(DATA, "<svg><animate to=\"{{ s }}\"><set values='0;{{ s }}'>", "TEMPLATE-URL 1:22");
    FAULTS_WITH(DATA, "<a href=\"{{ \"java\" }}{{ \"script:x\" }}\">", "TEMPLATE-URL 1:25");
    FAULTS_WITH(DATA, "<a href=\"java{{ \"script:x\" }}\">", "TEMPLATE-URL 1:17");
    FAULTS_WITH(DATA, "<a href=\"javascript:{{ 1 }}\">", "TEMPLATE-URL-PREFIX 1:21");
    FAULTS_WITH(DATA, "<a href=\"{% if x %}javascript{% endif %}:{{ 1 }}\">",
                "TEMPLATE-URL-PREFIX 1:42");
    FAULTS_WITH(DATA, "<a data-src=\"{{ s }}\">", "TEMPLATE-URL 1:17");
    FAULTS_WITH(DATA, "<a href=\"{{ h }}\">", "TEMPLATE-HTML-ATTRIBUTE 1:13");
    FAULTS_WITH(DATA, "<meta http-equiv=\"refresh\" content=\"0; url={{ s }}\">",
                "TEMPLATE-URL 1:47");
    RENDERS_WITH(DATA, "<meta http-equiv=\"refresh\" content=\"0; url={{ u }}\">",
                 "<meta "
                 "http-equiv=\"refresh\" content=\"0; url=/a?b=1&amp;c\">");
    RENDERS_WITH(DATA, "<img srcset=\"{{ \"/a.webp 1x, /b.webp 2x\" }}\">",
                 "<img srcset=\"/a.webp 1x, "
                 "/b.webp 2x\">");
    FAULTS_WITH(DATA, "<img srcset=\"/x 1x,{{ \"/a 1x, javascript:b 2x\" }}\">",
                "TEMPLATE-URL 1:23");
}

GK_TEST(template_style_takes_plain_words)
{
    RENDERS("<i style=\"width: {{ 12.5 }}%; --c: {{ \"#c00\" }}\">",
            "<i style=\"width: 12.5%; --c: #c00\">");
    FAULTS("<i style=\"color: {{ \"red;x:url(a)\" }}\">", "TEMPLATE-STYLE 1:21");
}

GK_TEST(template_json_scripts)
{
    RENDERS_WITH(
        DATA,
        "<script type=\"application/ld+json\">{{ {\"a\": x, \"b\": [1, none]} }}</script>{{ x "
        "}}",
        "<script type=\"application/ld+json\">{\"a\":\"\\u003ca "
        "href='x'\\u003e\\u0026\",\"b\":[1,null]}</script>&lt;a href=&#39;x&#39;&gt;&amp;");
    RENDERS_WITH(
        DATA, "<script type='application/json'>{\"a\": {{ u }}, \"b\\\"\": {{ u|json }}}</script>",
        "<script type='application/json'>{\"a\": \"/a?b=1\\u0026c\", \"b\\\"\": \"/a?b=1\\u0026c\"}"
        "</script>");
    FAULTS_WITH(DATA, "<script type=\"application/json\">{\"a\": \"{{ x }}\"}</script>",
                "TEMPLATE-IN-JSON-STRING 1:40");
    FAULTS_WITH(
        DATA, "<script type=\"application/json\">{% for a in [1] %}{{ loop }}{% endfor %}</script>",
        "TEMPLATE-JSON 1:54");
}

GK_TEST(template_refuses_other_places)
{
    FAULTS("<p {{ 1 }}>", "TEMPLATE-IN-TAG 1:4");
    FAULTS("<{{ 1 }}>", "TEMPLATE-IN-TAG 1:2");
    FAULTS("<h{{ 1 }}>", "TEMPLATE-IN-TAG 1:3");
    FAULTS("</{{ 1 }}>", "TEMPLATE-IN-TAG 1:3");
    FAULTS("<p data-{{ 1 }}=\"a\">", "TEMPLATE-IN-TAG 1:9");
    FAULTS("<p title={{ 1 }}>", "TEMPLATE-UNQUOTED 1:10");
    FAULTS("<p title=a{{ 1 }}>", "TEMPLATE-UNQUOTED 1:11");
    FAULTS("<script>var a = {{ 1 }};</script>", "TEMPLATE-IN-SCRIPT 1:17");
    FAULTS("<script type=\"module\">{{ 1 }}</script>", "TEMPLATE-IN-SCRIPT 1:23");
    FAULTS("<script type=\"{{ \"application/json\" }}\">{{ 1 }}</script>",
           "TEMPLATE-IN-SCRIPT 1:41");
    FAULTS("<script{% if 1 %} type=\"application/json\"{% endif %}>{{ 1 }}</script>",
           "TEMPLATE-IN-SCRIPT "
           "1:54");
    FAULTS("<script data-type=\"application/json\">{{ 1 }}</script>", "TEMPLATE-IN-SCRIPT 1:38");
    FAULTS("<STYLE>a{{ 1 }}</STYLE>", "TEMPLATE-IN-STYLE 1:9");
    FAULTS("<!-- {{ 1 }} -->", "TEMPLATE-IN-COMMENT 1:6");
    FAULTS("<!doctype {{ 1 }}>", "TEMPLATE-IN-COMMENT 1:11");
    FAULTS("<a onclick=\"f({{ 1 }})\">", "TEMPLATE-IN-HANDLER 1:15");
    FAULTS("<iframe srcdoc=\"{{ 1 }}\"></iframe>", "TEMPLATE-IN-HANDLER 1:17");
    FAULTS("<iframe>{{ 1 }}</iframe>", "TEMPLATE-IN-RAW 1:9");
    FAULTS("<s{% if 1 %}{% endif %}cript>{{ 1 }}</script>", "TEMPLATE-GLUED 1:24");
    FAULTS("<a{% if 1 %} b=\"c\"{% endif %}d>", "TEMPLATE-GLUED 1:30");
    RENDERS("<!--> {{ 1 }}<!-- a -- b --->{{ 2 }}<script>a</scriptx></script >{{ 3 }}",
            "<!--> 1<!-- a -- b "
            "--->2<script>a</scriptx></script >3");
}

GK_TEST(template_branches_end_in_the_same_place)
{
    FAULTS("{% if 1 %}<p{% endif %}>", "TEMPLATE-BRANCHES 1:1");
    FAULTS("<p {% if 1 %}title=\"{% else %}class='{% endif %}", "TEMPLATE-BRANCHES 1:4");
    FAULTS("<p title=\"{% for a in [1] %}\"{% endfor %}>", "TEMPLATE-BRANCHES 1:11");
    FAULTS("{% macro m() %}<p{% endmacro %}", "TEMPLATE-BODY-PLACE 1:1");
    FAULTS("{% block m %}<p title=\"{% endblock %}", "TEMPLATE-BODY-PLACE 1:1");
    FAULTS("{% set m %}<script>{% endset %}", "TEMPLATE-BODY-PLACE 1:1");
    FAULTS("<p title=\"{% include \"t.html\" %}\">", "TEMPLATE-NOT-TEXT 1:11");
    FAULTS("<p {% block a %}{% endblock %}>", "TEMPLATE-NOT-TEXT 1:4");
    FAULTS("<p", "TEMPLATE-END-PLACE 1:3");
    RENDERS("<p{% set a %}<i>{{ \"<\" }}</i>{% endset %}>{{ a }}", "<p><i>&lt;</i>");
    RENDERS("<title>{% block a %}{{ \"<\" }}{% endblock %}</title>", "<title>&lt;</title>");
    RENDERS("<b class={% if 1 %}\"a\"{% else %}\"b\"{% endif %}>", "<b class=\"a\">");
}

/* Text is looked at 16 bytes at a time: a special one may stand anywhere. */
GK_TEST(template_escapes_at_every_place)
{
    for (size_t n = 1; n < 40; n++) {
        for (size_t at = 0; at < n; at++) {
            char text[48] = {0}, page[96], expected[64];
            memset(text, 'a', n);
            text[at] = '<';
            text[n - 1 - at / 2] = '&';
            size_t k = 0;
            for (size_t i = 0; i < n; i++)
                k += (size_t)snprintf(expected + k, sizeof expected - k, "%s",
                                      text[i] == '<'   ? "&lt;"
                                      : text[i] == '&' ? "&amp;"
                                                       : "a");
            snprintf(page, sizeof page, "{{ \"%s\" }}", text);
            RENDERS(page, expected);
        }
    }
}
