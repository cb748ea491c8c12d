/* gongkai's functions on texts, files and addresses. */
#include <stdlib.h>

#include "base/utf8.h"
#include "meta/csv.h"
#include "script/api.h"

static int push_view(lua_State *L, gk_view v)
{
    lua_pushlstring(L, v.p ? v.p : "", v.n);
    return 1;
}

static _Noreturn void absent(lua_State *L, const char *name)
{
    luaL_error(L, "gongkai.%s is not available here", name);
    abort();
}

int gk_api_log(lua_State *L)
{
    gk_script *s = gk_script_of(L);
    int n = lua_gettop(L);
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    for (int i = 1; i <= n; i++) {
        if (i > 1) luaL_addchar(&b, '\t');
        gk_push_text(L, i);
        luaL_addvalue(&b);
    }
    luaL_pushresult(&b);
    gk_budget_charge(L, 2000);
    gk_view line = gk_view_sub(gk_check_text(L, -1), 0, 4000);
    if (s->host.log) s->host.log(s->host.ctx, s->plugin, line);
    return 0;
}

int gk_api_file(lua_State *L)
{
    const gk_script *s = gk_script_of(L);
    gk_view name = gk_check_text(L, 1);
    bool found;
    gk_value files = s->host.plugins[s->plugin].files;
    gk_value text = gk_value_get(files, name, s->arena, &found);
    if (!found) luaL_error(L, "%s is not listed under files of plugin.yaml", lua_tostring(L, 1));
    gk_budget_charge(L, gk_value_view(text).n / 16);
    return push_view(L, gk_value_view(text));
}

/* A text has no file whose line could be shown: its first fault is words for the plugin's use. */
static bool read_csv(gk_script *s, gk_view text, gk_value *out, gk_view *why)
{
    gk_diags faults = GK_DIAGS_INIT;
    gk_buf words = GK_BUF_INIT;
    bool good = gk_csv_read(GK_V("CSV"), text, s->host.today.offset, s->arena, &faults, out);
    if (!good && faults.count) {
        gk_buf_puts(&words, "第 ");
        gk_buf_put_int(&words, faults.items[0].line);
        gk_buf_puts(&words, " 行：");
        gk_diag_message(&faults.items[0], GK_LANG_ZH, &words);
    }
    *why = gk_arena_view(s->arena, gk_buf_view(&words));
    gk_buf_free(&words);
    gk_diags_free(&faults);
    return good;
}

int gk_api_csv(lua_State *L)
{
    gk_script *s = gk_script_of(L);
    gk_value out;
    gk_view text = gk_arena_view(s->arena, gk_check_text(L, 1)), why;
    gk_budget_charge(L, text.n);
    if (read_csv(s, text, &out, &why)) {
        gk_push_value(L, out);
        return 1;
    }
    lua_pushnil(L);
    return 1 + push_view(L, why);
}

int gk_api_json(lua_State *L)
{
    gk_script *s = gk_script_of(L);
    gk_take take = {.script = s, .arena = s->arena};
    gk_value value;
    gk_buf_truncate(&s->html, 0);
    luaL_checkany(L, 1);
    if (!gk_take_value(&take, 1, &value)) gk_fault_argument(L, 1, "%s", take.why);
    if (!gk_value_put_json(value, s->arena, &s->html))
        gk_fault_argument(L, 1, "documents and sections have no form in JSON: take their fields");
    gk_budget_charge(L, s->html.n / 4);
    return push_view(L, gk_buf_view(&s->html));
}

int gk_api_markdown(lua_State *L)
{
    gk_script *s = gk_script_of(L);
    gk_view text = gk_check_text(L, 1), html = {NULL, 0};
    if (!s->host.markdown) absent(L, "markdown");
    gk_budget_charge(L, 1000 + text.n * 10);
    size_t errors = s->diags->errors;
    s->host.markdown(s->host.ctx, text, s->arena, s->diags, &html);
    if (s->diags->errors != errors) gk_fault_argument(L, 1, "faults in the Markdown, told above");
    gk_push_html(L, html);
    return 1;
}

static int address(lua_State *L, bool absolute)
{
    const gk_script *s = gk_script_of(L);
    gk_view path = gk_check_text(L, 1);
    if (!s->host.url) absent(L, absolute ? "abs_url" : "url");
    return push_view(L, s->host.url(s->host.ctx, path, absolute, s->arena));
}

int gk_api_url(lua_State *L)
{
    return address(L, false);
}

int gk_api_abs_url(lua_State *L)
{
    return address(L, true);
}

int gk_api_width(lua_State *L)
{
    gk_view text = gk_check_text(L, 1);
    gk_budget_charge(L, text.n / 8);
    lua_pushinteger(L, (lua_Integer)gk_utf8_view_width(text));
    return 1;
}

int gk_api_truncate(lua_State *L)
{
    gk_view text = gk_check_text(L, 1), end = GK_V("…");
    lua_Integer most = luaL_checkinteger(L, 2);
    if (!lua_isnoneornil(L, 3)) end = gk_check_text(L, 3);
    size_t room = most > 0 ? (size_t)most : 0, tail = gk_utf8_view_width(end);
    size_t used = 0, cut = 0, i = 0;
    gk_budget_charge(L, text.n / 8);
    while (i < text.n && used <= room) {
        used += gk_utf8_width(gk_utf8_next(text, &i));
        if (used + tail <= room) cut = i;
    }
    if (used <= room) return push_view(L, text);
    gk_script *s = gk_script_of(L);
    gk_buf_truncate(&s->scratch, 0);
    gk_buf_put(&s->scratch, gk_view_n(text.p, cut));
    gk_buf_put(&s->scratch, end);
    return push_view(L, gk_buf_view(&s->scratch));
}

/* 1234567.5 → 1,234,567.5 */
int gk_api_number(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TNUMBER);
    lua_settop(L, 1);
    gk_push_text(L, 1);
    gk_view text = gk_check_text(L, 2);
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    size_t from = text.p[0] == '-', whole = from;
    while (whole < text.n && text.p[whole] >= '0' && text.p[whole] <= '9') whole++;
    for (size_t i = 0; i < text.n; i++) {
        if (i > from && i < whole && (whole - i) % 3 == 0) luaL_addchar(&b, ',');
        luaL_addchar(&b, text.p[i]);
    }
    luaL_pushresult(&b);
    return 1;
}
