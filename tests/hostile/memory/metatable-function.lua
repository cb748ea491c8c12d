-- A counter that reading changes.
local n = 0
local t = setmetatable({}, {__index = function() n = n + 1 return n end})
return function() return t.x end
