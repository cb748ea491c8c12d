#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

void gk_buf_reserve(gk_buf *buf, size_t more)
{
    if (more > SIZE_MAX / 2 - buf->n - 1) gk_mem_exhausted();
    buf->p = gk_mem_grow(buf->p, &buf->cap, buf->n + more + 1, 1);
    buf->p[buf->n] = '\0';
}

void gk_buf_printf(gk_buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n > 0) {
        gk_buf_reserve(buf, (size_t)n);
        vsnprintf(buf->p + buf->n, (size_t)n + 1, format, again);
        buf->n += (size_t)n;
    }
    va_end(again);
}

void gk_buf_put_int(gk_buf *buf, int64_t i)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = i < 0 ? -(uint64_t)i : (uint64_t)i;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (i < 0) digits[--at] = '-';
    gk_buf_put(buf, gk_view_n(digits + at, sizeof digits - at));
}

static const char *html_reference(char c, char room[8])
{
    (void)room;
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    default: return "&#39;";
    }
}

static const char *json_escape(char c, char room[8])
{
    switch (c) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: break;
    }
    snprintf(room, 8, "\\u%04x", (unsigned)(unsigned char)c);
    return room;
}

/* Appends v; what `written` says stands for each byte of the set, which are not many. */
static void put_rewritten(gk_buf *buf, gk_view v, const gk_byteset *special,
                          const char *(*written)(char c, char room[8]))
{
    char room[8];
    for (;;) {
        if (buf->cap - buf->n <= v.n) gk_buf_reserve(buf, v.n);
        size_t plain = gk_byteset_copy(special, v, buf->p + buf->n);
        buf->n += plain;
        if (plain == v.n) break;
        gk_buf_puts(buf, written(v.p[plain], room));
        v = gk_view_from(v, plain + 1);
    }
    buf->p[buf->n] = '\0';
}

void gk_buf_put_escaped(gk_buf *buf, gk_view v, const gk_byteset *special)
{
    put_rewritten(buf, v, special, html_reference);
}

#define SPECIAL(row)                                                                               \
    (GK_IN(row, '&') | GK_IN(row, '<') | GK_IN(row, '>') | GK_IN(row, '"') | GK_IN(row, '\''))

void gk_buf_put_html(gk_buf *buf, gk_view v)
{
    static const gk_byteset special = GK_BYTESET(SPECIAL);
    put_rewritten(buf, v, &special, html_reference);
}

#define JSON_SPECIAL(row)                                                                          \
    (GK_IN_CONTROLS | GK_IN(row, '"') | GK_IN(row, '\\') | GK_IN(row, '<') | GK_IN(row, '>') |     \
     GK_IN(row, '&') | GK_IN(row, 0x7F))

static void put_json_bytes(gk_buf *buf, gk_view v)
{
    static const gk_byteset special = GK_BYTESET(JSON_SPECIAL);
    put_rewritten(buf, v, &special, json_escape);
}

/* The place of U+2028 or U+2029 (E2 80 A8, E2 80 A9) from i on, or SIZE_MAX. */
static size_t next_separator(gk_view v, size_t i)
{
    for (; (i = gk_view_find_byte(v, '\xE2', i)) != SIZE_MAX; i++)
        if (i + 2 < v.n && v.p[i + 1] == '\x80' && (v.p[i + 2] & '\xFE') == '\xA8') return i;
    return SIZE_MAX;
}

void gk_buf_put_json(gk_buf *buf, gk_view v)
{
    size_t from = 0;
    gk_buf_putc(buf, '"');
    for (size_t i; (i = next_separator(v, from)) != SIZE_MAX; from = i + 3) {
        put_json_bytes(buf, gk_view_n(v.p + from, i - from));
        gk_buf_puts(buf, v.p[i + 2] == '\xA8' ? "\\u2028" : "\\u2029");
    }
    put_json_bytes(buf, gk_view_from(v, from));
    gk_buf_putc(buf, '"');
}

/* Bit c is set when the byte c may stand in a path: letters, digits and -._~!$&'()*+,;=:@/ */
static const uint64_t path_bytes[4] = {0x2FFFFFD200000000u, 0x47FFFFFE87FFFFFFu, 0, 0};

static bool is_path_byte(unsigned char c)
{
    return path_bytes[c >> 6] >> (c & 63) & 1;
}

void gk_buf_put_path(gk_buf *buf, gk_view v)
{
    static const char hex[] = "0123456789ABCDEF";
    if (v.n > SIZE_MAX / 3) gk_mem_exhausted();
    gk_buf_reserve(buf, 3 * v.n);
    char *to = buf->p + buf->n;
    for (size_t i = 0; i < v.n; i++) {
        unsigned char c = (unsigned char)v.p[i];
        if (is_path_byte(c)) {
            *to++ = (char)c;
            continue;
        }
        *to++ = '%';
        *to++ = hex[c >> 4];
        *to++ = hex[c & 15];
    }
    *to = '\0';
    buf->n = (size_t)(to - buf->p);
}

void gk_buf_truncate(gk_buf *buf, size_t n)
{
    if (n >= buf->n) return;
    buf->n = n;
    buf->p[n] = '\0';
}

char *gk_buf_detach(gk_buf *buf)
{
    if (!buf->p) gk_buf_reserve(buf, 0);
    char *p = buf->p;
    *buf = (gk_buf)GK_BUF_INIT;
    return p;
}

void gk_buf_free(gk_buf *buf)
{
    free(buf->p);
    *buf = (gk_buf)GK_BUF_INIT;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool gk_buf_put_unescaped(gk_buf *buf, gk_view v)
{
    bool well = true;
    for (size_t i = 0; i < v.n; i++) {
        int high = v.p[i] == '%' && i + 2 < v.n ? hex_digit(v.p[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(v.p[i + 2]) : -1;
        gk_buf_putc(buf, low >= 0 ? (char)(high * 16 + low) : v.p[i]);
        well = well && (low >= 0 || v.p[i] != '%');
        if (low >= 0) i += 2;
    }
    return well;
}
