#include "meta/config_table.h"

#include "meta/type_table.h"

#define TEXT(literal)                                                                              \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }
#define STRING_VALUE(literal)                                                                      \
    {                                                                                              \
        .kind = GK_STRING, .n = sizeof(literal) - 1, .u = {.s = literal }                          \
    }
#define COUNT(array) (sizeof(array) / sizeof *(array))

static const gk_choice languages[] = {{TEXT("zh-CN"), TEXT("简体中文")},
                                      {TEXT("en"), TEXT("English")}};
static const gk_field string_item = {.kind = GK_FIELD_STRING};

static const gk_field history_fields[] = {
    {.name = TEXT("enabled"),
     .label = TEXT("启用"),
     .help = TEXT("不写：站点在 git 仓库里就有；true：没有仓库时提示；false：不用"),
     .kind = GK_FIELD_BOOLEAN},
    {.name = TEXT("messages"),
     .label = TEXT("显示说明"),
     .help = TEXT("修订记录里是否显示提交说明的第一行，不写就显示；公示从不显示"),
     .kind = GK_FIELD_BOOLEAN},
    {.name = TEXT("authors"),
     .label = TEXT("显示姓名"),
     .help = TEXT("修订记录里是否显示提交人的姓名，不写就不显示；公示从不显示"),
     .kind = GK_FIELD_BOOLEAN},
};

static const gk_field plugin_fields[] = {
    {.name = TEXT("name"), .label = TEXT("名称"), .kind = GK_FIELD_STRING, .required = true},
    {.name = TEXT("options"), .label = TEXT("选项"), .kind = GK_FIELD_ANY},
};
static const gk_field plugin_item = {.kind = GK_FIELD_MAP,
                                     .label = TEXT("插件"),
                                     .fields = plugin_fields,
                                     .field_count = COUNT(plugin_fields),
                                     .scalar = TEXT("name")};

