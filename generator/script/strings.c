/* string of plugins: Lua's own where it is quick and harmless, ours where it searches or grows. */
#include <ctype.h>
#include <lualib.h>
#include <stdlib.h>

#include "script/libraries.h"
#include "script/pattern.h"

/* Position of an argument from 1, or from the end when negative; 0 = behind the start. */
static size_t start_of(lua_State *L, int arg, size_t n)
{
    lua_Integer from = luaL_optinteger(L, arg, 1);
    if (from > 0) return (size_t)from - 1;
    if (from == 0 || from < -(lua_Integer)n) return 0;
    return n - (size_t)-from;
}

static bool is_plain(gk_view pattern)
{
    for (size_t i = 0; i < pattern.n; i++)
        if (memchr("^$*+?.([%-", pattern.p[i], 10)) return false;
    return true;
}

static gk_match match_of(lua_State *L, bool *anchored)
{
    gk_match m = {.L = L, .text = gk_check_text(L, 1), .pattern = gk_check_text(L, 2)};
    *anchored = m.pattern.n && m.pattern.p[0] == '^';
    if (*anchored) m.pattern = gk_view_from(m.pattern, 1);
    return m;
}

static int find_plain(lua_State *L, gk_view text, gk_view word, size_t from)
{
    size_t at = gk_view_find(text, word, from);
    gk_budget_charge(L, ((at == SIZE_MAX ? text.n : at) - from) / 16);
    if (at == SIZE_MAX) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, (lua_Integer)at + 1);
    lua_pushinteger(L, (lua_Integer)(at + word.n));
    return 2;
}

static int search(lua_State *L, bool find)
{
    bool anchored;
    gk_match m = match_of(L, &anchored);
    size_t from = start_of(L, 3, m.text.n), to;
    if (from > m.text.n) {
        lua_pushnil(L);
        return 1;
    }
    if (find && (lua_toboolean(L, 4) || (!anchored && is_plain(m.pattern))))
        return find_plain(L, m.text, gk_check_text(L, 2), from);
    for (; from <= m.text.n; from++) {
        if (gk_pattern_match(&m, from, &to)) {
            gk_pattern_charge(&m);
            if (!find) return gk_pattern_push_all(&m, from, to, true);
            lua_pushinteger(L, (lua_Integer)from + 1);
            lua_pushinteger(L, (lua_Integer)to);
            return 2 + gk_pattern_push_all(&m, from, to, false);
        }
        if (anchored) break;
    }
    gk_pattern_charge(&m);
    lua_pushnil(L);
    return 1;
}

static int find(lua_State *L)
{
    return search(L, true);
}

static int match(lua_State *L)
{
    return search(L, false);
}

/* Upvalues: text, pattern, where to go on, end of the last match, the item it was made in. */
static int gmatch_next(lua_State *L)
{
    gk_check_fresh(L, lua_upvalueindex(5));
    gk_match m = {.L = L,
                  .text = gk_check_text(L, lua_upvalueindex(1)),
                  .pattern = gk_check_text(L, lua_upvalueindex(2))};
    size_t from = (size_t)lua_tointeger(L, lua_upvalueindex(3)), to;
    lua_Integer last = lua_tointeger(L, lua_upvalueindex(4));
    for (; from <= m.text.n; from++) {
        if (!gk_pattern_match(&m, from, &to) || (lua_Integer)to == last) continue;
        gk_pattern_charge(&m);
        lua_pushinteger(L, (lua_Integer)to);
        lua_copy(L, -1, lua_upvalueindex(3));
        lua_replace(L, lua_upvalueindex(4));
        return gk_pattern_push_all(&m, from, to, true);
    }
    gk_pattern_charge(&m);
    lua_pushinteger(L, (lua_Integer)m.text.n + 1);
    lua_replace(L, lua_upvalueindex(3));
    return 0;
}

static int gmatch(lua_State *L)
{
    gk_view text = gk_check_text(L, 1);
    gk_check_text(L, 2);
    size_t from = start_of(L, 3, text.n);
    lua_settop(L, 2);
    lua_pushinteger(L, (lua_Integer)(from > text.n ? text.n + 1 : from));
    lua_pushinteger(L, -1);
    lua_pushinteger(L, gk_script_of(L)->generation);
    lua_pushcclosure(L, gmatch_next, 5);
    return 1;
}

/* %0 … %9 and %% of a replacement. */
static void add_template(gk_match *m, luaL_Buffer *b, size_t from, size_t to)
{
    gk_view by = gk_check_text(m->L, 3);
    for (size_t i = 0; i < by.n; i++) {
        if (by.p[i] != '%') {
            luaL_addchar(b, by.p[i]);
            continue;
        }
        char c = ++i < by.n ? by.p[i] : '\0';
        if (c == '%') {
            luaL_addchar(b, '%');
        } else if (c == '0') {
            luaL_addlstring(b, m->text.p + from, to - from);
        } else if (isdigit((unsigned char)c)) {
            gk_pattern_push(m, (unsigned)(c - '1'), from, to);
            lua_tolstring(m->L, -1, NULL);
            luaL_addvalue(b);
        } else {
            luaL_error(m->L, "invalid use of '%%' in replacement string");
        }
    }
}

