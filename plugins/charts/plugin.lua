-- 柱形图、折线图、饼图、进度条：内嵌的 SVG，旁边是同样数字的表格，不用脚本。
-- 画布宽 360，正好是一台小手机的宽，字不会缩小；大屏上由样式表限制宽度。
-- 各组除了颜色还有不同的标记和虚线，不靠颜色分辨。

local WIDTH = 360
local SERIES_MOST, ROWS_MOST = 6, 60
local MARKS = {"●", "■", "▲", "◆", "○", "□"}
local DASHES = {nil, "6 3", "2 3", "8 3 2 3", "4 4", "1 3"}

local function split(text)
    local list = {}
    for part in text:gsub("，", ","):gmatch("[^,]+") do
        list[#list + 1] = part:match("^%s*(.-)%s*$")
    end
    return list
end

-- 数字写成 9,480 或 9480.00 都行；写不成数的是错误。
local function to_number(value, row, column)
    local text = tostring(value == nil and "" or value):gsub("[,，%s]", "")
    local number = tonumber(text)
    if not number or number ~= number or number == math.huge or number == -math.huge then
        error("第 " .. row .. " 行“" .. column .. "”一列不是数字：" .. text .. "。", 0)
    end
    return number
end

local function tidy(number)
    local text = ("%.2f"):format(number):gsub("%.?0+$", "")
    return text == "-0" and "0" or text
end

local function shown(number, unit)
    return gongkai.number(tonumber(tidy(number))) .. (unit and unit ~= "" and " " .. unit or "")
end

-- 坐标：最多一位小数，写法唯一。
local function at(number)
    return (("%.1f"):format(number):gsub("%.0$", ""))
end

local function data_rows(call)
    local name, body = call.args.data, call.body
    if name and body and body:match("%S") then
        error("数据写了两处：用了 data 就不要在两个标记之间再写。", 0)
    end
    if not name then
        if not (body and body:match("%S")) then
            error("没有数据：用 data=\"数据文件名\"，或在两个标记之间写 CSV。", 0)
        end
        local rows, why = gongkai.csv((body:gsub("^%s+", "")))
        if not rows then error("两个标记之间的 CSV 写得不对：" .. why, 0) end
        return rows
    end
    local value = gongkai.data
    for part in name:gmatch("[^./]+") do
        value = value and type(value) ~= "string" and value[part] or nil
    end
    if value == nil then
        error("没有数据文件“" .. name .. "”：它应该在 data/" .. name .. ".csv 或 .yaml。", 0)
    end
    return value
end

local function columns_of(row)
    local list = {}
    for key in pairs(row) do list[#list + 1] = key end
    return list
end

local function has(list, name)
    for _, item in ipairs(list) do
        if item == name then return true end
    end
    return false
end

local function need_column(columns, name)
    if has(columns, name) then return name end
    error("数据里没有“" .. name .. "”这一列，有的是：" .. table.concat(columns, "、") .. "。", 0)
end

-- 数据是一项一项的，每一项有各列的值。
local function need_rows(rows)
    local good = type(rows) == "list" or type(rows) == "table"
    for i = 1, good and #rows or 0 do
        local row = rows[i]
        good = good and (type(row) == "map" or type(row) == "table")
    end
    if not good then
        error("这份数据不是一行一项的表：要像 CSV 那样，每一行有同样的几列。", 0)
    end
end

local function chosen_rows(rows, where)
    need_rows(rows)
    local list = {}
    local key, wanted
    if where then
        key, wanted = where:match("^%s*([^=]-)%s*=%s*(.-)%s*$")
        if not key then error("where 要写成 列=值，例如 where=\"year=2026\"。", 0) end
    end
    for _, row in ipairs(rows) do
        if not key or tostring(row[key] == nil and "" or row[key]) == wanted then
            list[#list + 1] = row
        end
    end
    if #list == 0 then error("没有可画的数据" .. (where and "：没有一行是 " .. where or "") .. "。", 0) end
    if #list > ROWS_MOST then
        error("数据有 " .. #list .. " 行，图上最多画 " .. ROWS_MOST .. " 行：用 where 少取一些。", 0)
    end
    return list
end

-- 画图要的全部：labels[i]，series[s] = {name, values[i]}。
local function read(rows, args, most)
    rows = chosen_rows(rows, args.where)
    local columns = columns_of(rows[1])
    local label = args.label and need_column(columns, args.label) or columns[1]
    local keys = {}
    if args.value then
        for _, name in ipairs(split(args.value)) do keys[#keys + 1] = need_column(columns, name) end
    else
        for _, name in ipairs(columns) do
            if name ~= label and #keys < most then keys[#keys + 1] = name end
        end
    end
    if #keys == 0 then error("没有数值列：用 value=\"列名\" 说明数值在哪一列。", 0) end
    if #keys > most then error("这种图最多画 " .. most .. " 列数值。", 0) end
    local names = args.names and split(args.names) or {}
    local chart = {labels = {}, series = {}, rows = rows, columns = columns, label = label}
    for i, row in ipairs(rows) do
        local text = row[label]
        chart.labels[i] = tostring(text == nil and "" or text)
    end
    for s, key in ipairs(keys) do
        local values = {}
        for i, row in ipairs(rows) do values[i] = to_number(row[key], i, key) end
        chart.series[s] = {name = names[s] or key, values = values}
    end
    return chart
end

-- 刻度：1、2、5 乘以 10 的几次方，四到六格。
local function scale(chart)
    local low, high = 0, 0
    for _, one in ipairs(chart.series) do
        for _, value in ipairs(one.values) do
            if value > high then high = value end
            if value < low then low = value end
        end
    end
    if high == low then high = low + 1 end
    local rough = (high - low) / 5
    local step = 10.0 ^ math.floor(math.log(rough, 10))
    for _, times in ipairs({1, 2, 5, 10}) do
        if step * times >= rough then
            step = step * times
            break
        end
    end
    return math.floor(low / step) * step, math.ceil(high / step) * step, step
end

local function shorten(text, width)
    return gongkai.truncate(text, width)
end

local function color(s)
    return "chart-c" .. ((s - 1) % SERIES_MOST + 1)
end

local function svg(chart, id, height, parts)
    return h("svg", {
        class = "chart-svg", viewBox = "0 0 " .. WIDTH .. " " .. at(height), role = "img",
        ["aria-labelledby"] = id .. "-t " .. id .. "-d", focusable = "false",
    }, h("title", {id = id .. "-t"}, chart.title), h("desc", {id = id .. "-d"}, chart.desc), parts)
end

local function text_at(x, y, text, class, anchor)
    return h("text", {x = at(x), y = at(y), class = class, ["text-anchor"] = anchor}, text)
end

-- 横着的柱：名称写在柱的上方，再长也放得下。
local function draw_bar(chart, id)
    local low, high = scale(chart)
    local parts, y = {}, 0
    local zero = (0 - low) / (high - low) * WIDTH
    for i, label in ipairs(chart.labels) do
        parts[#parts + 1] = text_at(0, y + 14, shorten(label, 40), "chart-label")
        y = y + 20
        for s, one in ipairs(chart.series) do
            local value = one.values[i]
            local length = math.abs(value) / (high - low) * (WIDTH - 96)
            local x = value < 0 and zero - length or zero
            parts[#parts + 1] = h("rect", {
                x = at(x), y = at(y), width = at(length < 1 and value ~= 0 and 1 or length),
                height = "14", rx = "2", class = color(s),
            })
            local mark = #chart.series > 1 and MARKS[s] .. " " or ""
            parts[#parts + 1] = text_at(zero + length + 6, y + 12, mark .. shown(value, chart.unit),
                                        "chart-value")
            y = y + 18
        end
        y = y + 8
    end
    return svg(chart, id, y, parts)
end

local function marker(s, x, y)
    local class = "chart-mark " .. color(s)
    if s % 3 == 1 then return h("circle", {cx = at(x), cy = at(y), r = "4", class = class}) end
    if s % 3 == 2 then
        return h("rect", {x = at(x - 3.5), y = at(y - 3.5), width = "7", height = "7", class = class})
    end
    return h("polygon", {
        points = at(x) .. "," .. at(y - 5) .. " " .. at(x + 4.5) .. "," .. at(y + 3.5) .. " " ..
                 at(x - 4.5) .. "," .. at(y + 3.5), class = class,
    })
end

local function grid(low, high, step, place)
    local parts, value = {}, low
    while value <= high + step / 2 do
        local y = place(value)
        parts[#parts + 1] = h("line", {
            x1 = "0", y1 = at(y), x2 = tostring(WIDTH), y2 = at(y), class = "chart-grid",
        })
        parts[#parts + 1] = text_at(0, y - 4, shown(value), "chart-tick")
        value = value + step
    end
    return parts
end

local function draw_line(chart, id)
    local low, high, step = scale(chart)
    local top, bottom, left, right = 20, 196, 40, WIDTH - 16
    local n = #chart.labels
    local function place(value) return bottom - (value - low) / (high - low) * (bottom - top) end
    local function across(i) return n == 1 and (left + right) / 2 or left + (i - 1) * (right - left) / (n - 1) end
    local parts = grid(low, high, step, place)
    local every = math.ceil(n * 5 / 36)
    for i, label in ipairs(chart.labels) do
        if (i - 1) % every == 0 then
            local anchor = i == n and n > 1 and "end" or "middle"
            local x = anchor == "end" and right + 8 or across(i)
            parts[#parts + 1] = text_at(x, bottom + 18, shorten(label, 10), "chart-tick", anchor)
        end
    end
    for s, one in ipairs(chart.series) do
        local points = {}
        for i, value in ipairs(one.values) do points[i] = at(across(i)) .. "," .. at(place(value)) end
        parts[#parts + 1] = h("polyline", {
            points = table.concat(points, " "), fill = "none", class = "chart-line " .. color(s),
            ["stroke-dasharray"] = DASHES[s],
        })
        for i, value in ipairs(one.values) do
            parts[#parts + 1] = marker(s, across(i), place(value))
        end
    end
    return svg(chart, id, bottom + 28, parts)
end

local function slice(s, from, to, number)
    local cx, cy, r = 120, 120, 116
    local function on(turn, radius)
        local angle = turn * 2 * math.pi - math.pi / 2
        return at(cx + radius * math.cos(angle)) .. " " .. at(cy + radius * math.sin(angle))
    end
    local half = (from + to) / 2
    local path
    if to - from > 0.9999 then
        path = "M" .. on(0, r) .. "A116 116 0 1 1 " .. on(0.5, r) .. "A116 116 0 1 1 " .. on(1, r) .. "Z"
    else
        path = "M120 120L" .. on(from, r) .. "A116 116 0 " .. (to - from > 0.5 and 1 or 0) .. " 1 " ..
               on(to, r) .. "Z"
    end
    local x, y = on(half, to - from > 0.9999 and 0 or 84):match("(%S+) (%S+)")
    return {
        h("path", {d = path, class = "chart-slice " .. color(s)}),
        to - from >= 0.04 and h("text", {
            x = x, y = at(tonumber(y) + 5), class = "chart-number", ["text-anchor"] = "middle",
        }, tostring(number)) or nil,
    }
end

local function draw_pie(chart, id)
    local values, sum = chart.series[1].values, 0
    for i, value in ipairs(values) do
        if value < 0 then error("饼图里不能有负数：第 " .. i .. " 项。", 0) end
        sum = sum + value
    end
    if sum == 0 then error("饼图的各项加起来是 0，画不出来。", 0) end
    local parts, from = {}, 0
    for i, value in ipairs(values) do
        if value > 0 then parts[#parts + 1] = slice(i, from / sum, (from + value) / sum, i) end
        from = from + value
    end
    chart.sum = sum
    return h("div", {class = "chart-pie"},
             h("svg", {
                 class = "chart-svg", viewBox = "0 0 240 240", role = "img",
                 ["aria-labelledby"] = id .. "-t " .. id .. "-d", focusable = "false",
             }, h("title", {id = id .. "-t"}, chart.title), h("desc", {id = id .. "-d"}, chart.desc),
             parts))
end

local function total_of(chart, args, i)
    if not args.total then return 100 end
    if has(chart.columns, args.total) then return to_number(chart.rows[i][args.total], i, args.total) end
    local total = tonumber(args.total)
    if not total then error("total 要写一个数，或数据里的一列。", 0) end
    return total
end

local function draw_progress(chart, id, args)
    local parts, y = {}, 0
    chart.totals = {}
    for i, label in ipairs(chart.labels) do
        local value, total = chart.series[1].values[i], total_of(chart, args, i)
        if total <= 0 then error("第 " .. i .. " 项的总数不大于 0。", 0) end
        chart.totals[i] = total
        local part = math.max(0, math.min(1, value / total))
        local percent = tidy(math.floor(value / total * 1000 + 0.5) / 10) .. "%"
        parts[#parts + 1] = text_at(0, y + 14, shorten(label, 36), "chart-label")
        parts[#parts + 1] = text_at(WIDTH, y + 14, percent, "chart-value", "end")
        parts[#parts + 1] = h("rect", {x = "0", y = at(y + 20), width = tostring(WIDTH), height = "12", rx = "6", class = "chart-track"})
        parts[#parts + 1] = h("rect", {x = "0", y = at(y + 20), width = at(part * WIDTH), height = "12", rx = "6", class = "chart-c1"})
        y = y + 44
    end
    return svg(chart, id, y, parts)
end

-- 旁边的数据表：图上有的数，表里都有。
local function data_table(chart)
    local numbered = chart.sum ~= nil
    local heads = {h("th", {scope = "col"}, numbered and "序号和名称" or "名称")}
    for _, one in ipairs(chart.series) do
        local unit = chart.unit and "（" .. chart.unit .. "）" or ""
        heads[#heads + 1] = h("th", {scope = "col", class = "ta-right"}, one.name .. unit)
    end
    if chart.sum then heads[#heads + 1] = h("th", {scope = "col", class = "ta-right"}, "占比") end
    if chart.totals then heads[#heads + 1] = h("th", {scope = "col", class = "ta-right"}, "总数") end
    local body = {}
    for i, label in ipairs(chart.labels) do
        local cells = {h("th", {scope = "row"}, (numbered and i .. "  " or "") .. label)}
        for _, one in ipairs(chart.series) do
            cells[#cells + 1] = h("td", {class = "ta-right"}, shown(one.values[i]))
        end
        if chart.sum then
            local part = ("%.1f%%"):format(chart.series[1].values[i] / chart.sum * 100)
            cells[#cells + 1] = h("td", {class = "ta-right"}, part)
        end
        if chart.totals then cells[#cells + 1] = h("td", {class = "ta-right"}, shown(chart.totals[i])) end
        body[#body + 1] = h("tr", nil, cells)
    end
    return h("div", {class = "table chart-data", role = "group", ["aria-label"] = chart.title .. "：数据", tabindex = "0"},
             h("table", nil, h("thead", nil, h("tr", nil, heads)), h("tbody", nil, body)))
end

local function legend(chart)
    if #chart.series < 2 then return nil end
    local items = {}
    for s, one in ipairs(chart.series) do
        items[s] = h("li", nil, h("span", {class = "chart-key " .. color(s), ["aria-hidden"] = "true"}, MARKS[s]), one.name)
    end
    return h("ul", {class = "chart-legend"}, items)
end

local KINDS = {
    bar = {draw = draw_bar, most = SERIES_MOST, word = "柱形图"},
    line = {draw = draw_line, most = SERIES_MOST, word = "折线图"},
    pie = {draw = draw_pie, most = 1, word = "饼图"},
    progress = {draw = draw_progress, most = 1, word = "进度条"},
}

local function draw(kind, rows, args, id)
    local how = KINDS[kind]
    local chart = read(rows, args, how.most)
    chart.title, chart.unit = args.title, args.unit
    chart.desc = args.note or how.word .. "，共 " .. #chart.labels .. " 项，数字见图后的表格。"
    local picture = how.draw(chart, id, args)
    return h("figure", {class = "chart chart-" .. kind},
             h("figcaption", nil, h("b", nil, args.title), args.unit and h("small", nil, "单位：" .. args.unit)),
             legend(chart), picture, args.note and h("p", {class = "chart-note"}, args.note),
             data_table(chart))
end

local function shortcode(kind)
    return function(call)
        return draw(kind, data_rows(call), call.args, "chart-" .. call.index)
    end
end

local function chart(kind, rows, args)
    if not KINDS[kind] then error("没有“" .. tostring(kind) .. "”这种图：可以是 bar、line、pie、progress。", 0) end
    args = args or {}
    if not args.title then error("画图要有 title。", 0) end
    return draw(kind, rows, args, args.id or "chart-" .. kind)
end

return {
    shortcodes = {
        bar = shortcode("bar"), line = shortcode("line"),
        pie = shortcode("pie"), progress = shortcode("progress"),
    },
    functions = {chart = chart},
}
