#include "emit/media_types.h"
#include "emit/rules.h"

#define SAY(zh_, en_) (lang == GK_LANG_ZH ? (zh_) : (en_))
#define VIEW(v)       (int)(v).n, (v).p

/* Quoted; '$' would begin a variable in values. */
static void put_value(gk_view text, gk_buf *out)
{
    gk_buf_putc(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"' || text.p[i] == '\\') gk_buf_putc(out, '\\');
        if (text.p[i] == '$')
            gk_buf_puts(out, "%24");
        else
            gk_buf_putc(out, text.p[i]);
    }
    gk_buf_putc(out, '"');
}

/* Quoted, as a location's name. A backslash before a quote or a backslash is taken away again. */
static void put_name(gk_view text, gk_buf *out)
{
    gk_buf_putc(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"' || text.p[i] == '\\') gk_buf_putc(out, '\\');
        gk_buf_putc(out, text.p[i]);
    }
    gk_buf_putc(out, '"');
}

static void put_pattern(const char *head, gk_view text, const char *tail, gk_buf *out)
{
    gk_buf pattern = GK_BUF_INIT;
    gk_buf_puts(&pattern, head);
    gk_rules_put_regex(text, &pattern);
    gk_buf_puts(&pattern, tail);
    put_name(gk_buf_view(&pattern), out);
    gk_buf_free(&pattern);
}

static void put_codes(const gk_rules *rules, bool leading, gk_buf *out)
{
    gk_buf_printf(out, "map $gk_code_%.*s $%s_%.*s {\n    default \"\";\n", VIEW(rules->name),
                  leading ? "gk_lesson" : "gk_notice", VIEW(rules->name));
    for (uint32_t i = 0; i < rules->code_count; i++) {
        const gk_rules_code *code = &rules->codes[i];
        gk_view value = leading ? code->url : code->page;
        if (!value.n) continue;
        gk_buf_printf(out, "    %.*s ", VIEW(code->name));
        put_value(value, out);
        gk_buf_puts(out, ";\n");
    }
    gk_buf_puts(out, "}\n");
}

static void put_maps(const gk_rules *rules, gk_buf *out)
{
    put_codes(rules, true, out);
    put_codes(rules, false, out);
    gk_buf_printf(out, "map $uri $gk_cache_%.*s {\n    default \"" GK_RULES_ASKED "\";\n    ",
                  VIEW(rules->name));
    put_pattern("~^", rules->base, "assets/", out);
    gk_buf_puts(out, " \"" GK_RULES_KEPT "\";\n");
    for (uint32_t i = 0; i < rules->announced_count; i++) {
        gk_buf_puts(out, "    ");
        put_pattern("~^", rules->announced[i], "", out);
        gk_buf_puts(out, " \"" GK_RULES_UNKEPT "\";\n");
    }
    gk_buf_printf(out,
                  "}\nmap $uri $gk_saved_%.*s {\n    default \"\";\n"
                  "    \"~/single\\.html$\" \"attachment\";\n}\n",
                  VIEW(rules->name));
}

static void put_types(gk_buf *out)
{
    const gk_media_type *rows;
    size_t count = gk_media_types(&rows);
    gk_buf_puts(out, "    types {\n");
    for (size_t i = 0; i < count; i++)
        gk_buf_printf(out, "        %s %s;\n", rows[i].type, rows[i].ending + 1);
    gk_buf_puts(
        out, "    }\n    default_type application/octet-stream;\n    charset utf-8;\n"
             "    charset_types text/css text/plain text/javascript text/calendar text/csv "
             "text/vtt;\n"
             "    gzip on;\n    gzip_comp_level 6;\n    gzip_vary on;\n    gzip_min_length 512;\n"
             "    gzip_types text/css text/plain text/javascript text/calendar text/csv "
             "application/json application/xml application/atom+xml image/svg+xml;\n");
}

static void put_headers(const gk_rules *rules, gk_buf *out)
{
    const gk_header *rows;
    size_t count = gk_rules_headers(&rows);
    for (size_t i = 0; i < count; i++) {
        gk_buf_printf(out, "    add_header %s ", rows[i].name);
        put_value(rows[i].value ? gk_view_of(rows[i].value) : rules->policy, out);
        gk_buf_puts(out, " always;\n");
    }
    gk_buf_printf(out,
                  "    # add_header Strict-Transport-Security \"max-age=31536000\" always;\n"
                  "    add_header Cache-Control $gk_cache_%.*s always;\n"
                  "    add_header Content-Disposition $gk_saved_%.*s;\n",
                  VIEW(rules->name), VIEW(rules->name));
}

