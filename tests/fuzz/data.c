#include "meta/data.h"

#include "fuzz.h"
#include "meta/value.h"

#include <stdlib.h>

/* The same bytes as YAML, JSON and CSV. */
void gk_fuzz_one(const char *bytes, size_t len)
{
    static const gk_data_kind kinds[] = {GK_DATA_YAML, GK_DATA_JSON, GK_DATA_CSV};
    for (size_t i = 0; i < 3; i++) {
        gk_arena arena = GK_ARENA_INIT;
        gk_diags diags = GK_DIAGS_INIT;
        gk_buf out = GK_BUF_INIT;
        gk_value value;
        bool fine =
            gk_data_read(kinds[i], GK_V("f"), (gk_view){bytes, len}, 480, &arena, &diags, &value);
        if (fine != (diags.errors == 0)) abort();
        for (size_t k = 0; k < diags.count; k++)
            gk_diag_print_human(&diags.items[k], GK_LANG_ZH, false, &out);
        gk_value_put_json(value, &arena, &out);
        gk_buf_free(&out);
        gk_diags_free(&diags);
        gk_arena_free(&arena);
    }
}
