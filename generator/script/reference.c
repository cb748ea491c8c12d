#include "script/reference.h"

#include "script/api.h"
#include "script/tags.h"

/* What the page says beyond the tables. */
typedef struct value_row {
    const char *name, *zh, *example, *expected;
} value_row;

static const value_row values[] = {
    {"列表", "`list[1]`、`#list`、`ipairs(list)`。程序给的列表是只读的。",
     "local l = {}\nfor i, v in ipairs(gongkai.options.names) do\n  l[i] = i .. v\nend\nreturn l",
     "[\"1a\",\"2b\"]"},
    {"表（映射）", "`map.key`、`map['键']`、`pairs(map)`。没有的键是 nil。",
     "local l = {}\nfor k, v in pairs({b = 1, a = 2, [1] = 'x'}) do\n  l[#l + 1] = tostring(k) .. tostring(v)\nend\n"
     "return l",
     "[\"1x\",\"a2\",\"b1\"]"},
    {"日期", "见 `gongkai.date`。format 的样式与模板的 date 相同：" GK_DATE_FORMS "。",
     "local d = gongkai.today\nreturn {d.year, d.month, d.day, d.weekday, d:format('weekday'), tostring(d)}",
     "[2026,11,20,5,\"星期五\",\"2026-11-20\"]"},
    {"HTML", "只有 `h()` 和 `gongkai.markdown()` 能生成。用 `..` 连接时，文字会转义。",
     "return tostring(h('b', nil, '党') .. ' & 团')", "\"<b>党</b> &amp; 团\""},
    {"种类", "`type(v)` 除了 Lua 自己的种类，还有 list、map、date、html、address 和 matcher。",
     "return {type(gongkai.today), type(gongkai.options), type(h('b')), type({})}",
     "[\"date\",\"map\",\"html\",\"table\"]"},
    {"顺序", "`pairs` 总是按同样的顺序：先是数从小到大，再是文字按字节。`table.sort` 是稳定的。",
     "local t = {3, 1, 2}\ntable.sort(t, function(a, b) return a > b end)\nreturn t", "[3,2,1]"},
};

static const value_row elements[] = {
    {"",
     "第一个参数是标签，第二个是属性表（没有就写 nil），后面是内容：文字（会转义）、数、日期、"
     "HTML，或它们的列表；nil 跳过。属性的值 true 表示只写名字，false 表示不写。",
     "return tostring(h('p', {class = 'note', hidden = true}, '共 ', 3, h('b', nil, '<篇>')))",
     "\"<p class=\\\"note\\\" hidden>共 3<b>&lt;篇&gt;</b></p>\""},
};

enum { VALUES = sizeof values / sizeof *values, ELEMENTS = sizeof elements / sizeof *elements };

bool gk_script_example_at(size_t i, gk_script_example *out)
{
    if (i < gk_api_count) {
        *out = (gk_script_example){gk_api_rows[i].example, gk_api_rows[i].expected};
        return true;
    }
    i -= gk_api_count;
    if (i >= VALUES + ELEMENTS) return false;
    const value_row *row = i < VALUES ? &values[i] : &elements[i - VALUES];
    *out = (gk_script_example){row->example, row->expected};
    return true;
}

static void put_example(gk_buf *out, const char *example, const char *expected)
{
    if (!example) return;
    gk_buf_printf(out, "```lua\n%s\n```\n\n结果（写成 JSON）：\n\n```json\n%s\n```\n\n", example,
                  expected);
}

static void put_names(gk_buf *out, const char *const *names)
{
    for (; *names; names++) gk_buf_printf(out, "`%s`%s", *names, names[1] ? " " : "\n\n");
}

static void put_hooks(gk_buf *out)
{
    gk_buf_puts(out, "## plugin.lua 返回什么\n\n"
                     "文件最后返回一个表，里面正好是 `plugin.yaml` 的 provides 声明的内容：\n\n"
                     "| 键 | 函数 | 用途 |\n|---|---|---|\n");
    for (int hook = 0; hook < GK_HOOK_COUNT; hook++) {
        const gk_hook_row *row = gk_hook_get((gk_hook)hook);
        gk_buf_printf(out, "| `%s%s` | `%s` | %s |\n", row->key, row->named ? ".名字" : "",
                      row->signature, row->help_zh);
    }
    gk_buf_puts(out, "\n");
}

