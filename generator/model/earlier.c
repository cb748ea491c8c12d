#include "model/earlier.h"

#include "base/utf8.h"
#include "meta/encoding.h"
#include "meta/frontmatter.h"
#include "meta/scalar.h"

enum { VALUE_MOST = 512, VALUES = 7 };

/* In the order of a line. */
static const char *const keys[VALUES] = {"slug", "branch",    "type",   "scope",
                                         "date", "permalink", "extends"};

static gk_view scalar(const gk_node *map, const char *key)
{
    const gk_node *node = gk_node_get(map, gk_view_of(key));
    bool given = node && node->kind == GK_NODE_SCALAR && !gk_node_is_null(node);
    return given ? node->u.text : (gk_view){NULL, 0};
}

static const gk_node *read_text(gk_view text, bool type, gk_arena *arena, gk_diags *diags)
{
    gk_view file = GK_V("");
    gk_frontmatter front;
    if (!type) return gk_frontmatter_read(file, text, arena, diags, &front) ? front.node : NULL;
    if (!gk_encoding_check(file, text, diags)) return NULL;
    return gk_yaml_parse(file, text, gk_encoding_bom(text), text.n, GK_YAML_FILE_MAX, arena, diags);
}

/* No part of an address has such, and no scope or type is called so. */
static bool is_plain(gk_view value)
{
    for (size_t i = 0; i < value.n && value.n <= VALUE_MOST;)
        if (gk_utf8_is_hidden(gk_utf8_next(value, &i))) return false;
    return value.n <= VALUE_MOST && gk_view_find_byte(value, '\t', 0) == SIZE_MAX &&
           gk_view_find_byte(value, '\n', 0) == SIZE_MAX;
}

static bool is_draft(const gk_node *map)
{
    gk_view draft = scalar(map, "draft");
    return draft.n && !gk_view_same_word(draft, GK_V("false"));
}

void gk_earlier_put(const gk_git_id *id, gk_view text, bool type, gk_buf *out)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_diags ignored = GK_DIAGS_INIT;
    char hex[GK_GIT_HEX];
    gk_git_id_hex(id, hex);
    gk_buf_puts(out, hex);
    const gk_node *map = read_text(text.p ? text : GK_V(""), type, &arena, &ignored);
    bool says = map && map->kind == GK_NODE_MAP && !is_draft(map);
    for (size_t i = 0; says && i < VALUES; i++) says = is_plain(scalar(map, keys[i]));
    for (size_t i = 0; says && i < VALUES; i++) {
        gk_buf_putc(out, '\t');
        gk_buf_put(out, scalar(map, keys[i]));
    }
    gk_buf_putc(out, '\n');
    gk_diags_free(&ignored);
    gk_arena_free(&arena);
}

void gk_earliers_take(gk_earliers *all, gk_view text)
{
    gk_view rest = text, line;
    gk_git_id id;
    *all = (gk_earliers){.text = text, .lines = GK_MAP_INIT};
    while (gk_view_split(&rest, '\n', &line)) {
        size_t tab = gk_view_find_byte(line, '\t', 0), tabs = 0;
        gk_view hex = gk_view_sub(line, 0, tab);
        for (size_t i = 0; i < line.n; i++) tabs += line.p[i] == '\t';
        if (!gk_git_id_parse(hex, &id) || (tabs && tabs != VALUES)) continue;
        *gk_map_put(&all->lines, hex, NULL) = (uint64_t)(line.p - text.p) + hex.n;
    }
}

bool gk_earlier_find(const gk_earliers *all, const gk_git_id *id, bool *says, gk_earlier *out)
{
    gk_view *values[VALUES] = {&out->slug, &out->branch,    &out->type,   &out->scope,
                               &out->date, &out->permalink, &out->extends};
    char hex[GK_GIT_HEX];
    gk_git_id_hex(id, hex);
    const uint64_t *at = gk_map_get(&all->lines, gk_view_of(hex));
    if (!at) return false;
    gk_view rest = gk_view_from(all->text, (size_t)*at), line = rest;
    gk_view_split(&rest, '\n', &line);
    *says = line.n > 0;
    *out = (gk_earlier){.slug = {NULL, 0}};
    line = gk_view_from(line, 1);
    for (size_t i = 0; *says && i < VALUES; i++) gk_view_split(&line, '\t', values[i]);
    return true;
}
