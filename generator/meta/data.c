#include "meta/data.h"

#include "meta/csv.h"
#include "meta/encoding.h"
#include "meta/json.h"
#include "meta/scalar.h"
#include "meta/yaml.h"

gk_data_kind gk_data_kind_of(gk_view name, gk_view *stem)
{
    static const struct {
        const char *ending;
        gk_data_kind kind;
    } endings[] = {{".yaml", GK_DATA_YAML},
                   {".yml", GK_DATA_YAML},
                   {".json", GK_DATA_JSON},
                   {".csv", GK_DATA_CSV}};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        gk_view ending = gk_view_of(endings[i].ending);
        if (!gk_view_ends(name, ending)) continue;
        *stem = gk_view_n(name.p, name.n - ending.n);
        return endings[i].kind;
    }
    *stem = name;
    return GK_DATA_NONE;
}

static bool read_yaml(gk_view file, gk_view text, int16_t offset, gk_arena *arena, gk_diags *diags,
                      gk_value *out)
{
    if (!gk_encoding_check(file, text, diags)) return false;
    const gk_node *node =
        gk_yaml_parse(file, text, gk_encoding_bom(text), text.n, GK_YAML_FILE_MAX, arena, diags);
    if (node) *out = gk_scalar_node(node, offset, arena);
    return node != NULL;
}

bool gk_data_read(gk_data_kind kind, gk_view file, gk_view text, int16_t offset, gk_arena *arena,
                  gk_diags *diags, gk_value *out)
{
    *out = gk_value_null();
    if (text.n > GK_DATA_MAX) {
        gk_view size = gk_arena_printf(arena, "%zu", text.n / 1024);
        gk_view most = gk_arena_printf(arena, "%d", GK_DATA_MAX / 1024);
        gk_diag_add(diags, GK_MSG_data_size, gk_place_file(file), size, most);
        return false;
    }
    switch (kind) {
    case GK_DATA_YAML: return read_yaml(file, text, offset, arena, diags, out);
    case GK_DATA_JSON: return gk_json_read(file, text, arena, diags, out);
    case GK_DATA_CSV: return gk_csv_read(file, text, offset, arena, diags, out);
    case GK_DATA_NONE: break;
    }
    return false;
}
