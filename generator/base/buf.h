/* A buffer owns bytes that grow. Always NUL-terminated behind its n bytes once it holds any. */
#ifndef GK_BASE_BUF_H
#define GK_BASE_BUF_H

#include "base/byteset.h"

typedef struct gk_buf {
    char *p;
    size_t n, cap;
} gk_buf;

#define GK_BUF_INIT                                                                                \
    {                                                                                              \
        NULL, 0, 0                                                                                 \
    }

/* Makes room for `more` bytes behind the n that are there (and a NUL). */
void gk_buf_reserve(gk_buf *buf, size_t more);

/* Appends bytes. v must not lie inside buf. */
static inline void gk_buf_put(gk_buf *buf, gk_view v)
{
    if (v.n == 0) return;
    if (buf->cap - buf->n <= v.n) gk_buf_reserve(buf, v.n);
    memcpy(buf->p + buf->n, v.p, v.n);
    buf->n += v.n;
    buf->p[buf->n] = '\0';
}

/* Appends one byte. */
static inline void gk_buf_putc(gk_buf *buf, char c)
{
    if (buf->cap - buf->n <= 1) gk_buf_reserve(buf, 1);
    buf->p[buf->n++] = c;
    buf->p[buf->n] = '\0';
}

/* Appends a NUL-terminated string. */
static inline void gk_buf_puts(gk_buf *buf, const char *s)
{
    gk_buf_put(buf, gk_view_of(s));
}

/* Appends by a printf format. */
void gk_buf_printf(gk_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends a decimal integer. */
void gk_buf_put_int(gk_buf *buf, int64_t i);

/* Appends v for the text or a quoted attribute of HTML: & < > " ' become references. */
void gk_buf_put_html(gk_buf *buf, gk_view v);

/* The same for a set of bytes among those five: only they become references. */
void gk_buf_put_escaped(gk_buf *buf, gk_view v, const gk_byteset *special);

/* Appends v as a JSON string with its quotes. '<', '>', '&', U+2028 and U+2029 are written \uXXXX
 * so that the string may stand in a data script of HTML (RFC 8259). */
void gk_buf_put_json(gk_buf *buf, gk_view v);

/* Appends v percent-encoded as a path of a URL: unreserved and sub-delims and "/:@" stay (RFC 3986,
 * pchar). */
void gk_buf_put_path(gk_buf *buf, gk_view v);

/* Appends a path of a URL without its percent-encoding; what is not encoded well stays, and the
 * result is false. */
bool gk_buf_put_unescaped(gk_buf *buf, gk_view v);

/* Borrows what is there; valid until the buffer changes. */
static inline gk_view gk_buf_view(const gk_buf *buf)
{
    return gk_view_n(buf->p, buf->n);
}

/* Shortens to n bytes (n <= buf->n). */
void gk_buf_truncate(gk_buf *buf, size_t n);

/* Gives the bytes to the caller, who frees them; the buffer is empty again. Never NULL. */
char *gk_buf_detach(gk_buf *buf);

/* Gives the memory back; the buffer may be used again. */
void gk_buf_free(gk_buf *buf);

#endif
