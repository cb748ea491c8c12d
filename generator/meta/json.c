#include "meta/json.h"

#include <jansson.h>

#include "meta/encoding.h"

enum { DEPTH = 32 };

static gk_view copy(const char *p, size_t n, gk_arena *arena)
{
    return gk_arena_view(arena, gk_view_n(p, n));
}

static bool convert(json_t *json, unsigned depth, gk_arena *arena, gk_value *out);

static bool convert_list(const json_t *json, unsigned depth, gk_arena *arena, gk_value *out)
{
    size_t n = json_array_size(json);
    gk_value *items = gk_arena_alloc(arena, n * sizeof *items);
    for (size_t i = 0; i < n; i++)
        if (!convert(json_array_get(json, i), depth + 1, arena, &items[i])) return false;
    *out = gk_value_list(items, n);
    return true;
}

/* In the order of the file, which is that of the iterator. */
static bool convert_map(json_t *json, unsigned depth, gk_arena *arena, gk_value *out)
{
    size_t n = 0;
    gk_pair *pairs = gk_arena_alloc(arena, json_object_size(json) * sizeof *pairs);
    for (void *i = json_object_iter(json); i; i = json_object_iter_next(json, i), n++) {
        const char *key = json_object_iter_key(i);
        pairs[n].key = copy(key, strlen(key), arena);
        if (!convert(json_object_iter_value(i), depth + 1, arena, &pairs[n].value)) return false;
    }
    *out = gk_value_map(pairs, n);
    return true;
}

static bool convert(json_t *json, unsigned depth, gk_arena *arena, gk_value *out)
{
    if (depth > DEPTH) return false;
    switch (json_typeof(json)) {
    case JSON_OBJECT: return convert_map(json, depth, arena, out);
    case JSON_ARRAY: return convert_list(json, depth, arena, out);
    case JSON_STRING:
        *out = gk_value_string(copy(json_string_value(json), json_string_length(json), arena));
        break;
    case JSON_INTEGER: *out = gk_value_int(json_integer_value(json)); break;
    case JSON_REAL: *out = gk_value_float(json_real_value(json)); break;
    case JSON_TRUE: *out = gk_value_bool(true); break;
    case JSON_FALSE: *out = gk_value_bool(false); break;
    case JSON_NULL: *out = gk_value_null(); break;
    }
    return true;
}

/* jansson counts bytes read, which is behind what it complains about: back to the beginning of that
 * word or mark. */
static void explain(gk_view file, gk_view text, size_t from, const json_error_t *error,
                    gk_diags *diags)
{
    size_t to = from + (error->position < 0 ? 0 : (size_t)error->position);
    if (to > text.n) to = text.n;
    size_t at = to;
    while (at > from && (text.p[at - 1] == '\n' || text.p[at - 1] == '\r' || text.p[at - 1] == ' '))
        at--;
    size_t end = at;
    if (at > from) at--;
    while (at > from && ((unsigned char)text.p[at] & 0xC0) == 0x80) at--;
    gk_view words = gk_view_of(error->text);
    size_t near = gk_view_find(words, GK_V(" near"), 0);
    gk_place place = gk_place_at(file, text, at, end);
    if (json_error_code(error) == json_error_duplicate_key) {
        size_t quote = gk_view_find(words, GK_V("'\""), 0); /* … near '"key"' */
        gk_view key =
            quote == SIZE_MAX ? words : gk_view_sub(words, quote + 2, words.n - quote - 4);
        gk_diag_add(diags, GK_MSG_json_duplicate, place, key);
    } else if (json_error_code(error) == json_error_stack_overflow) {
        gk_diag_add(diags, GK_MSG_json_depth, place, GK_V("32"));
    } else {
        gk_diag_add(diags, GK_MSG_json_syntax, place,
                    near == SIZE_MAX ? words : gk_view_n(words.p, near));
    }
}

bool gk_json_read(gk_view file, gk_view text, gk_arena *arena, gk_diags *diags, gk_value *out)
{
    json_error_t error;
    *out = gk_value_null();
    if (!gk_encoding_check(file, text, diags)) return false;
    size_t from = gk_encoding_bom(text);
    json_object_seed(1); /* else jansson opens /dev/urandom, which a worker may not */
    json_t *json =
        json_loadb(text.p + from, text.n - from, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (!json) {
        explain(file, text, from, &error, diags);
        return false;
    }
    bool fine = convert(json, 1, arena, out);
    if (!fine) {
        *out = gk_value_null();
        gk_diag_add(diags, GK_MSG_json_depth, gk_place_file(file), GK_V("32"));
    }
    json_decref(json);
    return fine;
}
