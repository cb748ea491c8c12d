#include "fuzz.h"

#include "template/template.h"

#include <stdlib.h>
#include <string.h>

struct text {
    gk_view text;
};

/* Every name is the same template: so includes and extensions of others are those of itself. */
static bool load(void *ctx, gk_view name, gk_view *text, gk_view *path)
{
    (void)name;
    *text = ((struct text *)ctx)->text;
    *path = gk_view_of("a.html");
    return true;
}

void gk_fuzz_one(const char *bytes, size_t len)
{
    struct text text = {{bytes, len}};
    gk_template_options options = {.steps = 20000, .output = 100000, .memory = 4 << 20};
    gk_template_set *set = gk_templates_new(&(gk_template_loader){load, &text}, &options);
    gk_diags diags = GK_DIAGS_INIT;
    gk_arena arena = GK_ARENA_INIT;
    gk_buf out = GK_BUF_INIT;
    bool good = gk_templates_check(set, gk_view_of("a.html"), &diags);
    if (good != (diags.errors == 0)) {
        abort();
    }
    const gk_value items[] = {gk_value_int(1), gk_value_int(2), gk_value_int(3)};
    const gk_pair page[] = {{gk_view_of("title"), gk_value_string(gk_view_of("标题 <a&b>"))},
                            {gk_view_of("items"), gk_value_list(items, 3)}};
    const gk_pair globals[] = {{gk_view_of("page"), gk_value_map(page, 2)}};
    bool done = gk_template_render(set, gk_view_of("a.html"), gk_value_map(globals, 1),
                                   gk_view_of("a.md"), &arena, &out, &diags);
    if (!done && diags.errors == 0) {
        abort();
    }
    gk_buf_free(&out);
    gk_arena_free(&arena);
    gk_diags_free(&diags);
    gk_templates_free(set);
}
