-- 运行 gongkai plugin test proofread。学校的词表是 testdata/terms.csv。

local function places(found)
    local list = {}
    for i, f in ipairs(found) do list[i] = f.line .. ":" .. f.col end
    return table.concat(list, " ")
end

local function check(text, expected)
    equal(places(document(text).findings), expected)
end

test("随带的词表只提示", function()
    local found = document("要按步就班。").findings
    equal(#found, 1)
    equal({found[1].line, found[1].col, found[1].severity, found[1].code},
          {1, 2, "warning", "PROOFREAD-TERM"})
    equal(found[1].message, "“按步就班”应写作“按部就班”")
end)

test("词的中间有标记、换行、字符引用", function()
    check("要**按步**就班", "1:4")
    check("名列\n前矛", "1:1")
    check("> 名列\n> 前矛", "1:3")
    check("震&#25022;", "1:1")
    check("名列  \n前矛", "")
end)

test("标题、表格、图片说明、行内代码", function()
    check("---\ntitle: 按步就班\n---\n# 再接再厉、布署\n", "2:8 4:8")
    check("| 甲 | 布署 |\n|---|---|\n| 布署 | 乙 |\n", "1:7 3:3")
    check("![布署](a.png \"布署\")", "1:3 1:14")
    check("`布署`", "1:2")
end)

test("代码块和网址不查", function()
    check("```\n布署\n```\n", "")
    check("[甲](布署.md)", "")
end)

test("长的词组在前", function()
    check("发布署名文章", "")
    check("发布署名文章后再布署", "1:9")
    check("旧称对照表里有旧称", "1:8")
end)

test("学校的词表", function()
    local found = document("开展“两学一作”，旧称不用。").findings
    equal({found[1].severity, found[2].severity}, {"error", "warning"})
    equal(found[2].message, "“旧称”不宜使用")
end)

test("大小写、全角半角一样", function()
    check("申请ｖＰn账户", "1:3")
end)

test("数据文件和文件名", function()
    equal(places(data("data/a.yaml", "a:\n  - b: \"再\\n布署\"\n").findings), "2:12")
    equal(places(data("data/a.csv", "甲,乙\n1,\"请 \"\"布署\"\"\"\n").findings), "2:8")
    equal(places(data("data/a.json", "{\"a\": \"布署\"}").findings), "1:8")
    equal(#file("notices/布署.pdf").findings, 1)
    -- 词表自己不查。
    equal(#data("data/terms.csv", "wrong,right\n布署,部署\n").findings, 0)
end)

test("随带的词表没有重复，也没有改法和原词一样的", function()
    local seen = {}
    local count = 0
    for _, row in ipairs(gongkai.csv(gongkai.file("terms.csv"))) do
        equal(seen[row.wrong], nil)
        seen[row.wrong] = true
        if row.level ~= "allow" then
            count = count + 1
            if row.right == row.wrong then error(row.wrong) end
        end
    end
    if count < 200 then error("只有 " .. count .. " 组") end
end)

test("改法里没有要查的词", function()
    for _, row in ipairs(gongkai.csv(gongkai.file("terms.csv"))) do
        if row.right then equal(#document(row.right).findings, 0) end
    end
end)
