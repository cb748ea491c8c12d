#include "meta/scalar.h"

#include <stdlib.h>

#include "base/utf8.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t digits(gk_view v, size_t at)
{
    size_t n = 0;
    while (at + n < v.n && is_digit(v.p[at + n])) n++;
    return n;
}

bool gk_scalar_float(gk_view v, double *out)
{
    enum { MOST = 60 };
    char text[MOST + 1];
    size_t i = v.n && (v.p[0] == '-' || v.p[0] == '+'), whole = digits(v, i), part = 0;
    i += whole;
    if (i < v.n && v.p[i] == '.') {
        part = digits(v, i + 1);
        i += 1 + part;
    }
    if (whole + part == 0 || v.n > MOST) return false;
    if (i < v.n && (v.p[i] == 'e' || v.p[i] == 'E')) {
        i++;
        i += i < v.n && (v.p[i] == '-' || v.p[i] == '+');
        size_t exponent = digits(v, i);
        if (exponent == 0 || exponent > 3) return false;
        i += exponent;
    }
    if (i != v.n) return false;
    memcpy(text, v.p, v.n);
    text[v.n] = '\0';
    *out = strtod(text, NULL); /* the program never sets a locale */
    return *out <= 1e300 && *out >= -1e300;
}

static bool one_of(gk_view v, const char *a, const char *b, const char *c)
{
    return gk_view_is(v, a) || gk_view_is(v, b) || gk_view_is(v, c);
}

gk_value gk_scalar_by_look(gk_view v, int16_t offset)
{
    int64_t i;
    double f;
    gk_date date;
    if (v.n == 0 || gk_view_is(v, "~") || one_of(v, "null", "Null", "NULL")) return gk_value_null();
    if (one_of(v, "true", "True", "TRUE")) return gk_value_bool(true);
    if (one_of(v, "false", "False", "FALSE")) return gk_value_bool(false);
    size_t sign = v.p[0] == '-' || v.p[0] == '+';
    bool code = v.n > sign + 1 && v.p[sign] == '0' && is_digit(v.p[sign + 1]);
    if (code || v.p[0] == '+' || v.n > 40) return gk_value_string(v);
    if (v.n < 19 && gk_view_to_int(v, &i)) return gk_value_int(i);
    if (gk_view_find_byte(v, '.', 0) != SIZE_MAX && gk_scalar_float(v, &f))
        return gk_value_float(f);
    if (gk_date_parse_day(v, offset, &date)) return gk_value_date(date);
    if (v.n > 10 && v.p[10] == 'T' && gk_date_parse(v, offset, &date)) return gk_value_date(date);
    return gk_value_string(v);
}

/* The depth is bounded by the parser. */
gk_value gk_scalar_node(const gk_node *node, int16_t offset, gk_arena *arena)
{
    if (node->kind == GK_NODE_SCALAR)
        return node->style == GK_STYLE_PLAIN ? gk_scalar_by_look(node->u.text, offset)
                                             : gk_value_string(node->u.text);
    if (node->kind == GK_NODE_LIST) {
        gk_value *items = gk_arena_alloc(arena, node->count * sizeof *items);
        for (uint32_t i = 0; i < node->count; i++)
            items[i] = gk_scalar_node(&node->u.entries[i].node, offset, arena);
        return gk_value_list(items, node->count);
    }
    gk_pair *pairs = gk_arena_alloc(arena, node->count * sizeof *pairs);
    for (uint32_t i = 0; i < node->count; i++)
        pairs[i] = (gk_pair){node->u.entries[i].key,
                             gk_scalar_node(&node->u.entries[i].node, offset, arena)};
    return gk_value_map(pairs, node->count);
}

