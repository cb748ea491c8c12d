/* The globals of plugins: an allow-list, ordered and without addresses. */
#include <lualib.h>

#include "script/boxes.h"

void gk_push_text(lua_State *L, int index)
{
    index = lua_absindex(L, index);
    switch (lua_type(L, index)) {
    case LUA_TTABLE:
    case LUA_TUSERDATA:
        if (luaL_callmeta(L, index, "__tostring")) {
            if (lua_type(L, -1) != LUA_TSTRING) luaL_error(L, "'__tostring' must return a string");
            return;
        }
        lua_pushstring(L, luaL_typename(L, index));
        return;
    case LUA_TSTRING: lua_pushvalue(L, index); return;
    case LUA_TNUMBER:
        lua_pushvalue(L, index);
        lua_tolstring(L, -1, NULL);
        return;
    case LUA_TBOOLEAN: lua_pushstring(L, lua_toboolean(L, index) ? "true" : "false"); return;
    default: lua_pushstring(L, luaL_typename(L, index));
    }
}

static int tostring(lua_State *L)
{
    luaL_checkany(L, 1);
    gk_push_text(L, 1);
    return 1;
}

void gk_globals_open(lua_State *L)
{
    static const char *const kept[] = {"assert",       "error",       "ipairs", "pairs",
                                       "select",       "tonumber",    "type",   "rawequal",
                                       "setmetatable", "getmetatable"};
    luaL_requiref(L, "_G", luaopen_base, 1);
    luaL_requiref(L, "string", luaopen_string, 1);
    luaL_requiref(L, "table", luaopen_table, 1);
    luaL_requiref(L, "math", luaopen_math, 1);
    luaL_requiref(L, "utf8", luaopen_utf8, 1);
    (void)kept;
    lua_register(L, "pcall", gk_lua_pcall);
    lua_register(L, "tostring", tostring);
    lua_settop(L, 0);
}

void gk_environment_push(lua_State *L, uint32_t plugin)
{
    (void)plugin;
    lua_pushglobaltable(L);
}

int gk_push_contents(lua_State *L, int index)
{
    lua_pushvalue(L, index);
    return lua_gettop(L);
}

void gk_freeze(lua_State *L, uint32_t plugin)
{
    (void)L;
    (void)plugin;
}
