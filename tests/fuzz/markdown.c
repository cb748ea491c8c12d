#include "fuzz.h"

#include "markup/markdown.h"

#include <stdlib.h>

void gk_fuzz_one(const char *bytes, size_t len)
{
    gk_markdown *md = gk_markdown_new();
    gk_markdown_options options = {.lang = gk_view_of("zh-CN")};
    for (int bare = 0; bare < 2; bare++) {
        gk_arena arena = GK_ARENA_INIT;
        gk_diags diags = GK_DIAGS_INIT;
        gk_markdown_result result = {.html = GK_BUF_INIT};
        options.bare = options.unsafe = bare;
        bool fine = gk_markdown_render(md, gk_view_of("a.md"), (gk_view){bytes, len}, 0, &options,
                                       &arena, &result, &diags);
        for (size_t i = 0; i < result.slot_count; i++) {
            if (result.slots[i].link >= result.link_count) {
                abort();
            }
        }
        if (!fine && diags.errors == 0) {
            abort();
        }
        gk_buf_free(&result.html);
        gk_diags_free(&diags);
        gk_arena_free(&arena);
    }
    gk_markdown_free(md);
}
