/* html: markup that is safe as it is. Only h(), Markdown and what the program hands over make it.
 */
#include "script/boxes.h"

gk_view gk_check_text(lua_State *L, int arg)
{
    size_t n;
    if (lua_isstring(L, arg)) {
        const char *text = lua_tolstring(L, arg, &n);
        return gk_view_n(text, n);
    }
    const gk_box *box = gk_box_any(L, arg);
    if (box && (box->type == GK_BOX_HTML || box->type == GK_BOX_ADDRESS))
        return gk_value_view(box->value);
    gk_fault_argument(L, arg, "string expected, got %s", gk_type_name(L, arg));
}

static void put_operand(lua_State *L, int arg, gk_buf *out)
{
    const gk_box *box = gk_box_any(L, arg);
    if (box && box->type == GK_BOX_HTML) {
        gk_buf_put(out, gk_value_view(box->value));
    } else if (lua_type(L, arg) == LUA_TNUMBER || lua_type(L, arg) == LUA_TSTRING ||
               (box && box->type == GK_BOX_ADDRESS)) {
        gk_push_text(L, arg);
        if (!gk_take_is_text(gk_check_text(L, -1)))
            gk_fault_argument(L, arg, "a text that is not UTF-8 can't be joined to html");
        gk_buf_put_html(out, gk_check_text(L, -1));
        lua_pop(L, 1);
    } else {
        gk_fault_argument(L, arg, "html and %s can't be joined", gk_type_name(L, arg));
    }
}

static int concat(lua_State *L)
{
    gk_buf *out = &gk_script_of(L)->scratch;
    gk_buf_truncate(out, 0);
    put_operand(L, 1, out);
    put_operand(L, 2, out);
    gk_budget_charge(L, out->n / 16);
    gk_push_html(L, gk_buf_view(out));
    return 1;
}

static int text(lua_State *L)
{
    gk_view v = gk_check_text(L, 1);
    lua_pushlstring(L, v.p ? v.p : "", v.n);
    return 1;
}

static int length(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)gk_check_text(L, 1).n);
    return 1;
}

static int same(lua_State *L)
{
    const gk_box *a = gk_box_any(L, 1), *b = gk_box_any(L, 2);
    lua_pushboolean(L, a && b && a->type == b->type &&
                           gk_view_eq(gk_value_view(a->value), gk_value_view(b->value)));
    return 1;
}

static int address_concat(lua_State *L)
{
    gk_push_text(L, 1);
    gk_push_text(L, 2);
    lua_concat(L, 2);
    return 1;
}

/* Methods of strings, on the address as text. */
static int address_index(lua_State *L)
{
    lua_pushliteral(L, "");
    luaL_getmetafield(L, -1, "__index");
    lua_pushvalue(L, 2);
    lua_gettable(L, -2);
    return 1;
}

const luaL_Reg gk_html_functions[] = {
    {"__concat", concat}, {"__tostring", text}, {"__len", length}, {"__eq", same}, {NULL, NULL}};
const luaL_Reg gk_address_functions[] = {
    {"__concat", address_concat}, {"__tostring", text}, {"__len", length}, {"__eq", same},
    {"__index", address_index},   {NULL, NULL}};
