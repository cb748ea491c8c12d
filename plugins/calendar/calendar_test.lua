-- 运行 gongkai plugin test calendar。这里的今天是 2026-11-20。

local function day(text) return gongkai.date(text) end

local function activity(start, title, more)
    local doc = {title = title, path = "life/" .. title .. ".md", url = "/life/" .. title .. "/", type_label = "组织生活",
                 kind = {value = "themeday", label = "主题党日"}, start = day(start), place = "A 座"}
    for k, v in pairs(more or {}) do doc[k] = v end
    return doc
end

local function made(items, pages)
    return plugin.site({section = {life = {items = items}}, pages = pages or {}})
end

local function page(result, path)
    for _, one in ipairs(result.pages) do
        if one.path == path then return one end
    end
    error("没有 " .. path, 2)
end

-- 有事的日子，写成“日：题目”。
local function busy(one)
    local list = {}
    for _, week in ipairs(one.data.weeks) do
        equal(#week, 7)
        for _, cell in ipairs(week) do
            for _, e in ipairs(cell.events or {}) do
                list[#list + 1] = cell.day .. "：" .. e.title .. (e.time and " " .. e.time or "")
            end
        end
    end
    return list
end

test("没有活动时也有本月一页", function()
    local result = made({})
    equal(#result.pages, 2)
    local now = page(result, "life/calendar/")
    equal(now.data.count, 0)
    equal(now.data.prev or now.data.next, nil)
    equal(page(result, "life/calendar/2026-11/").title, "组织生活日历：2026年11月")
    equal({result.data.of, result.data.url}, {"/life/", "/life/calendar/"})
end)

test("一周从星期一起，月初月末补空格", function()
    local weeks = page(made({}), "life/calendar/").data.weeks
    equal(#weeks, 6)
    equal(weeks[1][6].day, nil)
    equal(weeks[1][7].day, 1) -- 2026 年 11 月 1 日是星期日
    equal(weeks[6][1].day, 30)
    equal(weeks[6][2].day, nil)
    equal({weeks[3][5].day, weeks[4][5].day, weeks[4][5].today}, {13, 20, true})
end)

test("二月和闰年的天数", function()
    local result = made({activity("2024-02-29T09:00", "甲"), activity("2026-02-28T09:00", "乙")})
    equal(busy(page(result, "life/calendar/2024-02/")), {"29：甲 09:00"})
    equal(#page(result, "life/calendar/2026-02/").data.weeks, 5) -- 2026 年 2 月 1 日是星期日
end)

test("同一天按时间排，写出结束的时刻", function()
    local result = made({activity("2026-11-26T14:30", "下午", {["end"] = day("2026-11-26T17:00")}),
                         activity("2026-11-26T09:00", "上午"),
                         activity("2026-11-27T20:00", "跨日", {["end"] = day("2026-11-28T08:00")})})
    equal(busy(page(result, "life/calendar/")), {"26：上午 09:00", "26：下午 14:30—17:00", "27：跨日 20:00—11月28日"})
end)

test("跳过没有活动的月份，前后相连", function()
    local result = made({activity("2025-12-31T09:00", "旧"), activity("2027-01-01T09:00", "新")})
    equal(page(result, "life/calendar/2025-12/").data.next, "/life/calendar/2026-11/")
    local now = page(result, "life/calendar/").data
    equal({now.prev, now.next}, {"/life/calendar/2025-12/", "/life/calendar/2027-01/"})
    equal({now.years[1].year, now.years[2].year, now.years[3].year}, {"2027", "2026", "2025"})
end)

test("期限列在截止的那天；零点截止的是前一天；撤回的公示不列", function()
    local announced = function(title, ends, state)
        return {title = title, path = title, url = "/" .. title .. "/", type_label = "公示",
                publicity = {state = state, ends = day(ends), window = {}}}
    end
    local asked = {title = "征求意见", path = "w", url = "/w/", type_label = "通知",
                   window = {ends = day("2026-12-01T00:00"), kind = {label = "征求意见"}}}
    local result = made({}, {announced("一", "2026-11-20T17:00", "open"),
                             announced("二", "2026-11-12T17:00", "withdrawn"), asked})
    equal(busy(page(result, "life/calendar/")), {"20：一", "30：征求意见"})
    local last = page(result, "life/calendar/").data.weeks[6][1].events[1]
    equal({last.kind, last.closes}, {"征求意见", true})
end)
