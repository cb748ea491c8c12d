#include <lauxlib.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "script/state.h"

void gk_fault_clear(gk_script *s)
{
    s->fault.set = false;
    s->fault.frame_count = 0;
    s->fault.said = NULL;
    for (size_t i = 0; i < GK_FAULT_ARGS; i++) gk_buf_truncate(&s->fault.args[i], 0);
}

/* The plugin whose file a function was loaded from; host.count when it is C. */
static uint32_t plugin_of(const gk_script *s, const lua_Debug *ar)
{
    for (uint32_t i = 0; i < s->host.count; i++) {
        gk_view name = s->host.plugins[i].name, source = gk_view_of(ar->source);
        if (source.n == name.n + sizeof "@/plugin.lua" - 1 &&
            memcmp(source.p + 1, name.p, name.n) == 0)
            return i;
    }
    return (uint32_t)s->host.count;
}

static void add_frame(gk_script *s, const lua_Debug *ar, uint32_t plugin)
{
    gk_fault *fault = &s->fault;
    if (fault->frame_count == GK_FRAMES_MAX) return;
    gk_frame *frame = &fault->frames[fault->frame_count++];
    *frame = (gk_frame){.plugin = plugin, .line = ar->currentline};
    if (ar->name) snprintf(frame->name, sizeof frame->name, "%s", ar->name);
}

void gk_fault_locate(gk_script *s)
{
    lua_Debug ar;
    if (s->fault.frame_count) return;
    for (int level = 0; lua_getstack(s->L, level, &ar); level++) {
        if (!lua_getinfo(s->L, "Sln", &ar)) continue;
        uint32_t plugin = plugin_of(s, &ar);
        if (plugin < s->host.count && ar.currentline > 0) add_frame(s, &ar, plugin);
    }
}

static void put_error(lua_State *L, gk_buf *out)
{
    size_t n;
    gk_buf_truncate(out, 0);
    if (lua_type(L, -1) == LUA_TSTRING) {
        const char *text = lua_tolstring(L, -1, &n);
        gk_buf_put(out, gk_view_n(text, n));
    } else {
        gk_buf_printf(out, "(the error is a %s, not a string)", luaL_typename(L, -1));
    }
}

void gk_fault_raise(lua_State *L, gk_message id, gk_view first, gk_view second)
{
    gk_script *s = gk_script_of(L);
    gk_fault_clear(s);
    s->fault.id = id;
    s->fault.set = true;
    gk_buf_put(&s->fault.args[0], first);
    gk_buf_put(&s->fault.args[1], second);
    gk_fault_locate(s);
    gk_diag diag = {.id = id, .args = {s->host.plugins[s->plugin].name, first, second}};
    gk_buf_truncate(&s->scratch, 0);
    gk_diag_message(&diag, GK_LANG_EN, &s->scratch);
    lua_pushlstring(L, s->scratch.p, s->scratch.n);
    lua_error(L);
    abort();
}

void gk_fault_argument(lua_State *L, int arg, const char *format, ...)
{
    char text[200];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    luaL_argerror(L, arg, text);
    abort();
}

void gk_fault_relocate(gk_script *s)
{
    if (s->fault.set) return;
    s->fault.frame_count = 0;
    gk_fault_locate(s);
}

/* As Lua's own; without a level it is noted that the plugin leaves the place to the caller. */
int gk_lua_error(lua_State *L)
{
    lua_Integer level = luaL_optinteger(L, 2, 1);
    lua_settop(L, 1);
    gk_script_of(L)->fault.said = NULL;
    if (lua_type(L, 1) == LUA_TSTRING && level > 0) {
        luaL_where(L, level < 100 ? (int)level : 100);
        lua_insert(L, 1);
        lua_concat(L, 2);
    } else if (lua_type(L, 1) == LUA_TSTRING) {
        gk_script_of(L)->fault.said = lua_tostring(L, 1);
    }
    return lua_error(L);
}

int gk_fault_handler(lua_State *L)
{
    gk_fault_relocate(gk_script_of(L));
    return 1;
}

/* "media/plugin.lua:12: what happened" → line 12; the rest stays in the buffer. */
static int cut_place(const gk_script *s, gk_buf *message)
{
    gk_view text = gk_buf_view(message), name = s->host.plugins[s->plugin].name;
    static const char file[] = "/plugin.lua:";
    size_t at = name.n + sizeof file - 1, colon = gk_view_find(text, GK_V(": "), at);
    int64_t line;
    bool fits = gk_view_starts(text, name) &&
                gk_view_starts(gk_view_from(text, name.n), gk_view_of(file)) && colon != SIZE_MAX &&
                gk_view_to_int(gk_view_sub(text, at, colon - at), &line);
    if (!fits || line < 1 || line > INT32_MAX) return 0;
    memmove(message->p, message->p + colon + 2, message->n - colon - 2);
    gk_buf_truncate(message, message->n - colon - 2);
    return (int)line;
}

/* "a nil value (local 'x')" → what it is called, and "nil". False when it says anything else. */
static bool read_operand(gk_view text, gk_buf *name, gk_buf *type)
{
    static const char value[] = " value";
    if (!gk_view_starts(text, GK_V("a "))) return false;
    size_t end = gk_view_find(text, gk_view_of(value), 2);
    if (end == SIZE_MAX) return false;
    gk_view rest = gk_view_from(text, end + sizeof value - 1);
    size_t quote = gk_view_find_byte(rest, '\'', 0), last = gk_view_rfind_byte(rest, '\'');
    bool named = quote != SIZE_MAX && last > quote;
    gk_buf_truncate(name, 0);
    gk_buf_truncate(type, 0);
    gk_buf_put(type, gk_view_sub(text, 2, end - 2));
    if (named)
        gk_buf_printf(name, "“%.*s”", (int)(last - quote - 1), rest.p + quote + 1);
    else
        gk_buf_puts(name, "?");
    return true;
}