/* Takes a number of one to four digits, ASCII or full-width; false when there is none. */
static bool take_number(gk_view v, size_t *i, unsigned *out)
{
    size_t n = 0;
    *out = 0;
    while (*i < v.n && n < 4) {
        size_t next = *i;
        uint32_t c = gk_utf8_next(v, &next);
        if (c >= 0xFF10 && c <= 0xFF19) c = c - 0xFF10 + '0';
        if (c < '0' || c > '9') break;
        *out = *out * 10 + (c - '0');
        *i = next;
        n++;
    }
    return n > 0;
}

/* What may stand between the numbers of a day: spaces, a mark among them. */
static bool take_mark(gk_view v, size_t *i)
{
    static const uint32_t marks[] = {'-',    '/',    '.',    0x5E74, 0x6708,
                                     0xFF0D, 0xFF0F, 0x3002, 0x2014, 0x2013};
    size_t from = *i;
    while (*i < v.n && v.p[*i] == ' ') ++*i;
    size_t next = *i;
    uint32_t c = next < v.n ? gk_utf8_next(v, &next) : 0;
    for (size_t k = 0; k < sizeof marks / sizeof *marks; k++)
        if (c == marks[k]) *i = next;
    while (*i < v.n && v.p[*i] == ' ') ++*i;
    return *i > from;
}

gk_view gk_scalar_guess_day(gk_view v, gk_arena *arena)
{
    unsigned year, month, day;
    size_t i = 0;
    v = gk_view_trim(v);
    bool form = take_number(v, &i, &year) && take_mark(v, &i) && take_number(v, &i, &month) &&
                take_mark(v, &i) && take_number(v, &i, &day);
    if (!form || year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1)
        return (gk_view){NULL, 0};
    if (day > gk_date_month_days((int32_t)year, month)) return (gk_view){NULL, 0};
    return gk_arena_printf(arena, "%04u-%02u-%02u", year, month, day);
}

bool gk_scalar_is_url(gk_view v)
{
    for (size_t i = 0; i < v.n; i++)
        if ((unsigned char)v.p[i] <= ' ' || v.p[i] == 0x7F || strchr("\"<>\\^`{|}", v.p[i]))
            return false;
    if (gk_scalar_has_hidden(v)) return false;
    if (gk_view_starts(v, GK_V("/"))) return !gk_view_starts(v, GK_V("//"));
    size_t host = gk_view_starts(v, GK_V("https://"))  ? 8
                  : gk_view_starts(v, GK_V("http://")) ? 7
                                                       : 0;
    return host && v.n > host &&
           (is_letter(v.p[host]) || is_digit(v.p[host]) || v.p[host] == '[' ||
            (unsigned char)v.p[host] >= 0x80);
}

bool gk_scalar_is_host(gk_view v)
{
    size_t colon = gk_view_find_byte(v, ':', 0), dots = 0;
    gk_view name = gk_view_sub(v, 0, colon), label;
    gk_view port = colon == SIZE_MAX ? GK_V("443") : gk_view_from(v, colon + 1);
    if (v.n > 253 || gk_view_ends(name, GK_V(".")) || !port.n || port.n > 5) return false;
    for (size_t i = 0; i < port.n; i++)
        if (!is_digit(port.p[i])) return false;
    for (; name.n && gk_view_split(&name, '.', &label); dots++) {
        if (!label.n || label.n > 63 || label.p[0] == '-' || label.p[label.n - 1] == '-')
            return false;
        for (size_t i = 0; i < label.n; i++)
            if (!is_digit(label.p[i]) && label.p[i] != '-' &&
                !(label.p[i] >= 'a' && label.p[i] <= 'z'))
                return false;
    }
    return dots > 1;
}

gk_view gk_scalar_host_of(gk_view url)
{
    size_t slashes = gk_view_find(url, GK_V("://"), 0), n = 0;
    if (slashes == SIZE_MAX) return (gk_view){NULL, 0};
    gk_view rest = gk_view_from(url, slashes + 3);
    while (n < rest.n && !strchr("/?#\\", rest.p[n])) n++;
    return gk_view_n(rest.p, n);
}

