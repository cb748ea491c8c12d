/* gongkai.report: a plugin's diagnostics. */
#include "script/api.h"

static gk_view text_field(lua_State *L, const char *name, bool needed)
{
    lua_getfield(L, 1, name);
    if (lua_isnil(L, -1) && !needed) return (gk_view){NULL, 0};
    if (!lua_isstring(L, -1)) gk_fault_argument(L, 1, "%s is to be a string", name);
    return gk_arena_view(gk_script_of(L)->arena, gk_check_text(L, -1));
}

static size_t number_field(lua_State *L, int table, const char *name, size_t otherwise)
{
    lua_getfield(L, table, name);
    int exact;
    lua_Integer n = lua_tointegerx(L, -1, &exact);
    lua_pop(L, 1);
    return exact && n >= 0 ? (size_t)n : otherwise;
}

/* `at` is on top: a hit (a table with a piece), a piece, a document, a path. */
static void take_place(lua_State *L, gk_script_report *report)
{
    int at = lua_gettop(L);
    if (lua_isnil(L, at)) return;
    if (lua_istable(L, at)) {
        report->from = number_field(L, at, "from", 1) - 1;
        report->to = number_field(L, at, "to", 0);
        lua_getfield(L, at, "piece");
        if (lua_isnil(L, -1)) lua_getfield(L, at, "path"); /* a test's own document */
    } else {
        lua_pushvalue(L, at);
    }
    const gk_box *box = gk_box_any(L, -1);
    const gk_script *s = gk_script_of(L);
    if (box && box->type == GK_BOX_PIECE)
        report->piece = (size_t)box->value.u.i;
    else if (box && box->type == GK_BOX_MAP)
        report->at = box->value;
    else if (lua_type(L, -1) == LUA_TSTRING)
        report->at = gk_value_string(gk_arena_view(s->arena, gk_check_text(L, -1)));
    else if (!box || box->type != GK_BOX_SUBJECT)
        gk_fault_argument(L, 1, "at is to be a hit, a piece, a document or a path");
}

static bool is_code(gk_view code)
{
    for (size_t i = 0; i < code.n; i++)
        if (!((code.p[i] >= 'A' && code.p[i] <= 'Z') || (code.p[i] >= '0' && code.p[i] <= '9') ||
              (code.p[i] == '-' && i)))
            return false;
    return code.n <= 40;
}

static void take_severity(lua_State *L, gk_script_report *report)
{
    gk_view severity = text_field(L, "severity", false);
    report->severity = gk_view_is(severity, "warning") ? GK_WARNING : GK_ERROR;
    if (severity.n && !gk_view_is(severity, "warning") && !gk_view_is(severity, "error"))
        gk_fault_argument(L, 1, "severity is to be \"error\" or \"warning\"");
}

/* Bytes of the piece; nonsense means the whole of it. */
static void clip_range(const gk_script *s, gk_script_report *report)
{
    if (report->piece == SIZE_MAX || !s->pieces || report->piece >= s->pieces->count) {
        report->piece = SIZE_MAX;
        report->from = report->to = 0;
        return;
    }
    size_t n = s->pieces->items[report->piece].n;
    if (report->to > n) report->to = n;
    if (report->from > report->to) report->from = report->to = 0;
}

int gk_api_report(lua_State *L)
{
    gk_script *s = gk_script_of(L);
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    gk_script_report report = {.plugin = s->plugin, .piece = SIZE_MAX};
    take_severity(L, &report);
    report.message = text_field(L, "message", true);
    report.help = text_field(L, "help", false);
    report.code = text_field(L, "code", false);
    if (!is_code(report.code)) gk_fault_argument(L, 1, "code is a word of A-Z, 0-9 and -");
    gk_view only = text_field(L, "only", false);
    report.only_check = gk_view_is(only, "check");
    lua_getfield(L, 1, "at");
    take_place(L, &report);
    report.from = number_field(L, 1, "from", report.from + 1) - 1;
    report.to = number_field(L, 1, "to", report.to);
    clip_range(s, &report);
    gk_budget_charge(L, 1000);
    if (!s->host.report) luaL_error(L, "gongkai.report is not available here");
    s->host.report(s->host.ctx, &report);
    return 0;
}
