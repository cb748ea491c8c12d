/* Variables that functions of a plugin share ("upvalues"): noted once it is loaded, compared when
 * an item ends. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "script/boxes.h"

/* Number i: the function is at 2i + 1 of the thread's stack, the value at 2i + 2. */
typedef struct gk_watched {
    const void *id;
    int n; /* which of the function's */
} gk_watched;

static bool is_known(const gk_script *s, const void *id)
{
    for (size_t i = 0; i < s->watched_count; i++)
        if (s->watched[i].id == id) return true;
    return false;
}

static void note(lua_State *L, lua_State *thread, int function, int n)
{
    gk_script *s = gk_script_of(L);
    s->watched = gk_mem_grow(s->watched, &s->watched_cap, s->watched_count + 1, sizeof *s->watched);
    s->watched[s->watched_count++] = (gk_watched){lua_upvalueid(L, function, n), n};
    s->ranges[s->plugin].to = s->watched_count;
    luaL_checkstack(thread, 8, "variables");
    lua_pushvalue(L, function);
    lua_pushvalue(L, -2);
    lua_xmove(L, thread, 2);
}

int gk_watch_function(lua_State *L, int function)
{
    enum { MOST = 10000 };
    int pushed = 0;
    function = lua_absindex(L, function);
    lua_rawgeti(L, LUA_REGISTRYINDEX, GK_SLOT_WATCH);
    lua_State *thread = lua_tothread(L, -1);
    lua_pop(L, 1);
    for (int n = 1; n <= 255; n++) {
        luaL_checkstack(L, 4, "variables");
        if (!lua_getupvalue(L, function, n)) break;
        pushed++;
        if (is_known(gk_script_of(L), lua_upvalueid(L, function, n))) continue;
        if (gk_script_of(L)->watched_count >= MOST) luaL_error(L, "too many variables");
        note(L, thread, function, n);
    }
    return pushed;
}

/* More than Lua's equality: 1 and 1.0, 0.0 and -0.0 are told apart, not-a-number equals itself. */
static bool same(lua_State *L, int a, int b)
{
    if (lua_type(L, a) != LUA_TNUMBER || lua_type(L, b) != LUA_TNUMBER)
        return lua_rawequal(L, a, b);
    if (lua_isinteger(L, a) != lua_isinteger(L, b)) return false;
    if (lua_isinteger(L, a)) return lua_tointeger(L, a) == lua_tointeger(L, b);
    lua_Number x = lua_tonumber(L, a), y = lua_tonumber(L, b);
    return (isnan(x) && isnan(y)) || (x == y && signbit(x) == signbit(y));
}

/* The same for the variables of one plugin: only its own functions can change them. */
static bool find_changed(lua_State *thread, gk_script *s, const gk_watch_range *range,
                         gk_view *name)
{
    bool found = false;
    for (size_t i = range->from; i < range->to; i++) {
        int n = s->watched[i].n, function = 2 * (int)i + 1;
        const char *variable = lua_getupvalue(thread, function, n);
        bool kept = same(thread, -1, function + 1);
        lua_pop(thread, 1);
        if (kept) continue;
        lua_pushvalue(thread, function + 1);
        lua_setupvalue(thread, function, n);
        if (!found) *name = gk_view_of(variable);
        found = true;
    }
    return found;
}

bool gk_watch_changed(gk_script *s, uint32_t *plugin, gk_view *name)
{
    lua_rawgeti(s->L, LUA_REGISTRYINDEX, GK_SLOT_WATCH);
    lua_State *thread = lua_tothread(s->L, -1);
    lua_pop(s->L, 1);
    bool found = false;
    for (uint32_t i = 0; i < s->host.count; i++) {
        gk_view variable;
        if (s->ranges[i].ran != s->generation) continue;
        if (!find_changed(thread, s, &s->ranges[i], &variable) || found) continue;
        found = true;
        *plugin = i;
        *name = variable;
    }
    return found;
}
