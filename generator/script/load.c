/* Loading a plugin: its chunk, the table that it returns, and what plugin.yaml says it provides. */
#include <lauxlib.h>

#include "script/state.h"

typedef struct loading {
    gk_script *script;
    uint32_t plugin;
} loading;

static bool is_declared(gk_value provides, gk_hook hook, gk_view name)
{
    const gk_hook_row *row = gk_hook_get(hook);
    bool found;
    gk_value of = gk_value_get(provides, gk_view_of(row->key), NULL, &found);
    if (!found || !row->named) return found && gk_value_truth(of);
    gk_value_get(of, name, NULL, &found);
    return found;
}

static gk_view join(gk_script *s, gk_hook hook, gk_view name)
{
    return GK_JOIN(&s->load, gk_view_of(gk_hook_get(hook)->key), GK_V("."), name);
}

/* Every declared name has its function. */
static bool check_missing(gk_script *s, const gk_plugin *plugin, gk_hook hook, int functions)
{
    lua_State *L = s->L;
    const gk_hook_row *row = gk_hook_get(hook);
    gk_value provides = gk_value_get(plugin->manifest, GK_V("provides"), NULL, NULL);
    gk_value of = gk_value_get(provides, gk_view_of(row->key), NULL, NULL);
    bool good = true;
    if (!row->named) {
        if (gk_value_truth(of) && !lua_isfunction(L, functions)) {
            gk_fault_add(s, GK_MSG_plugin_lacks, gk_view_of(row->key), GK_V(""), GK_V(""));
            good = false;
        }
        return good;
    }
    for (uint32_t i = 0; i < gk_value_count(of); i++) {
        gk_view name = gk_value_key(of, i);
        bool there = false;
        if (lua_istable(L, functions)) {
            lua_pushlstring(L, name.p, name.n);
            there = lua_rawget(L, functions) == LUA_TFUNCTION;
            lua_pop(L, 1);
        }
        if (there) continue;
        gk_fault_add(s, GK_MSG_plugin_lacks, join(s, hook, name), GK_V(""), GK_V(""));
        good = false;
    }
    return good;
}

/* Every function has been declared. */
static bool check_undeclared(gk_script *s, const gk_plugin *plugin, gk_hook hook, int functions)
{
    lua_State *L = s->L;
    gk_value provides = gk_value_get(plugin->manifest, GK_V("provides"), NULL, NULL);
    bool good = true;
    if (!gk_hook_get(hook)->named || !lua_istable(L, functions)) {
        if (lua_isnil(L, functions) || is_declared(provides, hook, (gk_view){NULL, 0})) return true;
        gk_fault_add(s, GK_MSG_plugin_undeclared, gk_view_of(gk_hook_get(hook)->key), GK_V(""),
                     GK_V(""));
        return false;
    }
    for (lua_pushnil(L); lua_next(L, functions); lua_pop(L, 1)) {
        size_t n = 0;
        const char *key = lua_type(L, -2) == LUA_TSTRING ? lua_tolstring(L, -2, &n) : NULL;
        gk_view name = key ? gk_view_n(key, n) : GK_V("[1]");
        if (key && is_declared(provides, hook, name)) continue;
        gk_fault_add(s, GK_MSG_plugin_undeclared, join(s, hook, name), GK_V(""), GK_V(""));
        good = false;
    }
    return good;
}

/* The table on top becomes a copy, which is not going to be frozen. */
static void copy_functions(lua_State *L)
{
    if (!lua_istable(L, -1)) return;
    lua_newtable(L);
    for (lua_pushnil(L); lua_next(L, -3); lua_pop(L, 1)) {
        lua_pushvalue(L, -2);
        lua_pushvalue(L, -2);
        lua_rawset(L, -5);
    }
    lua_remove(L, -2);
}

/* Keeps the functions of all hooks; the table is on top of the stack. */
static bool keep_functions(gk_script *s, uint32_t number)
{
    lua_State *L = s->L;
    const gk_plugin *plugin = &s->host.plugins[number];
    int returned = lua_gettop(L);
    bool good = true;
    if (!lua_istable(L, returned)) {
        gk_fault_add(s, GK_MSG_plugin_no_table, gk_view_of(luaL_typename(L, returned)), GK_V(""),
                     GK_V(""));
        return false;
    }
    for (lua_pushnil(L); lua_next(L, returned); lua_pop(L, 1)) {
        const char *key = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "[1]";
        if (gk_hook_find(gk_view_of(key)) != GK_HOOK_COUNT) continue;
        gk_fault_add(s, GK_MSG_plugin_undeclared, gk_view_of(key), GK_V(""), GK_V(""));
        good = false;
    }
    for (int hook = 0; hook < GK_HOOK_COUNT; hook++) {
        lua_pushstring(L, gk_hook_get((gk_hook)hook)->key);
        lua_rawget(L, returned);
        good &= check_missing(s, plugin, (gk_hook)hook, lua_gettop(L));
        good &= check_undeclared(s, plugin, (gk_hook)hook, lua_gettop(L));
        copy_functions(L);
        lua_rawseti(L, LUA_REGISTRYINDEX, GK_SLOT_FUNCTIONS + (int)number * GK_HOOK_COUNT + hook);
    }
    return good;
}

static int run(lua_State *L)
{
    const loading *l = lua_touserdata(L, 1);
    gk_script *s = l->script;
    const gk_plugin *plugin = &s->host.plugins[l->plugin];
    gk_view name = GK_JOIN(&s->load, GK_V("@"), plugin->name, GK_V("/plugin.lua"));
    s->compiling = true;
    if (luaL_loadbufferx(L, plugin->source.p, plugin->source.n, name.p, "t") != LUA_OK)
        return lua_error(L);
    s->compiling = false;
    gk_environment_push(L, l->plugin);
    lua_pushvalue(L, -1);
    lua_setupvalue(L, -3, 1);
    lua_insert(L, -2);
    lua_call(L, 0, 1);
    bool good = keep_functions(s, l->plugin);
    lua_pushvalue(L, -1);
    lua_rawseti(L, LUA_REGISTRYINDEX, GK_SLOT_RETURNED + (int)l->plugin);
    gk_freeze(L, -1);
    gk_freeze(L, -2);
    lua_pushboolean(L, good);
    return 1;
}

bool gk_load_plugin(gk_script *s, uint32_t number)
{
    lua_State *L = s->L;
    loading l = {s, number};
    s->plugin = number;
    s->ranges[number] = (gk_watch_range){s->watched_count, s->watched_count, 0};
    s->document = s->host.plugins[number].file;
    if (s->host.note) *s->host.note = number + 1;
    gk_budget_begin(s, GK_SCRIPT_STEPS);
    lua_settop(L, 0);
    lua_pushcfunction(L, gk_fault_handler);
    lua_pushcfunction(L, run);
    lua_pushlightuserdata(L, &l);
    int status = lua_pcall(L, 1, 1, 1);
    if (status != LUA_OK) gk_fault_report(s, status);
    s->compiling = false;
    bool good = status == LUA_OK && lua_toboolean(L, -1);
    lua_settop(L, 0);
    if (s->host.note) *s->host.note = 0;
    return good;
}
