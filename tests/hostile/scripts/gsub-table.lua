-- replacements out of __index
-- harm: cpu
local t = setmetatable({}, {__index = function(_, k) return k .. k end})
local s = ("a"):rep(10000)
while true do s:gsub("%w", t) end