/* By a function or a table: false or nil keeps what was found. */
static void add_value(gk_match *m, luaL_Buffer *b, size_t from, size_t to)
{
    lua_State *L = m->L;
    if (lua_isfunction(L, 3)) {
        gk_budget_charge(L, 20);
        lua_pushvalue(L, 3);
        lua_call(L, gk_pattern_push_all(m, from, to, true), 1);
    } else {
        gk_pattern_push(m, 0, from, to);
        lua_gettable(L, 3);
    }
    if (!lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        luaL_addlstring(b, m->text.p + from, to - from);
    } else if (lua_isstring(L, -1)) {
        luaL_addvalue(b);
    } else {
        luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
    }
}

static void check_length(lua_State *L, size_t n)
{
    if (n > GK_STRING_MAX)
        luaL_error(L, "resulting string too large (%d MB at most)", GK_STRING_MAX >> 20);
}

static int gsub(lua_State *L)
{
    bool anchored, text;
    gk_match m = match_of(L, &anchored);
    int type = lua_type(L, 3);
    text = type == LUA_TSTRING || type == LUA_TNUMBER;
    if (!text && type != LUA_TTABLE && type != LUA_TFUNCTION && type != LUA_TUSERDATA)
        gk_fault_argument(L, 3, "string, function or table expected, got %s", luaL_typename(L, 3));
    if (type == LUA_TNUMBER) lua_tolstring(L, 3, NULL);
    lua_Integer most = luaL_optinteger(L, 4, (lua_Integer)m.text.n + 1), done = 0;
    lua_settop(L, 4);
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    size_t from = 0, to, last = SIZE_MAX;
    while (done < most) {
        bool found = gk_pattern_match(&m, from, &to) && to != last;
        if (found) {
            done++;
            gk_pattern_charge(&m);
            if (text)
                add_template(&m, &b, from, to);
            else
                add_value(&m, &b, from, to);
            check_length(L, luaL_bufflen(&b));
            from = last = to;
        } else if (from < m.text.n) {
            luaL_addchar(&b, m.text.p[from++]);
        } else {
            break;
        }
        if (anchored) break;
    }
    gk_pattern_charge(&m);
    luaL_addlstring(&b, m.text.p + from, m.text.n - from);
    luaL_pushresult(&b);
    lua_pushinteger(L, done);
    return 2;
}

static int rep(lua_State *L)
{
    gk_view text = gk_check_text(L, 1);
    lua_Integer n = luaL_checkinteger(L, 2);
    gk_view between = lua_isnoneornil(L, 3) ? GK_V("") : gk_check_text(L, 3);
    if (n <= 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    size_t one = text.n + between.n;
    if (one && (size_t)n > GK_STRING_MAX / one) check_length(L, SIZE_MAX);
    size_t total = one ? one * (size_t)n - between.n : 0;
    gk_budget_charge(L, total / 64 + (size_t)n / 4);
    if (!one) n = 0;
    luaL_Buffer b;
    char *out = luaL_buffinitsize(L, &b, total);
    for (lua_Integer i = 0; i < n; i++) {
        memcpy(out, text.p, text.n);
        out += text.n;
        if (i + 1 == n || !between.n) continue;
        memcpy(out, between.p, between.n);
        out += between.n;
    }
    luaL_pushresultsize(&b, total);
    return 1;
}

/* Lua's own, after what would show an address has been replaced: %p is refused, %s sees texts. */
static int format(lua_State *L)
{
    enum { OTHER = 20, FLOAT = 600 }; /* floats may have a hundred digits behind the point */
    gk_view form = gk_check_text(L, 1);
    int arg = 1, top = lua_gettop(L);
    for (size_t i = 0; i < form.n; i++) {
        if (form.p[i] != '%') continue;
        i++;
        if (i < form.n && form.p[i] == '%') continue;
        while (i < form.n && memchr("-+ #0123456789.", form.p[i], 15)) i++;
        char kind = i < form.n ? form.p[i] : '\0';
        gk_budget_charge(L, kind && strchr("aAeEfFgG", kind) ? FLOAT : OTHER);
        if (kind == 'p') luaL_error(L, "invalid conversion '%%p' to 'format'");
        if (++arg > top || kind != 's' || lua_type(L, arg) == LUA_TSTRING) continue;
        gk_push_text(L, arg);
        lua_replace(L, arg);
    }
    lua_CFunction own = lua_tocfunction(L, lua_upvalueindex(1));
    gk_budget_charge(L, form.n);
    return own(L);
}

void gk_strings_open(lua_State *L)
{
    static const char *const kept[] = {"byte", "char", "len", "sub", NULL};
    static const char *const whole[] = {"lower", "reverse", "upper", NULL};
    static const luaL_Reg ours[] = {{"find", find}, {"match", match}, {"gmatch", gmatch},
                                    {"gsub", gsub}, {"rep", rep},     {NULL, NULL}};
    lua_newtable(L);
    luaL_requiref(L, "string", luaopen_string, 0);
    gk_library_keep(L, -2, -1, kept, GK_COST_NONE);
    gk_library_keep(L, -2, -1, whole, GK_COST_LENGTH);
    lua_getfield(L, -1, "format");
    lua_pushcclosure(L, format, 1);
    lua_setfield(L, -3, "format");
    lua_pop(L, 1);
    luaL_setfuncs(L, ours, 0);
    /* Of every string: what plugins see is this table alone, and locked. */
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 2);
}
