-- 词表里的词和引文一起查：取先开始、最长的一处，所以引文里面的词不会再被找到。

local options = gongkai.options
local words, entries = {}, {}

local function add(word, entry)
    if type(word) == "string" and word ~= "" then
        words[#words + 1] = word
        entries[#words] = entry
    end
end

local function add_row(row, level)
    local own = row.level
    if own == "allow" then
        add(row.wrong, {allowed = true})
    else
        add(row.wrong, {right = row.right, note = row.note,
                        level = (own == "error" or own == "warning") and own or level})
    end
end

-- 先有的优先：引文、学校的词表、随带的词表。
for _, phrase in ipairs(options.allow or {}) do
    add(phrase, {allowed = true})
end
local own = gongkai.data and gongkai.data[options.list]
if own then
    for _, row in ipairs(own) do add_row(row, options.level) end
end
if options.sample then
    for _, row in ipairs(gongkai.csv(gongkai.file("terms.csv"))) do add_row(row, "warning") end
end

local matcher = gongkai.matcher(words, {fold_case = true, fold_width = true})

-- 代码和网址不是写给人读的句子。
local unread = {code = true, link = true}

local function is_skipped(path)
    for _, prefix in ipairs(options.skip or {}) do
        if path:sub(1, #prefix) == prefix then return true end
    end
    -- 词表里全是要查的词。
    return path:match("([^/]*)%.%a+$") == options.list and path:find("data/", 1, true) ~= nil
end

local function advice(entry)
    if entry.note and entry.note ~= "" then return entry.note end
    return "原文如此的引文，请把整个词组写进 proofread 的选项 allow。"
end

local function report(hit, entry)
    local right = entry.right
    gongkai.report({
        at = hit, code = "TERM", severity = entry.level, help = advice(entry),
        message = right and right ~= "" and ("“" .. hit.term .. "”应写作“" .. right .. "”")
            or ("“" .. hit.term .. "”不宜使用"),
    })
end

-- 一篇里说这么多处就够了。
local most = 50

local function terms(doc)
    local hits = doc:find(matcher)
    if #hits == 0 or is_skipped(doc.path) then return end
    local told = 0
    for _, hit in ipairs(hits) do
        local entry = entries[hit.index]
        if told < most and not entry.allowed and not unread[hit.piece.kind] then
            report(hit, entry)
            told = told + 1
        end
    end
end

return {checks = {terms = terms}}
