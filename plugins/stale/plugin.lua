-- 更新检查。缺省的天数取自政府网站检查指标：首页两周，动态类栏目两周，通知公告六个月。
-- 只在 gongkai check 时提醒；预览时另有一页给编辑看，正式站点上没有。

local options = gongkai.options
local PAGE = "editors/stale/"

local function is_in(list, wanted)
    for _, item in ipairs(list) do
        if item == wanted then return true end
    end
    return false
end

local function newest(items)
    local found
    for _, doc in ipairs(items) do
        if doc.date and (not found or doc.date > found.date) then found = doc end
    end
    return found
end

local function days_allowed(path)
    for _, column in ipairs(options.columns) do
        if column.section == path then return column.days end
    end
    return options.other_days
end

local function each_section(sections, visit)
    for _, section in ipairs(sections) do
        visit(section)
        each_section(section.sections, visit)
    end
end

local function days_since(date)
    return gongkai.today - date
end

local function warn(code, message, help, doc)
    gongkai.report{
        severity = "warning", at = doc, path = not doc and "site.yaml" or nil, only = "check",
        code = code, message = message, help = help,
    }
end

-- 一行：栏目、最近一篇、隔了几天、限几天、结论。
local function inspect(title, items, limit, may_be_empty)
    local row = {title = title, limit = limit, count = #items}
    local last = newest(items)
    if row.count == 0 then
        row.late = not may_be_empty
        row.state = may_be_empty and "空，允许" or "空栏目"
        return row
    end
    if not last then
        row.state = "没有日期"
        return row
    end
    row.last, row.days = last, days_since(last.date)
    row.late = limit > 0 and row.days > limit
    row.state = row.late and "超期 " .. row.days - limit .. " 天" or (limit > 0 and "正常" or "不查")
    return row
end

local function tell(row)
    if not row.late then return end
    if row.count == 0 then
        warn("EMPTY", "栏目“" .. row.title .. "”是空的。",
             "放进一篇文稿，或者在 site.yaml 里去掉这个栏目；确实允许为空的写进 stale 的 empty_allowed。")
    else
        warn("LATE", "“" .. row.title .. "”已有 " .. row.days .. " 天没有新文稿，限期是 " .. row.limit .. " 天。",
             "最近一篇是 " .. row.last.date:format("long") .. "的《" .. row.last.title .. "》。请尽快更新。")
    end
end

local function undated(site)
    local list = {}
    for _, doc in ipairs(site.pages) do
        if not doc.date and is_in(options.undated, doc.type) then
            list[#list + 1] = doc
            warn("UNDATED", "这篇文稿没有日期。", "在开头写上 date，例如 date: " .. gongkai.today:format("iso") .. "。", doc)
        end
    end
    return list
end

local function cell_row(row)
    return h("tr", {class = row.late and "late" or nil}, h("th", {scope = "row"}, row.title),
             h("td", {class = "ta-right"}, row.count),
             h("td", nil, row.last and row.last.date:format("iso") or "—"),
             h("td", {class = "ta-right"}, row.days or "—"),
             h("td", {class = "ta-right"}, row.limit > 0 and row.limit or "—"), h("td", nil, row.state))
end

local function heads(...)
    local cells = {}
    for i, text in ipairs({...}) do cells[i] = h("th", {scope = "col"}, text) end
    return h("thead", nil, h("tr", nil, cells))
end

local function page_body(rows, docs)
    local lines = {}
    for i, row in ipairs(rows) do lines[i] = cell_row(row) end
    local names = {}
    for i, doc in ipairs(docs) do
        names[i] = h("li", nil, h("a", {href = doc.url}, doc.title), " " .. doc.path)
    end
    return h("div", nil,
             h("p", nil, "截至 " .. gongkai.today:format("long") .. "。这一页只在预览里有，不会发布。"),
             h("div", {class = "table"},
               h("table", nil, heads("栏目", "篇数", "最近一篇", "已隔天数", "限期", "结论"),
                 h("tbody", nil, lines))),
             h("h2", nil, "没有日期的文稿"),
             #names > 0 and h("ul", nil, names) or h("p", nil, "没有。"))
end

local function site(site)
    local rows = {inspect("全站", site.pages, options.home_days, false)}
    each_section(site.sections, function(section)
        rows[#rows + 1] = inspect(section.title, section.items, days_allowed(section.path),
                                  is_in(options.empty_allowed, section.path))
    end)
    for _, row in ipairs(rows) do tell(row) end
    local docs = undated(site)
    return {
        pages = {{
            path = PAGE, title = "更新检查", description = "各栏目最近更新的情况，只给编辑看。",
            body = page_body(rows, docs), preview = true, noindex = true,
        }},
    }
end

return {site = site}
