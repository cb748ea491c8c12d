#include "meta/plugin_table.h"

#define TEXT(literal)                                                                              \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }
#define STRING_VALUE(literal)                                                                      \
    {                                                                                              \
        .kind = GK_STRING, .n = sizeof(literal) - 1, .u = {.s = literal }                          \
    }
#define COUNT(array) (sizeof(array) / sizeof *(array))
#define HELP                                                                                       \
    {                                                                                              \
        .name = TEXT("help"), .label = TEXT("说明"), .kind = GK_FIELD_TEXT                         \
    }
#define USAGE                                                                                      \
    {                                                                                              \
        .name = TEXT("usage"), .label = TEXT("写法"), .help = TEXT("例如 'mask(keep=4)'"),         \
        .kind = GK_FIELD_STRING                                                                    \
    }
#define TABLE(name_, label_, item_)                                                                \
    {                                                                                              \
        .name = TEXT(name_), .label = TEXT(label_), .kind = GK_FIELD_TABLE, .items = &item_,       \
        .fallback = {                                                                              \
            .kind = GK_MAP                                                                         \
        }                                                                                          \
    }

static const gk_field string_item = {.kind = GK_FIELD_STRING};

static const gk_field call_fields[] = {HELP, USAGE};
static const gk_field call_item = {.kind = GK_FIELD_MAP,
                                   .label = TEXT("函数"),
                                   .fields = call_fields,
                                   .field_count = COUNT(call_fields),
                                   .scalar = TEXT("help")};

static const gk_choice bodies[] = {{TEXT("none"), TEXT("没有内容")},
                                   {TEXT("markdown"), TEXT("内容是 Markdown")},
                                   {TEXT("raw"), TEXT("内容原样交给插件")}};
static const gk_field shortcode_fields[] = {
    HELP,
    USAGE,
    {.name = TEXT("body"),
     .label = TEXT("内容"),
     .kind = GK_FIELD_ENUM,
     .choices = bodies,
     .choice_count = COUNT(bodies),
     .fallback = STRING_VALUE("none")},
    {.name = TEXT("body_required"),
     .label = TEXT("必须有内容"),
     .help = TEXT("写 true 就必须有结束标记；不写时可以只有开头的标记，没有内容"),
     .kind = GK_FIELD_BOOLEAN,
     .fallback = {.kind = GK_BOOL}},
    {.name = TEXT("inline"),
     .label = TEXT("行内"),
     .help = TEXT("写 true 就可以用在一段文字中间"),
     .kind = GK_FIELD_BOOLEAN,
     .fallback = {.kind = GK_BOOL}},
    {.name = TEXT("args"),
     .label = TEXT("参数"),
     .help = TEXT("写法同类型里的字段"),
     .kind = GK_FIELD_ANY},
};
static const gk_field shortcode_item = {.kind = GK_FIELD_MAP,
                                        .label = TEXT("短代码"),
                                        .fields = shortcode_fields,
                                        .field_count = COUNT(shortcode_fields)};

static const gk_choice asked[] = {{TEXT("document"), TEXT("文稿")},
                                  {TEXT("data"), TEXT("数据文件")},
                                  {TEXT("file"), TEXT("附件的文件名")}};
static const gk_field asked_item = {
    .kind = GK_FIELD_ENUM, .choices = asked, .choice_count = COUNT(asked)};
static const gk_value asked_default[] = {STRING_VALUE("document")};
static const gk_field check_fields[] = {
    HELP,
    {.name = TEXT("on"),
     .label = TEXT("检查什么"),
     .kind = GK_FIELD_LIST,
     .items = &asked_item,
     .has_min = true,
     .min = 1,
     .fallback = {.kind = GK_LIST, .n = 1, .u = {.items = asked_default}}},
};
static const gk_field check_item = {.kind = GK_FIELD_MAP,
                                    .label = TEXT("检查"),
                                    .fields = check_fields,
                                    .field_count = COUNT(check_fields),
                                    .scalar = TEXT("help")};

static const gk_field document_fields[] = {
    HELP,
    {.name = TEXT("types"),
     .label = TEXT("类型"),
     .help = TEXT("types/ 里的文件名；不写就是所有类型"),
     .kind = GK_FIELD_LIST,
     .items = &string_item},
    {.name = TEXT("fields"),
     .label = TEXT("字段"),
     .help = TEXT("插件为文稿算出的值，写法同类型里的字段"),
     .kind = GK_FIELD_ANY},
};

