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

static const char *html_reference(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

void gk_buf_put_html(gk_buf *buf, gk_view v)
{
    size_t from = 0;
    for (size_t i = 0; i < v.n; i++) {
        const char *reference = (unsigned char)v.p[i] <= '>' ? html_reference(v.p[i]) : NULL;
        if (!reference) continue;
        gk_buf_put(buf, gk_view_n(v.p + from, i - from));
        gk_buf_puts(buf, reference);
        from = i + 1;
    }
    gk_buf_put(buf, gk_view_from(v, from));
}

/* Whether a byte is written otherwise inside a JSON string of a data script. */
static bool json_special(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0x7F;
}

static const char *json_escape(unsigned char c, char hex[8])
{
    switch (c) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: break;
    }
    snprintf(hex, 8, "\\u%04x", c);
    return hex;
}

/* Whether 16 bytes hold something that is written otherwise; 0xE2 may begin a separator. */
static bool json_any(const char *p)
{
    typedef unsigned char bytes __attribute__((vector_size(16)));
    typedef uint64_t halves __attribute__((vector_size(16)));
    bytes v;
    memcpy(&v, p, sizeof v);
    halves hit = (halves)((v < 0x20) | (v == '"') | (v == '\\') | (v == '<') | (v == '>') |
                          (v == '&') | (v == 0x7F) | (v == 0xE2));
    return (hit[0] | hit[1]) != 0;
}

static void put_json_bytes(gk_buf *buf, gk_view v)
{
    char hex[8];
    size_t from = 0, i = 0;
    while (i < v.n) {
        if (i + 16 <= v.n && !json_any(v.p + i)) {
            i += 16;
            continue;
        }
        for (size_t stop = v.n - i > 16 ? i + 16 : v.n; i < stop; i++) {
            unsigned char c = (unsigned char)v.p[i];
            bool separator = c == 0xE2 && i + 2 < v.n && (unsigned char)v.p[i + 1] == 0x80 &&
                             ((unsigned char)v.p[i + 2] & 0xFE) == 0xA8;
            const char *escape = separator
                                     ? ((unsigned char)v.p[i + 2] == 0xA8 ? "\\u2028" : "\\u2029")
                                 : json_special(c) ? json_escape(c, hex)
                                                   : NULL;
            if (!escape) continue;
            gk_buf_put(buf, gk_view_n(v.p + from, i - from));
            gk_buf_puts(buf, escape);
            if (separator) i += 2;
            from = i + 1;
        }
    }
    gk_buf_put(buf, gk_view_from(v, from));
}

void gk_buf_put_json(gk_buf *buf, gk_view v)
{
    gk_buf_putc(buf, '"');
    put_json_bytes(buf, v);
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
    size_t from = 0;
    for (size_t i = 0; i < v.n; i++) {
        unsigned char c = (unsigned char)v.p[i];
        if (is_path_byte(c)) continue;
        char triplet[3] = {'%', hex[c >> 4], hex[c & 15]};
        gk_buf_put(buf, gk_view_n(v.p + from, i - from));
        gk_buf_put(buf, gk_view_n(triplet, 3));
        from = i + 1;
    }
    gk_buf_put(buf, gk_view_from(v, from));
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
