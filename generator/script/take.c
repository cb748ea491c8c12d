#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "script/state.h"

static bool refuse(gk_take *take, const char *why, const char *why_zh)
{
    take->why = why;
    take->why_zh = why_zh;
    return false;
}

/* Room on every level for the path, which is made on the way back. */
static bool below(gk_take *take, gk_view key, bool number)
{
    bool first = take->path.n == 0 || take->path.p[0] == '[' || take->path.p[0] == '.';
    take->path = number ? gk_arena_printf(take->arena, "[%.*s]%s%.*s", (int)key.n, key.p,
                                          first ? "" : ".", (int)take->path.n, take->path.p)
                        : gk_arena_printf(take->arena, "%.*s%s%.*s", (int)key.n, key.p,
                                          first ? "" : ".", (int)take->path.n, take->path.p);
    return false;
}

bool gk_take_is_text(gk_view v)
{
    for (size_t i = 0; i < v.n; i++) {
        unsigned char c = (unsigned char)v.p[i];
        if ((c < ' ' && c != '\n' && c != '\t' && c != '\r') || c == 0x7F) return false;
    }
    return gk_utf8_valid(v, NULL);
}

static bool charge(gk_take *take, size_t n)
{
    take->bytes += n;
    if (take->bytes <= (take->most ? take->most : GK_SCRIPT_RESULT)) return true;
    return refuse(take, "the result is too large", "返回的内容太大");
}

static bool take_bytes(gk_take *take, gk_view bytes, gk_view *out)
{
    if (!charge(take, bytes.n)) return false;
    *out = gk_arena_view(take->arena, bytes);
    return true;
}

static bool take_any(gk_take *take, int index, int depth, gk_value *out);

static bool take_list(gk_take *take, int table, lua_Integer n, int depth, gk_value *out)
{
    lua_State *L = take->script->L;
    gk_value *items = gk_arena_alloc(take->arena, (size_t)n * sizeof *items);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, table, i);
        bool good = take_any(take, lua_gettop(L), depth + 1, &items[i - 1]);
        lua_pop(L, 1);
        if (!good) return below(take, gk_arena_printf(take->arena, "%lld", (long long)i), true);
    }
    *out = gk_value_list(items, (size_t)n);
    return true;
}

static int compare_pairs(const void *a, const void *b)
{
    return gk_view_cmp(((const gk_pair *)a)->key, ((const gk_pair *)b)->key);
}

static bool take_map(gk_take *take, int table, size_t n, int depth, gk_value *out)
{
    lua_State *L = take->script->L;
    gk_pair *pairs = gk_arena_alloc(take->arena, n * sizeof *pairs);
    size_t i = 0;
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        size_t length;
        const char *key = lua_tolstring(L, -2, &length);
        gk_pair *pair = &pairs[i++];
        bool good = take_bytes(take, gk_view_n(key, length), &pair->key) &&
                    take_any(take, lua_gettop(L), depth + 1, &pair->value);
        if (good) continue;
        below(take, gk_view_n(key, length), false);
        lua_pop(L, 2);
        return false;
    }
    qsort(pairs, n, sizeof *pairs, compare_pairs);
    *out = gk_value_map(pairs, n);
    return true;
}

/* 1 … n and nothing else is a list, strings and nothing else a map; the empty table is an empty
 * list, which counts as an empty map too wherever one is wanted. */
static bool take_table(gk_take *take, int index, int depth, gk_value *out)
{
    lua_State *L = take->script->L;
    if (depth >= GK_SCRIPT_DEPTH)
        return refuse(take, "tables are nested more than 16 deep", "表套表超过 16 层");
    if (!lua_checkstack(L, 8)) return refuse(take, "tables are nested too deeply", "表套表太深");
    int table = gk_push_contents(L, index);
    lua_Integer whole = 0, most = 0;
    size_t strings = 0;
    bool other = false;
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        if (lua_isinteger(L, -2)) {
            whole++;
            lua_Integer key = lua_tointeger(L, -2);
            if (key < 1) other = true;
            if (key > most) most = key;
        } else if (lua_type(L, -2) == LUA_TSTRING) {
            strings++;
        } else {
            other = true;
        }
    }
    bool good;
    if (!charge(take, ((size_t)whole + strings) * sizeof(gk_pair)))
        good = false;
    else if (other || (whole && strings) || most != whole)
        good = refuse(take, "a table must hold 1 … n without gaps, or only names",
                      "表里要么是从 1 起连续的编号，要么全是名字");
    else if (strings)
        good = take_map(take, table, strings, depth, out);
    else
        good = take_list(take, table, whole, depth, out);
    lua_settop(L, table - 1);
    return good;
}

static bool take_box(gk_take *take, int index, gk_value *out)
{
    const gk_box *box = lua_touserdata(take->script->L, index);
    if (box->generation && box->generation != take->script->generation)
        return refuse(take, "a value of an earlier document", "这是处理别的文稿时留下的值");
    *out = box->value;
    if (box->type == GK_BOX_HTML) {
        gk_view bytes;
        if (!take_bytes(take, gk_value_view(box->value), &bytes)) return false;
        *out = gk_value_html(bytes);
        return true;
    }
    if (box->type == GK_BOX_ADDRESS) out->rep = 0;
    return box->type <= GK_BOX_SUBJECT ||
           refuse(take, "such a thing can't be given back", "不能返回这种值");
}

static bool take_any(gk_take *take, int index, int depth, gk_value *out)
{
    lua_State *L = take->script->L;
    size_t n;
    gk_view bytes;
    *out = gk_value_null();
    switch (lua_type(L, index)) {
    case LUA_TNIL: return true;
    case LUA_TBOOLEAN: *out = gk_value_bool(lua_toboolean(L, index)); return true;
    case LUA_TNUMBER:
        if (lua_isinteger(L, index)) {
            *out = gk_value_int(lua_tointeger(L, index));
            return true;
        }
        *out = gk_value_float(lua_tonumber(L, index));
        return isfinite(out->u.f) || refuse(take, "not a finite number", "数值溢出或不是数");
    case LUA_TSTRING:
        bytes.p = lua_tolstring(L, index, &n);
        bytes.n = n;
        if (!take->bytes_allowed && !gk_take_is_text(bytes))
            return refuse(take, "the string is no text: not UTF-8, or with control characters",
                          "不是正常的文字（可能把汉字截断了，或含有控制字符）");
        if (!take_bytes(take, bytes, &bytes)) return false;
        *out = gk_value_string(bytes);
        return true;
    case LUA_TTABLE: return take_table(take, index, depth, out);
    case LUA_TUSERDATA: return take_box(take, index, out);
    default: return refuse(take, "a function can't be given back", "不能返回函数");
    }
}

bool gk_take_value(gk_take *take, int index, gk_value *out)
{
    return take_any(take, lua_absindex(take->script->L, index), 0, out);
}
