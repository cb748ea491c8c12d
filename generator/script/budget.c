#include <stdlib.h>

#include "script/state.h"

enum { STRIDE = 1000, FAILURE = 500 /* what it costs to make an error and to catch it */ };

static void count(lua_State *L, lua_Debug *ar);

/* Memory that is taken and thrown away again costs time, which the instructions don't show. */
static void charge_memory(gk_script *s, size_t n)
{
    s->steps -= (int64_t)(n / 32);
    if (s->steps < 0 && s->L && !s->spent) lua_sethook(s->L, count, LUA_MASKCOUNT, 1);
}

/* Called by Lua for every change of a block. At the limit Lua collects its garbage and asks
 * again. */
void *gk_budget_allocate(void *ud, void *p, size_t old, size_t n)
{
    gk_script *s = ud;
    size_t was = p ? old : 0; /* of a new block, `old` says what it is for */
    if (n == 0) {
        free(p);
        s->memory -= was;
        return NULL;
    }
    if (n > was && s->memory + (n - was) > GK_SCRIPT_MEMORY) {
        if (s->L) gk_fault_relocate(s); /* only reads; an error without memory tells no place */
        return NULL;
    }
    if (n > was) charge_memory(s, n - was);
    void *q = realloc(p, n);
    if (q) s->memory = s->memory - was + n;
    return q;
}

/* Once spent, every instruction fails: no handler of the plugin's own gets anywhere. */
static _Noreturn void spend(lua_State *L);

static void count(lua_State *L, lua_Debug *ar)
{
    gk_script *s = gk_script_of(L);
    (void)ar;
    s->steps -= STRIDE;
    if (s->steps < 0) spend(L);
}

static _Noreturn void spend(lua_State *L)
{
    gk_script_of(L)->spent = true;
    lua_sethook(L, count, LUA_MASKCOUNT, 1);
    gk_fault_raise(L, GK_MSG_plugin_steps, GK_V(""), GK_V(""));
}

_Noreturn void gk_budget_no_memory(lua_State *L)
{
    gk_script_of(L)->spent = true;
    lua_sethook(L, count, LUA_MASKCOUNT, 1);
    gk_fault_raise(L, GK_MSG_plugin_memory, GK_V("128 MB"), GK_V(""));
}

void gk_budget_begin(gk_script *s, int64_t steps)
{
    s->steps = steps;
    if (!s->spent) lua_sethook(s->L, count, LUA_MASKCOUNT, STRIDE);
}

void gk_budget_charge(lua_State *L, size_t cost)
{
    gk_script *s = gk_script_of(L);
    s->steps -= cost > INT64_MAX / 2 ? INT64_MAX / 2 : (int64_t)cost;
    if (s->steps < 0) spend(L);
}

/* pcall as Lua has it, but what a plugin must not outlive goes on: no instructions left, no
 * memory. */
int gk_lua_pcall(lua_State *L)
{
    gk_script *s = gk_script_of(L);
    if (lua_gettop(L) == 0) gk_fault_argument(L, 1, "value expected");
    lua_pushboolean(L, 1);
    lua_insert(L, 1);
    int status = lua_pcall(L, lua_gettop(L) - 2, LUA_MULTRET, 0);
    if (status == LUA_ERRMEM) {
        s->spent = true;
        lua_sethook(L, count, LUA_MASKCOUNT, 1);
    }
    if (s->spent) return lua_error(L);
    gk_budget_charge(L, status == LUA_OK ? 10 : FAILURE);
    if (status == LUA_OK) return lua_gettop(L);
    gk_fault_clear(s);
    lua_pushboolean(L, 0);
    lua_insert(L, -2);
    return 2;
}
