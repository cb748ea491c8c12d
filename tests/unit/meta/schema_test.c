#include "meta/schema.h"

#include "harness.h"
#include "meta/faults.h"
#include "meta/flat.h"
#include "meta/frontmatter.h"
#include "meta/types.h"

static gk_arena arena;
static gk_diags diags;
static gk_buf out;
static gk_types types;
static gk_check check;

static const char notice[] =
    "label: 通知\n"
    "order: [-date, path]\n"
    "fields:\n"
    "  title: {type: string, required: true, label: 标题, help: 四十字以内, min: 2, max: 10}\n"
    "  date: {type: date, required: true, label: 日期}\n"
    "  kind: {type: enum, label: 类别, values: [{value: meeting, label: 会议}, other], default: other}\n"
    "  draft: {type: boolean, label: 草稿, default: false}\n"
    "  tags: {type: list, label: 标签, items: {type: string, max: 4}, max: 3}\n"
    "  count: {type: integer, label: 人数, min: 1, max: 500}\n"
    "  rate: {type: number, label: 比例}\n"
    "  when: {type: datetime, label: 时间}\n"
    "  branch: {type: reference, to: branch, label: 支部}\n"
    "  about: {type: reference, to: document, label: 文稿}\n"
    "  contact: {type: map, label: 联系方式, fields: {phone: {type: phone, required: true, label: 电话}, "
    "email: {type: email, label: 邮箱}}}\n"
    "  files: {type: list, label: 附件, items: {type: map, fields: {file: {type: file, required: true, label: 文件}, "
    "title: {type: string, label: 名称}}}}\n"
    "  url: {type: url, label: 网址}\n"
    "  code: {type: string, label: 编码, pattern: \"^[A-Z]{2}$\", pattern_message: 两个大写字母, unique: true}\n"
    "  note: {type: text, label: 备注}\n";

/* The values as JSON, or the faults. */
static const char *checked(const char *front)
{
    gk_frontmatter f;
    gk_type_source source = {GK_V("types/notice.yaml"), GK_V("notice"), gk_view_of(notice)};
    gk_diags_clear(&diags);
    gk_arena_reset(&arena);
    if (!gk_types_read(&source, 1, &arena, &diags, &types)) return faults(&diags, &out);
    gk_view text = GK_JOIN(&arena, GK_V("---\n"), gk_view_of(front), GK_V("---\n"));
    if (!gk_frontmatter_read(GK_V("a.md"), text, &arena, &diags, &f)) return faults(&diags, &out);
    check =
        (gk_check){.file = GK_V("a.md"), .text = text, .path = GK_V("notices/a.md"), .offset = 480};
    gk_value value;
    bool fine = gk_schema_check(gk_types_find(&types, GK_V("notice")), f.node, &check, &arena,
                                &diags, &value);
    if (!fine || diags.count) return faults(&diags, &out);
    gk_buf_truncate(&out, 0);
    gk_value_put_json(value, &arena, &out);
    return out.p;
}

static const char *text_of(size_t i, bool help)
{
    static gk_buf text;
    gk_buf_truncate(&text, 0);
    if (i < diags.count && help) gk_diag_help_text(&diags.items[i], GK_LANG_ZH, &text);
    if (i < diags.count && !help) gk_diag_message(&diags.items[i], GK_LANG_ZH, &text);
    gk_view kept = gk_arena_view(&arena, gk_buf_view(&text));
    gk_buf_free(&text);
    return kept.p;
}

static void end(void)
{
    gk_buf_free(&out);
    gk_arena_free(&arena);
    gk_diags_free(&diags);
}

#define HEAD "title: 会议通知\ndate: 2026-03-05\n"

GK_TEST(schema_types_values)
{
    GK_CHECK_STR(
        checked(HEAD),
        "{\"title\":\"会议通知\",\"date\":\"2026-03-05\",\"kind\":\"other\",\"draft\":false}");
    GK_CHECK_STR(
        checked(
            "date: '2026-03-05'\ntitle: no\nkind: meeting\ndraft: true\ntags: [no, 2026, 1.0]\ncount: 12\n"
            "rate: 0.50\nwhen: 2026-03-05T14:30\nnote: |\n  一\n  二\n"),
        "{\"title\":\"no\",\"date\":\"2026-03-05\",\"kind\":\"meeting\",\"draft\":true,"
        "\"tags\":[\"no\",\"2026\",\"1.0\"],\"count\":12,\"rate\":0.5,"
        "\"when\":\"2026-03-05T14:30:00+08:00\",\"note\":\"一\\n二\"}");
    GK_CHECK_STR(
        checked(HEAD
                "contact: {phone: 0999-5550101 转 12}\nfiles: [{file: a.pdf}]\ntags:\ncount: ~\n"),
        "{\"title\":\"会议通知\",\"date\":\"2026-03-05\",\"kind\":\"other\",\"draft\":false,"
        "\"contact\":{\"phone\":\"0999-5550101 转 12\",\"email\":null},"
        "\"files\":[{\"file\":\"a.pdf\",\"title\":null}]}");
    GK_CHECK_STR(
        checked("type: notice\n" HEAD),
        "{\"title\":\"会议通知\",\"date\":\"2026-03-05\",\"kind\":\"other\",\"draft\":false}");
    end();
}

