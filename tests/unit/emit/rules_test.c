#include "emit/rules.h"

#include "harness.h"

static gk_buf out = GK_BUF_INIT;

static gk_rules sample(gk_rules_code *codes, gk_rules_move *moves, gk_view *announced)
{
    return (gk_rules){.host = GK_V("party.example"),
                      .secure = true,
                      .base = GK_V("/"),
                      .root = GK_V("/var/www/party.example"),
                      .name = GK_V("party_example"),
                      .policy = GK_V("default-src 'none'"),
                      .codes = codes,
                      .code_count = 2,
                      .moves = moves,
                      .move_count = 1,
                      .announced = announced,
                      .announced_count = 1};
}

typedef void writer(const gk_rules *rules, gk_lang lang, gk_buf *text);

/* The rules of one server for a portal with an old address. */
static const char *written(writer *put, gk_view from, bool folder)
{
    gk_rules_code codes[] = {{.name = GK_V("7km2qx"), .url = GK_V("/l/%E8%AF%BE/")},
                             {.name = GK_V("9abcde"), .page = GK_V("/Q/9ABCDE/index.html")}};
    gk_rules_move moves[] = {{.from = from, .folder = folder, .to = GK_V("/new/%24x/")}};
    gk_view announced[] = {GK_V("/disclosure/")};
    gk_rules rules = sample(codes, moves, announced);
    gk_buf_truncate(&out, 0);
    put(&rules, GK_LANG_EN, &out);
    gk_buf_putc(&out, '\0');
    return out.p;
}

static bool has(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

GK_TEST(rules_escape_patterns)
{
    gk_buf_truncate(&out, 0);
    gk_rules_put_regex(GK_V("/a.b*c(d)[e]{f}+?^$|\\中"), &out);
    GK_CHECK_VIEW(gk_buf_view(&out), "/a\\.b\\*c\\(d\\)\\[e\\]\\{f\\}\\+\\?\\^\\$\\|\\\\中");
    gk_buf_free(&out);
}

GK_TEST(rules_have_the_headers_of_a_strict_site)
{
    static const char *const wanted[] = {
        "Content-Security-Policy", "X-Content-Type-Options",     "Referrer-Policy",
        "Permissions-Policy",      "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy",
        "X-Frame-Options"};
    const gk_header *rows;
    GK_CHECK_INT(gk_rules_headers(&rows), sizeof wanted / sizeof *wanted);
    static writer *const writers[] = {gk_rules_put_nginx, gk_rules_put_apache, gk_rules_put_caddy};
    for (size_t w = 0; w < 3; w++) {
        const char *text = written(writers[w], GK_V("/old"), true);
        for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) GK_CHECK(has(text, wanted[i]));
        GK_CHECK(has(text, "default-src 'none'"));
        GK_CHECK(!has(text, "unsafe"));
    }
    gk_buf_free(&out);
}

GK_TEST(rules_of_nginx)
{
    const char *text = written(gk_rules_put_nginx, GK_V("/old"), true);
    GK_CHECK(has(text, "    7km2qx \"/l/%E8%AF%BE/\";\n"));
    GK_CHECK(has(text, "    9abcde \"/Q/9ABCDE/index.html\";\n"));
    GK_CHECK(has(text, "location = \"/old\" { return 301 \"/new/%24x/\"; }"));
    GK_CHECK(has(text, "location = \"/old/\" { return 301"));
    GK_CHECK(has(text, "\"~^/disclosure/\" \"no-store\";"));
    text = written(gk_rules_put_nginx, GK_V("/a.html"), false);
    GK_CHECK(has(text, "location = \"/a.html\" {") && !has(text, "\"/a.html/\""));
    text = written(gk_rules_put_nginx, GK_V("/a\"b*"), true);
    GK_CHECK(has(text, "location = \"/a\\\"b*\" {"));
    gk_buf_free(&out);
}

GK_TEST(rules_of_apache)
{
    const char *text = written(gk_rules_put_apache, GK_V("/old"), true);
    GK_CHECK(has(text, "RewriteRule \"^/q/7km2qx/?$\" \"/l/\\%E8\\%AF\\%BE/\" [NC,R=302,NE,L]"));
    GK_CHECK(has(text, "RewriteRule \"^/q/9abcde/?$\" \"/Q/9ABCDE/index.html\" [NC,PT,L]"));
    GK_CHECK(has(text, "RewriteRule \"^/old/?$\" \"/new/\\%24x/\" [R=301,NE,L]"));
    text = written(gk_rules_put_apache, GK_V("/a*(b)\""), true);
    GK_CHECK(has(text, "\"^/a\\*\\(b\\)\\\"/?$\""));
    gk_buf_free(&out);
}

/* What would be a wildcard, a variable or a group there is none. */
GK_TEST(rules_of_caddy)
{
    const char *text = written(gk_rules_put_caddy, GK_V("/old"), true);
    GK_CHECK(has(text, "@q_7km2qx path \"/q/7km2qx\" \"/q/7km2qx/\"\n"));
    GK_CHECK(has(text, "redir @q_7km2qx \"/l/%E8%AF%BE/\" 302\n"));
    GK_CHECK(has(text, "rewrite @q_9abcde \"/Q/9ABCDE/index.html\"\n"));
    GK_CHECK(has(text, "@moved_0 path \"/old\" \"/old/\"\n"));
    GK_CHECK(has(text, "@announced_0 path \"/disclosure/*\"\n"));
    text = written(gk_rules_put_caddy, GK_V("/a*"), true);
    GK_CHECK(has(text, "@moved_0 path_regexp \"^/a\\x2a/?$\"\n"));
    text = written(gk_rules_put_caddy, GK_V("/{host}.html"), false);
    GK_CHECK(has(text, "@moved_0 path_regexp \"^/\\x7bhost\\x7d\\x2ehtml$\"\n"));
    gk_buf_free(&out);
}
