/* Metatables of tables: a plugin's own stand behind ours, which it never sees.
 *
 * Lua reads some fields of a metatable whenever it likes (__gc, __mode), whoever sets them. So what
 * a plugin gives is copied, field by field, into one of our own: what is not in the list below does
 * not exist. */
#include "script/boxes.h"

static const char *const copied[] = {"__add",  "__sub", "__mul",  "__div",  "__mod",
                                     "__pow",  "__unm", "__idiv", "__band", "__bor",
                                     "__bxor", "__shl", "__shr",  "__bnot", "__concat",
                                     "__eq",   "__lt",  "__le",   "__call", "__tostring"};
static const char *const access[] = {"__index", "__newindex", "__len"};
static const char *const refused[] = {"__gc",        "__mode", "__close",
                                      "__metatable", "__name", "__pairs"};

static void copy_field(lua_State *L, const char *name, int from, int to)
{
    lua_pushstring(L, name);
    lua_pushvalue(L, -1);
    lua_rawget(L, from);
    lua_rawset(L, to);
}

void gk_meta_copy(lua_State *L, int from, int to)
{
    from = lua_absindex(L, from);
    to = lua_absindex(L, to);
    for (size_t i = 0; i < sizeof copied / sizeof *copied; i++) copy_field(L, copied[i], from, to);
}

void gk_meta_push(lua_State *L, int given)
{
    given = lua_absindex(L, given);
    lua_rawgeti(L, LUA_REGISTRYINDEX, GK_SLOT_METAS);
    lua_pushvalue(L, given);
    bool fresh = lua_rawget(L, -2) != LUA_TTABLE;
    if (fresh) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, given);
        lua_rawseti(L, -2, GK_META_GIVEN);
        lua_pushvalue(L, given);
        lua_pushvalue(L, -2);
        lua_rawset(L, -4);
    }
    lua_remove(L, -2);
    int meta = lua_gettop(L), contents = gk_push_contents(L, given);
    bool frozen = !lua_rawequal(L, contents, given);
    if (fresh || !frozen) { /* what is frozen can't have changed */
        gk_meta_copy(L, contents, meta);
        for (size_t i = 0; i < sizeof access / sizeof *access; i++)
            copy_field(L, access[i], contents, meta);
    }
    lua_settop(L, meta);
}

int gk_lua_setmetatable(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    if (!lua_isnoneornil(L, 2)) luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    if (lua_getmetatable(L, 1)) {
        if (lua_rawgeti(L, -1, GK_META_CONTENTS) != LUA_TNIL)
            gk_fault_raise(L, GK_MSG_plugin_readonly, GK_V(""), GK_V(""));
        lua_settop(L, 2);
    }
    if (lua_isnil(L, 2)) {
        lua_setmetatable(L, 1);
        return 1;
    }
    int contents = gk_push_contents(L, 2);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        lua_pushstring(L, refused[i]);
        if (lua_rawget(L, contents) != LUA_TNIL)
            gk_fault_argument(L, 2, "'%s' has no use in plugins", refused[i]);
        lua_pop(L, 1);
    }
    gk_meta_push(L, 2);
    lua_setmetatable(L, 1);
    lua_settop(L, 1);
    return 1;
}

int gk_lua_getmetatable(lua_State *L)
{
    luaL_checkany(L, 1);
    if (!lua_istable(L, 1) || !lua_getmetatable(L, 1)) {
        lua_pushnil(L);
        return 1;
    }
    lua_rawgeti(L, -1, GK_META_GIVEN);
    return 1;
}

int gk_push_contents(lua_State *L, int index)
{
    index = lua_absindex(L, index);
    if (lua_getmetatable(L, index)) {
        if (lua_rawgeti(L, -1, GK_META_CONTENTS) == LUA_TTABLE) {
            lua_remove(L, -2);
            return lua_gettop(L);
        }
        lua_pop(L, 2);
    }
    lua_pushvalue(L, index);
    return lua_gettop(L);
}
