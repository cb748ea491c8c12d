/* gongkai.…: what the program offers to plugins. One table registers the functions and makes the
 * reference page (script/reference.h). */
#ifndef GK_SCRIPT_API_H
#define GK_SCRIPT_API_H

#include "script/boxes.h"

typedef struct gk_api_row {
    const char *name;      /* "log" of gongkai.log */
    const char *signature; /* "gongkai.log(…)" */
    const char *zh;
    const char *example;    /* a text of Lua, or NULL */
    const char *expected;   /* what it returns, as JSON (html and dates as strings) */
    lua_CFunction function; /* NULL: a value or a method, set elsewhere */
} gk_api_row;

extern const gk_api_row gk_api_rows[];
extern const size_t gk_api_count;

/* Pushes the table of one plugin. */
void gk_api_push(lua_State *L, uint32_t plugin);

/* script/pieces.c */
int gk_api_matcher(lua_State *L);
int gk_api_numbers(lua_State *L);

/* script/api_text.c, script/api_time.c, script/api_report.c */
int gk_api_log(lua_State *L);
int gk_api_file(lua_State *L);
int gk_api_csv(lua_State *L);
int gk_api_json(lua_State *L);
int gk_api_markdown(lua_State *L);
int gk_api_url(lua_State *L);
int gk_api_abs_url(lua_State *L);
int gk_api_width(lua_State *L);
int gk_api_truncate(lua_State *L);
int gk_api_number(lua_State *L);
int gk_api_date(lua_State *L);
int gk_api_workdays(lua_State *L);
int gk_api_add_workdays(lua_State *L);
int gk_api_report(lua_State *L);

#endif
