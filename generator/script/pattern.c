#include "script/pattern.h"

#include <ctype.h>
#include <lauxlib.h>
#include <stdlib.h>

enum { DEPTH_MAX = 200, CHARGE_EVERY = 4096 };

#define NONE SIZE_MAX

void gk_pattern_charge(gk_match *m)
{
    size_t work = m->work;
    m->work = 0;
    gk_budget_charge(m->L, work);
}

static void spend(gk_match *m, size_t work)
{
    m->work += (uint32_t)(work < CHARGE_EVERY ? work : CHARGE_EVERY);
    if (m->work >= CHARGE_EVERY) gk_pattern_charge(m);
}

static _Noreturn void malformed(const gk_match *m, const char *why)
{
    luaL_error(m->L, "malformed pattern (%s)", why);
    abort();
}

static unsigned char byte_at(gk_view v, size_t i)
{
    return (unsigned char)v.p[i];
}

static bool in_class(unsigned char c, unsigned char class)
{
    bool found;
    switch (class | 0x20) {
    case 'a': found = isalpha(c); break;
    case 'c': found = iscntrl(c); break;
    case 'd': found = isdigit(c); break;
    case 'g': found = isgraph(c); break;
    case 'l': found = islower(c); break;
    case 'p': found = ispunct(c); break;
    case 's': found = isspace(c); break;
    case 'u': found = isupper(c); break;
    case 'w': found = isalnum(c); break;
    case 'x': found = isxdigit(c); break;
    default: return class == c;
    }
    return isupper(class) ? !found : found;
}

/* Behind the single-character class that begins at p: a character, %x or a set. */
static size_t class_end(const gk_match *m, size_t p)
{
    gk_view pat = m->pattern;
    char c = pat.p[p++];
    if (c == '%') {
        if (p >= pat.n) malformed(m, "ends with '%'");
        return p + 1;
    }
    if (c != '[') return p;
    if (p < pat.n && pat.p[p] == '^') p++;
    do { /* a ] that comes first belongs to the set */
        if (p >= pat.n) malformed(m, "missing ']'");
        c = pat.p[p++];
        if (c == '%') {
            if (p >= pat.n) malformed(m, "missing ']'");
            p++;
        }
    } while (p >= pat.n || pat.p[p] != ']');
    return p + 1;
}

/* [from, end): a set with its brackets. */
static bool in_set(gk_match *m, unsigned char c, size_t from, size_t end)
{
    gk_view pat = m->pattern;
    size_t p = from + 1, last = end - 1;
    bool wanted = true;
    spend(m, (end - from) / 4);
    if (pat.p[p] == '^') {
        wanted = false;
        p++;
    }
    while (p < last) {
        if (pat.p[p] == '%') {
            if (in_class(c, byte_at(pat, p + 1))) return wanted;
            p += 2;
        } else if (p + 2 < last && pat.p[p + 1] == '-') {
            if (byte_at(pat, p) <= c && c <= byte_at(pat, p + 2)) return wanted;
            p += 3;
        } else {
            if (byte_at(pat, p) == c) return wanted;
            p++;
        }
    }
    return !wanted;
}

static bool single(gk_match *m, size_t s, size_t p, size_t end)
{
    spend(m, 1);
    if (s >= m->text.n) return false;
    unsigned char c = byte_at(m->text, s);
    switch (m->pattern.p[p]) {
    case '.': return true;
    case '%': return in_class(c, byte_at(m->pattern, p + 1));
    case '[': return in_set(m, c, p, end);
    default: return byte_at(m->pattern, p) == c;
    }
}

static size_t here(gk_match *m, size_t s, size_t p);

/* %bxy */
static size_t balanced(gk_match *m, size_t s, size_t p)
{
    if (p + 1 >= m->pattern.n) malformed(m, "missing arguments to '%b'");
    char open = m->pattern.p[p], close = m->pattern.p[p + 1];
    if (s >= m->text.n || m->text.p[s] != open) return NONE;
    size_t level = 1, i = s + 1;
    for (; i < m->text.n; i++) {
        if (m->text.p[i] == close) {
            if (--level == 0) break;
        } else if (m->text.p[i] == open) {
            level++;
        }
        if ((i - s) % CHARGE_EVERY == 0) spend(m, CHARGE_EVERY);
    }
    spend(m, (i - s) % CHARGE_EVERY);
    return i < m->text.n ? i + 1 : NONE;
}

static size_t longest(gk_match *m, size_t s, size_t p, size_t end)
{
    size_t n = 0;
    while (single(m, s + n, p, end)) n++;
    for (;; n--) {
        size_t to = here(m, s + n, end + 1);
        if (to != NONE || n == 0) return to;
    }
}

static size_t shortest(gk_match *m, size_t s, size_t p, size_t end)
{
    for (;;) {
        size_t to = here(m, s, end + 1);
        if (to != NONE) return to;
        if (!single(m, s, p, end)) return NONE;
        s++;
    }
}

static size_t begin_capture(gk_match *m, size_t s, size_t p, gk_capture_state state)
{
    if (m->count >= GK_CAPTURES_MAX) luaL_error(m->L, "too many captures");
    m->captures[m->count++] = (gk_capture){s, s, (uint8_t)state};
    size_t to = here(m, s, p);
    if (to == NONE) m->count--;
    return to;
}

