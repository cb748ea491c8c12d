#include "meta/encoding.h"

#include <stdio.h>

#include "base/utf8.h"

size_t gk_encoding_bom(gk_view text)
{
    return gk_view_starts(text, GK_V("\xEF\xBB\xBF")) ? 3 : 0;
}

/* Chinese UTF-8 with a broken place has many sequences of three bytes and few bytes out of place.
 */
static bool mostly_utf8(gk_view v)
{
    size_t good = 0, bad = 0;
    for (size_t i = 0; i < v.n;) {
        size_t from = i;
        gk_utf8_next(v, &i);
        good += i - from >= 3;
        bad += i - from == 1 && (unsigned char)v.p[from] >= 0x80;
    }
    return good > bad;
}

static size_t first_beyond_ascii(gk_view v)
{
    size_t i = 0;
    while (i < v.n && (unsigned char)v.p[i] < 0x80) i++;
    return i;
}

/* Whether all bytes beyond ASCII pair up as GB18030 wants (two or four bytes), for at least two
 * characters. */
static bool looks_like_gb18030(gk_view v)
{
    if (mostly_utf8(v)) return false;
    const unsigned char *p = (const unsigned char *)v.p;
    size_t pairs = 0;
    for (size_t i = 0; i < v.n;) {
        if (p[i] < 0x80) {
            i++;
            continue;
        }
        if (p[i] == 0x80 || p[i] == 0xFF || i + 1 >= v.n) return false;
        if (p[i + 1] >= 0x40 && p[i + 1] != 0x7F && p[i + 1] != 0xFF)
            i += 2;
        else if (p[i + 1] >= 0x30 && p[i + 1] <= 0x39 && i + 3 < v.n)
            i += 4;
        else
            return false;
        pairs++;
    }
    return pairs >= 2;
}

/* A UTF-16 text has a mark, or a NUL in every second byte of its beginning where the text is ASCII.
 */
static bool looks_like_utf16(gk_view v)
{
    if (gk_view_starts(v, GK_V("\xFF\xFE")) || gk_view_starts(v, GK_V("\xFE\xFF"))) return true;
    return v.n >= 4 &&
           ((v.p[0] && !v.p[1] && v.p[2] && !v.p[3]) || (!v.p[0] && v.p[1] && !v.p[2] && v.p[3]));
}

/* The line itself is left out of the message where its bytes are no text. */
static gk_place place_of(gk_view file, gk_view text, size_t at)
{
    gk_place place = gk_place_at(file, gk_view_n(text.p, at), at, at);
    place.endcol = place.col + 1;
    place.text = (gk_view){NULL, 0};
    return place;
}

static bool report_control(gk_view file, gk_view text, gk_diags *diags)
{
    size_t at = 0;
    while (!gk_utf8_is_control((unsigned char)text.p[at])) at++;
    char hex[5];
    snprintf(hex, sizeof hex, "%04X", (unsigned char)text.p[at]);
    gk_diag_add(diags, GK_MSG_text_control, gk_place_at(file, text, at, at + 1), gk_view_of(hex));
    return false;
}

bool gk_encoding_check(gk_view file, gk_view text, gk_diags *diags)
{
    if (gk_utf8_plain(text)) return true;
    size_t bad;
    const char *nul = memchr(text.p, 0, text.n);
    bool valid = gk_utf8_valid(text, &bad);
    if (valid && !nul) return report_control(file, text, diags);
    if (looks_like_utf16(text)) {
        gk_diag_add(diags, GK_MSG_text_utf16, place_of(file, text, 0));
        return false;
    }
    size_t at = nul ? (size_t)(nul - text.p) : text.n;
    if (valid || at < bad) {
        gk_diag_add(diags, GK_MSG_text_nul, place_of(file, text, at));
        return false;
    }
    if (!nul && looks_like_gb18030(text)) {
        gk_diag_add(diags, GK_MSG_text_gbk, place_of(file, text, first_beyond_ascii(text)));
        return false;
    }
    static const char digits[] = "0123456789ABCDEF";
    unsigned char c = (unsigned char)text.p[bad];
    char hex[2] = {digits[c >> 4], digits[c & 15]};
    gk_diag_add(diags, GK_MSG_text_utf8, place_of(file, text, bad), gk_view_n(hex, 2));
    return false;
}
