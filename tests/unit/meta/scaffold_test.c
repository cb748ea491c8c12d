#include "harness.h"
#include "meta/faults.h"
#include "meta/frontmatter.h"
#include "meta/types.h"

static gk_arena arena;
static gk_diags diags;
static gk_buf out, text;
static gk_types types;

static const gk_schema *schema_of(const char *type)
{
    gk_type_source source = {GK_V("types/a.yaml"), GK_V("a"), gk_view_of(type)};
    gk_types_read(&source, 1, &arena, &diags, &types);
    GK_CHECK_STR(faults(&diags, &out), "");
    return gk_types_find(&types, GK_V("a"));
}

static const char *check(const gk_schema *schema, gk_view document)
{
    gk_frontmatter front;
    gk_value value;
    gk_check c = {.file = GK_V("a.md"), .text = document, .offset = 480};
    if (gk_frontmatter_read(GK_V("a.md"), document, &arena, &diags, &front))
        gk_schema_check(schema, front.node, &c, &arena, &diags, &value);
    return faults(&diags, &out);
}

/* What the writer gets who removes "# " before every proposal. */
static gk_view uncommented(gk_view document)
{
    gk_buf all = GK_BUF_INIT;
    gk_view line;
    while (document.n && gk_view_split(&document, '\n', &line)) {
        size_t lead = 0;
        while (lead < line.n && line.p[lead] == ' ') lead++;
        gk_view rest = gk_view_from(line, lead);
        bool proposal =
            gk_view_starts(rest, GK_V("# ")) && rest.n > 2 && (unsigned char)rest.p[2] < 0x80;
        gk_buf_put(&all, gk_view_n(line.p, lead));
        gk_buf_put(&all, proposal ? gk_view_from(rest, 2) : rest);
        gk_buf_putc(&all, '\n');
    }
    gk_view kept = gk_arena_view(&arena, gk_buf_view(&all));
    gk_buf_free(&all);
    return kept;
}

static const char type[] =
    "label: 通知\nfields:\n"
    "  title: {type: string, required: true, label: 标题, help: 六十字以内, min: 2, max: 60}\n"
    "  date: {type: date, required: true, label: 日期}\n"
    "  kind: {type: enum, required: true, label: 类别, values: [{value: meeting, label: 会议}, other]}\n"
    "  tags: {type: list, label: 标签, items: string}\n"
    "  code: {type: string, label: 编码, required: true, pattern: \"^[A-HJ-NP-Z2-9]{6}$\"}\n"
    "  number: {type: string, label: 文号, pattern: \"^[^0-9]+〔[0-9]{4}〕[0-9]+号$\"}\n"
    "  count: {type: integer, label: 人数, min: 5, max: 500}\n"
    "  contact: {type: map, required: true, label: 联系, fields: {phone: {type: phone, required: true, label: 电话}, "
    "email: {type: email, label: 邮箱, help: 公务邮箱}}}\n"
    "  window: {type: map, label: 期限, fields: {opens: {type: date, label: 开始}, closes: {type: date, label: 截止}}}\n"
    "  steps: {type: list, required: true, label: 步骤, min: 2, items: {type: map, "
    "fields: {title: {type: string, label: 步, required: true}, text: {type: text, label: 说明}}}}\n"
    "  files: {type: list, label: 附件, items: {type: map, fields: {file: {type: file, label: 文件}, "
    "title: {type: string, label: 名称}}}}\n"
    "  when: {type: datetime, label: 时间}\n"
    "  url: {type: url, label: 网址}\n"
    "  draft: {type: boolean, label: 草稿, default: false}\n";

GK_TEST(scaffold_passes_its_own_check)
{
    const gk_schema *schema = schema_of(type);
    gk_date today = {0};
    gk_date_parse_day(GK_V("2026-11-20"), 480, &today);
    gk_preset title = {GK_V("title"), GK_V("关于: “星湖” #1 的通知")};
    gk_schema_scaffold(schema, &title, 1, today, &text);
    GK_CHECK_STR(check(schema, gk_buf_view(&text)), "");
    GK_CHECK_STR(check(schema, uncommented(gk_buf_view(&text))), "");
    static const char start[] =
        "---\n"
        "# 标题（必填）：六十字以内\n"
        "title: \"关于: “星湖” #1 的通知\"\n"
        "# 日期（必填）\n"
        "date: 2026-11-20\n"
        "# 类别（必填）：meeting 会议，other\n"
        "kind: meeting\n"
        "# 编码（必填）\n"
        "code: AAAAAA\n"
        "# 联系（必填）\n"
        "contact:\n"
        "  # 电话（必填）\n"
        "  phone: 000-00000000\n"
        "  # 邮箱：公务邮箱\n"
        "  # email: office@example.edu.cn\n"
        "# 步骤（必填）\n"
        "steps:\n"
        "  # 步（必填）\n"
        "  - title: 请填写步\n"
        "    # 说明\n"
        "    # text: 请填写说明\n"
        "  # 步（必填）\n"
        "  - title: 请填写步\n"
        "    # 说明\n"
        "    # text: 请填写说明\n"
        "\n"
        "# 以下各项按需要填写：去掉行首的“# ”，改成自己的内容；用不到的可以删去。\n"
        "# 标签\n"
        "# tags: [请填写标签]\n"
        "# 文号\n"
        "# number: x〔0000〕0号\n";
    GK_CHECK_VIEW(gk_view_sub(gk_buf_view(&text), 0, sizeof start - 1), start);
    gk_buf_free(&text);
    gk_buf_free(&out);
    gk_diags_free(&diags);
    gk_arena_free(&arena);
}
