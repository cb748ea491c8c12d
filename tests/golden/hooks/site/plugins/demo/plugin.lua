local words = gongkai.matcher({"登陆", "帐号"})
local function mask(text, named)
  local keep = named and named.keep or gongkai.options.keep
  return string.sub(text, 1, keep) .. "****"
end
local function newest() return gongkai.site.pages[1] end
local function own(doc) return doc.body and "own" or "other" end
local function site(s)
  local first, n = {}, 0
  for i, d in ipairs(s.pages) do n = n + 1; if i <= 2 then first[#first + 1] = d end end
  return {data = {count = n, words = {1, 2}}, lists = {top = first},
    pages = {{path = "stale/", title = "停更", body = h("p", nil, "a<b"), items = first, data = {x = 1}},
             {path = "secret/", title = "编辑", preview = true}}}
end
local function terms(doc)
  for _, hit in ipairs(doc:find(words)) do
    gongkai.report{at = hit, message = "错别字：" .. hit.term, help = "改正", severity = "warning", code = "TERM"}
  end
end
return {filters = {mask = mask}, functions = {newest = newest, own = own}, site = site, checks = {terms = terms},
 document = function(doc) return {risk = #doc.values.title} end,
 shortcodes = {
   video = function(call) return h("video", {src = call.args.src, controls = true, id = "v" .. call.index}, call.args.title) end,
   note = function(call) return h("div", {class = "note"}, call.body) end,
   mark = function(call) return h("mark", nil, call.args.text) end},
 outputs = {cards = function(s) return gongkai.json({n = #s.pages}) end, card = function(d) return d.title .. d.risk .. "\n" end,
  pic = function() return h("svg", {viewBox = "0 0 10 10"}, h("rect", {width = 1, height = 2})) end }}
