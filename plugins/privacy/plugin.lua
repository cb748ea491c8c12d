-- 号码先由 gongkai.numbers 找出来（全角数字、空格和连字符都认），再逐个判断是不是个人信息。

local options = gongkai.options
local level = options.level

-- 选项里的号码只比数字。
local function digits_of(text)
    local out = {}
    for _, c in utf8.codes(text) do
        if c >= 0xFF10 and c <= 0xFF19 then c = c - 0xFF10 + 48 end
        if c >= 48 and c <= 57 then out[#out + 1] = string.char(c) end
        if c == 88 or c == 120 then out[#out + 1] = "X" end
    end
    return table.concat(out)
end

local allowed, office = {}, {}
for _, number in ipairs(options.allow or {}) do allowed[digits_of(number)] = true end
for _, field in ipairs(options.office_fields or {}) do office[field] = true end

---------------------------------------------------------------- 日期、校验

local month_days = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

local function is_day(year, month, day)
    local last = month_days[month]
    if not last or day < 1 or day > last then return false end
    local leap = year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
    return not (month == 2 and day == 29 and not leap)
end

-- 省级行政区划代码（GB/T 2260）。
local provinces = {}
for code in ("11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 " ..
             "61 62 63 64 65 71 81 82 83"):gmatch("%d+") do
    provinces[code] = true
end

-- 公民身份号码的校验码（GB 11643）。
local weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

local function has_check_code(number)
    local sum = 0
    for i = 1, 17 do sum = sum + (number:byte(i) - 48) * weights[i] end
    return ("10X98765432"):sub(sum % 11 + 1, sum % 11 + 1) == number:sub(18, 18)
end

local function luhn(number)
    local sum, double = 0, false
    for i = #number, 1, -1 do
        local d = number:byte(i) - 48
        if double then
            d = d * 2
            if d > 9 then d = d - 9 end
        end
        sum, double = sum + d, not double
    end
    return sum % 10 == 0
end

---------------------------------------------------------------- 号码旁边的字

-- 号码前面最近的一小段，到标点为止。
local stops = {"，", "。", "；", "、", "\n", ",", ";", "|"}

local function before(hit, whole)
    local text = whole:sub(hit.from > 48 and hit.from - 48 or 1, hit.from - 1)
    for _, stop in ipairs(stops) do
        local at = text:find(stop, 1, true)
        while at do
            text = text:sub(at + #stop)
            at = text:find(stop, 1, true)
        end
    end
    return text
end

local function has_any(text, list)
    for _, word in ipairs(list) do
        if text:find(word, 1, true) then return true end
    end
    return false
end

local id_words = {"身份证", "证件号", "身份号", "公民身份"}
local code_words = {"信用代码", "组织机构代码", "统一社会", "登记号", "登记证", "许可证"}
local order_words = {
    "单号", "订单", "编号", "流水", "工单", "合同", "发票", "批号", "文号", "课题", "项目号", "备案",
    "ISBN", "ISSN", "CN ", "DOI", "doi", "IMEI", "条码", "书号", "刊号", "邮编", "税号",
}

-- 号码是网址、小数、版本号的一部分。
local function is_part(hit, text)
    local ahead = text:sub(hit.from > 200 and hit.from - 200 or 1, hit.from - 1)
    local token = ahead:reverse():match("^[%w%-%._~:/%?#@!%$&'%*%+;=%%]*"):reverse()
    if token:find("://", 1, true) or token:find("www.", 1, true) then return true end
    local last, next_one = token:sub(-1), text:sub(hit.to + 1, hit.to + 2)
    if token:find("%a") and last:find("[/=&#]") then return true end
    if token:find("%a[%d%.]*%.$") then return true end -- v1.138…
    if last == "." then -- 1.138… 是序号和号码，3.138… 和 0.138… 分不清时当作号码
        local whole = token:match("(%d+)%.$")
        if whole and (#whole > 2 or whole == "0") then return true end
    end
    return next_one:match("^%.%d") ~= nil
end

---------------------------------------------------------------- 各种号码

local function is_id18(hit, text)
    local n = hit.number
    if not provinces[n:sub(1, 2)] or not n:match("^%d+$", 1) and not n:match("^%d+X$") then
        return false
    end
    local year, month, day = tonumber(n:sub(7, 10)), tonumber(n:sub(11, 12)), tonumber(n:sub(13, 14))
    if year < 1900 or year > gongkai.today.year or not is_day(year, month, day) then return false end
    local near = before(hit, text)
    if has_any(near, code_words) then return false end
    return has_check_code(n) or has_any(near, id_words)
end

local function is_id15(hit, text)
    local n = hit.number
    if not n:match("^%d+$") or not provinces[n:sub(1, 2)] then return false end
    local month, day = tonumber(n:sub(9, 10)), tonumber(n:sub(11, 12))
    if not is_day(1900 + tonumber(n:sub(7, 8)), month, day) then return false end
    local near = before(hit, text)
    return not has_any(near, code_words) and not has_any(near, order_words)
end

-- 数字的分组：138 1234 5678 是 3-4-4。
local function shape(hit)
    if #hit.term == #hit.number then return tostring(#hit.number) end
    local groups, n = {}, 0
    for _, c in utf8.codes(hit.term) do
        local digit = (c >= 48 and c <= 57) or (c >= 0xFF10 and c <= 0xFF19) or c == 88 or
            c == 120 or c == 0xFF38 or c == 0xFF58
        if digit then
            n = n + 1
        else
            groups[#groups + 1], n = n, 0
        end
    end
    groups[#groups + 1] = n
    return table.concat(groups, "-")
end

local mobile_shapes = {["11"] = true, ["3-4-4"] = true, ["3-8"] = true, ["7-4"] = true,
                       ["3-3-5"] = true, ["3-2-2-2-2"] = true, ["12"] = true, ["13"] = true, ["15"] = true}

local function is_mobile(hit, text)
    local n = hit.number
    if #n == 12 then n = n:match("^0(1%d+)$") end -- 长途加拨 0
    if n and #n == 13 then n = n:match("^86(1%d+)$") elseif n and #n == 15 then n = n:match("^0086(1%d+)$") end
    if not n or not n:match("^1[3-9]%d%d%d%d%d%d%d%d%d$") or not mobile_shapes[shape(hit)] then
        return false
    end
    return not has_any(before(hit, text), order_words)
end

-- 发卡行标识：银联 62，各国际组织，和早年的几家银行。
local card_prefixes = {
    {"^62", 16, 19}, {"^4", 16, 16}, {"^5[1-5]", 16, 16}, {"^35", 16, 16}, {"^3[47]", 15, 15},
    {"^9558", 16, 19}, {"^95599", 19, 19}, {"^60", 16, 19}, {"^10[0-3]", 19, 19},
}

local function is_card(hit, text)
    local n, issued = hit.number, false
    if not n:match("^%d+$") then return false end
    for _, row in ipairs(card_prefixes) do
        issued = issued or (n:match(row[1]) and #n >= row[2] and #n <= row[3])
    end
    if not issued or not luhn(n) then return false end
    local groups = shape(hit)
    local grouped = groups:match("^4%-4%-4%-4") or groups:match("^6%-%d+$") or
        not groups:find("-", 1, true) or groups:match("^4%-6%-5$")
    local near = before(hit, text)
    return grouped and not has_any(near, order_words) and not has_any(near, code_words)
end

---------------------------------------------------------------- 学校的学号

-- 选项里的正则表达式变成一段一段：哪些字符、最少和最多几个。
local function read_pattern(text)
    local parts, i = {}, 1
    text = text:gsub("^%^", ""):gsub("%$$", "")
    while i <= #text do
        local class, rest = text:match("^(%[[^%]]+%])()", i)
        if not class then
            class, rest = text:match("^(\\d)()", i)
            if class then class = "%d" end
        end
        if not class then
            class, rest = text:match("^\\?(.)()", i)
            class = class:match("%w") and class or (class == "." and "." or "%" .. class)
        end
        local low, high, after = text:match("^{(%d+),?(%d*)}()", rest)
        local comma = after and text:sub(rest, after - 1):find(",", 1, true)
        local mark = text:match("^[%?%+%*]", rest)
        if low then
            low, high = tonumber(low), tonumber(high) or (comma and 20 or tonumber(low))
        elseif mark then
            low, high, after = mark == "+" and 1 or 0, mark == "?" and 1 or 20, rest + 1
        else
            low, high, after = 1, 1, rest
        end
        parts[#parts + 1] = {class = "^" .. class, low = low, high = high}
        i = after
    end
    return parts
end

local student = options.student_number and read_pattern(options.student_number)

local function fits(parts, number, i, k)
    local part = parts[k]
    if not part then return i > #number end
    local n = 0
    while n < part.high and i + n <= #number and number:match(part.class, i + n) do n = n + 1 end
    while n >= part.low do
        if fits(parts, number, i + n, k + 1) then return true end
        n = n - 1
    end
    return false
end

local function lengths(parts)
    local low, high = 0, 0
    for _, part in ipairs(parts) do low, high = low + part.low, high + part.high end
    return math.max(low, 4), math.min(math.max(high, 4), 30)
end

local student_numbers
if student then
    local low, high = lengths(student)
    student_numbers = gongkai.numbers({min = low, max = high})
end

---------------------------------------------------------------- 检查

local numbers = gongkai.numbers({min = 11, max = 19, grouped = true})

local function is_skipped(path)
    for _, prefix in ipairs(options.skip or {}) do
        if path:sub(1, #prefix) == prefix then return true end
    end
    return false
end

-- 找到的是什么；不是个人信息为 nil。
local function judge(hit, text)
    local n = #hit.number
    if n == 18 and is_id18(hit, text) then return "身份证号", "id" end
    if (n >= 11 and n <= 13 or n == 15) and is_mobile(hit, text) then return "手机号", "mobile" end
    if n == 15 and is_id15(hit, text) then return "身份证号（15 位）", "id" end
    if n >= 15 and is_card(hit, text) then return "银行卡号", "card" end
    return nil
end

-- 链接里只有电话是写给人的。
local function is_read(hit, text)
    return hit.piece.kind ~= "link" or text:sub(1, 4) == "tel:"
end

local help = {
    id = "身份证号不得公开。请删去，或只留后四位。",
    mobile = "个人手机号不得公开。请改成办公电话；确需公开的值班手机，写进 privacy 的选项 allow。",
    card = "银行卡号不得公开。请删去。",
    student = "学号不得公开。请删去，用班级代替。",
}

-- 前后各留几位，够认出是哪一处，又不再写一遍。
local function hint(number)
    return number:sub(1, 3) .. ("*"):rep(#number - 5) .. number:sub(-2)
end

local function tell(hit, what, code)
    gongkai.report({at = hit, severity = level, code = code:upper(), help = help[code],
                    message = "这里有" .. what .. " " .. hint(hit.number)})
end

-- 一篇里说这么多处就够了。
local most = 50

-- 同一段的文字只取一次。
local function reader()
    local last, text
    return function(piece)
        if last ~= piece then last, text = piece, piece.text end
        return text
    end
end

local function check_students(doc)
    local read, told = reader(), 0
    for _, hit in ipairs(doc:find(student_numbers)) do
        if told < most and not allowed[hit.number] and fits(student, hit.number, 1, 1) then
            local text = read(hit.piece)
            if is_read(hit, text) and not is_part(hit, text) and
                not has_any(before(hit, text), order_words) then
                tell(hit, "学号", "student")
                told = told + 1
            end
        end
    end
end

-- 字段写全，或者只写最后几段。
local function is_office(field)
    while field ~= "" do
        if office[field] then return true end
        field = field:match("%.(.*)$") or ""
    end
    return false
end

-- 几组数字可以有几种分法；说过的部分不再说。
local function check_numbers(doc)
    local hits = doc:find(numbers)
    if #hits == 0 then return end
    local read, told, last_piece, last_to = reader(), 0, nil, 0
    for _, hit in ipairs(hits) do
        local known = last_piece == hit.piece and hit.from <= last_to
        if told < most and not known and not allowed[hit.number] then
            local piece = hit.piece
            local text = read(piece)
            local what, code = judge(hit, text)
            if what and is_read(hit, text) and not is_part(hit, text) and
                not (code == "mobile" and is_office(piece.field)) then
                tell(hit, what, code)
                told, last_piece, last_to = told + 1, piece, hit.to
            end
        end
    end
end

local function check_all(doc)
    if is_skipped(doc.path) then return end
    check_numbers(doc)
    if student_numbers then check_students(doc) end
end

---------------------------------------------------------------- 出生日期

local labels = gongkai.matcher({"出生日期", "出生年月日", "出生年月", "出生时间", "生日", "生于", "出生于",
                                "出生", "月生", "日生"})
local prose = {["生于"] = true, ["出生于"] = true}
local behind = {["出生"] = true, ["月生"] = true, ["日生"] = true}

-- 标签后面的年和月。
local function day_after(text, at)
    local rest = text:sub(at, at + 40):gsub("：", ":"):gsub("是", ""):gsub("为", "")
    local year, month = rest:match("^[%s:]*([12]%d%d%d)%s*[-./]%s*(%d%d?)")
    if not year then year, month = rest:match("^[%s:]*([12]%d%d%d)%s*年%s*(%d%d?)%s*月") end
    if not year then
        local all = rest:match("^[%s:]*(%d+)") -- 199003、19900307
        if all and (#all == 6 or #all == 8) then year, month = all:sub(1, 4), all:sub(5, 6) end
    end
    return tonumber(year), tonumber(month)
end

-- “1990 年 3 月 7 日出生”“1990.03 出生”“1990 年 3 月生”：字在日期后面。
local function day_before(text, hit)
    local near = text:sub(hit.from > 48 and hit.from - 48 or 1, hit.from - 1)
    if hit.term ~= "出生" then near = near .. hit.term:sub(1, 3) end
    local year, month = near:match("([12]%d%d%d)%s*年%s*(%d%d?)%s*月%s*$")
    if not year then year, month = near:match("([12]%d%d%d)%s*年%s*(%d%d?)%s*月%s*%d%d?%s*日%s*$") end
    if not year then year, month = near:match("([12]%d%d%d)[./-](%d%d?)%s*$") end
    if not year then year, month = near:match("([12]%d%d%d)[./-](%d%d?)[./-]%d%d?%s*$") end
    return tonumber(year), tonumber(month)
end

-- 后面是“活”“效”“人口”这样的字，就不是出生。
local ends = {"，", "。", "；", "、", "）", "：", "的", "于", "在", "”", "！"}

local function is_word_end(text, hit)
    local rest = text:sub(hit.to + 1, hit.to + 3)
    if rest == "" or rest:find("^[%s%p]") then return true end
    for _, one in ipairs(ends) do
        if rest == one then return true end
    end
    return false
end

-- 名单、公示里的写法：姓名，男，……
local sexes = {"，男", "男，", "，女", "女，", "（男", "（女", "、男", "、女", "性别"}

local function is_in_roster(text, hit)
    return has_any(text:sub(hit.from > 90 and hit.from - 90 or 1, hit.to + 30), sexes)
end

local function is_age(year, month)
    local age = year and month and month >= 1 and month <= 12 and gongkai.today.year - year
    return age and age >= 10 and age <= 100
end

local function tell_birth(at, severity, message)
    gongkai.report({at = at, severity = severity, code = "BIRTH", message = message,
                    help = "公示和名单里只写姓名、单位、年级、专业、班级；年龄可以写，出生日期不写。"})
end

local function is_birth_field(field)
    return field:find("出生", 1, true) or field:find("生日", 1, true) or field:find("birth", 1, true)
end

local function has_day(text)
    return text:match("^%s*[12]%d%d%d%D?%D?%D?%d%d?") ~= nil
end

-- 表头写着出生日期：看它下面的格子。
local function check_cells(doc, header)
    local pieces = doc.pieces
    for i = header.index + 1, #pieces do
        local piece = pieces[i]
        if piece.kind ~= "table" then return end
        if piece.field == header.text and has_day(piece.text) then
            tell_birth(piece, level, "表格的“" .. header.text .. "”一栏里有日期")
        end
    end
end

local function judge_birth(doc, hit)
    local piece = hit.piece
    if piece.kind == "table" and piece.field == "" and #piece.text < 40 and
        (not behind[hit.term] or piece.text == hit.term) then
        check_cells(doc, piece)
        return
    end
    local text = piece.text
    if behind[hit.term] then
        if not is_word_end(text, hit) or not is_age(day_before(text, hit)) then return end
    elseif not is_age(day_after(text, hit.to + 1)) then
        return
    end
    if prose[hit.term] or behind[hit.term] then
        if is_in_roster(text, hit) then
            tell_birth(hit, level, "这里写了出生的年月")
        elseif options.birth ~= "none" then
            tell_birth(hit, options.birth, "这里写了出生的年月")
        end
    else
        tell_birth(hit, level, "这里写了" .. hit.term)
    end
end

-- 数据文件里列名就是标签；一列说一次就够。
local function check_columns(doc)
    local told = {}
    for _, piece in ipairs(doc.pieces) do
        local field = piece.field
        if field and not told[field] and is_birth_field(field) and
            piece.kind ~= "table" and has_day(piece.text) then
            told[field] = true
            tell_birth(piece, level, "“" .. field .. "”里有出生日期")
        end
    end
end

local birth_fields = {"birth", "birthday", "birth_date", "出生日期", "出生年月"}

local function has_birth_field(values)
    for _, name in ipairs(birth_fields) do
        if values[name] ~= nil then return true end
    end
    return false
end

local function births(doc)
    if is_skipped(doc.path) then return end
    for _, hit in ipairs(doc:find(labels)) do
        if hit.piece.kind ~= "data" then judge_birth(doc, hit) end
    end
    if doc.kind == "data" or (doc.values and has_birth_field(doc.values)) then
        check_columns(doc)
    end
end

---------------------------------------------------------------- 遮盖

local function mask_digits(number, keep)
    local head = #number >= 11 and 3 or 0
    if #number >= 15 then head = 4 end
    if keep + head >= #number then return ("*"):rep(#number) end
    return number:sub(1, head) .. ("*"):rep(#number - head - keep) .. number:sub(-keep)
end

local function mask_name(text)
    local first = utf8.offset(text, 2)
    return text:sub(1, first - 1) .. ("*"):rep(utf8.len(text) - 1)
end

local function mask(value, named)
    if value == nil then return nil end
    local text, keep = tostring(value), type(named) == "table" and named.keep or 4
    if text:find("%d") then
        return (text:gsub("%d[%d%-]*%d[xX]?", function(run)
            local digits = run:gsub("-", "")
            if #digits < 7 then return run end
            return mask_digits(digits, keep)
        end))
    end
    local length = utf8.len(text)
    if not length or length < 2 then return text end
    return mask_name(text)
end

return {
    checks = {numbers = check_all, births = births},
    filters = {mask = mask},
}
