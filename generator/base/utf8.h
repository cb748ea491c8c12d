/* UTF-8 and the properties of characters that we need. utf8proc.h has its home here.
 * Code points are uint32_t; U+FFFD stands for ill-formed bytes. */
#ifndef GK_BASE_UTF8_H
#define GK_BASE_UTF8_H

#include "base/view.h"

struct gk_buf;

/* Whether v is well-formed UTF-8 (Unicode 15, table 3-7); else *bad is the offset of the first
 * ill-formed byte. bad may be NULL. */
bool gk_utf8_valid(gk_view v, size_t *bad);

/* Tabs, line breaks and form feeds are layout; the other controls below the space have no place in
 * HTML or XML. */
static inline bool gk_utf8_is_control(unsigned char c)
{
    return c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f';
}

/* Whether v is well-formed and has no such control. */
bool gk_utf8_plain(gk_view v);

/* gk_utf8_next for whatever is not ASCII and not the common three bytes. */
uint32_t gk_utf8_next_rare(gk_view v, size_t *i);

/* The code point at *i, which moves on behind it; ill-formed bytes give U+FFFD and move on by one.
 * *i < v.n. Leads E1…EC need no further checks than two continuation bytes (Unicode 15, table 3-7):
 * most Chinese characters. */
static inline uint32_t gk_utf8_next(gk_view v, size_t *i)
{
    const unsigned char *p = (const unsigned char *)v.p + *i;
    if (p[0] < 0x80) {
        *i += 1;
        return p[0];
    }
    bool common = (unsigned)(p[0] - 0xE1) < 12 && v.n - *i >= 3 && (p[1] & 0xC0) == 0x80 &&
                  (p[2] & 0xC0) == 0x80;
    if (!common) return gk_utf8_next_rare(v, i);
    *i += 3;
    return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
}

/* The code point that ends just before *i, which moves back. *i > 0. */
uint32_t gk_utf8_prev(gk_view v, size_t *i);

/* Appends c in UTF-8. */
void gk_utf8_put(struct gk_buf *out, uint32_t c);

/* Number of code points. */
size_t gk_utf8_count(gk_view v);

/* Columns on a terminal: 2 for wide and full-width, 0 for combining and controls (East Asian Width,
 * UAX #11). */
unsigned gk_utf8_width(uint32_t c);
size_t gk_utf8_view_width(gk_view v);

/* Han, kana, hangul, bopomofo or CJK punctuation and full-width forms: scripts written without
 * spaces between words (hangul included for emphasis only, see markup/cjk). */
bool gk_utf8_is_cjk(uint32_t c);

/* Han ideograph, extensions and compatibility ideographs included. */
bool gk_utf8_is_han(uint32_t c);

/* White space (general category Z*); a letter, mark or number (L*, M*, N*). */
bool gk_utf8_is_space(uint32_t c);
bool gk_utf8_is_alnum(uint32_t c);

/* A control character (Cc), or one that changes the direction or hides (bidi controls, zero-width,
 * BOM, tags): never allowed in names of files. */
bool gk_utf8_is_hidden(uint32_t c);

/* Whether v is in normalization form C. */
bool gk_utf8_is_nfc(gk_view v);

/* Appends v case-folded and in NFC, for comparing names (utf8proc's CASEFOLD, COMPOSE). Ill-formed
 * input is appended as it is. */
void gk_utf8_fold(struct gk_buf *out, gk_view v);

/* Lower case of one code point. */
uint32_t gk_utf8_lower(uint32_t c);
uint32_t gk_utf8_upper(uint32_t c);

#endif
