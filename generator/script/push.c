#include <lauxlib.h>

#include "script/boxes.h"

static void set_metatable(lua_State *L, gk_box_type type)
{
    lua_rawgeti(L, LUA_REGISTRYINDEX, GK_SLOT_METATABLES + (int)type);
    lua_setmetatable(L, -2);
}

void gk_push_box(lua_State *L, gk_box_type type, gk_value value)
{
    const gk_script *s = gk_script_of(L);
    gk_box *box = lua_newuserdatauv(L, sizeof *box, 0);
    *box = (gk_box){type, s->generation, value};
    set_metatable(L, type);
}

void gk_push_html(lua_State *L, gk_view html)
{
    gk_box *box = lua_newuserdatauv(L, sizeof *box + html.n, 0);
    char *bytes = (char *)(box + 1);
    if (html.n) memcpy(bytes, html.p, html.n);
    *box = (gk_box){GK_BOX_HTML, 0, gk_value_html(gk_view_n(bytes, html.n))};
    set_metatable(L, GK_BOX_HTML);
}

void gk_push_value(lua_State *L, gk_value v)
{
    switch ((gk_kind)v.kind) {
    case GK_BOOL: lua_pushboolean(L, v.u.b); break;
    case GK_INT: lua_pushinteger(L, v.u.i); break;
    case GK_FLOAT: lua_pushnumber(L, v.u.f); break;
    case GK_STRING:
        if (v.rep)
            gk_push_box(L, GK_BOX_ADDRESS, v);
        else
            lua_pushlstring(L, v.u.s ? v.u.s : "", v.n);
        break;
    case GK_DATE: gk_push_box(L, GK_BOX_DATE, v); break;
    case GK_HTML: gk_push_html(L, gk_value_view(v)); break;
    case GK_LIST: gk_push_box(L, GK_BOX_LIST, v); break;
    case GK_MAP: gk_push_box(L, GK_BOX_MAP, v); break;
    default: lua_pushnil(L);
    }
}

gk_box *gk_box_any(lua_State *L, int index)
{
    const gk_script *s = gk_script_of(L);
    gk_box *box = lua_touserdata(L, index);
    if (box && box->generation && box->generation != s->generation)
        gk_fault_raise(L, GK_MSG_plugin_stale, (gk_view){NULL, 0}, (gk_view){NULL, 0});
    return box;
}

gk_box *gk_box_at(lua_State *L, int index, gk_box_type type)
{
    gk_box *box = gk_box_any(L, index);
    return box && box->type == type ? box : NULL;
}

gk_value gk_script_address(gk_view address)
{
    gk_value v = gk_value_string(address);
    v.rep = GK_LAZY;
    return v;
}

/* Every metatable: the same for all states, locked. */
static void open_type(lua_State *L, gk_box_type type, const luaL_Reg *functions)
{
    lua_newtable(L);
    luaL_setfuncs(L, functions, 0);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_rawseti(L, LUA_REGISTRYINDEX, GK_SLOT_METATABLES + (int)type);
}

void gk_boxes_open(lua_State *L)
{
    open_type(L, GK_BOX_LIST, gk_list_functions);
    open_type(L, GK_BOX_MAP, gk_map_functions);
    open_type(L, GK_BOX_DATE, gk_date_functions);
    open_type(L, GK_BOX_HTML, gk_html_functions);
    open_type(L, GK_BOX_ADDRESS, gk_address_functions);
    open_type(L, GK_BOX_SUBJECT, gk_subject_functions);
    open_type(L, GK_BOX_PIECES, gk_pieces_functions);
    open_type(L, GK_BOX_PIECE, gk_piece_functions);
    open_type(L, GK_BOX_MATCHER, gk_matcher_functions);
}
