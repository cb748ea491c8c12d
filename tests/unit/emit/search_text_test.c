#include "emit/search_text.h"

#include "harness.h"

static gk_buf out = GK_BUF_INIT;

static const char *text(const char *html)
{
    gk_buf_truncate(&out, 0);
    gk_search_text(gk_view_of(html), &out);
    return out.n ? out.p : "";
}

GK_TEST(search_text_of_html)
{
    GK_CHECK_STR(text("<p>党<strong>费</strong>收<a href=\"x?a>b\">缴</a></p>\n<p>标准</p>\n"),
                 "党费收缴\n标准");
    GK_CHECK_STR(text("<ul>\n<li>一</li>\n<li>\n<p>二</p>\n</li>\n</ul>"), "一\n二");
    GK_CHECK_STR(text("<table><tr><td>甲</td><td>乙</td></tr></table>"), "甲\n乙");
    GK_CHECK_STR(text("a<br />b <img src='x' alt='y'> c\n d"), "a b c d");
    GK_CHECK_STR(text("&lt;p&gt; &amp;amp; &quot;A&#39;&#x4E2D;&#20013; &x; & &#0; &#xD800;"),
                 "<p> &amp; \"A'中中 &x; & &#0; &#xD800;");
    GK_CHECK_STR(text("一<script>二</script>三<style>四</style>五<!-- 六>七 -->八"),
                 "一\n三\n五八");
    GK_CHECK_STR(text(""), "");
    GK_CHECK_STR(text(" \n<p> </p>"), "");
    gk_buf_free(&out);
}

/* Whatever it is given, it reads to the end and no further. */
GK_TEST(search_text_of_pieces)
{
    static const char html[] =
        "<p class=\"a\">甲&amp;乙<br/></p><!-- x --><script>y</script>&#x4E2D;";
    for (size_t from = 0; from < sizeof html; from++)
        for (size_t to = from; to < sizeof html; to++) {
            gk_buf copy = GK_BUF_INIT;
            gk_buf_put(&copy, gk_view_n(html + from, to - from));
            gk_buf_truncate(&out, 0);
            gk_search_text(gk_buf_view(&copy), &out);
            GK_CHECK(out.n <= to - from);
            gk_buf_free(&copy);
        }
    gk_buf_free(&out);
}
