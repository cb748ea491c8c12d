#include "meta/data.h"

#include "harness.h"
#include "meta/faults.h"

static gk_arena arena;
static gk_diags diags;
static gk_buf out;

static const char *read_as(gk_data_kind kind, gk_view text)
{
    gk_value value;
    gk_diags_clear(&diags);
    gk_arena_reset(&arena);
    if (!gk_data_read(kind, GK_V("f"), text, 480, &arena, &diags, &value))
        return faults(&diags, &out);
    gk_buf_truncate(&out, 0);
    gk_value_put_json(value, &arena, &out);
    return out.p;
}

static const char *yaml(const char *text)
{
    return read_as(GK_DATA_YAML, gk_view_of(text));
}

static const char *json(const char *text)
{
    return read_as(GK_DATA_JSON, gk_view_of(text));
}

static const char *csv(const char *text)
{
    return read_as(GK_DATA_CSV, gk_view_of(text));
}

static void end(void)
{
    gk_buf_free(&out);
    gk_arena_free(&arena);
    gk_diags_free(&diags);
}

GK_TEST(data_types_yaml_by_its_look)
{
    GK_CHECK_STR(
        yaml("[1, -2, 1.50, no, yes, true, null, ~, 0999, '5', 2026-03-05, 1.2.3, 1e3, .5]\n"),
        "[1,-2,1.5,\"no\",\"yes\",true,null,null,\"0999\",\"5\",\"2026-03-05\",\"1.2.3\",\"1e3\",0.5]");
    GK_CHECK_STR(
        yaml("a: 2026-03-05T08:00:00Z\nb: 12345678901234567890\nc: 2026-02-30\nd:\n"),
        "{\"a\":\"2026-03-05T08:00:00Z\",\"b\":\"12345678901234567890\",\"c\":\"2026-02-30\",\"d\":null}");
    gk_value value;
    gk_data_read(GK_DATA_YAML, GK_V("f"), GK_V("2026-03-05"), 480, &arena, &diags, &value);
    GK_CHECK_INT(value.kind, GK_DATE);
    GK_CHECK(gk_value_as_date(value).day_only);
    end();
}

GK_TEST(data_reads_json)
{
    GK_CHECK_STR(json("\xEF\xBB\xBF{\"b\": [1, 2.5, \"中\\u0041\", null, true], \"a\": {}}"),
                 "{\"b\":[1,2.5,\"中A\",null,true],\"a\":{}}");
    GK_CHECK_STR(json("{\"甲\": 1,\n \"乙\": 2,\n}\n"), "JSON-SYNTAX 3:1:2");
    GK_CHECK_STR(json("{\"a\": 1,\n \"甲\": 2, \"甲\": 3}"), "JSON-DUPLICATE 2:12:13");
    GK_CHECK_VIEW(diags.items[0].args[0], "甲");
    GK_CHECK_STR(json("[1, 2"), "JSON-SYNTAX 1:5:6");
    GK_CHECK_STR(json(""), "JSON-SYNTAX 1:1:1");
    GK_CHECK_STR(json("{'a': 1}"), "JSON-SYNTAX 1:2:3");
    GK_CHECK_STR(json("{\"a\": 1} x"), "JSON-SYNTAX 1:10:11");
    gk_buf deep = GK_BUF_INIT;
    for (int i = 0; i < 100; i++) gk_buf_putc(&deep, '[');
    for (int i = 0; i < 100; i++) gk_buf_putc(&deep, ']');
    GK_CHECK_STR(json(deep.p), "JSON-DEPTH 0:0:0");
    gk_buf_truncate(&deep, 0);
    while (deep.n < 500000) gk_buf_putc(&deep, '[');
    GK_CHECK_STR(json(deep.p), "JSON-DEPTH 1:2049:2050");
    gk_buf_free(&deep);
    end();
}

GK_TEST(data_reads_csv)
{
    GK_CHECK_STR(
        csv("\xEF\xBB\xBF名称,数\r\n甲,1\r\n\"乙,\"\"丙\"\"\r\n丁\",\"2\"\r\n,\r\n\r\n"),
        "[{\"名称\":\"甲\",\"数\":1},{\"名称\":\"乙,\\\"丙\\\"\\r\\n丁\",\"数\":\"2\"},{\"名称\":null,\"数\":null}]");
    GK_CHECK_STR(csv("a,b\n1, 68420.50 \n"), "[{\"a\":1,\"b\":68420.5}]");
    GK_CHECK_STR(csv("a,b"), "[]");
    GK_CHECK_STR(csv(""), "CSV-EMPTY 1:1:1");
    GK_CHECK_STR(csv("a,,c\n"), "CSV-HEADER 1:3:3");
    GK_CHECK_STR(csv("a,b,a\n1,2,3\n"), "CSV-TWICE 1:5:6");
    GK_CHECK_STR(csv("a,b\n1\n2,3,4\n"), "CSV-RAGGED 2:1:2; CSV-RAGGED 3:1:6");
    GK_CHECK_STR(csv("a,b\n\"甲,1\n"), "CSV-QUOTE 2:1:2");
    GK_CHECK_STR(csv("a,b\n\"甲\"乙,1\n"), "CSV-QUOTE 2:4:5");
    GK_CHECK_STR(csv("\xC3\xFB\xB3\xC6,\xCA\xFD\n"), "TEXT-GBK 1:1:2");
    end();
}

GK_TEST(data_knows_endings)
{
    gk_view stem;
    GK_CHECK_INT(gk_data_kind_of(GK_V("a.b.yml"), &stem), GK_DATA_YAML);
    GK_CHECK_VIEW(stem, "a.b");
    GK_CHECK_INT(gk_data_kind_of(GK_V("a.txt"), &stem), GK_DATA_NONE);
    end();
}
