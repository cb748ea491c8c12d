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

static void put_pattern(const char *head, gk_view text, const char *tail, gk_buf *out)
{
    gk_buf pattern = GK_BUF_INIT;
    gk_buf_puts(&pattern, head);
    gk_rules_put_regex(text, &pattern);
    gk_buf_puts(&pattern, tail);
    put_quoted(gk_buf_view(&pattern), out);
    gk_buf_free(&pattern);
}

/* In what takes a pattern's place, '%' and '$' begin back-references. */
static void put_target(gk_view text, gk_buf *out)
{
    gk_buf target = GK_BUF_INIT;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '%' || text.p[i] == '$') gk_buf_putc(&target, '\\');
        gk_buf_putc(&target, text.p[i]);
    }
    put_quoted(gk_buf_view(&target), out);
    gk_buf_free(&target);
}

static void put_rule(gk_view from, const char *tail, gk_view to, const char *flags, gk_buf *out)
{
    gk_buf_puts(out, "    RewriteRule ");
    put_pattern("^", from, tail, out);
    gk_buf_putc(out, ' ');
    put_target(to, out);
    gk_buf_printf(out, " [%s]\n", flags);
}

static void put_redirects(const gk_rules *rules, gk_buf *out)
{
    gk_buf_puts(out, "    RewriteEngine On\n");
    if (rules->code_count) {
        /* Other addresses pass by all codes at once. */
        gk_buf_puts(out, "    RewriteRule ");
        put_pattern("!^", rules->base, "q/", out);
        gk_buf_printf(out, " \"-\" [NC,S=%u]\n", rules->code_count);
    }
    for (uint32_t i = 0; i < rules->code_count; i++) {
        const gk_rules_code *code = &rules->codes[i];
        gk_buf from = GK_BUF_INIT;
        gk_buf_put(&from, rules->base);
        gk_buf_puts(&from, "q/");
        gk_buf_put(&from, code->name);
        if (code->url.n)
            put_rule(gk_buf_view(&from), "/?$", code->url, "NC,R=302,NE,L", out);
        else
            put_rule(gk_buf_view(&from), "/?$", code->page, "NC,PT,L", out);
        gk_buf_free(&from);
    }
    for (uint32_t i = 0; i < rules->move_count; i++)
        put_rule(rules->moves[i].from, rules->moves[i].folder ? "/?$" : "$", rules->moves[i].to,
                 "R=301,NE,L", out);
}

static void put_location(const char *head, gk_view text, const char *tail, const char *header,
                         gk_buf *out)
{
    gk_buf_puts(out, "    <LocationMatch ");
    put_pattern(head, text, tail, out);
    gk_buf_printf(out, ">\n        Header always set %s\n    </LocationMatch>\n", header);
}

static void put_headers(const gk_rules *rules, gk_buf *out)
{
    const gk_header *rows;
    size_t count = gk_rules_headers(&rows);
    for (size_t i = 0; i < count; i++) {
        gk_buf_printf(out, "    Header always set %s ", rows[i].name);
        put_quoted(rows[i].value ? gk_view_of(rows[i].value) : rules->policy, out);
        gk_buf_putc(out, '\n');
    }
    gk_buf_puts(out, "    # Header always set Strict-Transport-Security \"max-age=31536000\"\n"
                     "    Header always set Cache-Control \"" GK_RULES_ASKED "\"\n");
    put_location("^", rules->base, "assets/", "Cache-Control \"" GK_RULES_KEPT "\"", out);
    for (uint32_t i = 0; i < rules->announced_count; i++)
        put_location("^", rules->announced[i], "", "Cache-Control \"" GK_RULES_UNKEPT "\"", out);
    put_location("", GK_V(""), "/single\\.html$", "Content-Disposition \"attachment\"", out);
}

static void put_types(gk_buf *out)
{
    const gk_media_type *rows;
    size_t count = gk_media_types(&rows);
    for (size_t i = 0; i < count; i++) {
        gk_buf_printf(out, "    AddType %s %s\n", rows[i].type, rows[i].ending);
        if (strcmp(rows[i].type, rows[i].served) != 0)
            gk_buf_printf(out, "    AddCharset utf-8 %s\n", rows[i].ending);
    }
    gk_buf_puts(out, "    <FilesMatch \"^feed\\.xml$\">\n        ForceType application/atom+xml\n"
                     "    </FilesMatch>\n"
                     "    <IfModule mod_deflate.c>\n"
                     "        AddOutputFilterByType DEFLATE text/html text/css text/plain "
                     "text/javascript text/calendar text/csv application/json application/xml "
                     "application/atom+xml image/svg+xml\n    </IfModule>\n");
}

static void put_listen(const gk_rules *rules, gk_lang lang, gk_buf *out)
{
    gk_view host = rules->host;
    if (!rules->secure) {
        gk_buf_printf(out, "<VirtualHost *:%.*s>\n    ServerName %.*s\n",
                      VIEW(rules->port.n ? rules->port : GK_V("80")), VIEW(host));
        return;
    }
    gk_buf_printf(out,
                  "<VirtualHost *:80>\n    ServerName %.*s\n    Redirect permanent / "
                  "https://%.*s/\n</VirtualHost>\n<VirtualHost *:%.*s>\n    ServerName %.*s\n"
                  "    SSLEngine on\n",
                  VIEW(host), VIEW(host), VIEW(rules->port.n ? rules->port : GK_V("443")),
                  VIEW(host));
    gk_buf_printf(
        out, SAY("    # 证书的位置请改成实际的。\n", "    # Put the certificate's place here.\n"));
    gk_buf_printf(out,
                  "    SSLCertificateFile /etc/ssl/%.*s.crt\n    SSLCertificateKeyFile "
                  "/etc/ssl/private/%.*s.key\n",
                  VIEW(host), VIEW(host));
}

void gk_rules_put_apache(const gk_rules *rules, gk_lang lang, gk_buf *out)
{
    gk_buf_puts(out,
                SAY("# 由 gongkai rules apache 生成；代号、旧网址或公示栏目有变化时重新生成。\n"
                    "# 需要的模块：headers rewrite（a2enmod headers rewrite），https 还要 ssl。\n",
                    "# Made by gongkai rules apache; make it again when codes, old addresses "
                    "or sections of announcements change.\n"
                    "# Modules: headers rewrite (a2enmod headers rewrite); ssl for https.\n"));
    put_listen(rules, lang, out);
    gk_buf_puts(out, "    DocumentRoot ");
    put_quoted(rules->root, out);
    gk_buf_printf(
        out, "\n    DirectoryIndex index.html\n    ErrorDocument 404 %.*s404.html\n    <Directory ",
        VIEW(rules->base));
    put_quoted(rules->root, out);
    gk_buf_puts(out, ">\n        Options None\n        AllowOverride None\n        Require all "
                     "granted\n    </Directory>\n");
    gk_buf_puts(out, "    RedirectMatch 404 \"/\\.(?!" GK_RULES_KNOWN "|" GK_RULES_RECORD ")\"\n");
    put_types(out);
    put_headers(rules, out);
    put_redirects(rules, out);
    gk_buf_puts(out, "</VirtualHost>\n");
}
