#include "script/test.h"

#include <lauxlib.h>

#include "script/libraries.h"
#include "script/state.h"

/* The one that is running; a light userdata in the registry. */
static const gk_script_tester *tester_of(lua_State *L)
{
    lua_rawgeti(L, LUA_REGISTRYINDEX, GK_SLOT_TESTER);
    const gk_script_tester *tester = lua_touserdata(L, -1);
    lua_pop(L, 1);
    return tester;
}

static gk_view text_at(lua_State *L, int index)
{
    size_t n;
    const char *text = lua_tolstring(L, index, &n);
    return text ? gk_view_n(text, n) : (gk_view){NULL, 0};
}

static int test(lua_State *L)
{
    gk_script *s = gk_script_of(L);
    const gk_script_tester *tester = tester_of(L);
    luaL_checktype(L, 1, LUA_TSTRING);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_settop(L, 2);
    gk_budget_begin(s, GK_SCRIPT_STEPS);
    int status = lua_pcall(L, 0, 0, 0);
    if (s->spent) return lua_error(L);
    if (status != LUA_OK) luaL_tolstring(L, -1, NULL);
    gk_view why = status == LUA_OK ? (gk_view){NULL, 0} : text_at(L, -1);
    gk_fault_clear(s);
    tester->told(tester->ctx, text_at(L, 1), status == LUA_OK, why);
    return 0;
}

static gk_value value_at(lua_State *L, int index)
{
    gk_script *s = gk_script_of(L);
    gk_take take = {.script = s, .arena = s->arena};
    gk_value value;
    if (!gk_take_value(&take, index, &value))
        luaL_error(L, "this can not be compared: %s", take.why ? take.why : "a function");
    return value;
}

/* Markup and addresses are compared as the text they are. */
static gk_value plain(gk_value v)
{
    if (gk_value_is_text(v)) return gk_value_string(gk_value_view(v));
    /* Every way of writing an empty table is the same. */
    if ((v.kind == GK_LIST || v.kind == GK_MAP) && !gk_value_count(v))
        return gk_value_list(NULL, 0);
    return v;
}

static void push_shown(lua_State *L, gk_value v)
{
    gk_script *s = gk_script_of(L);
    gk_buf_truncate(&s->scratch, 0);
    if (!gk_value_put_json(v, s->arena, &s->scratch)) {
        gk_buf_truncate(&s->scratch, 0);
        gk_buf_puts(&s->scratch, gk_value_kind_name(v));
    }
    lua_pushlstring(L, s->scratch.n ? s->scratch.p : "", s->scratch.n);
}

static int equal(lua_State *L)
{
    luaL_checkany(L, 2);
    gk_value is = plain(value_at(L, 1)), wanted = plain(value_at(L, 2));
    if (gk_value_equal(is, wanted, gk_script_of(L)->arena)) return 0;
    luaL_where(L, 1);
    push_shown(L, is);
    push_shown(L, wanted);
    lua_pushfstring(L, "%s%s ~= %s", lua_tostring(L, -3), lua_tostring(L, -2), lua_tostring(L, -1));
    return lua_error(L);
}

static int raises(lua_State *L)
{
    gk_script *s = gk_script_of(L);
    luaL_checktype(L, 1, LUA_TFUNCTION);
    const char *wanted = luaL_optstring(L, 2, "");
    lua_settop(L, 2);
    lua_pushvalue(L, 1);
    int status = lua_pcall(L, 0, 0, 0);
    if (s->spent) return lua_error(L);
    gk_fault_clear(s);
    if (status == LUA_OK) return luaL_error(L, "no error was raised");
    const char *is = luaL_tolstring(L, -1, NULL);
    if (!strstr(is, wanted)) return luaL_error(L, "the error is: %s", is);
    return 0;
}

static int make(lua_State *L, const char *subject)
{
    gk_script *s = gk_script_of(L);
    const gk_script_tester *tester = tester_of(L);
    luaL_checktype(L, 1, LUA_TSTRING);
    gk_value second = lua_isnoneornil(L, 2) ? gk_value_null() : value_at(L, 2), made;
    if (!tester->make(tester->ctx, gk_view_of(subject), text_at(L, 1), second, s->arena, &made))
        return luaL_error(L, "%s could not be made", subject);
    gk_push_value(L, made);
    return 1;
}

static int document(lua_State *L)
{
    return make(L, "document");
}

static int data(lua_State *L)
{
    return make(L, "data");
}

static int file(lua_State *L)
{
    return make(L, "file");
}

static int reports(lua_State *L)
{
    lua_settop(L, 0);
    lua_pushliteral(L, "");
    return make(L, "reports");
}

typedef struct running {
    uint32_t plugin;
    gk_view name, source;
} running;

static int run(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"test", test}, {"equal", equal}, {"raises", raises},   {"document", document},
        {"data", data}, {"file", file},   {"reports", reports}, {NULL, NULL}};
    const running *r = lua_touserdata(L, 1);
    gk_script *s = gk_script_of(L);
    gk_view chunk = GK_JOIN(s->arena, GK_V("@"), r->name);
    if (luaL_loadbufferx(L, r->source.p, r->source.n, chunk.p, "t") != LUA_OK) return lua_error(L);
    gk_environment_push(L, r->plugin);
    for (const luaL_Reg *f = functions; f->name; f++) {
        lua_pushcfunction(L, f->func);
        lua_setfield(L, -2, f->name);
    }
    lua_rawgeti(L, LUA_REGISTRYINDEX, GK_SLOT_RETURNED + (int)r->plugin);
    lua_setfield(L, -2, "plugin");
    lua_setupvalue(L, -2, 1);
    lua_call(L, 0, 0);
    return 0;
}

bool gk_script_test(gk_script *s, uint32_t plugin, gk_view name, gk_view source,
                    const gk_script_tester *tester)
{
    running r = {plugin, name, source};
    lua_State *L = s->L;
    s->plugin = plugin;
    lua_settop(L, 0);
    gk_budget_begin(s, GK_SCRIPT_STEPS);
    lua_pushlightuserdata(L, (void *)(uintptr_t)tester);
    lua_rawseti(L, LUA_REGISTRYINDEX, GK_SLOT_TESTER);
    lua_pushcfunction(L, run);
    lua_pushlightuserdata(L, &r);
    bool good = lua_pcall(L, 1, 0, 0) == LUA_OK;
    if (!good) {
        luaL_tolstring(L, -1, NULL);
        gk_diag_add(s->diags, GK_MSG_plugin_test_file, gk_place_file(name), text_at(L, -1));
    }
    gk_fault_clear(s);
    lua_settop(L, 0);
    return good;
}
