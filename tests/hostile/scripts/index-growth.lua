-- keys that double in __index
-- harm: memory
local m = {}
m.__index = function(t, k) return t[k .. k] end
local _ = setmetatable({}, m).a
