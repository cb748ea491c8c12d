/* What stands for the code of a plugin that was pushed and that nobody has looked at: texts that
 * use it are checked as if it were there, and nothing of it runs. */
#include "meta/plugins.h"

/* Other names are a fault that is told elsewhere; they must not become code. */
static bool is_plain(gk_view name)
{
    bool plain = name.n > 0;
    for (size_t i = 0; i < name.n; i++)
        plain = plain && ((name.p[i] >= 'a' && name.p[i] <= 'z') || name.p[i] == '_' ||
                          name.p[i] == '-' || (name.p[i] >= '0' && name.p[i] <= '9'));
    return plain;
}

static void put_functions(const char *hook, gk_value declared, const char *function, gk_buf *out)
{
    if (declared.kind != GK_MAP) return;
    gk_buf_printf(out, "%s={", hook);
    for (uint32_t i = 0; i < gk_value_count(declared); i++) {
        gk_view name = gk_value_key(declared, i);
        if (is_plain(name)) gk_buf_printf(out, "[\"%.*s\"]=%s,", (int)name.n, name.p, function);
    }
    gk_buf_puts(out, "},");
}

void gk_plugin_stub(gk_config_loading *l, gk_plugin_file *plugin)
{
    static const struct {
        const char *hook, *function;
    } rows[] = {{"filters", "function(v) return v end"},
                {"functions", "function() return nil end"},
                {"shortcodes", "function() return \"\" end"},
                {"checks", "function() end"},
                {"outputs", "function() return \"\" end"}};
    gk_value provides = gk_value_get(plugin->manifest, GK_V("provides"), l->arena, NULL);
    gk_buf code = GK_BUF_INIT;
    gk_buf_puts(&code, "return {");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        put_functions(rows[i].hook,
                      gk_value_get(provides, gk_view_of(rows[i].hook), l->arena, NULL),
                      rows[i].function, &code);
    if (gk_value_get(provides, GK_V("document"), l->arena, NULL).kind == GK_MAP)
        gk_buf_puts(&code, "document=function() return {} end,");
    if (gk_value_truth(gk_value_get(provides, GK_V("site"), l->arena, NULL)))
        gk_buf_puts(&code, "site=function() return {} end,");
    gk_buf_puts(&code, "}\n");
    plugin->source = gk_arena_view(l->arena, gk_buf_view(&code));
    gk_buf_free(&code);
}
