#include "emit/media_types.h"
#include "emit/rules.h"

#define SAY(zh_, en_) (lang == GK_LANG_ZH ? (zh_) : (en_))
#define VIEW(v)       (int)(v).n, (v).p

static void put_quoted(gk_view text, gk_buf *out)
{
    gk_buf_putc(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"') gk_buf_putc(out, '\\');
        gk_buf_putc(out, text.p[i]);
    }
    gk_buf_putc(out, '"');
}

/* What ends an address that is compared: nothing, a slash that may stand there, or anything. */
typedef enum ending { EXACT, FOLDER, PREFIX } ending;

/* In the paths that Caddy compares '*' stands for anything, and names in braces for variables. */
static bool is_plain(gk_view path)
{
    for (size_t i = 0; i < path.n; i++)
        if (strchr("*{}[]", path.p[i])) return false;
    return true;
}

static void put_regex(gk_view path, ending end, gk_buf *out)
{
    static const char *const tails[] = {[EXACT] = "$", [FOLDER] = "/?$", [PREFIX] = ""};
    gk_buf pattern = GK_BUF_INIT;
    gk_buf_putc(&pattern, '^');
    for (size_t i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.p[i];
        if (c < 0x80 && strchr(".[]{}()*+?^$|\\\"", c))
            gk_buf_printf(&pattern, "\\x%02x", c);
        else
            gk_buf_putc(&pattern, path.p[i]);
    }
    gk_buf_puts(&pattern, tails[end]);
    gk_buf_puts(out, "path_regexp ");
    put_quoted(gk_buf_view(&pattern), out);
    gk_buf_free(&pattern);
}

/* A condition on the address. Plain ones are compared without regard to case, which is faster. */
static void put_match(gk_view path, ending end, gk_buf *out)
{
    if (!is_plain(path)) {
        put_regex(path, end, out);
        return;
    }
    gk_buf more = GK_BUF_INIT;
    gk_buf_put(&more, path);
    gk_buf_putc(&more, end == PREFIX ? '*' : '/');
    gk_buf_puts(out, "path ");
    if (end != PREFIX) put_quoted(path, out);
    if (end == FOLDER) gk_buf_putc(out, ' ');
    if (end != EXACT) put_quoted(gk_buf_view(&more), out);
    gk_buf_free(&more);
}

static void put_codes(const gk_rules *rules, gk_buf *out)
{
    for (uint32_t i = 0; i < rules->code_count; i++) {
        const gk_rules_code *code = &rules->codes[i];
        gk_buf path = GK_BUF_INIT;
        gk_buf_put(&path, rules->base);
        gk_buf_puts(&path, "q/");
        gk_buf_put(&path, code->name);
        gk_buf_printf(out, "        @q_%.*s ", VIEW(code->name));
        put_match(gk_buf_view(&path), FOLDER, out);
        gk_buf_printf(out, "\n        %s @q_%.*s ", code->url.n ? "redir" : "rewrite",
                      VIEW(code->name));
        put_quoted(code->url.n ? code->url : code->page, out);
        gk_buf_puts(out, code->url.n ? " 302\n" : "\n");
        gk_buf_free(&path);
    }
}

static void put_moves(const gk_rules *rules, gk_buf *out)
{
    for (uint32_t i = 0; i < rules->move_count; i++) {
        gk_buf_printf(out, "        @moved_%u ", i);
        put_match(rules->moves[i].from, rules->moves[i].folder ? FOLDER : EXACT, out);
        gk_buf_printf(out, "\n        redir @moved_%u ", i);
        put_quoted(rules->moves[i].to, out);
        gk_buf_puts(out, " 301\n");
    }
}

static void put_headers(const gk_rules *rules, gk_buf *out)
{
    const gk_header *rows;
    size_t count = gk_rules_headers(&rows);
    gk_buf_puts(out, "        header {\n");
    for (size_t i = 0; i < count; i++) {
        gk_buf_printf(out, "            %s ", rows[i].name);
        put_quoted(rows[i].value ? gk_view_of(rows[i].value) : rules->policy, out);
        gk_buf_putc(out, '\n');
    }
    gk_buf_printf(out,
                  "            # Strict-Transport-Security \"max-age=31536000\"\n"
                  "            Cache-Control \"" GK_RULES_ASKED "\"\n"
                  "        }\n        @kept path %.*sassets/*\n        header @kept Cache-Control "
                  "\"" GK_RULES_KEPT "\"\n",
                  VIEW(rules->base));
    for (uint32_t i = 0; i < rules->announced_count; i++) {
        gk_buf_printf(out, "        @announced_%u ", i);
        put_match(rules->announced[i], PREFIX, out);
        gk_buf_printf(out, "\n        header @announced_%u Cache-Control \"" GK_RULES_UNKEPT "\"\n",
                      i);
    }
    gk_buf_puts(out, "        @single path */single.html\n        header @single "
                     "Content-Disposition attachment\n");
}

/* The system's own table may say something else or nothing. */
static void put_types(gk_buf *out)
{
    const gk_media_type *rows;
    size_t count = gk_media_types(&rows);
    for (size_t i = 0; i < count; i++) {
        gk_buf_printf(out,
                      "        @type_%s path *%s\n        header @type_%s Content-Type \"%s\"\n",
                      rows[i].ending + 1, rows[i].ending, rows[i].ending + 1, rows[i].served);
    }
    gk_buf_puts(out, "        @feed path */feed.xml\n        header @feed Content-Type "
                     "application/atom+xml\n");
}

void gk_rules_put_caddy(const gk_rules *rules, gk_lang lang, gk_buf *out)
{
    gk_buf_puts(out,
                SAY("# 由 gongkai rules caddy 生成；代号、旧网址或公示栏目有变化时重新生成。\n",
                    "# Made by gongkai rules caddy; make it again when codes, old addresses or "
                    "sections of announcements change.\n"));
    gk_buf_printf(out, "%s%.*s%s%.*s {\n    root * ", rules->secure ? "" : "http://",
                  VIEW(rules->host), rules->port.n ? ":" : "", VIEW(rules->port));
    put_quoted(rules->root, out);
    gk_buf_puts(out, "\n    encode gzip\n    route {\n");
    put_headers(rules, out);
    put_types(out);
    gk_buf_puts(out, "        @hidden {\n            path_regexp /\\.\n            not path "
                     "/." GK_RULES_KNOWN "*\n            not path_regexp /\\." GK_RULES_RECORD
                     "\n        }\n        error @hidden 404\n");
    put_codes(rules, out);
    put_moves(rules, out);
    gk_buf_printf(out,
                  "        file_server\n    }\n    handle_errors {\n"
                  "        rewrite * %.*s404.html\n        header Cache-Control \"" GK_RULES_ASKED
                  "\"\n        header Content-Type \"text/html; charset=utf-8\"\n        header "
                  "-Content-Disposition\n        file_server\n    }\n}\n",
                  VIEW(rules->base));
}
