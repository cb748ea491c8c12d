/* pairs in one order on every run: 1, 2, 3 …, other numbers, strings by bytes, false, true. Lua's
 * own order depends on addresses. */
#include <stdlib.h>

#include "script/libraries.h"

typedef struct key {
    uint8_t rank; /* number, string, boolean */
    bool whole;
    union {
        lua_Integer i;
        lua_Number f;
    } u;
    gk_view text;
} key;

static int compare_numbers(const key *a, const key *b)
{
    if (a->whole && b->whole) return (a->u.i > b->u.i) - (a->u.i < b->u.i);
    lua_Number x = a->whole ? (lua_Number)a->u.i : a->u.f;
    lua_Number y = b->whole ? (lua_Number)b->u.i : b->u.f;
    return (x > y) - (x < y);
}

static int compare(const void *left, const void *right)
{
    const key *a = left, *b = right;
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    return a->rank == 0   ? compare_numbers(a, b)
           : a->rank == 1 ? gk_view_cmp(a->text, b->text)
                          : (a->u.i > b->u.i) - (a->u.i < b->u.i);
}

static key key_at(lua_State *L, int index)
{
    size_t n;
    key k = {0};
    switch (lua_type(L, index)) {
    case LUA_TNUMBER:
        k.whole = lua_isinteger(L, index);
        if (k.whole)
            k.u.i = lua_tointeger(L, index);
        else
            k.u.f = lua_tonumber(L, index);
        break;
    case LUA_TSTRING:
        k.rank = 1;
        k.text.p = lua_tolstring(L, index, &n);
        k.text.n = n;
        break;
    case LUA_TBOOLEAN:
        k.rank = 2;
        k.u.i = lua_toboolean(L, index);
        break;
    default: luaL_error(L, "pairs has no order for a key that is a %s", luaL_typename(L, index));
    }
    return k;
}

static void push_key(lua_State *L, const key *k)
{
    if (k->rank == 1)
        lua_pushlstring(L, k->text.p, k->text.n);
    else if (k->rank == 2)
        lua_pushboolean(L, (int)k->u.i);
    else if (k->whole)
        lua_pushinteger(L, k->u.i);
    else
        lua_pushnumber(L, k->u.f);
}

/* The number of keys when they are 1 … n, else -1; *count is how many there are. */
static lua_Integer sequence(lua_State *L, int table, size_t *count)
{
    lua_Integer most = 0;
    bool other = false;
    *count = 0;
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        ++*count;
        lua_Integer i = lua_isinteger(L, -2) ? lua_tointeger(L, -2) : 0;
        other |= i < 1;
        if (i > most) most = i;
    }
    gk_budget_charge(L, *count);
    return other || most != (lua_Integer)*count ? -1 : most;
}

void gk_keys_push(lua_State *L, int table)
{
    size_t count, n = 0;
    table = lua_absindex(L, table);
    luaL_checkstack(L, 6, "pairs");
    lua_Integer last = sequence(L, table, &count);
    if (last >= 0) {
        lua_pushinteger(L, last);
        return;
    }
    gk_budget_charge(L, count * 8);
    lua_createtable(L, (int)count, 0);
    key *keys = lua_newuserdatauv(L, count * sizeof *keys, 0);
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) keys[n++] = key_at(L, -2);
    qsort(keys, n, sizeof *keys, compare);
    for (size_t i = 0; i < n; i++) {
        push_key(L, &keys[i]);
        lua_rawseti(L, -3, (lua_Integer)i + 1);
    }
    lua_pop(L, 1);
}

/* Upvalues: the keys (a table, or how many of 1 … n), how many are done, the item. */
static int next_key(lua_State *L)
{
    gk_check_fresh(L, lua_upvalueindex(3));
    lua_Integer done = lua_tointeger(L, lua_upvalueindex(2));
    bool listed = lua_istable(L, lua_upvalueindex(1));
    for (;;) {
        done++;
        if (listed)
            lua_rawgeti(L, lua_upvalueindex(1), done);
        else if (done > lua_tointeger(L, lua_upvalueindex(1)))
            lua_pushnil(L);
        else
            lua_pushinteger(L, done);
        lua_pushinteger(L, done);
        lua_replace(L, lua_upvalueindex(2));
        if (lua_isnil(L, -1)) return 1;
        lua_pushvalue(L, -1);
        lua_rawget(L, lua_upvalueindex(4));
        if (!lua_isnil(L, -1)) return 2;
        lua_pop(L, 2); /* removed on the way */
    }
}

static int next_item(lua_State *L)
{
    gk_value list = gk_check_value(L, 1, GK_BOX_LIST);
    lua_Integer i = luaL_checkinteger(L, 2);
    if (i < 0 || i >= gk_value_count(list)) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, i + 1);
    gk_push_value(L, gk_value_at(list, (uint32_t)i, gk_script_of(L)->arena));
    return 2;
}

/* Upvalues: how many are done, the item. */
static int next_member(lua_State *L)
{
    gk_check_fresh(L, lua_upvalueindex(2));
    const gk_box *box = gk_box_any(L, 1);
    if (!box || (box->type != GK_BOX_MAP && box->type != GK_BOX_SUBJECT))
        gk_fault_argument(L, 1, "map expected, got %s", luaL_typename(L, 1));
    lua_Integer done = lua_tointeger(L, lua_upvalueindex(1));
    if (done >= gk_value_count(box->value)) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, done + 1);
    lua_replace(L, lua_upvalueindex(1));
    gk_view name = gk_value_key(box->value, (uint32_t)done);
    lua_pushlstring(L, name.p, name.n);
    gk_arena *arena = gk_script_of(L)->arena;
    gk_push_value(L, box->value.rep == GK_LAZY ? gk_value_get(box->value, name, arena, NULL)
                                               : gk_value_at(box->value, (uint32_t)done, arena));
    return 2;
}

static int pairs_of_box(lua_State *L)
{
    const gk_box *box = gk_box_any(L, 1);
    if (box->type == GK_BOX_LIST) {
        lua_pushcfunction(L, next_item);
        lua_pushvalue(L, 1);
        lua_pushinteger(L, 0);
        return 3;
    }
    if (box->type != GK_BOX_MAP && box->type != GK_BOX_SUBJECT) luaL_checktype(L, 1, LUA_TTABLE);
    lua_pushinteger(L, 0);
    lua_pushinteger(L, gk_script_of(L)->generation);
    lua_pushcclosure(L, next_member, 2);
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    return 3;
}

int gk_lua_pairs(lua_State *L)
{
    if (lua_isuserdata(L, 1)) return pairs_of_box(L);
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    int contents = gk_push_contents(L, 1);
    if (lua_rawequal(L, 1, contents)) {
        gk_keys_push(L, contents);
    } else { /* what is frozen is put in order once */
        lua_getmetatable(L, 1);
        if (lua_rawgeti(L, -1, GK_META_KEYS) == LUA_TNIL) {
            lua_pop(L, 1);
            gk_keys_push(L, contents);
            lua_pushvalue(L, -1);
            lua_rawseti(L, -3, GK_META_KEYS);
        }
        lua_remove(L, -2);
    }
    lua_pushinteger(L, 0);
    lua_pushinteger(L, gk_script_of(L)->generation);
    lua_pushvalue(L, contents);
    lua_pushcclosure(L, next_key, 4);
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    return 3;
}
