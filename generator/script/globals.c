/* The globals of plugins: an allow-list, ordered and without addresses. */
#include <lualib.h>
#include <stdlib.h>

#include "script/api.h"
#include "script/libraries.h"

void gk_check_fresh(lua_State *L, int index)
{
    if (lua_tointeger(L, index) != (lua_Integer)gk_script_of(L)->generation)
        gk_fault_raise(L, GK_MSG_plugin_stale, GK_V(""), GK_V(""));
}

const char *gk_type_name(lua_State *L, int index)
{
    static const char *const names[GK_BOX_TYPES] = {
        [GK_BOX_LIST] = "list",   [GK_BOX_MAP] = "map",         [GK_BOX_DATE] = "date",
        [GK_BOX_HTML] = "html",   [GK_BOX_ADDRESS] = "address", [GK_BOX_SUBJECT] = "map",
        [GK_BOX_PIECES] = "list", [GK_BOX_PIECE] = "map",       [GK_BOX_MATCHER] = "matcher",
    };
    const gk_box *box = lua_type(L, index) == LUA_TUSERDATA ? lua_touserdata(L, index) : NULL;
    return box ? names[box->type] : luaL_typename(L, index);
}

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
        lua_pushstring(L, gk_type_name(L, index));
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

static int type(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_pushstring(L, gk_type_name(L, 1));
    return 1;
}

/* Upvalues: Lua's own function, which knows nothing of html and addresses, and what it costs. */
static int charged(lua_State *L)
{
    if (lua_type(L, 1) == LUA_TUSERDATA) {
        gk_view text = gk_check_text(L, 1);
        lua_pushlstring(L, text.p ? text.p : "", text.n);
        lua_replace(L, 1);
    }
    gk_cost cost = (gk_cost)lua_tointeger(L, lua_upvalueindex(2));
    if (cost == GK_COST_LENGTH && lua_type(L, 1) == LUA_TSTRING)
        gk_budget_charge(L, lua_rawlen(L, 1) / 8);
    if (cost == GK_COST_NUMBER) {
        lua_Integer n = lua_tointeger(L, 2);
        gk_budget_charge(L, n < 0 ? (size_t)0 - (size_t)n : (size_t)n);
    }
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

void gk_library_keep(lua_State *L, int to, int from, const char *const *names, gk_cost cost)
{
    to = lua_absindex(L, to);
    from = lua_absindex(L, from);
    for (; *names; names++) {
        lua_getfield(L, from, *names);
        lua_pushinteger(L, cost);
        lua_pushcclosure(L, charged, 2);
        lua_setfield(L, to, *names);
    }
}

static void copy_fields(lua_State *L, int to, int from, const char *const *names)
{
    for (; *names; names++) {
        lua_getfield(L, from, *names);
        lua_setfield(L, to, *names);
    }
}

void gk_maths_open(lua_State *L)
{
    static const char *const names[] = {
        "abs",  "acos", "asin", "atan", "ceil",       "cos",  "deg",        "exp",  "floor",
        "fmod", "huge", "log",  "max",  "maxinteger", "min",  "mininteger", "modf", "pi",
        "rad",  "sin",  "sqrt", "tan",  "tointeger",  "type", "ult",        NULL};
    lua_newtable(L);
    luaL_requiref(L, "math", luaopen_math, 0);
    copy_fields(L, lua_gettop(L) - 1, lua_gettop(L), names);
    lua_pop(L, 1);
}

void gk_characters_open(lua_State *L)
{
    static const char *const plain[] = {"char", "codes", "codepoint", NULL};
    static const char *const length[] = {"len", NULL};
    static const char *const number[] = {"offset", NULL};
    static const char *const fields[] = {"charpattern", NULL};
    lua_newtable(L);
    luaL_requiref(L, "utf8", luaopen_utf8, 0);
    gk_library_keep(L, -2, -1, plain, GK_COST_NONE);
    gk_library_keep(L, -2, -1, length, GK_COST_LENGTH);
    gk_library_keep(L, -2, -1, number, GK_COST_NUMBER);
    copy_fields(L, lua_gettop(L) - 1, lua_gettop(L), fields);
    lua_pop(L, 1);
}

static void open_base(lua_State *L)
{
    static const char *const names[] = {"assert", "ipairs", "rawequal", "select", "_VERSION", NULL};
    static const luaL_Reg ours[] = {{"error", gk_lua_error},
                                    {"getmetatable", gk_lua_getmetatable},
                                    {"pairs", gk_lua_pairs},
                                    {"pcall", gk_lua_pcall},
                                    {"print", gk_api_log},
                                    {"setmetatable", gk_lua_setmetatable},
                                    {"tostring", tostring},
                                    {"type", type},
                                    {NULL, NULL}};
    static const char *const digits[] = {"tonumber", NULL};
    int library = lua_gettop(L);
    luaL_requiref(L, "_G", luaopen_base, 0);
    copy_fields(L, library, lua_gettop(L), names);
    gk_library_keep(L, library, -1, digits, GK_COST_LENGTH);
    lua_pop(L, 1);
    luaL_setfuncs(L, ours, 0);
}

/* A name that is not there is more often a slip than a question. */
static int undefined(lua_State *L)
{
    enum { MOST = 200 };
    gk_view names[MOST];
    size_t n = 0, length_;
    gk_view name = gk_check_text(L, 2);
    int contents = gk_push_contents(L, 1);
    for (lua_pushnil(L); n < MOST && lua_next(L, contents); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING) continue;
        names[n].p = lua_tolstring(L, -2, &length_);
        names[n++].n = length_;
    }
    gk_view near = gk_view_nearest(name, names, n);
    gk_fault_raise(L, near.n ? GK_MSG_plugin_global_near : GK_MSG_plugin_global, name, near);
}

