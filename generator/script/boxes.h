/* What the userdata of plugins can do: their metamethods, a file a type. */
#ifndef GK_SCRIPT_BOXES_H
#define GK_SCRIPT_BOXES_H

#include <lauxlib.h>

#include "script/state.h"

extern const luaL_Reg gk_list_functions[], gk_map_functions[], gk_date_functions[],
    gk_html_functions[], gk_address_functions[], gk_piece_functions[], gk_pieces_functions[],
    gk_subject_functions[], gk_matcher_functions[];

/* The value of argument 1, which Lua itself has dispatched on; checked all the same, because a
 * method can be called on anything. */
gk_value gk_check_value(lua_State *L, int arg, gk_box_type type);

/* __newindex of all that is read-only. */
int gk_lua_refuse(lua_State *L);

/* A piece by its number. */
void gk_piece_push(lua_State *L, size_t i);

/* A string, or html, an address or a number as text; raises for others. */
gk_view gk_check_text(lua_State *L, int arg);

#endif