static void put_code_location(const gk_rules *rules, gk_buf *out)
{
    gk_buf head = GK_BUF_INIT;
    gk_buf_puts(out, "    location ~* ");
    gk_buf_puts(&head, "/q/(?<gk_code_");
    gk_buf_put(&head, rules->name);
    gk_buf_puts(&head, ">[0-9a-z]{6})/?$");
    gk_view base = gk_view_sub(rules->base, 0, rules->base.n - 1);
    put_pattern("^", base, head.p, out);
    gk_buf_printf(
        out,
        " {\n        if ($gk_lesson_%.*s) {\n            return 302 $gk_lesson_%.*s;\n"
        "        }\n        if ($gk_notice_%.*s) {\n            rewrite ^ $gk_notice_%.*s "
        "last;\n        }\n        return 404;\n    }\n",
        VIEW(rules->name), VIEW(rules->name), VIEW(rules->name), VIEW(rules->name));
    gk_buf_free(&head);
}

static void put_moves(const gk_rules *rules, gk_buf *out)
{
    for (uint32_t i = 0; i < rules->move_count; i++)
        for (int slash = 0; slash <= rules->moves[i].folder; slash++) {
            gk_buf from = GK_BUF_INIT;
            gk_buf_put(&from, rules->moves[i].from);
            if (slash) gk_buf_putc(&from, '/');
            gk_buf_puts(out, "    location = ");
            put_name(gk_buf_view(&from), out);
            gk_buf_puts(out, " { return 301 ");
            put_value(rules->moves[i].to, out);
            gk_buf_puts(out, "; }\n");
            gk_buf_free(&from);
        }
}

static void put_listen(const gk_rules *rules, gk_lang lang, gk_buf *out)
{
    gk_view host = rules->host;
    if (!rules->secure) {
        gk_buf_printf(out, "server {\n    listen %.*s;\n",
                      VIEW(rules->port.n ? rules->port : GK_V("80")));
        return;
    }
    gk_buf_printf(out,
                  "server {\n    listen 80;\n    server_name %.*s;\n"
                  "    return 301 https://$host$request_uri;\n}\nserver {\n    listen %.*s ssl;\n",
                  VIEW(host), VIEW(rules->port.n ? rules->port : GK_V("443")));
    gk_buf_printf(
        out, SAY("    # 证书的位置请改成实际的。\n", "    # Put the certificate's place here.\n"));
    gk_buf_printf(out,
                  "    ssl_certificate /etc/ssl/%.*s.crt;\n    ssl_certificate_key "
                  "/etc/ssl/private/%.*s.key;\n",
                  VIEW(host), VIEW(host));
}

void gk_rules_put_nginx(const gk_rules *rules, gk_lang lang, gk_buf *out)
{
    gk_buf_puts(out,
                SAY("# 由 gongkai rules nginx 生成；代号、旧网址或公示栏目有变化时重新生成。\n",
                    "# Made by gongkai rules nginx; make it again when codes, old addresses or "
                    "sections of announcements change.\n"));
    put_maps(rules, out);
    put_listen(rules, lang, out);
    gk_buf_printf(out, "    server_name %.*s;\n    root ", VIEW(rules->host));
    put_value(rules->root, out);
    gk_buf_printf(out,
                  ";\n    index index.html;\n    error_page 404 %.*s404.html;\n"
                  "    absolute_redirect off;\n    server_tokens off;\n",
                  VIEW(rules->base));
    put_types(out);
    put_headers(rules, out);
    gk_buf_puts(out, "    location ~ \"/\\.(?!" GK_RULES_KNOWN "|" GK_RULES_RECORD
                     ")\" {\n        return 404;\n    }\n");
    gk_buf_puts(out,
                "    location ~ \"/feed\\.xml$\" {\n        types { application/atom+xml xml; }\n"
                "    }\n");
    put_code_location(rules, out);
    put_moves(rules, out);
    gk_buf_puts(out, "    location / {\n        try_files $uri $uri/ =404;\n    }\n}\n");
}
