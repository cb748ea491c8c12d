#include "script/fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "meta/json.h"

static void log_line(void *ctx, uint32_t plugin, gk_view line)
{
    gk_fixture *f = ctx;
    gk_buf_printf(&f->log, "%u:%.*s\n", plugin, (int)line.n, line.p);
}

static void report(void *ctx, const gk_script_report *r)
{
    gk_fixture *f = ctx;
    gk_buf_printf(&f->log, "%s %.*s %.*s piece=%zd %zu-%zu%s\n",
                  r->severity == GK_ERROR ? "error" : "warning", (int)r->code.n, r->code.p,
                  (int)r->message.n, r->message.p, (ssize_t)r->piece, r->from, r->to,
                  r->only_check ? " check" : "");
}

static gk_value parse(gk_fixture *f, const char *json)
{
    gk_value v = gk_value_null();
    gk_json_read(GK_V("fixture"), gk_view_of(json), &f->arena, &f->diags, &v);
    return v;
}

static bool markdown(void *ctx, gk_view text, gk_arena *arena, gk_diags *diags, gk_view *html)
{
    (void)ctx;
    (void)diags;
    *html = GK_JOIN(arena, GK_V("<p>"), text, GK_V("</p>"));
    return true;
}

static bool where(void *ctx, gk_place *out)
{
    (void)ctx;
    *out = (gk_place){.file = GK_V("notices/a.md"), .line = 7};
    return true;
}

static gk_view url(void *ctx, gk_view path, bool absolute, gk_arena *arena)
{
    (void)ctx;
    return GK_JOIN(arena, absolute ? GK_V("https://a.example") : GK_V(""), path);
}

gk_fixture *gk_fixture_load(const char *provides, const char *source)
{
    gk_fixture *f = gk_mem_calloc(1, sizeof *f);
    static const char files[] = "{\"a.csv\": \"名称,数\\n甲,1\\n乙,2\\n\"}";
    static const char site[] =
        "{\"title\": \"测试\", \"base_url\": \"https://a.example/\", "
        "\"data\": {\"list\": [1, 2, 3], \"map\": {\"b\": 1, \"a\": {\"x\": \"y\"}}}}";
    gk_value manifest =
        parse(f, GK_JOIN(&f->arena, GK_V("{\"provides\": "), gk_view_of(provides), GK_V("}")).p);
    gk_value all = parse(f, site);
    f->plugin = (gk_plugin){GK_V("p"),
                            GK_V("plugins/p/plugin.lua"),
                            gk_view_of(source),
                            manifest,
                            parse(f, "{\"width\": 960, \"names\": [\"a\", \"b\"]}"),
                            parse(f, files)};
    static const int32_t years[] = {2026};
    static const gk_calendar calendar = {NULL, 0, years, 1};
    gk_script_host host = {.plugins = &f->plugin,
                           .count = 1,
                           .site = all,
                           .data = gk_value_get(all, GK_V("data"), &f->arena, NULL),
                           .log = log_line,
                           .report = report,
                           .markdown = markdown,
                           .url = url,
                           .where = where,
                           .calendar = &calendar,
                           .ctx = f};
    gk_date_parse(GK_V("2026-11-20"), 480, &host.today);
    f->script = gk_script_new(&host, &f->diags);
    return f;
}

void gk_fixture_free(gk_fixture *f)
{
    gk_script_free(f->script);
    gk_arena_free(&f->arena);
    gk_diags_free(&f->diags);
    gk_buf_free(&f->text);
    gk_buf_free(&f->log);
    free(f);
}

const char *gk_fixture_faults(gk_fixture *f)
{
    gk_buf_truncate(&f->text, 0);
    for (size_t i = 0; i < f->diags.count; i++) {
        const gk_diag *d = &f->diags.items[i];
        gk_buf_printf(&f->text, "%s%s:%u ", i ? "\n" : "", gk_message_get(d->id)->name, d->line);
        gk_diag_message(d, GK_LANG_EN, &f->text);
    }
    return f->text.p ? f->text.p : "";
}

const char *gk_fixture_filter(gk_fixture *f, const char *name, gk_value value)
{
    gk_value out;
    if (!f->script) return gk_fixture_faults(f);
    gk_script_begin(f->script, GK_V("notices/a.md"), &f->arena, &f->diags);
    gk_script_call(f->script, 0, GK_HOOK_FILTER, gk_view_of(name), &value, 1, gk_value_null(),
                   &out);
    gk_script_end(f->script);
    if (f->diags.count) return gk_fixture_faults(f);
    gk_buf_truncate(&f->text, 0);
    gk_buf json = GK_BUF_INIT;
    gk_value_put_json(out, &f->arena, &json);
    for (size_t i = 0; i < json.n; i++) { /* signs of HTML as they are */
        gk_view rest = gk_view_from(gk_buf_view(&json), i);
        bool sign = gk_view_starts(rest, GK_V("\\u003")) || gk_view_starts(rest, GK_V("\\u0026"));
        gk_buf_putc(&f->text, !sign              ? rest.p[0]
                              : rest.p[4] == '2' ? '&'
                              : rest.p[5] == 'c' ? '<'
                                                 : '>');
        i += sign ? 5 : 0;
    }
    gk_buf_free(&json);
    return f->text.p;
}

const char *gk_fixture_run(const char *body)
{
    static char result[4000]; /* of the last test that asked */
    gk_buf source = GK_BUF_INIT;
    gk_buf_printf(&source, "return {filters = {f = function(v)\n%s\nend}}", body);
    gk_fixture *f = gk_fixture_load("{\"filters\": {\"f\": {}}}", source.p);
    snprintf(result, sizeof result, "%s", gk_fixture_filter(f, "f", gk_value_string(GK_V("值"))));
    gk_fixture_free(f);
    gk_buf_free(&source);
    return result;
}
