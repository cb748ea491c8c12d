#include "meta/types.h"

#include "harness.h"
#include "meta/faults.h"
#include "meta/flat.h"

static gk_arena arena;
static gk_diags diags;
static gk_buf out;
static gk_types types;

#define TITLE "  title: {type: string, required: true, label: 标题}\n"

static const char *read_two(const char *first, const char *second)
{
    gk_type_source sources[2] = {{GK_V("types/base.yaml"), GK_V("base"), gk_view_of(first)},
                                 {GK_V("types/news.yaml"), GK_V("news"), gk_view_of(second)}};
    gk_diags_clear(&diags);
    gk_arena_reset(&arena);
    gk_types_read(sources, second ? 2 : 1, &arena, &diags, &types);
    return faults(&diags, &out);
}

/* One field after title. */
static const char *field(const char *def)
{
    gk_view text =
        GK_JOIN(&arena, GK_V("label: 页\nfields:\n" TITLE "  f: "), gk_view_of(def), GK_V("\n"));
    gk_buf copy = GK_BUF_INIT;
    gk_buf_put(&copy, text);
    const char *said = read_two(copy.p, NULL);
    gk_buf_free(&copy);
    return said;
}

static void end(void)
{
    gk_buf_free(&out);
    gk_arena_free(&arena);
    gk_diags_free(&diags);
}

GK_TEST(types_extend_one_another)
{
    GK_CHECK_STR(
        read_two("name: base\nlabel: 公共\nabstract: true\npermalink: /x/:slug/\nfields:\n" TITLE
                 "  date: {type: date, label: 日期}\n  tags: {type: list, items: string}\n",
                 "label: 动态\nextends: base\norder: [-date, kind, path]\nfields:\n"
                 "  date: {type: date, required: true, label: 发布日期}\n"
                 "  kind: {type: enum, values: [a, b], default: b}\n"),
        "");
    const gk_schema *news = gk_types_find(&types, GK_V("news"));
    GK_REQUIRE(news != NULL && !news->broken);
    GK_CHECK_INT(news->field_count, 4);
    GK_CHECK_VIEW(news->fields[0].name, "title");
    GK_CHECK_VIEW(news->fields[1].label, "发布日期");
    GK_CHECK(news->fields[1].required);
    GK_CHECK_INT(news->fields[2].items->kind, GK_FIELD_STRING);
    GK_CHECK_VIEW(news->fields[3].choices[1].label, "b");
    GK_CHECK_VIEW(gk_value_view(news->fields[3].fallback), "b");
    GK_CHECK_VIEW(news->permalink, "/x/:slug/");
    GK_CHECK_VIEW(news->template, "document.html");
    GK_CHECK_INT(news->order_count, 3);
    GK_CHECK(news->order[0].down && !news->order[1].down);
    GK_CHECK(gk_types_find(&types, GK_V("base"))->abstract);
    GK_CHECK(gk_types_find(&types, GK_V("nothing")) == NULL);
    end();
}

GK_TEST(types_survive_the_flat_form)
{
    GK_CHECK_STR(
        read_two(
            "label: 页\nfields:\n" TITLE
            "  code: {type: string, pattern: \"^[A-Z]+$\", max: 6, unique: true, scope: internal, "
            "show: false}\n"
            "  m: {type: map, fields: {n: {type: integer, min: 1, default: 3}}, default: {}}\n"
            "  l: {type: list, items: {type: map, fields: {d: date}}, default: [{d: 2026-01-01}]}\n",
            NULL),
        "");
    gk_buf flat = GK_BUF_INIT;
    size_t at = gk_flat_put(&flat, gk_types_to_value(&types), &arena);
    gk_types again;
    gk_arena other = GK_ARENA_INIT;
    gk_arena_free(&arena);
    gk_types_from_value(gk_flat_value((const gk_cell *)(const void *)(flat.p + at)), &other,
                        &again);
    GK_REQUIRE(again.count == 1);
    const gk_schema *base = gk_types_find(&again, GK_V("base"));
    const gk_field *code = gk_schema_field(base, GK_V("code"));
    GK_REQUIRE(code && code->compiled);
    GK_CHECK(code->unique && code->internal && code->hidden && code->has_max && code->max == 6);
    const gk_field *map = gk_schema_field(base, GK_V("m"));
    GK_CHECK_INT(gk_value_get(map->fallback, GK_V("n"), &other, NULL).u.i, 3);
    const gk_field *list = gk_schema_field(base, GK_V("l"));
    gk_value first = gk_value_at(list->fallback, 0, &other);
    GK_CHECK_INT(gk_value_get(first, GK_V("d"), &other, NULL).kind, GK_DATE);
    GK_CHECK_INT(list->items->fields[0].kind, GK_FIELD_DATE);
    gk_buf_free(&flat);
    gk_arena_free(&other);
    end();
}

