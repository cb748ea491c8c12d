#include "script/hooks.h"

static const gk_hook_row rows[GK_HOOK_COUNT] = {
    [GK_HOOK_FILTER] =
        {"filters", true, "function(value, …, named)",
         "模板过滤器。第一个参数是被过滤的值，后面是写在括号里的参数；写了“名字=值”时，最后多一个表。"},
    [GK_HOOK_FUNCTION] = {"functions", true, "function(…, named)",
                          "模板函数。参数同过滤器，没有被过滤的值。"},
    [GK_HOOK_SHORTCODE] =
        {"shortcodes", true, "function(call)",
         "短代码。call 有 args（按 plugin.yaml 检查过的参数）、body、doc、inline、index；"
         "返回 h() 的结果，或一段文字（会转义）。"},
    [GK_HOOK_CHECK] = {"checks", true, "function(doc)",
                       "检查。doc 有 kind、path、type、values、text、pieces 和 doc:find()；"
                       "发现问题时调用 gongkai.report，不返回值。"},
    [GK_HOOK_DOCUMENT] =
        {"document", false, "function(doc)",
         "给文稿补充字段。返回一个表，键是 plugin.yaml 里声明的字段；不补充就返回 nil。"},
    [GK_HOOK_SITE] =
        {"site", false, "function(site)",
         "全站只运行一次。可返回 data（数据）、lists（文稿列表）和 pages（生成的页面）。"},
    [GK_HOOK_OUTPUT] = {"outputs", true, "function(site) 或 function(doc)",
                        "另外生成的文件。返回文件内容（字符串；SVG 要用 h() 生成）。"},
};

const gk_hook_row *gk_hook_get(gk_hook hook)
{
    return &rows[hook];
}

gk_hook gk_hook_find(gk_view key)
{
    for (int hook = 0; hook < GK_HOOK_COUNT; hook++)
        if (gk_view_is(key, rows[hook].key)) return (gk_hook)hook;
    return GK_HOOK_COUNT;
}
