/* h(tag, attributes, children …): the one way in which a plugin makes HTML.
 *
 * It calls nothing of the plugin's, so it can build in a buffer of the state. */
#include <stdlib.h>
#include <strings.h>

#include "markup/url.h"
#include "script/boxes.h"
#include "script/tags.h"

enum { ATTRIBUTES_MAX = 40, DEPTH_MAX = 16 };

static _Noreturn void refuse(lua_State *L, const char *format, gk_view name, gk_view near)
{
    gk_script *s = gk_script_of(L);
    gk_view what = gk_arena_printf(s->arena, format, (int)(name.n < 80 ? name.n : 80), name.p);
    gk_view more = near.n ? gk_arena_printf(s->arena, " (%.*s?)", (int)near.n, near.p) : GK_V("");
    gk_fault_raise(L, GK_MSG_plugin_html, what, more);
}

/* Text that may stand in a page. */
static gk_view check_text(lua_State *L, int index)
{
    gk_view text = gk_check_text(L, index);
    if (!gk_take_is_text(text))
        refuse(L, "a text that is not UTF-8%.*s", GK_V(""), (gk_view){NULL, 0});
    return text;
}

/* An address as text; the document's own ones are resolved by the program. */
static gk_view address_of(lua_State *L, int index, bool picture)
{
    gk_script *s = gk_script_of(L);
    const gk_box *box = gk_box_any(L, index);
    gk_view text = check_text(L, index), out;
    if (box && box->type == GK_BOX_ADDRESS && s->host.resolve) {
        if (s->host.resolve(s->host.ctx, text, picture, s->arena, &out)) return out;
        return GK_V("#"); /* the fault has been told at its place */
    }
    if (!gk_url_allowed(text, picture)) refuse(L, "the address \"%.*s\"", text, (gk_view){NULL, 0});
    return text;
}

static void put_address(lua_State *L, int index, bool picture, gk_buf *out)
{
    const gk_box *box = lua_touserdata(L, index);
    gk_view address = address_of(L, index, picture);
    if (box && box->type == GK_BOX_ADDRESS)
        gk_buf_put_html(out, address);
    else
        gk_url_put(out, address);
}

/* "a.jpg 480w, b.jpg 960w": each address is looked at. */
static void check_sources(lua_State *L, gk_view text)
{
    gk_view piece;
    while (gk_view_split(&text, ',', &piece)) {
        piece = gk_view_trim(piece);
        size_t space = gk_view_find_byte(piece, ' ', 0);
        gk_view url = space == SIZE_MAX ? piece : gk_view_sub(piece, 0, space);
        if (!gk_url_allowed(url, true)) refuse(L, "the address \"%.*s\"", url, (gk_view){NULL, 0});
    }
}

static bool loads_something(gk_view paint)
{
    for (size_t i = 0; i + 4 <= paint.n; i++)
        if (strncasecmp(paint.p + i, "url(", 4) == 0 && !(i + 4 < paint.n && paint.p[i + 4] == '#'))
            return true;
    return memchr(paint.p ? paint.p : "", '\\', paint.n) != NULL;
}

static void put_text_value(lua_State *L, int index, gk_view name, gk_attribute_kind kind,
                           gk_buf *out)
{
    const gk_box *box = gk_box_any(L, index);
    bool fits = lua_isstring(L, index) ||
                (box && (box->type == GK_BOX_ADDRESS || box->type == GK_BOX_DATE));
    if (!fits) refuse(L, "the value of %.*s", name, gk_view_of(gk_type_name(L, index)));
    if (box && box->type == GK_BOX_DATE) {
        gk_date_put_day(out, gk_value_as_date(box->value));
        return;
    }
    gk_view text = check_text(L, index);
    if (kind == GK_ATTRIBUTE_SOURCES) check_sources(L, text);
    if (kind == GK_ATTRIBUTE_PAINT && loads_something(text))
        refuse(L, "the value of %.*s", name, text);
    gk_buf_put_html(out, text);
}

/* The value is on top of the stack. */
static void put_attribute(lua_State *L, gk_view name, gk_buf *out)
{
    gk_attribute_kind kind = gk_attribute_find(name);
    if (kind == GK_ATTRIBUTE_NONE) refuse(L, "the attribute %.*s", name, gk_attribute_near(name));
    if (lua_isboolean(L, -1) && !lua_toboolean(L, -1)) return;
    gk_buf_putc(out, ' ');
    gk_buf_put(out, name);
    if (lua_isboolean(L, -1)) {
        if (gk_view_starts(name, GK_V("aria-"))) gk_buf_puts(out, "=\"true\"");
        return;
    }
    gk_buf_puts(out, "=\"");
    lua_pushvalue(L, -1); /* a number becomes a string: of the copy */
    int value = lua_gettop(L);
    if (kind == GK_ATTRIBUTE_LINK || kind == GK_ATTRIBUTE_PICTURE)
        put_address(L, value, kind == GK_ATTRIBUTE_PICTURE, out);
    else
        put_text_value(L, value, name, kind, out);
    lua_pop(L, 1);
    gk_buf_putc(out, '"');
}

