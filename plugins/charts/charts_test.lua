-- 运行 gongkai plugin test charts。数据文件在 testdata/ 里。

local function body(text)
    local doc = document(text)
    equal(doc.findings, {})
    return doc.body
end

local function has(text, ...)
    for _, part in ipairs({...}) do
        if not text:find(part, 1, true) then error("没有“" .. part .. "”：" .. text, 2) end
    end
end

local function lacks(text, ...)
    for _, part in ipairs({...}) do
        if text:find(part, 1, true) then error("不该有“" .. part .. "”：" .. text, 2) end
    end
end

-- 只有一处问题，说的是 wanted，在 line 行。
local function wrong(text, wanted, line)
    local found = document(text).findings
    equal(#found, 1)
    has(found[1].message, wanted)
    equal(found[1].line, line or 1)
    equal(found[1].severity, "error")
end

test("柱形图：图有名称和说明，旁边是同样数字的表", function()
    local html = body('{{< bar title="时长" unit="小时" >}}\n支部,时长\n流通,1186\n参考,142.5\n{{< /bar >}}\n')
    has(html, "<figure class=\"chart chart-bar\">", "role=\"img\"", "<title id=\"chart-1-t\">时长</title>",
        "aria-labelledby=\"chart-1-t chart-1-d\"", "共 2 项", "<table>", "<th scope=\"row\">流通</th>",
        "1,186", "142.5", "时长（小时）", "tabindex=\"0\"")
    lacks(html, "<script", "style=", "onclick", "<img")
end)

test("数据文件、列、别名、只取几行", function()
    local html = body('{{< line data="dues" label="year" value="received，spent" names="收入,支出" title="党费" >}}\n')
    has(html, "收入", "支出", "2024", "2026", "<polyline", "stroke-dasharray", "chart-legend", "9,480")
    html = body('{{< bar data="dues" label="year" value="spent" where="year = 2026" title="支出" >}}\n')
    has(html, "2026")
    lacks(html, "2024")
end)

test("饼图：序号、占比，一项占满和很小的一项也画得出", function()
    local html = body('{{< pie title="支出" >}}\n项目,金额\n培训,75\n慰问,25\n其他,0\n{{< /pie >}}\n')
    has(html, "75.0%", "25.0%", "0.0%", "1  培训", "占比")
    body('{{< pie title="支出" >}}\n项目,金额\n培训,75\n{{< /pie >}}\n')
    body('{{< pie title="支出" >}}\n项目,金额\n培训,1000000\n慰问,0.01\n{{< /pie >}}\n')
end)

test("进度条：总数可以是一列、一个数，超过的画满", function()
    local html = body('{{< progress title="完成" total="应做" >}}\n名称,已做,应做\n大会,3,4\n党日,12,11\n{{< /progress >}}\n')
    has(html, "75%", "109.1%", "总数", "width=\"360\"")
    has(body('{{< progress title="完成" total="12" >}}\n名称,已做\n党日,3\n{{< /progress >}}\n'), "25%")
end)

test("负数、全是零、相等的数", function()
    has(body('{{< bar title="增减" >}}\n项,数\n甲,-3\n乙,5\n{{< /bar >}}\n'), "-3")
    body('{{< line title="零" >}}\n项,数\n甲,0\n乙,0\n{{< /line >}}\n')
    body('{{< line title="一项" >}}\n项,数\n甲,7\n{{< /line >}}\n')
    body('{{< bar title="大小悬殊" >}}\n项,数\n甲,0.0001\n乙,1e15\n{{< /bar >}}\n')
    lacks(body('{{< line title="小" >}}\n项,数\n甲,0.001\n乙,-0.002\n{{< /line >}}\n'), "nan", "inf")
end)

test("文字一律转义", function()
    local html = body('{{< bar title="<b>&" note="<i>" >}}\n项,数\n"<script>",1\n{{< /bar >}}\n')
    has(html, "&lt;b&gt;&amp;", "&lt;script&gt;", "&lt;i&gt;")
    lacks(html, "<script", "<i>")
end)

test("几张图的编号不重复", function()
    local one = '{{< bar title="甲" >}}\n项,数\n甲,1\n{{< /bar >}}\n\n'
    has(body(one .. one), "chart-1-t", "chart-2-t")
end)

test("写错的数据说清楚是哪一处", function()
    wrong('{{< bar title="图" >}}\n项,数\n甲,很多\n{{< /bar >}}\n', "第 1 行“数”一列不是数字：很多")
    wrong('{{< bar title="图" >}}\n项,数\n甲,\n{{< /bar >}}\n', "不是数字")
    wrong('{{< bar title="图" >}}\n项,数\n甲,nan\n{{< /bar >}}\n', "不是数字")
    wrong('{{< bar title="图" >}}\n项\n甲\n{{< /bar >}}\n', "没有数值列")
    wrong('{{< bar title="图" >}}\n项,数\n甲,1,2\n{{< /bar >}}\n', "CSV 写得不对：第 2 行")
    wrong('{{< bar title="图" >}}\n项,数\n{{< /bar >}}\n', "没有可画的数据")
    wrong('正文。\n\n{{< bar title="图" >}}\n', "没有数据", 3)
    wrong('{{< bar title="图" data="none" >}}\n', "没有数据文件“none”")
    wrong('{{< bar title="图" data="dues" value="amount" >}}\n', "没有“amount”这一列，有的是：")
    wrong('{{< bar title="图" data="dues" label="y" >}}\n', "没有“y”这一列")
    wrong('{{< bar title="图" data="dues" where="2026" >}}\n', "where 要写成 列=值")
    wrong('{{< bar title="图" data="dues" where="year=1999" >}}\n', "没有一行是 year=1999")
    wrong('{{< bar title="图" data="single" >}}\n', "不是一行一项的表")
    wrong('{{< bar title="图" data="dues" >}}\n项,数\n甲,1\n{{< /bar >}}\n', "数据写了两处")
    wrong('{{< pie title="图" >}}\n项,数\n甲,-1\n乙,3\n{{< /pie >}}\n', "不能有负数")
    wrong('{{< pie title="图" >}}\n项,数\n甲,0\n{{< /pie >}}\n', "加起来是 0")
    wrong('{{< progress title="图" total="甲" >}}\n项,数\n甲,0\n{{< /progress >}}\n', "total 要写一个数")
    wrong('{{< progress title="图" total="0" >}}\n项,数\n甲,0\n{{< /progress >}}\n', "总数不大于 0")
    wrong('{{< bar title="图" >}}\n项,数\n' .. ("甲,1\n"):rep(61) .. '{{< /bar >}}\n', "最多画 60 行")
end)

test("模板里的函数", function()
    local rows = {{y = "甲", n = 1}, {y = "乙", n = 2}}
    has(tostring(plugin.functions.chart("bar", rows, {title = "图", label = "y", value = "n"})), "chart-bar")
    raises(function() plugin.functions.chart("bra", rows, {title = "图"}) end, "没有“bra”这种图")
    raises(function() plugin.functions.chart("bar", rows) end, "画图要有 title")
    raises(function() plugin.functions.chart("bar", {}, {title = "图"}) end, "没有可画的数据")
    raises(function() plugin.functions.chart("bar", nil, {title = "图"}) end, "不是一行一项的表")
end)
