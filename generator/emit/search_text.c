#include "emit/search_text.h"

#include "base/utf8.h"

/* Elements that end nothing (HTML, 3.2.5.2.5: phrasing content). <br> is a space. */
static bool is_within_line(gk_view name)
{
    static const char *const names[] = {
        "a",    "abbr",  "b",    "bdi",    "bdo", "cite", "code", "data", "del", "dfn",  "em",
        "i",    "img",   "ins",  "input",  "kbd", "mark", "q",    "rp",   "rt",  "ruby", "s",
        "samp", "small", "span", "strong", "sub", "sup",  "time", "u",    "var", "wbr"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (gk_view_is(name, names[i])) return true;
    return false;
}

/* A new block, or a space; never behind another of them. */
static void put_break(gk_buf *out, size_t from, char c)
{
    if (out->n == from || out->p[out->n - 1] == '\n') return;
    if (out->p[out->n - 1] != ' ')
        gk_buf_putc(out, c);
    else if (c == '\n')
        out->p[out->n - 1] = c;
}

/* Where the tag that begins at i ends: behind its '>', which may also stand in a value. */
static size_t tag_end(gk_view html, size_t i)
{
    char quote = 0;
    for (; i < html.n; i++) {
        char c = html.p[i];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '>')
            return i + 1;
    }
    return html.n;
}

static size_t read_tag(gk_view html, size_t i, size_t from, gk_buf *out)
{
    size_t start = i + 1, name = start + (start < html.n && html.p[start] == '/'), end = name;
    if (gk_view_starts(gk_view_from(html, i), GK_V("<!--"))) {
        end = gk_view_find(html, GK_V("-->"), i);
        return end == SIZE_MAX ? html.n : end + 3;
    }
    while (end < html.n && ((html.p[end] >= 'a' && html.p[end] <= 'z') ||
                            (html.p[end] >= '0' && html.p[end] <= '9')))
        end++;
    gk_view tag = gk_view_sub(html, name, end - name);
    size_t next = tag_end(html, end);
    if (gk_view_is(tag, "br"))
        put_break(out, from, ' ');
    else if (!is_within_line(tag))
        put_break(out, from, '\n');
    if (name == start && (gk_view_is(tag, "script") || gk_view_is(tag, "style"))) {
        next = gk_view_find(html, GK_V("</"), next);
        return next == SIZE_MAX ? html.n : next;
    }
    return next;
}

/* The character of "&#8212;" or "&#x2014;", 0 when it is none. */
static uint32_t numbered(gk_view name)
{
    bool hex = name.n > 1 && (name.p[1] | 0x20) == 'x';
    uint32_t sum = 0;
    for (size_t i = hex ? 2 : 1; i < name.n && sum < 0x110000; i++) {
        unsigned c = (unsigned char)name.p[i], letter = (c | 0x20) - 'a';
        if (c - '0' < 10)
            sum = sum * (hex ? 16 : 10) + (c - '0');
        else if (hex && letter < 6)
            sum = sum * 16 + letter + 10;
        else
            return 0;
    }
    return sum < 0x110000 && sum - 0xD800 >= 0x800 ? sum : 0;
}

/* A reference at i; what is none stays as it is. Returns where it ends. */
static size_t read_reference(gk_view html, size_t i, gk_buf *out)
{
    static const struct {
        const char *name;
        uint32_t c;
    } rows[] = {{"amp", '&'},  {"lt", '<'},    {"gt", '>'},
                {"quot", '"'}, {"apos", '\''}, {"nbsp", ' '}};
    size_t end = gk_view_find_byte(html, ';', i);
    uint32_t c = 0;
    if (end != SIZE_MAX && end - i < 10) {
        gk_view name = gk_view_sub(html, i + 1, end - i - 1);
        if (name.n > 1 && name.p[0] == '#') c = numbered(name);
        for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
            if (gk_view_is(name, rows[r].name)) c = rows[r].c;
    }
    if (!c) {
        gk_buf_putc(out, '&');
        return i + 1;
    }
    gk_utf8_put(out, c);
    return end + 1;
}

void gk_search_text(gk_view html, gk_buf *out)
{
    size_t from = out->n;
    for (size_t i = 0; i < html.n;) {
        char c = html.p[i];
        if (c == '<') {
            i = read_tag(html, i, from, out);
        } else if (c == '&') {
            i = read_reference(html, i, out);
        } else if ((unsigned char)c <= ' ') {
            put_break(out, from, ' ');
            i++;
        } else {
            size_t end = i + 1;
            while (end < html.n && (unsigned char)html.p[end] > ' ' && html.p[end] != '<' &&
                   html.p[end] != '&')
                end++;
            gk_buf_put(out, gk_view_sub(html, i, end - i));
            i = end;
        }
    }
    while (out->n > from && (unsigned char)out->p[out->n - 1] <= ' ')
        gk_buf_truncate(out, out->n - 1);
}
