/* Read-only: all that can be reached from a plugin's table, its globals and their functions.
 *
 * A frozen table is empty; what it held is in another, which its metatable shows. So reading,
 * ipairs, pairs, #, table.concat and unpack work as ever, and every write arrives at
 * gk_lua_refuse(). */
#include "script/boxes.h"

int gk_lua_refuse(lua_State *L)
{
    gk_buf *out = &gk_script_of(L)->html;
    gk_buf_truncate(out, 0);
    if (lua_type(L, 2) == LUA_TSTRING || lua_type(L, 2) == LUA_TNUMBER) {
        lua_pushvalue(L, 2);
        size_t n;
        const char *name = lua_tolstring(L, -1, &n);
        gk_buf_put(out, gk_view_n(name, n < 60 ? n : 60));
    }
    gk_fault_raise(L, GK_MSG_plugin_readonly, gk_buf_view(out), GK_V(""));
}

static int length(lua_State *L)
{
    lua_pushvalue(L, lua_upvalueindex(1));
    return 1;
}

/* An __index that is a function of the plugin sees the frozen table, not what is behind it. */
static int index_by(lua_State *L)
{
    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
    lua_settop(L, 2);
    lua_pushvalue(L, lua_upvalueindex(2));
    lua_insert(L, 1);
    lua_call(L, 2, 1);
    return 1;
}

/* Whether a thing is met for the first time. */
static bool first_time(lua_State *L, int index)
{
    index = lua_absindex(L, index);
    lua_rawgeti(L, LUA_REGISTRYINDEX, GK_SLOT_SEEN);
    lua_pushvalue(L, index);
    bool fresh = lua_rawget(L, -2) == LUA_TNIL;
    lua_pop(L, 1);
    if (fresh) {
        lua_pushvalue(L, index);
        lua_pushboolean(L, 1);
        lua_rawset(L, -3);
    }
    lua_pop(L, 1);
    return fresh;
}

/* Things to be frozen lie in a list (at `list`), not on the stack: they may be many. */
static void add_thing(lua_State *L, int list, int index)
{
    int type = lua_type(L, index);
    if ((type != LUA_TTABLE && type != LUA_TFUNCTION) || !first_time(L, index)) return;
    lua_pushvalue(L, index);
    lua_rawseti(L, list, (lua_Integer)lua_rawlen(L, list) + 1);
}

static void move_contents(lua_State *L, int from, int to)
{
    for (lua_pushnil(L); lua_next(L, from); lua_pop(L, 1)) {
        lua_pushvalue(L, -2);
        lua_pushvalue(L, -2);
        lua_rawset(L, to);
    }
    for (lua_pushnil(L); lua_next(L, to); lua_pop(L, 1)) {
        lua_pushvalue(L, -2);
        lua_pushnil(L);
        lua_rawset(L, from);
    }
}

static void set_length(lua_State *L, int meta, int contents)
{
    lua_Integer n = 0;
    while (lua_rawgeti(L, contents, n + 1) != LUA_TNIL) {
        lua_pop(L, 1);
        n++;
    }
    lua_pop(L, 1);
    lua_pushinteger(L, n);
    lua_pushcclosure(L, length, 1);
    lua_setfield(L, meta, "__len");
}

/* How the table is read: by its contents, and then by the plugin's own __index. */
static void set_index(lua_State *L, int meta, int contents, int old)
{
    int by = old ? (lua_getfield(L, old, "__index"), lua_type(L, -1)) : LUA_TNIL;
    if (by == LUA_TFUNCTION && !lua_iscfunction(L, -1)) {
        lua_pushvalue(L, contents);
        lua_insert(L, -2);
        lua_pushcclosure(L, index_by, 2);
        lua_setfield(L, meta, "__index");
        return;
    }
    if (by != LUA_TNIL) {
        lua_createtable(L, 0, 1);
        lua_insert(L, -2);
        lua_setfield(L, -2, "__index");
        lua_setmetatable(L, contents);
    }
    lua_pushvalue(L, contents);
    lua_setfield(L, meta, "__index");
}

static void freeze_table(lua_State *L, int list, int table)
{
    int top = lua_gettop(L), old = 0;
    if (lua_getmetatable(L, table)) {
        old = lua_gettop(L);
        if (lua_rawgeti(L, old, GK_META_CONTENTS) != LUA_TNIL) {
            lua_settop(L, top);
            return;
        }
        if (lua_rawgeti(L, old, GK_META_GIVEN) == LUA_TTABLE) {
            gk_meta_push(L, -1); /* as it is by now */
            add_thing(L, list, -2);
        }
        for (lua_pushnil(L); lua_next(L, old); lua_pop(L, 1)) add_thing(L, list, -1);
        lua_settop(L, old);
    }
    lua_newtable(L);
    int contents = lua_gettop(L);
    move_contents(L, table, contents);
    for (lua_pushnil(L); lua_next(L, contents); lua_pop(L, 1)) {
        add_thing(L, list, -2);
        add_thing(L, list, -1);
    }
    lua_newtable(L);
    int meta = lua_gettop(L);
    if (old) {
        gk_meta_copy(L, old, meta);
        lua_rawgeti(L, old, GK_META_GIVEN);
        lua_rawseti(L, meta, GK_META_GIVEN);
    }
    lua_pushvalue(L, contents);
    lua_rawseti(L, meta, GK_META_CONTENTS);
    lua_pushcfunction(L, gk_lua_refuse);
    lua_setfield(L, meta, "__newindex");
    set_length(L, meta, contents);
    set_index(L, meta, contents, old);
    lua_settop(L, meta);
    lua_setmetatable(L, table);
    lua_settop(L, top);
}

void gk_freeze(lua_State *L, int thing)
{
    int top = lua_gettop(L);
    thing = lua_absindex(L, thing);
    luaL_checkstack(L, 20, "freezing");
    lua_newtable(L);
    int list = lua_gettop(L);
    add_thing(L, list, thing);
    for (lua_Integer i = 1; lua_rawgeti(L, list, i) != LUA_TNIL; i++) {
        int found = lua_gettop(L);
        gk_budget_charge(L, 10);
        if (lua_istable(L, found)) {
            freeze_table(L, list, found);
        } else if (!lua_iscfunction(L, found)) {
            int values = gk_watch_function(L, found);
            for (int n = 0; n < values; n++) add_thing(L, list, -1 - n);
        }
        lua_settop(L, list);
    }
    lua_settop(L, top);
}
