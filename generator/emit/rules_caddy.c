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

/* An address and the same with a slash at its end. Caddy compares paths without regard to case. */
static void put_paths(gk_view path, bool folder, gk_buf *out)
{
    gk_buf with = GK_BUF_INIT;
    gk_buf_put(&with, path);
    gk_buf_putc(&with, '/');
    put_quoted(path, out);
    if (folder) gk_buf_putc(out, ' ');
    if (folder) put_quoted(gk_buf_view(&with), out);
    gk_buf_free(&with);
}

static void put_codes(const gk_rules *rules, gk_buf *out)
{
    for (uint32_t i = 0; i < rules->code_count; i++) {
        const gk_rules_code *code = &rules->codes[i];
        gk_buf path = GK_BUF_INIT;
        gk_buf_put(&path, rules->base);
        gk_buf_puts(&path, "q/");
        gk_buf_put(&path, code->name);
        gk_buf_printf(out, "        @q_%.*s path ", VIEW(code->name));
        put_paths(gk_buf_view(&path), true, out);
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
        gk_buf_printf(out, "        @moved_%u path ", i);
        put_paths(rules->moves[i].from, rules->moves[i].folder, out);
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
        gk_buf prefix = GK_BUF_INIT;
        gk_buf_put(&prefix, rules->announced[i]);
        gk_buf_putc(&prefix, '*');
        gk_buf_printf(out, "        @announced_%u path ", i);
        put_quoted(gk_buf_view(&prefix), out);
        gk_buf_printf(out, "\n        header @announced_%u Cache-Control \"" GK_RULES_UNKEPT "\"\n",
                      i);
        gk_buf_free(&prefix);
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
