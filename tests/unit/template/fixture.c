#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

static bool load(void *ctx, gk_view name, gk_view *text, gk_view *path)
{
    fixture *f = ctx;
    for (size_t i = 0; i < f->count; i++) {
        if (!gk_view_eq(f->names[i], name)) continue;
        *text = f->texts[i];
        *path = f->names[i];
        return true;
    }
    return false;
}

static bool keep(void *ctx, const gk_template_call *call, gk_value *out, gk_template_fault *fault)
{
    (void)fault;
    ((fixture *)ctx)->kept = call->args[0];
    *out = gk_value_null();
    return true;
}

static bool day(void *ctx, const gk_template_call *call, gk_value *out, gk_template_fault *fault)
{
    (void)ctx;
    gk_date date;
    if (call->count == 1 && gk_date_parse(gk_value_view(call->args[0]), 480, &date)) {
        *out = gk_value_date(date);
        return true;
    }
    *fault = (gk_template_fault){.id = GK_MSG_template_divide};
    return false;
}

static bool markup(void *ctx, const gk_template_call *call, gk_value *out, gk_template_fault *fault)
{
    (void)ctx;
    (void)fault;
    *out = gk_value_html(gk_value_view(call->args[0]));
    return true;
}

static bool times(void *ctx, const gk_template_call *call, gk_value *out, gk_template_fault *fault)
{
    (void)fault;
    *out = gk_value_int(++((fixture *)ctx)->calls);
    *call->varies = true;
    return true;
}

/* "[a, k=v]" */
static bool show(void *ctx, const gk_template_call *call, gk_value *out, gk_template_fault *fault)
{
    (void)ctx;
    (void)fault;
    gk_buf text = GK_BUF_INIT;
    gk_buf_puts(&text, "[");
    for (size_t i = 0; i < call->count; i++) {
        if (i) gk_buf_puts(&text, " ");
        gk_value_put_text(call->args[i], &text);
    }
    for (uint32_t i = 0; i < gk_value_count(call->named); i++) {
        gk_view key = gk_value_key(call->named, i);
        gk_buf_printf(&text, " %.*s=", (int)key.n, key.p);
        gk_value_put_text(gk_value_at(call->named, i, call->arena), &text);
    }
    gk_buf_puts(&text, "]");
    *out = gk_value_string(gk_arena_view(call->arena, gk_buf_view(&text)));
    gk_buf_free(&text);
    return true;
}

static gk_template_set *new_set(fixture *f)
{
    gk_template_set *set = gk_templates_new(&(gk_template_loader){load, f}, &f->options);
    gk_templates_function(set, GK_V("keep"), keep, f);
    gk_templates_function(set, GK_V("day"), day, f);
    gk_templates_function(set, GK_V("markup"), markup, f);
    gk_templates_function(set, GK_V("show"), show, f);
    gk_templates_function(set, GK_V("times"), times, f);
    return set;
}

fixture *fixture_new(const char *data)
{
    fixture *f = calloc(1, sizeof *f);
    f->options.offset = 480;
    f->globals = gk_value_map(NULL, 0);
    if (!data[0]) return f;
    gk_view text = gk_arena_printf(&f->arena, "{%% set kept = keep(%s) %%}", data);
    fixture_file(f, "data", text);
    gk_template_set *set = new_set(f);
    bool ok = gk_template_render(set, GK_V("data"), f->globals, GK_V("data"), &f->arena, &f->out,
                                 &f->diags);
    if (!ok) printf("%s\n", fixture_fault(f));
    GK_CHECK(ok);
    /* What the values show lies in the text and in the set's arena: the set stays. */
    f->set = set;
    f->globals = f->kept;
    return f;
}

void fixture_free(fixture *f)
{
    gk_templates_free(f->set);
    gk_arena_free(&f->arena);
    gk_buf_free(&f->out);
    gk_diags_free(&f->diags);
    free(f);
}

void fixture_file(fixture *f, const char *name, gk_view text)
{
    f->names[f->count] = gk_view_of(name);
    f->texts[f->count++] = text;
}

const char *fixture_render(fixture *f, const char *name)
{
    if (!f->set) f->set = new_set(f);
    gk_diags_clear(&f->diags);
    gk_buf_truncate(&f->out, 0);
    bool ok = gk_template_render(f->set, gk_view_of(name), f->globals, GK_V("a.md"), &f->arena,
                                 &f->out, &f->diags);
    if (ok) {
        GK_CHECK_INT(f->diags.count, 0);
        return gk_arena_view(&f->arena, gk_buf_view(&f->out)).p;
    }
    gk_diags_sort(&f->diags);
    gk_view all = GK_V("");
    for (size_t i = 0; i < f->diags.count; i++) {
        const gk_diag *d = &f->diags.items[i];
        all = gk_arena_printf(&f->arena, "%.*s%s%s %u:%u", (int)all.n, all.p, i ? " " : "",
                              gk_message_get(d->id)->name, d->line, d->col);
    }
    return all.p;
}

const char *fixture_fault(fixture *f)
{
    if (!f->diags.count) return "";
    gk_buf text = GK_BUF_INIT;
    gk_diag_print_gcc(&f->diags.items[f->diags.count - 1], GK_LANG_ZH, &text);
    while (text.n && text.p[text.n - 1] == '\n') gk_buf_truncate(&text, text.n - 1);
    const char *line = gk_arena_view(&f->arena, gk_buf_view(&text)).p;
    gk_buf_free(&text);
    return line;
}

/* The result of fixture_one, kept until the next one or the end. */
static char result[1 << 16];

const char *fixture_one(const char *data, const char *text)
{
    fixture *f = fixture_new(data);
    fixture_file(f, "t.html", gk_view_of(text));
    snprintf(result, sizeof result, "%s", fixture_render(f, "t.html"));
    fixture_free(f);
    return result;
}
