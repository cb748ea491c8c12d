#include "meta/type_table.h"

#include "meta/types.h"

#define TEXT(literal)                                                                              \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }
#define BIT(kind)    (1u << GK_FIELD_##kind)
#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
    ALL = (1u << GK_FIELD_KINDS) - 1,
    TEXTS = BIT(STRING) | BIT(TEXT),
    NUMBERS = BIT(INTEGER) | BIT(NUMBER)
};

static const gk_choice kind_choices[] = {
    {TEXT("string"), TEXT("一行文字")},   {TEXT("text"), TEXT("多行文字")},
    {TEXT("integer"), TEXT("整数")},      {TEXT("number"), TEXT("数")},
    {TEXT("boolean"), TEXT("是否")},      {TEXT("date"), TEXT("日期")},
    {TEXT("datetime"), TEXT("日期时间")}, {TEXT("enum"), TEXT("选项")},
    {TEXT("list"), TEXT("列表")},         {TEXT("map"), TEXT("一组项")},
    {TEXT("reference"), TEXT("引用")},    {TEXT("file"), TEXT("文件")},
    {TEXT("url"), TEXT("网址")},          {TEXT("email"), TEXT("邮箱")},
    {TEXT("phone"), TEXT("电话")},
};
_Static_assert(COUNT(kind_choices) == GK_FIELD_KINDS, "a choice a kind, in their order");

static const gk_choice target_choices[] = {{TEXT("document"), TEXT("文稿")},
                                           {TEXT("branch"), TEXT("支部")}};
static const gk_choice scope_choices[] = {{TEXT("public"), TEXT("公开")},
                                          {TEXT("internal"), TEXT("内部")}};

static const gk_field choice_fields[] = {
    {.name = TEXT("value"), .label = TEXT("值"), .kind = GK_FIELD_STRING, .required = true},
    {.name = TEXT("label"), .label = TEXT("显示的文字"), .kind = GK_FIELD_STRING},
};
static const gk_field choice_item = {.kind = GK_FIELD_MAP,
                                     .label = TEXT("选项"),
                                     .fields = choice_fields,
                                     .field_count = COUNT(choice_fields),
                                     .scalar = TEXT("value")};

enum { FIELD_KEYWORDS = 18 };
static const gk_field field_keywords[FIELD_KEYWORDS];

static const gk_field field_item = {.kind = GK_FIELD_MAP,
                                    .label = TEXT("字段"),
                                    .fields = field_keywords,
                                    .field_count = FIELD_KEYWORDS,
                                    .scalar = TEXT("type")};

