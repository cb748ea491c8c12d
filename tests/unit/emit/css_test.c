#include "emit/css.h"

#include "harness.h"

static gk_buf out = GK_BUF_INIT;

static const char *compact(const char *sheet)
{
    gk_buf_truncate(&out, 0);
    gk_css_put(gk_view_of(sheet), &out);
    gk_buf_putc(&out, '\0');
    return out.p;
}

GK_TEST(css_drops_what_only_people_need)
{
    GK_CHECK_STR(
        compact("/* a */\n:root {\n  --a: 1px;\n  color: red;\n}\n\np , q > b { margin: 0 }\n"),
        ":root{--a:1px;color:red}p,q > b{margin:0}");
    GK_CHECK_STR(compact("@media (min-width: 2rem) and (max-width: 3rem) { a b { x: y; } }"),
                 "@media (min-width:2rem) and (max-width:3rem){a b{x:y}}");
    GK_CHECK_STR(compact(""), "");
    GK_CHECK_STR(compact(" /* only this */ "), "");
    gk_buf_free(&out);
}

GK_TEST(css_keeps_what_has_a_meaning)
{
    GK_CHECK_STR(compact("a :hover, a:hover { width: calc(1px + 2px * 3) }"),
                 "a :hover,a:hover{width:calc(1px + 2px * 3)}");
    GK_CHECK_STR(compact("a b{}a/**/b{}a/* x */.b{}a /**/ b{}"), "a b{}a/**/b{}a/**/.b{}a b{}");
    GK_CHECK_STR(compact("p { --x: ; --y:  ,; font: 1rem/1.5 \"A  B\" }"),
                 "p{--x: ;--y: ,;font:1rem/1.5 \"A  B\"}");
    GK_CHECK_STR(compact("a::before { content: \"{ ; /* no */ \\\" }\"; }"),
                 "a::before{content:\"{ ; /* no */ \\\" }\"}");
    GK_CHECK_STR(compact("a { b: url( x/*y*/ z.png ) ; c: url( \"d  e\" ) }"),
                 "a{b:url( x/*y*/ z.png );c:url( \"d  e\" )}");
    GK_CHECK_STR(compact(".a\\; .b\\{ { c: d }"), ".a\\; .b\\{{c:d}");
    gk_buf_free(&out);
}

GK_TEST(css_without_an_end_stays_as_it_is)
{
    GK_CHECK_STR(compact("a  { b: \"c\n }"), "a  { b: \"c\n }");
    GK_CHECK_STR(compact("a  { } /* no end"), "a  { } /* no end");
    GK_CHECK_STR(compact("a  { b: url(x"), "a  { b: url(x");
    GK_CHECK_STR(compact("a  \\"), "a  \\");
    gk_buf_free(&out);
}