static void put_functions(gk_buf *out)
{
    gk_buf_puts(out, "## gongkai\n\n");
    for (size_t i = 0; i < gk_api_count; i++) {
        const gk_api_row *row = &gk_api_rows[i];
        gk_buf_printf(out, "### `%s`\n\n%s\n\n", row->signature, row->zh);
        put_example(out, row->example, row->expected);
    }
}

static void put_values(gk_buf *out)
{
    gk_buf_puts(
        out, "## 值\n\n程序的值在 Lua 里是这样的；插件返回的值反过来。表里要么是从 1 起连续的编号"
             "（列表），要么全是名字（映射），最多套 16 层。\n\n");
    for (size_t i = 0; i < VALUES; i++) {
        gk_buf_printf(out, "### %s\n\n%s\n\n", values[i].name, values[i].zh);
        put_example(out, values[i].example, values[i].expected);
    }
}

static void put_elements(gk_buf *out)
{
    gk_buf_printf(out, "## h(标签, 属性, 内容…)\n\n%s\n\n", elements[0].zh);
    put_example(out, elements[0].example, elements[0].expected);
    gk_buf_puts(
        out, "地址只能是 http、https、mailto、tel 或站内地址；短代码的 file、url 参数可以直接写进 "
             "href、src、poster，会像正文里的链接一样解析和检查。没有 style 和 on 开头的属性，"
             "没有 script、iframe 和表单。\n\n标签：\n\n");
    put_names(out, gk_tag_names);
    gk_buf_puts(out, "属性，另有 `aria-` 和 `data-` 开头的：\n\n");
    put_names(out, gk_attribute_names);
}

static void put_limits(gk_buf *out)
{
    gk_buf_puts(
        out, "## 检查里的 doc\n\n"
             "| 成员 | 内容 |\n|---|---|\n"
             "| `doc.kind` | document（文稿）、data（数据文件）或 file（文件名） |\n"
             "| `doc.path` `doc.type` | 路径和类型 |\n"
             "| `doc.values` | 文稿的字段 |\n"
             "| `doc.text` | 正文的文字，一段一行 |\n"
             "| `doc.pieces` | 逐段的文字；每段有 kind、text、field、field_kind、index |\n"
             "| `doc:find(matcher)` | 各段里找到的词或号码 |\n\n"
             "段的 kind 是 title、value、text、heading、table、code、alt、link、data 或 name。\n\n"
             "## 能用的全局名字\n\n"
             "`assert` `error` `getmetatable` `ipairs` `pairs` `pcall` `print` `rawequal` `select` "
             "`setmetatable` `tonumber` `tostring` `type`，以及 `string` `table` `math` `utf8` "
             "`gongkai` `h`。`print` 就是 `gongkai.log`。没有文件、网络、程序、时钟、随机数和协程；"
             "没有声明过的名字不能读。\n\n"
             "## 限制\n\n");
    gk_buf_printf(
        out,
        "- 一次调用最多运行 %d 万条指令，`site` 和 `outputs` 每篇文稿另加 %d 万条。\n"
        "- 内存最多 %d MB，返回的内容最多 %d MB，一个字符串最多 8 MB。\n"
        "- 载入以后，插件能碰到的表都是只读的；函数外面的变量改了是错误，因为文稿处理的先后不一定。\n"
        "- 文稿的值只在处理它的时候有效。\n"
        "- `setmetatable` 不接受 `__gc`、`__mode`、`__close`、`__metatable`、`__name` 和 `__pairs`。\n",
        GK_SCRIPT_STEPS / 10000, GK_SCRIPT_SITE_STEPS / 10000, GK_SCRIPT_MEMORY >> 20,
        GK_SCRIPT_RESULT >> 20);
}

void gk_script_put_reference(gk_buf *out)
{
    gk_buf_puts(
        out, "---\ntitle: 插件接口\nweight: 175\naudience: builder\ntags: [使用手册, 建站, 插件]\n"
             "summary: 插件里能用的全部函数、值和标签，例子都经过程序验证。这一页由 "
             "gongkai help plugin-api 生成。\ntoc: true\n---\n"
             "插件用 Lua 5.4 写，在沙箱里运行。怎样建立插件见 `gongkai plugin new`。\n\n");
    put_hooks(out);
    put_functions(out);
    put_values(out);
    put_elements(out);
    put_limits(out);
}
