#include "script/script.h"

#include <lauxlib.h>
#include <stdlib.h>

#include "base/mem.h"
#include "script/state.h"

/* Only reached when Lua fails outside every protected call: a bug of ours. */
static int panic(lua_State *L)
{
    (void)L;
    gk_mem_exhausted();
}

static bool open_state(gk_script *s)
{
    s->L = lua_newstate(gk_budget_allocate, s);
    if (!s->L) return false;
    *(gk_script **)lua_getextraspace(s->L) = s;
    lua_atpanic(s->L, panic);
    return true;
}

static int open_libraries(lua_State *L)
{
    gk_boxes_open(L);
    gk_globals_open(L);
    return 0;
}

static bool load(gk_script *s)
{
    gk_budget_begin(s, GK_SCRIPT_STEPS);
    lua_pushcfunction(s->L, open_libraries);
    int status = lua_pcall(s->L, 0, 0, 0);
    if (status != LUA_OK) {
        gk_fault_report(s, status);
        return false;
    }
    bool good = true;
    for (uint32_t i = 0; i < s->host.count && !s->spent; i++) good &= gk_load_plugin(s, i);
    lua_pushnil(s->L);
    lua_rawseti(s->L, LUA_REGISTRYINDEX, GK_SLOT_SEEN);
    return good && !s->spent;
}

gk_script *gk_script_new(const gk_script_host *host, gk_diags *diags)
{
    gk_script *s = gk_mem_calloc(1, sizeof *s);
    s->host = *host;
    s->diags = diags;
    s->arena = &s->load;
    s->ranges = gk_mem_calloc(host->count + 1, sizeof *s->ranges);
    s->loading = true;
    bool good = open_state(s) && load(s);
    if (!good) {
        gk_script_free(s);
        return NULL;
    }
    s->loading = false;
    s->arena = NULL;
    s->diags = NULL;
    return s;
}

void gk_script_free(gk_script *s)
{
    if (!s) return;
    if (s->L) lua_close(s->L);
    for (size_t i = 0; i < GK_FAULT_ARGS; i++) gk_buf_free(&s->fault.args[i]);
    gk_buf_free(&s->scratch);
    gk_buf_free(&s->html);
    gk_hits_free(&s->hits);
    free(s->watched);
    free(s->ranges);
    gk_arena_free(&s->load);
    free(s);
}

void gk_script_begin(gk_script *s, gk_view document, gk_arena *arena, gk_diags *diags)
{
    s->generation++;
    s->document = document;
    s->arena = arena;
    s->arena_start = arena->total;
    s->diags = diags;
    s->pieces = NULL;
}

void gk_script_subject(gk_script *s, const gk_pieces *pieces)
{
    s->pieces = pieces;
}

bool gk_script_spent(const gk_script *s)
{
    return s->spent;
}

typedef struct call {
    gk_script *script;
    gk_hook hook;
    gk_view name;
    const gk_value *args;
    size_t count;
    gk_value named;
    bool absent;
} call;

static bool push_function(call *c)
{
    lua_State *L = c->script->L;
    int slot = GK_SLOT_FUNCTIONS + (int)c->script->plugin * GK_HOOK_COUNT + (int)c->hook;
    lua_rawgeti(L, LUA_REGISTRYINDEX, slot);
    if (gk_hook_get(c->hook)->named && lua_istable(L, -1)) {
        lua_pushlstring(L, c->name.p, c->name.n);
        lua_rawget(L, -2);
        lua_remove(L, -2);
    }
    return lua_isfunction(L, -1);
}

/* Runs protected: pushing arguments may need memory that is not there. */
static int run(lua_State *L)
{
    call *c = lua_touserdata(L, 1);
    luaL_checkstack(L, (int)c->count + 4, "arguments");
    if (!push_function(c)) {
        c->absent = true;
        return 0;
    }
    for (size_t i = 0; i < c->count; i++) {
        bool subject = c->hook == GK_HOOK_CHECK && i == 0 && c->args[i].kind == GK_MAP;
        if (subject)
            gk_push_box(L, GK_BOX_SUBJECT, c->args[i]);
        else
            gk_push_value(L, c->args[i]);
    }
    bool named = gk_value_count(c->named) != 0;
    if (named) gk_push_value(L, c->named);
    lua_call(L, (int)c->count + named, 1);
    return 1;
}

static int64_t steps_of(const gk_script *s, gk_hook hook)
{
    bool whole = hook == GK_HOOK_SITE || hook == GK_HOOK_OUTPUT;
    return GK_SCRIPT_STEPS + (whole ? (int64_t)s->host.documents * GK_SCRIPT_SITE_STEPS : 0);
}

static bool take_result(gk_script *s, gk_hook hook, gk_view name, gk_value *out)
{
    bool whole = hook == GK_HOOK_SITE || hook == GK_HOOK_OUTPUT;
    gk_take take = {.script = s, .arena = s->arena, .bytes_allowed = hook == GK_HOOK_OUTPUT};
    take.most = GK_SCRIPT_RESULT + (whole ? (size_t)s->host.documents * GK_SCRIPT_SITE_RESULT : 0);
    if (gk_take_value(&take, -1, out)) return true;
    gk_view where = take.path.n ? take.path : name.n ? name : gk_view_of(gk_hook_get(hook)->key);
    *out = gk_value_null();
    gk_fault_add(s, GK_MSG_plugin_result, where, gk_view_of(take.why_zh), gk_view_of(take.why));
    return false;
}

bool gk_script_call(gk_script *s, uint32_t plugin, gk_hook hook, gk_view name, const gk_value *args,
                    size_t count, gk_value named, gk_value *out)
{
    enum { DEEPEST = 8 };
    call c = {s, hook, name, args, count, named, false};
    lua_State *L = s->L;
    uint32_t outer = s->plugin, noted = s->host.note ? *s->host.note : 0;
    *out = gk_value_null();
    if (s->spent) return false;
    s->plugin = plugin;
    if (s->depth == DEEPEST || !lua_checkstack(L, 8)) {
        gk_fault_add(s, GK_MSG_plugin_error, GK_V("calls within calls are nested too deeply"),
                     GK_V(""), GK_V(""));
        s->plugin = outer;
        return false;
    }
    s->ranges[plugin].ran = s->generation;
    if (s->host.note) *s->host.note = plugin + 1;
    if (!s->depth++) gk_budget_begin(s, steps_of(s, hook));
    int top = lua_gettop(L);
    lua_pushcfunction(L, gk_fault_handler);
    lua_pushcfunction(L, run);
    lua_pushlightuserdata(L, &c);
    int status = lua_pcall(L, 1, 1, top + 1);
    bool good = status == LUA_OK;
    if (!good)
        gk_fault_report(s, status);
    else if (!c.absent)
        good = take_result(s, hook, name, out);
    lua_settop(L, top);
    s->depth--;
    s->plugin = outer;
    if (s->host.note) *s->host.note = noted;
    return good;
}

bool gk_script_end(gk_script *s)
{
    gk_view name;
    uint32_t plugin;
    bool changed = !s->spent && gk_watch_changed(s, &plugin, &name);
    if (changed) {
        s->plugin = plugin;
        gk_fault_add(s, GK_MSG_plugin_variable, name, GK_V(""), GK_V(""));
    }
    s->arena = NULL;
    s->diags = NULL;
    s->pieces = NULL;
    return !changed;
}
