#include "model/permalink.h"

#include "base/utf8.h"

static bool is_index(gk_view path)
{
    return gk_view_is(path, "index.md") || gk_view_ends(path, GK_V("/index.md"));
}

static gk_view folder_of(gk_view path)
{
    size_t slash = gk_view_rfind_byte(path, '/');
    return slash == SIZE_MAX ? gk_view_n(path.p, 0) : gk_view_n(path.p, slash);
}

gk_view gk_permalink_section(gk_view path)
{
    gk_view folder = folder_of(path);
    return is_index(path) ? folder_of(folder) : folder;
}

gk_view gk_permalink_type(gk_value site, gk_view path)
{
    gk_value sections = gk_value_get(site, GK_V("sections"), NULL, NULL);
    for (gk_view at = gk_permalink_section(path); at.n;) {
        gk_value section = gk_value_get(sections, at, NULL, NULL);
        gk_view type = gk_value_view(gk_value_get(section, GK_V("type"), NULL, NULL));
        if (type.n) return type;
        size_t slash = gk_view_rfind_byte(at, '/');
        at.n = slash == SIZE_MAX ? 0 : slash;
    }
    return GK_V("page");
}

gk_view gk_permalink_stem(gk_view path)
{
    gk_view name = is_index(path) ? folder_of(path) : path;
    size_t slash = gk_view_rfind_byte(name, '/');
    if (slash != SIZE_MAX) name = gk_view_from(name, slash + 1);
    if (!is_index(path) && gk_view_ends(name, GK_V(".md"))) name.n -= 3;
    return name;
}

bool gk_permalink_slug_ok(gk_view v)
{
    if (v.n == 0 || gk_view_is(v, ".") || gk_view_is(v, "..")) return false;
    for (size_t i = 0; i < v.n;) {
        uint32_t c = gk_utf8_next(v, &i);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-') continue;
        if (gk_utf8_is_hidden(c) || gk_utf8_is_space(c) || c == 0xFFFD) return false;
        if (c < 0x80 && strchr("/\\?#%\"<>|*:", (int)c)) return false;
    }
    return true;
}

bool gk_permalink_variable(gk_view name)
{
    static const char *const names[] = {"section", "slug",  "branch", "type",
                                        "year",    "month", "day"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (gk_view_is(name, names[i])) return true;
    return false;
}

static bool put_variable(gk_view name, const gk_permalink_facts *facts, gk_buf *out)
{
    size_t before = out->n;
    gk_civil day = gk_date_civil(facts->date);
    if (gk_view_is(name, "section")) {
        gk_buf_put(out, facts->section);
        return true;
    }
    if (gk_view_is(name, "slug"))
        gk_buf_put(out, facts->slug);
    else if (gk_view_is(name, "branch"))
        gk_buf_put(out, facts->branch);
    else if (gk_view_is(name, "type"))
        gk_buf_put(out, facts->type);
    else if (!facts->dated)
        return false;
    else if (gk_view_is(name, "year"))
        gk_buf_printf(out, "%04d", (int)day.year);
    else if (gk_view_is(name, "month"))
        gk_buf_printf(out, "%02u", day.month);
    else if (gk_view_is(name, "day"))
        gk_buf_printf(out, "%02u", day.day);
    return out->n > before;
}

static size_t name_end(gk_view pattern, size_t i)
{
    while (i < pattern.n && pattern.p[i] >= 'a' && pattern.p[i] <= 'z') i++;
    return i;
}

/* Drops a leading slash and doubled ones (an empty section leaves such). */
static void tidy(gk_buf *out, size_t from)
{
    size_t to = from;
    for (size_t i = from; i < out->n; i++) {
        bool first = to == from;
        bool doubled = out->p[i] == '/' && (first || out->p[to - 1] == '/');
        if (!doubled) out->p[to++] = out->p[i];
    }
    gk_buf_truncate(out, to);
}

bool gk_permalink_expand(gk_view pattern, const gk_permalink_facts *facts, gk_buf *out,
                         gk_view *missing)
{
    size_t from = out->n;
    for (size_t i = 0; i < pattern.n;) {
        if (pattern.p[i] != ':') {
            gk_buf_putc(out, pattern.p[i++]);
            continue;
        }
        size_t end = name_end(pattern, i + 1);
        *missing = gk_view_sub(pattern, i + 1, end - i - 1);
        if (!put_variable(*missing, facts, out)) return false;
        i = end;
    }
    *missing = (gk_view){NULL, 0};
    tidy(out, from);
    if (out->n == from) return false;
    gk_view path = gk_view_n(out->p + from, out->n - from);
    if (!gk_view_ends(path, GK_V("/")) && !gk_view_ends(path, GK_V(".html"))) gk_buf_putc(out, '/');
    return true;
}
