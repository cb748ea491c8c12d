#include "markup/bare.h"

#include <strings.h>
#include <utf8.h>

#include "base/utf8.h"
#include "markup/cjk.h"

/* Longest name of a host (RFC 1035) or local part that is looked at: keeps the search linear. */
enum { LONGEST_NAME = 255 };

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* The end of a host's name that begins at i, or 0: letters, digits, - _ and dots; no _ in the last
 * two labels. */
static size_t host_end(gk_view text, size_t i, bool dotted)
{
    size_t start = i, underscores = 0, underscores_before = 0, dots = 0;
    while (i < text.n && i - start < LONGEST_NAME) {
        char c = text.p[i];
        size_t next = i + 1;
        if (c == '_') {
            underscores++;
        } else if (c == '.') {
            underscores_before = underscores;
            underscores = 0;
            dots++;
        } else if (c != '-' && !is_alnum(c)) {
            if ((unsigned char)c < 0x80) break;
            next = i;
            uint32_t wide = gk_utf8_next(text, &next);
            if (gk_cjk_ends_link(wide) || cmark_utf8proc_is_space((int32_t)wide) ||
                cmark_utf8proc_is_punctuation((int32_t)wide))
                break;
        }
        i = next;
    }
    if (underscores || underscores_before || (dotted && !dots)) return 0;
    return i;
}

/* The end of a URL whose host ends at i: before white space, < and anything Chinese. */
static size_t url_end(gk_view text, size_t i)
{
    while (i < text.n) {
        unsigned char c = (unsigned char)text.p[i];
        if (c <= ' ' || c == '<' || c == 0x7F) break;
        size_t next = i + 1;
        if (c >= 0x80) {
            next = i;
            uint32_t wide = gk_utf8_next(text, &next);
            if (gk_cjk_ends_link(wide) || gk_utf8_is_space(wide)) break;
        }
        i = next;
    }
    return i;
}

/* Leaves out what belongs to the sentence: closing punctuation, a reference, parentheses without a
 * partner. */
static size_t trim_end(gk_view text, size_t from, size_t to)
{
    long open = 0;
    for (size_t i = from; i < to; i++) open += (text.p[i] == '(') - (text.p[i] == ')');
    while (to > from) {
        char c = text.p[to - 1];
        if (strchr("?!.,:*_~'\"", c) && c != '\0') {
            to--;
        } else if (c == ')' && open < 0) {
            open++;
            to--;
        } else if (c == ';') {
            size_t i = to - 1;
            while (i > from && (text.p[i - 1] | 0x20) >= 'a' && (text.p[i - 1] | 0x20) <= 'z') i--;
            to = i < to - 1 && i > from && text.p[i - 1] == '&' ? i - 1 : to - 1;
        } else {
            break;
        }
    }
    return to;
}

/* Whether a link may begin at i: not within a word of Latin letters. */
static bool may_begin(gk_view text, size_t i, const char *allowed)
{
    if (i == 0) return true;
    char c = text.p[i - 1];
    if ((unsigned char)c < 0x80)
        return c == ' ' || (c >= '\t' && c <= '\r') || (c && strchr(allowed, c));
    return gk_cjk_ends_link(gk_utf8_prev(text, &i));
}

/* "://" at i. */
static bool try_url(gk_view text, size_t i, size_t from, gk_bare *found)
{
    static const struct {
        const char *name;
        size_t n;
    } schemes[] = {{"https", 5}, {"http", 4}, {"ftp", 3}};
    for (size_t k = 0; k < sizeof schemes / sizeof schemes[0]; k++) {
        size_t n = schemes[k].n;
        if (i - from < n || strncasecmp(text.p + i - n, schemes[k].name, n) != 0) continue;
        if (i - n > 0 && is_alnum(text.p[i - n - 1])) return false;
        size_t host = i + 3, end = host_end(text, host, false);
        if (end <= host || text.p[host] == '.') return false;
        *found = (gk_bare){GK_BARE_URL, i - n, trim_end(text, i - n, url_end(text, end)), true};
        return found->to > host;
    }
    return false;
}

/* "www." at i. */
static bool try_www(gk_view text, size_t i, gk_bare *found)
{
    if (!may_begin(text, i, "*_~(\"'[{|")) return false;
    size_t end = host_end(text, i, true);
    if (end <= i + 4) return false;
    *found = (gk_bare){GK_BARE_WWW, i, trim_end(text, i, url_end(text, end)), false};
    return found->to > i + 4;
}

static size_t mail_start(gk_view text, size_t at, size_t from)
{
    size_t i = at;
    while (i > from && at - i < LONGEST_NAME &&
           (is_alnum(text.p[i - 1]) || strchr(".+-_", text.p[i - 1]))) {
        if (text.p[i - 1] == '\0') break;
        i--;
    }
    return i;
}

/* '@' at i. */
static bool try_mail(gk_view text, size_t at, size_t from, gk_bare *found)
{
    size_t start = mail_start(text, at, from), end = at + 1;
    if (start == at) return false;
    bool dotted = false;
    for (; end < text.n && end - at < LONGEST_NAME; end++) {
        char c = text.p[end];
        if (c == '.' && end + 1 < text.n && is_alnum(text.p[end + 1]))
            dotted = true;
        else if (!is_alnum(c) && c != '-' && c != '_')
            break;
    }
    char last = text.p[end - 1];
    bool letter = (last | 0x20) >= 'a' && (last | 0x20) <= 'z';
    if (!dotted || !letter || (end < text.n && text.p[end] == '@')) return false;
    gk_view before = gk_view_n(text.p + from, start - from);
    bool whole = gk_view_ends(before, GK_V("mailto:")) &&
                 (before.n == 7 || !is_alnum(before.p[before.n - 8]));
    *found = (gk_bare){GK_BARE_MAIL, whole ? start - 7 : start, end, whole};
    return true;
}

bool gk_bare_find(gk_view text, size_t from, gk_bare *found)
{
    static const gk_byteset signs = GK_BYTESET(GK_BARE_SIGNS);
    for (size_t i = from; (i = gk_byteset_next(&signs, text, i)) < text.n; i++) {
        gk_view rest = gk_view_from(text, i);
        bool here = false;
        if (text.p[i] == ':')
            here = gk_view_starts(rest, GK_V("://")) && try_url(text, i, from, found);
        else if (text.p[i] == '@')
            here = try_mail(text, i, from, found);
        else
            here = gk_view_starts(rest, GK_V("www.")) && try_www(text, i, found);
        if (here) return true;
    }
    return false;
}
