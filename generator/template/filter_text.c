#include "base/utf8.h"
#include "template/filters.h"

static bool map_points(gk_use *use, uint32_t (*change)(uint32_t), gk_value *out)
{
    gk_view v = gk_value_view(use->subject);
    gk_buf *scratch = &use->run->scratch;
    scratch->n = 0;
    for (size_t i = 0; i < v.n;) gk_utf8_put(scratch, change(gk_utf8_next(v, &i)));
    return gk_run_string(use->run, use->expr->span, out);
}

bool gk_filter_upper(gk_use *use, gk_value *out)
{
    return map_points(use, gk_utf8_upper, out);
}

bool gk_filter_lower(gk_use *use, gk_value *out)
{
    return map_points(use, gk_utf8_lower, out);
}

/* White space of all scripts: an ideographic space at the start of a paragraph counts. */
bool gk_filter_trim(gk_use *use, gk_value *out)
{
    gk_view v = gk_value_view(use->subject);
    size_t from = 0, to = v.n;
    for (size_t i = 0; i < v.n && gk_utf8_is_space(gk_utf8_next(v, &i)); from = i) continue;
    for (size_t i = to; i > from && gk_utf8_is_space(gk_utf8_prev(v, &i)); to = i) continue;
    *out = gk_value_string(gk_view_sub(v, from, to - from));
    return true;
}

bool gk_filter_replace(gk_use *use, gk_value *out)
{
    gk_view v = gk_value_view(use->subject), old, new;
    gk_buf *scratch = &use->run->scratch;
    if (!gk_use_string(use, 0, &old) || !gk_use_string(use, 1, &new)) return false;
    if (!old.n) return gk_use_bad(use, 0, GK_V("\"…\""));
    scratch->n = 0;
    size_t from = 0, at;
    while ((at = gk_view_find(v, old, from)) != SIZE_MAX) {
        if (!gk_run_room(use->run, scratch->n + new.n, use->expr->span)) return false;
        gk_buf_put(scratch, gk_view_sub(v, from, at - from));
        gk_buf_put(scratch, new);
        from = at + old.n;
    }
    gk_buf_put(scratch, gk_view_from(v, from));
    return gk_run_string(use->run, use->expr->span, out);
}

bool gk_filter_split(gk_use *use, gk_value *out)
{
    gk_view v = gk_value_view(use->subject), by;
    if (!gk_use_string(use, 0, &by)) return false;
    if (!by.n) return gk_use_bad(use, 0, GK_V("\"…\""));
    size_t n = 1, at = 0;
    while ((at = gk_view_find(v, by, at)) != SIZE_MAX) {
        at += by.n;
        n++;
    }
    if (!gk_run_room(use->run, n * sizeof(gk_value), use->expr->span) ||
        !gk_run_charge(use->run, n, use->expr->span))
        return false;
    gk_value *items = gk_arena_alloc(use->run->arena, n * sizeof *items);
    size_t from = 0;
    for (size_t i = 0; i < n; i++) {
        size_t end = gk_view_find(v, by, from);
        items[i] = gk_value_string(gk_view_sub(v, from, end == SIZE_MAX ? v.n - from : end - from));
        from = end + by.n;
    }
    return gk_run_list(use->run, use->expr->span, items, n, out);
}

/* Whether one of U+4E00 … U+9FFF begins at i, whose three bytes are there. */
static bool begins_han(gk_view v, size_t i)
{
    unsigned char c = (unsigned char)v.p[i];
    return i + 3 <= v.n && c <= 0xE9 &&
           (c >= 0xE5 || (c == 0xE4 && (unsigned char)v.p[i + 1] >= 0xB8));
}

/* Columns of the character at *i, which moves behind it; the common ones without a table. */
static unsigned next_width(gk_view v, size_t *i)
{
    unsigned char c = (unsigned char)v.p[*i];
    if (c >= ' ' && c < 0x7F) {
        ++*i;
        return 1;
    }
    if (begins_han(v, *i)) {
        *i += 3;
        return 2;
    }
    uint32_t point = gk_utf8_next(v, i);
    bool wide = (point >= 0x3001 && point <= 0x3011) || (point >= 0xFF01 && point <= 0xFF5E);
    return wide ? 2 : gk_utf8_width(point);
}

/* Moves *i behind as many characters as fit in `room` columns; gives what they take of it. */
static size_t fit(gk_view v, size_t *i, size_t room)
{
    size_t used = 0, next = *i;
    while (next < v.n) {
        for (; used + 2 <= room && begins_han(v, next); next += 3) used += 2;
        *i = next;
        unsigned columns = next < v.n ? next_width(v, &next) : 0;
        if (used + columns > room) break;
        used += columns;
        *i = next;
    }
    return used;
}

bool gk_filter_truncate(gk_use *use, gk_value *out)
{
    gk_view v = gk_value_view(use->subject), end = GK_V("…");
    int64_t width;
    if (!gk_use_int(use, 0, 0, &width)) return false;
    if (use->given[1] && !gk_use_string(use, 1, &end)) return false;
    size_t room = (size_t)width, tail = gk_utf8_view_width(end), cut = 0;
    *out = use->subject;
    if (v.n <= room) return true; /* no character is wider than its bytes are many */
    size_t used = room >= tail ? fit(v, &cut, room - tail) : 0, all = cut;
    fit(v, &all, room - used);
    if (all < v.n) *out = gk_value_string(GK_JOIN(use->run->arena, gk_view_n(v.p, cut), end));
    return true;
}

