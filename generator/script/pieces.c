/* What checks look at: pieces of text, matchers and hits. */
#include "base/matcher.h"
#include "meta/schema.h"
#include "script/libraries.h"

static const gk_pieces *pieces_of(lua_State *L)
{
    return gk_script_of(L)->pieces;
}

static void push_view(lua_State *L, gk_view v)
{
    lua_pushlstring(L, v.p ? v.p : "", v.n);
}

void gk_piece_push(lua_State *L, size_t i)
{
    gk_push_box(L, GK_BOX_PIECE, gk_value_int((int64_t)i));
}

/* piece.kind, .text, .field, .field_kind, .index */
static int piece_index(lua_State *L)
{
    size_t i = (size_t)gk_check_value(L, 1, GK_BOX_PIECE).u.i;
    gk_view key = gk_check_text(L, 2);
    const gk_pieces *pieces = pieces_of(L);
    if (!pieces || i >= pieces->count) luaL_error(L, "this piece is of another check");
    const gk_piece *piece = &pieces->items[i];
    if (gk_view_is(key, "kind"))
        lua_pushstring(L, gk_piece_kind_name((gk_piece_kind)piece->kind));
    else if (gk_view_is(key, "text"))
        push_view(L, gk_piece_text(pieces, i));
    else if (gk_view_is(key, "field"))
        push_view(L, gk_piece_field(pieces, i));
    else if (gk_view_is(key, "field_kind") && piece->field_kind)
        lua_pushstring(L, gk_field_kind_name((gk_field_kind)(piece->field_kind - 1)));
    else if (gk_view_is(key, "index"))
        lua_pushinteger(L, (lua_Integer)i + 1);
    else
        lua_pushnil(L);
    return 1;
}

static int piece_same(lua_State *L)
{
    const gk_box *a = gk_box_at(L, 1, GK_BOX_PIECE), *b = gk_box_at(L, 2, GK_BOX_PIECE);
    lua_pushboolean(L, a && b && a->value.u.i == b->value.u.i);
    return 1;
}

static int pieces_length(lua_State *L)
{
    gk_check_value(L, 1, GK_BOX_PIECES);
    lua_pushinteger(L, pieces_of(L) ? (lua_Integer)pieces_of(L)->count : 0);
    return 1;
}

static int pieces_index(lua_State *L)
{
    gk_check_value(L, 1, GK_BOX_PIECES);
    lua_Integer i = lua_isinteger(L, 2) ? lua_tointeger(L, 2) : 0;
    if (i < 1 || !pieces_of(L) || i > (lua_Integer)pieces_of(L)->count)
        lua_pushnil(L);
    else
        gk_piece_push(L, (size_t)i - 1);
    return 1;
}

/* {piece=, from=, to=, index=, term= or number=} */
static void push_hit(lua_State *L, const gk_hits *hits, const gk_hit *hit, gk_view text,
                     bool pieces)
{
    lua_createtable(L, 0, 5);
    if (pieces) {
        gk_piece_push(L, hit->piece);
        lua_setfield(L, -2, "piece");
        text = gk_piece_text(pieces_of(L), hit->piece);
    }
    lua_pushinteger(L, (lua_Integer)hit->from + 1);
    lua_setfield(L, -2, "from");
    lua_pushinteger(L, (lua_Integer)hit->to);
    lua_setfield(L, -2, "to");
    if (hit->n) {
        push_view(L, gk_hit_number(hits, hit));
        lua_setfield(L, -2, "number");
    } else {
        lua_pushinteger(L, (lua_Integer)hit->index + 1);
        lua_setfield(L, -2, "index");
    }
    push_view(L, gk_view_sub(text, hit->from, hit->to - hit->from));
    lua_setfield(L, -2, "term");
}

static int push_hits(lua_State *L, gk_view text, bool pieces)
{
    enum { MOST = 2000 }; /* nobody reads more of one document */
    gk_hits *hits = &gk_script_of(L)->hits;
    if (!hits->count) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, GK_SLOT_NOTHING);
        return 1;
    }
    size_t n = hits->count < MOST ? hits->count : MOST;
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        push_hit(L, hits, &hits->items[i], text, pieces);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static const gk_matcher *check_matcher(lua_State *L, int arg)
{
    gk_check_value(L, arg, GK_BOX_MATCHER);
    return *(gk_matcher **)((gk_box *)lua_touserdata(L, arg) + 1);
}

/* doc:find(matcher) */
static int find(lua_State *L)
{
    gk_script *s = gk_script_of(L);
    gk_check_value(L, 1, GK_BOX_SUBJECT);
    const gk_matcher *matcher = check_matcher(L, 2);
    gk_hits_clear(&s->hits);
    if (s->pieces) {
        gk_budget_charge(L, s->pieces->text.n / 16);
        gk_matcher_find(matcher, s->pieces, &s->hits);
    }
    return push_hits(L, GK_V(""), true);
}

/* matcher:find(text) */
static int find_text(lua_State *L)
{
    const gk_matcher *matcher = check_matcher(L, 1);
    gk_view text = gk_check_text(L, 2);
    gk_hits *hits = &gk_script_of(L)->hits;
    gk_hits_clear(hits);
    gk_budget_charge(L, text.n / 16);
    gk_matcher_run(matcher, text, hits);
    return push_hits(L, text, false);
}

