-- A call of something that calls itself.
-- harm: cpu
local t = setmetatable({}, {})
getmetatable(t).__call = function(self) return self() end
setmetatable(t, getmetatable(t))
t()
