-- 活动日历。有活动的月份和本月各一页，地址是“栏目/calendar/2026-11/”，本月的另有不变的地址“栏目/calendar/”。
-- 版面在主题的 calendar.html 里，这里只算日子。星期一是一周的第一天。

local options = gongkai.options

local function key_of(date)
    return ("%04d-%02d"):format(date.year, date.month)
end

local function first_of(key)
    return gongkai.date(key .. "-01")
end

-- 下个月的第一天。
local function after(first)
    local day = first:add(31)
    return day:add(1 - day.day)
end

local function minute_of(date)
    return date:format("time")
end

-- 期限是“到这一刻为止”；零点截止的，最后一天是前一天。
local function deadline_day(ends)
    return minute_of(ends) == "00:00" and ends:add(-1) or ends
end

local function activity(doc)
    local kind = doc.kind and doc.kind.label or doc.type_label
    local time = minute_of(doc.start)
    local ends = doc["end"]
    if ends then
        local same = ends:format("iso") == doc.start:format("iso")
        time = time .. "—" .. (same and minute_of(ends) or ends:format("short"))
    end
    return {date = doc.start, at = minute_of(doc.start), time = time, kind = kind, doc = doc,
            place = doc.place, path = doc.path}
end

local function deadline(doc, ends, kind)
    return {date = deadline_day(ends), at = "24:00", kind = kind, doc = doc, closes = true, path = doc.path}
end

local function window_of(doc)
    if doc.publicity and doc.publicity.window and doc.publicity.state ~= "withdrawn" then
        return doc.publicity.ends, doc.type_label
    end
    if doc.window and doc.window.kind then return doc.window.ends, doc.window.kind.label end
end

local function events_of(site)
    local events = {}
    local section = site.section[options.section]
    if section then
        for _, doc in ipairs(section.items) do
            if doc.start then events[#events + 1] = activity(doc) end
        end
    end
    if options.deadlines then
        for _, doc in ipairs(site.pages) do
            local ends, kind = window_of(doc)
            if ends then events[#events + 1] = deadline(doc, ends, kind) end
        end
    end
    table.sort(events, function(a, b)
        if a.date:format("iso") ~= b.date:format("iso") then return a.date < b.date end
        if a.at ~= b.at then return a.at < b.at end
        return a.path < b.path
    end)
    return events
end

local function by_month(events)
    local months, keys = {}, {}
    local function month(key)
        if not months[key] then
            months[key] = {days = {}, items = {}, count = 0}
            keys[#keys + 1] = key
        end
        return months[key]
    end
    month(key_of(gongkai.today))
    for _, event in ipairs(events) do
        local of = month(key_of(event.date))
        local day = event.date.day
        of.days[day] = of.days[day] or {}
        table.insert(of.days[day], {url = event.doc.url, title = event.doc.title, kind = event.kind,
                                    time = event.time, place = event.place, closes = event.closes})
        of.count = of.count + 1
    end
    table.sort(keys)
    return months, keys
end

-- 一周七格的表；前后不属于本月的格是空的。
local function weeks_of(key, days)
    local first = first_of(key)
    local length = after(first) - first
    local weeks, week = {}, {}
    for _ = 2, first.weekday do week[#week + 1] = {} end
    for day = 1, length do
        local date = first:add(day - 1)
        week[#week + 1] = {day = day, date = date, events = days[day] or {},
                           today = date:format("iso") == gongkai.today:format("iso")}
        if #week == 7 or day == length then
            while #week < 7 do week[#week + 1] = {} end
            weeks[#weeks + 1] = week
            week = {}
        end
    end
    return weeks
end

local function url_of(path, key)
    return key and gongkai.url("/" .. path .. key .. "/") or nil
end

local function years_of(path, keys, here)
    local years = {}
    for i = #keys, 1, -1 do
        local year = keys[i]:sub(1, 4)
        if not years[#years] or years[#years].year ~= year then
            years[#years + 1] = {year = year, months = {}}
        end
        table.insert(years[#years].months, 1, {month = tonumber(keys[i]:sub(6)), url = url_of(path, keys[i]),
                                               here = keys[i] == here})
    end
    return years
end

local function site(site)
    local path = options.section .. "/calendar/"
    local english = site.language == "en"
    local months, keys = by_month(events_of(site))
    local pages = {}
    local now = key_of(gongkai.today)
    for i, key in ipairs(keys) do
        local data = {
            month = first_of(key), count = months[key].count, weeks = weeks_of(key, months[key].days),
            prev = url_of(path, keys[i - 1]), next = url_of(path, keys[i + 1]),
            prev_month = keys[i - 1] and first_of(keys[i - 1]), next_month = keys[i + 1] and first_of(keys[i + 1]),
            years = years_of(path, keys, key), section = options.section,
        }
        local title = options.title .. (english and ": " or "：") .. first_of(key):format("month")
        local page = {path = path .. key .. "/", title = title, template = "calendar.html", data = data,
                      description = title .. (english and ", " .. data.count .. " items" or "，共 " .. data.count .. " 项。")}
        pages[#pages + 1] = page
        if key == now then
            pages[#pages + 1] = {path = path, title = options.title, template = "calendar.html", data = data,
                                 description = page.description}
        end
    end
    return {data = {of = gongkai.url("/" .. options.section .. "/"), url = gongkai.url("/" .. path)}, pages = pages}
end

return {site = site}