static const gk_field field_keywords[FIELD_KEYWORDS] = {
    {.name = TEXT("type"),
     .label = TEXT("种类"),
     .help = TEXT("字段里写什么"),
     .kind = GK_FIELD_ENUM,
     .required = true,
     .choices = kind_choices,
     .choice_count = COUNT(kind_choices)},
    {.name = TEXT("label"),
     .label = TEXT("名称"),
     .help = TEXT("编辑看到的字段名，用中文"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("help"),
     .label = TEXT("说明"),
     .help = TEXT("怎样填写，出错时也显示"),
     .kind = GK_FIELD_TEXT},
    {.name = TEXT("required"),
     .label = TEXT("必填"),
     .help = TEXT("写 true 表示必须填写"),
     .kind = GK_FIELD_BOOLEAN},
    {.name = TEXT("default"),
     .label = TEXT("默认值"),
     .help = TEXT("不填时的值，要符合这个字段自己的规定"),
     .kind = GK_FIELD_ANY},
    {.name = TEXT("pattern"),
     .label = TEXT("格式"),
     .help = TEXT("正则表达式，要整体符合就用 ^ 开头、$ 结尾"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("pattern_message"),
     .label = TEXT("格式说明"),
     .help = TEXT("格式不符时显示的话"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("min"),
     .label = TEXT("最小"),
     .help = TEXT("文字的最少字数、最小的数、列表的最少项数"),
     .kind = GK_FIELD_NUMBER},
    {.name = TEXT("max"),
     .label = TEXT("最大"),
     .help = TEXT("文字的最多字数、最大的数、列表的最多项数"),
     .kind = GK_FIELD_NUMBER},
    {.name = TEXT("unique"),
     .label = TEXT("不重复"),
     .help = TEXT("全站不得有两篇相同"),
     .kind = GK_FIELD_BOOLEAN},
    {.name = TEXT("scope"),
     .label = TEXT("范围"),
     .help = TEXT("internal 只供内部，不出现在公开的网页上"),
     .kind = GK_FIELD_ENUM,
     .choices = scope_choices,
     .choice_count = COUNT(scope_choices)},
    {.name = TEXT("values"),
     .label = TEXT("选项"),
     .help = TEXT("enum 的各个值，写成 {value: 值, label: 显示的文字}"),
     .kind = GK_FIELD_LIST,
     .items = &choice_item,
     .has_min = true,
     .min = 1},
    {.name = TEXT("items"),
     .label = TEXT("列表项"),
     .help = TEXT("list 的每一项是什么"),
     .kind = GK_FIELD_MAP,
     .fields = field_keywords,
     .field_count = FIELD_KEYWORDS,
     .scalar = TEXT("type")},
    {.name = TEXT("fields"),
     .label = TEXT("下级字段"),
     .help = TEXT("map 里的各个字段"),
     .kind = GK_FIELD_TABLE,
     .items = &field_item},
    {.name = TEXT("to"),
     .label = TEXT("引用什么"),
     .help = TEXT("document 指一篇文稿，branch 指一个支部"),
     .kind = GK_FIELD_ENUM,
     .choices = target_choices,
     .choice_count = COUNT(target_choices)},
    {.name = TEXT("of"),
     .label = TEXT("文稿类型"),
     .help = TEXT("只能引用这个类型的文稿"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("show"),
     .label = TEXT("显示"),
     .help = TEXT("写 false 就不在“基本信息”里列出"),
     .kind = GK_FIELD_BOOLEAN},
    {.name = TEXT("media"),
     .label = TEXT("音视频网址"),
     .help = TEXT("写 true 表示网页从这个网址播放；站外的主机要在 site.yaml 的 media_hosts 里"),
     .kind = GK_FIELD_BOOLEAN},
};

static const gk_field order_item = {.kind = GK_FIELD_STRING};

static const gk_field type_keywords[] = {
    {.name = TEXT("name"),
     .label = TEXT("类型名"),
     .help = TEXT("与文件名相同"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("label"),
     .label = TEXT("名称"),
     .help = TEXT("编辑看到的类型名，用中文"),
     .kind = GK_FIELD_STRING,
     .required = true},
    {.name = TEXT("help"),
     .label = TEXT("说明"),
     .help = TEXT("一句话说明这个类型写什么"),
     .kind = GK_FIELD_TEXT},
    {.name = TEXT("extends"),
     .label = TEXT("继承"),
     .help = TEXT("先有另一个类型的全部字段；permalink、template、order 不写就同它"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("abstract"),
     .label = TEXT("抽象"),
     .help = TEXT("写 true 表示只供其他类型继承"),
     .kind = GK_FIELD_BOOLEAN},
    {.name = TEXT("publicity"),
     .label = TEXT("公示"),
     .help = TEXT("写 true 表示这个类型的文稿是公示：有公示期，名单来自名册，到期撤下"),
     .kind = GK_FIELD_BOOLEAN},
    {.name = TEXT("single"),
     .label = TEXT("单文件"),
     .help = TEXT(
         "写 true 就给每篇文稿另做一个单文件网页 single.html，图片和样式都在里面，可以保存、转发"),
     .kind = GK_FIELD_BOOLEAN},
    {.name = TEXT("permalink"),
     .label = TEXT("网址"),
     .help = TEXT("例如 /:section/:slug/"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("template"),
     .label = TEXT("模板"),
     .help = TEXT("主题 templates/ 里的文件名，不写是 document.html"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("order"),
     .label = TEXT("排序"),
     .help = TEXT("字段名或 path，倒序在前面加减号，例如 [-date, path]"),
     .kind = GK_FIELD_LIST,
     .items = &order_item,
     .has_min = true,
     .min = 1,
     .has_max = true,
     .max = 8},
    {.name = TEXT("scope"),
     .label = TEXT("范围"),
     .help = TEXT("这个类型的文稿向谁公开，site.yaml 的 scopes 里的名称；文稿可以另写 scope"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("scope_max"),
     .label = TEXT("最宽的范围"),
     .help = TEXT("这个类型的文稿最宽只能公开到哪里；文稿写得更宽时报错"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("fields"),
     .label = TEXT("字段"),
     .help = TEXT("名称和规定，一项一个"),
     .kind = GK_FIELD_TABLE,
     .items = &field_item},
};

/* Which kinds know a keyword of a field. */
static const struct {
    const char *keyword;
    uint32_t kinds;
    const char *words; /* "" = all */
} applies[] = {
    {"default", ALL & ~(BIT(REFERENCE) | BIT(FILE)),
     "string, text, integer, number, boolean, date, datetime, enum, list, map, url, email, phone"},
    {"pattern", TEXTS, "string, text"},
    {"pattern_message", TEXTS, "string, text"},
    {"min", TEXTS | NUMBERS | BIT(LIST), "string, text, integer, number, list"},
    {"max", TEXTS | NUMBERS | BIT(LIST), "string, text, integer, number, list"},
    {"unique", BIT(STRING) | BIT(INTEGER) | BIT(URL) | BIT(EMAIL) | BIT(PHONE),
     "string, integer, url, email, phone"},
    {"values", BIT(ENUM), "enum"},
    {"items", BIT(LIST), "list"},
    {"fields", BIT(MAP), "map"},
    {"to", BIT(REFERENCE), "reference"},
    {"of", BIT(REFERENCE), "reference"},
    {"media", BIT(URL), "url"},
};

static const gk_engine_field engine[] = {
    {"title", BIT(STRING), 0, "string"},
    {"date", BIT(DATE), 0, "date"},
    {"updated", BIT(DATE), 0, "date"},
    {"draft", BIT(BOOLEAN), 0, "boolean"},
    {"expires", BIT(DATE) | BIT(DATETIME), 0, "date / datetime"},
    {"withdrawn", BIT(DATE) | BIT(DATETIME), 0, "date / datetime"},
    {"withdrawn_reason", BIT(STRING) | BIT(TEXT), 0, "string / text"},
    {"weight", BIT(INTEGER), 0, "integer"},
    {"tags", BIT(LIST), BIT(STRING) | BIT(ENUM), "list (string)"},
    {"branch", BIT(REFERENCE), 0, "reference (to: branch)"},
    {"series", BIT(STRING) | BIT(ENUM), 0, "string"},
    {"series_order", BIT(INTEGER), 0, "integer"},
    {"summary", BIT(TEXT) | BIT(STRING), 0, "text"},
    {"slug", BIT(STRING), 0, "string"},
    {"aliases", BIT(LIST), BIT(STRING) | BIT(URL), "list (string)"},
    {"template", BIT(STRING) | BIT(ENUM), 0, "string"},
    {"cover", BIT(FILE), 0, "file"},
    {"toc", BIT(BOOLEAN), 0, "boolean"},
    {"source", BIT(STRING), 0, "string"},
    {"author", BIT(STRING), 0, "string"},
    {"keywords", BIT(LIST), BIT(STRING), "list (string)"},
    {"scope", BIT(STRING) | BIT(ENUM), 0, "string"},
};

const gk_field *gk_type_table_type(size_t *count)
{
    *count = COUNT(type_keywords);
    return type_keywords;
}

const gk_field *gk_type_table_field(void)
{
    return &field_item;
}

bool gk_type_table_applies(gk_view keyword, gk_field_kind kind, gk_view *kinds)
{
    for (size_t i = 0; i < COUNT(applies); i++) {
        if (!gk_view_is(keyword, applies[i].keyword)) continue;
        if (kinds) *kinds = gk_view_of(applies[i].words);
        return (applies[i].kinds >> kind & 1) != 0;
    }
    if (kinds) *kinds = (gk_view){NULL, 0};
    return true;
}

const gk_engine_field *gk_type_table_engine(gk_view name)
{
    for (size_t i = 0; i < COUNT(engine); i++)
        if (gk_view_is(name, engine[i].name)) return &engine[i];
    return NULL;
}

bool gk_type_table_reserved(gk_view name)
{
    static const char *const names[] = {"type", "type_label", "permalink", "section",
                                        "path", "excerpt",    "body",      "fields",
                                        "prev", "next",       "words"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (gk_view_is(name, names[i])) return true;
    return false;
}

const char *gk_field_kind_name(gk_field_kind kind)
{
    if (kind == GK_FIELD_TABLE) return "table";
    return (int)kind < GK_FIELD_KINDS ? kind_choices[kind].value.p : "any";
}

bool gk_field_kind_find(gk_view name, gk_field_kind *out)
{
    for (size_t i = 0; i < COUNT(kind_choices); i++)
        if (gk_view_eq(kind_choices[i].value, name)) {
            *out = (gk_field_kind)i;
            return true;
        }
    return false;
}

size_t gk_types_keywords(gk_keyword *out, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < COUNT(type_keywords); i++, n++)
        if (n < room) out[n] = (gk_keyword){&type_keywords[i], false, {NULL, 0}};
    for (size_t i = 0; i < COUNT(field_keywords); i++, n++) {
        gk_view kinds;
        gk_type_table_applies(field_keywords[i].name, GK_FIELD_STRING, &kinds);
        if (n < room) out[n] = (gk_keyword){&field_keywords[i], true, kinds};
    }
    return n;
}