static size_t end_capture(gk_match *m, size_t s, size_t p)
{
    unsigned i = m->count;
    while (i > 0 && m->captures[i - 1].state != GK_CAPTURE_OPEN) i--;
    if (i == 0) malformed(m, "invalid pattern capture");
    gk_capture *capture = &m->captures[i - 1];
    capture->to = s;
    capture->state = GK_CAPTURE_DONE;
    size_t to = here(m, s, p);
    if (to == NONE) capture->state = GK_CAPTURE_OPEN;
    return to;
}

/* Behind what capture `digit` holds, when it stands at s. */
static size_t again(gk_match *m, size_t s, unsigned char digit)
{
    unsigned i = digit - '1';
    if (digit < '1' || i >= m->count || m->captures[i].state == GK_CAPTURE_OPEN)
        luaL_error(m->L, "invalid capture index %%%c", digit);
    if (m->captures[i].state == GK_CAPTURE_PLACE) return NONE;
    size_t n = m->captures[i].to - m->captures[i].from;
    spend(m, n / 16 + 1);
    bool same =
        m->text.n - s >= n && memcmp(m->text.p + m->captures[i].from, m->text.p + s, n) == 0;
    return same ? s + n : NONE;
}

/* %f[set]: p is at the set. */
static bool frontier(gk_match *m, size_t s, size_t p, size_t *end)
{
    if (p >= m->pattern.n || m->pattern.p[p] != '[') malformed(m, "missing '[' after '%f'");
    *end = class_end(m, p);
    unsigned char before = s ? byte_at(m->text, s - 1) : 0;
    unsigned char now = s < m->text.n ? byte_at(m->text, s) : 0;
    return !in_set(m, before, p, *end) && in_set(m, now, p, *end);
}

/* What begins with % and is no class: true when *to is the answer, or the match goes on at *s, *p.
 */
static bool special(gk_match *m, size_t *s, size_t *p, size_t *to)
{
    gk_view pat = m->pattern;
    char kind = *p + 1 < pat.n ? pat.p[*p + 1] : '\0';
    *to = NONE;
    if (kind == 'b') {
        *s = balanced(m, *s, *p + 2);
        *p += 4;
        return *s == NONE;
    }
    if (kind == 'f') {
        size_t end;
        if (!frontier(m, *s, *p + 2, &end)) return true;
        *p = end;
        return false;
    }
    *s = again(m, *s, (unsigned char)kind);
    *p += 2;
    return *s == NONE;
}

static bool is_special(gk_view pat, size_t p)
{
    char kind = p + 1 < pat.n ? pat.p[p + 1] : '\0';
    return pat.p[p] == '%' && (kind == 'b' || kind == 'f' || isdigit((unsigned char)kind));
}

/* A character class and what follows it: as special(). */
static bool classes(gk_match *m, size_t *s, size_t *p, size_t *to)
{
    size_t end = class_end(m, *p);
    switch (end < m->pattern.n ? m->pattern.p[end] : '\0') {
    case '?':
        if (single(m, *s, *p, end) && (*to = here(m, *s + 1, end + 1)) != NONE) return true;
        *p = end + 1;
        return false;
    case '+': *to = single(m, *s, *p, end) ? longest(m, *s + 1, *p, end) : NONE; return true;
    case '*': *to = longest(m, *s, *p, end); return true;
    case '-': *to = shortest(m, *s, *p, end); return true;
    default:
        *to = NONE;
        if (!single(m, *s, *p, end)) return true;
        ++*s;
        *p = end;
        return false;
    }
}

static size_t step(gk_match *m, size_t s, size_t p)
{
    gk_view pat = m->pattern;
    size_t to;
    while (p < pat.n) {
        char c = pat.p[p];
        if (c == '(') {
            bool place = p + 1 < pat.n && pat.p[p + 1] == ')';
            return begin_capture(m, s, p + 1 + place, place ? GK_CAPTURE_PLACE : GK_CAPTURE_OPEN);
        }
        if (c == ')') return end_capture(m, s, p + 1);
        if (c == '$' && p + 1 == pat.n) return s == m->text.n ? s : NONE;
        if (is_special(pat, p) ? special(m, &s, &p, &to) : classes(m, &s, &p, &to)) return to;
    }
    return s;
}

static size_t here(gk_match *m, size_t s, size_t p)
{
    if (++m->depth > DEPTH_MAX) luaL_error(m->L, "pattern too complex");
    size_t to = step(m, s, p);
    m->depth--;
    return to;
}

bool gk_pattern_match(gk_match *m, size_t from, size_t *to)
{
    m->count = 0;
    m->depth = 0;
    *to = here(m, from, 0);
    return *to != NONE;
}

void gk_pattern_push(gk_match *m, unsigned i, size_t from, size_t to)
{
    if (i >= m->count) {
        if (i != 0) luaL_error(m->L, "invalid capture index %%%d", (int)i + 1);
        lua_pushlstring(m->L, m->text.p + from, to - from);
        return;
    }
    const gk_capture *capture = &m->captures[i];
    if (capture->state == GK_CAPTURE_OPEN) luaL_error(m->L, "unfinished capture");
    if (capture->state == GK_CAPTURE_PLACE)
        lua_pushinteger(m->L, (lua_Integer)capture->from + 1);
    else
        lua_pushlstring(m->L, m->text.p + capture->from, capture->to - capture->from);
}

int gk_pattern_push_all(gk_match *m, size_t from, size_t to, bool whole)
{
    int n = m->count || !whole ? (int)m->count : 1;
    luaL_checkstack(m->L, n, "too many captures");
    for (int i = 0; i < n; i++) gk_pattern_push(m, (unsigned)i, from, to);
    return n;
}
