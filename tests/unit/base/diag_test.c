#include "base/diag.h"

#include <errno.h>
#include <string.h>

#include "base/utf8.h"

#include "harness.h"

static const char text[] = "title: 通知\ndate: 二〇二六年\nbranch: x\n";

static gk_place place_of(const char *word)
{
    gk_view whole = gk_view_of(text);
    size_t from = gk_view_find(whole, gk_view_of(word), 0);
    return gk_place_at(GK_V("a.md"), whole, from, from + strlen(word));
}

GK_TEST(diag_places_count_characters)
{
    gk_place place = place_of("二〇二六年");
    GK_CHECK_INT(place.line, 2);
    GK_CHECK_INT(place.col, 7);
    GK_CHECK_INT(place.endcol, 12);
}

GK_TEST(diag_says_only_utf8)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_buf out = GK_BUF_INIT;
    gk_diag_add(&diags, GK_MSG_type_unknown, place_of("六年"), GK_V("六\xE5\x85\xFF\x1B"));
    gk_diag_print_json(&diags.items[0], GK_LANG_ZH, &out);
    GK_CHECK(gk_utf8_valid(gk_buf_view(&out), NULL));
    GK_CHECK(gk_view_find(gk_buf_view(&out), GK_V("六\xEF\xBF\xBD"), 0) != SIZE_MAX);
    gk_buf_free(&out);
    gk_diags_free(&diags);
}

GK_TEST(diag_says_reasons_of_the_system_in_chinese)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_buf out = GK_BUF_INIT;
    gk_diag_add(&diags, GK_MSG_io_write, gk_place_file(GK_V("x")), gk_view_of(strerror(EISDIR)));
    gk_diag_message(&diags.items[0], GK_LANG_ZH, &out);
    GK_CHECK_STR(out.p, "无法写入：这是文件夹，不是文件");
    gk_buf_truncate(&out, 0);
    gk_diag_message(&diags.items[0], GK_LANG_EN, &out);
    GK_CHECK_STR(out.p, "cannot write: Is a directory");
    gk_buf_free(&out);
    gk_diags_free(&diags);
}

GK_TEST(diag_caret_stands_under_chinese)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_buf out = GK_BUF_INIT;
    gk_diag_add(&diags, GK_MSG_type_unknown, place_of("六年"), GK_V("六年"));
    gk_diag_print_human(&diags.items[0], GK_LANG_ZH, false, &out);
    gk_view shown = gk_buf_view(&out);
    GK_CHECK(gk_view_find(shown, GK_V("a.md:2:10："), 0) != SIZE_MAX);
    GK_CHECK(gk_view_find(shown, GK_V("    2 | date: 二〇二六年\n      |             ^^^^\n"), 0) !=
             SIZE_MAX);
    GK_CHECK(gk_view_find(shown, GK_V("怎么改："), 0) != SIZE_MAX);
    gk_buf_free(&out);
    gk_diags_free(&diags);
}

GK_TEST(diag_long_line_is_cut_around_the_caret)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_buf line = GK_BUF_INIT, out = GK_BUF_INIT;
    for (int i = 0; i < 300; i++) gk_buf_puts(&line, "字");
    gk_diag_add(&diags, GK_MSG_type_unknown,
                gk_place_at(GK_V("a.md"), gk_buf_view(&line), 750, 756), GK_V("x"));
    gk_diag_print_human(&diags.items[0], GK_LANG_EN, false, &out);
    GK_CHECK(out.n < 700);
    GK_CHECK(gk_view_find(gk_buf_view(&out), GK_V("^^^^"), 0) != SIZE_MAX);
    gk_buf_free(&line);
    gk_buf_free(&out);
    gk_diags_free(&diags);
}

GK_TEST(diag_json_is_one_object_a_line)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_buf out = GK_BUF_INIT;
    gk_diag_add(&diags, GK_MSG_type_unknown, place_of("x"), GK_V("a\"b<\n"));
    gk_diag_help(&diags, GK_V("help"));
    gk_diag_print_json(&diags.items[0], GK_LANG_EN, &out);
    GK_CHECK_VIEW(
        gk_buf_view(&out),
        "{\"code\":\"TYPE-UNKNOWN\",\"severity\":\"error\",\"file\":\"a.md\",\"line\":3,\"col\":9,\"endcol\":10,"
        "\"message\":\"there is no type a\\\"b\\u003c\xEF\xBF\xBD\",\"help\":\"help\"}\n");
    gk_buf_free(&out);
    gk_diags_free(&diags);
}

GK_TEST(diag_pack_round_trip)
{
    gk_diags diags = GK_DIAGS_INIT, back = GK_DIAGS_INIT;
    gk_buf packed = GK_BUF_INIT;
    gk_diag_add(&diags, GK_MSG_type_unknown, place_of("x"), GK_V("one"));
    gk_diag_add(&diags, GK_MSG_site_missing, gk_place_file(GK_V("b")));
    gk_diag_severity(&diags, GK_WARNING);
    gk_diags_pack(&diags, &packed);
    GK_CHECK(gk_diags_unpack(&back, gk_buf_view(&packed)));
    GK_REQUIRE(back.count == 2);
    GK_CHECK_INT(back.errors, 1);
    GK_CHECK_INT(back.warnings, 1);
    GK_CHECK_VIEW(back.items[0].args[0], "one");
    GK_CHECK_VIEW(back.items[0].source, "branch: x");
    GK_CHECK(!gk_diags_unpack(&back, gk_view_n(packed.p, packed.n - 1)));
    gk_buf_free(&packed);
    gk_diags_free(&diags);
    gk_diags_free(&back);
}

GK_TEST(diag_sort_drops_repetitions)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_diag_add(&diags, GK_MSG_type_unknown, place_of("x"), GK_V("b"));
    gk_diag_add(&diags, GK_MSG_type_unknown, place_of("title"), GK_V("a"));
    gk_diag_add(&diags, GK_MSG_type_unknown, place_of("x"), GK_V("b"));
    gk_diags_sort(&diags);
    GK_CHECK_INT(diags.count, 2);
    GK_CHECK_INT(diags.errors, 2);
    GK_CHECK_INT(diags.items[0].line, 1);
    gk_diags_free(&diags);
}

GK_TEST(diag_messages_are_complete)
{
    for (int id = 0; id < GK_MSG_COUNT; id++) {
        const gk_message_row *row = gk_message_get((gk_message)id);
        bool helped = row->help_zh[0] && row->help_en[0];
        GK_CHECK(row->name[0] && row->zh[0] && row->en[0]);
        /* Whose help is the field's or the plugin's own. */
        GK_CHECK(helped || id == GK_MSG_field_pattern || id == GK_MSG_plugin_says);
        GK_CHECK_INT(gk_message_find(gk_view_of(row->name)), id);
    }
}