GK_TEST(schema_reports_all_faults_with_places)
{
    GK_CHECK_STR(
        checked("titel: 会议\ndate: 2026-02-30\nkind: meating\ncount: 十\ntags: 党费，办事\n"),
        "FIELD-TYPO 2:1:6; FIELD-DAY 3:7:17; FIELD-ENUM-NEAR 4:7:14; FIELD-LIST 6:7:12; "
        "FIELD-INTEGER 5:8:9");
    GK_CHECK_STR(text_of(0, false), "通知没有“titel”这一项，是不是“title”？");
    GK_CHECK_STR(text_of(3, true),
                 "写成 tags: [党费, 办事]，各项之间用英文逗号；或一项一行，每行以减号和空格开头。");
    end();
}

GK_TEST(schema_names_each_kind_of_fault)
{
    GK_CHECK_STR(checked(HEAD "x: 1\n"), "FIELD-UNKNOWN 4:1:2");
    GK_CHECK_STR(checked("title: 短\ndate: 2026-03-05\n"), "FIELD-SHORT 2:8:9");
    GK_CHECK_STR(checked("title: 一二三四五六七八九十一\ndate: 2026-03-05\n"), "FIELD-LONG 2:8:19");
    GK_CHECK_STR(checked("title: [一, 二]\ndate: 2026-03-05\n"), "FIELD-SCALAR 2:8:14");
    GK_CHECK_STR(checked("title: |\n  一二\n  三\ndate: 2026-03-05\n"), "FIELD-LINES 2:8:9");
    GK_CHECK_STR(checked("title:\ndate: 2026-03-05\n"), "FIELD-MISSING 2:1:6");
    GK_CHECK_STR(text_of(0, false), "缺少必填项“标题”（title）");
    GK_CHECK_STR(text_of(0, true), "加上一行 title: 内容（四十字以内）");
    GK_CHECK_STR(checked("标题: 通知\ndate: 2026-03-05\n"), "FIELD-TYPO 2:1:3");
    GK_CHECK_STR(checked(HEAD "tags: [a, ]\nfiles:\n  -file: a.pdf\n"), "YAML-DASH-SPACE 6:3:4");
    GK_CHECK_STR(checked(HEAD "tags:\n  -\n  - a\n"), "FIELD-EMPTY 4:1:5");
    GK_CHECK_STR(checked(HEAD "tags: 【甲，乙】\n"), "FIELD-LIST 4:7:12");
    GK_CHECK_STR(text_of(0, true),
                 "写成 tags: [甲, 乙]，各项之间用英文逗号；或一项一行，每行以减号和空格开头。");
    GK_CHECK_STR(checked("title: \"\"\ndate: 2026-03-05\n"), "FIELD-MISSING 2:1:6");
    GK_CHECK_STR(checked("title: 通知\ndate: 2026年3月5日\n"), "FIELD-DATE-FORM 3:7:16");
    GK_CHECK_STR(text_of(0, true), "写成 2026-03-05");
    GK_CHECK_STR(checked("title: 通知\ndate: 2026/3/5\n"), "FIELD-DATE-FORM 3:7:15");
    GK_CHECK_STR(checked("title: 通知\ndate: “2026-03-05”\n"), "FIELD-DATE-FORM 3:7:19");
    GK_CHECK_STR(checked("title: 通知\ndate: 明天\n"), "FIELD-DATE 3:7:9");
    GK_CHECK_STR(checked("title: 通知\ndate: 2026-03-05T08:00\n"), "FIELD-DATE-FORM 3:7:23");
    GK_CHECK_STR(checked("title: 通知\ndate: 1026-03-05\n"), "FIELD-YEAR 3:7:17");
    GK_CHECK_STR(checked(HEAD "when: 2026-03-05\n"), "FIELD-DATETIME 4:7:17");
    GK_CHECK_STR(checked(HEAD "draft: 是\n"), "FIELD-BOOLEAN 4:8:9");
    GK_CHECK_STR(checked(HEAD "draft: yes\n"), "FIELD-BOOLEAN 4:8:11");
    GK_CHECK_STR(checked(HEAD "kind: 会议\n"), "FIELD-ENUM-NEAR 4:7:9");
    GK_CHECK_STR(text_of(0, false), "“类别”（kind）不能是“会议”，是不是 meeting？");
    GK_CHECK_STR(text_of(0, true), "从这些里选一个：meeting（会议）、other");
    GK_CHECK_STR(checked(HEAD "count: 0\n"), "FIELD-SMALL 4:8:9");
    GK_CHECK_STR(checked(HEAD "count: 501\n"), "FIELD-LARGE 4:8:11");
    GK_CHECK_STR(checked(HEAD "count: 1,000\n"), "FIELD-INTEGER 4:8:13");
    GK_CHECK_STR(checked(HEAD "rate: 一半\n"), "FIELD-NUMBER 4:7:9");
    GK_CHECK_STR(checked(HEAD "tags: [a, b, c, d]\n"), "FIELD-MANY 4:1:5");
    GK_CHECK_STR(checked(HEAD "tags: [甲乙丙丁戊]\n"), "FIELD-LONG 4:8:13");
    GK_CHECK_STR(text_of(0, false), "“标签”（tags[1]）有 5 个字，最多 4 个字");
    GK_CHECK_STR(checked(HEAD "tags: [甲、乙]\n"), "FIELD-COMMA 4:9:10");
    GK_CHECK_STR(checked(HEAD "contact: {email: a@b}\n"),
                 "FIELD-MISSING 4:1:8; FIELD-EMAIL 4:18:21");
    GK_CHECK_STR(text_of(0, false), "缺少必填项“电话”（contact.phone）");
    GK_CHECK_STR(checked(HEAD "contact: 0999\n"), "FIELD-MAP 4:10:14");
    GK_CHECK_STR(checked(HEAD "contact:\n  phone：0999-5550101\n"), "YAML-WIDE-COLON 5:8:9");
    GK_CHECK_STR(checked(HEAD "contact:\n  phone:0999-5550101\n"), "YAML-COLON-SPACE 5:8:9");
    GK_CHECK_STR(checked(HEAD "contact: {phone: abc}\n"), "FIELD-PHONE 4:18:21");
    GK_CHECK_STR(checked(HEAD "files:\n  - title: a\n"), "FIELD-MISSING 5:5:10");
    GK_CHECK_STR(checked(HEAD "files: [{file: ../../../a}]\n"), "FIELD-FILE-OUT 4:16:26");
    GK_CHECK_STR(checked(HEAD "files: [{file: 'C:\\a'}]\n"), "FIELD-FILE 4:16:22");
    GK_CHECK_STR(checked(HEAD "url: javascript:alert(1)\n"), "FIELD-URL 4:6:25");
    GK_CHECK_STR(checked(HEAD "url: //x.example/\n"), "FIELD-URL 4:6:18");
    GK_CHECK_STR(checked(HEAD "code: abc\n"), "FIELD-PATTERN 4:7:10");
    GK_CHECK_STR(text_of(0, false), "“编码”（code）的写法不对：“abc”。两个大写字母");
    GK_CHECK_STR(checked(HEAD "branch: 流通支部\n"), "FIELD-BRANCH 4:9:13");
    GK_CHECK_STR(checked(HEAD "about: https://x.example/a.md\n"), "FIELD-REFERENCE 4:8:30");
    GK_CHECK_STR(checked("title: “会议通知”\ndate: 2026-03-05\n"), "FIELD-CURLY 2:8:14");
    GK_CHECK_STR(
        checked("title: \"“会议通知”\"\ndate: 2026-03-05\n"),
        "{\"title\":\"“会议通知”\",\"date\":\"2026-03-05\",\"kind\":\"other\",\"draft\":false}");
    GK_CHECK_STR(
        checked("title: “会议”的通知\ndate: 2026-03-05\n"),
        "{\"title\":\"“会议”的通知\",\"date\":\"2026-03-05\",\"kind\":\"other\",\"draft\":false}");
    GK_CHECK_STR(checked("title: 第一期 #读书会\ndate: 2026-03-05\n"), "FIELD-HASH 2:12:16");
    GK_CHECK_STR(checked("title: 通\xE2\x80\xAE知\ndate: 2026-03-05\n"), "FIELD-CONTROL 2:8:11");
    end();
}