static uint32_t entity(gk_view name)
{
    static const struct {
        const char *name;
        uint32_t c;
    } rows[] = {{"amp", '&'},   {"lt", '<'},    {"gt", '>'},       {"quot", '"'},
                {"apos", '\''}, {"nbsp", 0xA0}, {"hellip", 0x2026}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (gk_view_is(name, rows[i].name)) return rows[i].c;
    if (name.n < 2 || name.p[0] != '#') return 0;
    bool hex = (name.p[1] | 0x20) == 'x';
    uint32_t c = 0;
    for (size_t i = hex ? 2 : 1; i < name.n && c <= 0x10FFFF; i++) {
        char d = name.p[i];
        uint32_t digit = d >= '0' && d <= '9' ? (uint32_t)(d - '0')
                         : hex                ? (uint32_t)((d | 0x20) - 'a' + 10)
                                              : 99;
        if (digit > 15) return 0;
        c = c * (hex ? 16 : 10) + digit;
    }
    return c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF) ? c : 0;
}

/* A tag at *i goes; the end of a block leaves a space. */
static void skip_tag(gk_view v, size_t *i, gk_buf *out)
{
    static const char blocks[] = "phdlotu"; /* p, h1 …, div, li, ol, td tr, ul */
    size_t end = gk_view_find_byte(v, '>', *i);
    if (end == SIZE_MAX) end = v.n - 1;
    bool open_word = out->n && out->p[out->n - 1] != ' ' && out->p[out->n - 1] != '\n';
    bool block = *i + 2 < v.n && v.p[*i + 1] == '/' && v.p[*i + 2] && strchr(blocks, v.p[*i + 2]);
    if (open_word && block) gk_buf_putc(out, ' ');
    *i = end + 1;
}

/* A character reference at *i becomes its character; any other & stays. */
static void take_reference(gk_view v, size_t *i, gk_buf *out)
{
    enum { LONGEST = 12 };
    size_t end = gk_view_find_byte(gk_view_sub(v, 0, *i + LONGEST), ';', *i);
    uint32_t c = end != SIZE_MAX ? entity(gk_view_sub(v, *i + 1, end - *i - 1)) : 0;
    if (c)
        gk_utf8_put(out, c);
    else
        gk_buf_putc(out, '&');
    *i = c ? end + 1 : *i + 1;
}

/* The text of html. */
bool gk_filter_striptags(gk_use *use, gk_value *out)
{
    gk_view v = gk_value_view(use->subject);
    gk_buf *scratch = &use->run->scratch;
    *out = use->subject;
    if (use->subject.kind == GK_STRING || use->subject.kind == GK_NULL) return true;
    if (use->subject.kind != GK_HTML) return gk_use_kind(use, use->subject, GK_V("html"));
    scratch->n = 0;
    for (size_t i = 0; i < v.n;) {
        if (v.p[i] == '<')
            skip_tag(v, &i, scratch);
        else if (v.p[i] == '&')
            take_reference(v, &i, scratch);
        else
            gk_buf_putc(scratch, v.p[i++]);
    }
    if (!gk_run_string(use->run, use->expr->span, out)) return false;
    *out = gk_value_string(gk_view_trim(gk_value_view(*out)));
    return true;
}

bool gk_filter_escape(gk_use *use, gk_value *out)
{
    *out = use->subject;
    if (use->subject.kind == GK_HTML || use->subject.kind == GK_NULL) return true;
    if (use->subject.kind != GK_STRING) return gk_use_kind(use, use->subject, GK_V("string"));
    use->run->scratch.n = 0;
    gk_buf_put_html(&use->run->scratch, gk_value_view(use->subject));
    if (!gk_run_string(use->run, use->expr->span, out)) return false;
    out->kind = GK_HTML;
    return true;
}

/* For one segment or parameter: everything but unreserved characters is encoded (RFC 3986, 2.3). */
bool gk_filter_urlencode(gk_use *use, gk_value *out)
{
    static const char hex[] = "0123456789ABCDEF";
    gk_view v = gk_value_view(use->subject);
    gk_buf *scratch = &use->run->scratch;
    scratch->n = 0;
    for (size_t i = 0; i < v.n; i++) {
        unsigned char c = (unsigned char)v.p[i];
        bool plain = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
                     (c && strchr("-._~", c));
        if (plain) {
            gk_buf_putc(scratch, (char)c);
        } else {
            gk_buf_putc(scratch, '%');
            gk_buf_putc(scratch, hex[c >> 4]);
            gk_buf_putc(scratch, hex[c & 15]);
        }
    }
    return gk_run_string(use->run, use->expr->span, out);
}

bool gk_filter_startswith(gk_use *use, gk_value *out)
{
    gk_view text;
    if (!gk_use_string(use, 0, &text)) return false;
    *out = gk_value_bool(gk_view_starts(gk_value_view(use->subject), text));
    return true;
}

bool gk_filter_endswith(gk_use *use, gk_value *out)
{
    gk_view text;
    if (!gk_use_string(use, 0, &text)) return false;
    *out = gk_value_bool(gk_view_ends(gk_value_view(use->subject), text));
    return true;
}

bool gk_filter_json(gk_use *use, gk_value *out)
{
    use->run->scratch.n = 0;
    return gk_run_json(use->run, use->expr->span, use->subject, &use->run->scratch) &&
           gk_run_string(use->run, use->expr->span, out);
}