static const gk_field menu_fields[] = {
    {.name = TEXT("section"),
     .label = TEXT("栏目"),
     .help = TEXT("sections 里的路径"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("title"),
     .label = TEXT("显示的文字"),
     .kind = GK_FIELD_STRING,
     .has_max = true,
     .max = 20},
    {.name = TEXT("url"), .label = TEXT("地址"), .kind = GK_FIELD_URL},
};
static const gk_field menu_item = {.kind = GK_FIELD_MAP,
                                   .label = TEXT("菜单项"),
                                   .fields = menu_fields,
                                   .field_count = COUNT(menu_fields),
                                   .scalar = TEXT("section")};

static const gk_field section_fields[] = {
    {.name = TEXT("title"),
     .label = TEXT("栏目名"),
     .kind = GK_FIELD_STRING,
     .required = true,
     .has_max = true,
     .max = 40},
    {.name = TEXT("type"),
     .label = TEXT("类型"),
     .help = TEXT("文稿没有写 type 时用的类型，types/ 里的文件名"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("description"), .label = TEXT("说明"), .kind = GK_FIELD_TEXT},
    {.name = TEXT("order"),
     .label = TEXT("排序"),
     .help = TEXT("例如 [-date]；不写就用类型的排序"),
     .kind = GK_FIELD_LIST,
     .items = &string_item,
     .has_min = true,
     .min = 1,
     .has_max = true,
     .max = 8},
    {.name = TEXT("paginate"),
     .label = TEXT("每页篇数"),
     .kind = GK_FIELD_INTEGER,
     .has_min = true,
     .min = 1,
     .has_max = true,
     .max = 500},
    {.name = TEXT("feed"),
     .label = TEXT("订阅"),
     .help = TEXT("写 true 就有这个栏目的订阅文件"),
     .kind = GK_FIELD_BOOLEAN,
     .fallback = {.kind = GK_BOOL}},
    {.name = TEXT("hidden"),
     .label = TEXT("不列出"),
     .help = TEXT("写 true 就不出现在栏目列表和网站地图里"),
     .kind = GK_FIELD_BOOLEAN,
     .fallback = {.kind = GK_BOOL}},
    {.name = TEXT("template"),
     .label = TEXT("模板"),
     .help = TEXT("不写是 section.html"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("scope"),
     .label = TEXT("公开范围"),
     .help = TEXT("栏目里的文稿和文件向谁公开，scopes 里的名称；不写就同上级栏目"),
     .kind = GK_FIELD_STRING},
};
static const gk_field section_item = {.kind = GK_FIELD_MAP,
                                      .label = TEXT("栏目"),
                                      .fields = section_fields,
                                      .field_count = COUNT(section_fields),
                                      .scalar = TEXT("title")};

static const gk_field taxonomy_fields[] = {
    {.name = TEXT("title"),
     .label = TEXT("名称"),
     .kind = GK_FIELD_STRING,
     .required = true,
     .has_max = true,
     .max = 20},
    {.name = TEXT("field"),
     .label = TEXT("字段"),
     .help = TEXT("按文稿的哪个字段归类；日期按年份"),
     .kind = GK_FIELD_STRING,
     .required = true},
};
static const gk_field taxonomy_item = {.kind = GK_FIELD_MAP,
                                       .label = TEXT("分类"),
                                       .fields = taxonomy_fields,
                                       .field_count = COUNT(taxonomy_fields)};

static const gk_field search_fields[] = {
    {.name = TEXT("enabled"),
     .label = TEXT("开检索"),
     .help = TEXT("写 false 就没有检索"),
     .kind = GK_FIELD_BOOLEAN,
     .fallback = {.kind = GK_BOOL, .u = {.b = true}}},
    {.name = TEXT("exclude"),
     .label = TEXT("不检索的栏目"),
     .help = TEXT("栏目路径，连同下级栏目；例如 [manual]"),
     .kind = GK_FIELD_LIST,
     .items = &string_item,
     .has_max = true,
     .max = 100,
     .fallback = {.kind = GK_LIST}},
};

static const gk_field theme_choice_fields[] = {
    {.name = TEXT("name"),
     .label = TEXT("主题名"),
     .help = TEXT("themes/ 里的文件夹名"),
     .kind = GK_FIELD_STRING,
     .fallback = STRING_VALUE("campus")},
    {.name = TEXT("options"),
     .label = TEXT("主题选项"),
     .help = TEXT("各主题不同，见主题的说明"),
     .kind = GK_FIELD_ANY},
};
static const gk_pair theme_default[] = {
    {TEXT("name"), STRING_VALUE("campus")},
    {TEXT("options"), {.kind = GK_NULL}},
};

static const gk_field branches_fields[] = {
    {.name = TEXT("title"),
     .label = TEXT("页面标题"),
     .kind = GK_FIELD_STRING,
     .fallback = STRING_VALUE("组织机构")},
    {.name = TEXT("path"),
     .label = TEXT("地址"),
     .help = TEXT("以 / 开头和结尾"),
     .kind = GK_FIELD_STRING,
     .fallback = STRING_VALUE("/branches/")},
};
static const gk_pair branches_default[] = {
    {TEXT("title"), STRING_VALUE("组织机构")},
    {TEXT("path"), STRING_VALUE("/branches/")},
};

static const gk_field budget_fields[] = {
    {.name = TEXT("picture_kb"),
     .label = TEXT("一张图片"),
     .help = TEXT("千字节，超过就提醒"),
     .kind = GK_FIELD_INTEGER,
     .has_min = true,
     .min = 1,
     .fallback = {.kind = GK_INT, .u = {.i = 300}}},
    {.name = TEXT("page_kb"),
     .label = TEXT("一个网页"),
     .help = TEXT("千字节，不算图片，超过就提醒"),
     .kind = GK_FIELD_INTEGER,
     .has_min = true,
     .min = 1,
     .fallback = {.kind = GK_INT, .u = {.i = 200}}},
};

static const gk_field scope_fields[] = {
    {.name = TEXT("name"),
     .label = TEXT("代号"),
     .help = TEXT("写在文稿的 scope 里"),
     .kind = GK_FIELD_STRING,
     .required = true},
    {.name = TEXT("label"),
     .label = TEXT("名称"),
     .kind = GK_FIELD_STRING,
     .has_max = true,
     .max = 20},
};
static const gk_field scope_item = {.kind = GK_FIELD_MAP,
                                    .label = TEXT("公开范围"),
                                    .fields = scope_fields,
                                    .field_count = COUNT(scope_fields),
                                    .scalar = TEXT("name")};
#define SCOPE(name_, label_)                                                                       \
    {                                                                                              \
        {TEXT("name"), STRING_VALUE(name_)},                                                       \
        {                                                                                          \
            TEXT("label"), STRING_VALUE(label_)                                                    \
        }                                                                                          \
    }
static const gk_pair scope_society[] = SCOPE("society", "向社会");
static const gk_pair scope_campus[] = SCOPE("campus", "校内");
static const gk_pair scope_party[] = SCOPE("party", "党内");
static const gk_value scopes_default[] = {
    {.kind = GK_MAP, .n = 2, .u = {.pairs = scope_society}},
    {.kind = GK_MAP, .n = 2, .u = {.pairs = scope_campus}},
    {.kind = GK_MAP, .n = 2, .u = {.pairs = scope_party}},
};

static const gk_field edition_fields[] = {
    {.name = TEXT("scope"),
     .label = TEXT("公开范围"),
     .help = TEXT("这一级和比它宽的都在这个版本里"),
     .kind = GK_FIELD_STRING,
     .required = true},
    {.name = TEXT("label"),
     .label = TEXT("名称"),
     .kind = GK_FIELD_STRING,
     .has_max = true,
     .max = 20},
    {.name = TEXT("base_url"),
     .label = TEXT("网站地址"),
     .help = TEXT("这个版本的网址，以 https:// 开头、/ 结尾；不写就同公开版"),
     .kind = GK_FIELD_STRING},
};
static const gk_field edition_item = {.kind = GK_FIELD_MAP,
                                      .label = TEXT("版本"),
                                      .fields = edition_fields,
                                      .field_count = COUNT(edition_fields),
                                      .scalar = TEXT("scope")};

static const gk_field site_fields[] = {
    {.name = TEXT("title"),
     .label = TEXT("网站名称"),
     .kind = GK_FIELD_STRING,
     .required = true,
     .has_max = true,
     .max = 60},
    {.name = TEXT("short_title"),
     .label = TEXT("简称"),
     .help = TEXT("浏览器标签和手机上用；不写就用网站名称"),
     .kind = GK_FIELD_STRING,
     .has_max = true,
     .max = 30},
    {.name = TEXT("description"),
     .label = TEXT("简介"),
     .kind = GK_FIELD_TEXT,
     .has_max = true,
     .max = 300},
    {.name = TEXT("base_url"),
     .label = TEXT("网站地址"),
     .help = TEXT("以 https:// 开头、/ 结尾的完整地址"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("code_base"),
     .label = TEXT("二维码网址"),
     .help = TEXT("印在二维码里的网址，写法同 base_url；印过以后不要改"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("code_base_old"),
     .label = TEXT("用过的二维码网址"),
     .help = TEXT("以前印过、现在还会转到新网址的"),
     .kind = GK_FIELD_LIST,
     .items = &string_item},
    {.name = TEXT("code_emblem"),
     .label = TEXT("二维码中间的图案"),
     .help = TEXT("static/ 里的 PNG 文件名，例如 img/emblem.png"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("media_hosts"),
     .label = TEXT("音视频的主机"),
     .help = TEXT("网页可以从哪些站外主机播放音视频；只写主机名，例如 video.example.edu.cn"),
     .kind = GK_FIELD_LIST,
     .items = &string_item,
     .has_max = true,
     .max = 20},
    {.name = TEXT("budgets"),
     .label = TEXT("大小限度"),
     .kind = GK_FIELD_MAP,
     .fields = budget_fields,
     .field_count = COUNT(budget_fields)},
    {.name = TEXT("language"),
     .label = TEXT("语言"),
     .kind = GK_FIELD_ENUM,
     .choices = languages,
     .choice_count = COUNT(languages),
     .fallback = STRING_VALUE("zh-CN")},
    {.name = TEXT("private"),
     .label = TEXT("名册文件夹"),
     .help = TEXT("放公示名册的文件夹叫什么名字；只写名字，路径由命令行 --private 给出"),
     .kind = GK_FIELD_STRING,
     .has_max = true,
     .max = 64},
    {.name = TEXT("history"),
     .label = TEXT("修订记录"),
     .help = TEXT("写 false 就不从 git 读文稿的发布、更新日期和修订记录"),
     .kind = GK_FIELD_MAP,
     .fields = history_fields,
     .field_count = COUNT(history_fields),
     .scalar = TEXT("enabled")},
    {.name = TEXT("timezone"),
     .label = TEXT("时区"),
     .help = TEXT("例如 \"+08:00\""),
     .kind = GK_FIELD_STRING,
     .fallback = STRING_VALUE("+08:00")},
    {.name = TEXT("clock"),
     .label = TEXT("固定时间"),
     .help = TEXT("只供样例站点：任何一天生成的结果都相同"),
     .kind = GK_FIELD_DATETIME,
     .day_too = true},
    {.name = TEXT("theme"),
     .label = TEXT("主题"),
     .kind = GK_FIELD_MAP,
     .fields = theme_choice_fields,
     .field_count = COUNT(theme_choice_fields),
     .scalar = TEXT("name"),
     .fallback = {.kind = GK_MAP, .n = COUNT(theme_default), .u = {.pairs = theme_default}}},
    {.name = TEXT("plugins"),
     .label = TEXT("插件"),
     .kind = GK_FIELD_LIST,
     .items = &plugin_item,
     .fallback = {.kind = GK_LIST}},
    {.name = TEXT("paginate"),
     .label = TEXT("每页篇数"),
     .kind = GK_FIELD_INTEGER,
     .has_min = true,
     .min = 1,
     .has_max = true,
     .max = 500,
     .fallback = {.kind = GK_INT, .u = {.i = 20}}},
    {.name = TEXT("menu"),
     .label = TEXT("菜单"),
     .help = TEXT("栏目路径，或 {title: 名称, url: /地址/}"),
     .kind = GK_FIELD_LIST,
     .items = &menu_item,
     .fallback = {.kind = GK_LIST}},
    {.name = TEXT("sections"),
     .label = TEXT("栏目"),
     .help = TEXT("文件夹路径和栏目的各项"),
     .kind = GK_FIELD_TABLE,
     .items = &section_item,
     .fallback = {.kind = GK_MAP}},
    {.name = TEXT("taxonomies"),
     .label = TEXT("分类"),
     .kind = GK_FIELD_TABLE,
     .items = &taxonomy_item,
     .fallback = {.kind = GK_MAP}},
    {.name = TEXT("organisation"),
     .label = TEXT("组织机构"),
     .help = TEXT("data/ 里的文件名，不带扩展名"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("branches"),
     .label = TEXT("支部页面"),
     .kind = GK_FIELD_MAP,
     .fields = branches_fields,
     .field_count = COUNT(branches_fields),
     .fallback = {.kind = GK_MAP, .n = COUNT(branches_default), .u = {.pairs = branches_default}}},
    {.name = TEXT("search"),
     .label = TEXT("检索"),
     .help = TEXT("true 或 false；也可以写 {exclude: [栏目]}。不写就没有检索"),
     .kind = GK_FIELD_MAP,
     .fields = search_fields,
     .field_count = COUNT(search_fields),
     .scalar = TEXT("enabled")},
    {.name = TEXT("copyright"),
     .label = TEXT("版权"),
     .help = TEXT("页脚的版权说明"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("scope"),
     .label = TEXT("范围"),
     .help = TEXT("文稿、类型和栏目都没有写时向谁公开，scopes 里的名称；不写就是最宽的一级"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("scopes"),
     .label = TEXT("公开范围的分级"),
     .help = TEXT("从最宽到最窄，例如 {name: society, label: 向社会}"),
     .kind = GK_FIELD_LIST,
     .items = &scope_item,
     .has_min = true,
     .min = 1,
     .has_max = true,
     .max = 16,
     .fallback = {.kind = GK_LIST, .n = COUNT(scopes_default), .u = {.items = scopes_default}}},
    {.name = TEXT("editions"),
     .label = TEXT("版本"),
     .help = TEXT("生成时用 --edition 选；不选就是只有最宽一级的 public"),
     .kind = GK_FIELD_TABLE,
     .items = &edition_item,
     .fallback = {.kind = GK_MAP}},
    {.name = TEXT("redirects"),
     .label = TEXT("转向"),
     .help = TEXT("旧网址和它转到的网址，都以 / 开头，例如 {/old/: /notices/}"),
     .kind = GK_FIELD_TABLE,
     .items = &string_item,
     .fallback = {.kind = GK_MAP}},
};

static const gk_field theme_string_fields[] = {
    {.name = TEXT("zh-CN"), .label = TEXT("中文"), .kind = GK_FIELD_TEXT, .required = true},
    {.name = TEXT("en"), .label = TEXT("英文"), .kind = GK_FIELD_TEXT},
};
static const gk_field theme_string_item = {.kind = GK_FIELD_MAP,
                                           .label = TEXT("文字"),
                                           .fields = theme_string_fields,
                                           .field_count = COUNT(theme_string_fields),
                                           .scalar = TEXT("zh-CN")};

/* The options are fields as in type files: checked apart, by gk_field_check_all. */
static const gk_field theme_fields[] = {
    {.name = TEXT("name"), .label = TEXT("主题名"), .kind = GK_FIELD_STRING},
    {.name = TEXT("version"), .label = TEXT("版本"), .kind = GK_FIELD_STRING},
    {.name = TEXT("label"), .label = TEXT("名称"), .kind = GK_FIELD_STRING},
    {.name = TEXT("help"), .label = TEXT("说明"), .kind = GK_FIELD_TEXT},
    {.name = TEXT("author"), .label = TEXT("作者"), .kind = GK_FIELD_STRING},
    {.name = TEXT("license"), .label = TEXT("许可"), .kind = GK_FIELD_STRING},
    {.name = TEXT("options"),
     .label = TEXT("选项"),
     .help = TEXT("写法同类型里的字段"),
     .kind = GK_FIELD_ANY},
    {.name = TEXT("strings"),
     .label = TEXT("文字"),
     .help = TEXT("模板里 t(\"名称\") 用的文字"),
     .kind = GK_FIELD_TABLE,
     .items = &theme_string_item,
     .fallback = {.kind = GK_MAP}},
};

static const gk_field count_item = {.kind = GK_FIELD_INTEGER, .has_min = true, .min = 0};
static const gk_field branch_fields[] = {
    {.name = TEXT("id"),
     .label = TEXT("代号"),
     .help = TEXT("英文字母、数字和连字符，用在网址里，定了就不要改"),
     .kind = GK_FIELD_STRING,
     .required = true},
    {.name = TEXT("name"),
     .label = TEXT("名称"),
     .kind = GK_FIELD_STRING,
     .required = true,
     .has_max = true,
     .max = 60},
    {.name = TEXT("short"),
     .label = TEXT("简称"),
     .kind = GK_FIELD_STRING,
     .has_max = true,
     .max = 30},
    {.name = TEXT("kind"),
     .label = TEXT("类别"),
     .help = TEXT("党委、党总支或支部"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("parent"),
     .label = TEXT("上级"),
     .help = TEXT("上级组织的代号"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("brand"), .label = TEXT("品牌"), .kind = GK_FIELD_STRING},
    {.name = TEXT("intro"), .label = TEXT("简介"), .kind = GK_FIELD_TEXT},
    {.name = TEXT("office"), .label = TEXT("地点"), .kind = GK_FIELD_STRING},
    {.name = TEXT("phone"), .label = TEXT("电话"), .kind = GK_FIELD_PHONE},
    {.name = TEXT("email"), .label = TEXT("邮箱"), .kind = GK_FIELD_EMAIL},
    {.name = TEXT("secretary"),
     .label = TEXT("书记"),
     .help = TEXT("只写职务"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("members"),
     .label = TEXT("人数"),
     .help = TEXT("只写数字"),
     .kind = GK_FIELD_TABLE,
     .items = &count_item},
};
static const gk_field branch_item = {.kind = GK_FIELD_MAP,
                                     .label = TEXT("组织"),
                                     .fields = branch_fields,
                                     .field_count = COUNT(branch_fields),
                                     .open = true};
static const gk_field organisation = {.name = TEXT("organisation"),
                                      .label = TEXT("组织机构"),
                                      .kind = GK_FIELD_LIST,
                                      .items = &branch_item};

static const gk_field series_fields[] = {
    {.name = TEXT("id"),
     .label = TEXT("代号"),
     .help = TEXT("写在文稿的 series 里"),
     .kind = GK_FIELD_STRING,
     .required = true},
    {.name = TEXT("title"),
     .label = TEXT("名称"),
     .kind = GK_FIELD_STRING,
     .required = true,
     .has_max = true,
     .max = 60},
    {.name = TEXT("description"), .label = TEXT("说明"), .kind = GK_FIELD_TEXT},
};
static const gk_field series_item = {.kind = GK_FIELD_MAP,
                                     .label = TEXT("系列"),
                                     .fields = series_fields,
                                     .field_count = COUNT(series_fields),
                                     .open = true};
static const gk_field series = {
    .name = TEXT("series"), .label = TEXT("系列"), .kind = GK_FIELD_LIST, .items = &series_item};

const gk_field *gk_config_table_site(size_t *count)
{
    *count = COUNT(site_fields);
    return site_fields;
}

const gk_field *gk_config_table_theme(size_t *count)
{
    *count = COUNT(theme_fields);
    return theme_fields;
}

const gk_field *gk_config_table_organisation(void)
{
    return &organisation;
}

const gk_field *gk_config_table_series(void)
{
    return &series;
}
