#include "meta/catalogue_table.h"

#define TEXT(literal)                                                                              \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }
#define COUNT(array) (sizeof(array) / sizeof *(array))

static const gk_choice frequencies[] = {
    {TEXT("monthly"), TEXT("每月")},       {TEXT("quarterly"), TEXT("每季度")},
    {TEXT("half-yearly"), TEXT("每半年")}, {TEXT("yearly"), TEXT("每年")},
    {TEXT("long-term"), TEXT("长期")},     {TEXT("at-once"), TEXT("及时")},
};

static const gk_field text_item = {.kind = GK_FIELD_STRING};

static const gk_field source_fields[] = {
    {.name = TEXT("type"),
     .label = TEXT("类型"),
     .help = TEXT("哪种文稿算数，types/ 里的文件名"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("kind"),
     .label = TEXT("类别"),
     .help = TEXT("文稿的 kind 是这一种才算"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("section"),
     .label = TEXT("栏目"),
     .help = TEXT("在这个栏目里才算，写栏目路径"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("tag"),
     .label = TEXT("标签"),
     .help = TEXT("有这个标签才算"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("path"),
     .label = TEXT("文稿"),
     .help = TEXT("就是这一篇，写源文件路径，例如 /statistics.md"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("date"),
     .label = TEXT("日期字段"),
     .help = TEXT("按哪个日期归到哪一期，例如 start；不写是 date"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("data"),
     .label = TEXT("数据文件"),
     .help = TEXT("按数据文件里的次数算，例如 life；按年分的文件夹写文件夹名"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("column"),
     .label = TEXT("列"),
     .help = TEXT("数据文件里记次数的列；不写时有这一行就算一次"),
     .kind = GK_FIELD_STRING},
};
static const gk_field source_item = {.kind = GK_FIELD_MAP,
                                     .label = TEXT("怎样算公开了"),
                                     .fields = source_fields,
                                     .field_count = COUNT(source_fields),
                                     .scalar = TEXT("type")};

static const gk_field item_fields[] = {
    {.name = TEXT("id"),
     .label = TEXT("代号"),
     .help = TEXT("英文字母、数字和连字符"),
     .kind = GK_FIELD_STRING,
     .required = true},
    {.name = TEXT("heading"),
     .label = TEXT("类目"),
     .help = TEXT("例如 组织管理、思想建设"),
     .kind = GK_FIELD_STRING,
     .required = true,
     .has_max = true,
     .max = 30},
    {.name = TEXT("item"),
     .label = TEXT("公开事项"),
     .kind = GK_FIELD_STRING,
     .required = true,
     .has_max = true,
     .max = 40},
    {.name = TEXT("content"),
     .label = TEXT("公开内容"),
     .help = TEXT("一句话，公开些什么"),
     .kind = GK_FIELD_TEXT,
     .has_max = true,
     .max = 200},
    {.name = TEXT("frequency"),
     .label = TEXT("频次"),
     .kind = GK_FIELD_ENUM,
     .required = true,
     .choices = frequencies,
     .choice_count = COUNT(frequencies)},
    {.name = TEXT("due"),
     .label = TEXT("期限"),
     .help = TEXT("每期结束以后多少天内补上不算迟，不写是 0 天"),
     .kind = GK_FIELD_INTEGER,
     .has_min = true,
     .min = 0,
     .has_max = true,
     .max = 366},
    {.name = TEXT("review"),
     .label = TEXT("更新期限"),
     .help = TEXT("长期公开的，多少个月至少更新一次；不写就不查"),
     .kind = GK_FIELD_INTEGER,
     .has_min = true,
     .min = 1,
     .has_max = true,
     .max = 120},
    {.name = TEXT("who"),
     .label = TEXT("公开主体"),
     .help = TEXT("哪一类组织都要公开：组织机构里的 kind，例如 [支部]"),
     .kind = GK_FIELD_LIST,
     .items = &text_item,
     .required = true,
     .has_min = true,
     .min = 1,
     .has_max = true,
     .max = 16},
    {.name = TEXT("scope"),
     .label = TEXT("公开范围"),
     .help = TEXT("向谁公开，scopes 里的名称；公开版的台账里没有更窄的"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("by"),
     .label = TEXT("怎样算公开了"),
     .help = TEXT("符合其中一条就算，例如 [{type: activity, kind: lecture, date: start}]"),
     .kind = GK_FIELD_LIST,
     .items = &source_item,
     .required = true,
     .has_min = true,
     .min = 1,
     .has_max = true,
     .max = 16},
};
static const gk_field item = {.kind = GK_FIELD_MAP,
                              .label = TEXT("公开事项"),
                              .fields = item_fields,
                              .field_count = COUNT(item_fields)};

static const gk_field fields[] = {
    {.name = TEXT("since"),
     .label = TEXT("起算日"),
     .help = TEXT("从哪一天起查，不写是当年 1 月 1 日"),
     .kind = GK_FIELD_DATE},
    {.name = TEXT("yellow"),
     .label = TEXT("黄色"),
     .help = TEXT("有这么多项没有完成就是黄色"),
     .kind = GK_FIELD_INTEGER,
     .has_min = true,
     .min = 1,
     .fallback = {.kind = GK_INT, .u = {.i = 3}}},
    {.name = TEXT("red"),
     .label = TEXT("红色"),
     .help = TEXT("有这么多项没有完成就是红色"),
     .kind = GK_FIELD_INTEGER,
     .has_min = true,
     .min = 1,
     .fallback = {.kind = GK_INT, .u = {.i = 7}}},
    {.name = TEXT("items"),
     .label = TEXT("公开事项"),
     .kind = GK_FIELD_LIST,
     .items = &item,
     .required = true},
};
static const gk_field catalogue = {.name = TEXT("catalogue"),
                                   .label = TEXT("公开目录"),
                                   .kind = GK_FIELD_MAP,
                                   .fields = fields,
                                   .field_count = COUNT(fields)};

const gk_field *gk_catalogue_table(void)
{
    return &catalogue;
}

const gk_choice *gk_catalogue_frequencies(size_t *count)
{
    *count = COUNT(frequencies);
    return frequencies;
}
