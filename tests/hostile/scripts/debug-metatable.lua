-- A metatable for all numbers.
-- harm: output pwned
debug.setmetatable(1, {__index = function() return "pwned" end})
print((1).x)