static int compare(const void *a, const void *b)
{
    return gk_view_cmp(*(const gk_view *)a, *(const gk_view *)b);
}

static void put_attributes(lua_State *L, int index, gk_buf *out)
{
    gk_view names[ATTRIBUTES_MAX];
    size_t count = 0, n;
    if (!lua_istable(L, index))
        gk_fault_argument(L, 2, "table of attributes expected, got %s", gk_type_name(L, index));
    int table = gk_push_contents(L, index);
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            gk_fault_argument(L, 2, "attributes have names; children come behind them");
        if (count == ATTRIBUTES_MAX) gk_fault_argument(L, 2, "too many attributes");
        names[count].p = lua_tolstring(L, -2, &n);
        names[count++].n = n;
    }
    qsort(names, count, sizeof *names, compare);
    for (size_t i = 0; i < count; i++) {
        lua_pushlstring(L, names[i].p, names[i].n);
        lua_rawget(L, table);
        put_attribute(L, names[i], out);
        lua_pop(L, 1);
    }
    lua_settop(L, table - 1);
}

static void check_size(lua_State *L, const gk_buf *out)
{
    if (out->n > GK_SCRIPT_RESULT) luaL_error(L, "the HTML is larger than 4 MB");
}

static void put_child(lua_State *L, int index, int depth, gk_buf *out);

static void put_list(lua_State *L, int index, int depth, gk_buf *out)
{
    if (depth == DEPTH_MAX) luaL_error(L, "lists of children are nested too deeply");
    luaL_checkstack(L, 6, "children");
    bool box = lua_isuserdata(L, index);
    int table = box ? index : gk_push_contents(L, index);
    lua_Integer n = box ? luaL_len(L, table) : (lua_Integer)lua_rawlen(L, table);
    gk_budget_charge(L, (size_t)n);
    for (lua_Integer i = 1; i <= n; i++) {
        if (box)
            lua_geti(L, table, i);
        else
            lua_rawgeti(L, table, i);
        put_child(L, lua_gettop(L), depth + 1, out);
        lua_pop(L, 1);
    }
    if (!box) lua_pop(L, 1);
}

static void put_child(lua_State *L, int index, int depth, gk_buf *out)
{
    const gk_box *box = gk_box_any(L, index);
    if (lua_isnil(L, index)) return;
    if (lua_isstring(L, index)) {
        lua_pushvalue(L, index);
        gk_buf_put_html(out, check_text(L, -1));
        lua_pop(L, 1);
    } else if (box && box->type == GK_BOX_HTML) {
        gk_buf_put(out, gk_value_view(box->value));
    } else if (box && box->type == GK_BOX_ADDRESS) {
        gk_buf_put_html(out, gk_value_view(box->value));
    } else if (box && box->type == GK_BOX_DATE) {
        gk_date_put_day(out, gk_value_as_date(box->value));
    } else if (lua_istable(L, index) || (box && box->type == GK_BOX_LIST)) {
        put_list(L, index, depth, out);
    } else {
        refuse(L, "a child that is a %.*s", gk_view_of(gk_type_name(L, index)), (gk_view){NULL, 0});
    }
    check_size(L, out);
}

int gk_lua_h(lua_State *L)
{
    gk_buf *out = &gk_script_of(L)->html;
    gk_view tag = gk_check_text(L, 1);
    int children = lua_gettop(L);
    bool empty = false;
    gk_buf_truncate(out, 0);
    if (!gk_tag_find(tag, &empty)) refuse(L, "the tag %.*s", tag, gk_tag_near(tag));
    gk_buf_putc(out, '<');
    gk_buf_put(out, tag);
    if (!lua_isnoneornil(L, 2)) put_attributes(L, 2, out);
    gk_buf_putc(out, '>');
    if (empty) {
        if (children > 2) refuse(L, "children of %.*s", tag, (gk_view){NULL, 0});
    } else {
        for (int i = 3; i <= children; i++) put_child(L, i, 0, out);
        gk_buf_puts(out, "</");
        gk_buf_put(out, tag);
        gk_buf_putc(out, '>');
    }
    gk_budget_charge(L, out->n / 16 + 20);
    gk_push_html(L, gk_buf_view(out));
    return 1;
}
