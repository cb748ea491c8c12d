/* table of plugins. Functions that loop where no hook is called pay beforehand. */
#include <lualib.h>

#include "script/libraries.h"

enum { SORT_MOST = 200 * 1000, RUN = 6 };

static size_t length_of(lua_State *L, int index)
{
    lua_Integer n = luaL_len(L, index);
    return n > 0 ? (size_t)n : 0;
}

static int own(lua_State *L)
{
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static int concat(lua_State *L)
{
    gk_budget_charge(L, lua_istable(L, 1) || lua_isuserdata(L, 1) ? length_of(L, 1) * 2 : 0);
    return own(L);
}

static int insert(lua_State *L)
{
    if (lua_istable(L, 1) && lua_gettop(L) > 2) gk_budget_charge(L, length_of(L, 1) / 2);
    return own(L);
}

static int remove_item(lua_State *L)
{
    if (lua_istable(L, 1) && lua_gettop(L) > 1) gk_budget_charge(L, length_of(L, 1) / 2);
    return own(L);
}

static size_t distance(lua_Integer from, lua_Integer to)
{
    return from > to ? 0 : (size_t)((lua_Unsigned)to - (lua_Unsigned)from);
}

static int move(lua_State *L)
{
    size_t n = distance(luaL_checkinteger(L, 2), luaL_checkinteger(L, 3));
    gk_budget_charge(L, n);
    return own(L);
}

static int unpack(lua_State *L)
{
    lua_Integer from = luaL_optinteger(L, 2, 1);
    lua_Integer to = lua_isnoneornil(L, 3) ? luaL_len(L, 1) : luaL_checkinteger(L, 3);
    size_t n = distance(from, to);
    if (n >= 100 * 1000) luaL_error(L, "too many results to unpack (%d at most)", 100 * 1000);
    gk_budget_charge(L, n);
    return own(L);
}

/* Sorting: items lie on the stack from `base` on, a copy of as many behind them. */
typedef struct sorting {
    lua_State *L;
    int base, n;
    bool compared; /* argument 2 is a function */
} sorting;

static bool before(const sorting *s, int a, int b)
{
    lua_State *L = s->L;
    if (!s->compared) {
        gk_budget_charge(L, 4);
        return lua_compare(L, a, b, LUA_OPLT);
    }
    lua_pushvalue(L, 2);
    lua_pushvalue(L, a);
    lua_pushvalue(L, b);
    lua_call(L, 2, 1);
    bool less = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return less;
}

static void sort_run(const sorting *s, int from, int to)
{
    lua_State *L = s->L;
    for (int i = from + 1; i < to; i++) {
        int j = i;
        lua_pushvalue(L, i);
        int item = lua_gettop(L);
        for (; j > from && before(s, item, j - 1); j--) lua_copy(L, j - 1, j);
        lua_copy(L, item, j);
        lua_pop(L, 1);
    }
}

/* Merges [from, middle) and [middle, to), by way of the copy. */
static void merge(const sorting *s, int from, int middle, int to)
{
    lua_State *L = s->L;
    if (!before(s, middle, middle - 1)) return;
    for (int i = from; i < middle; i++) lua_copy(L, i, i + s->n);
    int left = from + s->n, end = middle + s->n, right = middle, out = from;
    while (left < end && right < to) {
        if (before(s, right, left))
            lua_copy(L, right++, out++);
        else
            lua_copy(L, left++, out++);
    }
    while (left < end) lua_copy(L, left++, out++);
}

/* Stable, and the same on every run: Lua's own asks the clock for a pivot. */
static int sort(lua_State *L)
{
    if (!lua_istable(L, 1)) luaL_checktype(L, 1, LUA_TTABLE);
    if (!lua_isnoneornil(L, 2)) luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_settop(L, 2);
    size_t count = length_of(L, 1);
    if (count > SORT_MOST)
        gk_fault_argument(L, 1, "too many items to sort (%d at most)", SORT_MOST);
    sorting s = {L, 3, (int)count, !lua_isnil(L, 2)};
    luaL_checkstack(L, s.n * 2 + 8, "too many items to sort");
    gk_budget_charge(L, count * 2);
    for (int i = 1; i <= s.n; i++) lua_geti(L, 1, i);
    lua_settop(L, s.base + 2 * s.n - 1);
    for (int from = 0; from < s.n; from += RUN)
        sort_run(&s, s.base + from, s.base + (from + RUN < s.n ? from + RUN : s.n));
    for (int width = RUN; width < s.n; width *= 2)
        for (int from = 0; from + width < s.n; from += 2 * width) {
            int to = from + 2 * width < s.n ? from + 2 * width : s.n;
            merge(&s, s.base + from, s.base + from + width, s.base + to);
        }
    for (int i = 1; i <= s.n; i++) {
        lua_pushvalue(L, s.base + i - 1);
        lua_seti(L, 1, i);
    }
    return 0;
}

void gk_tables_open(lua_State *L)
{
    static const struct {
        const char *name;
        lua_CFunction function;
    } rows[] = {{"concat", concat}, {"insert", insert}, {"remove", remove_item},
                {"move", move},     {"unpack", unpack}, {"pack", own}};
    lua_newtable(L);
    luaL_requiref(L, "table", luaopen_table, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        lua_getfield(L, -1, rows[i].name);
        lua_pushcclosure(L, rows[i].function, 1);
        lua_setfield(L, -3, rows[i].name);
    }
    lua_pop(L, 1);
    lua_pushcfunction(L, sort);
    lua_setfield(L, -2, "sort");
}
