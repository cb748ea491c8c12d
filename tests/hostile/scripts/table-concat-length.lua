-- A length that is a lie.
-- harm: cpu
return table.concat(setmetatable({}, {__len = function() return 1 << 30 end, __index = function() return "" end}))
