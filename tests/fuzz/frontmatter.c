#include "fuzz.h"

#include "meta/frontmatter.h"

#include <stdlib.h>

void gk_fuzz_one(const char *bytes, size_t len)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_diags diags = GK_DIAGS_INIT;
    gk_frontmatter front;
    bool fine =
        gk_frontmatter_read(gk_view_of("a.md"), (gk_view){bytes, len}, &arena, &diags, &front);
    if (fine != (diags.errors == 0) || (fine && !front.node) || front.body > len) {
        abort();
    }
    gk_diags_free(&diags);
    gk_arena_free(&arena);
}