/* The words of the body: its paragraphs, headings and cells, a line each. */
static void push_words(lua_State *L)
{
    const gk_pieces *pieces = pieces_of(L);
    gk_buf *out = &gk_script_of(L)->html;
    gk_buf_truncate(out, 0);
    for (size_t i = 0; pieces && i < pieces->count; i++) {
        uint8_t kind = pieces->items[i].kind;
        if (kind != GK_PIECE_TEXT && kind != GK_PIECE_HEADING && kind != GK_PIECE_TABLE) continue;
        gk_buf_put(out, gk_piece_text(pieces, i));
        gk_buf_putc(out, '\n');
    }
    gk_budget_charge(L, out->n / 16);
    push_view(L, gk_buf_view(out));
}

static int subject_index(lua_State *L)
{
    gk_value map = gk_check_value(L, 1, GK_BOX_SUBJECT);
    gk_view key = gk_check_text(L, 2);
    bool found;
    gk_value v = gk_value_get(map, key, gk_script_of(L)->arena, &found);
    if (gk_view_is(key, "find"))
        lua_pushcfunction(L, find);
    else if (gk_view_is(key, "pieces") && pieces_of(L))
        gk_push_box(L, GK_BOX_PIECES, gk_value_null());
    else if (gk_view_is(key, "text") && !found)
        push_words(L);
    else
        gk_push_value(L, v);
    return 1;
}

static int subject_length(lua_State *L)
{
    lua_pushinteger(L, gk_value_count(gk_check_value(L, 1, GK_BOX_SUBJECT)));
    return 1;
}

static int matcher_index(lua_State *L)
{
    if (gk_view_is(gk_check_text(L, 2), "find"))
        lua_pushcfunction(L, find_text);
    else
        lua_pushnil(L);
    return 1;
}

static int matcher_free(lua_State *L)
{
    gk_box *box = lua_touserdata(L, 1);
    gk_matcher_free(*(gk_matcher **)(box + 1));
    return 0;
}

/* The box first: when there is no memory for it, nothing is lost. */
static gk_matcher **new_matcher(lua_State *L)
{
    if (!gk_script_of(L)->loading)
        luaL_error(L, "matchers are made while the plugin is loaded, outside of functions");
    gk_box *box = lua_newuserdatauv(L, sizeof *box + sizeof(gk_matcher *), 0);
    *box = (gk_box){GK_BOX_MATCHER, 0, gk_value_null()};
    gk_matcher **slot = (gk_matcher **)(box + 1);
    *slot = NULL;
    lua_rawgeti(L, LUA_REGISTRYINDEX, GK_SLOT_METATABLES + GK_BOX_MATCHER);
    lua_setmetatable(L, -2);
    return slot;
}

static bool option(lua_State *L, int arg, const char *name)
{
    if (!lua_istable(L, arg)) return false;
    lua_getfield(L, arg, name);
    bool set = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return set;
}

int gk_api_matcher(lua_State *L)
{
    gk_script *s = gk_script_of(L);
    if (!lua_istable(L, 1) && !gk_box_at(L, 1, GK_BOX_LIST)) luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer n = luaL_len(L, 1);
    if (n < 0 || n > GK_MATCHER_TERMS)
        gk_fault_argument(L, 1, "too many terms (%d at most)", GK_MATCHER_TERMS);
    gk_budget_charge(L, (size_t)n * 20);
    gk_terms_options options = {option(L, 2, "fold_case"), option(L, 2, "fold_width")};
    gk_matcher **slot = new_matcher(L);
    gk_view *terms = gk_arena_alloc(s->arena, (size_t)n * sizeof *terms);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_geti(L, 1, i);
        if (!lua_isstring(L, -1)) gk_fault_argument(L, 1, "term %d is no string", (int)i);
        terms[i - 1] = gk_arena_view(s->arena, gk_check_text(L, -1));
        lua_pop(L, 1);
    }
    *slot = gk_matcher_terms(terms, (size_t)n, options);
    return 1;
}

int gk_api_numbers(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_getfield(L, 1, "min");
    lua_getfield(L, 1, "max");
    lua_Integer least = luaL_optinteger(L, 2, 1), most = luaL_optinteger(L, 3, 64);
    if (least < 1 || most > 64 || least > most)
        gk_fault_argument(L, 1, "min and max are from 1 to 64");
    gk_numbers_options options = {(uint32_t)least, (uint32_t)most, option(L, 1, "grouped")};
    gk_matcher **slot = new_matcher(L);
    *slot = gk_matcher_numbers(options);
    return 1;
}

const luaL_Reg gk_piece_functions[] = {
    {"__index", piece_index}, {"__eq", piece_same}, {NULL, NULL}};
const luaL_Reg gk_pieces_functions[] = {
    {"__index", pieces_index}, {"__len", pieces_length}, {NULL, NULL}};
const luaL_Reg gk_subject_functions[] = {
    {"__index", subject_index}, {"__len", subject_length}, {NULL, NULL}};
const luaL_Reg gk_matcher_functions[] = {
    {"__index", matcher_index}, {"__gc", matcher_free}, {NULL, NULL}};
