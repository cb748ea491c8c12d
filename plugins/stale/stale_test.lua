-- 运行 gongkai plugin test stale。这里的今天是 2026-11-20。

local today = gongkai.today

local function doc(days, type, title)
    return {title = title or "文稿", type = type or "news", path = "news/a.md", url = "/news/a/",
            date = days and today:add(-days) or nil}
end

local function section(path, items, sections)
    return {path = path, title = path, items = items, sections = sections or {}}
end

-- 页面上的文字。
local function page(pages, sections)
    local made = plugin.site({pages = pages, sections = sections or {}})
    equal(#made.pages, 1)
    local one = made.pages[1]
    equal({one.path, one.preview, one.noindex}, {"editors/stale/", true, true})
    return tostring(one.body)
end

local function has(text, part)
    if not text:find(part, 1, true) then error("没有“" .. part .. "”：" .. text, 2) end
end

local function lacks(text, part)
    if text:find(part, 1, true) then error("不该有“" .. part .. "”：" .. text, 2) end
end

test("缺省的限期：全站和动态十四天，通知一百八十天", function()
    equal(gongkai.options.home_days, 14)
    equal(gongkai.options.columns[1].section, "news")
    equal(gongkai.options.columns[1].days, 14)
    equal(gongkai.options.columns[2].section, "notices")
    equal(gongkai.options.columns[2].days, 180)
end)

test("正好到限期不算，过一天就算", function()
    local late = "class=\"late\""
    lacks(page({doc(14)}, {section("news", {doc(14)})}), late)
    has(page({doc(1)}, {section("news", {doc(15)})}), "超期 1 天")
    lacks(page({doc(1)}, {section("notices", {doc(180)})}), late)
    has(page({doc(1)}, {section("notices", {doc(181)})}), "超期 1 天")
    has(page({doc(15)}), "超期 1 天")
    lacks(page({doc(0)}), late)
end)

test("看最近的一篇，不管先后", function()
    lacks(page({doc(1)}, {section("news", {doc(100), doc(3), doc(50)})}), "超期")
end)

test("没有限期的栏目不查，空的要提醒", function()
    local html = page({doc(1)}, {section("stories", {doc(900)}), section("life", {})})
    lacks(html, "超期")
    has(html, "不查")
    has(html, "空栏目")
end)

test("下面的栏目也查", function()
    local inner = section("learning/lessons", {})
    has(page({doc(1)}, {section("learning", {doc(1)}, {inner})}), "learning/lessons")
end)

test("没有日期的文稿", function()
    local html = page({doc(1), doc(nil, "notice", "缺日期的通知"), doc(nil, "guide", "指南")})
    has(html, "缺日期的通知")
    lacks(html, "指南")
end)

test("一篇也没有", function()
    has(page({}), "空栏目")
end)

local function said()
    local list = {}
    for i, found in ipairs(reports()) do list[i] = found.severity .. " " .. found.code end
    return list
end

test("只是警告，每个栏目、每篇文稿一条", function()
    equal(said(), {})
    page({doc(15), doc(nil, "notice")}, {section("news", {doc(20)}), section("life", {}), section("notices", {doc(20)})})
    equal(said(), {"warning STALE-LATE", "warning STALE-LATE", "warning STALE-EMPTY", "warning STALE-UNDATED"})
    equal(reports()[1].message, "“全站”已有 15 天没有新文稿，限期是 14 天。")
end)

test("题目里的符号转义", function()
    has(page({doc(1), doc(nil, "notice", "<b>&")}), "&lt;b&gt;&amp;")
end)
