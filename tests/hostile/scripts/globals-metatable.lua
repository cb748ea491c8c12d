-- All names that are not there.
-- harm: output pwned
setmetatable(_G, {__index = function() return "pwned" end})
print(anything)