bool gk_scalar_is_email(gk_view v)
{
    size_t at = gk_view_find_byte(v, '@', 0);
    if (at == 0 || at == SIZE_MAX || v.n > 254) return false;
    for (size_t i = 0; i < at; i++)
        if (!is_letter(v.p[i]) && !is_digit(v.p[i]) && !strchr(".!#$%&'*+/=?^_`{|}~-", v.p[i]))
            return false;
    gk_view host = gk_view_from(v, at + 1), label;
    size_t labels = 0;
    if (v.p[0] == '.' || v.p[at - 1] == '.' || host.n == 0 || host.p[host.n - 1] == '.')
        return false;
    for (; gk_view_split(&host, '.', &label); labels++) {
        if (label.n == 0 || label.p[0] == '-' || label.p[label.n - 1] == '-') return false;
        for (size_t i = 0; i < label.n; i++)
            if (!is_letter(label.p[i]) && !is_digit(label.p[i]) && label.p[i] != '-') return false;
    }
    return labels >= 2;
}

static bool is_number_part(gk_view v, size_t least)
{
    size_t count = 0;
    for (size_t i = 0; i < v.n; i++) {
        if (is_digit(v.p[i]))
            count++;
        else if (!strchr(" -()", v.p[i]) && !(i == 0 && v.p[i] == '+'))
            return false;
    }
    return count >= least && count <= 20;
}

bool gk_scalar_is_phone(gk_view v)
{
    static const char *const marks[] = {"转", "ext.", "ext"};
    v = gk_view_trim(v);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t at = gk_view_find(v, gk_view_of(marks[i]), 0);
        if (at == SIZE_MAX) continue;
        gk_view extension = gk_view_from(v, at + strlen(marks[i]));
        return is_number_part(gk_view_n(v.p, at), 3) && is_number_part(gk_view_trim(extension), 1);
    }
    return is_number_part(v, 3);
}

bool gk_scalar_is_id(gk_view v)
{
    for (size_t i = 0; i < v.n; i++)
        if (!is_letter(v.p[i]) && !is_digit(v.p[i]) && v.p[i] != '-' && v.p[i] != '_') return false;
    return v.n >= 1 && v.n <= 64;
}

gk_path_fault gk_scalar_check_path(gk_view v, gk_view from)
{
    int64_t depth = 0;
    gk_view rest = v, piece;
    if (v.n == 0 || v.n > 1000 || gk_view_find_byte(v, '\\', 0) != SIZE_MAX ||
        gk_scalar_has_hidden(v))
        return GK_PATH_FORM;
    if (gk_view_find(v, GK_V("://"), 0) != SIZE_MAX ||
        (v.n >= 2 && is_letter(v.p[0]) && v.p[1] == ':'))
        return GK_PATH_FORM;
    if (gk_view_starts(v, GK_V("//")) || v.p[v.n - 1] == '/') return GK_PATH_FORM;
    for (size_t i = 0; i < v.n; i++)
        if ((unsigned char)v.p[i] < ' ') return GK_PATH_FORM;
    if (v.p[0] == '/')
        rest = gk_view_from(v, 1);
    else
        for (size_t i = 0; i < from.n; i++) depth += from.p[i] == '/';
    while (gk_view_split(&rest, '/', &piece)) {
        if (gk_view_is(piece, "..") && --depth < 0) return GK_PATH_OUT;
        if (piece.n && !gk_view_is(piece, ".") && !gk_view_is(piece, "..")) depth++;
    }
    return GK_PATH_OK;
}

bool gk_scalar_has_hidden(gk_view v)
{
    for (size_t i = 0; i < v.n;) {
        if ((unsigned char)v.p[i] >= ' ' && (unsigned char)v.p[i] < 0x7F) {
            i++;
            continue;
        }
        uint32_t c = gk_utf8_next(v, &i);
        if (c >= 0x4E00 && c <= 0x9FFF) continue;
        if (gk_utf8_is_hidden(c) && c != '\n' && c != '\t' && c != '\r') return true;
    }
    return false;
}
