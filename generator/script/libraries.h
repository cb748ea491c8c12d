/* The standard libraries as plugins have them. */
#ifndef GK_SCRIPT_LIBRARIES_H
#define GK_SCRIPT_LIBRARIES_H

#include "script/boxes.h"

enum { GK_STRING_MAX = 8 << 20 }; /* bytes of a string that a function makes */

/* Each pushes its table. */
void gk_strings_open(lua_State *L);
void gk_tables_open(lua_State *L);
void gk_maths_open(lua_State *L);
void gk_characters_open(lua_State *L);

/* What a function of Lua's own costs: nothing to speak of, by the length of its first argument, or
 * by its second. */
typedef enum gk_cost { GK_COST_NONE, GK_COST_LENGTH, GK_COST_NUMBER } gk_cost;

/* Copies the named functions of Lua's own library. */
void gk_library_keep(lua_State *L, int to, int from, const char *const *names, gk_cost cost);

/* Raises when the generation at an index is not the item's: iterators remember where they are. */
void gk_check_fresh(lua_State *L, int index);

#endif
