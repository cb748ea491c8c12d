#include "markup/url.h"

#include <strings.h>

#include "base/utf8.h"

static bool is_alpha(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_scheme_char(char c)
{
    return is_alpha(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

/* The scheme without its colon, or empty. */
static gk_view scheme_of(gk_view url)
{
    size_t n = 0;
    if (!url.n || !is_alpha(url.p[0])) return (gk_view){NULL, 0};
    while (n < url.n && is_scheme_char(url.p[n])) n++;
    return n < url.n && url.p[n] == ':' ? gk_view_n(url.p, n) : (gk_view){NULL, 0};
}

static bool is_word(gk_view v, const char *word)
{
    return v.n == strlen(word) && strncasecmp(v.p, word, v.n) == 0;
}

static bool has_control(gk_view v)
{
    for (size_t i = 0; i < v.n; i++)
        if ((unsigned char)v.p[i] < 0x20 || v.p[i] == 0x7F) return true;
    return false;
}

static gk_url_kind with_scheme(gk_view url, gk_view scheme, bool picture)
{
    gk_view rest = gk_view_from(url, scheme.n + 1);
    if (is_word(scheme, "http") || is_word(scheme, "https")) {
        bool host = gk_view_starts(rest, GK_V("//")) && rest.n > 2 && !strchr("/\\?#", rest.p[2]);
        if (gk_view_starts(rest, GK_V("／"))) return GK_URL_FULLWIDTH;
        return host && rest.p[2] != '\0' ? GK_URL_EXTERNAL : GK_URL_ODD;
    }
    if (scheme.n == 1 || is_word(scheme, "file")) return GK_URL_LOCAL;
    bool contact = is_word(scheme, "mailto") || is_word(scheme, "tel");
    if (!contact || picture) return GK_URL_SCHEME;
    return rest.n ? GK_URL_EXTERNAL : GK_URL_ODD;
}

static gk_url_kind without_scheme(gk_view url)
{
    if (gk_view_starts(url, GK_V("\\\\"))) return GK_URL_LOCAL;
    gk_view path = gk_view_sub(url, 0, gk_view_find_byte(url, '#', 0));
    if (gk_view_find_byte(path, '\\', 0) != SIZE_MAX) return GK_URL_BACKSLASH;
    if (gk_view_starts(url, GK_V("//"))) return GK_URL_HOST;
    if (url.n > 4 && strncasecmp(url.p, "www.", 4) == 0) return GK_URL_WWW;
    if (url.n > 5 && strncasecmp(url.p, "http", 4) == 0) {
        gk_view rest = gk_view_from(url, (url.p[4] | 0x20) == 's' ? 5 : 4);
        if (gk_view_starts(rest, GK_V("："))) return GK_URL_FULLWIDTH;
    }
    return GK_URL_RELATIVE;
}

static gk_url_kind kind_of(gk_view url, gk_view scheme, bool picture)
{
    if (gk_view_trim(url).n == 0) return GK_URL_EMPTY;
    if (has_control(url)) return GK_URL_ODD;
    return scheme.n ? with_scheme(url, scheme, picture) : without_scheme(url);
}

/* Resolves %XX; false when the result is not plain text. */
static bool decode(gk_view *v, gk_arena *arena)
{
    if (gk_view_find_byte(*v, '%', 0) == SIZE_MAX) return gk_utf8_valid(*v, NULL);
    gk_buf text = GK_BUF_INIT;
    gk_buf_put_unescaped(&text, *v);
    *v = gk_arena_view(arena, gk_buf_view(&text));
    gk_buf_free(&text);
    return gk_utf8_valid(*v, NULL) && !has_control(*v) &&
           gk_view_find_byte(*v, '\\', 0) == SIZE_MAX;
}

static gk_view cut_at(gk_view *v, char c)
{
    size_t at = gk_view_find_byte(*v, c, 0);
    if (at == SIZE_MAX) return (gk_view){NULL, 0};
    gk_view rest = gk_view_from(*v, at + 1);
    v->n = at;
    return rest;
}

gk_url gk_url_read(gk_view url, bool picture, gk_arena *arena)
{
    gk_url read = {.scheme = scheme_of(url), .path = url};
    read.kind = kind_of(url, read.scheme, picture);
    if (read.kind != GK_URL_RELATIVE) return read;
    read.fragment = cut_at(&read.path, '#');
    read.query = cut_at(&read.path, '?');
    if (!decode(&read.path, arena) || !decode(&read.fragment, arena)) read.kind = GK_URL_ODD;
    return read;
}

bool gk_url_allowed(gk_view url, bool picture)
{
    gk_url_kind kind = kind_of(url, scheme_of(url), picture);
    return kind == GK_URL_EXTERNAL || kind == GK_URL_RELATIVE || kind == GK_URL_WWW ||
           kind == GK_URL_FULLWIDTH || kind == GK_URL_EMPTY;
}

/* Letters, digits and -_.+!*(),%#@?=;:/,+$~ go as they are: reserved characters keep their meaning.
 */
static bool is_plain(char c)
{
    return is_alpha(c) || (c >= '0' && c <= '9') || (c != '\0' && strchr("-_.+!*(),%#@?=;:/$~", c));
}

void gk_url_put(gk_buf *out, gk_view url)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t from = 0;
    for (size_t i = 0; i < url.n; i++) {
        if (is_plain(url.p[i])) continue;
        gk_buf_put(out, gk_view_n(url.p + from, i - from));
        from = i + 1;
        unsigned char c = (unsigned char)url.p[i];
        if (c == '&')
            gk_buf_put(out, GK_V("&amp;"));
        else if (c == '\'')
            gk_buf_put(out, GK_V("&#x27;"));
        else
            gk_buf_put(out, gk_view_n((char[3]){'%', digits[c >> 4], digits[c & 15]}, 3));
    }
    gk_buf_put(out, gk_view_from(url, from));
}
