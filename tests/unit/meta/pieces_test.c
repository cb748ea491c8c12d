#include "meta/pieces.h"

#include "harness.h"

typedef struct fixture {
    gk_arena arena;
    gk_pieces pieces;
} fixture;

static void data(fixture *f, gk_data_kind kind, const char *text)
{
    *f = (fixture){.arena = GK_ARENA_INIT};
    gk_pieces_begin(&f->pieces, GK_V("data/a"), gk_view_of(text));
    gk_pieces_add_data(&f->pieces, kind, &f->arena);
}

static void drop(fixture *f)
{
    gk_pieces_free(&f->pieces);
    gk_arena_free(&f->arena);
}

/* Where word stands: "field line:col-endcol". */
static void check(const gk_pieces *pieces, const char *word, const char *expected)
{
    gk_buf shown = GK_BUF_INIT;
    for (size_t i = 0; i < pieces->count && !shown.n; i++) {
        size_t at = gk_view_find(gk_piece_text(pieces, i), gk_view_of(word), 0);
        if (at == SIZE_MAX) continue;
        gk_place place = gk_pieces_place(pieces, i, at, at + strlen(word));
        gk_view field = gk_piece_field(pieces, i);
        gk_buf_printf(&shown, "%.*s %u:%u-%u", (int)field.n, field.p, place.line, place.col,
                      place.endcol);
    }
    GK_CHECK_STR(shown.p ? shown.p : "", expected);
    gk_buf_free(&shown);
}

GK_TEST(pieces_of_data)
{
    fixture f;
    data(&f, GK_DATA_YAML,
         "a:\n  - b: 甲乙\n    c: \"丙\\t丁\"\n  - b: '戊''己'\nd: |\n  庚辛\n  壬癸\ne: 子\n  丑\n"
         "f: {g: 寅, h: \"卯\"}\n");
    check(&f.pieces, "乙", "a.b 2:9-10");
    check(&f.pieces, "丁", "a.c 3:12-13");
    check(&f.pieces, "己", "a.b 4:12-13");
    check(&f.pieces, "壬癸", "d 7:3-5");
    check(&f.pieces, "丑", "e 9:3-4");
    check(&f.pieces, "寅", "f.g 10:8-9");
    check(&f.pieces, "卯", "f.h 10:15-16");
    drop(&f);
    data(&f, GK_DATA_JSON, "{\"a\": [{\"b\": \"甲\\n乙\"}, 138],\n \"c\": \"\\u4e2d丙\"}");
    check(&f.pieces, "乙", "a.b 1:18-19");
    check(&f.pieces, "138", "a 1:23-26");
    check(&f.pieces, "丙", "c 2:14-15");
    drop(&f);
    data(&f, GK_DATA_CSV, "姓名,电话\n 甲 ,\"138 \"\"1\"\"\"\n\n乙,1\n");
    check(&f.pieces, "甲", "姓名 2:2-3");
    check(&f.pieces, "1\"", "电话 2:12-15");
    check(&f.pieces, "乙", "姓名 4:1-2");
    drop(&f);
    data(&f, GK_DATA_YAML, "a: [\n");
    GK_CHECK_INT(f.pieces.count, 1);
    drop(&f);
    data(&f, GK_DATA_NONE, "a");
    GK_CHECK_INT(f.pieces.count, 0);
    gk_pieces_add_name(&f.pieces, GK_V("a/名单.xlsx"));
    GK_CHECK_VIEW(gk_piece_text(&f.pieces, 0), "名单.xlsx");
    GK_CHECK_INT(gk_pieces_place(&f.pieces, 0, 0, 3).line, 0);
    drop(&f);
}

GK_TEST(pieces_of_front_matter)
{
    static const gk_field phone[] = {{.name = {"phone", 5}, .kind = GK_FIELD_PHONE}};
    static const gk_field fields[] = {
        {.name = {"title", 5}, .kind = GK_FIELD_STRING},
        {.name = {"contact", 7}, .kind = GK_FIELD_MAP, .fields = phone, .field_count = 1}};
    static const gk_schema type = {.fields = fields, .field_count = 2};
    gk_arena arena = GK_ARENA_INIT;
    gk_diags diags = GK_DIAGS_INIT;
    gk_view text = GK_V("title: 题目\ncontact:\n  phone: 0931-1234567\ntags: [a, b]\nempty:\n");
    const gk_node *node =
        gk_yaml_parse(GK_V("a.md"), text, 0, text.n, GK_YAML_FRONT_MAX, &arena, &diags);
    gk_pieces pieces = GK_PIECES_INIT;
    gk_pieces_begin(&pieces, GK_V("a.md"), text);
    gk_pieces_add_front(&pieces, &type, node);
    GK_CHECK_INT(pieces.count, 4);
    GK_CHECK_INT(pieces.items[0].kind, GK_PIECE_TITLE);
    GK_CHECK_INT(pieces.items[1].kind, GK_PIECE_VALUE);
    GK_CHECK_INT(pieces.items[1].field_kind, GK_FIELD_PHONE + 1);
    check(&pieces, "1234567", "contact.phone 3:15-22");
    check(&pieces, "b", "tags 4:11-12");
    gk_pieces_free(&pieces);
    gk_diags_free(&diags);
    gk_arena_free(&arena);
}
