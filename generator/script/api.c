#include "script/api.h"

const gk_api_row gk_api_rows[] = {
    {"name", "gongkai.name", "插件自己的名字。", "return gongkai.name", "\"p\"", NULL},
    {"options", "gongkai.options", "站点给插件的选项（`site.yaml` 里的值，没写的用默认值），只读。",
     "return gongkai.options.width", "960", NULL},
    {"site", "gongkai.site",
     "站点。短代码、检查和 `document` 里只有 title、base_url、language、timezone、today 和 data；"
     "其他地方与模板里的 `site` 相同。",
     "return gongkai.site.title", "\"测试\"", NULL},
    {"data", "gongkai.data", "`data` 文件夹里的数据，与模板里的 `site.data` 相同，只读。",
     "local sum = 0\nfor _, n in ipairs(gongkai.data.list) do\n  sum = sum + n\nend\nreturn sum",
     "6", NULL},
    {"today", "gongkai.today", "生成网站的日期。插件不能看时钟。",
     "return gongkai.today:format('long')", "\"2026年11月20日\"", NULL},
    {"log", "gongkai.log(…)", "加上 `-v` 运行时显示这些值，用来找错。",
     "gongkai.log('共', 3)\nreturn nil", "null", gk_api_log},
    {"file", "gongkai.file(name)",
     "插件文件夹里的文件的内容；文件要先写进 `plugin.yaml` 的 files。",
     "return #gongkai.file('a.csv')", "23", gk_api_file},
    {"csv", "gongkai.csv(text)", "把 CSV 读成表的列表，第一行是列名；写得不对时是 nil 和说明。",
     "return gongkai.csv(gongkai.file('a.csv'))[2]['名称']", "\"乙\"", gk_api_csv},
    {"json", "gongkai.json(value)", "把值写成 JSON，键按字节排序。",
     "return gongkai.json({b = 1, a = {true, 'x'}})",
     "\"{\\\"a\\\":[true,\\\"x\\\"],\\\"b\\\":1}\"", gk_api_json},
    {"markdown", "gongkai.markdown(text)", "把一段 Markdown 变成 HTML。",
     "return gongkai.markdown('一段')", "\"<p>一段</p>\"", gk_api_markdown},
    {"url", "gongkai.url(path)", "站内地址，前面加上网站所在的文件夹。",
     "return gongkai.url('/news/')", "\"/news/\"", gk_api_url},
    {"abs_url", "gongkai.abs_url(path)", "站内地址的完整写法。", "return gongkai.abs_url('/news/')",
     "\"https://a.example/news/\"", gk_api_abs_url},
    {"date", "gongkai.date(text)",
     "把 `2026-09-01` 这样的文字读成日期；读不出来是 nil。日期有 year、month、day、hour、minute、"
     "weekday（星期一是 1），可以比较，相减得天数。",
     "local d = gongkai.date('2026-09-01')\nreturn {d.weekday, d:add(30):format('dot'), "
     "gongkai.today - d}",
     "[2,\"2026.10.01\",80]", gk_api_date},
    {"workdays", "gongkai.workdays(from, to)",
     "两天之间（含两端）的工作日数，按 `data/holidays` 的放假安排。",
     "return gongkai.workdays('2026-11-16', '2026-11-22')", "5", gk_api_workdays},
    {"add_workdays", "gongkai.add_workdays(date, n)", "之后（n 为负时之前）第 n 个工作日。",
     "return gongkai.add_workdays('2026-11-20', 1)", "\"2026-11-23\"", gk_api_add_workdays},
    {"width", "gongkai.width(text)", "显示的宽度：汉字算 2。", "return gongkai.width('公开abc')",
     "7", gk_api_width},
    {"truncate", "gongkai.truncate(text, width, ending)", "按显示的宽度截短，默认以“…”结尾。",
     "return gongkai.truncate('支部主题党日活动', 9)", "\"支部主题…\"", gk_api_truncate},
    {"number", "gongkai.number(n)", "每三位加一个逗号。", "return gongkai.number(1234567)",
     "\"1,234,567\"", gk_api_number},
    {"matcher", "gongkai.matcher(terms, {fold_case = …, fold_width = …})",
     "一次查找许多词，只能在载入时（函数外面）建立。结果按先后排列，取最长的词；每一处有 "
     "from、to、index（第几个词）、term（找到的文字）。检查里用 `doc:find(matcher)`，"
     "结果里还有 piece；别处用 `matcher:find(text)`。",
     "-- local words = gongkai.matcher({'登陆', '帐号'})\nlocal hits = words:find('请登陆系统')\n"
     "return {#hits, hits[1].term, hits[1].from, hits[1].to}",
     "[1,\"登陆\",4,9]", gk_api_matcher},
    {"numbers", "gongkai.numbers({min = …, max = …, grouped = …})",
     "查找一串数字（含全角数字和末尾的 X），长度在 min 和 max 之间；grouped 允许中间有空格或连字符。"
     "每一处的 number 是去掉分隔以后的数字。",
     "-- local digits = gongkai.numbers({min = 11, max = 12, grouped = true})\n"
     "return digits:find('电话：021-5555 0100')[1].number",
     "\"02155550100\"", gk_api_numbers},
    {"report", "gongkai.report({message = …, at = …})",
     "在检查和 `site` 里报告问题。at 是 doc:find 的一处、doc.pieces 的一段、一篇文稿或路径；"
     "severity 是 error（默认）或 warning；help 说明怎么改；code 是代号；from、to 是段里的字节，从 1 起；"
     "only = \"check\" 表示只在 `gongkai check` 时报告。",
     NULL, NULL, gk_api_report},
    {"error", "error(text, 0)",
     "在短代码里：这一处写得不对，请写稿的人改。text 显示在文稿的那一行；不写 0 时指向 plugin.lua 的行，"
     "表示插件自己的错误。",
     NULL, NULL, NULL},
};

const size_t gk_api_count = sizeof gk_api_rows / sizeof *gk_api_rows;

static void set_value(lua_State *L, const char *name, gk_value value)
{
    gk_push_value(L, value);
    lua_setfield(L, -2, name);
}

void gk_api_push(lua_State *L, uint32_t number)
{
    const gk_script *s = gk_script_of(L);
    const gk_plugin *plugin = &s->host.plugins[number];
    lua_createtable(L, 0, (int)gk_api_count);
    for (size_t i = 0; i < gk_api_count; i++) {
        if (!gk_api_rows[i].function) continue;
        lua_pushcfunction(L, gk_api_rows[i].function);
        lua_setfield(L, -2, gk_api_rows[i].name);
    }
    set_value(L, "name", gk_value_string(plugin->name));
    set_value(L, "options", plugin->options);
    set_value(L, "site", s->host.site);
    set_value(L, "data", s->host.data);
    set_value(L, "today", gk_value_date(s->host.today));
}
