#include "meta/types.h"

#include "fuzz.h"
#include "meta/flat.h"

#include <stdlib.h>

/* A type file, through the flat form and back; a scaffold from whatever came of it. */
void gk_fuzz_one(const char *bytes, size_t len)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_diags diags = GK_DIAGS_INIT;
    gk_buf out = GK_BUF_INIT, flat = GK_BUF_INIT;
    gk_types types, again;
    gk_type_source sources[2] = {
        {GK_V("types/base.yaml"), GK_V("base"), {bytes, len}},
        {GK_V("types/news.yaml"), GK_V("news"), GK_V("label: n\nextends: base\n")}};
    bool fine = gk_types_read(sources, 2, &arena, &diags, &types);
    if (fine != (diags.errors == 0)) abort();
    size_t at = gk_flat_put(&flat, gk_types_to_value(&types), &arena);
    gk_types_from_value(gk_flat_value((const gk_cell *)(const void *)(flat.p + at)), &arena,
                        &again);
    if (again.count != types.count) abort();
    for (size_t i = 0; i < again.count; i++)
        gk_schema_scaffold(&again.items[i], NULL, 0, (gk_date){0}, &out);
    for (size_t i = 0; i < diags.count; i++)
        gk_diag_print_human(&diags.items[i], GK_LANG_EN, false, &out);
    gk_buf_free(&out);
    gk_buf_free(&flat);
    gk_diags_free(&diags);
    gk_arena_free(&arena);
}
