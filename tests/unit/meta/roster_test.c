#include "meta/roster.h"

#include "harness.h"

typedef struct reading {
    gk_arena arena;
    gk_diags diags;
    gk_roster roster;
    bool fine;
} reading;

static void read_as(reading *r, const char *file, const char *text)
{
    *r = (reading){.diags = GK_DIAGS_INIT};
    r->fine =
        gk_roster_read(gk_view_of(file), gk_view_of(text), 480, &r->arena, &r->diags, &r->roster);
}

static void end(reading *r)
{
    gk_arena_free(&r->arena);
    gk_diags_free(&r->diags);
}

static gk_view cell(reading *r, uint32_t row, const char *key)
{
    return gk_value_view(
        gk_value_get(gk_value_at(r->roster.rows, row, NULL), gk_view_of(key), NULL, NULL));
}

/* Everything that was said, in one text. */
static bool says(const reading *r, const char *text)
{
    gk_buf all = GK_BUF_INIT;
    for (size_t i = 0; i < r->diags.count; i++)
        gk_diag_print_human(&r->diags.items[i], GK_LANG_ZH, false, &all);
    bool found = gk_view_find(gk_buf_view(&all), gk_view_of(text), 0) != SIZE_MAX;
    gk_buf_free(&all);
    return found;
}

static const char csv[] =
    "姓名,gender,年龄,学号,职务\n苏晓岚,女,21,2023010203,\n顾乙,男,22,0012345678,班长\n";
static const char yaml[] =
    "- {name: 苏晓岚, 性别: 女, 年龄: 21, student_number: 2023010203}\n"
    "- name: 顾乙\n  post: 班长\n  gender: 男\n  age: 22\n  student_number: \"0012345678\"\n";

GK_TEST(roster_is_read_from_csv)
{
    reading r;
    read_as(&r, "a.csv", csv);
    GK_CHECK(r.fine);
    GK_CHECK_INT(r.roster.count, 2);
    GK_CHECK_VIEW(cell(&r, 0, "name"), "苏晓岚");
    GK_CHECK_VIEW(cell(&r, 1, "student_number"), "0012345678");
    GK_CHECK_VIEW(cell(&r, 1, "post"), "班长");
    end(&r);
}

GK_TEST(roster_has_one_form_for_what_is_sealed)
{
    reading a, b;
    gk_buf first = GK_BUF_INIT, second = GK_BUF_INIT;
    read_as(&a, "a.csv", csv);
    read_as(&b, "a.yaml", yaml);
    GK_CHECK(b.fine);
    gk_roster_put_canonical(&a.roster, &first);
    gk_roster_put_canonical(&b.roster, &second);
    GK_CHECK_STR(first.p, second.p);
    gk_buf_free(&first);
    gk_buf_free(&second);
    end(&a);
    end(&b);
}

GK_TEST(roster_faults_do_not_quote_it)
{
    static const struct {
        const char *file, *text, *says, *never;
    } cases[] = {
        {"a.csv", "姓名,年龄\n苏晓岚,二十一\n", "第 1 人的内容不对（FIELD-", "二十一"},
        {"a.csv", "姓名,年龄\n苏,21\n", "第 1 人的内容不对（FIELD-", "苏"},
        {"a.csv", "苏晓岚,21\n顾乙,22\n", "第 1 栏不是已知的栏名", "苏晓岚"},
        {"a.csv", "姓名,年龄\n苏晓岚,21,3\n", "名册读不了（CSV-", "苏晓岚"},
        {"a.csv", "姓名,name\n苏晓岚,苏晓岚\n", "第 2 栏", "苏晓岚"},
        {"a.yaml", "- {name: 苏晓岚, 姓名: 苏晓岚}\n", "ROSTER-COLUMN", "苏晓岚"},
        {"a.csv", "性别\n女\n", "第 1 人的内容不对（FIELD-MISSING", "女"},
        {"a.yaml", "- {name: 苏晓岚, 星座: 天秤}\n", "ROSTER-COLUMN", "苏晓岚"},
        {"a.yaml", "- 苏晓岚\n", "ROSTER-FORM", "苏晓岚"},
        {"a.yaml", "苏晓岚: 1\n", "一行一人", "苏晓岚"},
        {"a.yaml", "- name：苏晓岚\n  x: [\n", "名册读不了", "苏晓岚"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        reading r;
        read_as(&r, cases[i].file, cases[i].text);
        GK_CHECK(!r.fine);
        GK_CHECK_INT(r.roster.count, 0);
        GK_CHECK(says(&r, cases[i].says));
        GK_CHECK(!says(&r, cases[i].never));
        end(&r);
    }
}

GK_TEST(roster_tells_what_to_look_for)
{
    reading r;
    gk_needles *needles = gk_needles_new();
    size_t from = 0, to;
    read_as(&r, "a.csv",
            "姓名,性别,电话,住址,出生日期\n苏晓岚,女,13800001234,学府路 88 号,2003-05-06\n");
    GK_CHECK(r.fine);
    gk_roster_add_needles(&r.roster, needles);
    GK_CHECK_INT(gk_needles_count(needles), 2);
    GK_CHECK(gk_needles_find(needles, GK_V("请打 138 0000 1234"), &from, &to));
    gk_needles_free(needles);
    end(&r);
}
