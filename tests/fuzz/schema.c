#include "fuzz.h"

#include "meta/frontmatter.h"
#include "meta/types.h"

#include <stdlib.h>

static const char type[] =
    "label: 通知\nfields:\n"
    "  title: {type: string, required: true, label: 标题, min: 2, max: 60}\n"
    "  date: {type: date, required: true, label: 日期}\n"
    "  kind: {type: enum, values: [{value: meeting, label: 会议}, other], default: other}\n"
    "  draft: {type: boolean, default: false}\n"
    "  tags: {type: list, items: {type: string, max: 4}, max: 3}\n"
    "  count: {type: integer, min: 1, max: 500}\n"
    "  rate: {type: number}\n"
    "  when: {type: datetime}\n"
    "  branch: {type: reference, to: branch}\n"
    "  about: {type: reference, to: document}\n"
    "  contact: {type: map, fields: {phone: {type: phone, required: true}, email: {type: email}}}\n"
    "  files: {type: list, items: {type: map, fields: {file: {type: file, required: true}, title: string}}}\n"
    "  url: {type: url}\n"
    "  code: {type: string, pattern: \"^([A-Z]|[0-9]{2}){2,}$\", unique: true}\n"
    "  summary: {type: text}\n";

/* Front matter against a schema of all kinds; every diagnostic can be printed. */
void gk_fuzz_one(const char *bytes, size_t len)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_diags diags = GK_DIAGS_INIT;
    gk_buf out = GK_BUF_INIT;
    gk_types types;
    gk_frontmatter front;
    gk_value value;
    gk_view text = {bytes, len};
    gk_type_source source = {GK_V("types/a.yaml"), GK_V("a"), gk_view_of(type)};
    if (!gk_types_read(&source, 1, &arena, &diags, &types)) abort();
    gk_check check = {.file = GK_V("a.md"), .text = text, .path = GK_V("x/a.md"), .offset = 480};
    gk_frontmatter_read(GK_V("a.md"), text, &arena, &diags, &front);
    size_t before = diags.errors;
    bool fine = gk_schema_check(types.items, front.node, &check, &arena, &diags, &value);
    if ((front.node && fine != (diags.errors == before)) || value.kind != GK_MAP) abort();
    for (const gk_mention *m = check.mentions; m; m = m->next)
        if (m->span.to > len || m->span.from > m->span.to) abort();
    for (size_t i = 0; i < diags.count; i++)
        gk_diag_print_human(&diags.items[i], GK_LANG_ZH, false, &out);
    gk_value_put_json(value, &arena, &out);
    gk_buf_free(&out);
    gk_diags_free(&diags);
    gk_arena_free(&arena);
}