void gk_environment_push(lua_State *L, uint32_t plugin)
{
    lua_newtable(L);
    int environment = lua_gettop(L);
    lua_rawgeti(L, LUA_REGISTRYINDEX, GK_SLOT_LIBRARY);
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        lua_pushvalue(L, -2);
        lua_pushvalue(L, -2);
        lua_rawset(L, environment);
    }
    lua_pop(L, 1);
    gk_api_push(L, plugin);
    lua_setfield(L, environment, "gongkai");
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, undefined);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, environment);
}

static void new_slot(lua_State *L, int slot, const char *mode)
{
    lua_newtable(L);
    if (mode) {
        lua_createtable(L, 0, 1);
        lua_pushstring(L, mode);
        lua_setfield(L, -2, "__mode");
        lua_setmetatable(L, -2);
    }
    lua_rawseti(L, LUA_REGISTRYINDEX, slot);
}

void gk_globals_open(lua_State *L)
{
    static const struct {
        const char *name;
        void (*open)(lua_State *L);
    } libraries[] = {{"string", gk_strings_open},
                     {"table", gk_tables_open},
                     {"math", gk_maths_open},
                     {"utf8", gk_characters_open}};
    new_slot(L, GK_SLOT_METAS, "k");
    new_slot(L, GK_SLOT_SEEN, NULL);
    lua_newthread(L);
    lua_rawseti(L, LUA_REGISTRYINDEX, GK_SLOT_WATCH);
    lua_newtable(L);
    open_base(L);
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        libraries[i].open(L);
        gk_freeze(L, -1);
        lua_setfield(L, -2, libraries[i].name);
    }
    lua_pushcfunction(L, gk_lua_h);
    lua_setfield(L, -2, "h");
    lua_rawseti(L, LUA_REGISTRYINDEX, GK_SLOT_LIBRARY);
    lua_newtable(L);
    gk_freeze(L, -1);
    lua_rawseti(L, LUA_REGISTRYINDEX, GK_SLOT_NOTHING);
    /* What Lua itself has noted on the way. */
    lua_pushnil(L);
    lua_setfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_newtable(L);
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
}