GK_TEST(schema_lists_what_documents_mention)
{
    checked(
        HEAD
        "branch: lending\nabout: ../lessons/a.md\ncode: AB\nfiles: [{file: a.pdf}, {file: /x/b.pdf}]\n");
    GK_CHECK_INT(diags.count, 0);
    gk_buf_truncate(&out, 0);
    for (const gk_mention *m = check.mentions; m; m = m->next) {
        gk_place place = gk_place_at(check.file, check.text, m->span.from, m->span.to);
        gk_buf_printf(&out, "%d %.*s ", (int)m->kind, (int)m->text.n, m->text.p);
        gk_buf_printf(&out, "%u:%u:%u; ", place.line, place.col, place.endcol);
    }
    GK_CHECK_STR(out.p,
                 "1 lending 4:9:16; 0 ../lessons/a.md 5:8:23; 2 a.pdf 7:16:21; 2 /x/b.pdf 7:31:39; "
                 "3 AB 6:7:9; ");
    end();
}

GK_TEST(schema_stops_counting_at_some_point)
{
    gk_buf front = GK_BUF_INIT;
    gk_buf_puts(&front, HEAD);
    for (int i = 0; i < 3000; i++) gk_buf_printf(&front, "x%d: 1\n", i);
    checked(front.p);
    GK_CHECK_INT(diags.count, 51);
    GK_CHECK_INT(diags.items[50].id, GK_MSG_field_more);
    gk_buf_free(&front);
    end();
}