GK_TEST(types_check_fields)
{
    GK_CHECK_STR(field("{type: strin}"), "FIELD-ENUM-NEAR 4:13:18");
    GK_CHECK_STR(field("{label: 无}"), "FIELD-MISSING 4:3:4");
    GK_CHECK_STR(field("{type: string, lable: 错}"), "FIELD-TYPO 4:21:26");
    GK_CHECK_STR(field("{type: date, min: 3}"), "TYPE-KEYWORD 4:19:22");
    GK_CHECK_STR(field("{type: enum}"), "TYPE-NEEDS 4:13:17");
    GK_CHECK_STR(field("{type: enum, values: [a, b, a]}"), "TYPE-CHOICE 4:34:35");
    GK_CHECK_STR(field("{type: list}"), "TYPE-NEEDS 4:13:17");
    GK_CHECK_STR(field("{type: reference}"), "TYPE-NEEDS 4:13:22");
    GK_CHECK_STR(field("{type: string, min: 9, max: 3}"), "TYPE-RANGE 4:26:27");
    GK_CHECK_STR(field("{type: string, pattern: \"^[a-z+$\"}"), "TYPE-PATTERN 4:30:39");
    GK_CHECK_STR(field("{type: string, pattern: \"a**|*b\"}"), "TYPE-PATTERN 4:35:36");
    GK_CHECK_STR(field("{type: integer, default: 三}"), "FIELD-INTEGER 4:31:32");
    GK_CHECK_STR(field("{type: enum, values: [a, b], default: c}"), "FIELD-ENUM 4:44:45");
    GK_CHECK_STR(field("{type: reference, to: document, of: nwes}"), "TYPE-OF 4:42:46");
    GK_CHECK_STR(field("string"), "");
    GK_CHECK_STR(read_two("label: 页\nfields:\n" TITLE "  Bad-Name: {type: string}\n", NULL),
                 "TYPE-FIELD-NAME 4:3:11");
    GK_CHECK_STR(read_two("label: 页\nfields:\n" TITLE "  tags: {type: string}\n", NULL),
                 "TYPE-ENGINE 4:16:22");
    GK_CHECK_STR(read_two("label: 页\nfields:\n" TITLE "  path: {type: string}\n", NULL),
                 "TYPE-RESERVED 4:3:7");
    GK_CHECK_STR(
        read_two("label: 页\nfields:\n" TITLE "  branch: {type: reference, to: document}\n", NULL),
        "TYPE-ENGINE 4:18:27");
    end();
}

GK_TEST(types_check_files)
{
    GK_CHECK_STR(read_two("label: 页\n", NULL), "TYPE-TITLE 1:1:1");
    GK_CHECK_STR(read_two("name: bse\nlabel: 页\nabstract: true\n", NULL), "TYPE-NAME 1:7:10");
    GK_CHECK_STR(read_two("label: 页\nextends: nes\n", "label: n\nabstract: true\n"),
                 "TYPE-EXTENDS 2:10:13");
    GK_CHECK_STR(read_two("label: 页\nextends: news\n", "label: n\nextends: base\n"),
                 "TYPE-CYCLE 2:10:14");
    GK_CHECK_STR(read_two("label: 页\npermalink: /:slag/\nfields:\n" TITLE, NULL),
                 "TYPE-PERMALINK 2:12:19");
    GK_CHECK_STR(read_two("label: 页\npermalink: /a\nfields:\n" TITLE, NULL),
                 "TYPE-PERMALINK 2:12:14");
    GK_CHECK_STR(read_two("label: 页\ntemplate: ../x.html\nfields:\n" TITLE, NULL),
                 "TYPE-TEMPLATE 2:11:20");
    GK_CHECK_STR(read_two("label: 页\norder: [-dat]\nfields:\n" TITLE, NULL), "TYPE-ORDER 2:9:13");
    GK_CHECK_STR(read_two("- a\n", NULL), "CONFIG-NOT-MAP 1:1:4");
    GK_CHECK_STR(read_two("label: 页\nfield:\n  a: {type: string}\n", NULL), "FIELD-TYPO 2:1:6");
    GK_CHECK(gk_types_find(&types, GK_V("base"))->broken);
    GK_CHECK_STR(read_two("label: 页\nfields:\n" TITLE
                          "  m: {type: map, fields: {a: {type: strin}}}\n",
                          NULL),
                 "FIELD-ENUM-NEAR 4:37:42");
    const gk_field *map = gk_schema_field(gk_types_find(&types, GK_V("base")), GK_V("m"));
    GK_REQUIRE(map && map->field_count == 1);
    GK_CHECK_INT(map->fields[0].kind, GK_FIELD_ANY);
    end();
}