/* What Lua says most often, as messages of the catalogue: it speaks English only. */
static gk_message recognise(gk_fault *fault)
{
    static const struct {
        const char *begin;
        gk_message id;
    } known[] = {{"attempt to index ", GK_MSG_plugin_nil_index},
                 {"attempt to call ", GK_MSG_plugin_nil_call},
                 {"attempt to perform arithmetic on ", GK_MSG_plugin_nil_arithmetic},
                 {"attempt to concatenate ", GK_MSG_plugin_nil_concatenate},
                 {"attempt to get length of ", GK_MSG_plugin_nil_length}};
    gk_buf whole = GK_BUF_INIT;
    gk_message id = GK_MSG_plugin_error;
    gk_buf_put(&whole, gk_buf_view(&fault->args[0]));
    gk_view said = gk_buf_view(&whole), compare = GK_V("attempt to compare "),
            with = GK_V(" with ");
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (gk_view_starts(said, gk_view_of(known[i].begin)) &&
            read_operand(gk_view_from(said, strlen(known[i].begin)), &fault->args[0],
                         &fault->args[1]))
            id = known[i].id;
    size_t middle = gk_view_find(said, with, 0);
    if (gk_view_starts(said, compare) && middle != SIZE_MAX) {
        gk_buf_truncate(&fault->args[0], 0);
        gk_buf_truncate(&fault->args[1], 0);
        gk_buf_put(&fault->args[0], gk_view_sub(said, compare.n, middle - compare.n));
        gk_buf_put(&fault->args[1], gk_view_from(said, middle + with.n));
        id = GK_MSG_plugin_compare;
    }
    gk_buf_free(&whole);
    return id;
}

static gk_place place_of(const gk_plugin *plugin, int line)
{
    gk_view source = plugin->source;
    if (line < 1) return gk_place_file(plugin->file);
    size_t from = 0;
    for (int i = 1; i < line && from < source.n; i++) {
        size_t end = gk_view_find_byte(source, '\n', from);
        from = end == SIZE_MAX ? source.n : end + 1;
    }
    size_t to = gk_view_find_byte(source, '\n', from);
    if (to == SIZE_MAX) to = source.n;
    while (from < to && (source.p[from] == ' ' || source.p[from] == '\t')) from++;
    return gk_place_at(plugin->file, source, from, to);
}

/* "card (plugin.lua:12) ← plugin.lua:40" */
static void put_trace(const gk_script *s, gk_buf *out)
{
    gk_buf_truncate(out, 0);
    for (size_t i = 0; i < s->fault.frame_count; i++) {
        const gk_frame *frame = &s->fault.frames[i];
        gk_view name = s->host.plugins[frame->plugin].name;
        gk_buf_puts(out, i ? " ← " : "");
        gk_buf_printf(out, "%.*s/plugin.lua:%d", (int)name.n, name.p, frame->line);
        if (frame->name[0]) gk_buf_printf(out, " %s", frame->name);
    }
}

static void add(gk_script *s, gk_message id, int line)
{
    const gk_plugin *plugin = &s->host.plugins[s->plugin];
    gk_fault *fault = &s->fault;
    put_trace(s, &fault->args[3]);
    gk_diag_add(s->diags, id, place_of(plugin, line), plugin->name, gk_buf_view(&fault->args[0]),
                gk_buf_view(&fault->args[1]), gk_buf_view(&fault->args[3]), s->document,
                gk_buf_view(&fault->args[2]));
}

void gk_fault_report(gk_script *s, int status)
{
    gk_fault *fault = &s->fault;
    gk_place place;
    int line = 0;
    bool said = !fault->set && fault->said && status == LUA_ERRRUN && !s->compiling &&
                lua_type(s->L, -1) == LUA_TSTRING && lua_tostring(s->L, -1) == fault->said;
    if (said && s->host.where && s->host.where(s->host.ctx, &place)) {
        put_error(s->L, &fault->args[0]);
        gk_diag_add(s->diags, GK_MSG_plugin_says, place, s->host.plugins[s->plugin].name,
                    gk_buf_view(&fault->args[0]));
        gk_fault_clear(s);
        return;
    }
    if (status == LUA_ERRMEM) {
        s->spent = true;
        fault->id = GK_MSG_plugin_memory;
        gk_buf_truncate(&fault->args[0], 0);
        gk_buf_printf(&fault->args[0], "%d MB", GK_SCRIPT_MEMORY >> 20);
    } else if (!fault->set) {
        fault->id = s->compiling ? GK_MSG_plugin_syntax : GK_MSG_plugin_error;
        put_error(s->L, &fault->args[0]);
        line = cut_place(s, &fault->args[0]);
        if (!s->compiling) fault->id = recognise(fault);
    }
    if (!line && fault->frame_count && fault->frames[0].plugin == s->plugin)
        line = fault->frames[0].line;
    add(s, fault->id, line);
    gk_fault_clear(s);
}

void gk_fault_add(gk_script *s, gk_message id, gk_view first, gk_view second, gk_view third)
{
    gk_fault_clear(s);
    gk_buf_put(&s->fault.args[0], first);
    gk_buf_put(&s->fault.args[1], second);
    gk_buf_put(&s->fault.args[2], third);
    add(s, id, 0);
    gk_fault_clear(s);
}
