/* The holiday tables of the sample portal, for tests. */
#ifndef GK_TESTS_MODEL_TABLES_H
#define GK_TESTS_MODEL_TABLES_H

#include <fcntl.h>

#include "base/fs.h"
#include "meta/data.h"
#include "model/calendar.h"

enum { GK_TABLE_SIZE = 65536 };

static inline gk_value gk_test_table(const char *path, gk_arena *arena, gk_diags *diags)
{
    gk_buf bytes = GK_BUF_INIT;
    gk_value value = gk_value_null();
    if (gk_fs_read(AT_FDCWD, path, GK_TABLE_SIZE, &bytes) == 0)
        gk_data_read(GK_DATA_YAML, gk_view_of(path), gk_arena_view(arena, gk_buf_view(&bytes)), 480,
                     arena, diags, &value);
    gk_buf_free(&bytes);
    return value;
}

/* The calendar of 2024 to 2026. */
static inline void gk_test_calendar(gk_arena *arena, gk_calendar *out)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_pair *pairs = gk_arena_alloc(arena, 3 * sizeof *pairs);
    pairs[0] =
        (gk_pair){GK_V("2024"), gk_test_table("content/data/holidays/2024.yaml", arena, &diags)};
    pairs[1] =
        (gk_pair){GK_V("2025"), gk_test_table("content/data/holidays/2025.yaml", arena, &diags)};
    pairs[2] =
        (gk_pair){GK_V("2026"), gk_test_table("content/data/holidays/2026.yaml", arena, &diags)};
    gk_calendar_from_data(gk_value_map(pairs, 3), arena, out);
    gk_diags_free(&diags);
}

#endif
