/* h(): what it makes and what it refuses. */
#include "harness.h"
#include "script/fixture.h"

#define WHILE " (while handling notices/a.md)"

static const char *made(const char *expression)
{
    static char body[600];
    size_t n = strlen(expression);
    memcpy(body, "return tostring(", 16);
    memcpy(body + 16, expression, n);
    memcpy(body + 16 + n, ")", 2);
    return gk_fixture_run(body);
}

GK_TEST(h_makes_elements)
{
    GK_CHECK_STR(made("h('p', {class = 'a', id = 'b'}, 'x < y', 3, h('b', nil, '&'))"),
                 "\"<p class=\\\"a\\\" id=\\\"b\\\">x &lt; y3<b>&amp;"
                 "</b></p>\"");
    GK_CHECK_STR(made("#tostring(h('img', {src = 'a.jpg', alt = ''}))"), "\"24\"");
    GK_CHECK_STR(made("h('ul', nil, {h('li'), {h('li'), nil}}) == h('ul', nil, h('li'), h('li'))"),
                 "\"true\"");
    GK_CHECK_STR(made("(h('b') .. '<') == h('b') .. '<'"), "\"true\"");
    GK_CHECK_STR(made("'<' .. h('b')"), "\"&lt;<b></b>\"");
    GK_CHECK_STR(made("h('video', {controls = true, muted = false, ['aria-hidden'] = true}) == "
                      "h('video', {controls = true, ['aria-hidden'] = 'true'})"),
                 "\"true\"");
}

GK_TEST(h_refuses)
{
    GK_CHECK_STR(made("h('script', nil, 'x')"),
                 "PLUGIN-HTML:2 plugin p: h() refuses the tag script" WHILE);
    GK_CHECK_STR(made("h('iframe')"), "PLUGIN-HTML:2 plugin p: h() refuses the tag iframe" WHILE);
    GK_CHECK_STR(made("h('p', {onclick = 'x'})"),
                 "PLUGIN-HTML:2 plugin p: h() refuses the attribute onclick" WHILE);
    GK_CHECK_STR(made("h('p', {style = 'x'})"),
                 "PLUGIN-HTML:2 plugin p: h() refuses the attribute style" WHILE);
    GK_CHECK_STR(made("h('a', {href = 'javascript:alert(1)'})"),
                 "PLUGIN-HTML:2 plugin p: h() refuses the address \"javascript:alert(1)\"" WHILE);
    GK_CHECK_STR(made("h('img', {src = 'data:text/html,x'})"),
                 "PLUGIN-HTML:2 plugin p: h() refuses the address \"data:text/html,x\"" WHILE);
    GK_CHECK_STR(made("h('img', {srcset = 'a.jpg 1x, javascript:x 2x'})"),
                 "PLUGIN-HTML:2 plugin p: h() refuses the address \"javascript:x\"" WHILE);
    GK_CHECK_STR(
        made("h('rect', {fill = 'URL(https://a.example/x)'})"),
        "PLUGIN-HTML:2 plugin p: h() refuses the value of fill (URL(https://a.example/x)?)" WHILE);
    GK_CHECK_STR(made("h('p', {['x\" onclick=\"'] = 'x'})"),
                 "PLUGIN-HTML:2 plugin p: h() refuses the attribute x\" onclick=\"" WHILE);
    GK_CHECK_STR(made("h('br', nil, 'x')"),
                 "PLUGIN-HTML:2 plugin p: h() refuses children of br" WHILE);
}
