/* The manual names every key of the server's configuration, and its example is one. */
#include <fcntl.h>

#include "base/fs.h"
#include "harness.h"
#include "meta/server.h"
#include "meta/server_table.h"

#define PAGE "content/manual/publish.md"

GK_TEST(server_manual_names_every_key)
{
    size_t count;
    const gk_field *fields = gk_server_table(&count);
    gk_buf page = GK_BUF_INIT, row = GK_BUF_INIT;
    GK_REQUIRE(gk_fs_read(AT_FDCWD, PAGE, 1 << 20, &page) == 0);
    for (size_t i = 0; i < count; i++) {
        gk_buf_truncate(&row, 0);
        gk_buf_printf(&row, "\n| `%.*s` |", (int)fields[i].name.n, fields[i].name.p);
        if (gk_view_find(gk_buf_view(&page), gk_buf_view(&row), 0) == SIZE_MAX)
            GK_CHECK_STR(row.p, "a row of the manual");
    }
    gk_buf_free(&page);
    gk_buf_free(&row);
}

GK_TEST(server_manual_has_an_example)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_diags diags = GK_DIAGS_INIT;
    gk_server server;
    gk_buf page = GK_BUF_INIT;
    GK_REQUIRE(gk_fs_read(AT_FDCWD, PAGE, 1 << 20, &page) == 0);
    gk_view text = gk_buf_view(&page), fence = GK_V("```yaml\n");
    size_t from = gk_view_find(text, fence, 0) + fence.n;
    size_t to = gk_view_find(text, GK_V("```"), from);
    GK_CHECK(gk_server_read(GK_V("party.yaml"), gk_view_sub(text, from, to - from), GK_V("/etc"),
                            &arena, &diags, &server));
    GK_CHECK_VIEW(server.to, "/srv/party");
    gk_buf_free(&page);
    gk_diags_free(&diags);
    gk_arena_free(&arena);
}
