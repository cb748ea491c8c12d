/* Dates of plugins. */
#include "script/boxes.h"

static gk_date check_date(lua_State *L, int arg)
{
    return gk_value_as_date(gk_check_value(L, arg, GK_BOX_DATE));
}

static int text(lua_State *L)
{
    gk_date date = check_date(L, 1);
    gk_buf *out = &gk_script_of(L)->scratch;
    gk_buf_truncate(out, 0);
    if (date.day_only)
        gk_date_put_day(out, date);
    else
        gk_date_put_rfc3339(out, date);
    lua_pushlstring(L, out->p, out->n);
    return 1;
}

static int same(lua_State *L)
{
    const gk_box *a = gk_box_at(L, 1, GK_BOX_DATE), *b = gk_box_at(L, 2, GK_BOX_DATE);
    lua_pushboolean(L, a && b && a->value.u.i == b->value.u.i);
    return 1;
}

static int less(lua_State *L)
{
    lua_pushboolean(L, check_date(L, 1).seconds < check_date(L, 2).seconds);
    return 1;
}

static int at_most(lua_State *L)
{
    lua_pushboolean(L, check_date(L, 1).seconds <= check_date(L, 2).seconds);
    return 1;
}

static int64_t day_number(gk_date date)
{
    gk_civil c = gk_date_civil(date);
    return gk_date_days(c.year, c.month, c.day);
}

/* Days between the calendar days of two dates. */
static int minus(lua_State *L)
{
    lua_pushinteger(L, day_number(check_date(L, 1)) - day_number(check_date(L, 2)));
    return 1;
}

static int add(lua_State *L)
{
    enum { MOST = 400 * 366 };
    gk_date date = check_date(L, 1);
    lua_Integer days = luaL_checkinteger(L, 2);
    if (days < -MOST || days > MOST) gk_fault_argument(L, 2, "too many days");
    date.seconds += days * 86400;
    gk_push_box(L, GK_BOX_DATE, gk_value_date(date));
    return 1;
}

static int format(lua_State *L)
{
    gk_date date = check_date(L, 1);
    gk_view name = lua_isnoneornil(L, 2) ? GK_V("long") : gk_check_text(L, 2);
    gk_buf *out = &gk_script_of(L)->scratch;
    gk_buf_truncate(out, 0);
    if (!gk_date_put_form(out, date, name, gk_script_of(L)->host.english))
        gk_fault_argument(L, 2, "no such form: use one of " GK_DATE_FORMS);
    lua_pushlstring(L, out->p, out->n);
    return 1;
}

static int member(lua_State *L)
{
    gk_civil c = gk_date_civil(check_date(L, 1));
    gk_view key = gk_check_text(L, 2);
    const struct {
        const char *name;
        lua_Integer value;
    } members[] = {{"year", c.year},
                   {"month", c.month},
                   {"day", c.day},
                   {"hour", c.hour},
                   {"minute", c.minute},
                   {"second", c.second},
                   {"weekday", c.weekday ? c.weekday : 7}};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (gk_view_is(key, members[i].name)) {
            lua_pushinteger(L, members[i].value);
            return 1;
        }
    if (gk_view_is(key, "format"))
        lua_pushcfunction(L, format);
    else if (gk_view_is(key, "add"))
        lua_pushcfunction(L, add);
    else
        lua_pushnil(L);
    return 1;
}

const luaL_Reg gk_date_functions[] = {{"__index", member}, {"__tostring", text}, {"__eq", same},
                                      {"__lt", less},      {"__le", at_most},    {"__sub", minus},
                                      {NULL, NULL}};
