/* gongkai's functions on dates. */
#include "script/api.h"

static gk_date check_date(lua_State *L, int arg)
{
    const gk_box *box = gk_box_at(L, arg, GK_BOX_DATE);
    gk_date date;
    if (box) return gk_value_as_date(box->value);
    if (lua_type(L, arg) == LUA_TSTRING &&
        gk_date_parse(gk_check_text(L, arg), gk_script_of(L)->host.today.offset, &date))
        return date;
    gk_fault_argument(L, arg, "date expected, got %s", gk_type_name(L, arg));
}

int gk_api_date(lua_State *L)
{
    gk_date date;
    if (gk_box_at(L, 1, GK_BOX_DATE)) {
        lua_settop(L, 1);
    } else if (lua_type(L, 1) == LUA_TSTRING &&
               gk_date_parse(gk_check_text(L, 1), gk_script_of(L)->host.today.offset, &date)) {
        gk_push_box(L, GK_BOX_DATE, gk_value_date(date));
    } else {
        lua_pushnil(L);
    }
    return 1;
}

static const gk_calendar *calendar_of(lua_State *L)
{
    const gk_calendar *calendar = gk_script_of(L)->host.calendar;
    if (!calendar) luaL_error(L, "working days are not available here");
    return calendar;
}

static void check_known(lua_State *L, bool known, int32_t missing)
{
    if (!known) luaL_error(L, "data/holidays has no table for the year %d", (int)missing);
}

int gk_api_workdays(lua_State *L)
{
    const gk_calendar *calendar = calendar_of(L);
    int64_t from = gk_calendar_day(check_date(L, 1)), to = gk_calendar_day(check_date(L, 2));
    uint32_t days = 0;
    int32_t missing = 0;
    if (to - from > GK_DURATION_MAX) gk_fault_argument(L, 2, "the dates are too far apart");
    check_known(L, gk_calendar_between(calendar, from, to, GK_COUNT_WORKING, &days, &missing),
                missing);
    lua_pushinteger(L, days);
    return 1;
}

int gk_api_add_workdays(lua_State *L)
{
    const gk_calendar *calendar = calendar_of(L);
    gk_date date = check_date(L, 1);
    lua_Integer n = luaL_checkinteger(L, 2);
    int64_t day = gk_calendar_day(date), by = n < 0 ? -1 : 1;
    if (n < -GK_DURATION_MAX || n > GK_DURATION_MAX) gk_fault_argument(L, 2, "too many days");
    for (; n != 0; n -= by) {
        bool works = false;
        int32_t missing = 0;
        while (!works) {
            day += by;
            check_known(L, gk_calendar_works(calendar, day, &works, &missing), missing);
        }
    }
    gk_push_box(L, GK_BOX_DATE, gk_value_date(gk_calendar_date(day, date.offset)));
    return 1;
}
