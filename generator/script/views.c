/* Lists and maps of the program as plugins see them: read-only, made when they are asked for. */
#include "script/boxes.h"

static const char *const type_names[GK_BOX_TYPES] = {
    [GK_BOX_LIST] = "list",     [GK_BOX_MAP] = "map",         [GK_BOX_DATE] = "date",
    [GK_BOX_HTML] = "html",     [GK_BOX_ADDRESS] = "address", [GK_BOX_SUBJECT] = "document",
    [GK_BOX_PIECES] = "pieces", [GK_BOX_PIECE] = "piece",     [GK_BOX_MATCHER] = "matcher",
};

gk_value gk_check_value(lua_State *L, int arg, gk_box_type type)
{
    const gk_box *box = gk_box_at(L, arg, type);
    if (!box)
        gk_fault_argument(L, arg, "%s expected, got %s", type_names[type], gk_type_name(L, arg));
    return box->value;
}

/* What is read of the program is made in the arena, which Lua doesn't count. */
static gk_arena *arena_of(lua_State *L)
{
    enum { MOST = 128 << 20 };
    gk_script *s = gk_script_of(L);
    if (s->arena->total > s->arena_start + MOST) gk_budget_no_memory(L);
    return s->arena;
}

static int list_index(lua_State *L)
{
    gk_value list = gk_check_value(L, 1, GK_BOX_LIST);
    int exact;
    lua_Integer i = lua_tointegerx(L, 2, &exact);
    if (!exact) {
        lua_pushnil(L);
        return 1;
    }
    if (i < 1 || i > gk_value_count(list))
        lua_pushnil(L);
    else
        gk_push_value(L, gk_value_at(list, (uint32_t)(i - 1), arena_of(L)));
    return 1;
}

static int list_length(lua_State *L)
{
    lua_pushinteger(L, gk_value_count(gk_check_value(L, 1, GK_BOX_LIST)));
    return 1;
}

static int map_index(lua_State *L)
{
    gk_value map = gk_check_value(L, 1, GK_BOX_MAP);
    size_t n;
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tolstring(L, 2, &n) : NULL;
    if (key)
        gk_push_value(L, gk_value_get(map, gk_view_n(key, n), arena_of(L), NULL));
    else
        lua_pushnil(L);
    return 1;
}

static int map_length(lua_State *L)
{
    lua_pushinteger(L, gk_value_count(gk_check_value(L, 1, GK_BOX_MAP)));
    return 1;
}

/* Of lists, maps and what behaves like them. */
static int same(lua_State *L)
{
    const gk_box *a = gk_box_any(L, 1), *b = gk_box_any(L, 2);
    lua_pushboolean(L, a && b && a->type == b->type &&
                           gk_value_equal(a->value, b->value, gk_script_of(L)->arena));
    return 1;
}

const luaL_Reg gk_list_functions[] = {{"__index", list_index},
                                      {"__len", list_length},
                                      {"__eq", same},
                                      {"__newindex", gk_lua_refuse},
                                      {NULL, NULL}};
const luaL_Reg gk_map_functions[] = {{"__index", map_index},
                                     {"__len", map_length},
                                     {"__eq", same},
                                     {"__newindex", gk_lua_refuse},
                                     {NULL, NULL}};