static const gk_choice subjects[] = {{TEXT("site"), TEXT("整个站点一份")},
                                     {TEXT("page"), TEXT("每篇文稿一份")}};
static const gk_field output_fields[] = {
    HELP,
    {.name = TEXT("for"),
     .label = TEXT("对象"),
     .kind = GK_FIELD_ENUM,
     .choices = subjects,
     .choice_count = COUNT(subjects),
     .required = true},
    {.name = TEXT("types"),
     .label = TEXT("类型"),
     .help = TEXT("types/ 里的文件名；不写就是所有类型"),
     .kind = GK_FIELD_LIST,
     .items = &string_item},
    {.name = TEXT("path"),
     .label = TEXT("文件名"),
     .help = TEXT("整个站点的从网站根目录写起，每篇文稿的放在它的页面旁边"),
     .kind = GK_FIELD_STRING,
     .required = true},
};
static const gk_field output_item = {.kind = GK_FIELD_MAP,
                                     .label = TEXT("输出"),
                                     .fields = output_fields,
                                     .field_count = COUNT(output_fields)};

static const gk_field provides_fields[] = {
    TABLE("filters", "过滤器", call_item),
    TABLE("functions", "函数", call_item),
    TABLE("shortcodes", "短代码", shortcode_item),
    TABLE("checks", "检查", check_item),
    {.name = TEXT("document"),
     .label = TEXT("文稿的值"),
     .kind = GK_FIELD_MAP,
     .fields = document_fields,
     .field_count = COUNT(document_fields)},
    {.name = TEXT("site"),
     .label = TEXT("站点"),
     .help = TEXT("写 true 就在全部文稿读完后运行一次"),
     .kind = GK_FIELD_BOOLEAN,
     .fallback = {.kind = GK_BOOL}},
    TABLE("outputs", "输出", output_item),
};

static const gk_field plugin_fields[] = {
    {.name = TEXT("name"),
     .label = TEXT("名称"),
     .help = TEXT("与文件夹同名"),
     .kind = GK_FIELD_STRING,
     .required = true},
    {.name = TEXT("version"),
     .label = TEXT("版本"),
     .help = TEXT("例如 1.0.0"),
     .kind = GK_FIELD_STRING,
     .required = true,
     .has_max = true,
     .max = 40},
    {.name = TEXT("api"),
     .label = TEXT("接口版本"),
     .help = TEXT("目前是 1"),
     .kind = GK_FIELD_INTEGER,
     .required = true},
    {.name = TEXT("description"),
     .label = TEXT("说明"),
     .help = TEXT("一句话"),
     .kind = GK_FIELD_STRING,
     .required = true,
     .has_max = true,
     .max = 100},
    {.name = TEXT("author"), .label = TEXT("作者"), .kind = GK_FIELD_STRING},
    {.name = TEXT("license"), .label = TEXT("许可"), .kind = GK_FIELD_STRING},
    {.name = TEXT("order"),
     .label = TEXT("次序"),
     .help = TEXT("几个插件依这个数从小到大运行"),
     .kind = GK_FIELD_INTEGER,
     .has_min = true,
     .min = 0,
     .has_max = true,
     .max = 1000,
     .fallback = {.kind = GK_INT, .u = {.i = 50}}},
    {.name = TEXT("options"),
     .label = TEXT("选项"),
     .help = TEXT("写法同类型里的字段"),
     .kind = GK_FIELD_ANY},
    {.name = TEXT("files"),
     .label = TEXT("文件"),
     .help = TEXT("插件文件夹里 Lua 要读的其他文件"),
     .kind = GK_FIELD_LIST,
     .items = &string_item,
     .has_max = true,
     .max = 50,
     .fallback = {.kind = GK_LIST}},
    {.name = TEXT("provides"),
     .label = TEXT("提供"),
     .kind = GK_FIELD_MAP,
     .fields = provides_fields,
     .field_count = COUNT(provides_fields),
     .required = true},
};

const gk_field *gk_plugin_table(size_t *count)
{
    *count = COUNT(plugin_fields);
    return plugin_fields;
}
